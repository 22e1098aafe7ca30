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

use crate::matrix::CsrMatrix;

use super::products::{add_outer, add_product};

/// Into how many blocks of rows the sums of gradient and Hessian are cut, at least and at most. The
/// number depends on the matrix alone, and the blocks are added in order, so that the
/// result does not depend on the number of threads.
const BLOCKS: (usize, usize) = (2, 8);
/// How many entries a column of one block has on average, if there are more blocks than
/// the fewest: with less, adding up the blocks would cost as much as their rows.
const ENTRIES_A_COLUMN: usize = 16;

/// How many parameters one thread adds up at once.
const PARAMETERS_AT_ONCE: usize = 4_096;

/// The objective for one matrix, its labels and one `alpha`.
#[derive(Debug)]
pub struct Objective<'a> {
    pub(super) matrix: &'a CsrMatrix,
    truth: &'a [usize],
    pub(super) labels: usize,
    row_weights: Option<&'a [f64]>,
    alpha: f64,
}

/// Softmax probabilities of all rows (rows × labels, by row) and the loss of the rows.
pub struct Softmax {
    /// The probabilities, row by row.
    pub probabilities: Vec<f64>,
    /// The weighted sum of cross-entropies, without the penalty.
    pub loss: f64,
}

impl<'a> Objective<'a> {
    /// The objective for rows of these labels.
    pub fn new(
        matrix: &'a CsrMatrix,
        truth: &'a [usize],
        labels: usize,
        row_weights: Option<&'a [f64]>,
        alpha: f64,
    ) -> Self {
        debug_assert_eq!(matrix.rows(), truth.len());
        Self {
            matrix,
            truth,
            labels,
            row_weights,
            alpha,
        }
    }

    /// The fixed blocks of rows.
    pub(super) fn blocks(&self) -> Vec<Range<usize>> {
        let (fewest, most) = BLOCKS;
        let entries = self.matrix.entries() / self.matrix.columns().max(1);
        let count = (entries / ENTRIES_A_COLUMN).clamp(fewest, most);
        let rows = self.truth.len();
        (0..count)
            .map(|block| rows * block / count..rows * (block + 1) / count)
            .collect()
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
    pub fn intercepts(&self) -> usize {
        self.matrix.columns() * self.labels
    }

    /// X·V + v₀ for a vector of parameters (rows × labels, by row).
    pub fn margins(&self, parameters: &[f64]) -> Vec<f64> {
        let (weights, intercepts) = parameters.split_at(self.intercepts());
        let mut margins = vec![0.0; self.truth.len() * self.labels];
        margins
            .par_chunks_mut(self.labels)
            .enumerate()
            .for_each(|(row, margin)| {
                margin.copy_from_slice(intercepts);
                add_product(self.matrix.row(row), weights, margin);
            });
        margins
    }

    /// Probabilities and loss at these margins.
    pub fn softmax(&self, margins: &[f64]) -> Softmax {
        let mut probabilities = margins.to_vec();
        let losses: Vec<f64> = probabilities
            .par_chunks_mut(self.labels)
            .enumerate()
            .map(|(row, row_of)| {
                let own = row_of[self.truth[row]];
                self.row_weight(row) * (softmax_in_place(row_of) - own)
            })
            .collect();
        let loss = losses.iter().sum();
        Softmax {
            probabilities,
            loss,
        }
    }

    /// The penalty of these parameters.
    pub fn penalty(&self, parameters: &[f64]) -> f64 {
        let weights = &parameters[..self.intercepts()];
        self.alpha / 2.0 * dot(weights, weights)
    }

    /// The gradient at these parameters, given their probabilities.
    pub fn gradient(&self, probabilities: &[f64], parameters: &[f64]) -> Vec<f64> {
        let residuals = |row: usize, residual: &mut [f64]| {
            let start = row * self.labels;
            residual.copy_from_slice(&probabilities[start..start + self.labels]);
            residual[self.truth[row]] -= 1.0;
            let weight = self.row_weight(row);
            residual.iter_mut().for_each(|r| *r *= weight);
        };
        let mut gradient = self.sum_outer(residuals, |value| value);
        for (sum, weight) in gradient[..self.intercepts()].iter_mut().zip(parameters) {
            *sum += self.alpha * weight;
        }
        gradient
    }

    /// The diagonal of the Hessian at these probabilities.
    pub fn hessian_diagonal(&self, probabilities: &[f64]) -> Vec<f64> {
        let curvatures = |row: usize, own: &mut [f64]| {
            let start = row * self.labels;
            let weight = self.row_weight(row);
            for (own, p) in own
                .iter_mut()
                .zip(&probabilities[start..start + self.labels])
            {
                *own = weight * p * (1.0 - p);
            }
        };
        let mut diagonal = self.sum_outer(curvatures, |value| value * value);
        for value in &mut diagonal[..self.intercepts()] {
            *value += self.alpha;
        }
        diagonal
    }

    /// How much a row counts.
    pub(super) fn row_weight(&self, row: usize) -> f64 {
        self.row_weights.map_or(1.0, |weights| weights[row])
    }

    /// Xᵀ·R with `of` the entries of X, and the column sums of R as last row; `residual`
    /// fills in a row of R. Sums over all rows, block by block in fixed order.
    fn sum_outer(
        &self,
        residual: impl Fn(usize, &mut [f64]) + Sync,
        of: impl Fn(f64) -> f64 + Copy + Sync,
    ) -> Vec<f64> {
        let mut partial: Vec<Vec<f64>> = self
            .blocks()
            .into_par_iter()
            .map(|block| {
                let mut sums = vec![0.0; self.parameters()];
                let (weights, intercepts) = sums.split_at_mut(self.intercepts());
                let mut own = vec![0.0; self.labels];
                for row in block {
                    residual(row, &mut own);
                    add_outer(self.matrix.row(row), of, &own, weights);
                    for (sum, r) in intercepts.iter_mut().zip(&own) {
                        *sum += r;
                    }
                }
                sums
            })
            .collect();
        let mut total = partial.remove(0);
        let others = &partial;
        total
            .par_chunks_mut(PARAMETERS_AT_ONCE)
            .enumerate()
            .for_each(|(chunk, total)| {
                let first = chunk * PARAMETERS_AT_ONCE;
                for block in others {
                    for (sum, part) in total.iter_mut().zip(&block[first..]) {
                        *sum += part;
                    }
                }
            });
        total
    }
}

/// Turns margins into probabilities and returns log Σ exp of the margins.
pub fn softmax_in_place(margins: &mut [f64]) -> f64 {
    let most = margins.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for margin in margins.iter_mut() {
        // libm, not the platform's mathematics: the same bits on every machine.
        *margin = libm::exp(*margin - most);
        sum += *margin;
    }
    for margin in margins.iter_mut() {
        *margin /= sum;
    }
    most + libm::log(sum)
}

/// The scalar product of two vectors of parameters, summed in order.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> (CsrMatrix, Vec<usize>) {
        let mut matrix = CsrMatrix::new(3);
        matrix.push_row([(0, 1.0), (2, 0.5)]);
        matrix.push_row([(1, -2.0)]);
        matrix.push_row([(0, 0.25), (1, 1.0), (2, 1.0)]);
        matrix.push_row([]);
        matrix.push_row([(2, 3.0)]);
        (matrix, vec![0, 1, 2, 1, 0])
    }

    /// Some point that is no optimum.
    fn point(length: usize) -> Vec<f64> {
        (0..length)
            .map(|i| ((i * 7 % 5) as f64 - 2.0) / 3.0)
            .collect()
    }

    fn value(objective: &Objective, parameters: &[f64]) -> f64 {
        objective.softmax(&objective.margins(parameters)).loss + objective.penalty(parameters)
    }

    #[test]
    fn the_loss_of_equal_margins_is_the_logarithm_of_the_labels() {
        let (matrix, truth) = example();
        let objective = Objective::new(&matrix, &truth, 3, None, 0.5);
        let zero = vec![0.0; objective.parameters()];
        assert!((value(&objective, &zero) - 5.0 * 3f64.ln()).abs() < 1e-12);
    }

    #[test]
    fn the_gradient_is_the_slope_of_the_objective() {
        let (matrix, truth) = example();
        let weights = [1.0, 2.0, 0.5, 1.0, 3.0];
        let objective = Objective::new(&matrix, &truth, 3, Some(&weights), 0.5);
        let at = point(objective.parameters());
        let softmax = objective.softmax(&objective.margins(&at));
        let gradient = objective.gradient(&softmax.probabilities, &at);
        for (i, slope) in gradient.iter().enumerate() {
            let (mut low, mut high) = (at.clone(), at.clone());
            low[i] -= 1e-5;
            high[i] += 1e-5;
            let measured = (value(&objective, &high) - value(&objective, &low)) / 2e-5;
            assert!((measured - slope).abs() < 1e-7, "{i}: {measured} {slope}");
        }
    }

    #[test]
    fn the_diagonal_is_the_slope_of_the_gradient() {
        let (matrix, truth) = example();
        let weights = [1.0, 2.0, 0.5, 1.0, 3.0];
        let objective = Objective::new(&matrix, &truth, 3, Some(&weights), 0.5);
        let at = point(objective.parameters());
        let slope_at = |parameters: &[f64]| {
            let softmax = objective.softmax(&objective.margins(parameters));
            objective.gradient(&softmax.probabilities, parameters)
        };
        let softmax = objective.softmax(&objective.margins(&at));
        let diagonal = objective.hessian_diagonal(&softmax.probabilities);
        for i in 0..at.len() {
            let (mut low, mut high) = (at.clone(), at.clone());
            low[i] -= 1e-5;
            high[i] += 1e-5;
            let slope = (slope_at(&high)[i] - slope_at(&low)[i]) / 2e-5;
            assert!((slope - diagonal[i]).abs() < 1e-7);
        }
    }
}
