//! Fitting a classifier.

use std::sync::OnceLock;

use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

use crate::dataset::Dataset;
use crate::error::{Error, Result};
use crate::features::Extractor;
use crate::matrix::CsrMatrix;

use super::classifier::Classifier;
use super::linfa::{Confirmation, confirm};
use super::newton::minimise;
use super::objective::Objective;
use super::ratios::{LogCountRatios, ratio_scales, scaled};
use super::record::TrainingRecord;

/// From how many rows on the log-count ratios say more than their smoothing.
const ROWS_FOR_RATIOS: usize = 1_000;
/// The scale of all features below that: about the ratio of a telling feature
/// in many rows, so that `alpha` means the same.
const SCALE_OF_FEW_ROWS: f32 = 3.0;

/// How much a row counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClassWeight {
    /// Each row counts 1.
    #[default]
    None,
    /// A row counts rows / (labels × rows of its label), as scikit-learn's `balanced`.
    Balanced,
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
    /// linfa-logistic is asked to confirm the optimum.
    pub dense_bytes: u64,
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
        }
    }
}

impl TrainOptions {
    /// # Errors
    ///
    /// If a number is out of its range.
    pub(super) fn check(&self) -> Result<()> {
        let alpha = self.alpha;
        if !(alpha.is_finite() && alpha > 0.0) {
            return Err(Error::new(format!("alpha is {alpha}")).remedy("give a number above 0"));
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
        options.check()?;
        let labels = dataset.labels.clone();
        let truth = dataset.truth();
        let texts = dataset.texts();
        let extractor = options.features.fit(&texts)?;
        let solution = solve(extractor.transform(&texts), &truth, labels.len(), options)?;
        let record = TrainingRecord {
            crate_version: env!("CARGO_PKG_VERSION").into(),
            options: TrainOptions {
                features: extractor.extractor().clone(),
                ..options.clone()
            },
            groups_without_terms: options.features.names_beside(extractor.extractor()),
            rows: truth.len(),
            sha256: dataset.sha256.clone(),
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

/// The weights for the features of the rows (rows × features), by options that
/// were checked.
///
/// # Errors
///
/// If the fit does not converge, or linfa-logistic does not confirm it.
pub(super) fn solve(
    mut matrix: CsrMatrix,
    truth: &[usize],
    labels: usize,
    options: &TrainOptions,
) -> Result<Solution> {
    let scales = options
        .log_count_ratios
        .map(|ratios| match truth.len() < ROWS_FOR_RATIOS {
            true => vec![SCALE_OF_FEW_ROWS; matrix.columns()],
            false => ratio_scales(&matrix, truth, labels, ratios),
        });
    if let Some(scales) = &scales {
        matrix = scaled(&matrix, scales);
    }

    let alpha = options.alpha;
    let class_weights = class_weights(options.class_weight, truth, labels);
    let row_weights: Option<Vec<f64>> =
        class_weights.map(|weights| truth.iter().map(|&label| weights[label]).collect());
    let objective = Objective::new(&matrix, truth, labels, row_weights.as_deref(), alpha);
    let optimum = minimise(&objective, labels)?;
    let linfa = match row_weights {
        Some(_) => Confirmation::RowsWeighted,
        None => confirm(&matrix, truth, labels, alpha, &optimum, options.dense_bytes)?,
    };

    let rounded: Vec<f32> = optimum.parameters.iter().map(|&w| w as f32).collect();
    let (weights, intercepts) = rounded.split_at(objective.intercepts());
    let mut weights = Array2::from_shape_vec((matrix.columns(), labels), weights.to_vec())
        .map_err(|error| Error::new("the weights have no shape").caused_by(error))?;
    // The scale becomes part of the weights, so that a model needs no other.
    for (mut weights, &scale) in weights.rows_mut().into_iter().zip(scales.iter().flatten()) {
        weights *= scale;
    }
    Ok(Solution {
        weights,
        intercepts: Array1::from(intercepts.to_vec()),
        objective: optimum.value,
        steps: optimum.steps,
        linfa,
    })
}

/// The weight of each label's rows, or none where all rows count 1.
#[must_use]
pub fn class_weights(how: ClassWeight, truth: &[usize], labels: usize) -> Option<Vec<f64>> {
    match how {
        ClassWeight::None => None,
        ClassWeight::Balanced => Some(
            support(truth, labels)
                .iter()
                .map(|&rows| truth.len() as f64 / (labels as f64 * rows.max(1) as f64))
                .collect(),
        ),
    }
}

/// How many rows each label has.
fn support(truth: &[usize], labels: usize) -> Vec<usize> {
    let mut rows = vec![0; labels];
    for &label in truth {
        rows[label] += 1;
    }
    rows
}
