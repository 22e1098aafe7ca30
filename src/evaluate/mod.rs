//! How good predictions are: scores, their uncertainty, the comparison of two
//! models on the same rows, and the agreement of annotators.
//!
//! Everything here takes labels and probabilities as plain data, never a model,
//! and arguments are always `(truth, predicted)`. A metric that has no value
//! (a division of zero by zero) is `None`, and [`Evaluation::undefined`] says why.
//!
//! ```
//! use ndarray::array;
//! use stance::Labels;
//! use stance::evaluate::{Evaluation, Resampling};
//!
//! let labels = Labels::new(["accusation", "none"])?;
//! let truth = [0, 1, 1];
//! let probabilities = array![[0.9, 0.1], [0.6, 0.4], [0.2, 0.8]];
//! let evaluation =
//!     Evaluation::new(&labels, &truth, &probabilities, None, &Resampling::default())?;
//! assert_eq!(evaluation.labels["none"].recall, Some(0.5));
//! # Ok::<(), stance::Error>(())
//! ```

mod abstention;
mod agreement;
mod baseline;
mod claims;
mod compare;
mod confidence;
mod confusion;
mod evaluation;
mod gate;
mod intervals;
mod learning;
mod mcnemar;
mod metrics;
mod paired;
mod predictions;
mod ranking;
mod resampling;
mod run;
mod verdict;

pub use abstention::Abstention;
pub use agreement::{Agreement, LabelAgreement, Measure, PairAgreement};
pub use baseline::{Against, Baseline};
pub use claims::{AnnotatedClaim, ClaimEvaluation, ClaimScores, GoldSentence};
pub use compare::{ChangedRow, Comparison, Summary};
pub use confidence::{Calibration, ReliabilityBin, RiskPoint};
pub use confusion::{ConfusionMatrix, LabelCounts};
pub use evaluation::{Average, Evaluation, LabelScores, Undefined};
pub use gate::{Gate, Threshold};
pub use intervals::{AverageIntervals, Intervals, LabelIntervals};
pub use learning::LearningPoint;
pub use mcnemar::McNemar;
pub use metrics::predicted_labels;
pub use paired::{Difference, Unit};
pub use predictions::read_predictions;
pub use ranking::{CurvePoint, precision_recall_curve};
pub use resampling::{Interval, Resampling};
pub use run::{PredictedRow, Run};
pub use verdict::Outcome;
