//! Who was taken for whom.

use serde::Serialize;

use crate::error::{Error, Result};
use crate::label::Labels;

/// How often each label of the truth (rows) was predicted as each label (columns).
///
/// It counts at least one row of data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConfusionMatrix {
    labels: Labels,
    counts: Vec<Vec<u64>>,
}

impl ConfusionMatrix {
    /// Counts the pairs of `truth` and `predicted`, both as indices into `labels`.
    ///
    /// # Errors
    ///
    /// If there are no rows, the lengths differ, or an index is no label.
    pub fn new(labels: &Labels, truth: &[usize], predicted: &[usize]) -> Result<Self> {
        if truth.is_empty() {
            return Err(Error::new("there are no rows to evaluate").remedy("give labelled rows"));
        }
        check_length("predictions", predicted.len(), truth.len())?;
        let mut counts = vec![vec![0; labels.len()]; labels.len()];
        for (&truth, &predicted) in truth.iter().zip(predicted) {
            let cell = counts
                .get_mut(truth)
                .and_then(|row: &mut Vec<u64>| row.get_mut(predicted))
                .ok_or_else(|| {
                    Error::new(format!(
                        "the pair of label {truth} and prediction {predicted} is outside of the {} labels",
                        labels.len()
                    ))
                    .remedy("give indices into the label set")
                })?;
            *cell += 1;
        }
        Ok(Self {
            labels: labels.clone(),
            counts,
        })
    }

    /// The names of the rows and of the columns.
    #[must_use]
    pub fn labels(&self) -> &Labels {
        &self.labels
    }

    /// The counts (labels of the truth × predicted labels).
    #[must_use]
    pub fn counts(&self) -> &[Vec<u64>] {
        &self.counts
    }

    /// What precision and recall of each label are made of, in the labels' order.
    #[must_use]
    pub fn label_counts(&self) -> Vec<LabelCounts> {
        self.counts
            .iter()
            .enumerate()
            .map(|(label, row)| LabelCounts {
                correct: row[label],
                support: row.iter().sum(),
                predicted: self.counts.iter().map(|row| row[label]).sum(),
            })
            .collect()
    }

    /// The mistakes as (truth, predicted, count), the most frequent first, equal
    /// ones in the labels' order; pairs that never occurred are left out.
    #[must_use]
    pub fn mistakes(&self) -> Vec<(usize, usize, u64)> {
        let mut mistakes: Vec<_> = (self.counts.iter().enumerate())
            .flat_map(|(truth, row)| {
                (row.iter().enumerate()).map(move |(predicted, &count)| (truth, predicted, count))
            })
            .filter(|&(truth, predicted, count)| truth != predicted && count > 0)
            .collect();
        mistakes.sort_by_key(|&(.., count)| std::cmp::Reverse(count));
        mistakes
    }
}

/// What precision, recall and F1 of one label are made of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LabelCounts {
    /// Rows that have the label and were given it: true positives.
    pub correct: u64,
    /// Rows that have the label: true positives and false negatives.
    pub support: u64,
    /// Rows that were given the label: true and false positives.
    pub predicted: u64,
}

impl LabelCounts {
    /// tp / (tp + fp); `None` if the label was never predicted.
    #[must_use]
    pub fn precision(self) -> Option<f64> {
        ratio(self.correct, self.predicted)
    }

    /// tp / (tp + fn); `None` if no row has the label.
    #[must_use]
    pub fn recall(self) -> Option<f64> {
        ratio(self.correct, self.support)
    }

    /// 2tp / (2tp + fp + fn); 0 where only errors stand, `None` if no row has
    /// the label and none was given it.
    #[must_use]
    pub fn f1(self) -> Option<f64> {
        ratio(2 * self.correct, self.support + self.predicted)
    }
}

/// The quotient, unless the denominator is zero.
pub(super) fn ratio(numerator: u64, denominator: u64) -> Option<f64> {
    (denominator > 0).then(|| numerator as f64 / denominator as f64)
}

/// Checks that there is one of `what` for each row of truth.
pub(super) fn check_length(what: &str, found: usize, rows: usize) -> Result<()> {
    if found == rows {
        return Ok(());
    }
    Err(Error::new(format!(
        "the number of {what} is {found}, that of rows {rows}"
    ))
    .remedy("give one for each row"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(truth: &[usize], predicted: &[usize]) -> Result<ConfusionMatrix> {
        ConfusionMatrix::new(&Labels::new(["a", "b", "c"])?, truth, predicted)
    }

    #[test]
    fn rows_are_the_truth_and_columns_the_predictions() {
        let matrix = matrix(&[0, 0, 0, 1], &[0, 1, 1, 1]).unwrap();
        assert_eq!(matrix.counts(), [[1, 2, 0], [0, 1, 0], [0, 0, 0]]);
        assert_eq!(matrix.mistakes(), [(0, 1, 2)]);
        let [a, b, c] = matrix.label_counts()[..] else {
            panic!("three labels")
        };
        assert_eq!((a.precision(), a.recall()), (Some(1.0), Some(1.0 / 3.0)));
        assert_eq!((b.precision(), b.recall()), (Some(1.0 / 3.0), Some(1.0)));
        assert_eq!((c.precision(), c.recall(), c.f1()), (None, None, None));
    }

    #[test]
    fn f1_is_zero_where_only_errors_stand() {
        let matrix = matrix(&[0, 1], &[1, 1]).unwrap();
        let a = matrix.label_counts()[0];
        assert_eq!(
            (a.precision(), a.recall(), a.f1()),
            (None, Some(0.0), Some(0.0))
        );
    }

    #[test]
    fn bad_input_is_named() {
        let problem = |result: Result<ConfusionMatrix>| result.unwrap_err().problem().to_owned();
        assert_eq!(problem(matrix(&[], &[])), "there are no rows to evaluate");
        assert_eq!(
            problem(matrix(&[0], &[0, 1])),
            "the number of predictions is 2, that of rows 1"
        );
        assert!(problem(matrix(&[0, 3], &[0, 0])).contains("label 3"));
        assert!(problem(matrix(&[0, 1], &[0, 7])).contains("prediction 7"));
    }
}
