//! JSON with every number in full.

use serde::Serialize;

use super::layout::row_name;
use crate::check::Report;
use crate::error::{Error, Result};
use crate::evaluate::{Agreement, ChangedRow, ClaimEvaluation, Comparison, Evaluation, Run};
use crate::model::{Explanation, ModelCard};
use crate::text::visible::escape_json;

/// An evaluation; its keys are the fields of [`Evaluation`], and a metric without
/// a value is null.
///
/// # Errors
///
/// None in practice; what the JSON writer reports is passed on.
pub fn evaluation(evaluation: &Evaluation) -> Result<String> {
    write(evaluation)
}

/// An evaluation with its predictions; its keys are the fields of [`Run`] and
/// those of [`Evaluation`].
///
/// # Errors
///
/// None in practice; what the JSON writer reports is passed on.
pub fn run(run: &Run) -> Result<String> {
    write(run)
}

/// A comparison; its keys are the fields of [`Comparison`] and `verdict`.
///
/// In `won` and `lost`, `row` is the name of the row from `rows`, or its number
/// from 1 with a `#` if it stands beyond them.
///
/// # Errors
///
/// None in practice; what the JSON writer reports is passed on.
pub fn comparison(comparison: &Comparison, rows: &[String]) -> Result<String> {
    write(&ComparisonJson {
        comparison,
        verdict: comparison.verdict(),
        won: named(&comparison.won, rows),
        lost: named(&comparison.lost, rows),
    })
}

/// A check; its keys are the fields of [`Report`].
///
/// # Errors
///
/// None in practice; what the JSON writer reports is passed on.
pub fn check(report: &Report) -> Result<String> {
    write(report)
}

/// An agreement; its keys are the fields of [`Agreement`], and a measure without
/// a value is null.
///
/// # Errors
///
/// None in practice; what the JSON writer reports is passed on.
pub fn agreement(agreement: &Agreement) -> Result<String> {
    write(agreement)
}

/// An evaluation of claims; its keys are the fields of [`ClaimEvaluation`], and a
/// score without a value is null.
///
/// # Errors
///
/// None in practice; what the JSON writer reports is passed on.
pub fn claims(evaluation: &ClaimEvaluation) -> Result<String> {
    write(evaluation)
}

/// An explanation; its keys are the fields of [`Explanation`].
///
/// # Errors
///
/// None in practice; what the JSON writer reports is passed on.
pub fn explanation(explanation: &Explanation) -> Result<String> {
    write(explanation)
}

/// A model card; its keys are the fields of [`ModelCard`].
///
/// # Errors
///
/// None in practice; what the JSON writer reports is passed on.
pub fn card(card: &ModelCard) -> Result<String> {
    write(card)
}

#[derive(Serialize)]
struct ComparisonJson<'a> {
    verdict: String,
    #[serde(flatten)]
    comparison: &'a Comparison,
    won: Vec<NamedRow<'a>>,
    lost: Vec<NamedRow<'a>>,
}

#[derive(Serialize)]
struct NamedRow<'a> {
    row: String,
    truth: &'a str,
    old: &'a str,
    new: &'a str,
}

fn named<'a>(changes: &'a [ChangedRow], rows: &[String]) -> Vec<NamedRow<'a>> {
    (changes.iter())
        .map(|change| NamedRow {
            row: row_name(rows, change.row),
            truth: &change.truth,
            old: &change.old,
            new: &change.new,
        })
        .collect()
}

fn write(value: &impl Serialize) -> Result<String> {
    let failed = || Error::new("the report could not be written as JSON");
    let json = serde_json::to_vec_pretty(value).map_err(|error| failed().caused_by(error))?;
    let mut text =
        String::from_utf8(escape_json(json)).map_err(|error| failed().caused_by(error))?;
    text.push('\n');
    Ok(text)
}
