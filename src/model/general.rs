//! Options for texts of any kind.

use crate::features::Extractor;

use super::ratios::LogCountRatios;
use super::train::TrainOptions;

impl TrainOptions {
    /// For texts of any kind and language, where nothing is known of claims:
    /// words, characters, and naive-Bayes log-count ratios.
    #[must_use]
    pub fn general() -> Self {
        Self {
            features: Extractor::general(),
            alpha: 0.2,
            log_count_ratios: Some(LogCountRatios {
                smoothing: 1.0,
                floor: 1.0,
            }),
            ..Self::default()
        }
    }

    /// What scikit-learn's defaults give, and the fastest: words and characters
    /// within words, counted as they are, without scales, and weights to 1e-4.
    #[must_use]
    pub fn plain() -> Self {
        Self {
            features: Extractor::plain(),
            log_count_ratios: None,
            tolerance: 1e-4,
            ..Self::default()
        }
    }
}
