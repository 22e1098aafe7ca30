//! How a model is trained, for all commands that train one.

use stance::model::{ClassWeight, Solver, TrainOptions};

/// How a model is trained.
#[derive(Debug, clap::Args)]
pub struct FitArgs {
    /// Which features and strengths to begin with [default: default]
    #[arg(long, value_enum)]
    preset: Option<Preset>,
    /// The preset's groups of features to keep, with commas between [default: all of them]
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    groups: Option<Vec<String>>,
    /// Strength of the L2 penalty, 1/C of scikit-learn [default: that of the preset]
    #[arg(long, value_name = "NUMBER")]
    alpha: Option<f64>,
    /// Leave out the terms that stand in fewer rows; below 1,000 rows all are kept
    #[arg(long, value_name = "N")]
    min_df: Option<usize>,
    /// Keep at most this many terms in each group, the most frequent first
    #[arg(long, value_name = "N")]
    max_features: Option<usize>,
    /// How much the rows of a label count: none (each 1), balanced (all labels the same), or
    /// LABEL=NUMBER with commas between (the others 1) [default: none]
    #[arg(long, value_name = "HOW", value_parser = class_weight)]
    class_weight: Option<ClassWeight>,
    /// How exact the sparse solver is: the most that a weight may be off [default: that of the preset]
    #[arg(long, value_name = "NUMBER")]
    tolerance: Option<f64>,
}

#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum Preset {
    /// For claims in news articles, as the shipped model
    #[default]
    Default,
    /// For texts of any kind and language
    General,
    /// Words 1-2 and characters 2-5 within words, without scales: the fastest
    Plain,
}

/// Who finds the optimum of a fit.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum SolverArg {
    /// The sparse solver; linfa confirms the optimum where it can
    Auto,
    /// linfa, on a dense matrix and without weights of rows
    Linfa,
    /// The sparse solver alone
    Sparse,
}

impl From<SolverArg> for Solver {
    fn from(solver: SolverArg) -> Self {
        match solver {
            SolverArg::Auto => Self::Auto,
            SolverArg::Linfa => Self::Linfa,
            SolverArg::Sparse => Self::Sparse,
        }
    }
}

/// How much the rows of a label count, as it is written in an argument.
fn class_weight(text: &str) -> Result<ClassWeight, String> {
    match text {
        "none" => return Ok(ClassWeight::None),
        "balanced" => return Ok(ClassWeight::Balanced),
        _ => {}
    }
    let weights = text.split(',').map(|pair| {
        let (label, weight) = pair.rsplit_once('=')?;
        Some((label.to_owned(), weight.parse().ok()?))
    });
    (weights.collect::<Option<_>>())
        .map(ClassWeight::Labels)
        .ok_or_else(|| "give none, balanced, or LABEL=NUMBER with commas between".into())
}

impl FitArgs {
    /// The preset with what was asked for beside it.
    ///
    /// # Errors
    ///
    /// If the preset lacks a group.
    pub fn options(&self) -> stance::Result<TrainOptions> {
        let preset = match self.preset.unwrap_or_default() {
            Preset::Default => TrainOptions::default(),
            Preset::General => TrainOptions::general(),
            Preset::Plain => TrainOptions::plain(),
        };
        let features = match &self.groups {
            Some(names) => preset.features.only(names)?,
            None => preset.features,
        };
        let features = match self.min_df {
            Some(texts) => features.min_df(texts),
            None => features,
        };
        Ok(TrainOptions {
            features: match self.max_features {
                Some(terms) => features.max_features(terms),
                None => features,
            },
            alpha: self.alpha.unwrap_or(preset.alpha),
            class_weight: self.class_weight.clone().unwrap_or_default(),
            tolerance: self.tolerance.unwrap_or(preset.tolerance),
            ..preset
        })
    }
}
