//! How well claims are found: their cues, spans, speakers, targets, quotations
//! and stances against annotations.
//!
//! Claims are matched by their cues: a found claim and a gold claim of the same
//! sentence belong together if their cues share a character; each is matched
//! once, in the order of the gold. What is said of speakers, targets and
//! quotations is said of the matched claims.

mod gold;

use std::collections::BTreeSet;

use serde::Serialize;

use super::confusion::LabelCounts;
use super::resampling::{Draw, Groups, Interval, Resampling};
use crate::span::Span;
use crate::text::normalise::normalise;
use crate::text::tokens::tokens;

pub use gold::GoldSentence;

/// A claim as an annotator or a program gives it. Spans count in its sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnotatedClaim {
    /// The claim with its cue.
    pub span: Span,
    /// The word or mark that reports it; without one the claim is matched by
    /// its first character.
    pub cue: Option<Span>,
    /// The words that name the speaker.
    pub speaker: Option<String>,
    /// The words that name the party accused, asked or cooperated with.
    pub target: Option<String>,
    /// `direct`, `indirect` or `mixed`.
    pub quote: Option<String>,
    /// The label, if there is one.
    pub stance: Option<String>,
}

impl AnnotatedClaim {
    fn cue_or_start(&self) -> Span {
        let start = Span::new(self.span.start, self.span.start + 1);
        self.cue.filter(|cue| !cue.is_empty()).unwrap_or(start)
    }
}

/// The scores of one question about claims.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ClaimScores {
    /// The share of what was found that is right.
    pub precision: Option<f64>,
    /// The share of the gold that was found.
    pub recall: Option<f64>,
    /// Their harmonic mean, 2tp / (2tp + fp + fn).
    pub f1: Option<f64>,
    /// The 95 % interval of F1, over articles.
    pub f1_interval: Option<Interval>,
    /// How much gold there is: claims, or words for the overlap of spans.
    pub support: u64,
}

/// Found claims against gold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClaimEvaluation {
    /// The number of sentences.
    pub sentences: usize,
    /// The number of articles that they come from; a sentence of no known
    /// article counts as one.
    pub articles: usize,
    /// How the intervals were drawn.
    pub resampling: Resampling,
    /// Claims found, by their cues.
    pub claims: ClaimScores,
    /// Claims found whose first and last character are right.
    pub span_exact: ClaimScores,
    /// Words of claims: of all words in found claims, those in the gold claim
    /// matched with it.
    pub span_overlap: ClaimScores,
    /// Speakers of matched claims, to the letter but for marks and spelling.
    pub speaker_exact: ClaimScores,
    /// Speakers of matched claims that share a word with the gold.
    pub speaker_overlap: ClaimScores,
    /// Targets of matched claims that share a word with the gold; since a claim
    /// has the target of its stance, a wrong stance can lose or spoil it.
    pub target: ClaimScores,
    /// Targets of matched claims, where none is an answer too: all three scores are the
    /// share of matched claims with a target that shares a word with the gold's, or
    /// rightly without one.
    pub target_or_none: ClaimScores,
    /// Targets of only those matched claims whose stance is right: how well
    /// targets are chosen; `None` if no found claim has a stance.
    pub target_right_stance: Option<ClaimScores>,
    /// Kinds of quotation of matched claims.
    pub quote: ClaimScores,
    /// Claims found with the right stance; `None` if no found claim has one.
    pub end_to_end: Option<ClaimScores>,
}

/// What one sentence adds to each score.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    claims: LabelCounts,
    span_exact: LabelCounts,
    span_overlap: LabelCounts,
    speaker_exact: LabelCounts,
    speaker_overlap: LabelCounts,
    target: LabelCounts,
    target_or_none: LabelCounts,
    target_right_stance: LabelCounts,
    quote: LabelCounts,
    end_to_end: LabelCounts,
}

impl ClaimEvaluation {
    /// Scores `found`, the claims of each of the `gold` sentences in order;
    /// sentences that `found` has none for have no claims.
    #[must_use]
    pub fn new(
        gold: &[GoldSentence],
        found: &[Vec<AnnotatedClaim>],
        resampling: &Resampling,
    ) -> Self {
        let nothing = Vec::new();
        let tallies: Vec<Tally> = gold
            .iter()
            .enumerate()
            .map(|(nth, sentence)| tally(sentence, found.get(nth).unwrap_or(&nothing)))
            .collect();
        let articles: Vec<String> = gold
            .iter()
            .map(|sentence| sentence.article.clone())
            .collect();
        let groups = Groups::new(gold.len(), Some(&articles));
        let scores = |part: fn(&Tally) -> LabelCounts| {
            let all = sum(tallies.iter().map(part));
            let replicates = resampling.replicates(&groups, |draw: Draw<'_>| {
                sum(draw.map(|sentence| part(&tallies[sentence]))).f1()
            });
            ClaimScores {
                precision: all.precision(),
                recall: all.recall(),
                f1: all.f1(),
                f1_interval: Interval::of(replicates),
                support: all.support,
            }
        };
        let tagged = found.iter().flatten().any(|claim| claim.stance.is_some());
        Self {
            sentences: gold.len(),
            articles: groups.len(),
            resampling: *resampling,
            claims: scores(|tally| tally.claims),
            span_exact: scores(|tally| tally.span_exact),
            span_overlap: scores(|tally| tally.span_overlap),
            speaker_exact: scores(|tally| tally.speaker_exact),
            speaker_overlap: scores(|tally| tally.speaker_overlap),
            target: scores(|tally| tally.target),
            target_or_none: scores(|tally| tally.target_or_none),
            target_right_stance: tagged.then(|| scores(|tally| tally.target_right_stance)),
            quote: scores(|tally| tally.quote),
            end_to_end: tagged.then(|| scores(|tally| tally.end_to_end)),
        }
    }
}

fn sum(counts: impl Iterator<Item = LabelCounts>) -> LabelCounts {
    counts.fold(LabelCounts::default(), |sum, counts| LabelCounts {
        correct: sum.correct + counts.correct,
        support: sum.support + counts.support,
        predicted: sum.predicted + counts.predicted,
    })
}

fn tally(sentence: &GoldSentence, found: &[AnnotatedClaim]) -> Tally {
    let gold = &sentence.claims;
    let words: Vec<Span> = tokens(&sentence.text).collect();
    let count = |span: Span| words.iter().filter(|&&word| span.overlaps(word)).count() as u64;
    let all = LabelCounts {
        correct: 0,
        support: gold.len() as u64,
        predicted: found.len() as u64,
    };
    let mut tally = Tally {
        claims: all,
        span_exact: all,
        end_to_end: all,
        ..Tally::default()
    };
    tally.span_overlap.support = gold.iter().map(|claim| count(claim.span)).sum();
    tally.span_overlap.predicted = found.iter().map(|claim| count(claim.span)).sum();
    for (gold, found) in matches(gold, found) {
        tally.claims.correct += 1;
        tally.span_exact.correct += u64::from(gold.span == found.span);
        tally.span_overlap.correct += words
            .iter()
            .filter(|&&word| gold.span.overlaps(word) && found.span.overlaps(word))
            .count() as u64;
        let speakers = (gold.speaker.as_deref(), found.speaker.as_deref());
        add(&mut tally.speaker_exact, speakers, |one, two| {
            normalise(one) == normalise(two)
        });
        add(&mut tally.speaker_overlap, speakers, share_a_word);
        let targets = (gold.target.as_deref(), found.target.as_deref());
        let same = gold.stance.is_some() && gold.stance == found.stance;
        add(&mut tally.target, targets, share_a_word);
        add(
            &mut tally.target_or_none,
            (Some(targets.0), Some(targets.1)),
            |one, two| match (one, two) {
                (Some(one), Some(two)) => share_a_word(one, two),
                (one, two) => one == two,
            },
        );
        if same {
            add(&mut tally.target_right_stance, targets, share_a_word);
        }
        add(
            &mut tally.quote,
            (gold.quote.as_deref(), found.quote.as_deref()),
            |one, two| one == two,
        );
        tally.end_to_end.correct += u64::from(same);
    }
    tally
}

/// The gold claims with the found ones whose cues overlap theirs.
fn matches<'c>(
    gold: &'c [AnnotatedClaim],
    found: &'c [AnnotatedClaim],
) -> Vec<(&'c AnnotatedClaim, &'c AnnotatedClaim)> {
    let mut free = vec![true; found.len()];
    let mut pairs = Vec::new();
    for claim in gold {
        let cue = claim.cue_or_start();
        let matched =
            (0..found.len()).find(|&nth| free[nth] && found[nth].cue_or_start().overlaps(cue));
        if let Some(nth) = matched {
            free[nth] = false;
            pairs.push((claim, &found[nth]));
        }
    }
    pairs
}

/// Counts a field that either side may leave out.
fn add<T>(
    counts: &mut LabelCounts,
    (gold, found): (Option<T>, Option<T>),
    right: impl Fn(T, T) -> bool,
) {
    counts.support += u64::from(gold.is_some());
    counts.predicted += u64::from(found.is_some());
    if let (Some(gold), Some(found)) = (gold, found) {
        counts.correct += u64::from(right(gold, found));
    }
}

/// Whether two names share a word, in any spelling of it.
fn share_a_word(one: &str, two: &str) -> bool {
    let words = |text: &str| -> BTreeSet<String> {
        tokens(text).map(|word| normalise(word.of(text))).collect()
    };
    !words(one).is_disjoint(&words(two))
}

#[cfg(test)]
mod tests;
