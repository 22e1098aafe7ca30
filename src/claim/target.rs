//! The party that a claim is about.
//!
//! Every party named in a sentence is a candidate, with features of its words
//! and of the place where it stands: in the slot that the cue keeps for it,
//! behind which word, as the subject of the content. A logistic model over these
//! features, `target.csv` of the lexicon, has a column of weights for each
//! stance, since who is accused stands elsewhere than who is asked. The
//! likeliest candidate is the target if it is likely enough among them all.

use std::ops::Range;

use serde::Deserialize;

use super::cues::{Draft, Reader};
use super::table::Tables;
use super::weights::Weights;
use crate::error::Result;
use features::Stand;

/// Words of a sentence: the first and the one behind the last.
pub(super) type Words = (usize, usize);

/// The share of all candidates' odds from which the likeliest is the target. In
/// cross-validation by article 0.22 to 0.30 are much the same (F1 0.680 to 0.676);
/// on real claims, which name more parties, 0.30 is the best of steps of 0.04.
const LEAST_SHARE: f64 = 0.30;

const TABLE: &str = "target.csv";

/// The stances whose claims have a target, as the columns of the table.
pub(super) const STANCES: [&str; 3] = ["accusation", "cooperation", "proposal"];

/// So many features most candidates have.
const FEATURES: usize = 48;

/// A number for each of the stances.
type ByStance = [f64; STANCES.len()];

/// The weights of the features of a target, for each stance.
#[derive(Debug)]
pub(super) struct TargetModel(Weights<{ STANCES.len() }>);

#[derive(Deserialize)]
struct Row {
    feature: String,
    accusation: f64,
    cooperation: f64,
    proposal: f64,
}

impl TargetModel {
    pub(super) fn read(tables: &Tables) -> Result<Self> {
        let rows = tables.rows::<Row>(TABLE)?.into_iter().map(|(line, row)| {
            let weights = [row.accusation, row.cooperation, row.proposal];
            (line, row.feature, weights)
        });
        Weights::new(rows, TABLE).map(Self)
    }
}

/// The columns of the stances that `stance` may be: none for `none`, all where it is
/// not known or not the codebook's.
pub(super) fn columns(stance: Option<&str>) -> Range<usize> {
    match STANCES.iter().position(|name| Some(*name) == stance) {
        Some(column) => column..column + 1,
        None if stance == Some("none") => 0..0,
        None => 0..STANCES.len(),
    }
}

impl Reader<'_, '_> {
    /// The party accused, cooperated with or asked in the claim that ends before word
    /// `end`: the likeliest for the stance of any of these columns.
    pub(super) fn target(
        &self,
        text: &str,
        draft: &Draft<'_>,
        end: usize,
        columns: Range<usize>,
    ) -> Option<Words> {
        if columns.is_empty() {
            return None;
        }
        let TargetModel(model) = &self.phrases.lexicon.targets;
        let candidates = self.candidates(text, draft, end);
        let mut asked = Vec::with_capacity(FEATURES * candidates.len());
        let mut ends = Vec::with_capacity(candidates.len());
        for candidate in &candidates {
            self.features(text, draft, candidate, |name| model.ask(name, &mut asked));
            ends.push(asked.len());
        }
        let mut first = 0;
        let scores: Vec<ByStance> = ends
            .into_iter()
            .map(|end| {
                let score = model.score(&asked[first..end]);
                first = end;
                score
            })
            .collect();
        let likeliest = columns.filter_map(|stance| {
            // The odds that a candidate is the target, if the claim has the stance.
            let odds = scores.iter().map(|score| libm::exp(score[stance]));
            let odds: Vec<f64> = odds.collect();
            // That none of them is the target has odds of one.
            let all = 1.0 + odds.iter().sum::<f64>();
            let shares = odds.into_iter().map(|odds| odds / all);
            greatest(shares.zip(&candidates)).filter(|(share, _)| *share >= LEAST_SHARE)
        });
        greatest(likeliest).map(|(_, candidate)| candidate.name)
    }
}

/// The first of those with the greatest share.
fn greatest<'s>(mut shares: impl Iterator<Item = (f64, &'s Stand)>) -> Option<(f64, &'s Stand)> {
    let first = shares.next()?;
    Some(shares.fold(
        first,
        |best, next| if next.0 > best.0 { next } else { best },
    ))
}

mod candidates;
mod features;
mod morphology;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod weights;
