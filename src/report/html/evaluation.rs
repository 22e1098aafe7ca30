//! The report of an evaluation.

use askama::Template;

use super::canvas::{HEIGHT, Shape, WIDTH};
use super::chart::Chart;
use super::matrix::{Count, Matrix};
use super::reasons::Reasons;
use super::{curves, render};
use crate::error::Result;
use crate::evaluate::{ConfusionMatrix, PredictedRow, Run};
use crate::model::Explanation;
use crate::report::layout::{self, LARGEST_MATRIX};
use crate::report::run;
use crate::report::section::{Section, range, score};

/// How many words tell why a row was mistaken.
const WORDS: usize = 6;

/// A row whose prediction is wrong.
#[derive(Debug, Clone)]
pub struct Mistake<'a> {
    /// What was predicted.
    pub row: &'a PredictedRow,
    /// The row's text.
    pub text: &'a str,
    /// Why the predicted label and not the true one, where the model that predicted
    /// is at hand.
    pub explanation: Option<Explanation>,
}

/// The report as a page: the tables of [`super::super::markdown::run`], with the
/// confusion matrix as a heat map, curves, and the worst of the mistakes, which
/// [`PredictedRow::worst_mistakes`] chooses.
///
/// # Errors
///
/// None in practice; what the template engine reports is passed on.
pub fn run(run: &Run, mistakes: &[Mistake]) -> Result<String> {
    let evaluation = &run.evaluation;
    let wrong = run.rows.iter().filter(|row| row.predicted != row.truth);
    let parts = [
        Some(Part::table(layout::scores(evaluation))),
        layout::label_intervals(evaluation).map(Part::table),
        Some(Part::confusion(
            &evaluation.confusion,
            layout::confusion(evaluation),
        )),
        curves::precision_recall(run)?.map(Part::chart),
        Some(Part::both(
            curves::reliability(run)?,
            layout::reliability(evaluation),
        )),
        Some(Part::both(curves::risk(run)?, layout::risk(evaluation))),
        curves::learning(&run.learning_curve)?
            .map(|chart| Part::both(chart, run::learning_curve(&run.learning_curve))),
    ];
    render(&Page {
        run,
        macro_f1: score(Some(evaluation.macro_f1)),
        macro_f1_interval: range(evaluation.intervals.macro_f1),
        gates: (!run.gates.is_empty()).then(|| run::gates(&run.gates)),
        overall: layout::overall(evaluation),
        parts: parts.into_iter().flatten().collect(),
        wrong: wrong.count(),
        explained: mistakes.iter().any(|mistake| mistake.explanation.is_some()),
        mistakes: mistakes.iter().map(Row::new).collect(),
    })
}

#[derive(Template)]
#[template(path = "evaluation.html")]
struct Page<'a> {
    run: &'a Run,
    macro_f1: String,
    macro_f1_interval: String,
    gates: Option<Section>,
    overall: Section,
    parts: Vec<Part>,
    /// How many rows are mistaken.
    wrong: usize,
    mistakes: Vec<Row<'a>>,
    /// Whether some mistake has an explanation.
    explained: bool,
}

/// A part of the page: what it shows stands side by side.
struct Part {
    title: String,
    chart: Option<Chart>,
    matrix: Option<Matrix>,
    section: Option<Section>,
    notes: Vec<String>,
}

/// A mistake as the page shows it.
struct Row<'a> {
    line: u64,
    text: &'a str,
    truth: &'a str,
    predicted: &'a str,
    p_truth: String,
    p_predicted: String,
    reasons: Option<Reasons>,
}

impl<'a> Row<'a> {
    fn new(mistake: &Mistake<'a>) -> Self {
        let row = mistake.row;
        Self {
            line: row.line,
            text: mistake.text,
            truth: &row.truth,
            predicted: &row.predicted,
            p_truth: score(Some(row.probability(&row.truth))),
            p_predicted: score(Some(row.confidence())),
            reasons: (mistake.explanation.as_ref())
                .map(|explanation| Reasons::of(explanation, WORDS)),
        }
    }
}

impl Part {
    fn table(mut section: Section) -> Self {
        Self {
            title: std::mem::take(&mut section.title),
            chart: None,
            matrix: None,
            notes: std::mem::take(&mut section.notes),
            section: Some(section),
        }
    }

    fn chart(chart: Chart) -> Self {
        Self {
            title: chart.title.to_owned(),
            chart: Some(chart),
            matrix: None,
            section: None,
            notes: Vec::new(),
        }
    }

    fn both(chart: Chart, section: Section) -> Self {
        Self {
            chart: Some(chart),
            ..Self::table(section)
        }
    }

    /// The matrix as a heat map; of many labels, the list that `section` then is.
    fn confusion(matrix: &ConfusionMatrix, section: Section) -> Self {
        if matrix.labels().len() > LARGEST_MATRIX {
            return Self::table(section);
        }
        Self {
            matrix: Some(heat_map(matrix)),
            section: None,
            notes: vec!["The stronger the colour, the greater the part of the row.".to_owned()],
            ..Self::table(section)
        }
    }
}

fn heat_map(matrix: &ConfusionMatrix) -> Matrix {
    let labels = matrix.labels();
    let row = |(truth, counts): (usize, &Vec<u64>)| {
        let all = counts.iter().sum();
        let cells = counts.iter().enumerate().map(|(predicted, &count)| Count {
            diagonal: predicted == truth,
            ..Count::new(count, all)
        });
        (labels.name(truth).to_owned(), cells.collect())
    };
    Matrix {
        of_rows: "truth",
        of_columns: "predicted",
        columns: labels.iter().map(str::to_owned).collect(),
        rows: matrix.counts().iter().enumerate().map(row).collect(),
    }
}
