//! All scores of one set of predictions.

use std::collections::BTreeMap;

use ndarray::Array2;
use serde::Serialize;

use super::confidence::{self, Calibration, RiskPoint};
use super::confusion::{ConfusionMatrix, LabelCounts, check_length};
use super::intervals::Intervals;
use super::metrics::{self, mean};
use super::ranking::Ranking;
use super::resampling::{Groups, Resampling};
use crate::error::{Error, Result};
use crate::label::Labels;

/// How far the probabilities of a row may be from a sum of 1, so that numbers
/// rounded to two digits pass and those that are no probabilities do not.
const SUM_TOLERANCE: f64 = 0.05;

/// How far above 1 the rounding of a 32-bit softmax may put a probability.
const ROUNDING: f64 = 1e-6;

/// All scores of one set of predictions, in the shape in which they are written
/// as JSON.
///
/// The predicted label of a row is the one of the highest probability; nothing is
/// abstained from. A metric without a value is `None` and stands in `undefined`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// The number of rows.
    pub n: usize,
    /// The number of groups that intervals are drawn over; of rows, without groups.
    pub groups: usize,
    /// The share of rows whose label was predicted.
    pub accuracy: f64,
    /// The mean F1 of the labels that have one; also in `macro_average`.
    pub macro_f1: f64,
    /// Matthews correlation coefficient, from −1 to 1 (Gorodkin 2004 for more than
    /// two labels); `None` if the truth or the predictions are all one label.
    pub matthews: Option<f64>,
    /// Cohen's kappa, (p_o − p_e) / (1 − p_e); `None` if truth and predictions are
    /// all the same label.
    pub cohen_kappa: Option<f64>,
    /// The mean of −ln(probability of the true label), in nats, probabilities kept
    /// within [ε, 1 − ε] with ε = 2⁻⁵² as in scikit-learn.
    pub log_loss: f64,
    /// The mean over rows of Σ (probability − truth)² over the labels, from 0 to 2;
    /// with two labels half of it, from 0 to 1, as scikit-learn's `brier_score_loss`.
    pub brier: f64,
    /// The scores of each label by its name.
    pub labels: BTreeMap<String, LabelScores>,
    /// The means over the labels that have a value.
    pub macro_average: Average,
    /// The scores of all rows' counts together; all three are the accuracy, since
    /// each row has one label.
    pub micro_average: Average,
    /// The means over the labels that have a value, by their support.
    pub weighted_average: Average,
    /// Truth (rows) against predictions (columns).
    pub confusion: ConfusionMatrix,
    /// 95 % intervals of the scores.
    pub intervals: Intervals,
    /// How the rows were drawn for the intervals.
    pub resampling: Resampling,
    /// Whether the highest probability is as often right as it says.
    pub calibration: Calibration,
    /// How often the model errs if it answers only where it is sure, from all rows
    /// to few.
    pub risk_at_coverage: Vec<RiskPoint>,
    /// Why metrics are `None`.
    pub undefined: Vec<Undefined>,
}

/// The scores of one label against all others.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LabelScores {
    /// tp / (tp + fp); `None` if the label was never predicted.
    pub precision: Option<f64>,
    /// tp / (tp + fn); `None` if no row has the label.
    pub recall: Option<f64>,
    /// 2tp / (2tp + fp + fn); 0 where only errors stand, `None` if no row has the
    /// label and none was given it.
    pub f1: Option<f64>,
    /// Σ (Rᵢ − Rᵢ₋₁)·Pᵢ over the precision-recall curve of the label's probability,
    /// as in scikit-learn; `None` if no row has the label.
    pub average_precision: Option<f64>,
    /// The number of rows that have the label.
    pub support: u64,
    /// The number of rows that were given the label.
    pub predicted: u64,
}

/// Scores over all labels.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Average {
    /// `None` if no label that counts was predicted.
    pub precision: Option<f64>,
    /// Labels of no row are left out.
    pub recall: Option<f64>,
    /// Labels of no row that no row was given are left out.
    pub f1: Option<f64>,
}

/// Metrics without a value, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Undefined {
    /// Their names, as paths in the JSON, with `label.metric` for a label's.
    pub metrics: Vec<String>,
    /// Why they have no value, as a clause.
    pub reason: String,
}

impl Evaluation {
    /// Scores `probabilities` (rows × labels) against the `truth`, one index into
    /// `labels` for each row.
    ///
    /// `groups` names the group of each row; a row of an empty name, and each row
    /// without `groups`, is a group of its own.
    ///
    /// # Errors
    ///
    /// If there are no rows, the shapes do not fit, an index is no label, or the
    /// numbers of a row are no probabilities (not within 0 and 1, or their sum is
    /// more than 0.05 away from 1).
    pub fn new(
        labels: &Labels,
        truth: &[usize],
        probabilities: &Array2<f64>,
        groups: Option<&[String]>,
        resampling: &Resampling,
    ) -> Result<Self> {
        check_probabilities(labels, probabilities)?;
        let predicted = metrics::predicted_labels(probabilities);
        let confusion = ConfusionMatrix::new(labels, truth, &predicted)?;
        if let Some(groups) = groups {
            check_length("groups", groups.len(), truth.len())?;
        }
        let groups = Groups::new(truth.len(), groups);
        let counts = confusion.label_counts();
        let answers = confidence::answers(truth, &predicted, probabilities);

        let mut evaluation = Self {
            n: truth.len(),
            groups: groups.len(),
            accuracy: metrics::accuracy(&counts),
            macro_f1: metrics::macro_f1(&counts),
            matthews: metrics::matthews(&counts),
            cohen_kappa: metrics::cohen_kappa(&counts),
            log_loss: metrics::mean_loss(&metrics::log_losses(truth, probabilities)),
            brier: metrics::mean_loss(&metrics::brier_losses(truth, probabilities)),
            labels: label_scores(labels, &counts, truth, probabilities),
            macro_average: Average::of(|metric| mean(counts.iter().map(|&label| metric(label)))),
            micro_average: micro_average(&counts),
            weighted_average: Average::of(|metric| metrics::weighted(&counts, metric)),
            confusion,
            intervals: Intervals::of(labels, truth, probabilities, &answers, &groups, resampling),
            resampling: *resampling,
            calibration: Calibration::of(&answers),
            risk_at_coverage: confidence::risk_at_coverage(answers),
            undefined: Vec::new(),
        };
        evaluation.undefined = evaluation.reasons();
        Ok(evaluation)
    }

    /// Why metrics of this evaluation are `None`.
    fn reasons(&self) -> Vec<Undefined> {
        let mut undefined = Vec::new();
        let mut say = |metrics: &[&str], reason: &str| {
            undefined.push(Undefined {
                metrics: metrics.iter().map(ToString::to_string).collect(),
                reason: reason.to_owned(),
            });
        };
        if self.matthews.is_none() {
            let reason = if self
                .labels
                .values()
                .any(|label| label.support == self.n as u64)
            {
                "all rows have the same label"
            } else {
                "all rows were given the same label"
            };
            say(&["matthews"], reason);
        }
        if self.cohen_kappa.is_none() {
            say(
                &["cohen_kappa"],
                "all rows have the same label and were given it",
            );
        }
        if self.weighted_average.precision.is_none() {
            say(
                &["weighted_average.precision"],
                "no label of any row was ever predicted",
            );
        }
        if self.groups < 2 {
            say(&["intervals"], "all rows are of one group");
        } else if self.resampling.replicates == 0 {
            say(&["intervals"], "no replicates were asked for");
        }
        for (name, label) in &self.labels {
            let paths = |metrics: &[&str]| -> Vec<String> {
                metrics
                    .iter()
                    .map(|metric| format!("{name}.{metric}"))
                    .collect()
            };
            let (metrics, reason) = match (label.support, label.predicted) {
                (0, 0) => (
                    paths(&["precision", "recall", "f1", "average_precision"]),
                    format!("no row has the label '{name}' and none was given it"),
                ),
                (0, _) => (
                    paths(&["recall", "average_precision"]),
                    format!("no row has the label '{name}'"),
                ),
                (_, 0) => (
                    paths(&["precision"]),
                    format!("the label '{name}' was never predicted"),
                ),
                _ => continue,
            };
            undefined.push(Undefined { metrics, reason });
        }
        undefined
    }
}

impl Average {
    /// The average of each of the three scores, taken by `average`.
    fn of(average: impl Fn(fn(LabelCounts) -> Option<f64>) -> Option<f64>) -> Self {
        Self {
            precision: average(LabelCounts::precision),
            recall: average(LabelCounts::recall),
            f1: average(LabelCounts::f1),
        }
    }
}

fn micro_average(counts: &[LabelCounts]) -> Average {
    let mut all = LabelCounts::default();
    for label in counts {
        all.correct += label.correct;
        all.support += label.support;
        all.predicted += label.predicted;
    }
    Average::of(|metric| metric(all))
}

fn label_scores(
    labels: &Labels,
    counts: &[LabelCounts],
    truth: &[usize],
    probabilities: &Array2<f64>,
) -> BTreeMap<String, LabelScores> {
    (labels.iter().zip(counts).enumerate())
        .map(|(label, (name, counts))| {
            let ranking = Ranking::new(truth, probabilities, label);
            let scores = LabelScores {
                precision: counts.precision(),
                recall: counts.recall(),
                f1: counts.f1(),
                average_precision: ranking.average_precision(|_| 1),
                support: counts.support,
                predicted: counts.predicted,
            };
            (name.to_owned(), scores)
        })
        .collect()
}

fn check_probabilities(labels: &Labels, probabilities: &Array2<f64>) -> Result<()> {
    if probabilities.ncols() != labels.len() {
        return Err(Error::new(format!(
            "there are {} probabilities a row for {} labels",
            probabilities.ncols(),
            labels.len()
        ))
        .remedy("give one for each label, in the labels' order"));
    }
    for (row, values) in probabilities.outer_iter().enumerate() {
        // Written so that NaN is refused too.
        let outside = values
            .iter()
            .find(|value| !(0.0..=1.0 + ROUNDING).contains(*value));
        let problem = if let Some(value) = outside {
            format!("a probability of row {} is {value}", row + 1)
        } else if (values.sum() - 1.0).abs() > SUM_TOLERANCE {
            format!(
                "the probabilities of row {} sum to {}",
                row + 1,
                values.sum()
            )
        } else {
            continue;
        };
        return Err(Error::new(problem).remedy("give probabilities from 0 to 1 that sum to 1"));
    }
    Ok(())
}
