//! Where the weights of `lexicon/ar/target.csv` come from: `labels/claims.jsonl`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

use super::super::assemble::end_word;
use super::super::cues::Reader;
use super::super::phrase::Phrases;
use super::super::words::words;
use super::super::{ClaimFinder, quote};
use crate::evaluate::{AnnotatedClaim, GoldSentence};
use crate::input::Input;
use crate::matrix::CsrMatrix;
use crate::model::{Objective, minimise};
use crate::span::Span;
use crate::text::normalise::normalise;
use crate::text::tokens::tokens;

/// The strength of the penalty on the difference of the two classes' weights,
/// as `1 / C` of scikit-learn.
const ALPHA: f64 = 10.0;
/// Weights below this are left out of the table.
const LEAST: f64 = 0.02;
/// The log odds above which the likeliest candidate is a target: of steps of a
/// half the one of the best F1 on the annotated articles themselves.
const THRESHOLD: f64 = -1.0;

/// The features of the parties in the claims of a stance that the finder finds,
/// with whether they are the target.
fn candidates(finder: &ClaimFinder, gold: &[GoldSentence]) -> Vec<(Vec<String>, bool)> {
    let mut all = Vec::new();
    for sentence in gold {
        let text = sentence.text.as_str();
        let quotations = quote::quotations(text);
        let words = words(&finder.lexicon, text, &quotations);
        if words.is_empty() {
            continue;
        }
        let reader = Reader {
            phrases: Phrases {
                lexicon: &finder.lexicon,
                words: &words,
                end: words.len(),
            },
            first: 0,
            quotations: &quotations,
        };
        let drafts = reader.read();
        for (nth, draft) in drafts.iter().enumerate() {
            let Some(claim) = sentence
                .claims
                .iter()
                .find(|claim| has_cue(claim, draft.cue))
            else {
                continue;
            };
            if claim.stance.as_deref() == Some("none") {
                continue;
            }
            let end = end_word(&reader, &drafts, nth).max(draft.content);
            let candidates = reader.candidates(draft, end).into_iter().map(|candidate| {
                let (first, end) = candidate.words;
                let name = Span::new(words[first].noun, words[end - 1].span.end).of(text);
                let right = claim
                    .target
                    .as_deref()
                    .is_some_and(|target| share_a_word(target, name));
                (candidate.features, right)
            });
            all.extend(candidates);
        }
    }
    all
}

fn has_cue(claim: &AnnotatedClaim, cue: Span) -> bool {
    claim.cue.is_some_and(|own| own.overlaps(cue))
}

fn share_a_word(one: &str, two: &str) -> bool {
    let words =
        |text: &str| -> Vec<String> { tokens(text).map(|word| normalise(word.of(text))).collect() };
    let other = words(two);
    words(one).iter().any(|word| other.contains(word))
}

/// The weights of a logistic model of the candidates.
fn fit(candidates: &[(Vec<String>, bool)]) -> BTreeMap<String, f64> {
    let mut columns: BTreeMap<&str, u32> = candidates
        .iter()
        .flat_map(|(features, _)| features)
        .map(|feature| (feature.as_str(), 0))
        .collect();
    for (number, column) in (0..).zip(columns.values_mut()) {
        *column = number;
    }
    let mut matrix = CsrMatrix::new(columns.len());
    for (features, _) in candidates {
        let mut row: Vec<u32> = features.iter().map(|f| columns[f.as_str()]).collect();
        row.sort_unstable();
        row.dedup();
        matrix.push_row(row.into_iter().map(|column| (column, 1.0)));
    }
    let truth: Vec<usize> = candidates
        .iter()
        .map(|(_, right)| usize::from(*right))
        .collect();
    // Of two classes the weights are w and −w: alpha/2 (w² + w²) = alpha/4 (2w)².
    let objective = Objective::new(&matrix, &truth, 2, None, 2.0 * ALPHA);
    let optimum = minimise(&objective, 2).expect("the fit converges");
    let difference = |at: usize| optimum.parameters[2 * at + 1] - optimum.parameters[2 * at];
    let mut weights: BTreeMap<String, f64> = columns
        .iter()
        .map(|(feature, &column)| ((*feature).to_owned(), difference(column as usize)))
        .filter(|(_, weight)| weight.abs() > LEAST)
        .collect();
    weights.insert("bias".to_owned(), difference(columns.len()) - THRESHOLD);
    weights
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn table() -> String {
    let finder = ClaimFinder::arabic().expect("the shipped lexicon is right");
    let gold =
        GoldSentence::read(&Input::Path(path("labels/claims.jsonl"))).expect("it is shipped");
    let mut table = "feature,weight\n".to_owned();
    for (feature, weight) in fit(&candidates(&finder, &gold)) {
        let _ = writeln!(table, "{feature},{weight:.2}");
    }
    table
}

/// To be run when the finder or the annotations have changed:
/// `cargo test --lib write_the_weights -- --ignored`
#[test]
#[ignore = "writes src/claim/lexicon/ar/target.csv"]
fn write_the_weights() {
    std::fs::write(path("src/claim/lexicon/ar/target.csv"), table()).expect("it is writable");
}

#[test]
fn the_weights_are_those_of_the_annotated_articles() {
    let shipped = include_str!("../lexicon/ar/target.csv");
    assert!(
        table() == shipped,
        "run: cargo test --lib write_the_weights -- --ignored"
    );
}
