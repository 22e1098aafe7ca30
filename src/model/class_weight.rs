//! How much the rows of a label count.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::dataset::Dataset;
use crate::error::{Error, Result};
use crate::label::Labels;

/// How much the rows of a label count, as scikit-learn's `class_weight`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClassWeight {
    /// Each row counts 1.
    #[default]
    None,
    /// A row counts rows / (labels × rows of its label), as scikit-learn's
    /// `balanced`. Where rows have weights of their own, their sums stand in place
    /// of their numbers.
    Balanced,
    /// A row of these labels counts so much, all others 1.
    Labels(BTreeMap<String, f64>),
}

/// The weight of each label's rows, or none where all count 1.
///
/// `truth` holds the label of each row, and `weights` how much it counts by itself.
///
/// # Errors
///
/// If a weight is no finite number above 0, or is that of an unknown label.
pub fn class_weights(
    how: &ClassWeight,
    labels: &Labels,
    truth: &[usize],
    weights: Option<&[f64]>,
) -> Result<Option<Vec<f64>>> {
    match how {
        ClassWeight::None => Ok(None),
        ClassWeight::Balanced => {
            let mut sums = vec![0.0; labels.len()];
            for (row, &label) in truth.iter().enumerate() {
                sums[label] += weights.map_or(1.0, |weights| weights[row]);
            }
            let all = match weights {
                Some(weights) => weights.iter().sum(),
                None => truth.len() as f64,
            };
            // A label without rows in a fold has nothing to weigh.
            let of_label = |&sum: &f64| match sum > 0.0 {
                true => all / (labels.len() as f64 * sum),
                false => 1.0,
            };
            Ok(Some(sums.iter().map(of_label).collect()))
        }
        ClassWeight::Labels(given) => {
            let mut own = vec![1.0; labels.len()];
            for (name, &weight) in given {
                let Some(label) = labels.index(name) else {
                    let known: Vec<&str> = labels.iter().collect();
                    return Err(Error::new(format!("there is no label '{name}' to weigh"))
                        .remedy(format!("give some of {}", known.join(", "))));
                };
                if !(weight.is_finite() && weight > 0.0) {
                    return Err(Error::new(format!("the weight of '{name}' is {weight}"))
                        .remedy("give a number above 0"));
                }
                own[label] = weight;
            }
            Ok(Some(own))
        }
    }
}

/// How much each row counts: the weight of its label times its own; none where all
/// count 1.
///
/// # Errors
///
/// As [`class_weights`].
pub(super) fn row_weights(how: &ClassWeight, dataset: &Dataset) -> Result<Option<Vec<f64>>> {
    let own = dataset.weights.as_ref().map(|own| own.values.as_slice());
    let truth = dataset.truth();
    let classes = class_weights(how, &dataset.labels, &truth, own)?;
    Ok(match classes {
        None => own.map(<[f64]>::to_vec),
        Some(classes) => {
            let of =
                |(row, &label): (usize, &usize)| classes[label] * own.map_or(1.0, |own| own[row]);
            Some(truth.iter().enumerate().map(of).collect())
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights(how: &ClassWeight, own: Option<&[f64]>) -> Result<Option<Vec<f64>>> {
        class_weights(
            how,
            &Labels::new(["a", "b"]).unwrap(),
            &[0, 0, 1, 0, 0],
            own,
        )
    }

    #[test]
    fn balanced_rows_count_for_every_label_the_same() {
        // 4 rows of a, 1 of b: a row of a counts 5 / (2 · 4), the row of b 5 / (2 · 1).
        let balanced = weights(&ClassWeight::Balanced, None).unwrap();
        assert_eq!(balanced, Some(vec![0.625, 2.5]));
        // Weights 1 + 1 + 1 + 2 of a, 3 of b: 8 / (2 · 5) and 8 / (2 · 3).
        let own = [1.0, 1.0, 3.0, 1.0, 2.0];
        let balanced = weights(&ClassWeight::Balanced, Some(&own)).unwrap();
        assert_eq!(balanced, Some(vec![0.8, 8.0 / 6.0]));
    }

    #[test]
    fn labels_are_weighed_by_name() {
        let of = |name: &str, weight| ClassWeight::Labels([(name.to_owned(), weight)].into());
        assert_eq!(weights(&of("b", 2.5), None).unwrap(), Some(vec![1.0, 2.5]));
        for (name, weight, expected) in [
            ("c", 1.0, "no label 'c'"),
            ("b", 0.0, "the weight of 'b' is 0"),
            ("b", f64::NAN, "the weight of 'b' is NaN"),
        ] {
            let error = weights(&of(name, weight), None).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
