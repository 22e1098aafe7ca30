//! How a model was made.

use serde::{Deserialize, Serialize};

use super::linfa::Confirmation;
use super::train::TrainOptions;
use super::validation::Validation;

/// The version of the model file that this program reads and writes.
pub const FORMAT_VERSION: u32 = 2;

/// How a model was trained. It is kept in the model file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrainingRecord {
    /// The version of the crate that trained it.
    pub crate_version: String,
    /// The options.
    pub options: TrainOptions,
    /// The names of the groups of features that found no term, so that they are
    /// not among those of `options`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups_without_terms: Vec<String>,
    /// The number of rows.
    pub rows: usize,
    /// SHA-256 of the labelled file.
    pub sha256: Option<String>,
    /// The column of the file that the rows' weights stood in, if they had some.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_column: Option<String>,
    /// How many rows each label had, in the order of the labels.
    pub support: Vec<usize>,
    /// The objective at the optimum: summed cross-entropy + alpha/2 · ‖W‖².
    pub objective: f64,
    /// How many Newton steps it took.
    pub steps: usize,
    /// Whether linfa-logistic has confirmed the optimum.
    pub linfa: Confirmation,
    /// What cross-validation said, with the temperature of the probabilities;
    /// none if there was none.
    pub validation: Option<Validation>,
}
