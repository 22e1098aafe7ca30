//! Who speaks in which stance, and about whom, over many articles.

use std::cmp::Reverse;
use std::collections::HashMap;

use serde::Serialize;

use crate::label::Labels;
use crate::prediction::Prediction;
use crate::text::normalise::comparable;

/// How often each speaker takes each stance, and names each target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Overview {
    /// The names of the stances, in the order of the counts.
    pub labels: Vec<String>,
    /// The number of claims; sentences without a claim are none.
    pub claims: usize,
    /// The claims of all speakers and of none.
    pub all: Stances,
    /// The claims whose speaker has no name.
    pub unnamed: Stances,
    /// The speakers with a name, the one of the most claims first, equals in the
    /// order of their first claim.
    pub speakers: Vec<(String, Stances)>,
    /// Speakers with a name and whom they speak about, in the same order.
    pub pairs: Vec<Pair>,
}

/// Numbers of claims by stance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stances {
    /// One number for each label.
    pub counts: Vec<usize>,
    /// The claims without a stance, where the model abstained.
    pub abstained: usize,
}

/// A speaker and a target, with the number of claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pair {
    /// The name of the speaker.
    pub speaker: String,
    /// The words of the target.
    pub target: String,
    /// How many claims.
    pub claims: usize,
}

impl Stances {
    fn new(labels: &Labels) -> Self {
        Self {
            counts: vec![0; labels.len()],
            abstained: 0,
        }
    }

    fn add(&mut self, stance: Option<usize>) {
        match stance {
            Some(label) => self.counts[label] += 1,
            None => self.abstained += 1,
        }
    }

    /// The number of claims.
    #[must_use]
    pub fn total(&self) -> usize {
        self.counts.iter().sum::<usize>() + self.abstained
    }
}

impl Overview {
    /// Counts the claims of a model with these labels.
    ///
    /// Two spellings of a name that are equal when folded are one name, written as
    /// it came first.
    #[must_use]
    pub fn new<'p>(labels: &Labels, claims: impl IntoIterator<Item = &'p Prediction>) -> Self {
        let mut overview = Self {
            labels: labels.iter().map(str::to_owned).collect(),
            claims: 0,
            all: Stances::new(labels),
            unnamed: Stances::new(labels),
            speakers: Vec::new(),
            pairs: Vec::new(),
        };
        let mut speakers: HashMap<String, usize> = HashMap::new();
        let mut pairs: HashMap<(usize, String), usize> = HashMap::new();
        for claim in claims.into_iter().filter(|claim| claim.is_claim()) {
            let stance = claim.tag.stance.as_ref();
            let stance = stance.and_then(|stance| labels.index(stance));
            overview.claims += 1;
            overview.all.add(stance);
            let Some(name) = claim.speaker_name() else {
                overview.unnamed.add(stance);
                continue;
            };
            let speaker = *speakers.entry(comparable(name)).or_insert_with(|| {
                overview
                    .speakers
                    .push((name.to_owned(), Stances::new(labels)));
                overview.speakers.len() - 1
            });
            overview.speakers[speaker].1.add(stance);
            if let Some(target) = &claim.target {
                let pair = *pairs
                    .entry((speaker, comparable(&target.text)))
                    .or_insert_with(|| {
                        overview.pairs.push(Pair {
                            speaker: overview.speakers[speaker].0.clone(),
                            target: target.text.clone(),
                            claims: 0,
                        });
                        overview.pairs.len() - 1
                    });
                overview.pairs[pair].claims += 1;
            }
        }
        // Stable sorts: equals stay in the order of their first claim.
        overview
            .speakers
            .sort_by_key(|(_, stances)| Reverse(stances.total()));
        overview.pairs.sort_by_key(|pair| Reverse(pair.claims));
        overview
    }
}
