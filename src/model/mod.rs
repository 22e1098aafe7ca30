//! The classifier: features and the weights of a logistic model.

mod classifier;
mod cross_validation;
mod file;
mod linfa;
mod newton;
mod objective;
mod record;
mod train;

#[cfg(test)]
pub(crate) use newton::minimise;
#[cfg(test)]
pub(crate) use objective::Objective;

pub use classifier::Classifier;
pub use cross_validation::cross_validate;
pub use linfa::Confirmation;
pub use record::{FORMAT_VERSION, TrainingRecord};
pub use train::{ClassWeight, TrainOptions, class_weights};
