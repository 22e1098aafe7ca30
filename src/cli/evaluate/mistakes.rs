//! The worst mistakes, explained by the models that made them.

use std::collections::BTreeMap;

use ndarray::Array2;
use stance::Dataset;
use stance::evaluate::{PredictedRow, Run};
use stance::model::{Classifier, Explanation, Question};
use stance::report::html::Mistake;

/// How many mistakes a page lists.
const MISTAKES: usize = 20;

/// How many reasons are kept for each; the page shows fewer words.
const REASONS: usize = 20;

/// Explanations by the places of their rows in the data set.
pub type Explanations = BTreeMap<usize, Explanation>;

/// Explains the worst mistakes among these rows of the data set, by the classifier
/// that gave them the probabilities (rows × labels); `truth` is that of all rows.
///
/// The worst mistakes of all rows are among the worst of each part.
pub fn explain(
    classifier: &Classifier,
    dataset: &Dataset,
    truth: &[usize],
    rows: &[usize],
    probabilities: &Array2<f64>,
) -> stance::Result<Explanations> {
    let lines: Vec<u64> = (rows.iter().map(|&row| dataset.examples[row].line)).collect();
    let truth: Vec<usize> = rows.iter().map(|&row| truth[row]).collect();
    let predicted = PredictedRow::all(classifier.labels(), &lines, &truth, probabilities);
    (PredictedRow::worst_mistakes(&predicted, MISTAKES).into_iter())
        .map(|place| {
            let question = Question {
                label: Some(&predicted[place].predicted),
                against: Some(&predicted[place].truth),
            };
            let text = &dataset.examples[rows[place]].text;
            let explanation = classifier.explain(text, &question)?;
            Ok((rows[place], explanation.strongest(REASONS)))
        })
        .collect()
}

/// The worst mistakes of a run.
pub fn worst<'a>(
    run: &'a Run,
    dataset: &'a Dataset,
    explanations: &Explanations,
) -> Vec<Mistake<'a>> {
    (PredictedRow::worst_mistakes(&run.rows, MISTAKES).into_iter())
        .map(|row| Mistake {
            row: &run.rows[row],
            text: &dataset.examples[row].text,
            explanation: explanations.get(&row).cloned(),
        })
        .collect()
}
