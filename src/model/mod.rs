//! The classifier: features and the weights of a logistic model.

mod calibration;
mod card;
mod classifier;
mod cross_validation;
mod explanation;
mod file;
mod linfa;
mod newton;
mod objective;
mod record;
mod train;
mod validation;

pub use calibration::Temperature;
pub use card::{DataCard, GroupCard, ModelCard};
pub use classifier::Classifier;
pub use cross_validation::cross_validate;
pub use explanation::{Explanation, GroupContribution, Others, Question, Reason};
pub use linfa::Confirmation;
pub use record::{FORMAT_VERSION, TrainingRecord};
pub use train::{ClassWeight, TrainOptions, class_weights};
pub use validation::{Sureness, ValidatedLabel, Validation};
