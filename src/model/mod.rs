//! The classifier: features and the weights of a logistic model.

mod calibration;
mod card;
mod class_weight;
mod classifier;
mod cross_validation;
mod direction;
mod explanation;
mod file;
mod general;
mod hessian;
mod learning_curve;
mod lines;
mod linfa;
mod newton;
mod objective;
mod parts;
mod passes;
mod preconditioner;
mod ratios;
mod record;
mod scorer;
mod train;
mod tuning;
mod validation;

pub use calibration::Temperature;
pub use card::{DataCard, GroupCard, ModelCard};
pub use class_weight::{ClassWeight, class_weights};
#[cfg(test)]
pub(crate) use newton::minimise;
#[cfg(test)]
pub(crate) use objective::Objective;

pub use classifier::Classifier;
pub use cross_validation::{Fold, cross_validate};
pub use explanation::{Explanation, GroupContribution, Others, Question, Reason};
pub use learning_curve::{LearningStep, cross_validated_learning_curve, learning_curve};
pub use linfa::Confirmation;
pub use ratios::LogCountRatios;
pub use record::{FORMAT_VERSION, TrainingRecord};
pub use train::{Phase, Solver, TrainOptions};
pub use tuning::{Trial, Tuning, tune};
pub use validation::{Sureness, ValidatedLabel, Validation};
