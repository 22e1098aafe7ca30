//! Features and weights together.

use std::sync::OnceLock;

use ndarray::{Array1, Array2};
use rayon::prelude::*;

use crate::features::FittedExtractor;
use crate::label::Labels;

use super::record::TrainingRecord;
use super::scorer::Scorer;

/// A trained model: from texts to probabilities of labels.
#[derive(Debug)]
pub struct Classifier {
    pub(super) labels: Labels,
    pub(super) extractor: FittedExtractor,
    /// Features × labels.
    pub(super) weights: Array2<f32>,
    /// One number a label.
    pub(super) intercepts: Array1<f32>,
    pub(super) record: TrainingRecord,
    /// The fast form of features and weights, made when it is first needed; none
    /// where there is none.
    pub(super) scorer: OnceLock<Option<Scorer>>,
    /// The checksum in the file that it was read from, if it was.
    pub(super) checksum: Option<String>,
}

/// How many texts one thread turns into features at once.
const TEXTS_AT_ONCE: usize = 64;

impl Classifier {
    /// The labels that it tells apart.
    #[must_use]
    pub fn labels(&self) -> &Labels {
        &self.labels
    }

    /// How it was trained.
    #[must_use]
    pub fn record(&self) -> &TrainingRecord {
        &self.record
    }

    /// The features.
    #[must_use]
    pub fn extractor(&self) -> &FittedExtractor {
        &self.extractor
    }

    /// The weights (features × labels).
    #[must_use]
    pub fn weights(&self) -> &Array2<f32> {
        &self.weights
    }

    /// The logits of no feature at all, before the temperature, one number a label.
    #[must_use]
    pub fn intercepts(&self) -> &Array1<f32> {
        &self.intercepts
    }

    /// The probabilities of the labels (texts × labels); each row sums to 1.
    #[must_use]
    pub fn predict_proba<T: AsRef<str> + Sync>(&self, texts: &[T]) -> Array2<f64> {
        let scorer = self.scorer.get_or_init(|| Scorer::new(self));
        self.probabilities(texts, |texts, rows| match scorer {
            Some(scorer) => scorer.logits(texts, rows),
            None => self.plain_logits(texts, rows),
        })
    }

    /// The probabilities, by the features as they are read and the weights as they
    /// are stored. The scorer gives the same to 1e-6.
    #[cfg(test)]
    pub(super) fn plain_predict_proba<T: AsRef<str> + Sync>(&self, texts: &[T]) -> Array2<f64> {
        self.probabilities(texts, |texts, rows| self.plain_logits(texts, rows))
    }

    /// The probabilities of texts, whose logits (texts × labels) `logits` writes.
    fn probabilities<T: AsRef<str> + Sync>(
        &self,
        texts: &[T],
        logits: impl Fn(&[T], &mut [f64]) + Sync,
    ) -> Array2<f64> {
        let (labels, temperature) = (self.labels.len(), self.temperature());
        let mut probabilities = Array2::zeros((texts.len(), labels));
        if let Some(rows) = probabilities.as_slice_mut() {
            rows.par_chunks_mut(TEXTS_AT_ONCE * labels)
                .zip(texts.par_chunks(TEXTS_AT_ONCE))
                .for_each(|(rows, texts)| {
                    logits(texts, rows);
                    for row in rows.chunks_exact_mut(labels) {
                        temperature.softmax(row);
                    }
                });
        }
        probabilities
    }

    fn plain_logits<T: AsRef<str> + Sync>(&self, texts: &[T], rows: &mut [f64]) {
        let features = self.extractor.transform(texts);
        for (place, row) in rows.chunks_exact_mut(self.labels.len()).enumerate() {
            logits(&self.weights, &self.intercepts, features.row(place), row);
        }
    }
}

/// The logits of one row of features, before the temperature, by weights
/// (features × labels) and intercepts.
pub(super) fn logits(
    weights: &Array2<f32>,
    intercepts: &Array1<f32>,
    (columns, values): (&[u32], &[f32]),
    into: &mut [f64],
) {
    for (margin, &intercept) in into.iter_mut().zip(intercepts) {
        *margin = f64::from(intercept);
    }
    for (&column, &value) in columns.iter().zip(values) {
        for (margin, &weight) in into.iter_mut().zip(weights.row(column as usize)) {
            *margin += f64::from(value) * f64::from(weight);
        }
    }
}
