//! What more rows would bring.

use serde::Serialize;

use super::evaluation::Evaluation;
use super::resampling::Interval;

/// The scores of a model that was trained on a part of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LearningPoint {
    /// The number of rows that it was trained on; with folds their mean.
    pub trained_rows: usize,
    /// The share of rows whose label was predicted.
    pub accuracy: f64,
    /// Its 95 % interval.
    pub accuracy_interval: Option<Interval>,
    /// The mean F1 of the labels that have one.
    pub macro_f1: f64,
    /// Its 95 % interval.
    pub macro_f1_interval: Option<Interval>,
}

impl LearningPoint {
    /// The point of a model of this many rows and this evaluation.
    #[must_use]
    pub fn new(trained_rows: usize, evaluation: &Evaluation) -> Self {
        Self {
            trained_rows,
            accuracy: evaluation.accuracy,
            accuracy_interval: evaluation.intervals.accuracy,
            macro_f1: evaluation.macro_f1,
            macro_f1_interval: evaluation.intervals.macro_f1,
        }
    }
}
