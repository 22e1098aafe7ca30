//! The stance of a text with its probabilities.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use crate::evaluate::predicted_labels;
use crate::label::Labels;
use crate::model::Classifier;

/// A stance with its probability; empty for a sentence without a claim.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Tag {
    /// The label of the highest probability; none where the model abstains.
    pub stance: Option<Arc<str>>,
    /// The highest probability.
    pub confidence: Option<f64>,
    /// Whether the confidence lies below the least that was asked for.
    pub abstained: bool,
    /// The probability of each label by its name.
    pub probabilities: BTreeMap<Arc<str>, f64>,
}

/// The stances of many texts.
#[derive(Debug, Clone)]
pub struct Scores<'m> {
    labels: &'m Labels,
    /// The label of the highest probability of each text.
    best: Vec<usize>,
    /// Those of the first text, one a label, then those of the next.
    probabilities: Vec<f64>,
    min_confidence: f64,
}

/// The stance of a text.
#[derive(Debug, Clone, Copy)]
pub struct Score<'s> {
    labels: &'s Labels,
    /// The index of the label of the highest probability.
    best: usize,
    /// The label of the highest probability; none where the model abstains.
    pub stance: Option<&'s str>,
    /// The highest probability.
    pub confidence: f64,
    /// Whether the confidence lies below the least that was asked for.
    pub abstained: bool,
    /// One a label.
    probabilities: &'s [f64],
}

impl<'m> Scores<'m> {
    /// Those that `classifier` gives the texts, each taken as one claim. Below
    /// `min_confidence` there is no stance.
    #[must_use]
    pub fn new<T: AsRef<str> + Sync>(
        classifier: &'m Classifier,
        texts: &[T],
        min_confidence: f64,
    ) -> Self {
        let probabilities = classifier.predict_proba(texts);
        // Six digits are more than the model knows.
        let round = |p: &f64| (p * 1e6).round() / 1e6;
        Self {
            labels: classifier.labels(),
            best: predicted_labels(&probabilities),
            probabilities: probabilities.iter().map(round).collect(),
            min_confidence,
        }
    }

    /// Those of the texts, in their order.
    pub fn iter(&self) -> impl Iterator<Item = Score<'_>> {
        let rows = self.probabilities.chunks_exact(self.labels.len().max(1));
        self.best.iter().zip(rows).map(|(&best, probabilities)| {
            let confidence = probabilities.get(best).copied().unwrap_or(0.0);
            let abstained = confidence < self.min_confidence;
            Score {
                labels: self.labels,
                best,
                stance: (!abstained).then(|| self.labels.name(best)),
                confidence,
                abstained,
                probabilities,
            }
        })
    }
}

impl<'s> Score<'s> {
    /// The probability of each label by its name, in alphabetical order.
    pub fn probabilities(&self) -> impl Iterator<Item = (&'s str, f64)> {
        self.labels.iter().zip(self.probabilities.iter().copied())
    }
}

impl Tag {
    pub(super) fn new(score: &Score) -> Self {
        let shared = |label| score.labels.shared(label);
        let probabilities = score.probabilities.iter().enumerate();
        Self {
            stance: score.stance.map(|_| shared(score.best)),
            confidence: Some(score.confidence),
            abstained: score.abstained,
            probabilities: probabilities
                .map(|(label, p)| (shared(label), *p))
                .collect(),
        }
    }
}
