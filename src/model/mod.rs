//! The classifier: features and the weights of a logistic model.

mod classifier;
mod cross_validation;
mod file;
mod general;
mod learning_curve;
mod linfa;
mod newton;
mod objective;
mod ratios;
mod record;
mod train;

pub use classifier::Classifier;
pub use cross_validation::cross_validate;
pub use learning_curve::{LearningStep, cross_validated_learning_curve, learning_curve};
pub use linfa::Confirmation;
pub use record::{FORMAT_VERSION, TrainingRecord};
pub use train::{ClassWeight, TrainOptions, class_weights};
