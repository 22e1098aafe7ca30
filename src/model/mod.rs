//! The classifier: features and the weights of a logistic model.

mod linfa;
mod newton;
mod objective;
