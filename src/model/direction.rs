//! Newton's direction by conjugate gradients.

use rayon::prelude::*;

use super::hessian::{AT_ONCE, Hessian};
use super::lines::{Four, Number, fours, numbers};
use super::objective::Objective;

/// At most so many steps of conjugate gradients for one Newton step.
const MOST_STEPS: usize = 1_000;

/// Solves H·d = −g until the residual is at most `tolerance`, in numbers of the type `T`;
/// H is that at these probabilities, and its diagonal is the preconditioner.
pub fn newton_direction<T: Number>(
    objective: &Objective,
    probabilities: &[f64],
    gradient: &[f64],
    tolerance: f64,
) -> Vec<f64> {
    let labels = objective.labels;
    let mut inverse = objective.hessian_diagonal(probabilities);
    for own in &mut inverse {
        // An intercept of a label whose probability is 0 or 1 in every row is flat.
        *own = 1.0 / own.max(1e-12);
    }
    let inverse = fours(&inverse, labels);
    // Made last: the blocks of the diagonal are gone by now.
    let mut hessian = Hessian::new(objective, probabilities);
    let mut walk = Walk::<T>::new(&fours(gradient, labels), inverse);
    let (mut energy, mut left) = walk.go(T::default());
    let mut conjugation = T::default();
    for _ in 0..MOST_STEPS {
        if left.sqrt() <= tolerance {
            break;
        }
        walk.turn(conjugation);
        let curvature = hessian.multiply(&walk.search, &mut walk.product);
        if curvature.is_nan() || curvature <= 0.0 {
            break;
        }
        let (next, squares) = walk.go(T::of(energy / curvature));
        conjugation = T::of(next / energy);
        (energy, left) = (next, squares);
    }
    numbers(&walk.direction, labels)
}

/// Where the method stands.
struct Walk<T> {
    /// What was found so far, d.
    direction: Vec<Four<T>>,
    /// What is left of the gradient there, r = −g − H·d.
    residual: Vec<Four<T>>,
    /// Where to go next.
    search: Vec<Four<T>>,
    /// H times that.
    product: Vec<Four<T>>,
    /// The inverse of the diagonal, D⁻¹.
    inverse: Vec<Four<T>>,
}

impl<T: Number> Walk<T> {
    fn new(gradient: &[Four<T>], inverse: Vec<Four<T>>) -> Self {
        let zero = vec![Four::<T>::default(); gradient.len()];
        Self {
            direction: zero.clone(),
            residual: gradient.iter().map(|own| own.map(T::neg)).collect(),
            search: zero.clone(),
            product: zero,
            inverse,
        }
    }

    /// Looks along D⁻¹·r, and a part of what was looked along before.
    fn turn(&mut self, part: T) {
        let parts = (self.search.par_chunks_mut(AT_ONCE))
            .zip(self.residual.par_chunks(AT_ONCE))
            .zip(self.inverse.par_chunks(AT_ONCE));
        parts.for_each(|((search, residual), inverse)| {
            for ((search, residual), inverse) in search.iter_mut().zip(residual).zip(inverse) {
                for i in 0..search.len() {
                    search[i] = residual[i] * inverse[i] + part * search[i];
                }
            }
        });
    }

    /// Goes a step along what is looked along; gives rᵀ·D⁻¹·r and rᵀ·r.
    fn go(&mut self, step: T) -> (f64, f64) {
        let parts = (self.residual.par_chunks_mut(AT_ONCE))
            .zip(self.direction.par_chunks_mut(AT_ONCE))
            .zip(self.product.par_chunks(AT_ONCE))
            .zip(self.search.par_chunks(AT_ONCE))
            .zip(self.inverse.par_chunks(AT_ONCE));
        let sums = parts.map(|((((residual, direction), product), search), inverse)| {
            let (mut energy, mut squares) = ([0.0; 4], [0.0; 4]);
            let moved = residual.iter_mut().zip(direction);
            let by = product.iter().zip(search).zip(inverse);
            for ((residual, direction), ((product, search), inverse)) in moved.zip(by) {
                for i in 0..residual.len() {
                    direction[i] += step * search[i];
                    residual[i] -= step * product[i];
                    let square = residual[i].into() * residual[i].into();
                    squares[i] += square;
                    energy[i] += square * inverse[i].into();
                }
            }
            (energy.iter().sum::<f64>(), squares.iter().sum::<f64>())
        });
        // In order, so that threads do not matter.
        let sums: Vec<(f64, f64)> = sums.collect();
        (sums.iter()).fold((0.0, 0.0), |total, own| (total.0 + own.0, total.1 + own.1))
    }
}
