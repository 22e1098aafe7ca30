//! The same or nearly the same text more than once.

use std::collections::BTreeMap;

use super::corpus::Corpus;
use super::finding::{Finding, Kind};
use super::near::{Near, near_pairs};

/// Texts that stand twice in a file, or in two files.
///
/// Each copy is told once: in its file of the first one there, and the first
/// one of a later file of the first one of all.
pub(super) fn exact(corpus: &Corpus, repeated: &[Vec<usize>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for places in repeated {
        let mut first_in: BTreeMap<usize, usize> = BTreeMap::new();
        for &place in places {
            let file = corpus.items[place].file;
            let (kind, first) = match first_in.get(&file) {
                Some(&first) => (Kind::Duplicate, first),
                None => {
                    first_in.insert(file, place);
                    match places.first() {
                        Some(&first) if first != place => (Kind::Leakage, first),
                        _ => continue,
                    }
                }
            };
            let related = corpus.location(first);
            let message = match kind {
                Kind::Leakage => format!(
                    "the same text stands in {related}: a model trained on one file has seen the other; remove one"
                ),
                _ => format!("the same text stands in {related}; remove one"),
            };
            findings.push(Finding::new(kind, corpus.location(place), message).with(related));
        }
    }
    findings
}

/// Texts that share most of their character n-grams with an earlier one of the
/// same file, or of another; exact copies are left to [`exact`].
pub(super) fn near(corpus: &Corpus, repeated: &[Vec<usize>], similarity: f64) -> Vec<Finding> {
    let mut kept: Vec<bool> = vec![true; corpus.items.len()];
    for &copy in repeated
        .iter()
        .filter_map(|places| places.get(1..))
        .flatten()
    {
        kept[copy] = false;
    }
    let places: Vec<usize> = (0..kept.len()).filter(|&place| kept[place]).collect();
    let texts: Vec<&str> = places
        .iter()
        .map(|&place| corpus.items[place].folded.as_str())
        .collect();
    let files: Vec<usize> = places
        .iter()
        .map(|&place| corpus.items[place].file)
        .collect();
    let finding = |pair: Near| {
        let (place, other) = (places[pair.row], places[pair.earlier]);
        let kind = match corpus.items[place].file == corpus.items[other].file {
            true => Kind::NearDuplicate,
            false => Kind::NearLeakage,
        };
        let related = corpus.location(other);
        let label = &corpus.items[other].label;
        let labels = match corpus.items[place].label == *label {
            true => String::new(),
            false => format!(
                ", which is '{label}' and not '{}'",
                corpus.items[place].label
            ),
        };
        // Rounded down, so that only the same n-grams are 100 %.
        let percent = (pair.similarity * 100.0).floor();
        let message = format!("the text is {percent} % the same as {related}{labels}");
        Finding::new(kind, corpus.location(place), message).with(related)
    };
    near_pairs(&texts, &files, similarity)
        .into_iter()
        .map(finding)
        .collect()
}
