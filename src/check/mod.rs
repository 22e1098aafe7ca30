//! Looking labelled files over before they are used.
//!
//! ```no_run
//! use stance::Input;
//! use stance::check::{CheckOptions, check};
//!
//! let files = [Input::new("train.csv"), Input::new("test.csv")];
//! let report = check(&files, &CheckOptions::default(), |_| ())?;
//! for finding in &report.findings {
//!     println!("{}: {}", finding.location, finding.message);
//! }
//! # Ok::<(), stance::Error>(())
//! ```

mod balance;
mod corpus;
mod duplicates;
mod finding;
mod labels;
mod near;
mod suspects;
mod texts;

use serde::Serialize;

use crate::error::{Error, Result};
use crate::input::{Input, ReadOptions};
use crate::label::Labels;

use corpus::Corpus;

pub use balance::{LabelSummary, Lengths};
pub use finding::{Finding, Kind, Location, Severity};
pub use suspects::{Doubt, Doubts, LabelDoubts, ModelOptions};

/// What counts as wrong.
#[derive(Debug, Clone)]
pub struct CheckOptions {
    /// The columns of text and label, and the encoding.
    pub reading: ReadOptions,
    /// The labels that rows may have; without them a label is unknown if it looks
    /// like a misspelling of a frequent one.
    pub labels: Option<Labels>,
    /// The most characters (code points) that a text may have.
    pub longest: usize,
    /// From which Jaccard index of their character 5-grams on two texts are
    /// nearly the same, above 0 and up to 1.
    pub similarity: f64,
    /// How a model is asked about the labels; without it none is.
    pub model: Option<ModelOptions>,
}

impl Default for CheckOptions {
    /// Any labels, up to 1,000 characters, from a similarity of 0.8, with a model.
    fn default() -> Self {
        Self {
            reading: ReadOptions::default(),
            labels: None,
            longest: 1_000,
            similarity: 0.8,
            model: Some(ModelOptions::default()),
        }
    }
}

/// All that a check has found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The files in the order given.
    pub files: Vec<FileSummary>,
    /// How many findings are errors.
    pub errors: usize,
    /// How many are warnings.
    pub warnings: usize,
    /// How many are notes.
    pub notes: usize,
    /// The findings by file, in the order given, and line.
    pub findings: Vec<Finding>,
    /// The rows of each label.
    pub labels: Vec<LabelSummary>,
    /// The rows of all labels; `None` if no row has a text and a label.
    pub all: Option<LabelSummary>,
    /// What a model says about the labels, if it was asked and could answer.
    pub model: Option<Doubts>,
}

/// The size of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileSummary {
    /// The file as it was given.
    pub path: String,
    /// How many rows it has, wrong ones too.
    pub rows: usize,
}

/// Checks labelled `.csv`, `.tsv` and `.jsonl` files together.
///
/// What is wrong with the files is in the report, also what keeps a file or a
/// row from being read. `done` is called with the number of finished folds of
/// the model.
///
/// # Errors
///
/// If there is no file, a file is named twice, or the similarity is no number
/// above 0 and up to 1.
pub fn check(inputs: &[Input], options: &CheckOptions, done: impl FnMut(usize)) -> Result<Report> {
    refuse(inputs, options)?;
    let mut findings = Vec::new();
    let corpus = Corpus::read(inputs, options, &mut findings);
    let repeated = corpus.repeated();
    findings.extend(labels::unknown(&corpus, options.labels.as_ref()));
    findings.extend(labels::contradictions(&corpus, &repeated));
    findings.extend(duplicates::exact(&corpus, &repeated));
    findings.extend(duplicates::near(&corpus, &repeated, options.similarity));
    let model = match &options.model {
        Some(model) => match suspects::doubts(&corpus, &repeated, model, done) {
            Ok(doubts) => Some(doubts),
            Err(error) => {
                findings.extend(skipped(&corpus, &error));
                None
            }
        },
        None => None,
    };

    let place = |path: &str| corpus.paths.iter().position(|own| own == path);
    findings.sort_by_cached_key(|finding| {
        let location = &finding.location;
        (place(&location.path), location.line, finding.kind)
    });
    let count = |severity| {
        findings
            .iter()
            .filter(|found| found.severity == severity)
            .count()
    };
    Ok(Report {
        files: (corpus.paths.iter().zip(&corpus.rows))
            .map(|(path, &rows)| FileSummary {
                path: path.clone(),
                rows,
            })
            .collect(),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        notes: count(Severity::Note),
        labels: balance::by_label(&corpus),
        all: balance::overall(&corpus),
        model,
        findings,
    })
}

fn refuse(inputs: &[Input], options: &CheckOptions) -> Result<()> {
    if inputs.is_empty() {
        return Err(Error::new("there is no file to check").remedy("name one or more"));
    }
    for (place, input) in inputs.iter().enumerate() {
        if inputs[..place].contains(input) {
            return Err(Error::new("is named twice")
                .remedy("name each file once")
                .at(input.name()));
        }
    }
    if !(options.similarity > 0.0 && options.similarity <= 1.0) {
        return Err(
            Error::new(format!("the similarity is {}", options.similarity))
                .remedy("give a number above 0 and up to 1"),
        );
    }
    Ok(())
}

/// That the model could not be asked; nothing where there is no row anyway.
fn skipped(corpus: &Corpus, error: &Error) -> Option<Finding> {
    let path = corpus.items.first().map(|_| corpus.paths[0].clone())?;
    Some(Finding::new(
        Kind::ModelSkipped,
        Location { path, line: None },
        format!("no model was asked about the labels: {}", error.message()),
    ))
}
