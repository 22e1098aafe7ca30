//! Logits in one pass over the text.

use std::sync::{Mutex, PoisonError};

use crate::features::{Scan, Scratch};

use super::classifier::Classifier;

/// How many weights lie side by side.
const LANES: usize = 4;

/// The features and weights of a [`Classifier`], laid out for speed: a scan of
/// the text gives the ranks of its features, and the weights of a rank lie
/// together, those of frequent terms first.
///
/// It gives the logits of the plain path but for the order of their sums.
#[derive(Debug)]
pub(super) struct Scorer {
    scan: Scan,
    /// The weights of each rank, one a label, in whole blocks.
    weights: Vec<[f32; LANES]>,
    /// How many blocks a rank has.
    blocks: usize,
    /// One number a label.
    intercepts: Vec<f64>,
    /// What no thread is writing on.
    scratches: Mutex<Vec<Scratch>>,
}

impl Scorer {
    /// The fast form of a classifier; none where [`Scan::new`] gives none.
    pub(super) fn new(classifier: &Classifier) -> Option<Self> {
        let scan = Scan::new(&classifier.extractor)?;
        let blocks = classifier.labels.len().div_ceil(LANES);
        let mut weights = vec![[0.0; LANES]; scan.columns().len() * blocks];
        for (rank, &column) in weights.chunks_exact_mut(blocks).zip(scan.columns()) {
            let row = classifier.weights.row(column as usize);
            for (place, weight) in rank.iter_mut().flatten().zip(row) {
                *place = *weight;
            }
        }
        Some(Self {
            scan,
            weights,
            blocks,
            intercepts: classifier
                .intercepts
                .iter()
                .copied()
                .map(f64::from)
                .collect(),
            scratches: Mutex::default(),
        })
    }

    /// Writes the logits of `texts` (texts × labels), before the temperature.
    pub(super) fn logits<T: AsRef<str>>(&self, texts: &[T], rows: &mut [f64]) {
        let spare = || {
            self.scratches
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        let scratch = spare().pop();
        let mut scratch = scratch.unwrap_or_else(|| self.scan.scratch());
        for (text, row) in texts
            .iter()
            .zip(rows.chunks_exact_mut(self.intercepts.len()))
        {
            match self.blocks {
                1 => self.write_few(text.as_ref(), &mut scratch, row),
                _ => self.write_many(text.as_ref(), &mut scratch, row),
            }
        }
        spare().push(scratch);
    }

    /// The logits of one text, for labels that fill one block.
    fn write_few(&self, text: &str, scratch: &mut Scratch, row: &mut [f64]) {
        let mut sums = [0.0_f64; LANES];
        self.scan.each(text, scratch, |rank, value| {
            let weights = &self.weights[rank as usize];
            for (sum, &weight) in sums.iter_mut().zip(weights) {
                *sum += f64::from(value) * f64::from(weight);
            }
        });
        self.finish(&sums, row);
    }

    /// The logits of one text, for any number of labels.
    fn write_many(&self, text: &str, scratch: &mut Scratch, row: &mut [f64]) {
        let mut sums = vec![0.0_f64; self.blocks * LANES];
        self.scan.each(text, scratch, |rank, value| {
            let start = rank as usize * self.blocks;
            let weights = self.weights[start..start + self.blocks].as_flattened();
            for (sum, &weight) in sums.iter_mut().zip(weights) {
                *sum += f64::from(value) * f64::from(weight);
            }
        });
        self.finish(&sums, row);
    }

    fn finish(&self, sums: &[f64], row: &mut [f64]) {
        for ((logit, sum), intercept) in row.iter_mut().zip(sums).zip(&self.intercepts) {
            *logit = intercept + sum;
        }
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
            assert!((fast - plain).abs() < 1e-9, "{fast} {plain}");
        }
    }
}
