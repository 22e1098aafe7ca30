//! What makes conjugate gradients for Newton's direction short: about the inverse of the
//! Hessian, cheap to apply.
//!
//! Three things make a Hessian of logistic regression stretched out, and each is taken
//! into account:
//!
//! - Frequent features have a larger curvature than rare ones. So a feature is divided
//!   by about its entry of the diagonal, its variance times the mean curvature of a
//!   label, and alpha.
//! - Hardly any value is below zero, so that features and intercepts pull at the same
//!   margins. So the features are centred: what a weight adds to the margins on average
//!   is taken off the intercept.
//! - A number added to a feature's weights of all labels changes no probability. So at
//!   the optimum, and on the way to it from zero, they sum to zero, and steps keep to
//!   that: of all that sum to zero the best for the diagonal is taken.

use rayon::prelude::*;

use super::lines::{AT_ONCE, Four, Number, width};
use super::objective::Objective;

/// About the inverse of the Hessian at some probabilities: T·D⁻¹·Tᵀ, where T moves what
/// the centres of the features add to the margins to the intercepts.
pub struct Preconditioner<T> {
    /// How many fours a feature has.
    width: usize,
    /// The mean of each feature.
    centres: Vec<T>,
    /// D⁻¹, that of the intercepts last.
    inverse: Vec<Four<T>>,
}

impl<T: Number> Preconditioner<T> {
    /// That at these probabilities.
    pub fn new(objective: &Objective<'_>, probabilities: &[f64]) -> Self {
        let labels = objective.labels;
        let parts = probabilities.par_chunks(AT_ONCE * labels).enumerate();
        let parts = parts.map(|(part, probabilities)| {
            let mut curvatures = vec![0.0; labels];
            for (row, p) in probabilities.chunks_exact(labels).enumerate() {
                let weight = objective.row_weight(part * AT_ONCE + row);
                for (sum, p) in curvatures.iter_mut().zip(p) {
                    *sum += weight * p * (1.0 - p);
                }
            }
            curvatures
        });
        let parts: Vec<Vec<f64>> = parts.collect();
        let mut curvatures = vec![0.0; labels];
        for own in &parts {
            (curvatures.iter_mut().zip(own)).for_each(|(sum, own)| *sum += own);
        }
        let (moments, alpha) = (objective.moments(), objective.alpha());
        let width = width(labels);
        let mut inverse = vec![Four::<T>::default(); (moments.len() + 1) * width];
        let (features, intercepts) = inverse.split_at_mut(moments.len() * width);
        let features = features.par_chunks_exact_mut(width).zip(moments);
        features.with_min_len(AT_ONCE).for_each(|(features, own)| {
            for (feature, curvature) in features.as_flattened_mut().iter_mut().zip(&curvatures) {
                *feature = T::of(1.0 / (own.variance * curvature + alpha));
            }
        });
        // An intercept of a label whose probability is 0 or 1 in every row is flat.
        for (intercept, curvature) in intercepts.as_flattened_mut().iter_mut().zip(&curvatures) {
            *intercept = T::of(1.0 / curvature.max(1e-12));
        }
        Self {
            width,
            centres: moments.iter().map(|own| T::of(own.mean)).collect(),
            inverse,
        }
    }

    /// rᵀ·z for the product z with a residual r.
    pub fn energy(&self, residual: &[Four<T>]) -> f64 {
        let (features, intercepts) = residual.split_at(self.centres.len() * self.width);
        let (inverse, last) = self.inverse.split_at(features.len());
        let parts = (features.par_chunks(self.width * AT_ONCE))
            .zip(inverse.par_chunks(self.width * AT_ONCE))
            .zip(self.centres.par_chunks(AT_ONCE));
        let energies = parts.map(|((residual, inverse), centres)| {
            let mut energy = [0.0; 4];
            let features = (residual.chunks_exact(self.width))
                .zip(inverse.chunks_exact(self.width))
                .zip(centres);
            for ((residual, inverse), &centre) in features {
                let level = level(residual, inverse, centre, intercepts);
                let own = residual.iter().zip(inverse).zip(intercepts);
                for ((residual, inverse), intercept) in own {
                    for i in 0..residual.len() {
                        let above = (residual[i] - centre * intercept[i] - level).into();
                        energy[i] += above * above * inverse[i].into();
                    }
                }
            }
            energy.iter().sum::<f64>()
        });
        // In order, so that threads do not matter.
        let energies: Vec<f64> = energies.collect();
        let level = level(intercepts, last, T::default(), intercepts);
        let own = intercepts.as_flattened().iter().zip(last.as_flattened());
        let own = own.map(|(&own, &inverse)| (own - level).into().powi(2) * inverse.into());
        energies.iter().sum::<f64>() + own.sum::<f64>()
    }

    /// Makes of `search` the product with a residual and a `part` of what it was.
    pub fn turn(&self, residual: &[Four<T>], part: T, search: &mut [Four<T>]) {
        let (features, intercepts) = residual.split_at(self.centres.len() * self.width);
        let (inverse, last) = self.inverse.split_at(features.len());
        let (search, search_last) = search.split_at_mut(features.len());
        let parts = (search.par_chunks_mut(self.width * AT_ONCE))
            .zip(features.par_chunks(self.width * AT_ONCE))
            .zip(inverse.par_chunks(self.width * AT_ONCE))
            .zip(self.centres.par_chunks(AT_ONCE));
        let means = parts.map(|(((search, residual), inverse), centres)| {
            let mut means = vec![Four::<T>::default(); self.width];
            let features = (search.chunks_exact_mut(self.width))
                .zip(residual.chunks_exact(self.width))
                .zip(inverse.chunks_exact(self.width))
                .zip(centres);
            for (((search, residual), inverse), &centre) in features {
                let level = level(residual, inverse, centre, intercepts);
                let own = (search.iter_mut().zip(residual).zip(inverse))
                    .zip(intercepts.iter().zip(&mut means));
                for (((search, residual), inverse), (intercept, mean)) in own {
                    for i in 0..search.len() {
                        let own = (residual[i] - centre * intercept[i] - level) * inverse[i];
                        search[i] = own + part * search[i];
                        mean[i] += centre * own;
                    }
                }
            }
            means
        });
        let means: Vec<Vec<Four<T>>> = means.collect();
        let level = level(intercepts, last, T::default(), intercepts);
        for (place, search) in search_last.iter_mut().enumerate() {
            for i in 0..search.len() {
                let mean: f64 = means.iter().map(|own| own[place][i].into()).sum();
                let own = (intercepts[place][i] - level) * last[place][i];
                search[i] = own - T::of(mean) + part * search[i];
            }
        }
    }
}

/// What makes the sum of D⁻¹·(r − centre·r₀ − μ) over the labels of a feature zero: μ.
fn level<T: Number>(
    residual: &[Four<T>],
    inverse: &[Four<T>],
    centre: T,
    intercepts: &[Four<T>],
) -> T {
    let (mut above, mut below) = (Four::<T>::default(), Four::<T>::default());
    for ((residual, inverse), intercept) in residual.iter().zip(inverse).zip(intercepts) {
        for i in 0..residual.len() {
            above[i] += (residual[i] - centre * intercept[i]) * inverse[i];
            below[i] += inverse[i];
        }
    }
    let sum = |own: Four<T>| own[0] + own[1] + (own[2] + own[3]);
    sum(above) / sum(below)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::CsrMatrix;
    use crate::model::lines::{fours, numbers};

    /// The product is that of the matrices written out: steps keep to the plane in which
    /// the labels of a feature sum to zero, the product is symmetric in it, and the
    /// energy is that of the product.
    #[test]
    fn products_are_those_of_the_matrices() {
        let mut matrix = CsrMatrix::new(2);
        matrix.push_row([(0, 1.0), (1, 0.5)]);
        matrix.push_row([(1, 2.0)]);
        let (matrix, truth, weights) = (matrix.into(), [0, 1], [1.0, 3.0]);
        let objective = Objective::new(&matrix, &truth, 2, Some(&weights), 0.5);
        let own = Preconditioner::<f64>::new(&objective, &[0.25, 0.75, 0.5, 0.5]);
        let apply = |residual: &[f64]| {
            let residual = fours(residual, 2);
            let mut search = vec![[9.0; 4]; 3];
            own.turn(&residual, 0.0, &mut search);
            (numbers(&search, 2), own.energy(&residual))
        };
        // With their weights the rows count 4: means 1/4 and 13/8, variances 3/16 and 27/64,
        // and curvatures of 1 · 3/16 + 3 · 1/4 together.
        let (curvature, means) = (15.0 / 16.0, [0.25, 1.625]);
        let [a, b] = [3.0 / 16.0, 27.0 / 64.0].map(|own| own * curvature + 0.5);
        // r = (1, −1) of the first feature alone.
        let first = 1.0 / a;
        let (product, energy) = apply(&[1.0, -1.0, 0.0, 0.0, 0.0, 0.0]);
        let expected = [first, -first, 0.0, 0.0, -means[0] * first, means[0] * first];
        for (own, expected) in product.iter().zip(expected) {
            assert!((own - expected).abs() < 1e-12, "{product:?}");
        }
        assert!((energy - 2.0 * first).abs() < 1e-12);
        // r = (1, −1) of the intercepts.
        let (product, energy) = apply(&[0.0, 0.0, 0.0, 0.0, 1.0, -1.0]);
        let (first, second) = (-means[0] / a, -means[1] / b);
        let last = 1.0 / curvature - means[0] * first - means[1] * second;
        let expected = [first, -first, second, -second, last, -last];
        for (own, expected) in product.iter().zip(expected) {
            assert!((own - expected).abs() < 1e-12, "{product:?}");
        }
        assert!((energy - 2.0 * last).abs() < 1e-12);
    }
}
