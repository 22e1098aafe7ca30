//! Fitting a classifier.

use std::sync::OnceLock;

use ndarray::{Array1, Array2};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::dataset::Dataset;
use crate::error::{Error, Result};
use crate::features::Extractor;
use crate::matrix::FactoredMatrix;

use super::class_weight::{ClassWeight, row_weights};
use super::classifier::Classifier;
use super::linfa::{self, Confirmation, confirm};
use super::newton::{Optimum, TOLERANCE, minimise};
use super::objective::Objective;
use super::ratios::{LogCountRatios, ratio_scales};
use super::record::TrainingRecord;

/// From how many rows on the log-count ratios say more than their smoothing.
const ROWS_FOR_RATIOS: usize = 1_000;
/// The scale of all features below that: about the ratio of a telling feature
/// in many rows, so that `alpha` means the same.
const SCALE_OF_FEW_ROWS: f32 = 3.0;

/// Who finds the optimum. Both minimise the same objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Solver {
    /// The sparse solver, and linfa-logistic confirms the optimum where it can.
    #[default]
    Auto,
    /// linfa-logistic, which needs a dense matrix and has no weights of rows.
    Linfa,
    /// The sparse solver alone.
    Sparse,
}

/// What a fit is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase<'n> {
    /// It counts the terms of the group of this name.
    Counting(&'n str),
    /// It makes the rows.
    Rows,
    /// It looks for the optimum and has gone over the rows so many times.
    Solving(usize),
    /// linfa-logistic looks for the optimum, or confirms it.
    Linfa,
}

/// What a fit depends on, beside the rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrainOptions {
    /// The features.
    pub features: Extractor,
    /// The strength of the L2 penalty: the objective is the sum of the rows'
    /// cross-entropies + alpha/2 · ‖W‖², so that alpha is 1/C of scikit-learn.
    pub alpha: f64,
    /// How much a row counts.
    pub class_weight: ClassWeight,
    /// Scales each feature by its largest naive-Bayes log-count ratio (after Wang
    /// and Manning 2012); without it they stay as they are. With fewer than 1,000
    /// rows, whose counts the smoothing would drown, all have the scale 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_count_ratios: Option<LogCountRatios>,
    /// The largest dense matrix (rows × features × 8 bytes) on which
    /// linfa-logistic is asked to find or confirm the optimum.
    pub dense_bytes: u64,
    /// Who finds the optimum.
    #[serde(default, skip_serializing_if = "is_auto")]
    pub solver: Solver,
    /// How far a weight may be from the optimum, before scales; above 0. That is
    /// for the sparse solver: it stops at a gradient of this times alpha.
    #[serde(default = "tolerance", skip_serializing_if = "is_default_tolerance")]
    pub tolerance: f64,
}

fn is_auto(solver: &Solver) -> bool {
    *solver == Solver::Auto
}

fn tolerance() -> f64 {
    TOLERANCE
}

fn is_default_tolerance(tolerance: &f64) -> bool {
    *tolerance == TOLERANCE
}

impl Default for TrainOptions {
    fn default() -> Self {
        Self {
            features: Extractor::default(),
            alpha: 1.0,
            class_weight: ClassWeight::None,
            log_count_ratios: Some(LogCountRatios {
                smoothing: 1.0,
                floor: 0.0,
            }),
            dense_bytes: 2_000_000_000,
            solver: Solver::Auto,
            tolerance: TOLERANCE,
        }
    }
}

impl TrainOptions {
    /// The same for a model that is thrown away: linfa confirms those that are kept.
    #[must_use]
    pub fn without_linfa(&self) -> Self {
        Self {
            solver: Solver::Sparse,
            ..self.clone()
        }
    }

    /// # Errors
    ///
    /// If a number is out of its range.
    pub(super) fn check(&self) -> Result<()> {
        let alpha = self.alpha;
        if !(alpha.is_finite() && alpha > 0.0) {
            return Err(Error::new(format!("alpha is {alpha}")).remedy("give a number above 0"));
        }
        let tolerance = self.tolerance;
        if !(tolerance.is_finite() && tolerance > 0.0) {
            return Err(
                Error::new(format!("the tolerance is {tolerance}")).remedy("give a number above 0")
            );
        }
        self.log_count_ratios.map_or(Ok(()), LogCountRatios::check)
    }
}

impl Classifier {
    /// Trains a classifier on the rows of `dataset`.
    ///
    /// # Errors
    ///
    /// If an option is out of its range, no feature is found, the fit does not converge, or linfa-logistic does not confirm it.
    pub fn fit(dataset: &Dataset, options: &TrainOptions) -> Result<Self> {
        Self::fit_telling(dataset, options, &|_| ())
    }

    /// As [`Classifier::fit`]; `told` gets each phase as it begins.
    ///
    /// # Errors
    ///
    /// As [`Classifier::fit`].
    pub fn fit_telling(
        dataset: &Dataset,
        options: &TrainOptions,
        told: &dyn Fn(Phase<'_>),
    ) -> Result<Self> {
        options.check()?;
        let labels = dataset.labels.clone();
        let truth = dataset.truth();
        // Before the features, so that a wrong weight does not cost their time.
        let weights = row_weights(&options.class_weight, dataset)?;
        let texts = dataset.texts();
        let counting = |group: Option<&str>| told(group.map_or(Phase::Rows, Phase::Counting));
        let features = &options.features;
        let (extractor, matrix) = features.fit_factored(&texts, &counting)?;
        let rows = LabelledRows {
            truth: &truth,
            labels: labels.len(),
            weights: weights.as_deref(),
        };
        let solution = solve(matrix, rows, options, told)?;
        let record = TrainingRecord {
            crate_version: env!("CARGO_PKG_VERSION").into(),
            options: TrainOptions {
                features: extractor.extractor().clone(),
                ..options.clone()
            },
            groups_without_terms: options.features.names_beside(extractor.extractor()),
            rows: truth.len(),
            sha256: dataset.sha256.clone(),
            weight_column: (dataset.weights.as_ref()).map(|weights| weights.column.clone()),
            support: support(&truth, labels.len()),
            objective: solution.objective,
            steps: solution.steps,
            linfa: solution.linfa,
            validation: None,
        };
        Ok(Self {
            labels,
            extractor,
            weights: solution.weights,
            intercepts: solution.intercepts,
            record,
            scorer: OnceLock::new(),
            checksum: None,
        })
    }
}

/// The weights of a model, and how they were found.
pub(super) struct Solution {
    /// Features × labels.
    pub(super) weights: Array2<f32>,
    /// One number a label.
    pub(super) intercepts: Array1<f32>,
    objective: f64,
    steps: usize,
    linfa: Confirmation,
}

/// What is known of the rows of a matrix.
#[derive(Clone, Copy)]
pub(super) struct LabelledRows<'a> {
    pub(super) truth: &'a [usize],
    /// The number of labels.
    pub(super) labels: usize,
    /// How much each row counts, if not 1.
    pub(super) weights: Option<&'a [f64]>,
}

/// The weights for the features of the rows (rows × features), by options that
/// were checked.
///
/// # Errors
///
/// If the fit does not converge, or linfa-logistic does not confirm it.
pub(super) fn solve(
    mut matrix: FactoredMatrix,
    rows: LabelledRows<'_>,
    options: &TrainOptions,
    told: &dyn Fn(Phase<'_>),
) -> Result<Solution> {
    let (truth, labels) = (rows.truth, rows.labels);
    let scales = options
        .log_count_ratios
        .map(|ratios| match truth.len() < ROWS_FOR_RATIOS {
            true => vec![SCALE_OF_FEW_ROWS; matrix.columns()],
            false => ratio_scales(&matrix, truth, labels, ratios),
        });
    if let Some(scales) = &scales {
        matrix.scale_columns(scales);
    }

    let places = matrix.renumber_by_frequency();
    let (optimum, linfa) = optimum(&matrix, rows, options, told)?;
    let (found, intercepts) = optimum.parameters.split_at(matrix.columns() * labels);
    let mut weights = vec![0.0; matrix.columns() * labels];
    let columns = weights.par_chunks_exact_mut(labels).enumerate();
    columns.for_each(|(column, own)| {
        // The scale becomes part of the weights, so that a model needs no other.
        let scale = scales.as_ref().map_or(1.0, |scales| scales[column]);
        let found = &found[places[column] as usize * labels..];
        for (own, &weight) in own.iter_mut().zip(found) {
            *own = weight as f32 * scale;
        }
    });
    let weights = Array2::from_shape_vec((matrix.columns(), labels), weights)
        .map_err(|error| Error::new(error.to_string()))?;
    Ok(Solution {
        weights,
        intercepts: intercepts.iter().map(|&own| own as f32).collect(),
        objective: optimum.value,
        steps: optimum.steps,
        linfa,
    })
}

/// The optimum of the objective, and what linfa had to do with it.
fn optimum(
    matrix: &FactoredMatrix,
    rows: LabelledRows<'_>,
    options: &TrainOptions,
    told: &dyn Fn(Phase<'_>),
) -> Result<(Optimum, Confirmation)> {
    let LabelledRows {
        truth,
        labels,
        weights,
    } = rows;
    let (alpha, most_bytes) = (options.alpha, options.dense_bytes);
    if options.solver == Solver::Linfa {
        if weights.is_some() {
            return Err(Error::new("linfa-logistic has no weights of rows")
                .remedy("give --solver sparse, or neither class weights nor weights of rows"));
        }
        told(Phase::Linfa);
        let optimum = linfa::solve(matrix, truth, labels, alpha, most_bytes)?;
        return Ok((optimum, Confirmation::Solved));
    }
    let objective = Objective::new(matrix, truth, labels, weights, alpha);
    let passes = |passes| told(Phase::Solving(passes));
    let optimum = minimise(&objective, options.tolerance, passes)?;
    let linfa = match weights {
        _ if options.solver == Solver::Sparse => Confirmation::NotAsked,
        Some(_) => Confirmation::RowsWeighted,
        None => {
            told(Phase::Linfa);
            confirm(matrix, truth, labels, alpha, &optimum, most_bytes)?
        }
    };
    Ok((optimum, linfa))
}

/// How many rows each label has.
fn support(truth: &[usize], labels: usize) -> Vec<usize> {
    let mut rows = vec![0; labels];
    for &label in truth {
        rows[label] += 1;
    }
    rows
}

#[cfg(test)]
mod tests;
