//! What is asked of scores.

use std::ops::RangeInclusive;

use serde::Serialize;

use super::evaluation::{Average, Evaluation};
use crate::error::{Error, Result};
use crate::label::Labels;

/// The metrics of all rows that are better the higher they are.
const HIGHER: [&str; 10] = [
    "accuracy",
    "macro_f1",
    "macro_precision",
    "macro_recall",
    "weighted_f1",
    "weighted_precision",
    "weighted_recall",
    "matthews",
    "cohen_kappa",
    "micro_f1",
];

/// Those that are better the lower they are.
const LOWER: [&str; 3] = ["log_loss", "brier", "expected_calibration_error"];

/// The metrics of a label, better the higher they are, behind its name and a full
/// stop.
const OF_LABEL: [&str; 4] = ["precision", "recall", "f1", "average_precision"];

/// A condition and whether it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gate {
    /// The condition, such as `macro_f1 >= 0.7`.
    pub name: String,
    /// Whether it holds.
    pub passed: bool,
    /// What was found, as a clause.
    pub message: String,
}

/// A value that a metric must reach, or must not exceed if less of it is better.
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    metric: String,
    bound: f64,
}

impl Threshold {
    /// The least value of a metric, written `macro_f1=0.70` or
    /// `accusation.recall=0.6`.
    ///
    /// # Errors
    ///
    /// If it is not written so, less of the metric is better, or the number is not
    /// from −1 to 1.
    pub fn at_least(text: &str) -> Result<Self> {
        let threshold = Self::parse(text, "macro_f1=0.70")?;
        if threshold.is_upper() {
            return Err(
                Error::new(format!("less {} is better, not more", threshold.metric))
                    .remedy(format!("ask for it by --fail-over {text}")),
            );
        }
        threshold.within(-1.0..=1.0, text, "from -1 to 1")
    }

    /// The greatest value of a metric, written `log_loss=0.9`.
    ///
    /// # Errors
    ///
    /// If it is not written so, less of the metric is not better, or the number is
    /// below 0.
    pub fn at_most(text: &str) -> Result<Self> {
        let threshold = Self::parse(text, "log_loss=0.9")?;
        if !threshold.is_upper() {
            let problem = format!(
                "'{}' is no metric of which less is better",
                threshold.metric
            );
            return Err(Error::new(problem).remedy(format!(
                "these are {}; ask for others by --fail-under",
                LOWER.join(", ")
            )));
        }
        threshold.within(0.0..=f64::MAX, text, "of 0 or more")
    }

    fn parse(text: &str, example: &str) -> Result<Self> {
        // From the right, because a label may hold the sign too.
        let (metric, number) = text.rsplit_once('=').ok_or_else(|| {
            Error::new(format!("'{text}' has no '='")).remedy(format!("write it as {example}"))
        })?;
        // No number is refused where the others outside of the range are.
        Ok(Self {
            metric: metric.trim().to_owned(),
            bound: number.trim().parse().unwrap_or(f64::NAN),
        })
    }

    fn within(self, range: RangeInclusive<f64>, text: &str, name: &str) -> Result<Self> {
        if range.contains(&self.bound) {
            return Ok(self);
        }
        Err(Error::new(format!("'{text}' has no number {name}"))
            .remedy(format!("write one behind '{}='", self.metric)))
    }

    /// Whether the metric must not exceed the bound.
    fn is_upper(&self) -> bool {
        LOWER.contains(&self.metric.as_str())
    }

    /// Checks that its metric is one of an evaluation with these labels.
    ///
    /// # Errors
    ///
    /// If it is not; the error lists those that are.
    pub fn check(&self, labels: &Labels) -> Result<()> {
        let of_label = |(label, metric): (&str, &str)| {
            labels.index(label).is_some() && OF_LABEL.contains(&metric)
        };
        if HIGHER.contains(&self.metric.as_str())
            || self.is_upper()
            || self.metric.rsplit_once('.').is_some_and(of_label)
        {
            return Ok(());
        }
        let labels: Vec<&str> = labels.iter().collect();
        Err(
            Error::new(format!("there is no metric '{}'", self.metric)).remedy(format!(
                "the metrics are {}, and LABEL.{}, where LABEL is one of {}",
                HIGHER.join(", "),
                OF_LABEL.join(", LABEL."),
                labels.join(", ")
            )),
        )
    }

    /// Whether an evaluation meets it; a metric without a value does not.
    ///
    /// # Errors
    ///
    /// As [`Threshold::check`].
    pub fn gate(&self, evaluation: &Evaluation) -> Result<Gate> {
        self.check(evaluation.confusion.labels())?;
        let (metric, bound) = (&self.metric, self.bound);
        let (sign, met, missed) = match self.is_upper() {
            true => ("<=", "at most", "above"),
            false => (">=", "at least", "below"),
        };
        let (passed, message) = match value(evaluation, metric) {
            None => {
                let reason = why_undefined(evaluation, metric);
                (false, format!("{metric} has no value: {reason}"))
            }
            Some(value) => {
                let meets = |value: f64| match self.is_upper() {
                    true => value <= bound,
                    false => value >= bound,
                };
                let passed = meets(value);
                // Away from a bound that is missed, so that 0.69999 does not read as
                // 0.7.
                let shown = match (value * 1e4).round() / 1e4 {
                    near if passed || !meets(near) => near,
                    _ if self.is_upper() => (value * 1e4).ceil() / 1e4,
                    _ => (value * 1e4).floor() / 1e4,
                };
                let how = if passed { met } else { missed };
                (passed, format!("{metric} is {shown:.4}, {how} {bound}"))
            }
        };
        Ok(Gate {
            name: format!("{metric} {sign} {bound}"),
            passed,
            message,
        })
    }
}

/// The value of a metric that there is.
fn value(evaluation: &Evaluation, metric: &str) -> Option<f64> {
    let of_average = |average: &Average, score: &str| match score {
        "precision" => average.precision,
        "recall" => average.recall,
        _ => average.f1,
    };
    match metric {
        "accuracy" => Some(evaluation.accuracy),
        "macro_f1" => Some(evaluation.macro_f1),
        "matthews" => evaluation.matthews,
        "cohen_kappa" => evaluation.cohen_kappa,
        "log_loss" => Some(evaluation.log_loss),
        "brier" => Some(evaluation.brier),
        "expected_calibration_error" => Some(evaluation.calibration.expected_error),
        _ => {
            if let Some((label, score)) = metric.rsplit_once('.') {
                let label = evaluation.labels.get(label)?;
                return match score {
                    "precision" => label.precision,
                    "recall" => label.recall,
                    "f1" => label.f1,
                    _ => label.average_precision,
                };
            }
            match metric.split_once('_')? {
                ("macro", score) => of_average(&evaluation.macro_average, score),
                ("micro", score) => of_average(&evaluation.micro_average, score),
                (_, score) => of_average(&evaluation.weighted_average, score),
            }
        }
    }
}

/// Why a metric has no value, as the evaluation says.
fn why_undefined<'e>(evaluation: &'e Evaluation, metric: &str) -> &'e str {
    let path = match metric.split_once('_') {
        Some(("weighted", score)) => format!("weighted_average.{score}"),
        _ => metric.to_owned(),
    };
    (evaluation.undefined.iter())
        .find(|undefined| undefined.metrics.contains(&path))
        .map_or("it is undefined", |undefined| undefined.reason.as_str())
}

#[cfg(test)]
mod tests {
    use super::super::Resampling;
    use super::*;
    use ndarray::array;

    /// Of four rows of a, a and b, b: the first and the third right, none given c.
    fn evaluation() -> Evaluation {
        let labels = Labels::new(["a", "b.x", "c"]).unwrap();
        let probabilities = array![
            [0.9, 0.1, 0.0],
            [0.1, 0.9, 0.0],
            [0.1, 0.9, 0.0],
            [0.8, 0.2, 0.0]
        ];
        let resampling = Resampling {
            seed: 1,
            replicates: 0,
        };
        Evaluation::new(&labels, &[0, 0, 1, 1], &probabilities, None, &resampling).unwrap()
    }

    fn gate(text: &str) -> Result<Gate> {
        Threshold::at_least(text)?.gate(&evaluation())
    }

    #[test]
    fn scores_are_compared_with_what_is_asked() {
        for (asked, passed, message) in [
            ("accuracy=0.5", true, "accuracy is 0.5000, at least 0.5"),
            ("macro_f1=0.51", false, "macro_f1 is 0.5000, below 0.51"),
            (
                "weighted_recall=0.5",
                true,
                "weighted_recall is 0.5000, at least 0.5",
            ),
            ("micro_f1=0.6", false, "micro_f1 is 0.5000, below 0.6"),
            // Kappa and Matthews of as many right as chance would have.
            ("cohen_kappa=0", true, "cohen_kappa is 0.0000, at least 0"),
            ("b.x.recall=0.5", true, "b.x.recall is 0.5000, at least 0.5"),
            // Rows of a by rising rank: the first right of one, the second of 4.
            (
                "a.average_precision=0.9",
                false,
                "a.average_precision is 0.7500, below 0.9",
            ),
        ] {
            let gate = gate(asked).unwrap();
            assert_eq!((gate.passed, gate.message.as_str()), (passed, message));
        }
        assert_eq!(gate("accuracy=0.5").unwrap().name, "accuracy >= 0.5");
    }

    #[test]
    fn what_has_no_value_fails_and_says_why() {
        let gate = gate("c.recall=0").unwrap();
        assert!(!gate.passed);
        let message = "c.recall has no value: no row has the label 'c' and none was given it";
        assert_eq!(gate.message, message);
    }

    #[test]
    fn a_value_just_below_does_not_read_as_if_it_met() {
        let mut evaluation = evaluation();
        evaluation.accuracy = 0.69999;
        let threshold = Threshold::at_least("accuracy=0.7").unwrap();
        let message = threshold.gate(&evaluation).unwrap().message;
        assert_eq!(message, "accuracy is 0.6999, below 0.7");
        evaluation.log_loss = 0.500_01;
        let threshold = Threshold::at_most("log_loss=0.5").unwrap();
        let gate = threshold.gate(&evaluation).unwrap();
        assert_eq!(gate.message, "log_loss is 0.5001, above 0.5");
        assert_eq!((gate.passed, &*gate.name), (false, "log_loss <= 0.5"));
    }

    #[test]
    fn what_is_better_lower_must_not_exceed_its_bound() {
        // Squares of the four rows: 0.02, 1.62, 0.02, 1.28.
        for (asked, passed, message) in [
            ("brier=0.75", true, "brier is 0.7350, at most 0.75"),
            ("brier=0.7", false, "brier is 0.7350, above 0.7"),
            // Confidences of 0.9 thrice, of which two right, and of 0.8 once, wrong:
            // (3·|2/3 − 0.9| + 0.8) / 4.
            (
                "expected_calibration_error=0.3",
                false,
                "expected_calibration_error is 0.3750, above 0.3",
            ),
        ] {
            let gate = Threshold::at_most(asked)
                .unwrap()
                .gate(&evaluation())
                .unwrap();
            assert_eq!((gate.passed, gate.message.as_str()), (passed, message));
        }
        let error = |text: &str| Threshold::at_most(text).unwrap_err().to_string();
        assert!(error("accuracy=0.5").contains("ask for others by --fail-under"));
        assert!(error("brier=-1").contains("of 0 or more"));
        assert!(error("brier=inf").contains("of 0 or more"));
        let error = gate("log_loss=0.5").unwrap_err().to_string();
        assert!(error.contains("by --fail-over log_loss=0.5"), "{error}");
    }

    #[test]
    fn mistakes_are_told_with_what_is_known() {
        let error = |text: &str| gate(text).unwrap_err().to_string();
        assert!(error("macro_f1").contains("has no '='"));
        assert!(error("macro_f1=70").contains("'macro_f1=70' has no number"));
        assert!(error("macro_f1=NaN").contains("from -1 to 1"));
        let unknown = error("f1=0.5");
        assert!(unknown.contains("no metric 'f1'"), "{unknown}");
        assert!(unknown.contains("accuracy, macro_f1"), "{unknown}");
        assert!(unknown.contains("one of a, b.x, c"), "{unknown}");
        assert!(error("d.recall=0.5").contains("no metric 'd.recall'"));
    }
}
