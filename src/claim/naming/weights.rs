//! Where the weights of `lexicon/ar/speaker.csv` come from: the speakers in
//! `labels/claims.jsonl`.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::super::ClaimFinder;
use super::super::classes::Classes;
use super::super::weights::fit::{self, Fit, LEAST, annotated, path};
use super::super::weights::{Piece, Weights, spelt};
use super::super::words::{Gap, Word};
use super::{LONGEST, REACH};
use crate::evaluate::GoldSentence;
use crate::span::Span;

/// The inverse strength of the penalty, as in scikit-learn.
const C: f64 = 0.5;

/// So many examples a feature needs to be learned.
const FEWEST: usize = 5;

/// The words up to the one at which the name begins or ends: their features, and
/// whether they are the one.
#[derive(Default)]
struct Examples {
    begins: Vec<(Vec<String>, bool)>,
    ends: Vec<(Vec<String>, bool)>,
}

/// The sentences with a name behind a title, the title put behind the name: so it often
/// stands in news, and seldom in the annotated articles.
fn with_titles_behind(finder: &ClaimFinder, gold: &[GoldSentence]) -> Vec<GoldSentence> {
    let mut all = Vec::new();
    fit::each_found(
        finder,
        gold,
        |reader| reader.drafts(),
        |found| {
            let fit::Found { text, claim, .. } = found;
            let (words, draft) = (found.reader.words(), &found.drafts[found.nth]);
            let Some(subject) = draft.subject else {
                return;
            };
            let (first, (name, end)) = (subject.first, subject.name);
            let speaker = claim.speaker.as_deref();
            let apart = words[first + 1..end]
                .iter()
                .any(|word| word.gap.has(Gap::BREAK));
            if first <= draft.at || name == first || end != subject.end || apart || draft.inherited
            {
                return;
            }
            let title = Span::new(words[first].noun, words[name - 1].span.end).of(text);
            let whole = Span::new(words[first].noun, words[end - 1].span.end);
            let name = Span::new(words[name].span.start, whole.end).of(text);
            if speaker == Some(name) {
                all.push(GoldSentence {
                    article: String::new(),
                    text: [&text[..whole.start], name, " ", title, &text[whole.end..]].concat(),
                    claims: vec![claim.clone()],
                });
            }
        },
    );
    all
}

fn examples(finder: &ClaimFinder, gold: &[GoldSentence]) -> Examples {
    let mut all = Examples::default();
    fit::each_found(
        finder,
        gold,
        |reader| reader.drafts(),
        |found| {
            let fit::Found { reader, text, .. } = found;
            let draft = &found.drafts[found.nth];
            let (Some(subject), Some(speaker)) = (draft.subject, &found.claim.speaker) else {
                return;
            };
            let Some((first, end)) = occurrence(text, reader.words(), speaker, subject.first)
            else {
                return;
            };
            let near = (subject.first..subject.first + REACH).contains(&first);
            let two = subject.head.has(Classes::DUAL);
            if draft.inherited || two || !near || end - first > LONGEST {
                return;
            }
            for at in subject.first..=first {
                let mut features = Vec::new();
                reader.begin_features(draft, &subject, at, &mut |name| features.push(spelt(name)));
                all.begins.push((features, at == first));
            }
            for at in first..end {
                let mut features = Vec::new();
                reader.end_features(draft, &subject, (first, at), &mut |name| {
                    features.push(spelt(name));
                });
                all.ends.push((features, at + 1 == end));
            }
        },
    );
    all
}

/// The words that are this name, of several places the one nearest to word `near`.
fn occurrence(text: &str, words: &[Word], name: &str, near: usize) -> Option<(usize, usize)> {
    let name = name.trim_matches(|c: char| !c.is_alphanumeric());
    let places = text.match_indices(name).filter_map(|(start, _)| {
        let begins = |word: &&Word| [word.span.start, word.core, word.noun].contains(&start);
        let first = words.iter().position(|word| begins(&word))?;
        let end = words
            .iter()
            .position(|word| word.span.end == start + name.len())?
            + 1;
        (first < end).then_some((first, end))
    });
    places.min_by_key(|(first, _)| first.abs_diff(near))
}

fn table() -> String {
    let finder = ClaimFinder::arabic().expect("the shipped lexicon is right");
    let mut gold = annotated();
    gold.extend(with_titles_behind(&finder, &gold));
    let Examples { begins, ends } = examples(&finder, &gold);
    let (begins, ends) = (fit::fit(&begins, C, FEWEST), fit::fit(&ends, C, FEWEST));
    let names: BTreeSet<&String> = begins.weights.keys().chain(ends.weights.keys()).collect();
    let weight = |fit: &Fit, name: &str| fit.weights.get(name).copied().unwrap_or(0.0);
    let rows = names.into_iter().map(|name| {
        let weights = [&begins, &ends].map(|fit| weight(fit, name));
        (name.as_str(), weights)
    });
    let mut rows: Vec<(&str, [f64; 2])> = rows
        .filter(|(_, weights)| weights.iter().any(|weight| weight.abs() > LEAST))
        .chain([("bias", [begins.bias, ends.bias])])
        .collect();
    rows.sort_unstable_by_key(|(name, _)| *name);
    let mut table = String::from("feature,begins,ends\n");
    for (name, [begins, ends]) in rows {
        let _ = writeln!(table, "{name},{begins:.2},{ends:.2}");
    }
    table
}

/// To be run when the finder or the annotations have changed:
/// `cargo test --lib write_the_weights_of_names -- --ignored`
#[test]
#[ignore = "writes src/claim/lexicon/ar/speaker.csv"]
fn write_the_weights_of_names() {
    std::fs::write(path("src/claim/lexicon/ar/speaker.csv"), table()).expect("it is writable");
}

#[test]
fn the_weights_are_those_of_the_annotated_speakers() {
    let shipped = include_str!("../lexicon/ar/speaker.csv");
    assert!(
        table() == shipped,
        "run: cargo test --lib write_the_weights_of_names -- --ignored"
    );
}

#[test]
fn names_come_apart_as_features_gives_them() {
    let finder = ClaimFinder::arabic().expect("the shipped lexicon is right");
    let mut names = BTreeSet::new();
    let gold = annotated();
    each_feature(&finder, &gold[..200], |name| {
        names.insert(spelt(name));
    });
    assert!(names.len() > 1_000, "{}", names.len());
    let rows = (1..)
        .zip(&names)
        .map(|(line, name)| (line, name.clone(), [line as f64]));
    let weights = Weights::new(rows, "speaker.csv").expect("they differ");
    each_feature(&finder, &gold[..200], |name| {
        let place = names.iter().position(|known| *known == spelt(name));
        assert_eq!(
            weights.get(name).map(|[line]| line as usize),
            place.map(|at| at + 1)
        );
    });
}

/// Calls `take` with the features of the first words of subjects.
fn each_feature(finder: &ClaimFinder, gold: &[GoldSentence], mut take: impl FnMut(&[Piece<'_>])) {
    fit::each_found(
        finder,
        gold,
        |reader| reader.drafts(),
        |found| {
            let draft = &found.drafts[found.nth];
            let Some(subject) = draft.subject else {
                return;
            };
            for at in subject.first..subject.end {
                found.reader.begin_features(draft, &subject, at, &mut take);
                let part = (subject.first, at);
                found.reader.end_features(draft, &subject, part, &mut take);
            }
        },
    );
}
