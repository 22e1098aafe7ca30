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
}
