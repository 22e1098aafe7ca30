//! Scores from counts of labels and from probabilities.

use ndarray::Array2;

use super::confusion::{LabelCounts, ratio};

/// The label of the highest probability in each row of `probabilities`
/// (rows × labels), the first in the labels' order among equal ones.
#[must_use]
pub fn predicted_labels(probabilities: &Array2<f64>) -> Vec<usize> {
    let best = |row: ndarray::ArrayView1<f64>| {
        let mut best = 0;
        for (label, probability) in row.iter().enumerate() {
            if *probability > row[best] {
                best = label;
            }
        }
        best
    };
    probabilities.outer_iter().map(best).collect()
}

/// The share of rows whose label was predicted, of one row or more.
pub(super) fn accuracy(counts: &[LabelCounts]) -> f64 {
    let correct = counts.iter().map(|label| label.correct).sum();
    // There is a row, so the quotient has a value.
    ratio(correct, rows(counts)).unwrap_or_default()
}

/// The mean F1 of the labels that have one, of one row or more.
pub(super) fn macro_f1(counts: &[LabelCounts]) -> f64 {
    // There is a row, and the F1 of its label has a value.
    mean(counts.iter().map(|label| label.f1())).unwrap_or_default()
}

fn rows(counts: &[LabelCounts]) -> u64 {
    counts.iter().map(|label| label.support).sum()
}

/// The mean of the values that there are.
pub(super) fn mean(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    weighted_mean(values.map(|value| (value, 1)))
}

/// The mean of the values that there are by their weights, `None` if the weights
/// of all of them are zero.
pub(super) fn weighted_mean(values: impl Iterator<Item = (Option<f64>, u64)>) -> Option<f64> {
    let (mut sum, mut weights) = (0.0, 0);
    for (value, weight) in values {
        if let Some(value) = value {
            sum += value * weight as f64;
            weights += weight;
        }
    }
    (weights > 0).then(|| sum / weights as f64)
}

/// The mean of a score over the labels by their support.
pub(super) fn weighted(
    counts: &[LabelCounts],
    score: fn(LabelCounts) -> Option<f64>,
) -> Option<f64> {
    weighted_mean(counts.iter().map(|&label| (score(label), label.support)))
}

/// Sums over the labels with t rows of the truth and p predictions each:
/// n² − Σt², n² − Σp², n·correct − Σtp and n² − Σtp.
struct Covariances {
    truth: f64,
    predicted: f64,
    both: f64,
    chance: f64,
}

impl Covariances {
    fn of(counts: &[LabelCounts]) -> Self {
        let n = rows(counts) as f64;
        let sum = |product: fn(&LabelCounts) -> f64| counts.iter().map(product).sum::<f64>();
        let correct = sum(|label| label.correct as f64);
        let agreement = sum(|label| label.support as f64 * label.predicted as f64);
        Self {
            truth: n * n - sum(|label| (label.support as f64).powi(2)),
            predicted: n * n - sum(|label| (label.predicted as f64).powi(2)),
            both: n * correct - agreement,
            chance: n * n - agreement,
        }
    }
}

/// Matthews correlation coefficient for any number of labels (Gorodkin 2004,
/// the R_K statistic); `None` if the truth or the predictions are all one label.
pub(super) fn matthews(counts: &[LabelCounts]) -> Option<f64> {
    let sums = Covariances::of(counts);
    let product = sums.truth * sums.predicted;
    (product > 0.0).then(|| sums.both / product.sqrt())
}

/// Cohen's kappa, (p_o − p_e) / (1 − p_e); `None` if truth and predictions are
/// all the same label.
pub(super) fn cohen_kappa(counts: &[LabelCounts]) -> Option<f64> {
    let sums = Covariances::of(counts);
    (sums.chance > 0.0).then(|| sums.both / sums.chance)
}

/// The mean of the rows' losses, of one row or more.
pub(super) fn mean_loss(losses: &[f64]) -> f64 {
    losses.iter().sum::<f64>() / losses.len() as f64
}

/// −ln(probability of the true label) of each row, the probability kept within
/// [ε, 1 − ε] with ε = 2⁻⁵², as in scikit-learn.
pub(super) fn log_losses(truth: &[usize], probabilities: &Array2<f64>) -> Vec<f64> {
    let losses = truth.iter().enumerate().map(|(row, &label)| {
        // Of libm, because the standard library's logarithm is the machine's own.
        -libm::log(probabilities[[row, label]].clamp(f64::EPSILON, 1.0 - f64::EPSILON))
    });
    losses.collect()
}

/// Σ (probability − truth)² over the labels of each row, truth being 1 for the
/// true label and 0 for the others; with two labels half of it, as in
/// scikit-learn's `brier_score_loss`.
pub(super) fn brier_losses(truth: &[usize], probabilities: &Array2<f64>) -> Vec<f64> {
    let scale = if probabilities.ncols() == 2 { 0.5 } else { 1.0 };
    (probabilities.outer_iter().zip(truth))
        .map(|(row, &label)| {
            let squares = row.iter().enumerate().map(|(column, probability)| {
                let target = if column == label { 1.0 } else { 0.0 };
                (probability - target) * (probability - target)
            });
            scale * squares.sum::<f64>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_first_of_equal_probabilities_is_predicted() {
        let probabilities = array![[0.4, 0.4, 0.2], [0.2, 0.4, 0.4], [0.3, 0.3, 0.4]];
        assert_eq!(predicted_labels(&probabilities), [0, 1, 2]);
    }

    #[test]
    fn a_value_of_no_weight_has_no_mean() {
        assert_eq!(weighted_mean([(Some(0.5), 0), (None, 3)].into_iter()), None);
        assert_eq!(mean([Some(1.0), None, Some(0.0)].into_iter()), Some(0.5));
    }

    #[test]
    fn a_certain_mistake_costs_thirty_six_nats() {
        // ln(2^52) = 36.04
        let loss = mean_loss(&log_losses(&[0], &array![[0.0, 1.0]]));
        assert!((loss - 36.043_653_389_117_15).abs() < 1e-9);
    }
}
