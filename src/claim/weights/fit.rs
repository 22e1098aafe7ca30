//! How weights are fitted from annotated articles, which only tests do: they compare
//! the tables with them, and write them when asked to.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::super::cues::{Draft, Reader};
use super::super::words::words;
use super::super::{ClaimFinder, quote};
use crate::evaluate::{AnnotatedClaim, GoldSentence};
use crate::input::Input;
use crate::matrix::CsrMatrix;
use crate::model::{Objective, minimise};

/// Features whose weights are all below this are left out of a table.
pub(in crate::claim) const LEAST: f64 = 0.05;

/// A file of the project.
pub(in crate::claim) fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The sentences of `labels/claims.jsonl`.
pub(in crate::claim) fn annotated() -> Vec<GoldSentence> {
    GoldSentence::read(&Input::Path(path("labels/claims.jsonl"))).expect("it is shipped")
}

/// A draft that the finder makes of an annotated claim.
pub(in crate::claim) struct Found<'f, 'a, 'l> {
    pub(in crate::claim) reader: &'f Reader<'a, 'l>,
    pub(in crate::claim) text: &'f str,
    pub(in crate::claim) drafts: &'f [Draft<'l>],
    /// Which of the drafts it is.
    pub(in crate::claim) nth: usize,
    pub(in crate::claim) claim: &'f AnnotatedClaim,
}

/// Calls `take` with each draft of these sentences, `read` from them, that is a claim.
pub(in crate::claim) fn each_found(
    finder: &ClaimFinder,
    gold: &[GoldSentence],
    read: for<'l> fn(&Reader<'_, 'l>) -> Vec<Draft<'l>>,
    mut take: impl FnMut(Found<'_, '_, '_>),
) {
    for sentence in gold {
        let text = sentence.text.as_str();
        let quotations = quote::quotations(text);
        let words = words(&finder.lexicon, text, &quotations);
        if words.is_empty() {
            continue;
        }
        let reader = Reader::new(&finder.lexicon, &words, &quotations, (0, words.len()));
        let drafts = read(&reader);
        for (nth, draft) in drafts.iter().enumerate() {
            let claim = sentence.claims.iter().find(|claim| {
                claim
                    .cue
                    .map_or(drafts.len() == 1, |cue| cue.overlaps(draft.cue))
            });
            if let Some(claim) = claim {
                take(Found {
                    reader: &reader,
                    text,
                    drafts: &drafts,
                    nth,
                    claim,
                });
            }
        }
    }
}

/// The weights of a logistic model, by the names of the features.
pub(in crate::claim) struct Fit {
    pub(in crate::claim) weights: BTreeMap<String, f64>,
    pub(in crate::claim) bias: f64,
}

/// Fits whether examples with these features are right; `c` as in scikit-learn. Features
/// that fewer than `fewest` examples have are not learned.
pub(in crate::claim) fn fit(examples: &[(Vec<String>, bool)], c: f64, fewest: usize) -> Fit {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in examples.iter().flat_map(|(names, _)| names) {
        *counts.entry(name).or_default() += 1;
    }
    counts.retain(|_, count| *count >= fewest);
    let columns: BTreeMap<&str, u32> = counts.into_keys().zip(0..).collect();
    let mut matrix = CsrMatrix::new(columns.len());
    for (names, _) in examples {
        let known = names.iter().map(|name| columns.get(name.as_str()).copied());
        let mut row: Vec<u32> = known.flatten().collect();
        row.sort_unstable();
        row.dedup();
        matrix.push_row(row.into_iter().map(|column| (column, 1.0)));
    }
    let truth: Vec<usize> = examples
        .iter()
        .map(|(_, right)| usize::from(*right))
        .collect();
    // Of two classes the weights are w and −w: alpha/2 (w² + w²) = alpha/4 (2w)².
    let matrix = matrix.into();
    let objective = Objective::new(&matrix, &truth, 2, None, 2.0 / c);
    let optimum = minimise(&objective, 1e-6, |_| ()).expect("the fit converges");
    let difference = |at: usize| optimum.parameters[2 * at + 1] - optimum.parameters[2 * at];
    Fit {
        weights: columns
            .iter()
            .map(|(name, &at)| ((*name).to_owned(), difference(at as usize)))
            .collect(),
        bias: difference(columns.len()),
    }
}
