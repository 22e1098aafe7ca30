//! Labels that are misspelt, unknown, rare, or contradict each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::label::Labels;
use crate::text::normalise::normalise;

use super::corpus::Corpus;
use super::finding::{Finding, Kind};

/// How many times rarer than a label of similar spelling a misspelling is.
const RARER: usize = 5;

/// How many letters of a label a misspelling of one letter must have.
const LETTERS_A_SLIP: usize = 3;

/// The most letters that are wrong in a misspelling.
const MOST_SLIPS: usize = 2;

/// A label of fewer rows is hardly learned.
const FEWEST_ROWS: usize = 10;

/// What is wrong with the set of labels and with single labels of it.
///
/// Without `allowed` a label is unknown if it looks like a misspelling: one that
/// is [`RARER`] times as frequent is spelt nearly the same.
pub(super) fn unknown(corpus: &Corpus, allowed: Option<&Labels>) -> Vec<Finding> {
    let mut rows: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, item) in corpus.items.iter().enumerate() {
        rows.entry(&item.label).or_default().push(place);
    }
    let Some(first) = rows.values().map(|places| places[0]).min() else {
        // No row at all has been said of each file.
        return Vec::new();
    };
    if let Err(error) = Labels::new(rows.keys().copied()) {
        let location = corpus.location(first);
        return vec![Finding::new(Kind::LabelSet, location, error.message())];
    }
    let mut findings = Vec::new();
    for (label, places) in &rows {
        let message = match allowed {
            Some(allowed) if allowed.index(label).is_some() => None,
            Some(allowed) => Some(not_allowed(label, allowed)),
            None => intended(label, &rows).map(|meant| {
                let count = places.len();
                format!(
                    "the label '{label}' ({count} of {} rows), did you mean '{meant}'? If not, list all labels with --labels",
                    corpus.items.len()
                )
            }),
        };
        if let Some(message) = message {
            let each = places.iter().map(|&place| {
                Finding::new(Kind::UnknownLabel, corpus.location(place), message.clone())
            });
            findings.extend(each);
        } else if places.len() < FEWEST_ROWS {
            let message = format!(
                "the label '{label}' has fewer than {FEWEST_ROWS} rows ({}) and will hardly be learned",
                places.len()
            );
            findings.push(Finding::new(
                Kind::RareLabel,
                corpus.location(places[0]),
                message,
            ));
        }
    }
    findings
}

fn not_allowed(label: &str, allowed: &Labels) -> String {
    let near = allowed
        .iter()
        .filter_map(|other| Some((slips(label, other)?, other)))
        .min();
    match near {
        Some((_, meant)) => format!("the label '{label}' is unknown, did you mean '{meant}'?"),
        None => format!(
            "the label '{label}' is unknown; the labels are {}",
            allowed.iter().collect::<Vec<_>>().join(", ")
        ),
    }
}

/// The label that a rare label most likely stands for.
fn intended<'a>(label: &str, rows: &BTreeMap<&'a str, Vec<usize>>) -> Option<&'a str> {
    let own = rows.get(label).map_or(0, Vec::len);
    rows.iter()
        .filter(|(other, _)| **other != label)
        .filter_map(|(other, places)| {
            let slips = slips(label, other)?;
            let count = places.len();
            let rarer = match slips {
                // Of two that differ in case or spaces only, one is right.
                0 => (own, label) < (count, *other),
                _ => RARER * own <= count,
            };
            rarer.then_some((slips, std::cmp::Reverse(count), *other))
        })
        .min()
        .map(|(.., other)| other)
}

/// In how many letters `label` differs from `other`, swapped neighbours being
/// one (the optimal string alignment distance); `None` if it is no misspelling
/// of it. Labels that differ in a digit are different on purpose.
fn slips(label: &str, other: &str) -> Option<usize> {
    let fold = |label: &str| normalise(label.trim());
    let (label, other) = (fold(label), fold(other));
    let digits = |label: &str| {
        label
            .chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    if digits(&label) != digits(&other) {
        return None;
    }
    let letters = label.chars().count().min(other.chars().count());
    let slips = strsim::osa_distance(&label, &other);
    (slips <= MOST_SLIPS.min(letters / LETTERS_A_SLIP)).then_some(slips)
}

/// The rows whose label differs from that of the first row of the same text.
pub(super) fn contradictions(corpus: &Corpus, repeated: &[Vec<usize>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for places in repeated {
        let mut told = BTreeSet::new();
        let Some((&first, others)) = places.split_first() else {
            continue;
        };
        let label = &corpus.items[first].label;
        for &place in others {
            let other = &corpus.items[place].label;
            // Copies of a row that contradicts are duplicates of it.
            if other != label && told.insert(other) {
                let related = corpus.location(first);
                let message =
                    format!("is '{other}' where the same text is '{label}' in {related}; keep one");
                findings.push(
                    Finding::new(Kind::Contradiction, corpus.location(place), message)
                        .with(related),
                );
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted_in_long_labels_only() {
        assert_eq!(slips("cooperaton", "cooperation"), Some(1));
        assert_eq!(slips("coopertaion", "cooperation"), Some(1));
        assert_eq!(slips("Cooperation ", "cooperation"), Some(0));
        assert_eq!(slips("acusaton", "accusation"), Some(2));
        assert_eq!(slips("nome", "none"), Some(1));
        assert_eq!(slips("no", "none"), None);
        assert_eq!(slips("a", "b"), None);
        assert_eq!(slips("positive", "negative"), None);
        assert_eq!(slips("level 1", "level 2"), None);
    }

    fn rows(counts: &[(&'static str, usize)]) -> BTreeMap<&'static str, Vec<usize>> {
        counts
            .iter()
            .map(|&(label, count)| (label, vec![0; count]))
            .collect()
    }

    #[test]
    fn a_misspelling_is_rare() {
        let frequent = rows(&[("cooperation", 10), ("cooperaton", 2), ("none", 10)]);
        assert_eq!(intended("cooperaton", &frequent), Some("cooperation"));
        assert_eq!(intended("cooperation", &frequent), None);
        let alike = rows(&[("cooperation", 9), ("cooperaton", 2)]);
        assert_eq!(intended("cooperaton", &alike), None);
        // Case alone is always a slip, whichever is the more frequent.
        let case = rows(&[("None", 4), ("none", 5)]);
        assert_eq!(intended("None", &case), Some("none"));
        assert_eq!(intended("none", &case), None);
        let even = rows(&[("None", 4), ("none", 4)]);
        let told = ["None", "none"].map(|label| intended(label, &even).is_some());
        assert_eq!(told, [true, false]);
    }

    #[test]
    fn the_nearest_allowed_label_is_proposed() {
        let allowed = Labels::new(["accusation", "none"]).unwrap();
        assert!(not_allowed("non", &allowed).ends_with("did you mean 'none'?"));
        assert!(not_allowed("threat", &allowed).ends_with("the labels are accusation, none"));
    }
}
