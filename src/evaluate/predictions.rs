//! Predictions that were written to a file.

use crate::dataset::Dataset;
use crate::error::{Error, Result};
use crate::input::{Input, ReadOptions};
use crate::rows::{Row, Rows};

/// How the columns of probabilities begin.
const PROBABILITY: &str = "p_";

/// The labels that a `.csv` or `.jsonl` file, written by `stance predict --by row`,
/// gives the rows of `dataset`, in their order; `options` name the column of the text.
///
/// Where the model abstained, it is the label of the highest probability.
///
/// # Errors
///
/// If the file cannot be read, a row has neither stance nor probabilities, or its
/// rows are not those of `dataset`.
pub fn read_predictions(
    input: &Input,
    dataset: &Dataset,
    options: &ReadOptions,
) -> Result<Vec<String>> {
    let predictions = collect(input, dataset, options);
    predictions.map_err(|error| error.at(input.name()))
}

fn collect(input: &Input, dataset: &Dataset, options: &ReadOptions) -> Result<Vec<String>> {
    let mut predicted = Vec::with_capacity(dataset.examples.len());
    for row in Rows::open_with(input, &[&options.text_field, "stance"], options)? {
        let row = row?;
        let text = row.required(&options.text_field)?;
        let other = |problem: &str| {
            Error::new(problem)
                .remedy("make the predictions anew, with stance predict --by row LABELS")
                .line(row.line)
        };
        let Some(example) = dataset.examples.get(predicted.len()) else {
            return Err(other("has more rows than the labelled file"));
        };
        // What begins as a formula has a quotation mark in front in a CSV.
        if example.text != text && text.strip_prefix('\'') != Some(&example.text) {
            let problem = format!("the text is not that of line {}", example.line);
            return Err(other(&format!("{problem} of the labelled file")));
        }
        predicted.push(label(&row)?);
    }
    if predicted.len() < dataset.examples.len() {
        let (found, rows) = (predicted.len(), dataset.examples.len());
        return Err(Error::new(format!(
            "has {found} of the {rows} rows of the labelled file"
        ))
        .remedy("make the predictions anew, with stance predict --by row LABELS"));
    }
    Ok(predicted)
}

/// The stance of a row, or its label of the highest probability, the first in
/// alphabetical order among equal ones.
fn label(row: &Row) -> Result<String> {
    if let Some(stance) = row.text("stance").filter(|stance| !stance.is_empty()) {
        return Ok(stance);
    }
    let mut best: Option<(f64, &str)> = None;
    for (column, _) in row.cells() {
        let Some(label) = column.strip_prefix(PROBABILITY) else {
            continue;
        };
        let cell = row.text(column).unwrap_or_default();
        let probability: f64 = match cell.parse() {
            Ok(probability) if (0.0..=1.0).contains(&probability) => probability,
            _ => {
                return Err(
                    Error::new(format!("'{cell}' in {column} is no probability"))
                        .remedy("give a number from 0 to 1")
                        .line(row.line),
                );
            }
        };
        if best.is_none_or(|(most, first)| {
            probability > most || (probability == most && label < first)
        }) {
            best = Some((probability, label));
        }
    }
    best.map(|(_, label)| label.to_owned()).ok_or_else(|| {
        Error::new("has neither a stance nor a column of probabilities")
            .remedy("keep the columns that stance predict --by row writes")
            .line(row.line)
    })
}
