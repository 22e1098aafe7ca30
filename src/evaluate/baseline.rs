//! The comparison with an earlier run.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::compare::Comparison;
use super::gate::Gate;
use super::resampling::Resampling;
use super::run::Run;
use super::verdict::Outcome;
use crate::error::{Error, Result};
use crate::input::{Input, ReadOptions};
use crate::label::Labels;

/// What a user can do about a file that is no report.
const REMEDY: &str = "write one with stance evaluate --report DIR";

/// The predictions of an earlier run, from its `report.json`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Baseline {
    #[serde(skip)]
    name: String,
    labels_file: String,
    labels_sha256: Option<String>,
    rows: Vec<Row>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Row {
    truth: String,
    predicted: String,
}

/// A run against an earlier one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Against {
    /// The file of the earlier run.
    pub report: String,
    /// The earlier run as the old model, this one as the new.
    pub comparison: Comparison,
}

impl Baseline {
    /// Reads the JSON of a [`Run`].
    ///
    /// # Errors
    ///
    /// If the file cannot be read or is no such JSON.
    pub fn read(path: &Path) -> Result<Self> {
        let text = Input::Path(path.into()).read_to_string(&ReadOptions::default())?;
        let baseline: Self = serde_json::from_str(&text).map_err(|error| {
            Error::new(format!("is not a report of stance evaluate: {error}"))
                .remedy(REMEDY)
                .at(path)
        })?;
        Ok(Self {
            name: path.display().to_string(),
            ..baseline
        })
    }

    /// Checks that it is of a labelled file with this hash.
    ///
    /// # Errors
    ///
    /// If it is of another one, or one of both has no hash.
    pub fn check(&self, labels_file: &str, sha256: Option<&str>) -> Result<()> {
        let Some(sha256) = sha256 else {
            return Err(
                Error::new("standard input cannot be compared with a baseline")
                    .remedy("write the rows to a file and name it"),
            );
        };
        if self.labels_sha256.as_deref() == Some(sha256) {
            return Ok(());
        }
        let what = match &self.labels_sha256 {
            Some(_) if self.labels_file == labels_file => {
                format!("is of another version of {labels_file}")
            }
            Some(_) => format!("is of {}, not of {labels_file}", self.labels_file),
            None => "is of rows from standard input".to_owned(),
        };
        Err(Error::new(what)
            .remedy(format!(
                "evaluate the model of the baseline on {labels_file} and take that report"
            ))
            .at(&self.name))
    }

    /// Compares a run with it.
    ///
    /// # Errors
    ///
    /// If it is of another labelled file, or its rows do not fit.
    pub fn compare(
        &self,
        run: &Run,
        groups: Option<&[String]>,
        resampling: &Resampling,
    ) -> Result<Against> {
        self.check(&run.labels_file, run.labels_sha256.as_deref())?;
        let truths = || self.rows.iter().map(|row| &row.truth);
        if !truths().eq(run.rows.iter().map(|row| &row.truth)) {
            return Err(Error::new("its rows are not those of the labelled file")
                .remedy(REMEDY)
                .at(&self.name));
        }
        let old = || self.rows.iter().map(|row| row.predicted.as_str());
        let new = || run.rows.iter().map(|row| row.predicted.as_str());
        let known = run.evaluation.confusion.labels().iter();
        let labels = Labels::new(known.chain(old()))?;
        let truth: Vec<usize> = truths().filter_map(|name| labels.index(name)).collect();
        let old: Vec<usize> = old().filter_map(|name| labels.index(name)).collect();
        let new: Vec<usize> = new().filter_map(|name| labels.index(name)).collect();
        Ok(Against {
            report: self.name.clone(),
            comparison: Comparison::new(&labels, &truth, &old, &new, groups, resampling)?,
        })
    }
}

impl Against {
    /// Whether the macro-F1 has not fallen by more than `max_drop`, or may have done
    /// so by chance alone.
    #[must_use]
    pub fn gate(&self, max_drop: f64) -> Gate {
        let comparison = &self.comparison;
        let drop = -comparison.macro_f1_difference.value;
        let large = drop > max_drop;
        let supported = comparison.outcome == Outcome::Worse;
        let size = match (large, supported) {
            (false, _) => format!("macro_f1 is not more than {max_drop} lower"),
            (true, true) => format!("macro_f1 is more than {max_drop} lower, beyond chance"),
            (true, false) => {
                format!("macro_f1 is more than {max_drop} lower, but not beyond chance")
            }
        };
        Gate {
            name: format!("macro_f1 >= that of {} - {max_drop}", self.report),
            passed: !(large && supported),
            message: format!("{size}: {}", comparison.verdict()),
        }
    }
}
