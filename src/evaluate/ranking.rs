//! The rows in the order of one label's probability.

use ndarray::Array2;

/// Precision and recall of a label if it were given to each row in which its
/// probability is at least the threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// A probability of the label.
    pub threshold: f64,
    /// The share of the chosen rows that have the label.
    pub precision: f64,
    /// The share of the label's rows that are chosen.
    pub recall: f64,
}

/// The precision-recall curve of `label`, from the highest threshold to the
/// lowest, one point for each different probability (rows × labels); no points
/// if no row has the label.
#[must_use]
pub fn precision_recall_curve(
    truth: &[usize],
    probabilities: &Array2<f64>,
    label: usize,
) -> Vec<CurvePoint> {
    Ranking::new(truth, probabilities, label)
        .curve(|_| 1)
        .collect()
}

/// The rows by the probability of one label, the highest first: sorted once,
/// whatever rows are drawn from it.
pub(super) struct Ranking(Vec<Ranked>);

struct Ranked {
    row: usize,
    probability: f64,
    /// Whether the row has the label.
    positive: bool,
}

impl Ranking {
    pub(super) fn new(truth: &[usize], probabilities: &Array2<f64>, label: usize) -> Self {
        let mut rows: Vec<Ranked> = (truth.iter().zip(probabilities.column(label)).enumerate())
            .map(|(row, (&truth, &probability))| Ranked {
                row,
                probability,
                positive: truth == label,
            })
            .collect();
        rows.sort_by(|left, right| right.probability.total_cmp(&left.probability));
        Self(rows)
    }

    /// The precision-recall curve where each row counts as often as `times` says;
    /// no points if no row that counts has the label.
    fn curve<'a>(
        &'a self,
        times: impl Fn(usize) -> u32 + 'a,
    ) -> impl Iterator<Item = CurvePoint> + 'a {
        // How many rows count, and how many of them have the label.
        let count = move |rows: &[Ranked]| {
            rows.iter().fold((0, 0), |(all, positive), ranked| {
                let times = u64::from(times(ranked.row));
                (all + times, positive + u64::from(ranked.positive) * times)
            })
        };
        let (_, positives) = count(&self.0);
        let (mut chosen, mut correct) = (0, 0);
        (self.0)
            .chunk_by(|left, right| left.probability == right.probability)
            .filter_map(move |equal| {
                let (all, positive) = count(equal);
                chosen += all;
                correct += positive;
                (positives > 0 && chosen > 0).then(|| CurvePoint {
                    threshold: equal[0].probability,
                    precision: correct as f64 / chosen as f64,
                    recall: correct as f64 / positives as f64,
                })
            })
    }

    /// Σ (Rᵢ − Rᵢ₋₁)·Pᵢ over the points of the precision-recall curve, without
    /// interpolation, as in scikit-learn, where each row counts as often as `times`
    /// says; `None` if no row that counts has the label.
    pub(super) fn average_precision(&self, times: impl Fn(usize) -> u32) -> Option<f64> {
        let mut last = 0.0;
        let mut sum = None;
        for point in self.curve(times) {
            *sum.get_or_insert(0.0) += (point.recall - last) * point.precision;
            last = point.recall;
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn a_tie_is_one_point_of_the_curve() {
        let probabilities = array![[0.9, 0.1], [0.5, 0.5], [0.5, 0.5], [0.2, 0.8]];
        let truth = [0, 0, 1, 0];
        let curve = precision_recall_curve(&truth, &probabilities, 0);
        let points: Vec<_> = curve.iter().map(|p| (p.threshold, p.precision)).collect();
        assert_eq!(points, [(0.9, 1.0), (0.5, 2.0 / 3.0), (0.2, 0.75)]);
        // (1 + 2/3 + 3/4) / 3
        let ranking = Ranking::new(&truth, &probabilities, 0);
        let average = ranking.average_precision(|_| 1).unwrap();
        assert!((average - 29.0 / 36.0).abs() < 1e-12);
    }

    #[test]
    fn a_row_counts_as_often_as_it_is_drawn() {
        let probabilities = array![[0.9, 0.1], [0.7, 0.3], [0.4, 0.6], [0.2, 0.8]];
        let ranking = Ranking::new(&[1, 0, 0, 1], &probabilities, 0);
        // The first row not, the second once, the third twice, the fourth thrice:
        // right, right, right, and three wrong ones.
        assert_eq!(ranking.average_precision(|row| row as u32), Some(1.0));
        // The first row twice, the second once: one right of three.
        let average = ranking.average_precision(|row| [2, 1, 0, 0][row]).unwrap();
        assert!((average - 1.0 / 3.0).abs() < 1e-12);
        let none = ranking.average_precision(|row| [1, 0, 0, 1][row]);
        assert_eq!(none, None);
    }
}
