//! Cutting rows into folds.

use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use crate::error::{Error, Result};

use super::{Dataset, Weights};

impl Dataset {
    /// The fold of each row, from 0 to `folds - 1`.
    ///
    /// The rows of a group stay together, and each fold has about the same share
    /// of every label, as with scikit-learn's `StratifiedGroupKFold`: the groups
    /// are shuffled, and from the largest to the smallest each goes where it
    /// leaves the label counts of the folds most even.
    ///
    /// # Errors
    ///
    /// If there are fewer than two folds, or fewer groups than folds.
    pub fn folds(&self, folds: usize, seed: u64) -> Result<Vec<usize>> {
        if folds < 2 {
            return Err(Error::new(format!("{folds} folds are none")).remedy("give 2 or more"));
        }
        let mut groups = self.rows_by_group();
        if groups.len() < folds {
            return Err(Error::new(format!(
                "{} groups of rows cannot be cut into {folds} folds",
                groups.len()
            ))
            .remedy("give fewer folds"));
        }
        shuffle(&mut groups, seed);
        groups.sort_by_key(|rows| std::cmp::Reverse(rows.len()));

        let labels = self.labels.len();
        let mut total = vec![0_usize; labels];
        for row in &self.examples {
            total[row.label] += 1;
        }
        let mut counts = vec![vec![0_usize; labels]; folds];
        let mut fold_of = vec![0; self.examples.len()];
        for rows in groups {
            let mut own = vec![0_usize; labels];
            for &row in &rows {
                own[self.examples[row].label] += 1;
            }
            // The growth of Σ (share of the label in the fold)², smallest where
            // the group's labels are rarest; and of equals the smallest fold.
            let cost = |fold: &usize| {
                let squares: f64 = (0..labels)
                    .map(|label| {
                        let (has, adds) = (counts[*fold][label] as f64, own[label] as f64);
                        let all = total[label].max(1) as f64;
                        adds * (2.0 * has + adds) / (all * all)
                    })
                    .sum();
                (squares, counts[*fold].iter().sum::<usize>())
            };
            let best = (0..folds)
                .min_by(|a, b| {
                    let (a, b) = (cost(a), cost(b));
                    a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))
                })
                .unwrap_or(0);
            for row in rows {
                fold_of[row] = best;
                counts[best][self.examples[row].label] += 1;
            }
        }
        Ok(fold_of)
    }

    /// The rows of each group; a row without one is a group of its own.
    fn rows_by_group(&self) -> Vec<Vec<usize>> {
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for (row, example) in self.examples.iter().enumerate() {
            match &example.group {
                None => groups.push(vec![row]),
                Some(name) => {
                    let place = *places.entry(name).or_insert(groups.len());
                    match groups.get_mut(place) {
                        Some(rows) => rows.push(row),
                        None => groups.push(vec![row]),
                    }
                }
            }
        }
        groups
    }

    /// A random part of at least `rows` rows, of whole groups, in the order of the
    /// file; all rows if there are no more.
    ///
    /// With the same seed a smaller part lies within a larger one.
    #[must_use]
    pub fn subset(&self, rows: usize, seed: u64) -> Self {
        let mut groups = self.rows_by_group();
        shuffle(&mut groups, seed);
        let mut kept = vec![false; self.examples.len()];
        let mut left = rows;
        for group in groups {
            if left == 0 {
                break;
            }
            left = left.saturating_sub(group.len());
            for row in group {
                kept[row] = true;
            }
        }
        self.filter(|row| kept[row])
    }

    /// The rows for which `keep` holds, with the labels of the whole.
    #[must_use]
    pub fn filter(&self, keep: impl Fn(usize) -> bool) -> Self {
        let examples = self.examples.iter().enumerate();
        let weights = self.weights.as_ref().map(|weights| {
            let values = weights.values.iter().enumerate();
            let values = values.filter(|(row, _)| keep(*row));
            Weights {
                column: weights.column.clone(),
                values: values.map(|(_, &weight)| weight).collect(),
            }
        });
        Self {
            labels: self.labels.clone(),
            examples: examples
                .filter(|(row, _)| keep(*row))
                .map(|(_, example)| example.clone())
                .collect(),
            sha256: None,
            weights,
        }
    }
}

/// Fisher and Yates' shuffle.
fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    for last in (1..items.len()).rev() {
        let other = random.next_u64() % (last as u64 + 1);
        items.swap(last, other as usize);
    }
}

#[cfg(test)]
mod tests {
    use super::super::Example;
    use super::*;
    use crate::label::Labels;

    fn dataset(rows: &[(usize, Option<&str>)]) -> Dataset {
        Dataset {
            labels: Labels::new(["a", "b"]).unwrap(),
            examples: (1..)
                .zip(rows)
                .map(|(line, (label, group))| Example {
                    text: format!("text {line}"),
                    label: *label,
                    group: group.map(str::to_string),
                    line,
                })
                .collect(),
            sha256: None,
            weights: None,
        }
    }

    #[test]
    fn groups_stay_together_and_labels_are_spread() {
        let names: Vec<String> = (0..40).map(|n| format!("g{}", n / 2)).collect();
        let rows: Vec<_> = (0..40)
            .map(|n| (usize::from(n % 4 == 0), Some(names[n].as_str())))
            .collect();
        let data = dataset(&rows);
        let folds = data.folds(5, 1).unwrap();
        for pair in folds.chunks(2) {
            assert_eq!(pair[0], pair[1]);
        }
        for fold in 0..5 {
            let own = |label| {
                (0..40)
                    .filter(|&n| folds[n] == fold && rows[n].0 == label)
                    .count()
            };
            assert_eq!((own(0), own(1)), (6, 2), "fold {fold}");
        }
        assert_eq!(folds, data.folds(5, 1).unwrap());
        assert_ne!(folds, data.folds(5, 2).unwrap());
    }

    #[test]
    fn subsets_are_nested_and_of_whole_groups() {
        let names: Vec<String> = (0..30).map(|n| format!("g{}", n / 3)).collect();
        let rows: Vec<_> = (0..30).map(|n| (n % 2, Some(names[n].as_str()))).collect();
        let data = dataset(&rows);
        let lines = |rows, seed| -> Vec<u64> {
            let part = data.subset(rows, seed);
            part.examples.iter().map(|row| row.line).collect()
        };
        let (small, large) = (lines(4, 1), lines(13, 1));
        assert_eq!((small.len(), large.len()), (6, 15));
        assert!(small.iter().all(|line| large.contains(line)));
        for line in &large {
            let first = (line - 1) / 3 * 3 + 1;
            assert!((first..first + 3).all(|other| large.contains(&other)));
        }
        assert_ne!(lines(13, 2), large);
        assert_eq!(lines(usize::MAX, 1).len(), 30);
    }

    #[test]
    fn there_are_no_more_folds_than_groups() {
        let data = dataset(&[(0, Some("x")), (1, Some("x")), (1, None)]);
        assert!(data.folds(2, 1).is_ok());
        let error = data.folds(3, 1).unwrap_err().to_string();
        assert!(error.contains("2 groups"), "{error}");
    }
}
