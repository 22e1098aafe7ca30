//! Where the weights of `lexicon/ar/target.csv` come from: the articles of
//! `labels/claims.jsonl`, and the rows of `labels/train.csv` that `labels/targets.csv`
//! names the target of.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::super::ClaimFinder;
use super::super::assemble::end_word;
use super::super::weights::fit::{self, Fit, LEAST, annotated, path};
use super::super::weights::spelt;
use super::STANCES;
use super::features::Stand;
use crate::evaluate::{AnnotatedClaim, GoldSentence};
use crate::span::Span;
use crate::text::normalise::normalise;
use crate::text::tokens::tokens;

/// The inverse strength of the penalty, as in scikit-learn: of 0.1, 0.3, 0.5 and 1 the
/// best one in cross-validation by article.
const C: f64 = 0.3;

/// So many examples a feature needs to be learned: of 2, 3 and 5 the best number in
/// cross-validation by article.
const FEWEST: usize = 3;

/// The features of a party in a claim of a stance, and whether it is the target: every
/// feature, and every feature under the stance, so that what all stances have in common
/// is learned from all.
fn example(stance: &str, mut features: Vec<String>, right: bool) -> (Vec<String>, bool) {
    let own: Vec<String> = features.iter().map(|name| under(stance, name)).collect();
    features.extend(own);
    features.push(under(stance, "bias"));
    (features, right)
}

fn under(stance: &str, feature: &str) -> String {
    format!("{stance}: {feature}")
}

/// The parties in the claims of a stance that the finder finds.
fn examples(finder: &ClaimFinder, gold: &[GoldSentence]) -> Vec<(Vec<String>, bool)> {
    let mut all = Vec::new();
    fit::each_found(
        finder,
        gold,
        |reader| reader.read(),
        |found| {
            let fit::Found {
                reader,
                text,
                claim,
                ..
            } = found;
            let draft = &found.drafts[found.nth];
            let Some(stance) = STANCES
                .into_iter()
                .find(|name| claim.stance.as_deref() == Some(name))
            else {
                return;
            };
            let end = end_word(reader, found.drafts, found.nth);
            let candidates = reader.candidates(text, draft, end);
            let words = reader.words();
            let likeness = |candidate: &Stand| {
                let (first, end) = candidate.name;
                let name = Span::new(words[first].noun, words[end - 1].span.end).of(text);
                let target = claim.target.as_deref();
                target.map_or(0.0, |target| likeness(target, name))
            };
            let best = candidates.iter().map(likeness).fold(0.0, f64::max);
            // A target that is no candidate does not make the others wrong.
            if best == 0.0 && claim.target.is_some() {
                return;
            }
            all.extend(candidates.iter().map(|candidate| {
                let mut features = Vec::new();
                reader.features(text, draft, candidate, |name| features.push(spelt(name)));
                let right = best > 0.0 && likeness(candidate) >= best;
                example(stance, features, right)
            }));
        },
    );
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

/// The weights of a logistic model of the candidates: for each feature those of the
/// stances in the order of the table.
fn by_stance(examples: &[(Vec<String>, bool)]) -> BTreeMap<String, [f64; STANCES.len()]> {
    let Fit { weights, bias } = fit::fit(examples, C, FEWEST);
    let weight = |name: &str| weights.get(name).copied().unwrap_or(0.0);
    let of = |name: &str, common: f64| STANCES.map(|stance| common + weight(&under(stance, name)));
    let mut table: BTreeMap<String, [f64; STANCES.len()]> = weights
        .keys()
        .filter(|name| !name.contains(": "))
        .map(|name| (name.clone(), of(name, weight(name))))
        .filter(|(_, weights)| weights.iter().any(|weight| weight.abs() > LEAST))
        .collect();
    table.insert("bias".to_owned(), of("bias", bias));
    table
}

fn table() -> String {
    let finder = ClaimFinder::arabic().expect("the shipped lexicon is right");
    let mut gold = annotated();
    gold.extend(listed());
    let mut table = format!("feature,{}\n", STANCES.join(","));
    for (feature, [one, two, three]) in by_stance(&examples(&finder, &gold)) {
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
