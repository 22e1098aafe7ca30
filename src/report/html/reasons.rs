//! Why a label was given, in a few words.

use crate::model::Explanation;

/// The strongest words for and against a label.
pub(super) struct Reasons {
    /// The label that it was compared with.
    pub(super) against: String,
    /// Words and what they contribute, the strongest first.
    pub(super) words: Vec<(String, String)>,
}

impl Reasons {
    /// The `most` strongest words. A word that several groups of features found
    /// stands once, with the sum of what they contribute.
    pub(super) fn of(explanation: &Explanation, most: usize) -> Self {
        let mut words: Vec<(String, f64)> = Vec::new();
        for reason in &explanation.reasons {
            let own: Vec<&str> = reason.words.split_whitespace().collect();
            let own = own.join(" ");
            match words.iter_mut().find(|(known, _)| *known == own) {
                Some((_, sum)) => *sum += reason.contribution,
                None => words.push((own, reason.contribution)),
            }
        }
        words.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        words.truncate(most);
        Self {
            against: explanation.against.clone(),
            words: words
                .into_iter()
                .map(|(word, sum)| (word, format!("{sum:+.1}").replace('-', "−")))
                .collect(),
        }
    }
}
