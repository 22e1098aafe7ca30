//! What is asked of scores.

use std::str::FromStr;

use serde::Serialize;

use super::evaluation::{Average, Evaluation};
use crate::error::{Error, Result};
use crate::label::Labels;

/// The metrics of all rows of which something may be asked.
const OVERALL: [&str; 10] = [
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

/// The metrics of a label of which something may be asked, behind its name and a
/// full stop.
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

/// The least value that a metric must have, written `macro_f1=0.70` or
/// `accusation.recall=0.6`.
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    metric: String,
    least: f64,
}

impl FromStr for Threshold {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        // From the right, because a label may hold the sign too.
        let (metric, number) = text.rsplit_once('=').ok_or_else(|| {
            Error::new(format!("'{text}' has no '='")).remedy("write it as macro_f1=0.70")
        })?;
        match number.trim().parse() {
            Ok(least) if (-1.0..=1.0).contains(&least) => Ok(Self {
                metric: metric.trim().to_owned(),
                least,
            }),
            _ => Err(Error::new(format!("'{number}' is no value of {metric}"))
                .remedy("give a number from -1 to 1, such as 0.70")),
        }
    }
}

impl Threshold {
    /// Checks that its metric is one of an evaluation with these labels.
    ///
    /// # Errors
    ///
    /// If it is not; the error lists those that are.
    pub fn check(&self, labels: &Labels) -> Result<()> {
        let of_label = |(label, metric): (&str, &str)| {
            labels.index(label).is_some() && OF_LABEL.contains(&metric)
        };
        if OVERALL.contains(&self.metric.as_str())
            || self.metric.rsplit_once('.').is_some_and(of_label)
        {
            return Ok(());
        }
        let labels: Vec<&str> = labels.iter().collect();
        Err(
            Error::new(format!("there is no metric '{}'", self.metric)).remedy(format!(
                "the metrics are {}, and LABEL.{}, where LABEL is one of {}",
                OVERALL.join(", "),
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
        let (metric, least) = (&self.metric, self.least);
        let (passed, message) = match value(evaluation, metric) {
            Some(value) if value >= least => {
                (true, format!("{metric} is {value:.4}, at least {least}"))
            }
            Some(value) => {
                // Rounded down, so that 0.69999 does not read as 0.7.
                let shown = (value * 1e4).floor() / 1e4;
                (false, format!("{metric} is {shown:.4}, below {least}"))
            }
            None => {
                let reason = why_undefined(evaluation, metric);
                (false, format!("{metric} has no value: {reason}"))
            }
        };
        Ok(Gate {
            name: format!("{metric} >= {least}"),
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
        text.parse::<Threshold>()?.gate(&evaluation())
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
        let threshold: Threshold = "accuracy=0.7".parse().unwrap();
        let message = threshold.gate(&evaluation).unwrap().message;
        assert_eq!(message, "accuracy is 0.6999, below 0.7");
    }

    #[test]
    fn mistakes_are_told_with_what_is_known() {
        let error = |text: &str| gate(text).unwrap_err().to_string();
        assert!(error("macro_f1").contains("has no '='"));
        assert!(error("macro_f1=70").contains("'70' is no value of macro_f1"));
        assert!(error("macro_f1=NaN").contains("from -1 to 1"));
        let unknown = error("f1=0.5");
        assert!(unknown.contains("no metric 'f1'"), "{unknown}");
        assert!(unknown.contains("accuracy, macro_f1"), "{unknown}");
        assert!(unknown.contains("one of a, b.x, c"), "{unknown}");
        assert!(error("d.recall=0.5").contains("no metric 'd.recall'"));
    }
}
