//! The Hessian of an objective at one point, as a product with a vector.

use rayon::prelude::*;

use super::lines::{Four, Lines, Number, fours, width};
use super::objective::Objective;

/// How many fours one thread takes at once.
pub const AT_ONCE: usize = 4_096;

/// How many rows ahead memory is asked for: a row takes less time than the memory.
const AHEAD: usize = 2;

/// The Hessian at some probabilities.
///
/// Vectors are fours, feature by feature with the intercepts last. They may be of 32
/// bits: what is looked for is a direction, whose errors the next Newton step mends.
/// What the method ends at, gradient and objective, has 64 bits elsewhere.
pub struct Hessian<'a, T> {
    objective: &'a Objective<'a>,
    probabilities: &'a [f64],
    /// One for each block of rows.
    lines: Vec<Lines<T>>,
}

impl<'a, T: Number> Hessian<'a, T> {
    /// The Hessian at these probabilities.
    pub fn new(objective: &'a Objective<'a>, probabilities: &'a [f64]) -> Self {
        let (columns, labels) = (objective.matrix.columns(), objective.labels);
        let lines = objective
            .blocks()
            .iter()
            .map(|_| Lines::new(columns, labels))
            .collect();
        Self {
            objective,
            probabilities,
            lines,
        }
    }

    /// Writes the product with `vector` to `product`, and gives vectorᵀ·H·vector.
    pub fn multiply(&mut self, vector: &[Four<T>], product: &mut [Four<T>]) -> f64 {
        let objective = self.objective;
        let width = width(objective.labels);
        let (weights, intercepts) = vector.split_at(objective.matrix.columns() * width);
        let probabilities = self.probabilities;
        let blocks: Vec<_> = objective
            .blocks()
            .into_iter()
            .zip(&mut self.lines)
            .collect();
        let sums: Vec<Vec<f64>> = blocks
            .into_par_iter()
            .map(|(block, lines)| {
                lines.set(weights);
                add_block(objective, probabilities, block, lines, intercepts)
            })
            .collect();

        let (lines, alpha) = (&self.lines, T::of(objective.alpha()));
        let (own, last) = product.split_at_mut(weights.len());
        let curvatures: Vec<f64> = own
            .par_chunks_mut(AT_ONCE)
            .zip(weights.par_chunks(AT_ONCE))
            .enumerate()
            .map(|(chunk, (product, vector))| {
                for (product, vector) in product.iter_mut().zip(vector) {
                    *product = vector.map(|own| alpha * own);
                }
                for lines in lines {
                    for (product, sums) in product.iter_mut().zip(lines.sums(chunk * AT_ONCE)) {
                        for (product, &sum) in product.iter_mut().zip(sums) {
                            *product += sum;
                        }
                    }
                }
                dot(product, vector)
            })
            .collect();
        let mut total = vec![0.0; objective.labels];
        for own in &sums {
            total
                .iter_mut()
                .zip(own)
                .for_each(|(total, own)| *total += own);
        }
        last.copy_from_slice(&fours(&total, objective.labels));
        curvatures.iter().sum::<f64>() + dot(last, intercepts)
    }
}

/// Sums a block of rows into its lines; gives the sums of the intercepts.
fn add_block<T: Number>(
    objective: &Objective<'_>,
    probabilities: &[f64],
    block: std::ops::Range<usize>,
    lines: &mut Lines<T>,
    intercepts: &[Four<T>],
) -> Vec<f64> {
    let labels = objective.labels;
    let mut own = intercepts.to_vec();
    let mut total = vec![0.0; labels];
    let end = block.end;
    for row in block {
        let entries = objective.matrix.row(row);
        if row + AHEAD < end {
            lines.ask_for(objective.matrix.row(row + AHEAD).0);
        }
        own.copy_from_slice(intercepts);
        lines.add_product(entries, &mut own);
        let moved = &mut own.as_flattened_mut()[..labels];
        let p = &probabilities[row * labels..(row + 1) * labels];
        let mean: f64 = p.iter().zip(&*moved).map(|(p, &u)| p * u.into()).sum();
        let weight = objective.row_weight(row);
        for ((u, p), total) in moved.iter_mut().zip(p).zip(&mut total) {
            let residual = weight * p * ((*u).into() - mean);
            *total += residual;
            *u = T::of(residual);
        }
        lines.add_outer(entries, &own);
    }
    total
}

/// The scalar product, each sum over four labels in 64 bits.
fn dot<T: Number>(a: &[Four<T>], b: &[Four<T>]) -> f64 {
    let mut sums = [0.0_f64; 4];
    for (a, b) in a.iter().zip(b) {
        for ((sum, &a), &b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a.into() * b.into();
        }
    }
    sums.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::CsrMatrix;
    use crate::model::lines::numbers;

    /// The product with each unit vector is a column of the matrix that the formula
    /// of the second derivative gives: Σ c·x·xᵀ·p_k·([k = l] − p_l), and alpha.
    #[test]
    fn products_are_those_of_the_second_derivative() {
        let mut matrix = CsrMatrix::new(2);
        matrix.push_row([(0, 1.0), (1, 0.5)]);
        matrix.push_row([(1, -2.0)]);
        matrix.push_row([]);
        // The last feature is that of the intercepts.
        let dense = [[1.0, 0.5, 1.0], [0.0, -2.0, 1.0], [0.0, 0.0, 1.0]];
        let (truth, weights) = ([0, 1, 2], [1.0, 2.0, 0.5]);
        let probabilities = [0.5, 0.25, 0.25, 0.125, 0.125, 0.75, 0.0, 0.5, 0.5];
        let objective = Objective::new(&matrix, &truth, 3, Some(&weights), 0.5);
        let mut hessian = Hessian::new(&objective, &probabilities);
        for i in 0..9 {
            let (feature, label) = (i / 3, i % 3);
            let mut unit = vec![0.0; 9];
            unit[i] = 1.0;
            let mut product = vec![Four::<f32>::default(); 3];
            let curvature = hessian.multiply(&fours(&unit, 3), &mut product);
            let product = numbers(&product, 3);
            for (j, &found) in product.iter().enumerate() {
                let (other, k) = (j / 3, j % 3);
                let same = f64::from(u8::from(k == label));
                let mut expected = if i == j && feature < 2 { 0.5 } else { 0.0 };
                for row in 0..3 {
                    let p = &probabilities[3 * row..];
                    expected += weights[row]
                        * dense[row][feature]
                        * dense[row][other]
                        * p[k]
                        * (same - p[label]);
                }
                assert!((found - expected).abs() < 1e-6, "{i} {j}");
            }
            assert!((curvature - product[i]).abs() < 1e-6);
        }
    }
}
