//! Rows whose label a model doubts that has not seen them.
//!
//! Confident learning (Northcutt, Jiang and Chuang 2021, "Confident Learning:
//! Estimating Uncertainty in Dataset Labels", equation 1): the threshold of a
//! label is the mean probability that the rows of this label give it. A row
//! counts as being of the label that is most probable among those whose
//! threshold it reaches; if that is not its own, its label is suspected.

use std::collections::{BTreeMap, BTreeSet};

use ndarray::{Array2, ArrayView1};
use serde::Serialize;

use crate::dataset::{Dataset, Example};
use crate::error::{Error, Result};
use crate::label::Labels;
use crate::model::{TrainOptions, cross_validate};

use super::corpus::Corpus;
use super::finding::Location;

/// How the model is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelOptions {
    /// How it is trained.
    pub train: TrainOptions,
    /// In how many parts the rows are cut; each is judged by a model of the others.
    pub folds: usize,
    /// Where the random numbers of the cut begin.
    pub seed: u64,
    /// How many rows are listed as suspected, and how many as unsure.
    pub most: usize,
}

impl Default for ModelOptions {
    /// Five folds from seed 1, and lists of 20 rows.
    fn default() -> Self {
        Self {
            train: TrainOptions::default(),
            folds: 5,
            seed: 1,
            most: 20,
        }
    }
}

/// What the model says about the labels.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Doubts {
    /// How many rows it was asked about: each text once, and no label of fewer
    /// rows than folds or of one group alone.
    pub rows: usize,
    /// The number of folds.
    pub folds: usize,
    /// The seed of the folds.
    pub seed: u64,
    /// The threshold of each label, and how many of its rows are suspected.
    pub labels: BTreeMap<String, LabelDoubts>,
    /// How many rows are suspected in all; `suspects` may be cut short.
    pub suspected: usize,
    /// The suspected rows, the most doubtful first.
    pub suspects: Vec<Doubt>,
    /// The rows that the model is least sure of, whether it agrees or not: those
    /// of the smallest difference between their two highest probabilities first.
    pub unsure: Vec<Doubt>,
}

/// How the rows of one label fare.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LabelDoubts {
    /// The mean probability of the label in its own rows.
    pub threshold: f64,
    /// How many of its rows are suspected.
    pub suspected: usize,
}

/// A row with a label that the model would rather give it, or nearly so.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Doubt {
    /// Where it is.
    #[serde(flatten)]
    pub location: Location,
    /// Its text.
    pub text: String,
    /// Its label.
    pub given: String,
    /// The label that the model proposes; of an unsure row the most probable one
    /// beside its own.
    pub suggested: String,
    /// The probability of the label that it has.
    pub p_given: f64,
    /// The probability of the label that is proposed.
    pub p_suggested: f64,
}

/// Asks models about the rows that they were not trained on; `done` is called
/// with the number of finished folds.
///
/// # Errors
///
/// If fewer than two labels have enough rows, or the training fails.
pub(super) fn doubts(
    corpus: &Corpus,
    repeated: &[Vec<usize>],
    options: &ModelOptions,
    mut done: impl FnMut(usize),
) -> Result<Doubts> {
    let (dataset, places) = dataset(corpus, repeated, options.folds)?;
    let (train, folds, seed) = (&options.train, options.folds, options.seed);
    let probabilities = cross_validate(&dataset, train, folds, seed, |fold| done(fold.number))?;
    let truth = dataset.truth();
    let (thresholds, suspects) = confident(&truth, &probabilities);

    let mut labels: BTreeMap<String, LabelDoubts> = BTreeMap::new();
    for (name, &threshold) in dataset.labels.iter().zip(&thresholds) {
        let of_label = suspects
            .iter()
            .filter(|(row, _)| dataset.labels.name(truth[*row]) == name);
        let doubts = LabelDoubts {
            threshold,
            suspected: of_label.count(),
        };
        labels.insert(name.to_string(), doubts);
    }
    let doubt = |&(row, suggested): &(usize, usize)| Doubt {
        location: corpus.location(places[row]),
        text: dataset.examples[row].text.clone(),
        given: dataset.labels.name(truth[row]).to_string(),
        suggested: dataset.labels.name(suggested).to_string(),
        p_given: probabilities[[row, truth[row]]],
        p_suggested: probabilities[[row, suggested]],
    };
    Ok(Doubts {
        rows: truth.len(),
        folds: options.folds,
        seed: options.seed,
        labels,
        suspected: suspects.len(),
        suspects: suspects.iter().take(options.most).map(doubt).collect(),
        unsure: unsure(&truth, &probabilities)
            .iter()
            .take(options.most)
            .map(doubt)
            .collect(),
    })
}

/// The rows that the model can judge, and their places among the items.
///
/// Of equal texts only the first, lest the model has seen the others; and no
/// label of fewer rows than folds or of one group alone, which a model of the
/// other folds would not know.
fn dataset(
    corpus: &Corpus,
    repeated: &[Vec<usize>],
    folds: usize,
) -> Result<(Dataset, Vec<usize>)> {
    let copies: BTreeSet<usize> = repeated
        .iter()
        .flat_map(|places| places.iter().skip(1).copied())
        .collect();
    let items = || {
        let items = corpus.items.iter().enumerate();
        items.filter(|(place, _)| !copies.contains(place))
    };
    let mut rows: BTreeMap<&str, Vec<Option<&str>>> = BTreeMap::new();
    for (_, item) in items() {
        let group = item.group.as_deref();
        rows.entry(&item.label).or_default().push(group);
    }
    rows.retain(|_, groups| {
        let one_group = groups[0].is_some() && groups.iter().all(|group| *group == groups[0]);
        groups.len() >= folds && !one_group
    });
    if rows.len() < 2 {
        return Err(Error::new(format!(
            "fewer than two labels have {folds} different texts in two groups"
        ))
        .remedy("give fewer folds or more rows"));
    }
    let labels = Labels::new(rows.keys().copied())?;
    let (mut examples, mut places) = (Vec::new(), Vec::new());
    for (place, item) in items() {
        if let Some(label) = labels.index(&item.label) {
            places.push(place);
            examples.push(Example {
                text: item.text.clone(),
                label,
                group: item.group.clone(),
                line: item.line,
            });
        }
    }
    let dataset = Dataset {
        labels,
        examples,
        sha256: None,
        weights: None,
    };
    Ok((dataset, places))
}

/// The thresholds of the labels, and the suspected rows with the labels proposed
/// for them, those first where the proposed label is most ahead of the given one.
///
/// A label that is less probable than the given one is never proposed.
fn confident(truth: &[usize], probabilities: &Array2<f64>) -> (Vec<f64>, Vec<(usize, usize)>) {
    let labels = probabilities.ncols();
    let (mut sums, mut counts) = (vec![0.0; labels], vec![0_usize; labels]);
    for (row, &label) in probabilities.outer_iter().zip(truth) {
        sums[label] += row[label];
        counts[label] += 1;
    }
    let thresholds: Vec<f64> = sums
        .iter()
        .zip(&counts)
        .map(|(sum, &count)| sum / count.max(1) as f64)
        .collect();
    let mut suspects: Vec<(usize, usize)> = (probabilities.outer_iter().zip(truth).enumerate())
        .filter_map(|(place, (row, &given))| {
            let reached = |label: &usize| row[*label] >= thresholds[*label];
            let confident = highest(&row, (0..labels).filter(reached))?;
            (row[confident] > row[given]).then_some((place, confident))
        })
        .collect();
    let lead = |&(row, suggested): &(usize, usize)| {
        probabilities[[row, suggested]] - probabilities[[row, truth[row]]]
    };
    suspects.sort_by(|left, right| lead(right).total_cmp(&lead(left)));
    (thresholds, suspects)
}

/// All rows with the most probable label beside their own, those first whose two
/// highest probabilities are closest.
fn unsure(truth: &[usize], probabilities: &Array2<f64>) -> Vec<(usize, usize)> {
    let labels = probabilities.ncols();
    let mut rows: Vec<(f64, (usize, usize))> = (probabilities.outer_iter().zip(truth).enumerate())
        .filter_map(|(place, (row, &given))| {
            let best = highest(&row, 0..labels)?;
            let second = highest(&row, (0..labels).filter(|&label| label != best))?;
            let other = highest(&row, (0..labels).filter(|&label| label != given))?;
            Some((row[best] - row[second], (place, other)))
        })
        .collect();
    rows.sort_by(|left, right| left.0.total_cmp(&right.0));
    rows.into_iter().map(|(_, row)| row).collect()
}

/// The most probable of these labels, the first among equals.
fn highest(row: &ArrayView1<f64>, labels: impl Iterator<Item = usize>) -> Option<usize> {
    // The first of equal ones, where `max_by` would give the last.
    labels.reduce(|best, label| if row[label] > row[best] { label } else { best })
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn thresholds_are_the_mean_confidence_of_each_label() {
        // Label 0: rows 0, 1, 2 give it 0.9, 0.5, 0.1, so its threshold is 0.5;
        // label 1: rows 3, 4 give it 0.8, 0.4, so its threshold is 0.6.
        let probabilities = array![[0.9, 0.1], [0.5, 0.5], [0.1, 0.9], [0.2, 0.8], [0.6, 0.4]];
        let (thresholds, suspects) = confident(&[0, 0, 0, 1, 1], &probabilities);
        assert!((thresholds[0] - 0.5).abs() < 1e-12);
        assert!((thresholds[1] - 0.6).abs() < 1e-12);
        // Row 2 reaches 0.6 of label 1, row 4 reaches 0.5 of label 0; the lead of
        // the first is 0.8, of the second 0.2.
        assert_eq!(suspects, [(2, 1), (4, 0)]);
    }

    #[test]
    fn an_unlikely_label_needs_little_and_is_not_proposed_for_a_likelier_one() {
        // Label 1 is never likely: its threshold is 0.3. Row 0 reaches it and
        // falls short of 0.8 for its own, but still gives its own label more.
        let probabilities = array![[0.6, 0.4], [1.0, 0.0], [0.7, 0.3]];
        let (thresholds, suspects) = confident(&[0, 0, 1], &probabilities);
        assert!((thresholds[0] - 0.8).abs() < 1e-12 && (thresholds[1] - 0.3).abs() < 1e-12);
        assert_eq!(suspects, []);
        // Reaching no threshold is no ground for doubt: 0.45 and 0.55 of 0.9 and 0.8.
        let probabilities = array![[0.45, 0.55], [0.9, 0.1], [0.2, 0.8]];
        let (_, suspects) = confident(&[1, 0, 1], &probabilities);
        assert_eq!(suspects, []);
    }

    #[test]
    fn the_least_sure_rows_are_those_of_the_closest_two() {
        let probabilities = array![[0.5, 0.4, 0.1], [0.1, 0.2, 0.7], [0.3, 0.35, 0.35]];
        let rows = unsure(&[0, 2, 0], &probabilities);
        assert_eq!(rows, [(2, 1), (0, 1), (1, 1)]);
    }
}
