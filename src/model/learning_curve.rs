//! What more rows would bring.

use ndarray::Array2;

use crate::dataset::Dataset;
use crate::error::Result;

use super::classifier::Classifier;
use super::cross_validation::{Fold, out_of_fold};
use super::train::TrainOptions;

/// The predictions of models that were trained on a part of the rows.
#[derive(Debug, Clone, PartialEq)]
pub struct LearningStep {
    /// The number of rows that a model was trained on; with folds their mean.
    pub rows: usize,
    /// The probabilities (rows to predict × labels).
    pub probabilities: Array2<f64>,
}

/// What models of nested random subsets of `train` say of `texts`, from the
/// smallest subset to all rows, and the model of all rows.
///
/// A subset is of whole groups, and has at least as many rows as its size; sizes
/// of all rows and more are left out. `done` is called after each fit.
///
/// # Errors
///
/// As [`Classifier::fit`].
pub fn learning_curve<T: AsRef<str> + Sync>(
    train: &Dataset,
    texts: &[T],
    options: &TrainOptions,
    sizes: &[usize],
    seed: u64,
    mut done: impl FnMut(),
) -> Result<(Vec<LearningStep>, Classifier)> {
    let options = options.without_linfa();
    let mut steps: Vec<LearningStep> = Vec::new();
    for size in sizes_below(sizes, train.examples.len()) {
        let part = train.subset(size, seed);
        let probabilities = Classifier::fit(&part, &options)?.predict_proba(texts);
        done();
        push(&mut steps, part.examples.len(), probabilities);
    }
    let classifier = Classifier::fit(train, &options)?;
    push(
        &mut steps,
        train.examples.len(),
        classifier.predict_proba(texts),
    );
    done();
    Ok((steps, classifier))
}

/// As [`learning_curve`], with the rows of each fold predicted by models of
/// subsets of the others; the last step is that of
/// [`cross_validate`](super::cross_validate), and `done` is called for the folds of
/// each step.
///
/// # Errors
///
/// As [`cross_validate`](super::cross_validate).
pub fn cross_validated_learning_curve(
    dataset: &Dataset,
    options: &TrainOptions,
    folds: usize,
    sizes: &[usize],
    seed: u64,
    mut done: impl FnMut(Fold),
) -> Result<Vec<LearningStep>> {
    let fold_of = dataset.folds(folds, seed)?;
    let largest = (0..folds)
        .map(|fold| fold_of.iter().filter(|&&other| other == fold).count())
        .max();
    let rows = dataset.examples.len() - largest.unwrap_or(0);
    let mut steps = Vec::new();
    for size in sizes_below(sizes, rows).into_iter().chain([usize::MAX]) {
        let mut trained = 0;
        let choose = |others: Dataset| {
            let part = others.subset(size, seed);
            trained += part.examples.len();
            part
        };
        let probabilities = out_of_fold(dataset, options, &fold_of, choose, &mut done)?;
        push(&mut steps, trained / folds, probabilities);
    }
    Ok(steps)
}

/// The sizes in rising order that are smaller than `rows`.
fn sizes_below(sizes: &[usize], rows: usize) -> Vec<usize> {
    let mut sizes: Vec<usize> = sizes.iter().copied().filter(|&size| size < rows).collect();
    sizes.sort_unstable();
    sizes.dedup();
    sizes
}

/// Adds a step, in place of one of as many rows: large groups can make two sizes
/// the same subset.
fn push(steps: &mut Vec<LearningStep>, rows: usize, probabilities: Array2<f64>) {
    if steps.last().is_some_and(|last| last.rows == rows) {
        steps.pop();
    }
    steps.push(LearningStep {
        rows,
        probabilities,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_rise_and_lie_below_all() {
        assert_eq!(sizes_below(&[40, 10, 10, 50], 50), [10, 40]);
    }
}
