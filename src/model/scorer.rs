//! Logits in one pass over the text.

use ndarray::Array2;

use crate::features::{Scan, Scratch, Sums};
use crate::prefetch::prefetch_range;
use crate::spare::Spare;

use super::classifier::Classifier;

/// For how many labels weights lie beside their features.
const LANES: usize = 4;

/// How many bytes of the next text are asked for; the processor guesses the rest.
const ASKED_FOR: usize = 512;

/// The features and weights of a [`Classifier`], laid out for speed: a scan of
/// the text gives its features with their weights.
///
/// It gives the logits of the plain path but for the order of their sums and the
/// rounding of values to 32 bits, which it leaves out.
#[derive(Debug)]
pub(super) struct Scorer {
    weights: Weights,
    /// One number a label.
    intercepts: Vec<f64>,
    /// What no thread is writing on.
    scratches: Spare<Scratch>,
}

/// The weights of features, one a label.
#[derive(Debug)]
enum Weights {
    /// Those of few labels lie where the feature is found.
    Few(Scan<[f32; LANES]>),
    /// Those of many are found by the column (features × labels).
    Many(Scan<u32>, Array2<f32>),
}

impl Scorer {
    /// The fast form of a classifier; none where [`Scan::new`] gives none.
    pub(super) fn new(classifier: &Classifier) -> Option<Self> {
        let (extractor, weights) = (&classifier.extractor, &classifier.weights);
        let weights = if classifier.labels.len() <= LANES {
            Weights::Few(Scan::new(extractor, |column| {
                let mut lanes = [0.0; LANES];
                for (lane, &weight) in lanes.iter_mut().zip(weights.row(column as usize)) {
                    *lane = weight;
                }
                lanes
            })?)
        } else {
            Weights::Many(Scan::new(extractor, |column| column)?, weights.clone())
        };
        let intercepts = classifier.intercepts.iter().copied();
        Some(Self {
            weights,
            intercepts: intercepts.map(f64::from).collect(),
            scratches: Spare::default(),
        })
    }

    /// Writes the logits of `texts` (texts × labels), before the temperature.
    pub(super) fn logits<T: AsRef<str>>(&self, texts: &[T], rows: &mut [f64]) {
        let scratch = self.scratches.take();
        let mut scratch = scratch.unwrap_or_else(|| match &self.weights {
            Weights::Few(scan) => scan.scratch(),
            Weights::Many(scan, _) => scan.scratch(),
        });
        let rows = rows.chunks_exact_mut(self.intercepts.len());
        for (nth, (text, row)) in texts.iter().zip(rows).enumerate() {
            if let Some(next) = texts.get(nth + 1) {
                let next = next.as_ref().as_bytes();
                prefetch_range(next, 0..next.len().min(ASKED_FOR));
            }
            self.write(text.as_ref(), &mut scratch, row);
        }
        self.scratches.give_back(scratch);
    }

    /// Writes the logits of one text.
    fn write(&self, text: &str, scratch: &mut Scratch, row: &mut [f64]) {
        match &self.weights {
            Weights::Few(scan) => {
                let mut sums = FewSums::default();
                scan.add(text, scratch, &mut sums);
                // A copy, so that the sums themselves need no place in memory.
                let sums = sums.row;
                row.copy_from_slice(&sums[..row.len()]);
            }
            Weights::Many(scan, weights) => {
                row.fill(0.0);
                let group = vec![0.0; row.len()];
                let mut sums = ManySums {
                    weights,
                    group,
                    row,
                };
                scan.add(text, scratch, &mut sums);
            }
        }
        for (logit, intercept) in row.iter_mut().zip(&self.intercepts) {
            *logit += intercept;
        }
    }
}

/// The logits of few labels.
#[derive(Default)]
struct FewSums {
    /// Of the group that is read, and not yet scaled.
    group: [f64; LANES],
    /// Of those before it.
    row: [f64; LANES],
}

impl Sums<[f32; LANES]> for FewSums {
    #[inline]
    fn add(&mut self, weights: &[f32; LANES], value: f64) {
        add(&mut self.group, weights, value);
    }

    #[inline]
    fn end_group(&mut self, scale: f64) {
        end_group(&mut self.group, &mut self.row, scale);
    }
}

/// The logits of many labels.
struct ManySums<'s> {
    /// Features × labels.
    weights: &'s Array2<f32>,
    group: Vec<f64>,
    row: &'s mut [f64],
}

impl Sums<u32> for ManySums<'_> {
    fn add(&mut self, &column: &u32, value: f64) {
        add(&mut self.group, self.weights.row(column as usize), value);
    }

    fn end_group(&mut self, scale: f64) {
        end_group(&mut self.group, self.row, scale);
    }
}

/// Adds the weights of a feature of this value.
#[inline]
fn add<'w>(sums: &mut [f64], weights: impl IntoIterator<Item = &'w f32>, value: f64) {
    for (sum, &weight) in sums.iter_mut().zip(weights) {
        *sum += value * f64::from(weight);
    }
}

/// Adds the sums of a group to those of the row, and begins anew.
#[inline]
fn end_group(group: &mut [f64], row: &mut [f64], scale: f64) {
    for (sum, group) in row.iter_mut().zip(group) {
        *sum += std::mem::take(group) * scale;
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::super::train::TrainOptions;
    use super::*;
    use crate::dataset::{Dataset, Example};
    use crate::label::Labels;

    /// The titles and texts of the news outside of the project, cut at stops.
    fn news() -> Vec<String> {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../shared/data/news/news_ar.jsonl.gz"
        );
        let output = Command::new("gzip").args(["-dc", path]).output();
        let Some(output) = output.ok().filter(|output| output.status.success()) else {
            eprintln!("SKIPPED: {path} could not be read");
            return Vec::new();
        };
        String::from_utf8(output.stdout)
            .unwrap()
            .lines()
            .flat_map(|line| {
                let article: serde_json::Value = serde_json::from_str(line).unwrap();
                let [title, text] =
                    ["title", "text"].map(|key| article[key].as_str().unwrap().to_owned());
                let sentences = text.split_inclusive('.').map(str::to_owned);
                sentences.chain([title]).collect::<Vec<_>>()
            })
            .collect()
    }

    #[test]
    fn the_shipped_model_gives_the_plain_probabilities() {
        let classifier = Classifier::embedded().unwrap();
        assert!(Scorer::new(&classifier).is_some());
        let texts = news();
        let (fast, plain) = (
            classifier.predict_proba(&texts),
            classifier.plain_predict_proba(&texts),
        );
        let apart = (&fast - &plain).mapv(f64::abs);
        assert!(apart.iter().all(|&apart| apart < 1e-6));
        assert!(texts.is_empty() || texts.len() > 10_000);
    }

    #[test]
    fn many_labels_have_their_weights() {
        let names: Vec<String> = (0..9).map(|n| format!("label{n}")).collect();
        let texts: Vec<String> = names.iter().map(|name| format!("a {name}")).collect();
        let examples = texts.iter().enumerate().map(|(label, text)| Example {
            text: text.clone(),
            label,
            group: None,
            line: 1,
        });
        let dataset = Dataset {
            labels: Labels::new(&names).unwrap(),
            examples: examples.collect(),
            sha256: None,
            weights: None,
        };
        let classifier = Classifier::fit(&dataset, &TrainOptions::default()).unwrap();
        let (fast, plain) = (
            classifier.predict_proba(&texts),
            classifier.plain_predict_proba(&texts),
        );
        for (fast, plain) in fast.iter().zip(&plain) {
            // The values of the plain path are 32-bit numbers.
            assert!((fast - plain).abs() < 1e-6, "{fast} {plain}");
        }
        for (text, fast) in texts.iter().zip(fast.rows()) {
            // Those of an explanation are not rounded.
            let mut exact: Vec<f64> = classifier
                .intercepts
                .iter()
                .copied()
                .map(f64::from)
                .collect();
            for evidence in classifier.extractor.evidence(text) {
                for (column, value) in evidence.values {
                    add(&mut exact, classifier.weights.row(column as usize), value);
                }
            }
            let total: f64 = exact.iter().copied().map(f64::exp).sum();
            for (fast, exact) in fast.iter().zip(exact) {
                let exact = exact.exp() / total;
                assert!((fast - exact).abs() < 1e-9, "{fast} {exact}");
            }
        }
    }
}
