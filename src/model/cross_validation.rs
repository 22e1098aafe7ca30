//! Predictions for rows that a model was not trained on.

use ndarray::Array2;

use crate::dataset::Dataset;
use crate::error::Result;

use super::classifier::Classifier;
use super::train::TrainOptions;

/// A fold whose rows were predicted.
pub struct Fold<'a> {
    /// Its number, counted from 1.
    pub number: usize,
    /// What was trained on the other folds.
    pub classifier: &'a Classifier,
    /// Its rows as places in the data set, in order.
    pub rows: &'a [usize],
    /// What the classifier says of them (rows of the fold × labels).
    pub probabilities: &'a Array2<f64>,
}

/// The out-of-fold probabilities of all rows (rows × labels).
///
/// For each fold a classifier is trained on the others and predicts it, so that
/// no row is predicted by a model that has seen it or one of its group. `done` is
/// called after each fold; no classifier is kept.
///
/// # Errors
///
/// As [`Dataset::folds`] and [`Classifier::fit`].
pub fn cross_validate(
    dataset: &Dataset,
    options: &TrainOptions,
    folds: usize,
    seed: u64,
    done: impl FnMut(Fold),
) -> Result<Array2<f64>> {
    let fold_of = dataset.folds(folds, seed)?;
    out_of_fold(dataset, options, &fold_of, |others| others, done)
}

/// The out-of-fold probabilities by classifiers trained on what `choose` takes of
/// the rows of the other folds.
pub(super) fn out_of_fold(
    dataset: &Dataset,
    options: &TrainOptions,
    fold_of: &[usize],
    mut choose: impl FnMut(Dataset) -> Dataset,
    mut done: impl FnMut(Fold),
) -> Result<Array2<f64>> {
    let options = options.without_linfa();
    let mut probabilities = Array2::zeros((dataset.examples.len(), dataset.labels.len()));
    let folds = fold_of.iter().max().map_or(0, |last| last + 1);
    for fold in 0..folds {
        let others = choose(dataset.filter(|row| fold_of[row] != fold));
        let classifier = Classifier::fit(&others, &options)?;
        let rows: Vec<usize> = (0..fold_of.len())
            .filter(|&row| fold_of[row] == fold)
            .collect();
        let texts: Vec<&str> = rows
            .iter()
            .map(|&row| dataset.examples[row].text.as_str())
            .collect();
        let predicted = classifier.predict_proba(&texts);
        for (&row, predicted) in rows.iter().zip(predicted.rows()) {
            probabilities.row_mut(row).assign(&predicted);
        }
        done(Fold {
            number: fold + 1,
            classifier: &classifier,
            rows: &rows,
            probabilities: &predicted,
        });
    }
    Ok(probabilities)
}
