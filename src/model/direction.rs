//! Newton's direction by conjugate gradients.

use rayon::prelude::*;

use super::hessian::Hessian;
use super::lines::{AT_ONCE, Four, Number, fours, numbers};
use super::objective::{Objective, Point, dot};
use super::passes::Passes;
use super::preconditioner::Preconditioner;

/// At most so many steps of conjugate gradients for one Newton step.
const MOST_STEPS: usize = 1_000;

/// Solves H·d = −g until the residual is at most `tolerance`, in numbers of the type `T`;
/// H and g are those of the objective at a point. `told` is called before each product.
pub fn newton_direction<'a, T: Number>(
    objective: &Objective<'a>,
    passes: &mut Passes<'a, T>,
    point: &Point,
    tolerance: f64,
    told: &mut impl FnMut(),
) -> Vec<f64> {
    let labels = objective.labels;
    let mut hessian = Hessian::new(objective, &point.probabilities, passes);
    let near = Preconditioner::<T>::new(objective, &point.probabilities);
    let mut walk = Walk::<T>::new(&point.gradient, labels);
    let mut left = dot(&point.gradient, &point.gradient);
    let mut energy = near.energy(&walk.residual);
    let mut conjugation = T::default();
    for _ in 0..MOST_STEPS {
        if left.sqrt() <= tolerance {
            break;
        }
        told();
        near.turn(&walk.residual, conjugation, &mut walk.search);
        let curvature = hessian.multiply(&walk.search, &mut walk.product);
        if curvature.is_nan() || curvature <= 0.0 {
            break;
        }
        left = walk.go(T::of(energy / curvature));
        let next = near.energy(&walk.residual);
        conjugation = T::of(next / energy);
        energy = next;
    }
    let mut direction = numbers(&walk.direction, labels);
    // What rounding left of a sum.
    let features = direction.par_chunks_exact_mut(labels);
    features.with_min_len(AT_ONCE).for_each(|own| {
        let mean = own.iter().sum::<f64>() / labels as f64;
        own.iter_mut().for_each(|own| *own -= mean);
    });
    direction
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
}

impl<T: Number> Walk<T> {
    fn new(gradient: &[f64], labels: usize) -> Self {
        let mut residual = fours::<T>(gradient, labels);
        let fours = residual.par_iter_mut().with_min_len(AT_ONCE);
        fours.for_each(|own| *own = own.map(T::neg));
        let zeros = || vec![Four::<T>::default(); residual.len()];
        Self {
            direction: zeros(),
            search: zeros(),
            product: zeros(),
            residual,
        }
    }

    /// Goes a step along what is looked along; gives rᵀ·r.
    fn go(&mut self, step: T) -> f64 {
        let parts = (self.residual.par_chunks_mut(AT_ONCE))
            .zip(self.direction.par_chunks_mut(AT_ONCE))
            .zip(self.product.par_chunks(AT_ONCE))
            .zip(self.search.par_chunks(AT_ONCE));
        let squares = parts.map(|(((residual, direction), product), search)| {
            let mut squares = [0.0; 4];
            let moved = residual.iter_mut().zip(direction);
            for ((residual, direction), (product, search)) in moved.zip(product.iter().zip(search))
            {
                for i in 0..residual.len() {
                    direction[i] += step * search[i];
                    residual[i] -= step * product[i];
                    squares[i] += residual[i].into() * residual[i].into();
                }
            }
            squares.iter().sum::<f64>()
        });
        // In order, so that threads do not matter.
        let squares: Vec<f64> = squares.collect();
        squares.iter().sum()
    }
}
