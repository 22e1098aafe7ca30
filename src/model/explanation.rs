//! Why a text gets a label and not another one.
//!
//! The classifier gives label k the probability exp(z_k) / Σ_m exp(z_m) with the
//! logit z_k = (b_k + Σ_j x_j · W_jk) / T with the temperature T. So the log-odds of a label L against a
//! label M are
//!
//! ```text
//! ln(p_L / p_M) = z_L − z_M = (b_L − b_M) / T + Σ_j x_j · (W_jL − W_jM) / T
//! ```
//!
//! a sum with one contribution for each feature, and nothing left over. That is
//! why a label is explained against one other label, by default its strongest
//! rival: the log-odds against all others together, ln(p_L / (1 − p_L)), are no
//! such sum.
//!
//! Weights are 32-bit numbers; values, products and sums are made with 64 bits, here
//! as in the prediction, so both differ only by the rounding of sums in another order.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::{Error, Result};
use crate::evaluate::predicted_labels;
use crate::features::Evidence;

use super::classifier::Classifier;

/// Why a text gets a label and not another one.
///
/// `intercept`, the contributions of `reasons` and that of `others` sum to
/// `log_odds`; so do `intercept` and the contributions of `groups`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The label that is explained.
    pub label: String,
    /// The label that it is compared with.
    pub against: String,
    /// The label that the model gives the text.
    pub predicted: String,
    /// The probability of each label by its name.
    pub probabilities: BTreeMap<String, f64>,
    /// ln of the probability of `label` over that of `against`.
    pub log_odds: f64,
    /// What the log-odds would be without any feature.
    pub intercept: f64,
    /// What each group of features contributes, in the groups' order.
    pub groups: Vec<GroupContribution>,
    /// What pulls toward `label` (above 0) or toward `against` (below 0), the
    /// strongest first.
    pub reasons: Vec<Reason>,
    /// What is not listed in `reasons`.
    pub others: Others,
}

/// What a group of features contributes to the log-odds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupContribution {
    /// The name of the group.
    pub group: String,
    /// How many features of the text it found.
    pub features: usize,
    /// The sum of what they contribute.
    pub contribution: f64,
}

/// A feature, or all character n-grams of a word, and what it contributes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reason {
    /// The name of its group.
    pub group: String,
    /// What it is, in words.
    pub words: String,
    /// How many features it is made of; a character n-gram that stands in
    /// several words is counted in each.
    pub features: usize,
    /// What it contributes to the log-odds.
    pub contribution: f64,
}

/// Reasons that are not listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Others {
    /// How many reasons they are.
    pub reasons: usize,
    /// How many features they are made of.
    pub features: usize,
    /// The sum of what they contribute.
    pub contribution: f64,
}

/// Which labels an explanation compares.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Question<'q> {
    /// The label to explain; without it the predicted one.
    pub label: Option<&'q str>,
    /// The label to compare it with; without it the most probable other one.
    pub against: Option<&'q str>,
}

impl Classifier {
    /// Why `text`, taken as one claim, gets a label and not another one.
    ///
    /// # Errors
    ///
    /// If the text is empty, the model has no such label, or the two are the same.
    pub fn explain(&self, text: &str, question: &Question) -> Result<Explanation> {
        if text.trim().is_empty() {
            return Err(Error::new("the text is empty").remedy("give the words of one claim"));
        }
        let labels = self.labels();
        let known = |name: Option<&str>| name.map(|name| labels.known(name)).transpose();
        let (asked, rival) = (known(question.label)?, known(question.against)?);
        if asked.is_some() && asked == rival {
            return Err(Error::new(format!(
                "'{}' cannot be compared with itself",
                question.label.unwrap_or_default()
            ))
            .remedy("name two different labels"));
        }
        let probabilities = self.predict_proba(&[text]);
        let predicted = predicted_labels(&probabilities)[0];
        let best_but = |but: usize| {
            let others = (0..labels.len()).filter(|&label| label != but);
            // The first of equals, as in the prediction.
            others.reduce(|best, label| {
                match probabilities[[0, label]] > probabilities[[0, best]] {
                    true => label,
                    false => best,
                }
            })
        };
        let label = match (asked, rival) {
            (Some(label), _) => label,
            // Why not the predicted label? The best of the others is explained.
            (None, Some(rival)) if rival == predicted => best_but(rival).unwrap_or(predicted),
            (None, _) => predicted,
        };
        // A set of labels has two or more.
        let against = rival.or_else(|| best_but(label)).unwrap_or(label);

        let evidence = self.extractor().evidence(text);
        let contribution = |evidence: &Evidence| self.contribution(evidence, label, against);
        let groups = self.extractor().extractor().groups().iter().enumerate();
        let groups = groups.map(|(number, group)| {
            let own = || evidence.iter().filter(|evidence| evidence.group == number);
            let columns =
                own().flat_map(|evidence| evidence.values.iter().map(|(column, _)| *column));
            let columns: std::collections::BTreeSet<u32> = columns.collect();
            GroupContribution {
                group: group.name.clone(),
                features: columns.len(),
                contribution: own().map(contribution).sum(),
            }
        });
        let groups: Vec<GroupContribution> = groups.collect();
        let mut reasons: Vec<Reason> = evidence
            .iter()
            .map(|evidence| Reason {
                group: groups[evidence.group].group.clone(),
                words: evidence.words.clone(),
                features: evidence.values.len(),
                contribution: contribution(evidence),
            })
            .collect();
        // A stable sort: equals stay in the order of groups and words.
        reasons.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
        let intercepts = self.intercepts();
        let intercept = f64::from(intercepts[label]) - f64::from(intercepts[against]);
        let intercept = intercept / self.temperature().value();
        Ok(Explanation {
            label: labels.name(label).into(),
            against: labels.name(against).into(),
            predicted: labels.name(predicted).into(),
            probabilities: labels
                .iter()
                .map(str::to_owned)
                .zip(probabilities.row(0).iter().copied())
                .collect(),
            log_odds: intercept + groups.iter().map(|group| group.contribution).sum::<f64>(),
            intercept,
            groups,
            reasons,
            others: Others::default(),
        })
    }

    /// What some features add to the log-odds of one label against another.
    fn contribution(&self, evidence: &Evidence, label: usize, against: usize) -> f64 {
        let weights = self.weights();
        let sum = evidence.values.iter().map(|&(column, value)| {
            let weights = weights.row(column as usize);
            value * (f64::from(weights[label]) - f64::from(weights[against]))
        });
        sum.sum::<f64>() / self.temperature().value()
    }
}

impl Explanation {
    /// Keeps the `most` strongest reasons and puts the rest together in `others`.
    #[must_use]
    pub fn strongest(mut self, most: usize) -> Self {
        for reason in self.reasons.drain(most.min(self.reasons.len())..) {
            self.others.reasons += 1;
            self.others.features += reason.features;
            self.others.contribution += reason.contribution;
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use std::sync::OnceLock;

    use ndarray::{Array1, array};
    use proptest::prelude::*;

    use super::super::calibration::Temperature;
    use super::super::linfa::Confirmation;
    use super::super::record::TrainingRecord;
    use super::super::train::TrainOptions;
    use super::super::validation::{Sureness, Validation};
    use super::*;
    use crate::features::{Analyzer, Extractor, FeatureGroup, Tfidf, View};
    use crate::label::Labels;

    /// Words with the weights of three labels and characters of one.
    ///
    /// "rain" and "wind" stand in both texts, so their idf is 1.
    fn by_hand() -> Classifier {
        let group = |name: &str, weight, tfidf| FeatureGroup {
            name: name.into(),
            view: View::Text,
            weight,
            tfidf,
        };
        let extractor = Extractor::new(vec![
            group("words", 1.0, Tfidf::new(Analyzer::Word)),
            group("characters", 0.5, Tfidf::new(Analyzer::CharWb)),
        ])
        .unwrap();
        let extractor = extractor.fit(&["Rain! wind", "wind, rain"]).unwrap();
        // Words rain, wind; characters space , ! a d i n r w: 2 + 9.
        assert_eq!(extractor.columns(), 11);
        let mut weights = ndarray::Array2::zeros((11, 3));
        weights.row_mut(0).assign(&array![0.5, -0.25, 0.0]);
        weights.row_mut(1).assign(&array![-1.0, 0.0, 0.0]);
        let n = (2..11)
            .find(|&column| extractor.feature(column).1 == "n")
            .unwrap();
        weights.row_mut(n as usize).assign(&array![2.0, 0.0, 0.0]);
        Classifier {
            labels: Labels::new(["a", "b", "c"]).unwrap(),
            record: TrainingRecord {
                crate_version: String::new(),
                options: TrainOptions {
                    features: extractor.extractor().clone(),
                    ..TrainOptions::default()
                },
                groups_without_terms: Vec::new(),
                rows: 2,
                sha256: None,
                weight_column: None,
                support: vec![1, 1, 0],
                objective: 0.0,
                steps: 0,
                linfa: Confirmation::MatrixAboveCap,
                validation: None,
            },
            extractor,
            weights,
            intercepts: Array1::from(vec![0.25, 0.0, -9.0]),
            scorer: OnceLock::new(),
            checksum: None,
        }
    }

    fn near(a: f64, b: f64) -> bool {
        // The values are 32-bit numbers.
        (a - b).abs() < 1e-6
    }

    #[test]
    fn contributions_are_values_times_differences_of_weights() {
        let question = Question {
            label: Some("a"),
            against: Some("b"),
        };
        let explained = by_hand().explain("rain, wind", &question).unwrap();
        let words = |words: &str, group: &str| {
            let mut found = explained.reasons.iter();
            let found = found.find(|reason| reason.words == words && reason.group == group);
            found.unwrap().contribution
        };
        // Each word has the value 1/√2.
        let root = 0.5_f64.sqrt();
        assert!(near(words("rain", "words"), root * 0.75));
        assert!(near(words("wind", "words"), -root));
        // " rain, " has two spaces and one each of "r a i n ,", " wind " two spaces
        // and "w i n d": 4 spaces, 2 i, 2 n and five single ones. The idf of the
        // comma, in one text of two, is ln(3/2) + 1.
        let comma = 1.5_f64.ln() + 1.0;
        let norm = (16.0 + 4.0 + 4.0 + 4.0 + comma * comma).sqrt();
        // Half of the n stands in each word; the group counts half.
        let half = 0.5 * 2.0 * (2.0 / norm) / 2.0;
        assert!(near(words("rain", "characters"), half));
        assert!(near(words("wind", "characters"), half));
        assert!(near(explained.intercept, 0.25));
        assert!(near(explained.log_odds, 0.25 - root * 0.25 + 2.0 * half));
        assert_eq!(explained.reasons[0].words, "wind");
        assert_eq!(explained.groups[0].features, 2);
        // Space, comma, r a i n w d.
        assert_eq!(explained.groups[1].features, 8);
    }

    #[test]
    fn the_temperature_divides_everything() {
        let question = Question::default();
        let mut model = by_hand();
        let raw = model.explain("rain, wind", &question).unwrap();
        let sureness = Sureness {
            log_loss: 0.0,
            expected_calibration_error: 0.0,
        };
        model.record.validation = Some(Validation {
            folds: 2,
            seed: 1,
            rows: None,
            accuracy: 1.0,
            macro_f1: 1.0,
            labels: BTreeMap::new(),
            temperature: Temperature::new(2.0).unwrap(),
            before: sureness,
            after: sureness,
            abstention: Vec::new(),
        });
        let calibrated = model.explain("rain, wind", &question).unwrap();
        assert!((calibrated.log_odds - raw.log_odds / 2.0).abs() < 1e-12);
        for (calibrated, raw) in calibrated.reasons.iter().zip(&raw.reasons) {
            assert!((calibrated.contribution - raw.contribution / 2.0).abs() < 1e-12);
        }
        let p = |name| calibrated.probabilities[name];
        assert!((calibrated.log_odds - (p("a") / p("b")).ln()).abs() < 1e-12);
    }

    #[test]
    fn a_label_is_explained_against_its_strongest_rival() {
        let model = by_hand();
        let pair = |text: &str, label, against| {
            let explained = model.explain(text, &Question { label, against }).unwrap();
            (explained.label, explained.against, explained.log_odds > 0.0)
        };
        let is = |a: &str, b: &str, positive| (a.to_owned(), b.to_owned(), positive);
        // a has 0.25 + 0.5/√2 and more by its n, b less than 0, c −9.
        assert_eq!(pair("rain", None, None), is("a", "b", true));
        assert_eq!(pair("rain", Some("b"), None), is("b", "a", false));
        assert_eq!(pair("rain", Some("a"), Some("c")), is("a", "c", true));
        assert_eq!(pair("rain", None, Some("a")), is("b", "a", false));
        assert_eq!(pair("rain", None, Some("c")), is("a", "c", true));
    }

    #[test]
    fn the_others_are_the_rest() {
        let whole = by_hand()
            .explain("rain, wind", &Question::default())
            .unwrap();
        let some = whole.clone().strongest(1);
        assert_eq!(some.reasons, whole.reasons[..1]);
        assert_eq!(some.others.reasons, whole.reasons.len() - 1);
        let rest: f64 = whole.reasons[1..].iter().map(|r| r.contribution).sum();
        assert!((some.others.contribution - rest).abs() < 1e-12);
        assert_eq!(whole.clone().strongest(100), whole);
    }

    #[test]
    fn what_cannot_be_explained_is_said() {
        let model = by_hand();
        let error = |text: &str, label, against| {
            let error = model.explain(text, &Question { label, against });
            error.unwrap_err().to_string()
        };
        assert!(error(" \n", None, None).contains("the text is empty"));
        let unknown = error("rain", Some("d"), None);
        assert!(
            unknown.contains("no label 'd'") && unknown.contains("a, b, c"),
            "{unknown}"
        );
        assert!(error("rain", None, Some("")).contains("no label ''"));
        assert!(error("rain", Some("a"), Some("a")).contains("itself"));
    }

    proptest! {
        #[test]
        fn the_sums_are_the_log_odds(text in "[ ,]{0,2}[a-z](rain|wind|n|[a-z!,. \u{200B}]){0,30}") {
            let model = by_hand();
            let probabilities = model.predict_proba(&[&text]);
            for (label, against) in [("a", "b"), ("b", "c"), ("c", "a")] {
                let question = Question { label: Some(label), against: Some(against) };
                let explained = model.explain(&text, &question).unwrap().strongest(3);
                let p = |name| probabilities[[0, model.labels().index(name).unwrap()]];
                let odds = (p(label) / p(against)).ln();
                prop_assert!((explained.log_odds - odds).abs() < 1e-9);
                let listed: f64 = explained.reasons.iter().map(|r| r.contribution).sum();
                let sum = explained.intercept + listed + explained.others.contribution;
                prop_assert!((sum - odds).abs() < 1e-9, "{sum} {odds}");
            }
        }
    }
}
