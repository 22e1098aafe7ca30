//! The party that a claim is about.
//!
//! Every party named in a sentence is a candidate, with features of its words
//! and of the place where it stands: in the slot that the cue keeps for it,
//! behind which word, as the subject of the content. A logistic model over these
//! features, `target.csv` of the lexicon, has a column of weights for each
//! stance, since who is accused stands elsewhere than who is asked. The
//! likeliest candidate is the target if it is likely enough among them all.

use serde::Deserialize;

use super::cues::{Draft, Reader};
use super::table::Tables;
use super::weights::Weights;
use crate::error::Result;

/// Words of a sentence: the first and the one behind the last.
pub(super) type Words = (usize, usize);

/// The share of all candidates' odds from which the likeliest is the target. Of
/// steps of 0.04 the best one in cross-validation by article.
const LEAST_SHARE: f64 = 0.18;

const TABLE: &str = "target.csv";

/// The stances whose claims have a target, as the columns of the table.
pub(super) const STANCES: [&str; 3] = ["accusation", "cooperation", "proposal"];

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

/// The target of a claim for each of the stances, and for none in particular.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Targets {
    pub(super) by_stance: [Option<Words>; STANCES.len()],
    /// That of the stance for which one is the likeliest.
    pub(super) likeliest: Option<Words>,
}

impl Reader<'_, '_> {
    /// The parties accused, cooperated with or asked in the claim that ends
    /// before word `end`.
    pub(super) fn targets(&self, text: &str, draft: &Draft<'_>, end: usize) -> Targets {
        let TargetModel(model) = &self.phrases.lexicon.targets;
        let candidates = self.candidates(text, draft, end);
        // The odds that a candidate is the target, if the claim has the stance.
        let odds: Vec<ByStance> = candidates
            .iter()
            .map(|candidate| {
                let mut score = model.bias();
                self.features(text, draft, candidate, |name| model.add(name, &mut score));
                score.map(libm::exp)
            })
            .collect();
        let mut targets = Targets::default();
        let mut best = 0.0;
        for (stance, target) in targets.by_stance.iter_mut().enumerate() {
            // That none of them is the target has odds of one.
            let all = 1.0 + odds.iter().map(|odds| odds[stance]).sum::<f64>();
            let likeliest = odds
                .iter()
                .map(|odds| odds[stance] / all)
                .zip(&candidates)
                .filter(|(share, _)| *share >= LEAST_SHARE)
                .reduce(|best, next| if next.0 > best.0 { next } else { best });
            if let Some((share, candidate)) = likeliest {
                *target = Some(candidate.name);
                if share > best {
                    best = share;
                    targets.likeliest = Some(candidate.name);
                }
            }
        }
        targets
    }
}

mod candidates;
mod features;
mod morphology;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod weights;
