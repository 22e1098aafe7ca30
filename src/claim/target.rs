//! The party that a claim is about.
//!
//! Every party named in a sentence is a candidate, with features of its words
//! and of the place where it stands: in the slot that the cue keeps for it,
//! behind which word, as the subject of the content. A logistic model over these
//! features, `target.csv` of the lexicon, has a column of weights for each
//! stance, since who is accused stands elsewhere than who is asked. The
//! likeliest candidate is the target if it is likely enough among them all.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::cues::{Draft, Reader};
use super::table::Tables;
use crate::error::{Error, Result};
use crate::text::fingerprint::{Fingerprint, Fingerprints, join, of_name};

/// Words of a sentence: the first and the one behind the last.
pub(super) type Words = (usize, usize);

/// The share of all candidates' odds from which the likeliest is the target. Of
/// steps of 0.04 the best one in cross-validation by article.
const LEAST_SHARE: f64 = 0.18;

/// The stances whose claims have a target, as the columns of the table.
pub(super) const STANCES: [&str; 3] = ["accusation", "cooperation", "proposal"];

/// A number for each of the stances.
type ByStance = [f64; STANCES.len()];

/// The weights of the features of a target, for each stance.
#[derive(Debug)]
pub(super) struct TargetModel {
    /// The place of each feature among the weights, by its name.
    names: Fingerprints,
    weights: Vec<ByStance>,
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
        let rows = tables.rows::<Row>("target.csv")?.into_iter();
        let mut weights: BTreeMap<String, ByStance> = rows
            .map(|(_, row)| {
                let weights = [row.accusation, row.cooperation, row.proposal];
                (row.feature, weights)
            })
            .collect();
        let bias = weights.remove("bias").unwrap_or_default();
        let names = weights.keys().map(|name| fingerprint(parts(name)));
        let pairs: Vec<(Fingerprint, u32)> = names.zip(0..).collect();
        let names = Fingerprints::new(&pairs).ok_or_else(|| {
            Error::new("two features have one fingerprint")
                .remedy("rename one of them")
                .at(Path::new("target.csv"))
        })?;
        Ok(Self {
            names,
            weights: weights.into_values().collect(),
            bias,
        })
    }

    /// Adds the weights of a feature, given the parts of its name.
    #[inline]
    fn add(&self, name: &[&str], score: &mut ByStance) {
        let Some(place) = self.names.get(fingerprint(name.iter().copied())) else {
            return;
        };
        for (sum, weight) in score.iter_mut().zip(&self.weights[place as usize]) {
            *sum += weight;
        }
    }
}

/// The parts in which [`Reader::features`] gives a name: `kind=`, `place`,
/// ` order=`, `1`.
fn parts(name: &str) -> impl Iterator<Item = &str> {
    let (first, rest) = match name.split_once('=') {
        Some((first, _)) => name.split_at(first.len() + 1),
        None => (name, ""),
    };
    let pairs = rest.split_inclusive('=').flat_map(|piece| {
        let next = piece.ends_with('=').then(|| piece.rfind(' ')).flatten();
        let (value, next) = piece.split_at(next.unwrap_or(piece.len()));
        [value, next]
    });
    std::iter::once(first).chain(pairs)
}

/// The fingerprint of a name by its parts, of which empty ones do not count.
fn fingerprint<'p>(parts: impl Iterator<Item = &'p str>) -> Fingerprint {
    let parts = parts.filter(|part| !part.is_empty());
    parts.map(of_name).reduce(join).unwrap_or(1)
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
        // The odds that a candidate is the target, if the claim has the stance.
        let odds: Vec<ByStance> = candidates
            .iter()
            .map(|candidate| {
                let mut score = model.bias;
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
