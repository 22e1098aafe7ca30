//! The Hessian of an objective at one point, as a product with a vector.

use super::lines::{Four, Number};
use super::objective::Objective;
use super::passes::Passes;

/// The Hessian at some probabilities.
///
/// Vectors may be of 32 bits: what is looked for is a direction, whose errors the next
/// Newton step mends. What the method ends at, gradient and objective, has 64 bits.
pub struct Hessian<'a, 'p, T: Number> {
    objective: &'p Objective<'a>,
    probabilities: &'p [f64],
    passes: &'p mut Passes<'a, T>,
}

impl<'a, 'p, T: Number> Hessian<'a, 'p, T> {
    /// The Hessian at these probabilities.
    pub fn new(
        objective: &'p Objective<'a>,
        probabilities: &'p [f64],
        passes: &'p mut Passes<'a, T>,
    ) -> Self {
        Self {
            objective,
            probabilities,
            passes,
        }
    }

    /// Writes the product with `vector` to `product`, and gives vectorᵀ·H·vector.
    pub fn multiply(&mut self, vector: &[Four<T>], product: &mut [Four<T>]) -> f64 {
        let (objective, probabilities) = (self.objective, self.probabilities);
        let labels = objective.labels;
        let nothing = std::iter::repeat(());
        self.passes.run(vector, nothing, |(), row, _, moved| {
            let p = &probabilities[row * labels..(row + 1) * labels];
            let mean: f64 = p.iter().zip(&*moved).map(|(p, &u)| p * u.into()).sum();
            let weight = objective.row_weight(row);
            for (u, p) in moved.iter_mut().zip(p) {
                *u = T::of(weight * p * ((*u).into() - mean));
            }
            0.0
        });
        self.passes.sums(objective.alpha(), vector, product)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::{CsrMatrix, FactoredMatrix};
    use crate::model::lines::{fours, numbers};

    fn matrix() -> FactoredMatrix {
        let mut matrix = CsrMatrix::new(2);
        matrix.push_row([(0, 1.0), (1, 0.5)]);
        matrix.push_row([(1, -2.0)]);
        matrix.push_row([]);
        matrix.into()
    }

    /// The product with each unit vector is a column of the matrix that the formula
    /// of the second derivative gives: Σ c·x·xᵀ·p_k·([k = l] − p_l), and alpha.
    #[test]
    fn products_are_those_of_the_second_derivative() {
        let matrix = matrix();
        // The last feature is that of the intercepts.
        let dense = [[1.0, 0.5, 1.0], [0.0, -2.0, 1.0], [0.0, 0.0, 1.0]];
        let (truth, weights) = ([0, 1, 2], [1.0, 2.0, 0.5]);
        let probabilities = [0.5, 0.25, 0.25, 0.125, 0.125, 0.75, 0.0, 0.5, 0.5];
        let objective = Objective::new(&matrix, &truth, 3, Some(&weights), 0.5);
        let mut passes = Passes::<f32>::new(&matrix, 3);
        let mut hessian = Hessian::new(&objective, &probabilities, &mut passes);
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
