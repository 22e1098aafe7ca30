//! Where the weights of `lexicon/ar/target.csv` come from: the articles of
//! `labels/claims.jsonl`, and the rows of `labels/train.csv` that `labels/targets.csv`
//! names the target of.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::PathBuf;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::super::assemble::end_word;
use super::super::cues::Reader;
use super::super::words::words;
use super::super::{ClaimFinder, quote};
use super::STANCES;
use super::features::Stand;
use crate::evaluate::{AnnotatedClaim, GoldSentence};
use crate::input::Input;
use crate::matrix::CsrMatrix;
use crate::model::{Objective, minimise};
use crate::span::Span;
use crate::text::normalise::normalise;
use crate::text::tokens::tokens;

/// The strength of the penalty on the difference of the two classes' weights,
/// as `1 / C` of scikit-learn: of C = 0.1, 0.3, 0.5 and 1 the best one in
/// cross-validation by article.
const ALPHA: f64 = 1.0 / 0.3;
/// Features whose weights are all below this are left out of the table.
const LEAST: f64 = 0.05;
/// Features that fewer candidates have are not learned.
const FEWEST: usize = 5;

/// A party in a claim of a stance.
struct Example {
    stance: &'static str,
    features: Vec<String>,
    /// It is the target.
    right: bool,
}

impl Example {
    /// Every feature, and every feature under the stance: what all stances have
    /// in common is learned from all.
    fn names(&self) -> impl Iterator<Item = String> {
        let own = self.features.iter().map(|name| under(self.stance, name));
        let bias = under(self.stance, "bias");
        self.features.iter().cloned().chain(own).chain([bias])
    }
}

fn under(stance: &str, feature: &str) -> String {
    format!("{stance}: {feature}")
}

/// The parties in the claims of a stance that the finder finds.
fn examples(finder: &ClaimFinder, gold: &[GoldSentence]) -> Vec<Example> {
    let mut all = Vec::new();
    for sentence in gold {
        let text = sentence.text.as_str();
        let quotations = quote::quotations(text);
        let words = words(&finder.lexicon, text, &quotations);
        if words.is_empty() {
            continue;
        }
        let reader = Reader::new(&finder.lexicon, &words, &quotations, (0, words.len()));
        let drafts = reader.read();
        for (nth, draft) in drafts.iter().enumerate() {
            let Some(claim) = sentence.claims.iter().find(|claim| {
                claim
                    .cue
                    .map_or(drafts.len() == 1, |cue| cue.overlaps(draft.cue))
            }) else {
                continue;
            };
            let Some(stance) = STANCES
                .into_iter()
                .find(|name| claim.stance.as_deref() == Some(name))
            else {
                continue;
            };
            let end = end_word(&reader, &drafts, nth).max(draft.content);
            let candidates = reader.candidates(text, draft, end);
            let likeness = |candidate: &Stand| {
                let (first, end) = candidate.name;
                let name = Span::new(words[first].noun, words[end - 1].span.end).of(text);
                claim
                    .target
                    .as_deref()
                    .map_or(0.0, |target| likeness(target, name))
            };
            let best = candidates.iter().map(likeness).fold(0.0, f64::max);
            all.extend(candidates.iter().map(|candidate| {
                let mut features = Vec::new();
                reader.features(text, draft, candidate, |name| features.push(name.concat()));
                Example {
                    stance,
                    right: best > 0.0 && likeness(candidate) >= best,
                    features,
                }
            }));
        }
    }
    all
}

#[derive(Deserialize)]
struct TargetRow {
    id: String,
    target: Option<String>,
}

#[derive(Deserialize)]
struct LabelRow {
    id: String,
    text: String,
    label: String,
}

/// The rows with a target, or known to have none, as sentences of one claim.
fn listed() -> Vec<GoldSentence> {
    let targets: BTreeMap<String, Option<String>> = rows("labels/targets.csv")
        .map(|row: TargetRow| (row.id, row.target))
        .collect();
    rows("labels/train.csv")
        .filter_map(|row: LabelRow| {
            let claim = AnnotatedClaim {
                span: Span::new(0, row.text.len()),
                cue: None,
                speaker: None,
                target: targets.get(&row.id)?.clone(),
                quote: None,
                stance: Some(row.label),
            };
            Some(GoldSentence {
                article: row.id,
                text: row.text,
                claims: vec![claim],
            })
        })
        .collect()
}

fn rows<T: DeserializeOwned>(name: &str) -> impl Iterator<Item = T> {
    let reader = csv::Reader::from_path(path(name)).expect("it is shipped");
    reader.into_deserialize().map(|row| row.expect("a row"))
}

/// The share of the words of either that both have (Jaccard).
fn likeness(one: &str, two: &str) -> f64 {
    let words = |text: &str| -> BTreeSet<String> {
        tokens(text).map(|word| normalise(word.of(text))).collect()
    };
    let (one, two) = (words(one), words(two));
    one.intersection(&two).count() as f64 / one.union(&two).count().max(1) as f64
}

/// The weights of a logistic model of the candidates: for each feature those of
/// the stances in the order of the table.
fn fit(examples: &[Example]) -> BTreeMap<String, [f64; STANCES.len()]> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for name in examples.iter().flat_map(Example::names) {
        *counts.entry(name).or_default() += 1;
    }
    counts.retain(|_, count| *count >= FEWEST);
    let columns: BTreeMap<&str, u32> = counts.keys().map(String::as_str).zip(0..).collect();
    let mut matrix = CsrMatrix::new(columns.len());
    for example in examples {
        let mut row: Vec<u32> = example
            .names()
            .filter_map(|name| columns.get(name.as_str()).copied())
            .collect();
        row.sort_unstable();
        row.dedup();
        matrix.push_row(row.into_iter().map(|column| (column, 1.0)));
    }
    let truth: Vec<usize> = examples
        .iter()
        .map(|example| usize::from(example.right))
        .collect();
    // Of two classes the weights are w and −w: alpha/2 (w² + w²) = alpha/4 (2w)².
    let objective = Objective::new(&matrix, &truth, 2, None, 2.0 * ALPHA);
    let optimum = minimise(&objective, 1e-6, |_| ()).expect("the fit converges");
    let difference = |at: usize| optimum.parameters[2 * at + 1] - optimum.parameters[2 * at];
    let weight = |name: &str| columns.get(name).map_or(0.0, |&at| difference(at as usize));
    let by_stance =
        |name: &str, common: f64| STANCES.map(|stance| common + weight(&under(stance, name)));
    let mut weights: BTreeMap<String, [f64; STANCES.len()]> = columns
        .keys()
        .filter(|name| !name.contains(": "))
        .map(|name| ((*name).to_owned(), by_stance(name, weight(name))))
        .filter(|(_, weights)| weights.iter().any(|weight| weight.abs() > LEAST))
        .collect();
    let bias = by_stance("bias", difference(columns.len()));
    weights.insert("bias".to_owned(), bias);
    weights
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn table() -> String {
    let finder = ClaimFinder::arabic().expect("the shipped lexicon is right");
    let mut gold =
        GoldSentence::read(&Input::Path(path("labels/claims.jsonl"))).expect("it is shipped");
    gold.extend(listed());
    let mut table = format!("feature,{}\n", STANCES.join(","));
    for (feature, [one, two, three]) in fit(&examples(&finder, &gold)) {
        let _ = writeln!(table, "{feature},{one:.2},{two:.2},{three:.2}");
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
