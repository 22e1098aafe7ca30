//! Articles with their claims marked.

use std::collections::HashMap;

use askama::Template;

use super::matrix::{Count, Matrix};
use super::reasons::Reasons;
use super::{colour, render};
use crate::article::Article;
use crate::error::{Error, Result};
use crate::label::Labels;
use crate::model::Explanation;
use crate::overview::{Overview, Pair, Stances};
use crate::prediction::{ExplainedArticle, Prediction};
use crate::report::section::count;
use crate::text::normalise::comparable;

/// How many words tell why a claim gets its stance.
const WORDS: usize = 4;

/// How many speakers are counted by name.
const SPEAKERS: usize = 100;

/// How many speakers and how many targets the matrix has.
const MATRIX: usize = 10;

/// An article, or why it could not be read.
pub type Entry = Result<ExplainedArticle>;

/// A page of articles with their claims, tagged by a model with these labels;
/// `model` names it.
///
/// # Errors
///
/// None in practice; what the template engine reports is passed on.
pub fn articles(model: &str, labels: &Labels, entries: &[Entry]) -> Result<String> {
    let claims = entries.iter().flatten().flat_map(|entry| &entry.claims);
    let overview = Overview::new(labels, claims);
    let mut claim = 0;
    let texts: Vec<Text> = (entries.iter().flatten())
        .map(|entry| Text::new(entry, labels, &mut claim))
        .collect();
    render(&Page {
        model,
        stances: (labels.iter().enumerate())
            .map(|(label, name)| Stance {
                name: name.to_owned(),
                colour: colour(label).to_string(),
            })
            .collect(),
        size: format!(
            "{} in {}",
            count(overview.claims, "claim"),
            count(texts.len(), "article")
        ),
        errors: entries
            .iter()
            .filter_map(|entry| entry.as_ref().err())
            .collect(),
        totals: counts(&overview.all),
        unnamed: counts(&overview.unnamed),
        speakers: (overview.speakers.iter().take(SPEAKERS))
            .map(|(name, stances)| (name.clone(), counts(stances)))
            .collect(),
        more_speakers: overview.speakers.len().saturating_sub(SPEAKERS),
        targets: targets(&overview),
        abstained: overview.all.abstained > 0,
        texts,
    })
}

#[derive(Template)]
#[template(path = "articles.html")]
struct Page<'a> {
    model: &'a str,
    stances: Vec<Stance>,
    /// How many claims and articles there are.
    size: String,
    errors: Vec<&'a Error>,
    totals: Vec<Count>,
    unnamed: Vec<Count>,
    speakers: Vec<(String, Vec<Count>)>,
    more_speakers: usize,
    targets: Option<Matrix>,
    /// Whether some claim has no stance.
    abstained: bool,
    texts: Vec<Text<'a>>,
}

/// A stance and the class of its colour.
struct Stance {
    name: String,
    colour: String,
}

/// An article.
struct Text<'a> {
    id: &'a str,
    title: Option<Vec<Line<'a>>>,
    lines: Vec<Line<'a>>,
    claims: Vec<Row<'a>>,
    /// How many claims have which stance, without zeros.
    stances: Vec<(Stance, usize)>,
}

/// A line of an article, cut where claims begin and end.
struct Line<'a> {
    /// Whether a blank line stands before it.
    gap: bool,
    pieces: Vec<Piece<'a>>,
}

/// Words that belong to a claim, or to none.
struct Piece<'a> {
    text: &'a str,
    mark: Option<Mark>,
}

/// A part of a claim.
struct Mark {
    /// The place of the claim in the article.
    claim: usize,
    /// Whether the claim begins here.
    first: bool,
}

/// A claim beside its article.
struct Row<'a> {
    /// Its number on the page.
    number: usize,
    stance: Stance,
    percent: String,
    speaker: &'a str,
    target: &'a str,
    reasons: Reasons,
}

/// The numbers of claims with each stance, without one, and in all. A cell is of a
/// stronger colour the greater its part of the row.
fn counts(stances: &Stances) -> Vec<Count> {
    let total = stances.total() as u64;
    let counts = stances.counts.iter().chain([&stances.abstained]);
    let mut counts: Vec<Count> = counts
        .map(|&count| Count::new(count as u64, total))
        .collect();
    counts.push(Count {
        heat: 0,
        ..Count::new(total, total)
    });
    counts
}

/// Who speaks about whom, of those who are in the most claims with a target.
fn targets(overview: &Overview) -> Option<Matrix> {
    let pairs = &overview.pairs;
    let most = |of: fn(&Pair) -> &str| {
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut names: Vec<(&str, usize)> = Vec::new();
        for pair in pairs {
            let place = *places.entry(comparable(of(pair))).or_insert_with(|| {
                names.push((of(pair), 0));
                names.len() - 1
            });
            names[place].1 += pair.claims;
        }
        names.sort_by_key(|&(_, claims)| std::cmp::Reverse(claims));
        names.truncate(MATRIX);
        names.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    };
    let (speakers, targets) = (most(|pair| &pair.speaker), most(|pair| &pair.target));
    let strongest = pairs.first()?.claims as u64;
    let mut found: HashMap<(&str, String), usize> = HashMap::new();
    for pair in pairs {
        *found
            .entry((&pair.speaker, comparable(&pair.target)))
            .or_default() += pair.claims;
    }
    let cell = |speaker, target| {
        let n = found
            .get(&(speaker, comparable(target)))
            .copied()
            .unwrap_or_default();
        Count::new(n as u64, strongest)
    };
    Some(Matrix {
        of_rows: "speaker",
        of_columns: "target",
        rows: (speakers.iter())
            .map(|&speaker| {
                let cells = targets.iter().map(|target| cell(speaker, target));
                (speaker.to_owned(), cells.collect())
            })
            .collect(),
        columns: targets.iter().map(|&target| target.to_owned()).collect(),
    })
}

impl<'a> Text<'a> {
    /// An article whose claims are numbered on from `number`.
    fn new(entry: &'a ExplainedArticle, labels: &Labels, number: &mut usize) -> Self {
        let Article { id, title, text } = &entry.article;
        let claims = &entry.claims;
        let in_field = |field: Option<&str>| -> Vec<(usize, usize, usize)> {
            (claims.iter().enumerate())
                .filter(|(_, claim)| claim.field == field)
                .map(|(place, claim)| (place, claim.start, claim.end))
                .collect()
        };
        let mut stances = Stances {
            counts: vec![0; labels.len()],
            abstained: 0,
        };
        let rows: Vec<Row> = (claims.iter().zip(&entry.explanations))
            .map(|(claim, explanation)| {
                let label = claim.tag.stance.as_deref().and_then(|s| labels.index(s));
                match label {
                    Some(label) => stances.counts[label] += 1,
                    None => stances.abstained += 1,
                }
                *number += 1;
                Row::new(*number, label, claim, explanation, labels)
            })
            .collect();
        let known = (stances.counts.iter().enumerate())
            .map(|(label, &n)| (Stance::new(Some(label), labels), n))
            .chain([(Stance::new(None, labels), stances.abstained)]);
        Self {
            id,
            title: title
                .as_ref()
                .map(|title| lines(title.trim(), &in_field(Some("title")))),
            lines: lines(text, &in_field(None)),
            stances: known.filter(|&(_, n)| n > 0).collect(),
            claims: rows,
        }
    }
}

impl Stance {
    fn new(label: Option<usize>, labels: &Labels) -> Self {
        match label {
            Some(label) => Self {
                name: labels.name(label).to_owned(),
                colour: colour(label).to_string(),
            },
            None => Self {
                name: "(unsure)".to_owned(),
                colour: "unsure".to_owned(),
            },
        }
    }
}

impl<'a> Row<'a> {
    fn new(
        number: usize,
        label: Option<usize>,
        claim: &'a Prediction,
        explanation: &Explanation,
        labels: &Labels,
    ) -> Self {
        Self {
            number,
            stance: Stance::new(label, labels),
            percent: format!("{:.0} %", 100.0 * claim.tag.confidence.unwrap_or_default()),
            speaker: claim.speaker_name().unwrap_or_default(),
            target: claim.target.as_ref().map_or("", |target| &target.text),
            reasons: Reasons::of(explanation, WORDS),
        }
    }

    /// What is shown when the claim is pointed at.
    fn hint(&self) -> String {
        let mut hint = format!("{} {}", self.stance.name, self.percent);
        for (name, words) in [("speaker", self.speaker), ("target", self.target)] {
            if !words.is_empty() {
                hint += &format!("\n{name}: {words}");
            }
        }
        hint += &format!("\nwhy not {}:", self.reasons.against);
        for (word, contribution) in &self.reasons.words {
            hint += &format!("\n{contribution} {word}");
        }
        hint
    }
}

/// The lines of a text that are not blank, cut at the bounds of claims, which are
/// given as (place, start, end) in code points. Where claims overlap, the words
/// belong to the one that begins last.
fn lines<'a>(text: &'a str, claims: &[(usize, usize, usize)]) -> Vec<Line<'a>> {
    let bytes: Vec<usize> = text
        .char_indices()
        .map(|(byte, _)| byte)
        .chain([text.len()])
        .collect();
    let byte = |point: usize| bytes.get(point).copied().unwrap_or(text.len());
    let mut claims: Vec<(usize, usize, usize)> = (claims.iter())
        .map(|&(place, start, end)| (place, byte(start), byte(end)))
        .filter(|&(_, start, end)| start < end)
        .collect();
    claims.sort_by_key(|&(_, start, end)| (start, std::cmp::Reverse(end)));
    let mut bounds: Vec<usize> = claims
        .iter()
        .flat_map(|&(_, start, end)| [start, end])
        .collect();
    bounds.sort_unstable();
    bounds.dedup();

    let (mut lines, mut at, mut gap) = (Vec::new(), 0, false);
    let (mut begun, mut open, mut bound) = (0, Vec::new(), 0);
    let mut shown = std::collections::HashSet::new();
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        let mut pieces = Vec::new();
        while at < end {
            while bounds.get(bound).is_some_and(|&own| own <= at) {
                bound += 1;
            }
            let next = bounds.get(bound).map_or(end, |&own| own.min(end));
            while let Some(&claim) = claims.get(begun).filter(|claim| claim.1 <= at) {
                open.push(claim);
                begun += 1;
            }
            open.retain(|claim| claim.2 > at);
            let words = text[at..next].trim_end_matches(['\n', '\r']);
            let claim = open.last().filter(|_| !words.trim().is_empty());
            if !words.is_empty() {
                pieces.push(Piece {
                    text: words,
                    mark: claim.map(|&(claim, ..)| Mark {
                        claim,
                        first: shown.insert(claim),
                    }),
                });
            }
            at = next;
        }
        if line.trim().is_empty() {
            gap = true;
        } else {
            lines.push(Line { gap, pieces });
            gap = false;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pieces as text, marked as `[claim:words]`, and `[-claim:words]` where a
    /// claim goes on.
    fn marked(text: &str, claims: &[(usize, usize, usize)]) -> Vec<String> {
        let piece = |piece: &Piece| match &piece.mark {
            Some(mark) if mark.first => format!("[{}:{}]", mark.claim, piece.text),
            Some(mark) => format!("[-{}:{}]", mark.claim, piece.text),
            None => piece.text.to_owned(),
        };
        lines(text, claims)
            .iter()
            .map(|line| line.pieces.iter().map(piece).collect())
            .collect()
    }

    #[test]
    fn claims_are_cut_out_by_code_points() {
        assert_eq!(
            marked("قال نعم ثم صمت", &[(0, 4, 7)]),
            ["قال [0:نعم] ثم صمت"]
        );
    }

    #[test]
    fn a_claim_may_go_on_in_the_next_line() {
        assert_eq!(
            marked("ab cd\r\n\n ef gh", &[(0, 3, 11)]),
            ["ab [0:cd]", "[-0: ef] gh"]
        );
    }

    #[test]
    fn the_inner_claim_wins() {
        assert_eq!(
            marked("abcdefgh", &[(0, 1, 7), (1, 3, 5)]),
            ["a[0:bc][1:de][-0:fg]h"]
        );
        assert_eq!(
            marked("abcdef", &[(0, 0, 4), (1, 2, 6)]),
            ["[0:ab][1:cd][-1:ef]"]
        );
    }
}
