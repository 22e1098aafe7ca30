//! Two models on the same rows.

use serde::Serialize;

use super::confusion::{ConfusionMatrix, check_length};
use super::intervals::count_labels;
use super::mcnemar::McNemar;
use super::metrics;
use super::resampling::{Groups, Interval, Resampling};
use crate::error::Result;
use crate::label::Labels;

/// In how many groups a prediction must have changed before a difference can be
/// more than chance: of five, all for the better, the sign test says p = 0.0625.
const FEWEST_CHANGED_GROUPS: usize = 6;

/// An old and a new model on the same rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// The number of rows.
    pub n: usize,
    /// The number of groups that are drawn; of rows, without groups.
    pub groups: usize,
    /// The number of groups in which a prediction changed.
    pub changed_groups: usize,
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
    /// How the groups were drawn.
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

/// A difference of scores with its chance, by the paired bootstrap over groups:
/// both models are scored on the same draws.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Difference {
    /// New minus old.
    pub value: f64,
    /// The 95 % percentile interval; `None` with fewer than two groups or without
    /// replicates.
    pub interval: Option<Interval>,
    /// Two-sided: 2·(1 + b) / (1 + B), at most 1, where b is the smaller number of
    /// the B replicates whose difference is ≤ 0 or ≥ 0 (Davison and Hinkley 1997,
    /// § 4.4). `None` where the interval is.
    pub p_value: Option<f64>,
}

/// What may be concluded from a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Each row was given the same label by both.
    Same,
    /// The interval of the difference lies above 0, and predictions changed in six
    /// groups or more.
    Better,
    /// The interval lies below 0, and predictions changed in six groups or more.
    Worse,
    /// The difference may be chance, or there was too little to tell by.
    Unclear,
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

        let replicates = resampling.replicates(&groups, |draw| {
            let drawn: Vec<usize> = draw.collect();
            let macro_f1 = |predicted: &[usize]| {
                let pairs = drawn.iter().map(|&row| (truth[row], predicted[row]));
                metrics::macro_f1(&count_labels(labels.len(), pairs))
            };
            macro_f1(new) - macro_f1(old)
        });
        let difference = Difference {
            value: new_summary.macro_f1 - old_summary.macro_f1,
            interval: Interval::of(replicates.iter().copied().map(Some)),
            p_value: bootstrap_p_value(&replicates),
        };
        let changed_groups = groups.count(|row| old[row] != new[row]);
        Ok(Self {
            n: truth.len(),
            groups: groups.len(),
            changed_groups,
            old: old_summary,
            new: new_summary,
            mcnemar: McNemar::new(won.len() as u64, lost.len() as u64),
            macro_f1_difference: difference,
            outcome: Outcome::of(changed_groups, difference.interval),
            won,
            lost,
            resampling: *resampling,
        })
    }

    /// Whether it is more than chance that the new model is worse.
    ///
    /// The bootstrap over groups decides. With fewer than six groups it cannot say
    /// anything, and McNemar's test over the rows does (p < 0.05), which takes the
    /// rows of a group as independent.
    #[must_use]
    pub fn worse_beyond_chance(&self) -> bool {
        if self.groups < FEWEST_CHANGED_GROUPS {
            let test = &self.mcnemar;
            return test.lost > test.won && test.p_value < 0.05;
        }
        self.outcome == Outcome::Worse
    }

    /// The conclusion in one sentence, without a full stop.
    #[must_use]
    pub fn verdict(&self) -> String {
        let unit = if self.groups == self.n {
            "rows"
        } else {
            "groups"
        };
        let head = match self.outcome {
            Outcome::Same => {
                return format!(
                    "both models give each of the {} rows the same label",
                    self.n
                );
            }
            Outcome::Better => "the new model is better".to_owned(),
            Outcome::Worse => "the new model is worse".to_owned(),
            Outcome::Unclear if self.resampling.replicates == 0 => {
                "the bootstrap did not run, so it cannot tell".to_owned()
            }
            Outcome::Unclear if self.groups < FEWEST_CHANGED_GROUPS => {
                format!("there are too few {unit} for the bootstrap to tell")
            }
            Outcome::Unclear => "the difference may be chance".to_owned(),
        };
        let difference = &self.macro_f1_difference;
        let chance = match (difference.interval, difference.p_value) {
            (Some(interval), Some(p)) => format!(
                "95 % interval {:+.3} to {:+.3}, {}",
                interval.low,
                interval.high,
                p_value(p)
            ),
            _ if self.groups < 2 => "no interval, for all rows are of one group".to_owned(),
            _ => "no interval, for no replicates were asked for".to_owned(),
        };
        format!(
            "{head}: macro-F1 {:.3} against {:.3} ({:+.3}; {chance}); rows won {}, lost {} \
             (McNemar {}); predictions changed in {} of {} {unit}",
            self.new.macro_f1,
            self.old.macro_f1,
            difference.value,
            self.mcnemar.won,
            self.mcnemar.lost,
            p_value(self.mcnemar.p_value),
            self.changed_groups,
            self.groups,
        )
    }
}

/// "p = 0.031", or "p < 0.001" where three digits would say 0.
fn p_value(p: f64) -> String {
    if p < 0.001 {
        "p < 0.001".to_owned()
    } else {
        format!("p = {p:.3}")
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

impl Outcome {
    fn of(changed_groups: usize, interval: Option<Interval>) -> Self {
        match interval {
            _ if changed_groups == 0 => Self::Same,
            Some(interval) if changed_groups >= FEWEST_CHANGED_GROUPS && interval.low > 0.0 => {
                Self::Better
            }
            Some(interval) if changed_groups >= FEWEST_CHANGED_GROUPS && interval.high < 0.0 => {
                Self::Worse
            }
            _ => Self::Unclear,
        }
    }
}

fn bootstrap_p_value(differences: &[f64]) -> Option<f64> {
    if differences.is_empty() {
        return None;
    }
    let count = |side: fn(&f64) -> bool| differences.iter().filter(|d| side(d)).count();
    let rarer = count(|&d| d <= 0.0).min(count(|&d| d >= 0.0));
    Some((2.0 * (1 + rarer) as f64 / (1 + differences.len()) as f64).min(1.0))
}

#[cfg(test)]
mod tests {
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
    fn of_few_groups_the_rows_decide() {
        let labels = Labels::new(["a", "b"]).unwrap();
        let truth: Vec<usize> = (0..10).map(|row| row % 2).collect();
        let groups: Vec<String> = (0..10).map(|row| format!("g{}", row / 5)).collect();
        let wrong_until = |end: usize| -> Vec<usize> {
            (0..10)
                .map(|row| if row < end { 1 - row % 2 } else { row % 2 })
                .collect()
        };
        let worse = |lost| {
            let resampling = Resampling::default();
            Comparison::new(
                &labels,
                &truth,
                &truth,
                &wrong_until(lost),
                Some(&groups),
                &resampling,
            )
            .unwrap()
        };
        // 2/2⁵ = 0.0625 and 2/2⁶ = 0.03125.
        assert!(!worse(5).worse_beyond_chance());
        assert!(worse(6).worse_beyond_chance());
        // The gate says "beyond chance" before it, so it must not say the opposite.
        let verdict = worse(6).verdict();
        assert!(verdict.starts_with("there are too few groups"), "{verdict}");
    }

    #[test]
    fn one_group_gives_no_interval() {
        let labels = Labels::new(["a", "b"]).unwrap();
        let groups = vec!["only".to_owned(); 2];
        let resampling = Resampling::default();
        let comparison = Comparison::new(
            &labels,
            &[0, 1],
            &[0, 0],
            &[0, 1],
            Some(&groups),
            &resampling,
        )
        .unwrap();
        assert_eq!(comparison.macro_f1_difference.interval, None);
        assert_eq!(comparison.outcome, Outcome::Unclear);
        let verdict = comparison.verdict();
        assert!(verdict.contains("no interval, for all rows are of one group"));
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
