//! Lets linfa-logistic confirm an optimum, or find it. The only file that knows linfa.
//!
//! linfa works on a dense matrix and from a cold start takes minutes where the
//! sparse solver takes a second. So it is started from the optimum that the
//! sparse solver found; if that is the optimum of its objective too it stays
//! there, and if not it walks away and the fit fails.

use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_logistic::MultiLogisticRegression;
use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::matrix::FactoredMatrix;

use super::newton::Optimum;
use super::objective::{Objective, Point, dot};

/// No weight may move by more than this.
const MOST_MOVED: f64 = 1e-3;
/// The largest difference between the two objectives, relative.
const MOST_APART: f64 = 1e-6;
/// linfa takes the logarithm of a sum of exponents relative to the largest
/// margin of all rows, and goes wrong when others lie 34.5 below it.
const MOST_SPREAD: f64 = 30.0;

/// Whether linfa-logistic has confirmed a fit, or why it was not asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confirmation {
    /// linfa-logistic stayed at the optimum.
    Confirmed,
    /// Its dense matrix (rows × features × 8 bytes) would be larger than the cap.
    MatrixAboveCap,
    /// Its objective has no weights of rows.
    RowsWeighted,
    /// The margins lie too far apart for its arithmetic.
    MarginsTooFarApart,
    /// Only the sparse solver was asked for.
    NotAsked,
    /// linfa-logistic was asked for, and its own weights are the model's.
    Solved,
}

/// The optimum that linfa finds from zero, checked by the gradient of our objective.
///
/// # Errors
///
/// If the dense matrix is above the cap of `most_bytes`, linfa fails, its arithmetic
/// does not bear the margins, or it stops before the optimum.
pub fn solve(
    matrix: &FactoredMatrix,
    truth: &[usize],
    labels: usize,
    alpha: f64,
    most_bytes: u64,
) -> Result<Optimum> {
    let bytes = dense_bytes(matrix);
    if bytes > most_bytes {
        let (rows, columns) = (matrix.rows(), matrix.columns());
        return Err(Error::new(format!(
            "linfa's dense matrix of {rows} rows × {columns} features would take {bytes} bytes, \
             above the {most_bytes} that are allowed"
        ))
        .remedy("give --solver sparse, fewer features, or a larger --dense-bytes"));
    }
    let objective = Objective::new(matrix, truth, labels, None, alpha);
    let parameters = fit(
        matrix,
        truth,
        labels,
        alpha,
        vec![0.0; objective.parameters()],
    )?;
    let found = objective.at(&parameters);
    if spread(&found.margins) > MOST_SPREAD {
        return Err(
            Error::new("the margins lie too far apart for linfa-logistic's arithmetic")
                .remedy("give --solver sparse, or a larger alpha"),
        );
    }
    let slope = dot(&found.gradient, &found.gradient).sqrt() / alpha;
    // A slope that is no number is none that is small enough.
    if slope.is_nan() || slope > MOST_MOVED {
        return Err(Error::new(format!(
            "linfa-logistic stopped before the optimum: the gradient over alpha is {slope:.1e} \
             (at most {MOST_MOVED:.0e})"
        ))
        .remedy("give --solver sparse, or a larger alpha"));
    }
    Ok(Optimum {
        parameters,
        value: found.value,
        steps: 0,
    })
}

/// The size of linfa's matrix.
fn dense_bytes(matrix: &FactoredMatrix) -> u64 {
    matrix.rows() as u64 * matrix.columns() as u64 * 8
}

/// How far the margins of all rows lie apart.
fn spread(margins: &[f64]) -> f64 {
    let low = margins.iter().copied().fold(f64::INFINITY, f64::min);
    let high = margins.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    high - low
}

/// Starts linfa at `optimum` and checks that it stays.
///
/// `most_bytes` is the cap on the dense matrix.
///
/// # Errors
///
/// If linfa fails, or finds another optimum.
pub fn confirm(
    matrix: &FactoredMatrix,
    truth: &[usize],
    labels: usize,
    alpha: f64,
    optimum: &Optimum,
    most_bytes: u64,
) -> Result<Confirmation> {
    if dense_bytes(matrix) > most_bytes {
        return Ok(Confirmation::MatrixAboveCap);
    }
    let objective = Objective::new(matrix, truth, labels, None, alpha);
    if spread(&objective.at(&optimum.parameters).margins) > MOST_SPREAD {
        return Ok(Confirmation::MarginsTooFarApart);
    }

    let confirmed = fit(matrix, truth, labels, alpha, optimum.parameters.clone())?;
    let moved = confirmed
        .iter()
        .zip(&optimum.parameters)
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, f64::max);
    let Point {
        value, gradient, ..
    } = objective.at(&confirmed);
    let apart = (value - optimum.value).abs() / optimum.value.abs().max(1.0);
    // Strong convexity: a gradient of this size is at most MOST_MOVED away.
    let slope = dot(&gradient, &gradient).sqrt() / alpha;
    if !(moved <= MOST_MOVED && apart <= MOST_APART && slope <= MOST_MOVED) {
        return Err(Error::new(format!(
            "linfa-logistic does not confirm the optimum: a weight moved by {moved:.1e} \
             (at most {MOST_MOVED:.0e}), the objective by {apart:.1e} (at most \
             {MOST_APART:.0e}), the gradient over alpha is {slope:.1e} (at most {MOST_MOVED:.0e})"
        ))
        .remedy("give a larger alpha, or report this with the CSV as a bug"));
    }
    Ok(Confirmation::Confirmed)
}

/// linfa's parameters after a fit that starts at `start`.
fn fit(
    matrix: &FactoredMatrix,
    truth: &[usize],
    labels: usize,
    alpha: f64,
    start: Vec<f64>,
) -> Result<Vec<f64>> {
    let mut dense = Array2::<f64>::zeros((matrix.rows(), matrix.columns()));
    matrix.each_row(0..matrix.rows(), |row, columns, values| {
        for (&column, &value) in columns.iter().zip(values) {
            dense[[row, column as usize]] = value;
        }
    });
    let start = Array2::from_shape_vec((matrix.columns() + 1, labels), start)
        .map_err(|error| Error::new("linfa cannot start from these weights").caused_by(error))?;
    let fitted = MultiLogisticRegression::<f64>::default()
        .alpha(alpha)
        .max_iterations(2_000)
        .gradient_tolerance(1e-5 * alpha)
        .initial_params(start)
        .fit(&DatasetBase::new(dense, Array1::from(truth.to_vec())))
        .map_err(|error| {
            Error::new(format!("linfa-logistic failed: {error}")).remedy("give a larger alpha")
        })?;
    let weights = fitted.params().iter().copied();
    Ok(weights.chain(fitted.intercept().iter().copied()).collect())
}

#[cfg(test)]
mod tests {
    use super::super::newton::{TOLERANCE, minimise};
    use super::*;
    use crate::matrix::CsrMatrix;

    fn example() -> (FactoredMatrix, Vec<usize>) {
        let mut matrix = CsrMatrix::new(2);
        let rows = [
            (0.9, 0.1, 0),
            (0.8, 0.3, 0),
            (0.2, 0.9, 1),
            (0.1, 0.7, 1),
            (0.6, 0.6, 2),
            (0.5, 0.4, 2),
        ];
        for (a, b, _) in rows {
            matrix.push_row([(0, a), (1, b)]);
        }
        (matrix.into(), rows.iter().map(|row| row.2).collect())
    }

    #[test]
    fn linfa_stays_at_the_optimum() {
        let (matrix, truth) = example();
        let optimum = minimise(
            &Objective::new(&matrix, &truth, 3, None, 0.1),
            TOLERANCE,
            |_| (),
        )
        .unwrap();
        let answer = confirm(&matrix, &truth, 3, 0.1, &optimum, 1_000).unwrap();
        assert_eq!(answer, Confirmation::Confirmed);
    }

    #[test]
    fn linfa_leaves_what_is_no_optimum() {
        let (matrix, truth) = example();
        let mut optimum = minimise(
            &Objective::new(&matrix, &truth, 3, None, 0.1),
            TOLERANCE,
            |_| (),
        )
        .unwrap();
        optimum.parameters[0] += 0.01;
        let error = confirm(&matrix, &truth, 3, 0.1, &optimum, 1_000).unwrap_err();
        assert!(error.to_string().contains("does not confirm"), "{error}");
    }

    #[test]
    fn a_large_matrix_is_not_made_dense() {
        let (matrix, truth) = example();
        let optimum = minimise(
            &Objective::new(&matrix, &truth, 3, None, 0.1),
            TOLERANCE,
            |_| (),
        )
        .unwrap();
        let answer = confirm(&matrix, &truth, 3, 0.1, &optimum, 95).unwrap();
        assert_eq!(answer, Confirmation::MatrixAboveCap);
    }
}
