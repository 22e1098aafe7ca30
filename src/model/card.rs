//! What one should know of a model before using it.

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::dataset::hex;
use crate::error::{Error, Result};
use crate::features::{Analyzer, View};

use super::class_weight::ClassWeight;
use super::classifier::Classifier;
use super::linfa::Confirmation;
use super::record::{FORMAT_VERSION, TrainingRecord};
use super::train::{Solver, TrainOptions};
use super::validation::Validation;

/// A model card, after M. Mitchell et al., "Model cards for model reporting",
/// 2019.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelCard {
    /// SHA-256 of the model file in hexadecimal digits.
    pub sha256: String,
    /// The length of the model file.
    pub bytes: usize,
    /// The version of the file's format.
    pub format: u32,
    /// The version of the crate that trained it.
    pub crate_version: String,
    /// The training data.
    pub data: DataCard,
    /// The name of the preset that it was trained with, with all or some of its
    /// groups of features; none if the features were set in a program.
    pub preset: Option<String>,
    /// The strength of the L2 penalty.
    pub alpha: f64,
    /// How much a row counted.
    pub class_weight: ClassWeight,
    /// The number of features of all groups.
    pub features: usize,
    /// The groups of features in order.
    pub groups: Vec<GroupCard>,
    /// The objective at the optimum.
    pub objective: f64,
    /// How many Newton steps it took.
    pub steps: usize,
    /// Whether linfa-logistic has confirmed the optimum.
    pub linfa: Confirmation,
    /// What cross-validation said; none if there was none.
    pub validation: Option<Validation>,
    /// What the model is for.
    pub intended_use: Vec<String>,
    /// What it cannot do.
    pub limits: Vec<String>,
    /// The command that gives the same file again; none if the command line
    /// cannot give these options.
    pub command: Option<String>,
}

/// What a model was trained on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DataCard {
    /// The labelled file, if [`ModelCard::trained_on`] was told it: a model keeps no
    /// names of files.
    pub file: Option<String>,
    /// The number of rows.
    pub rows: usize,
    /// How many of them each label has.
    pub labels: BTreeMap<String, usize>,
    /// SHA-256 of the labelled file; none if it was read from standard input.
    pub sha256: Option<String>,
}

/// A group of features.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupCard {
    /// Its name.
    pub name: String,
    /// What it sees of a text.
    pub view: View,
    /// What its n-grams are made of.
    pub analyzer: Analyzer,
    /// The shortest and the longest of them.
    pub ngram_range: (usize, usize),
    /// What its rows are multiplied by.
    pub weight: f32,
    /// How many features it has.
    pub features: usize,
}

impl Classifier {
    /// What one should know of this model before using it.
    ///
    /// # Errors
    ///
    /// None for a classifier that was fitted or loaded.
    pub fn card(&self) -> Result<ModelCard> {
        let record = self.record();
        let bytes = self.to_bytes()?;
        let groups = record.options.features.groups().iter();
        let groups = groups.zip(self.extractor().fitted());
        Ok(ModelCard {
            sha256: hex(&Sha256::digest(&bytes)),
            bytes: bytes.len(),
            format: FORMAT_VERSION,
            crate_version: record.crate_version.clone(),
            data: DataCard {
                file: None,
                rows: record.rows,
                labels: self
                    .labels()
                    .iter()
                    .map(str::to_owned)
                    .zip(record.support.iter().copied())
                    .collect(),
                sha256: record.sha256.clone(),
            },
            preset: preset(record).map(|preset| preset.name.to_owned()),
            alpha: record.options.alpha,
            class_weight: record.options.class_weight.clone(),
            features: self.extractor().columns(),
            groups: groups
                .map(|(group, fitted)| GroupCard {
                    name: group.name.clone(),
                    view: group.view,
                    analyzer: group.tfidf.analyzer(),
                    ngram_range: group.tfidf.ngrams(),
                    weight: group.weight,
                    features: fitted.columns(),
                })
                .collect(),
            objective: record.objective,
            steps: record.steps,
            linfa: record.linfa.clone(),
            validation: record.validation.clone(),
            intended_use: self.intended_use(),
            limits: limits(record.validation.as_ref()),
            command: command(record),
        })
    }

    fn intended_use(&self) -> Vec<String> {
        let labels: Vec<&str> = self.labels().iter().collect();
        vec![
            format!(
                "Gives a claim, which is a sentence or a part of one, one of the labels {}.",
                labels.join(", ")
            ),
            "Sorts and counts claims for people who read them; it decides about nobody.".into(),
            "For texts like those that it was trained on, in their language.".into(),
        ]
    }
}

impl ModelCard {
    /// The card with the name of the labelled file, whose bytes have this SHA-256.
    ///
    /// # Errors
    ///
    /// If the model was trained on other bytes, or on rows from standard input.
    pub fn trained_on(mut self, file: &str, sha256: &str) -> Result<Self> {
        let problem = match &self.data.sha256 {
            Some(own) if own == sha256 => {
                self.command = (self.command).map(|own| own.replacen(LABELS, file, 1));
                self.data.file = Some(file.to_owned());
                return Ok(self);
            }
            Some(own) => format!("the model was trained on a file of the SHA-256 {own}"),
            None => "the model was trained on rows from standard input".to_owned(),
        };
        Err(Error::new(problem)
            .remedy("name the training file, or leave it out")
            .at(file))
    }
}

fn limits(validation: Option<&Validation>) -> Vec<String> {
    let sure = match validation {
        Some(_) => {
            "Scores and probabilities come from cross-validation on the training file. On texts \
             from elsewhere the model errs more often and is surer than it should be: measure it \
             with stance evaluate on rows of your own."
        }
        None => {
            "It was not cross-validated: how often it is right is not known, and its \
             probabilities are not calibrated."
        }
    };
    vec![
        sure.into(),
        "It counts words and characters: irony, and what follows from the context alone, it \
         does not see."
            .into(),
        "It takes each text as one claim; a text with several claims of different labels gets \
         one of them."
            .into(),
    ]
}

/// What stands for the labelled file in a command.
const LABELS: &str = "LABELS.csv";

/// The preset that a model was trained with.
struct Preset {
    name: &'static str,
    options: TrainOptions,
    /// The names of its groups that were asked for.
    groups: Vec<String>,
    /// Its `min_df` and `max_features` where others were asked for.
    limits: (Option<usize>, Option<usize>),
}

/// The preset with the features of the record; none if no preset has them.
fn preset(record: &TrainingRecord) -> Option<Preset> {
    let presets = [
        ("default", TrainOptions::default()),
        ("general", TrainOptions::general()),
        ("plain", TrainOptions::plain()),
    ];
    // The command line gives all groups the same limits.
    let (min_df, terms) = record.options.features.groups().first()?.tfidf.limits();
    let limits = [
        (None, None),
        (Some(min_df), None),
        (None, terms),
        (Some(min_df), terms),
    ];
    presets.into_iter().find_map(|(name, options)| {
        limits.into_iter().find_map(|limits| {
            let mut options = options.clone();
            if let Some(texts) = limits.0 {
                options.features = options.features.min_df(texts);
            }
            if let Some(terms) = limits.1 {
                options.features = options.features.max_features(terms);
            }
            Some(Preset {
                name,
                groups: groups_of(&options, record)?,
                options,
                limits,
            })
        })
    })
}

/// The command that trains the same model, where the command line can.
fn command(record: &TrainingRecord) -> Option<String> {
    let Preset {
        name,
        options: preset,
        groups,
        limits: (min_df, terms),
    } = preset(record)?;
    let (options, validation) = (&record.options, record.validation.as_ref());
    let mut command = format!("stance train {LABELS}");
    let mut add = |flag: &str, value: String| command.push_str(&format!(" --{flag} {value}"));
    if name != "default" {
        add("preset", name.into());
    }
    if groups.len() < preset.features.groups().len() {
        add("groups", groups.join(","));
    }
    if options.alpha != preset.alpha {
        add("alpha", options.alpha.to_string());
    }
    if let Some(texts) = min_df {
        add("min-df", texts.to_string());
    }
    if let Some(terms) = terms {
        add("max-features", terms.to_string());
    }
    match &options.class_weight {
        ClassWeight::None => {}
        ClassWeight::Balanced => add("class-weight", "balanced".into()),
        ClassWeight::Labels(weights) => {
            let weights = weights
                .iter()
                .map(|(label, weight)| format!("{label}={weight}"));
            add("class-weight", weights.collect::<Vec<_>>().join(","));
        }
    }
    if let Some(column) = &record.weight_column {
        add("weight-field", column.clone());
    }
    if options.tolerance != preset.tolerance {
        add("tolerance", options.tolerance.to_string());
    }
    match options.solver {
        Solver::Auto => {}
        Solver::Linfa => add("solver", "linfa".into()),
        Solver::Sparse => add("solver", "sparse".into()),
    }
    if options.dense_bytes != preset.dense_bytes {
        add("dense-bytes", options.dense_bytes.to_string());
    }
    let (folds, seed) = validation.map_or((0, 1), |own| (own.folds, own.seed));
    if validation.is_none_or(|own| own.rows.is_none()) {
        add("folds", folds.to_string());
    }
    if validation.is_some() {
        add("seed", seed.to_string());
    }
    Some(command)
}

/// The names of the preset's groups that the model was trained with, also those
/// that found no term; none if it was not trained with this preset.
fn groups_of(preset: &TrainOptions, record: &TrainingRecord) -> Option<Vec<String>> {
    let (options, empty) = (&record.options, &record.groups_without_terms);
    if options.log_count_ratios != preset.log_count_ratios {
        return None;
    }
    let found = options.features.groups().iter().map(|group| &group.name);
    let found: Vec<&String> = found.collect();
    let shipped = preset.features.for_texts(record.rows).only(&found).ok()?;
    if shipped != options.features {
        return None;
    }
    let names = preset.features.groups().iter().map(|group| &group.name);
    let named = names.filter(|name| found.contains(name) || empty.contains(name));
    Some(named.cloned().collect())
}
