//! Two models on the same rows.

use serde::Serialize;

use super::confusion::{ConfusionMatrix, check_length};
use super::intervals::count_labels;
use super::mcnemar::McNemar;
use super::metrics;
use super::paired::{Difference, Unit, unit};
use super::resampling::{Groups, Resampling};
use super::verdict::Outcome;
use crate::error::Result;
use crate::label::Labels;

/// An old and a new model on the same rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// The number of rows.
    pub n: usize,
    /// The number of groups; of rows, without groups.
    pub groups: usize,
    /// What is drawn.
    pub unit: Unit,
    /// In how many of the groups or rows that are drawn a prediction changed.
    pub changed: usize,
    /// The scores of the old model.
    pub old: Summary,
    /// The scores of the new model.
    pub new: Summary,
    /// The test of the rows won against the rows lost.
    pub mcnemar: McNemar,
    /// New minus old macro-F1.
    pub macro_f1_difference: Difference,
    /// What may be concluded.
    pub outcome: Outcome,
    /// The rows that only the new model has right, in order. Not serialised, for
    /// only the caller knows the rows' names.
    #[serde(skip)]
    pub won: Vec<ChangedRow>,
    /// The rows that only the old model has right, in order; as `won`.
    #[serde(skip)]
    pub lost: Vec<ChangedRow>,
    /// How the groups or rows were drawn.
    pub resampling: Resampling,
}

/// The scores of one of the two models.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Summary {
    /// The share of rows whose label was predicted.
    pub accuracy: f64,
    /// The mean F1 of the labels that have one.
    pub macro_f1: f64,
}

/// A row that one model has right and the other wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedRow {
    /// Its place among the rows, from 0.
    pub row: usize,
    /// Its label.
    pub truth: String,
    /// What the old model gave.
    pub old: String,
    /// What the new model gives.
    pub new: String,
}

impl Comparison {
    /// Compares the predictions `old` and `new` for the same rows with the
    /// `truth`, all as indices into `labels`.
    ///
    /// `groups` as in [`Evaluation::new`](super::Evaluation::new).
    ///
    /// # Errors
    ///
    /// If there are no rows, the lengths differ, or an index is no label.
    pub fn new(
        labels: &Labels,
        truth: &[usize],
        old: &[usize],
        new: &[usize],
        groups: Option<&[String]>,
        resampling: &Resampling,
    ) -> Result<Self> {
        let summary = |predicted| ConfusionMatrix::new(labels, truth, predicted).map(Summary::of);
        let (old_summary, new_summary) = (summary(old)?, summary(new)?);
        if let Some(groups) = groups {
            check_length("groups", groups.len(), truth.len())?;
        }
        let groups = Groups::new(truth.len(), groups);
        let (unit, drawn) = unit(&groups, truth.len());

        let rows = |right: &[usize], wrong: &[usize]| -> Vec<ChangedRow> {
            (0..truth.len())
                .filter(|&row| right[row] == truth[row] && wrong[row] != truth[row])
                .map(|row| ChangedRow {
                    row,
                    truth: labels.name(truth[row]).to_owned(),
                    old: labels.name(old[row]).to_owned(),
                    new: labels.name(new[row]).to_owned(),
                })
                .collect()
        };
        let (won, lost) = (rows(new, old), rows(old, new));

        let macro_f1 = |rows: &[usize], predicted: &[usize]| {
            let pairs = rows.iter().map(|&row| (truth[row], predicted[row]));
            metrics::macro_f1(&count_labels(labels.len(), pairs))
        };
        let difference = Difference::of(truth.len(), &drawn, resampling, |rows| {
            macro_f1(rows, new) - macro_f1(rows, old)
        });
        let changed = drawn.count(|row| old[row] != new[row]);
        Ok(Self {
            n: truth.len(),
            groups: groups.len(),
            unit,
            changed,
            old: old_summary,
            new: new_summary,
            mcnemar: McNemar::new(won.len() as u64, lost.len() as u64),
            macro_f1_difference: difference,
            outcome: Outcome::of(changed, difference.interval, difference.p_value),
            won,
            lost,
            resampling: *resampling,
        })
    }
}

impl Summary {
    fn of(confusion: ConfusionMatrix) -> Self {
        let counts = confusion.label_counts();
        Self {
            accuracy: metrics::accuracy(&counts),
            macro_f1: metrics::macro_f1(&counts),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::paired::Unit;
    use super::*;

    /// Rows of label 0 or 1 in turn; a model is wrong in the rows named.
    fn compare(rows: usize, old_wrong: &[usize], new_wrong: &[usize]) -> Comparison {
        let labels = Labels::new(["a", "b"]).unwrap();
        let truth: Vec<usize> = (0..rows).map(|row| row % 2).collect();
        let predict = |wrong: &[usize]| -> Vec<usize> {
            (0..rows)
                .map(|row| {
                    if wrong.contains(&row) {
                        1 - row % 2
                    } else {
                        row % 2
                    }
                })
                .collect()
        };
        Comparison::new(
            &labels,
            &truth,
            &predict(old_wrong),
            &predict(new_wrong),
            None,
            &Resampling::default(),
        )
        .unwrap()
    }

    #[test]
    fn rows_won_and_lost_are_told_apart() {
        let comparison = compare(10, &[2, 5], &[4]);
        let rows = |changed: &[ChangedRow]| changed.iter().map(|c| c.row).collect::<Vec<_>>();
        assert_eq!(rows(&comparison.won), [2, 5]);
        assert_eq!(rows(&comparison.lost), [4]);
        assert_eq!(comparison.lost[0].truth, "a");
        assert_eq!(comparison.lost[0].new, "b");
        assert_eq!((comparison.mcnemar.won, comparison.mcnemar.lost), (2, 1));
        assert_eq!(comparison.outcome, Outcome::Unclear);
    }

    #[test]
    fn a_clear_gain_is_better_and_its_mirror_worse() {
        let wrong: Vec<usize> = (0..20).collect();
        let better = compare(100, &wrong, &[]);
        assert_eq!(better.outcome, Outcome::Better);
        assert!(
            better
                .verdict()
                .starts_with("the new model is better: macro-F1 1.000")
        );
        let worse = compare(100, &[], &wrong);
        assert_eq!(worse.outcome, Outcome::Worse);
        assert!(worse.macro_f1_difference.p_value.unwrap() < 0.01);
        let value = worse.macro_f1_difference.value;
        assert!((value + better.macro_f1_difference.value).abs() < 1e-12);
        // 10 wrong of 50 in each label: F1 0.8 of both
        assert!((value + 0.2).abs() < 1e-12);
    }

    #[test]
    fn a_gain_in_few_rows_may_be_chance() {
        let five = compare(40, &[0, 1, 2, 3, 4], &[]);
        assert!(five.macro_f1_difference.interval.unwrap().low > 0.0);
        assert_eq!(five.outcome, Outcome::Unclear);
        let six = compare(40, &[0, 1, 2, 3, 4, 5], &[]);
        assert_eq!(six.outcome, Outcome::Better);
    }

    #[test]
    fn equal_models_are_the_same() {
        let comparison = compare(10, &[3], &[3]);
        assert_eq!(comparison.outcome, Outcome::Same);
        assert_eq!(comparison.mcnemar.p_value, 1.0);
        assert_eq!(comparison.macro_f1_difference.p_value, Some(1.0));
        assert_eq!(
            comparison.verdict(),
            "both models give each of the 10 rows the same label"
        );
    }

    #[test]
    fn of_few_groups_the_rows_are_drawn_and_the_verdict_says_so() {
        let labels = Labels::new(["a", "b"]).unwrap();
        let truth: Vec<usize> = (0..40).map(|row| row % 2).collect();
        let wrong_until = |end: usize| -> Vec<usize> {
            (0..40)
                .map(|row| if row < end { 1 - row % 2 } else { row % 2 })
                .collect()
        };
        let compare = |groups: usize, lost| {
            let names: Vec<String> = (0..40).map(|row| (row % groups).to_string()).collect();
            let new = wrong_until(lost);
            let resampling = Resampling::default();
            Comparison::new(&labels, &truth, &truth, &new, Some(&names), &resampling).unwrap()
        };
        let of_five = compare(5, 10);
        assert_eq!((of_five.unit, of_five.groups), (Unit::Rows, 5));
        assert_eq!((of_five.changed, of_five.outcome), (10, Outcome::Worse));
        let verdict = of_five.verdict();
        assert!(verdict.starts_with("the new model is worse: "), "{verdict}");
        let end = "in 10 of 40 rows, which were drawn because 5 groups are too few, so of other \
                   groups this says nothing";
        assert!(verdict.ends_with(end), "{verdict}");
        let verdict = compare(1, 10).verdict();
        assert!(verdict.contains("because 1 group is too few"), "{verdict}");
        let verdict = compare(5, 5).verdict();
        let head = "fewer than 6 rows changed, too few to tell: ";
        assert!(verdict.starts_with(head), "{verdict}");
        let of_eight = compare(8, 5);
        assert_eq!((of_eight.unit, of_eight.changed), (Unit::Groups, 5));
        let verdict = of_eight.verdict();
        assert!(
            verdict.starts_with("fewer than 6 groups changed"),
            "{verdict}"
        );
        assert!(verdict.ends_with("in 5 of 8 groups"), "{verdict}");
    }

    #[test]
    fn without_replicates_nothing_is_concluded() {
        let labels = Labels::new(["a", "b"]).unwrap();
        let truth: Vec<usize> = (0..40).map(|row| row % 2).collect();
        let resampling = Resampling {
            seed: 1,
            replicates: 0,
        };
        let verdict = Comparison::new(&labels, &truth, &truth, &[0; 40], None, &resampling)
            .unwrap()
            .verdict();
        assert!(
            verdict.starts_with("the bootstrap did not run"),
            "{verdict}"
        );
        assert!(
            verdict.contains("no replicates were asked for"),
            "{verdict}"
        );
    }
}
