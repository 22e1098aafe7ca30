//! What logistic regression minimises, over sparse rows.
//!
//! For weights W (features × labels), intercepts b and rows x_i of label y_i
//!
//! ```text
//! f(W, b) = Σ_i c_i · (log Σ_k exp(z_ik) − z_i,y_i) + α/2 · ‖W‖²,   z_i = x_i·W + b
//! ```
//!
//! with a weight c_i for each row. This is the objective of linfa-logistic
//! (there all c_i are 1) and, divided by α, that of scikit-learn's
//! `LogisticRegression` with `C = 1/α`; of two labels that has one vector of
//! weights, the difference of ours, and `C = 2/α` is the same. The intercepts are
//! not penalised.
//!
//! Parameters are one vector: a row of `labels` numbers a feature, and the
//! intercepts as the last row, as in linfa's `initial_params`.

use std::ops::Range;

use rayon::prelude::*;

use crate::matrix::FactoredMatrix;

use super::lines::{AT_ONCE, Four, Number, as_fours, into_numbers};
use super::passes::Passes;

/// The objective for one matrix, its labels and one `alpha`.
#[derive(Debug)]
pub struct Objective<'a> {
    matrix: &'a FactoredMatrix,
    truth: &'a [usize],
    pub(super) labels: usize,
    row_weights: Option<&'a [f64]>,
    alpha: f64,
    moments: Vec<Moments>,
}

/// How a feature is spread over the rows, which count as much as they weigh.
#[derive(Debug, Clone, Copy, Default)]
pub struct Moments {
    /// The mean of its values.
    pub mean: f64,
    /// The mean of the squares of what they lie above it.
    pub variance: f64,
}

/// Parameters, and what the objective is there.
pub struct Point {
    /// The parameters.
    pub parameters: Vec<f64>,
    /// X·W + b (rows × labels, by row).
    pub margins: Vec<f64>,
    /// Their softmax (rows × labels, by row).
    pub probabilities: Vec<f64>,
    /// The objective.
    pub value: f64,
    /// Its gradient.
    pub gradient: Vec<f64>,
}

impl<'a> Objective<'a> {
    /// The objective for rows of these labels.
    pub fn new(
        matrix: &'a FactoredMatrix,
        truth: &'a [usize],
        labels: usize,
        row_weights: Option<&'a [f64]>,
        alpha: f64,
    ) -> Self {
        debug_assert_eq!(matrix.rows(), truth.len());
        let weight = |row| row_weights.map_or(1.0, |weights: &[f64]| weights[row]);
        let rows: f64 = (0..truth.len()).map(weight).sum();
        let sums = |range: Range<usize>| {
            let mut moments = vec![Moments::default(); matrix.columns()];
            matrix.each_row(range, |row, columns, values| {
                for (&column, &value) in columns.iter().zip(values) {
                    let own = &mut moments[column as usize];
                    own.mean += weight(row) * value / rows;
                    own.variance += weight(row) * value * value / rows;
                }
            });
            moments
        };
        // Two halves, whatever the number of threads.
        let half = matrix.rows() / 2;
        let (mut moments, others) = rayon::join(|| sums(0..half), || sums(half..matrix.rows()));
        for (own, other) in moments.iter_mut().zip(others) {
            own.mean += other.mean;
            own.variance += other.variance;
        }
        for own in &mut moments {
            own.variance = (own.variance - own.mean * own.mean).max(0.0);
        }
        Self {
            matrix,
            truth,
            labels,
            row_weights,
            alpha,
            moments,
        }
    }

    /// Passes over the rows.
    pub(super) fn passes<T: Number>(&self) -> Passes<'a, T> {
        Passes::new(self.matrix, self.labels)
    }

    /// The length of the vector of parameters.
    pub fn parameters(&self) -> usize {
        (self.matrix.columns() + 1) * self.labels
    }

    /// The strength of the penalty.
    pub fn alpha(&self) -> f64 {
        self.alpha
    }

    /// Where the intercepts begin in the vector of parameters.
    fn intercepts(&self) -> usize {
        self.matrix.columns() * self.labels
    }

    /// How much a row counts.
    pub(super) fn row_weight(&self, row: usize) -> f64 {
        self.row_weights.map_or(1.0, |weights| weights[row])
    }

    /// How each feature is spread over the rows.
    pub(super) fn moments(&self) -> &[Moments] {
        &self.moments
    }

    /// The point of these parameters.
    pub fn at(&self, parameters: &[f64]) -> Point {
        self.reached(parameters, &mut self.passes())
    }

    /// The point of these parameters, by passes that are there.
    pub fn reached(&self, parameters: &[f64], passes: &mut Passes<'a, f64>) -> Point {
        let zero = Point {
            parameters: vec![0.0; self.parameters()],
            margins: vec![0.0; self.truth.len() * self.labels],
            probabilities: Vec::new(),
            value: 0.0,
            gradient: Vec::new(),
        };
        self.moved(&zero, parameters, passes)
    }

    /// The point from another one on in a direction: margins, probabilities and gradient
    /// in one pass over the rows.
    pub fn moved(&self, from: &Point, direction: &[f64], passes: &mut Passes<'a, f64>) -> Point {
        let labels = self.labels;
        let parameters: Vec<f64> = (from.parameters.par_iter().zip(direction))
            .map(|(own, by)| own + by)
            .collect();
        let by = as_fours(direction, labels);
        let zeros = || vec![0.0; from.margins.len()];
        let (mut margins, mut probabilities) = (zeros(), zeros());
        let kept = passes.cut(&from.margins);
        let kept = kept.zip(passes.cut_mut(&mut margins));
        let kept: Vec<_> = kept.zip(passes.cut_mut(&mut probabilities)).collect();
        let loss = passes.run(
            &by,
            kept,
            |((before, margins), probabilities), row, place, own| {
                let places = place * labels..(place + 1) * labels;
                let margins = &mut margins[places.clone()];
                let before = &before[places.clone()];
                for ((margin, own), before) in margins.iter_mut().zip(&mut *own).zip(before) {
                    *margin = before + *own;
                    *own = *margin;
                }
                let (truth, weight) = (self.truth[row], self.row_weight(row));
                let loss = softmax_in_place(own) - margins[truth];
                probabilities[places].copy_from_slice(own);
                own[truth] -= 1.0;
                own.iter_mut().for_each(|own| *own *= weight);
                weight * loss
            },
        );
        let own = as_fours(&parameters, labels);
        let mut gradient = vec![Four::default(); own.len()];
        passes.sums(self.alpha, &own, &mut gradient);
        let weights = &parameters[..self.intercepts()];
        let value = loss + self.alpha / 2.0 * dot(weights, weights);
        drop(own);
        Point {
            parameters,
            margins,
            probabilities,
            value,
            gradient: into_numbers(gradient, labels),
        }
    }
}

/// Turns margins into probabilities and returns log Σ exp of the margins.
pub fn softmax_in_place(margins: &mut [f64]) -> f64 {
    let most = margins.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for margin in margins.iter_mut() {
        // libm, not the platform's mathematics: the same bits on every machine. Its power of
        // two has a table where that of e has branches that are hard to guess.
        *margin = libm::exp2((*margin - most) * std::f64::consts::LOG2_E);
        sum += *margin;
    }
    for margin in margins.iter_mut() {
        *margin /= sum;
    }
    most + libm::log(sum)
}

/// The scalar product of two vectors of parameters: sums of fixed parts in order, so that
/// threads do not matter.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    let parts = a.par_chunks(4 * AT_ONCE).zip(b.par_chunks(4 * AT_ONCE));
    let of_part = |(a, b): (&[f64], &[f64])| a.iter().zip(b).map(|(a, b)| a * b).sum();
    let parts: Vec<f64> = parts.map(of_part).collect();
    parts.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::CsrMatrix;

    fn example() -> (FactoredMatrix, Vec<usize>) {
        let mut matrix = CsrMatrix::new(3);
        matrix.push_row([(0, 1.0), (2, 0.5)]);
        matrix.push_row([(1, -2.0)]);
        matrix.push_row([(0, 0.25), (1, 1.0), (2, 1.0)]);
        matrix.push_row([]);
        matrix.push_row([(2, 3.0)]);
        (matrix.into(), vec![0, 1, 2, 1, 0])
    }

    /// Some point that is no optimum.
    fn point(length: usize) -> Vec<f64> {
        (0..length)
            .map(|i| ((i * 7 % 5) as f64 - 2.0) / 3.0)
            .collect()
    }

    #[test]
    fn the_loss_of_equal_margins_is_the_logarithm_of_the_labels() {
        let (matrix, truth) = example();
        let objective = Objective::new(&matrix, &truth, 3, None, 0.5);
        let zero = objective.at(&vec![0.0; objective.parameters()]);
        assert!((zero.value - 5.0 * 3f64.ln()).abs() < 1e-12);
    }

    #[test]
    fn the_gradient_is_the_slope_of_the_objective() {
        let (matrix, truth) = example();
        let weights = [1.0, 2.0, 0.5, 1.0, 3.0];
        let objective = Objective::new(&matrix, &truth, 3, Some(&weights), 0.5);
        let at = point(objective.parameters());
        for (i, slope) in objective.at(&at).gradient.iter().enumerate() {
            let (mut low, mut high) = (at.clone(), at.clone());
            low[i] -= 1e-5;
            high[i] += 1e-5;
            let measured = (objective.at(&high).value - objective.at(&low).value) / 2e-5;
            assert!((measured - slope).abs() < 1e-7, "{i}: {measured} {slope}");
        }
    }

    /// A point that was moved to is that of its parameters.
    #[test]
    fn moves_add_up() {
        let (matrix, truth) = example();
        let objective = Objective::new(&matrix, &truth, 3, None, 0.5);
        let at = point(objective.parameters());
        let (start, half) = (objective.at(&at), at.iter().map(|own| own / 2.0));
        let half: Vec<f64> = half.collect();
        let moved = objective.moved(&start, &half, &mut Passes::new(&matrix, 3));
        let other: Vec<f64> = at.iter().map(|own| own * 1.5).collect();
        let other = objective.at(&other);
        assert!((moved.value - other.value).abs() < 1e-12);
        let all = |point: Point| {
            [
                point.parameters,
                point.margins,
                point.probabilities,
                point.gradient,
            ]
        };
        for (a, b) in all(moved).iter().flatten().zip(all(other).iter().flatten()) {
            assert!((a - b).abs() < 1e-12, "{a} {b}");
        }
    }
}
