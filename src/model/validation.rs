//! What cross-validation says of a model.

use std::collections::BTreeMap;

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use crate::dataset::Dataset;
use crate::error::Result;
use crate::evaluate::{Abstention, Evaluation, Resampling};

use super::calibration::Temperature;
use super::classifier::Classifier;
use super::train::TrainOptions;

/// The shares of wrong answers that [`Validation::abstention`] is asked for.
const MOST_WRONG: [f64; 4] = [0.01, 0.05, 0.1, 0.2];

/// What cross-validation says of a model: how often it is right on rows of
/// groups that it has not seen, and how sure it may be. It is kept in the model
/// file.
///
/// The temperature is fitted on the same predictions on which `after` and
/// `abstention` are measured. It is one number for all rows, so they flatter by
/// nothing to speak of; but they speak of rows like those of the training file.
/// Elsewhere a model is wrong more often, and surer than it should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Validation {
    /// The number of folds.
    pub folds: usize,
    /// The seed of the folds.
    pub seed: u64,
    /// How many rows were predicted, if not all: those of the first fold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<usize>,
    /// The share of rows whose label was predicted.
    pub accuracy: f64,
    /// The mean F1 of the labels.
    pub macro_f1: f64,
    /// The scores of each label by its name.
    pub labels: BTreeMap<String, ValidatedLabel>,
    /// What the model's logits are divided by.
    pub temperature: Temperature,
    /// Without the temperature.
    pub before: Sureness,
    /// With it.
    pub after: Sureness,
    /// How much is left if at most a given share of the answers may be wrong.
    pub abstention: Vec<Abstention>,
}

/// The scores of one label; `None` where a score has no value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ValidatedLabel {
    /// tp / (tp + fp).
    pub precision: Option<f64>,
    /// tp / (tp + fn).
    pub recall: Option<f64>,
    /// 2tp / (2tp + fp + fn).
    pub f1: Option<f64>,
}

/// Whether probabilities mean what they say.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Sureness {
    /// The mean of −ln(probability of the true label), in nats.
    pub log_loss: f64,
    /// Expected calibration error: |accuracy − mean confidence|, over 15 bins of
    /// the highest probability.
    pub expected_calibration_error: f64,
}

impl Validation {
    /// Scores the out-of-fold probabilities (rows × labels) that
    /// [`cross_validate`](super::cross_validate) gave with these folds and seed.
    ///
    /// # Errors
    ///
    /// If they are not those of this data set.
    pub fn new(
        dataset: &Dataset,
        out_of_fold: &Array2<f64>,
        folds: usize,
        seed: u64,
    ) -> Result<Self> {
        let truth = dataset.truth();
        let evaluate = |probabilities: &Array2<f64>| {
            let no_intervals = Resampling {
                seed,
                replicates: 0,
            };
            Evaluation::new(&dataset.labels, &truth, probabilities, None, &no_intervals)
        };
        let before = evaluate(out_of_fold)?;
        let temperature = Temperature::fit(&truth, out_of_fold);
        let calibrated = temperature.apply(out_of_fold);
        let after = evaluate(&calibrated)?;
        let scores = |(name, label): (&String, &crate::evaluate::LabelScores)| {
            let scores = ValidatedLabel {
                precision: label.precision,
                recall: label.recall,
                f1: label.f1,
            };
            (name.clone(), scores)
        };
        Ok(Self {
            folds,
            seed,
            rows: None,
            accuracy: before.accuracy,
            macro_f1: before.macro_f1,
            labels: before.labels.iter().map(scores).collect(),
            temperature,
            before: Sureness::of(&before),
            after: Sureness::of(&after),
            abstention: MOST_WRONG
                .map(|most| Abstention::at_most(most, &truth, &calibrated))
                .into(),
        })
    }
}

impl Validation {
    /// Scores a model of all folds but the first on the rows of that one: of many
    /// rows they say as much as all, for one fit instead of `folds`.
    ///
    /// # Errors
    ///
    /// As [`cross_validate`](super::cross_validate).
    pub fn of_first_fold(
        dataset: &Dataset,
        options: &TrainOptions,
        folds: usize,
        seed: u64,
    ) -> Result<Self> {
        let fold_of = dataset.folds(folds, seed)?;
        let others = dataset.filter(|row| fold_of[row] != 0);
        let own = dataset.filter(|row| fold_of[row] == 0);
        let classifier = Classifier::fit(&others, &options.without_linfa())?;
        let probabilities = classifier.predict_proba(&own.texts());
        Ok(Self {
            rows: Some(own.examples.len()),
            ..Self::new(&own, &probabilities, folds, seed)?
        })
    }
}

impl Sureness {
    fn of(evaluation: &Evaluation) -> Self {
        Self {
            log_loss: evaluation.log_loss,
            expected_calibration_error: evaluation.calibration.expected_error,
        }
    }
}

impl Classifier {
    /// The same classifier with the temperature of its cross-validation, which
    /// is kept in its record.
    #[must_use]
    pub fn calibrated(mut self, validation: Validation) -> Self {
        self.record.validation = Some(validation);
        self.checksum = None;
        self
    }

    /// What its logits are divided by; 1 if it was not cross-validated.
    #[must_use]
    pub fn temperature(&self) -> Temperature {
        let validation = self.record.validation.as_ref();
        validation.map_or_else(Temperature::default, |own| own.temperature)
    }
}
