//! Articles with their claims marked.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use askama::Template;

use super::lines::{Line, lines};
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
use crate::text::visible::visible_name;

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
            .map(|(name, stances)| (visible_name(name), counts(stances)))
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
    id: String,
    title: Option<Vec<Line<'a>>>,
    lines: Vec<Line<'a>>,
    claims: Vec<Row>,
    /// How many claims have which stance, without zeros.
    stances: Vec<(Stance, usize)>,
}

/// A claim beside its article.
struct Row {
    /// Its number on the page.
    number: usize,
    stance: Stance,
    percent: String,
    speaker: String,
    target: String,
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

/// The targets of most claims, and those who speak about them the most.
fn targets(overview: &Overview) -> Option<Matrix> {
    let strongest = overview.pairs.first()?.claims as u64;
    let targets = most(overview.pairs.iter(), |pair| &pair.target);
    let known: HashSet<String> = targets.iter().map(|target| comparable(target)).collect();
    let about = |pair: &&Pair| known.contains(&comparable(&pair.target));
    let speakers = most(overview.pairs.iter().filter(about), |pair| &pair.speaker);
    let mut found: HashMap<(&str, String), usize> = HashMap::new();
    for pair in &overview.pairs {
        let place = (pair.speaker.as_str(), comparable(&pair.target));
        *found.entry(place).or_default() += pair.claims;
    }
    let cell = |speaker, target| {
        let n = found.get(&(speaker, comparable(target)));
        Count::new(n.copied().unwrap_or_default() as u64, strongest)
    };
    Some(Matrix {
        of_rows: "speaker",
        of_columns: "target",
        rows: (speakers.iter())
            .map(|&speaker| {
                let cells = targets.iter().map(|target| cell(speaker, target));
                (visible_name(speaker), cells.collect())
            })
            .collect(),
        columns: targets.iter().map(|target| visible_name(target)).collect(),
    })
}

/// The names in the most claims, the one of the most first.
fn most<'p>(pairs: impl Iterator<Item = &'p Pair>, of: fn(&Pair) -> &str) -> Vec<&'p str> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut names: Vec<(&str, usize)> = Vec::new();
    for pair in pairs {
        let place = *places.entry(comparable(of(pair))).or_insert_with(|| {
            names.push((of(pair), 0));
            names.len() - 1
        });
        names[place].1 += pair.claims;
    }
    // A stable sort: equals stay in the order of the pairs.
    names.sort_by_key(|&(_, claims)| Reverse(claims));
    names.truncate(MATRIX);
    names.into_iter().map(|(name, _)| name).collect()
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
            id: visible_name(id),
            title: title
                .as_ref()
                .map(|title| lines(title, &in_field(Some("title")))),
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

impl Row {
    fn new(
        number: usize,
        label: Option<usize>,
        claim: &Prediction,
        explanation: &Explanation,
        labels: &Labels,
    ) -> Self {
        Self {
            number,
            stance: Stance::new(label, labels),
            percent: format!("{:.0} %", 100.0 * claim.tag.confidence.unwrap_or_default()),
            speaker: visible_name(claim.speaker_name().unwrap_or_default()),
            target: visible_name(claim.target.as_ref().map_or("", |target| &target.text)),
            reasons: Reasons::of(explanation, WORDS),
        }
    }

    /// What is shown when the claim is pointed at.
    fn hint(&self) -> String {
        let mut hint = format!("{} {}", self.stance.name, self.percent);
        for (name, words) in [("speaker", &self.speaker), ("target", &self.target)] {
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
