//! The classifier: features and the weights of a logistic model.

mod classifier;
mod cross_validation;
mod explanation;
mod file;
mod linfa;
mod newton;
mod objective;
mod record;
mod train;

pub use classifier::Classifier;
pub use cross_validation::cross_validate;
pub use explanation::{Explanation, GroupContribution, Others, Question, Reason};
pub use linfa::Confirmation;
pub use record::{FORMAT_VERSION, TrainingRecord};
pub use train::{ClassWeight, TrainOptions, class_weights};
