//! How a model is trained, for all commands that train one.

use stance::model::{ClassWeight, TrainOptions};

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
    /// How much the rows of a label count: each 1, or all labels the same [default: none]
    #[arg(long, value_enum)]
    class_weight: Option<Weight>,
}

#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum Preset {
    /// For claims in news articles, as the shipped model
    #[default]
    Default,
    /// For texts of any kind and language
    General,
}

#[derive(Debug, Clone, Copy, Default, clap::ValueEnum)]
enum Weight {
    #[default]
    None,
    Balanced,
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
        };
        Ok(TrainOptions {
            features: match &self.groups {
                Some(names) => preset.features.only(names)?,
                None => preset.features,
            },
            alpha: self.alpha.unwrap_or(preset.alpha),
            class_weight: match self.class_weight.unwrap_or_default() {
                Weight::None => ClassWeight::None,
                Weight::Balanced => ClassWeight::Balanced,
            },
            ..preset
        })
    }
}
