//! Training from a labelled file or from rows in memory.

use std::path::PathBuf;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use stance::model::{ClassWeight, Classifier, TrainOptions, Validation, cross_validate};
use stance::{Dataset, Input};

use crate::errors::raised;
use crate::pool::wait_for;
use crate::texts::Texts;

/// How to train: the options of `stance train`.
pub struct Training {
    pub preset: String,
    pub features: Option<Vec<String>>,
    pub alpha: Option<f64>,
    pub class_weight: Option<String>,
    pub folds: usize,
    pub seed: u64,
}

impl Training {
    fn options(&self) -> PyResult<TrainOptions> {
        let preset = match self.preset.as_str() {
            "default" => TrainOptions::default(),
            "general" => TrainOptions::general(),
            other => {
                return Err(PyValueError::new_err(format!(
                    "there is no preset '{other}'; give 'default' or 'general'"
                )));
            }
        };
        let class_weight = match self.class_weight.as_deref() {
            None => ClassWeight::None,
            Some("balanced") => ClassWeight::Balanced,
            Some(other) => {
                return Err(PyValueError::new_err(format!(
                    "there is no class weight '{other}'; give None or 'balanced'"
                )));
            }
        };
        Ok(TrainOptions {
            features: match &self.features {
                Some(names) => preset.features.only(names).map_err(raised)?,
                None => preset.features,
            },
            alpha: self.alpha.unwrap_or(preset.alpha),
            class_weight,
            ..preset
        })
    }

    /// Trains, and cross-validates as `stance train` does.
    pub fn train(self, py: Python<'_>, rows: Rows) -> PyResult<Classifier> {
        let options = self.options()?;
        let trained = wait_for(py, move || {
            let dataset = rows.read()?;
            let classifier = Classifier::fit(&dataset, &options)?;
            if self.folds == 0 {
                return Ok(classifier);
            }
            let out_of_fold = cross_validate(&dataset, &options, self.folds, self.seed, |_| ())?;
            let validation = Validation::new(&dataset, &out_of_fold, self.folds, self.seed)?;
            Ok(classifier.calibrated(validation))
        })?;
        trained.map_err(raised)
    }
}

/// Where the labelled rows are.
pub enum Rows {
    File(PathBuf),
    Memory(Vec<(String, String, Option<String>)>),
}

impl Rows {
    /// A path, or texts with their labels, and perhaps the groups of the rows.
    pub fn given(
        texts: &Bound<'_, PyAny>,
        labels: Option<&Bound<'_, PyAny>>,
        groups: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let Some(labels) = labels else {
            if groups.is_some() {
                return Err(PyTypeError::new_err(
                    "groups were given without labels; a file has its own column 'group'",
                ));
            }
            return match texts.extract::<PathBuf>() {
                Ok(path) => Ok(Self::File(path)),
                Err(_) => Err(PyTypeError::new_err(
                    "give the path of a labelled file, or texts and labels",
                )),
            };
        };
        let all = |given| Texts::read(given);
        let (texts, labels, groups) = (all(texts)?, all(labels)?, groups.map(all).transpose()?);
        let (texts, labels) = (texts.all(), labels.all());
        let groups = match &groups {
            Some(groups) => groups.all(),
            None => vec![None; texts.len()],
        };
        if labels.len() != texts.len() || groups.len() != texts.len() {
            return Err(PyValueError::new_err(format!(
                "there are {} texts, {} labels and {} groups; give as many of each",
                texts.len(),
                labels.len(),
                groups.len()
            )));
        }
        // A missing text or label is empty, which the library refuses by its row.
        let owned = |text: Option<&str>| text.unwrap_or_default().to_string();
        let rows = texts.into_iter().zip(labels).zip(groups);
        let rows = rows
            .map(|((text, label), group)| (owned(text), owned(label), group.map(str::to_string)));
        Ok(Self::Memory(rows.collect()))
    }

    fn read(self) -> stance::Result<Dataset> {
        match self {
            Self::File(path) => Dataset::read(&Input::Path(path)),
            Self::Memory(rows) => Dataset::from_rows(rows),
        }
    }
}
