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

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::matrix::CsrMatrix;

use super::products::{add_outer, add_product};

/// Into how many blocks of rows every sum over rows is cut. The number is
/// fixed, and the blocks are added in order, so that the result does not
/// depend on the number of threads.
const BLOCKS: usize = 4;

/// How many parameters one thread adds up at once.
const PARAMETERS_AT_ONCE: usize = 4_096;

/// The objective for one matrix, its labels and one `alpha`.
#[derive(Debug)]
pub struct Objective<'a> {
    matrix: &'a CsrMatrix,
    truth: &'a [usize],
    labels: usize,
    row_weights: Option<&'a [f64]>,
    alpha: f64,
    /// The columns in the order in which sums over parameters go through them.
    order: Option<&'a [u32]>,
    /// Vectors of parameters that are no longer needed, since new memory costs a
    /// tenth of a product.
    used: Mutex<Vec<Vec<f64>>>,
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
            order: None,
            used: Mutex::default(),
        }
    }

    /// The same with sums over parameters that go through the columns in another
    /// order, for a matrix with renumbered columns: so all sums are those of the
    /// matrix as it was, to the last bit.
    pub fn summed_in(self, order: &'a [u32]) -> Self {
        Self {
            order: Some(order),
            ..self
        }
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
        let loss = blocks(losses.len())
            .map(|block| losses[block].iter().sum::<f64>())
            .sum();
        Softmax {
            probabilities,
            loss,
        }
    }

    /// The penalty of these parameters.
    pub fn penalty(&self, parameters: &[f64]) -> f64 {
        let [squares] = self.sums_of_weights(|i| [parameters[i] * parameters[i]]);
        self.alpha / 2.0 * squares
    }

    /// The scalar product of two vectors of parameters, summed in order.
    pub fn dot(&self, a: &[f64], b: &[f64]) -> f64 {
        let [product] = self.sums(|i| [a[i] * b[i]]);
        product
    }

    /// Sums over all parameters in order.
    pub fn sums<const N: usize>(&self, term: impl Fn(usize) -> [f64; N]) -> [f64; N] {
        let mut sums = self.sums_of_weights(&term);
        for i in self.intercepts()..self.parameters() {
            add_to(&mut sums, term(i));
        }
        sums
    }

    fn sums_of_weights<const N: usize>(&self, term: impl Fn(usize) -> [f64; N]) -> [f64; N] {
        let mut sums = [0.0; N];
        match self.order {
            None => (0..self.intercepts()).for_each(|i| add_to(&mut sums, term(i))),
            Some(order) => {
                for &column in order {
                    let start = column as usize * self.labels;
                    (start..start + self.labels).for_each(|i| add_to(&mut sums, term(i)));
                }
            }
        }
        sums
    }

    /// The gradient at these parameters, given their probabilities.
    pub fn gradient(&self, probabilities: &[f64], parameters: &[f64]) -> Vec<f64> {
        let mut gradient = self.back_project(|row, residual| {
            let start = row * self.labels;
            residual.copy_from_slice(&probabilities[start..start + self.labels]);
            residual[self.truth[row]] -= 1.0;
            let weight = self.row_weight(row);
            residual.iter_mut().for_each(|r| *r *= weight);
        });
        self.add_penalty(&mut gradient, parameters);
        gradient
    }

    /// The Hessian at these probabilities times a vector of parameters.
    pub fn hessian_product(&self, probabilities: &[f64], direction: &[f64]) -> Vec<f64> {
        let (weights, intercepts) = direction.split_at(self.intercepts());
        let mut product = self.back_project(|row, residual| {
            residual.copy_from_slice(intercepts);
            add_product(self.matrix.row(row), weights, residual);
            let start = row * self.labels;
            let p = &probabilities[start..start + self.labels];
            let mean: f64 = p.iter().zip(residual.iter()).map(|(p, u)| p * u).sum();
            let weight = self.row_weight(row);
            for (u, p) in residual.iter_mut().zip(p) {
                *u = weight * p * (*u - mean);
            }
        });
        self.add_penalty(&mut product, direction);
        product
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

    fn row_weight(&self, row: usize) -> f64 {
        self.row_weights.map_or(1.0, |weights| weights[row])
    }

    fn add_penalty(&self, sums: &mut [f64], parameters: &[f64]) {
        for (sum, weight) in sums[..self.intercepts()].iter_mut().zip(parameters) {
            *sum += self.alpha * weight;
        }
    }

    /// Takes back a vector of parameters that is no longer needed.
    pub fn give_back(&self, vector: Vec<f64>) {
        self.used().push(vector);
    }

    fn used(&self) -> std::sync::MutexGuard<'_, Vec<Vec<f64>>> {
        // Whoever panicked has left no vector half used.
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Xᵀ·R with the column sums of R as last row; `residual` fills in a row of R.
    fn back_project(&self, residual: impl Fn(usize, &mut [f64]) + Sync) -> Vec<f64> {
        self.sum_outer(residual, |value| value)
    }

    /// As [`Objective::back_project`], with `of` the entries of X. Sums over all
    /// rows, block by block in fixed order.
    fn sum_outer(
        &self,
        residual: impl Fn(usize, &mut [f64]) + Sync,
        of: impl Fn(f64) -> f64 + Copy + Sync,
    ) -> Vec<f64> {
        let mut partial: Vec<Vec<f64>> = blocks(self.truth.len())
            .collect::<Vec<_>>()
            .into_par_iter()
            .map(|block| {
                let mut sums = self.used().pop().unwrap_or_default();
                sums.clear();
                sums.resize(self.parameters(), 0.0);
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
        self.used().append(&mut partial);
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

fn add_to<const N: usize>(sums: &mut [f64; N], terms: [f64; N]) {
    for (sum, term) in sums.iter_mut().zip(terms) {
        *sum += term;
    }
}

/// The fixed blocks of rows.
fn blocks(rows: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
    (0..BLOCKS).map(move |block| rows * block / BLOCKS..rows * (block + 1) / BLOCKS)
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
    fn the_hessian_is_the_slope_of_the_gradient() {
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
            let (mut low, mut high, mut unit) = (at.clone(), at.clone(), vec![0.0; at.len()]);
            low[i] -= 1e-5;
            high[i] += 1e-5;
            unit[i] = 1.0;
            let column = objective.hessian_product(&softmax.probabilities, &unit);
            for ((high, low), entry) in slope_at(&high).iter().zip(slope_at(&low)).zip(&column) {
                assert!(((high - low) / 2e-5 - entry).abs() < 1e-7);
            }
            assert!((column[i] - diagonal[i]).abs() < 1e-12);
        }
    }
}
