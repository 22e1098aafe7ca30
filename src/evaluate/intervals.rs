//! How far scores would move with other rows.

use std::collections::BTreeMap;

use ndarray::Array2;
use serde::Serialize;

use super::confidence::{self, Answer};
use super::confusion::LabelCounts;
use super::metrics;
use super::ranking::Ranking;
use super::resampling::{Groups, Interval, Resampling};
use crate::label::Labels;

/// 95 % percentile intervals of the bootstrap over groups.
///
/// An interval is over the replicates in which the score has a value. It is
/// `None` if the score itself is, if there are fewer than two groups, or if no
/// replicates were asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Intervals {
    /// Of the accuracy.
    pub accuracy: Option<Interval>,
    /// Of the macro-averaged F1; also in `macro_average`.
    pub macro_f1: Option<Interval>,
    /// Of the Matthews correlation coefficient.
    pub matthews: Option<Interval>,
    /// Of Cohen's kappa.
    pub cohen_kappa: Option<Interval>,
    /// Of the log-loss.
    pub log_loss: Option<Interval>,
    /// Of the Brier score.
    pub brier: Option<Interval>,
    /// Of the expected calibration error: the basic interval, since the error sums
    /// absolute differences, which drawing rows anew makes larger (Kumar, Liang and
    /// Ma 2019 do so too). It is a little too narrow, and more so where the true
    /// error is near 0.
    pub expected_calibration_error: Option<Interval>,
    /// Of the means over the labels that have a value.
    pub macro_average: AverageIntervals,
    /// Of the means over the labels that have a value, by their support.
    pub weighted_average: AverageIntervals,
    /// Of the scores of each label by its name.
    pub labels: BTreeMap<String, LabelIntervals>,
}

/// The intervals of one label's scores.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LabelIntervals {
    /// Of the precision.
    pub precision: Option<Interval>,
    /// Of the recall.
    pub recall: Option<Interval>,
    /// Of the F1.
    pub f1: Option<Interval>,
    /// Of the average precision.
    pub average_precision: Option<Interval>,
}

/// The intervals of scores over all labels.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AverageIntervals {
    /// Of the precision.
    pub precision: Option<Interval>,
    /// Of the recall.
    pub recall: Option<Interval>,
    /// Of the F1.
    pub f1: Option<Interval>,
}

/// A score of one label.
type Score = fn(LabelCounts) -> Option<f64>;

/// What the scores of one replicate are made of.
struct Replicate {
    counts: Vec<LabelCounts>,
    average_precision: Vec<Option<f64>>,
    log_loss: f64,
    brier: f64,
    expected_calibration_error: f64,
}

impl Intervals {
    /// The intervals of the scores of `probabilities` (rows × labels), which are
    /// the `answers`.
    pub(super) fn of(
        labels: &Labels,
        truth: &[usize],
        probabilities: &Array2<f64>,
        answers: &[Answer],
        groups: &Groups,
        resampling: &Resampling,
    ) -> Self {
        let predicted = metrics::predicted_labels(probabilities);
        let log_losses = metrics::log_losses(truth, probabilities);
        let brier_losses = metrics::brier_losses(truth, probabilities);
        let rankings: Vec<Ranking> = (0..labels.len())
            .map(|label| Ranking::new(truth, probabilities, label))
            .collect();
        let score = |rows: &[usize]| {
            let mut times = vec![0; truth.len()];
            for &row in rows {
                times[row] += 1;
            }
            let mean = |losses: &[f64]| {
                rows.iter().map(|&row| losses[row]).sum::<f64>() / rows.len() as f64
            };
            let pairs = rows.iter().map(|&row| (truth[row], predicted[row]));
            Replicate {
                counts: count_labels(labels.len(), pairs),
                average_precision: (rankings.iter())
                    .map(|ranking| ranking.average_precision(|row| times[row]))
                    .collect(),
                log_loss: mean(&log_losses),
                brier: mean(&brier_losses),
                expected_calibration_error: confidence::expected_error(
                    rows.iter().map(|&row| &answers[row]),
                ),
            }
        };
        let all = score(&(0..truth.len()).collect::<Vec<_>>());
        let replicates = resampling.replicates(groups, |draw| score(&draw.collect::<Vec<_>>()));
        let interval = |metric: &dyn Fn(&Replicate) -> Option<f64>| {
            // A score without a value gets no interval from replicates that cannot
            // have one either.
            metric(&all).and_then(|_| Interval::of(replicates.iter().map(metric)))
        };
        let of_label = |label: usize| LabelIntervals {
            precision: interval(&|drawn| drawn.counts[label].precision()),
            recall: interval(&|drawn| drawn.counts[label].recall()),
            f1: interval(&|drawn| drawn.counts[label].f1()),
            average_precision: interval(&|drawn| drawn.average_precision[label]),
        };
        let of_average = |average: fn(&[LabelCounts], Score) -> Option<f64>| AverageIntervals {
            precision: interval(&|drawn| average(&drawn.counts, LabelCounts::precision)),
            recall: interval(&|drawn| average(&drawn.counts, LabelCounts::recall)),
            f1: interval(&|drawn| average(&drawn.counts, LabelCounts::f1)),
        };
        Self {
            accuracy: interval(&|drawn| Some(metrics::accuracy(&drawn.counts))),
            macro_f1: interval(&|drawn| Some(metrics::macro_f1(&drawn.counts))),
            matthews: interval(&|drawn| metrics::matthews(&drawn.counts)),
            cohen_kappa: interval(&|drawn| metrics::cohen_kappa(&drawn.counts)),
            log_loss: interval(&|drawn| Some(drawn.log_loss)),
            brier: interval(&|drawn| Some(drawn.brier)),
            expected_calibration_error: interval(&|drawn| Some(drawn.expected_calibration_error))
                .map(|drawn| drawn.reflected(all.expected_calibration_error, 0.0..=1.0)),
            macro_average: of_average(|counts, score| {
                metrics::mean(counts.iter().map(|&label| score(label)))
            }),
            weighted_average: of_average(metrics::weighted),
            labels: (labels.iter().enumerate())
                .map(|(label, name)| (name.to_owned(), of_label(label)))
                .collect(),
        }
    }
}

/// The counts of each label in pairs of truth and prediction.
pub(super) fn count_labels(
    labels: usize,
    pairs: impl Iterator<Item = (usize, usize)>,
) -> Vec<LabelCounts> {
    let mut counts = vec![LabelCounts::default(); labels];
    for (truth, predicted) in pairs {
        counts[truth].support += 1;
        counts[predicted].predicted += 1;
        counts[truth].correct += u64::from(truth == predicted);
    }
    counts
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn of_two_groups_the_ends_are_each_group_drawn_twice() {
        let labels = Labels::new(["a", "b"]).unwrap();
        // All of the group x right; in y one a and three b, all taken for b.
        let truth = [0, 1, 0, 1, 1, 1];
        let probabilities = array![
            [0.9, 0.1],
            [0.1, 0.9],
            [0.1, 0.9],
            [0.1, 0.9],
            [0.1, 0.9],
            [0.1, 0.9]
        ];
        let names = ["x", "x", "y", "y", "y", "y"].map(String::from);
        let groups = Groups::new(6, Some(&names));
        let resampling = Resampling::default();
        let predicted = metrics::predicted_labels(&probabilities);
        let answers = confidence::answers(&truth, &predicted, &probabilities);
        let own = Intervals::of(
            &labels,
            &truth,
            &probabilities,
            &answers,
            &groups,
            &resampling,
        );
        let low = |interval: Option<Interval>| {
            let Interval { low, high } = interval.unwrap();
            assert_eq!(high, 1.0);
            low
        };
        // Of y alone: a has no precision, a recall of 0 and an F1 of 0; b has 3/4, 1
        // and 6/7.
        assert_eq!(low(own.macro_average.precision), 0.75);
        assert_eq!(low(own.macro_average.recall), 0.5);
        assert!((low(own.macro_average.f1) - 3.0 / 7.0).abs() < 1e-12);
        assert_eq!(own.macro_average.f1, own.macro_f1);
        assert_eq!(low(own.weighted_average.recall), 0.75);
        assert!((low(own.weighted_average.f1) - 9.0 / 14.0).abs() < 1e-12);
        // In y all rows are tied: one of four is a, and three are b.
        assert_eq!(low(own.labels["a"].average_precision), 0.25);
        assert_eq!(low(own.labels["b"].average_precision), 0.75);
        // The errors are |0.9 − 5/6| of all rows, and of a replicate that, 0.1 (x
        // alone) or 0.15 (y alone).
        let error = own.expected_calibration_error.unwrap();
        assert_eq!(error.low, 0.0);
        assert!((error.high - (0.9 - 5.0 / 6.0)).abs() < 1e-12);
    }
}
