//! How the rows are spread over the labels, and how long they are.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::text::tokens::tokens;

use super::corpus::{Corpus, Item};

/// The rows of one label, or of all.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LabelSummary {
    /// The label.
    pub label: String,
    /// How many rows have it.
    pub rows: usize,
    /// Their share of all rows, from 0 to 1.
    pub share: f64,
    /// The lengths of their texts in characters (Unicode code points).
    pub characters: Lengths,
    /// The lengths of their texts in words.
    pub words: Lengths,
}

/// The distribution of lengths of one or more texts: each is the smallest length
/// that this share of the texts does not exceed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Lengths {
    /// The shortest.
    pub min: usize,
    /// Of 5 %.
    pub p5: usize,
    /// Of half of them.
    pub median: usize,
    /// Of 95 %.
    pub p95: usize,
    /// The longest.
    pub max: usize,
}

impl Lengths {
    fn of(mut lengths: Vec<usize>) -> Self {
        lengths.sort_unstable();
        let at = |percent: usize| {
            let rank = (percent * lengths.len()).div_ceil(100).max(1);
            lengths.get(rank - 1).copied().unwrap_or_default()
        };
        Self {
            min: at(0),
            p5: at(5),
            median: at(50),
            p95: at(95),
            max: at(100),
        }
    }
}

/// A summary for each label in alphabetical order.
pub(super) fn by_label(corpus: &Corpus) -> Vec<LabelSummary> {
    let mut items: BTreeMap<&str, Vec<&Item>> = BTreeMap::new();
    for item in &corpus.items {
        items.entry(&item.label).or_default().push(item);
    }
    items
        .into_iter()
        .map(|(label, items)| summary(label, &items, corpus.items.len()))
        .collect()
}

/// The summary of all rows; `None` without any.
pub(super) fn overall(corpus: &Corpus) -> Option<LabelSummary> {
    let items: Vec<&Item> = corpus.items.iter().collect();
    (!items.is_empty()).then(|| summary("(all)", &items, items.len()))
}

fn summary(label: &str, items: &[&Item], of: usize) -> LabelSummary {
    let lengths = |length: fn(&str) -> usize| {
        Lengths::of(items.iter().map(|item| length(&item.text)).collect())
    };
    LabelSummary {
        label: label.to_string(),
        rows: items.len(),
        share: items.len() as f64 / of as f64,
        characters: lengths(|text| text.chars().count()),
        words: lengths(|text| tokens(text).count()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_nearest_ranks() {
        // Of 1 to 20: 5 % is one text, half is ten, 95 % nineteen.
        let lengths = Lengths::of((1..=20).rev().collect());
        assert_eq!(
            lengths,
            Lengths {
                min: 1,
                p5: 1,
                median: 10,
                p95: 19,
                max: 20
            }
        );
        let one = Lengths::of(vec![7]);
        assert_eq!((one.min, one.median, one.max), (7, 7, 7));
        // Of three the second is the first that half do not exceed.
        assert_eq!(Lengths::of(vec![9, 2, 4]).median, 4);
    }
}
