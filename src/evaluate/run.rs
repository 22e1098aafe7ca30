//! An evaluation with what it was made from.

use std::collections::BTreeMap;

use ndarray::Array2;
use serde::Serialize;

use super::baseline::Against;
use super::evaluation::Evaluation;
use super::gate::Gate;
use super::learning::LearningPoint;
use super::metrics::predicted_labels;
use super::ranking::{CurvePoint, precision_recall_curve};
use crate::label::Labels;

/// An evaluation with its predictions and with what was asked of it: the content
/// of `report.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Run {
    /// The labelled file as it was named.
    pub labels_file: String,
    /// SHA-256 of its bytes in hexadecimal digits; none for standard input.
    pub labels_sha256: Option<String>,
    /// What was evaluated: a model, or a training.
    pub model: String,
    /// What was asked of the scores, and whether they meet it.
    pub gates: Vec<Gate>,
    /// The comparison with the baseline, if one was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against: Option<Against>,
    /// The scores; their fields stand beside the others.
    #[serde(flatten)]
    pub evaluation: Evaluation,
    /// The scores by the size of the training set, from small to all; empty if
    /// they were not asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub learning_curve: Vec<LearningPoint>,
    /// What was predicted for each row, in the order of the file.
    pub rows: Vec<PredictedRow>,
}

/// What was predicted for a row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PredictedRow {
    /// The line of the labelled file in which the row begins, counted from 1.
    pub line: u64,
    /// Its label.
    pub truth: String,
    /// The label of the highest probability.
    pub predicted: String,
    /// The probability of each label by its name, to six digits.
    pub probabilities: BTreeMap<String, f64>,
}

impl PredictedRow {
    /// The probability of the predicted label.
    #[must_use]
    pub fn confidence(&self) -> f64 {
        self.probability(&self.predicted)
    }

    /// The probability of a label; 0 if it is none of the model's.
    #[must_use]
    pub fn probability(&self, label: &str) -> f64 {
        self.probabilities.get(label).copied().unwrap_or_default()
    }

    /// The places in `rows` of the wrong predictions that are the surest, the
    /// surest first, at most `most`.
    #[must_use]
    pub fn worst_mistakes(rows: &[Self], most: usize) -> Vec<usize> {
        let mut wrong: Vec<usize> = (0..rows.len())
            .filter(|&row| rows[row].predicted != rows[row].truth)
            .collect();
        // A stable sort: equals stay in the order of the file.
        wrong.sort_by(|&a, &b| rows[b].confidence().total_cmp(&rows[a].confidence()));
        wrong.truncate(most);
        wrong
    }

    /// The rows of these lines, labels and probabilities (rows × labels), all of
    /// one length.
    #[must_use]
    pub fn all(
        labels: &Labels,
        lines: &[u64],
        truth: &[usize],
        probabilities: &Array2<f64>,
    ) -> Vec<Self> {
        let predicted = predicted_labels(probabilities);
        (lines.iter().zip(truth).zip(&predicted))
            .zip(probabilities.outer_iter())
            .map(|(((&line, &truth), &predicted), row)| {
                let rounded = row.iter().map(|p| (p * 1e6).round() / 1e6);
                Self {
                    line,
                    truth: labels.name(truth).to_owned(),
                    predicted: labels.name(predicted).to_owned(),
                    probabilities: labels.iter().map(str::to_owned).zip(rounded).collect(),
                }
            })
            .collect()
    }
}

impl Run {
    /// The precision-recall curve of each label, in the order of the labels, from
    /// the rows' probabilities; no points for a label that no row has.
    #[must_use]
    pub fn precision_recall_curves(&self) -> Vec<Vec<CurvePoint>> {
        let labels = self.evaluation.confusion.labels();
        let truth: Vec<usize> = (self.rows.iter())
            .map(|row| labels.index(&row.truth).unwrap_or(labels.len()))
            .collect();
        let mut probabilities = Array2::zeros((self.rows.len(), labels.len()));
        for (mut to, row) in probabilities.outer_iter_mut().zip(&self.rows) {
            for (to, label) in to.iter_mut().zip(labels.iter()) {
                *to = row.probabilities.get(label).copied().unwrap_or_default();
            }
        }
        (0..labels.len())
            .map(|label| precision_recall_curve(&truth, &probabilities, label))
            .collect()
    }

    /// Whether all gates are passed.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.gates.iter().all(|gate| gate.passed)
    }
}
