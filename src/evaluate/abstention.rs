//! What is left if a model answers only where it is sure enough.

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::metrics::predicted_labels;

/// In how many steps the least confidence is looked for: as many as three
/// digits have, so that the number printed is the number that was tried.
const STEPS: usize = 1_000;

/// The least confidence with which at most a given share of the answers is wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Abstention {
    /// The share of wrong answers that is borne.
    pub most_wrong: f64,
    /// Rows whose highest probability is below this are not answered, as with
    /// `--min-confidence`; `None` if no confidence is enough.
    pub min_confidence: Option<f64>,
    /// The number of rows that are answered.
    pub n: usize,
    /// The share of rows that are answered.
    pub coverage: f64,
    /// The share of wrong ones among the answers; `None` if there are none.
    pub error_rate: Option<f64>,
}

impl Abstention {
    /// For `most_wrong`, a share from 0 to 1, the smallest confidence of three
    /// digits that suffices for `probabilities` (rows × labels) and their `truth`.
    #[must_use]
    pub fn at_most(most_wrong: f64, truth: &[usize], probabilities: &Array2<f64>) -> Self {
        // Answers and mistakes by the largest step that they reach.
        let mut answers = vec![(0_usize, 0_usize); STEPS + 1];
        let predicted = predicted_labels(probabilities);
        for (row, (&predicted, &truth)) in predicted.iter().zip(truth).enumerate() {
            let confidence = probabilities[[row, predicted]];
            let step = (0..=STEPS)
                .rev()
                .find(|&step| confidence >= threshold(step));
            let (all, wrong) = &mut answers[step.unwrap_or(0)];
            *all += 1;
            *wrong += usize::from(predicted != truth);
        }
        let (mut n, mut wrong) = (0, 0);
        let mut best = Self {
            most_wrong,
            min_confidence: None,
            n: 0,
            coverage: 0.0,
            error_rate: None,
        };
        for (step, (all, mistakes)) in answers.into_iter().enumerate().rev() {
            n += all;
            wrong += mistakes;
            let error_rate = wrong as f64 / n as f64;
            if n > 0 && error_rate <= most_wrong {
                best = Self {
                    most_wrong,
                    min_confidence: Some(threshold(step)),
                    n,
                    coverage: n as f64 / truth.len() as f64,
                    error_rate: Some(error_rate),
                };
            }
        }
        best
    }
}

fn threshold(step: usize) -> f64 {
    step as f64 / STEPS as f64
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn the_most_rows_within_the_risk_are_answered() {
        // By confidence: 0.95 right, 0.9 wrong, 0.8 right, 0.7 right, 0.6 wrong.
        let probabilities = array![[0.8, 0.2], [0.95, 0.05], [0.3, 0.7], [0.9, 0.1], [0.6, 0.4]];
        let truth = [0, 0, 1, 1, 1];
        let at_most = |most| {
            let own = Abstention::at_most(most, &truth, &probabilities);
            (own.min_confidence, own.n, own.error_rate)
        };
        // One of four is wrong from 0.7 on: the step above 0.6 is enough.
        assert_eq!(at_most(0.25), (Some(0.601), 4, Some(0.25)));
        assert_eq!(at_most(0.2), (Some(0.901), 1, Some(0.0)));
        assert_eq!(at_most(0.4), (Some(0.0), 5, Some(0.4)));
        let own = Abstention::at_most(0.25, &truth, &probabilities);
        assert_eq!(own.coverage, 0.8);
    }

    #[test]
    fn a_risk_that_no_confidence_meets() {
        let own = Abstention::at_most(0.1, &[1], &array![[1.0, 0.0]]);
        assert_eq!((own.min_confidence, own.n, own.error_rate), (None, 0, None));
        assert_eq!(Abstention::at_most(0.1, &[], &Array2::zeros((0, 2))).n, 0);
    }
}
