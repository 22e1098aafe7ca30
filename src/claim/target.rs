//! The party that a claim is about.
//!
//! Every party named in a sentence is a candidate, with features of its words
//! and of the place where it stands: in the slot that the cue keeps for it,
//! behind which word, as the subject of the content. A logistic model over these
//! features, `target.csv` of the lexicon, has a column of weights for each
//! stance, since who is accused stands elsewhere than who is asked. The
//! likeliest candidate is the target if it is likely enough among them all.

use hashbrown::HashMap;
use serde::Deserialize;

use super::cues::{Draft, Reader};
use super::table::Tables;
use crate::error::Result;
use features::Names;

/// Words of a sentence: the first and the one behind the last.
pub(super) type Words = (usize, usize);

/// The share of all candidates' odds from which the likeliest is the target. Of
/// steps of 0.04 the best one in cross-validation by article on
/// `labels/claims.jsonl`.
const LEAST_SHARE: f64 = 0.26;

/// The stances whose claims have a target, as the columns of the table.
pub(super) const STANCES: [&str; 3] = ["accusation", "cooperation", "proposal"];

/// A number for each of the stances.
type ByStance = [f64; STANCES.len()];

/// The weights of the features of a target, for each stance.
#[derive(Debug, Clone, Default)]
pub(super) struct TargetModel {
    weights: HashMap<String, ByStance>,
    bias: ByStance,
}

#[derive(Deserialize)]
struct Row {
    feature: String,
    accusation: f64,
    cooperation: f64,
    proposal: f64,
}

impl TargetModel {
    pub(super) fn read(tables: &Tables) -> Result<Self> {
        let mut model = Self::default();
        for (_, row) in tables.rows::<Row>("target.csv")? {
            let weights = [row.accusation, row.cooperation, row.proposal];
            if row.feature == "bias" {
                model.bias = weights;
            } else {
                model.weights.insert(row.feature, weights);
            }
        }
        Ok(model)
    }

    /// Adds the weights of a feature.
    fn add(&self, feature: &str, score: &mut ByStance) {
        let weights = self.weights.get(feature);
        for (sum, weight) in score.iter_mut().zip(weights.into_iter().flatten()) {
            *sum += weight;
        }
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
        let model = &self.phrases.lexicon.targets;
        let candidates = self.candidates(text, draft, end);
        let mut names = Names::default();
        // The odds that a candidate is the target, if the claim has the stance.
        let odds: Vec<ByStance> = candidates
            .iter()
            .map(|candidate| {
                let mut score = model.bias;
                self.features(text, draft, candidate, &mut names, |name| {
                    model.add(name, &mut score);
                });
                score.map(f64::exp)
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
#[cfg(test)]
mod features;
mod morphology;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod weights;
