//! Finds the optimum of logistic regression over sparse rows.
//!
//! A line-search Newton method whose steps come from preconditioned conjugate
//! gradients (`preconditioner.rs`), as in LIBLINEAR and in scikit-learn's
//! `newton-cg`: C.-J. Lin, R. C. Weng, S. S. Keerthi, "Trust region Newton
//! method for large-scale logistic regression", JMLR 9, 2008; line search
//! instead of a trust region after C.-Y. Hsia, Y. Zhu, C.-J. Lin, ACML 2017.

use crate::error::{Error, Result};

use super::direction::newton_direction;
use super::objective::{Objective, dot};

/// No problem of ours has needed more than thirty steps.
const MOST_STEPS: usize = 200;
/// How many steps are looked for in 32 bits. Most problems need fewer; what needs
/// more is too ill-conditioned for them.
const STEPS_IN_32_BITS: usize = 12;
/// From how near the optimum on a step goes all the way: if as exact a step as is
/// usual would end within so many times the tolerance.
const NEAR: f64 = 30.0;
/// How exact an optimum is unless another tolerance is asked for.
pub const TOLERANCE: f64 = 1e-6;

/// The optimum of an objective.
#[derive(Debug)]
pub struct Optimum {
    /// The parameters, a row of `labels` numbers a feature, the intercepts last.
    pub parameters: Vec<f64>,
    /// The objective there.
    pub value: f64,
    /// Newton steps taken.
    pub steps: usize,
}

/// Minimises `objective` from zero, until the gradient is at most `tolerance` times
/// `alpha`: by strong convexity no weight is off by more than `tolerance`. Before
/// each pass over the rows `told` gets the number of passes so far.
///
/// # Errors
///
/// If the method does not converge.
pub fn minimise(
    objective: &Objective,
    tolerance: f64,
    mut told: impl FnMut(usize),
) -> Result<Optimum> {
    let mut passes_so_far = 0;
    let mut told = || {
        told(passes_so_far);
        passes_so_far += 1;
    };
    let mut passes = objective.passes();
    told();
    let mut point = objective.reached(&vec![0.0; objective.parameters()], &mut passes);
    let mut passes_in_32_bits = objective.passes();
    let mut first_norm = None;
    for steps in 0..MOST_STEPS {
        let norm = dot(&point.gradient, &point.gradient).sqrt();
        if !norm.is_finite() {
            return Err(diverged());
        }
        let most = tolerance * objective.alpha();
        if norm <= most {
            return Ok(Optimum {
                parameters: point.parameters,
                value: point.value,
                steps,
            });
        }
        let first = *first_norm.get_or_insert(norm);
        // Superlinear convergence: the nearer the optimum, the more exact the step.
        let forcing = (norm / first).sqrt().min(0.1);
        // No more exact than is asked for, and at once where that is near.
        let exact = if forcing * norm <= NEAR * most {
            0.5 * most
        } else {
            forcing * norm
        };
        let mut direction = Vec::new();
        if steps < STEPS_IN_32_BITS {
            let passes = &mut passes_in_32_bits;
            direction = newton_direction::<f32>(objective, passes, &point, exact, &mut told);
        }
        // What 32 bits cannot hold, or no longer tell from zero, 64 bits may.
        let mut slope = dot(&point.gradient, &direction);
        if slope.is_nan() || slope >= 0.0 {
            let passes = &mut passes;
            direction = newton_direction::<f64>(objective, passes, &point, exact, &mut told);
            slope = dot(&point.gradient, &direction);
        }
        // Near the optimum the decrease is smaller than the rounding of the value.
        let rounding = 1e-13 * point.value.abs();
        let mut step = 1.0;
        point = loop {
            told();
            let next = objective.moved(&point, &direction, &mut passes);
            if next.value <= point.value + 1e-4 * step * slope + rounding {
                break next;
            }
            step /= 2.0;
            if step < 1e-12 {
                return Err(diverged());
            }
            direction.iter_mut().for_each(|own| *own /= 2.0);
        };
    }
    Err(diverged())
}

fn diverged() -> Error {
    Error::new("the fit did not converge")
        .remedy("give a larger alpha, or check the features for values that are not finite")
}
