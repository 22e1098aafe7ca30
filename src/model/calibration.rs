//! Probabilities that mean what they say.

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

use super::objective::softmax_in_place;

/// By what all logits are divided before they become probabilities.
///
/// Temperature scaling: C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger, "On
/// calibration of modern neural networks", ICML 2017. Above 1 the probabilities
/// come closer together, below 1 they go apart; the most probable label stays
/// the same.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Temperature(f64);

impl Default for Temperature {
    /// 1, which changes nothing.
    fn default() -> Self {
        Self(1.0)
    }
}

/// How often the interval that holds the temperature is halved: more often than
/// a 64-bit number has digits.
const HALVINGS: usize = 100;

impl Temperature {
    /// The lowest temperature.
    pub const LOWEST: f64 = 0.1;
    /// The highest temperature.
    pub const HIGHEST: f64 = 10.0;

    /// This temperature.
    ///
    /// # Errors
    ///
    /// If it is no number from [`Temperature::LOWEST`] to [`Temperature::HIGHEST`].
    pub fn new(value: f64) -> Result<Self> {
        let (low, high) = (Self::LOWEST, Self::HIGHEST);
        if (low..=high).contains(&value) {
            Ok(Self(value))
        } else {
            Err(Error::new(format!("the temperature is {value}"))
                .remedy(format!("give a number from {low} to {high}")))
        }
    }

    /// The temperature at which `probabilities` (rows × labels) of rows that the
    /// model has not seen have the smallest log-loss against the `truth`.
    ///
    /// The truth of a row counts (n + 1) / (n + labels) instead of 1 and each
    /// other label 1 / (n + labels) with n rows, as J. Platt, "Probabilistic
    /// outputs for support vector machines", 1999, does it: else a few rows,
    /// all of them right, would make the model certain of everything.
    #[must_use]
    pub fn fit(truth: &[usize], probabilities: &Array2<f64>) -> Self {
        // Logits up to a number for each row, which no probability depends on.
        let logits = probabilities.mapv(|p| libm::log(p.max(f64::MIN_POSITIVE)));
        let (rows, labels) = (truth.len() as f64, logits.ncols() as f64);
        let (of_truth, of_other) = ((rows + 1.0) / (rows + labels), 1.0 / (rows + labels));
        // The slope of the loss over the inverse of the temperature. It never
        // falls, since the loss is convex in it.
        let slope = |inverse: f64| -> f64 {
            let slopes = logits
                .rows()
                .into_iter()
                .zip(truth)
                .map(|(logits, &truth)| {
                    let mut own: Vec<f64> = logits.iter().map(|z| z * inverse).collect();
                    softmax_in_place(&mut own);
                    let labels = own.iter().zip(logits).enumerate();
                    let labels = labels.map(|(label, (p, z))| {
                        z * (p - if label == truth { of_truth } else { of_other })
                    });
                    labels.sum::<f64>()
                });
            slopes.sum()
        };
        // Where nothing is known, as without rows, nothing is changed.
        if slope(1.0) == 0.0 {
            return Self::default();
        }
        let (mut low, mut high) = (1.0 / Self::HIGHEST, 1.0 / Self::LOWEST);
        for _ in 0..HALVINGS {
            let middle = (low * high).sqrt();
            match slope(middle) < 0.0 {
                true => low = middle,
                false => high = middle,
            }
        }
        Self((1.0 / high).clamp(Self::LOWEST, Self::HIGHEST))
    }

    /// The number.
    #[must_use]
    pub fn value(self) -> f64 {
        self.0
    }

    /// Probabilities that were made at temperature 1 (rows × labels), as they
    /// are at this one.
    #[must_use]
    pub fn apply(self, probabilities: &Array2<f64>) -> Array2<f64> {
        let mut scaled = probabilities.mapv(|p| libm::log(p.max(f64::MIN_POSITIVE)));
        for mut row in scaled.rows_mut() {
            if let Some(row) = row.as_slice_mut() {
                self.softmax(row);
            }
        }
        scaled
    }

    /// Logits to probabilities.
    pub(super) fn softmax(self, logits: &mut [f64]) {
        logits.iter_mut().for_each(|z| *z /= self.0);
        softmax_in_place(logits);
    }
}

impl TryFrom<f64> for Temperature {
    type Error = Error;

    fn try_from(value: f64) -> Result<Self> {
        Self::new(value)
    }
}

impl From<Temperature> for f64 {
    fn from(temperature: Temperature) -> Self {
        temperature.0
    }
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, array};
    use proptest::prelude::*;

    use super::*;
    use crate::evaluate::predicted_labels;

    #[test]
    fn three_of_four_right_at_nine_to_one() {
        // All rows say 0.9; counted as Platt does, 5/6 of three rows and 1/6 of
        // one, which is 2/3 of all, are right. 9^(1/T) = 2 where T = ln 9 / ln 2.
        let probabilities = array![[0.9, 0.1], [0.9, 0.1], [0.9, 0.1], [0.1, 0.9]];
        let temperature = Temperature::fit(&[0, 0, 0, 0], &probabilities);
        let expected = 9_f64.ln() / 2_f64.ln();
        assert!(
            (temperature.value() - expected).abs() < 1e-12,
            "{temperature:?}"
        );
        let scaled = temperature.apply(&probabilities);
        assert!((scaled[[0, 0]] - 2.0 / 3.0).abs() < 1e-12);
        assert!((scaled[[3, 0]] - 1.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn many_rows_need_no_smoothing() {
        // 9,000 of 10,000 right at odds of 81 to 1: T = ln 81 / ln 9 = 2, but for
        // the smoothing, which moves the share by less than 0.0001.
        let p = 81.0 / 82.0;
        let probabilities = Array2::from_shape_fn((10_000, 2), |(_, label)| match label {
            0 => p,
            _ => 1.0 - p,
        });
        let truth: Vec<usize> = (0..10_000).map(|row| usize::from(row % 10 == 0)).collect();
        let temperature = Temperature::fit(&truth, &probabilities).value();
        assert!((temperature - 2.0).abs() < 1e-3, "{temperature}");
    }

    #[test]
    fn the_bounds_hold() {
        // Always wrong, always right, and nothing known.
        let wrong = array![[0.0, 1.0], [0.0, 1.0]];
        assert_eq!(
            Temperature::fit(&[0, 0], &wrong).value(),
            Temperature::HIGHEST
        );
        let right = Array2::from_shape_fn((9_999, 2), |(_, label)| 0.49 + 0.02 * label as f64);
        let right = Temperature::fit(&[1; 9_999], &right).value();
        assert!((right - Temperature::LOWEST).abs() < 1e-12, "{right}");
        assert_eq!(
            Temperature::fit(&[0, 1], &array![[0.5, 0.5], [0.5, 0.5]]).value(),
            1.0
        );
        assert_eq!(Temperature::fit(&[], &Array2::zeros((0, 2))).value(), 1.0);
    }

    #[test]
    fn what_is_no_temperature_is_refused() {
        for value in ["0.0", "-1.0", "1e300", "0.05", "null", "1e999", "\"1\""] {
            assert!(
                serde_json::from_str::<Temperature>(value).is_err(),
                "{value}"
            );
        }
        assert!(Temperature::new(f64::NAN).is_err());
        assert_eq!(
            serde_json::from_str::<Temperature>("1.25").unwrap().value(),
            1.25
        );
    }

    proptest! {
        #[test]
        fn no_label_changes_and_every_row_sums_to_one(
            logits in prop::collection::vec(-30.0_f64..30.0, 3),
            temperature in 0.1_f64..10.0,
        ) {
            let mut row = logits.clone();
            Temperature::default().softmax(&mut row);
            let before = Array2::from_shape_vec((1, 3), row).unwrap();
            let after = Temperature::new(temperature).unwrap().apply(&before);
            prop_assert!((after.sum() - 1.0).abs() < 1e-12);
            let label = predicted_labels(&before)[0];
            prop_assert!(after.iter().all(|&p| p <= after[[0, label]]));
        }
    }
}
