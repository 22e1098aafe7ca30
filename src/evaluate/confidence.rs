//! What the highest probability of a row is worth.

use ndarray::Array2;
use serde::Serialize;

/// How many bins of equal width the reliability diagram has.
const BINS: usize = 15;

/// In how many equal steps the table of risk goes from few rows to all.
const COVERAGES: usize = 10;

/// A row's highest probability, and whether its label is the true one.
pub(super) struct Answer {
    confidence: f64,
    correct: bool,
}

/// The answers of all rows (rows × labels).
pub(super) fn answers(
    truth: &[usize],
    predicted: &[usize],
    probabilities: &Array2<f64>,
) -> Vec<Answer> {
    (truth.iter().zip(predicted).enumerate())
        .map(|(row, (truth, &predicted))| Answer {
            confidence: probabilities[[row, predicted]],
            correct: *truth == predicted,
        })
        .collect()
}

/// Whether the highest probability is as often right as it says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Calibration {
    /// Expected calibration error: the mean over the bins, by their rows, of
    /// |accuracy − mean confidence| (Naeini et al. 2015; Guo et al. 2017, with
    /// their 15 bins of equal width).
    pub expected_error: f64,
    /// The bins of the highest probability, in rising order, empty ones too.
    pub bins: Vec<ReliabilityBin>,
}

/// The rows whose highest probability lies in (low, high]; the first bin also
/// holds 0.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReliabilityBin {
    /// The bound that is not in the bin.
    pub low: f64,
    /// The bound that is in the bin.
    pub high: f64,
    /// The number of rows.
    pub n: usize,
    /// The mean of their highest probabilities; `None` if there are no rows.
    pub confidence: Option<f64>,
    /// The share of them that is right; `None` if there are no rows.
    pub accuracy: Option<f64>,
}

/// What the rows of each bin sum to.
#[derive(Default)]
struct Sums([Sum; BINS]);

#[derive(Default, Clone, Copy)]
struct Sum {
    n: usize,
    confidence: f64,
    correct: usize,
}

impl Sums {
    fn of<'a>(answers: impl Iterator<Item = &'a Answer>) -> Self {
        let mut sums = Self::default();
        for answer in answers {
            // A share that rounding puts above 1 belongs to the last bin.
            let bin = (answer.confidence * BINS as f64).ceil() as usize;
            let sum = &mut sums.0[bin.clamp(1, BINS) - 1];
            sum.n += 1;
            sum.confidence += answer.confidence;
            sum.correct += usize::from(answer.correct);
        }
        sums
    }

    fn expected_error(&self) -> f64 {
        let gap = |sum: &Sum| (sum.correct as f64 - sum.confidence).abs();
        let rows: usize = self.0.iter().map(|sum| sum.n).sum();
        self.0.iter().map(gap).sum::<f64>() / rows as f64
    }
}

/// The expected calibration error of one answer or more.
pub(super) fn expected_error<'a>(answers: impl Iterator<Item = &'a Answer>) -> f64 {
    Sums::of(answers).expected_error()
}

impl Calibration {
    pub(super) fn of(answers: &[Answer]) -> Self {
        let sums = Sums::of(answers.iter());
        let bins = sums.0.iter().enumerate().map(|(bin, sum)| {
            let share = |total: f64| (sum.n > 0).then(|| total / sum.n as f64);
            ReliabilityBin {
                low: bin as f64 / BINS as f64,
                high: (bin + 1) as f64 / BINS as f64,
                n: sum.n,
                confidence: share(sum.confidence),
                accuracy: share(sum.correct as f64),
            }
        });
        Self {
            expected_error: sums.expected_error(),
            bins: bins.collect(),
        }
    }
}

/// How often the model errs if it answers only where its highest probability is
/// at least the threshold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RiskPoint {
    /// The share of rows that are answered.
    pub coverage: f64,
    /// The number of rows that are answered.
    pub n: usize,
    /// The lowest highest probability among them.
    pub threshold: f64,
    /// The share of wrong answers among them.
    pub error_rate: f64,
}

/// The risk at coverages of 100 %, 90 %, … 10 %.
///
/// A threshold cannot part rows of equal confidence, so a coverage is the
/// smallest possible one that is not below its step, and steps that come out
/// alike stand once.
pub(super) fn risk_at_coverage(mut answers: Vec<Answer>) -> Vec<RiskPoint> {
    let rows = answers.len();
    answers.sort_by(|left, right| right.confidence.total_cmp(&left.confidence));
    let mut points: Vec<RiskPoint> = Vec::with_capacity(COVERAGES);
    for step in (1..=COVERAGES).rev() {
        let threshold = answers[(step * rows).div_ceil(COVERAGES) - 1].confidence;
        let n = answers.partition_point(|answer| answer.confidence >= threshold);
        if points.last().is_some_and(|last| last.n == n) {
            continue;
        }
        let errors = answers[..n].iter().filter(|answer| !answer.correct).count();
        points.push(RiskPoint {
            coverage: n as f64 / rows as f64,
            n,
            threshold,
            error_rate: errors as f64 / n as f64,
        });
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(pairs: &[(f64, bool)]) -> Vec<Answer> {
        (pairs.iter())
            .map(|&(confidence, correct)| Answer {
                confidence,
                correct,
            })
            .collect()
    }

    #[test]
    fn the_error_is_the_gap_between_confidence_and_accuracy() {
        // Bin (8/15, 9/15]: mean confidence 0.57, accuracy 0.5, gap 0.07 on half of
        // the rows. Bin (13/15, 14/15]: 0.9 against 1, gap 0.1 on the other half.
        let calibration = Calibration::of(&answers(&[
            (0.56, true),
            (0.58, false),
            (0.9, true),
            (0.9, true),
        ]));
        assert!((calibration.expected_error - 0.085).abs() < 1e-12);
        let filled: Vec<_> = (calibration.bins.iter())
            .filter(|bin| bin.n > 0)
            .map(|bin| (bin.n, bin.accuracy))
            .collect();
        assert_eq!(filled, [(2, Some(0.5)), (2, Some(1.0))]);
    }

    #[test]
    fn a_bound_belongs_to_the_bin_below_it() {
        let calibration = Calibration::of(&answers(&[(0.6, true), (1.0, true)]));
        let filled: Vec<_> = (calibration.bins.iter())
            .filter(|bin| bin.n > 0)
            .map(|bin| bin.high)
            .collect();
        assert_eq!(filled, [0.6, 1.0]);
    }

    #[test]
    fn rows_of_equal_confidence_are_answered_together() {
        let points = risk_at_coverage(answers(&[
            (0.5, false),
            (0.9, true),
            (0.7, true),
            (0.7, false),
        ]));
        let table: Vec<_> = (points.iter())
            .map(|point| (point.n, point.threshold, point.error_rate))
            .collect();
        assert_eq!(table, [(4, 0.5, 0.5), (3, 0.7, 1.0 / 3.0), (1, 0.9, 0.0)]);
        assert_eq!(points[1].coverage, 0.75);
    }
}
