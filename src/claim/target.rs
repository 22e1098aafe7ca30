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

use super::classes::Classes;
use super::cues::{Draft, DraftKind, Reader};
use super::lexicon::Follower;
use super::phrase::Phrase;
use super::table::Tables;
use super::words::{Gap, Word};
use crate::error::Result;
use features::{Names, Stand};

/// Words of a sentence: the first and the one behind the last.
pub(super) type Words = (usize, usize);

/// How far behind the cue its own object may stand, in words.
const REACH: usize = 24;

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

/// A party that may be the target, and where it stands.
pub(super) struct Candidate {
    pub(super) words: Words,
    pub(super) stand: Stand,
}

impl Reader<'_, '_> {
    /// The parties accused, cooperated with or asked in the claim that ends
    /// before word `end`.
    pub(super) fn targets(&self, text: &str, draft: &Draft<'_>, end: usize) -> Targets {
        let model = &self.phrases.lexicon.targets;
        let candidates = self.candidates(draft, end);
        let mut names = Names::default();
        // The odds that a candidate is the target, if the claim has the stance.
        let odds: Vec<ByStance> = candidates
            .iter()
            .map(|candidate| {
                let mut score = model.bias;
                self.features(text, draft, &candidate.stand, &mut names, |name| {
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
                *target = Some(candidate.words);
                if share > best {
                    best = share;
                    targets.likeliest = Some(candidate.words);
                }
            }
        }
        targets
    }

    /// The parties before and behind the cue of a claim that ends before word `end`.
    pub(super) fn candidates(&self, draft: &Draft<'_>, end: usize) -> Vec<Candidate> {
        let words = self.phrases.words;
        let slots = self.slots(draft, end);
        let own_side = self.own_side(draft);
        let content_first = draft.at > self.first
            && (draft.kind == DraftKind::Source
                || words[self.first].quoted && words[draft.at - 1].quoted);
        let end = match draft.kind {
            DraftKind::Source => draft.at,
            _ => end,
        };
        let mut candidates: Vec<Candidate> = Vec::new();
        let mut order = 0;
        let mut at = self.first;
        while at < end {
            let slot = slots
                .iter()
                .find(|(slot, _)| *slot == at)
                .map(|(_, name)| *name);
            let earlier = at < draft.at && !content_first;
            let Some(phrase) = self.party_at(draft, at, slot.is_some(), earlier) else {
                at += 1;
                continue;
            };
            let last = phrase.end.min(end);
            let name = (phrase.name.0, phrase.name.1.min(end));
            if name.0 >= name.1 {
                at += 1;
                continue;
            }
            let own = words[name.0..name.1].iter().any(|word| {
                word.is(Classes::OWN) || word.literal.is_some() && own_side.contains(&word.literal)
            });
            let kind = kind(&words[phrase.first], &phrase);
            let party = !matches!(kind, "unknown" | "other");
            order += usize::from(party && !earlier);
            let stand = Stand {
                at,
                last,
                end,
                kind,
                place: match slot {
                    Some(slot) => slot,
                    None if earlier => "earlier",
                    None => self.before(draft, at),
                },
                slot,
                order: match (earlier, party) {
                    (true, _) => 0,
                    (false, true) => order.min(4),
                    (false, false) => 5,
                },
                own,
                named: phrase.named,
            };
            candidates.push(Candidate { words: name, stand });
            // موسكو وأنقرة: the speaker's partner.
            let partner = (at + 1..last)
                .find(|&next| own && words[next].and && words[next].is(Classes::AGENT));
            at = partner.unwrap_or(last.max(at + 1));
        }
        candidates
    }

    /// The phrase of a party that begins here.
    ///
    /// Before the claim (`earlier`) only those are taken that can speak; in it
    /// every noun with an article may be a party that the lexicon does not know.
    fn party_at(&self, draft: &Draft<'_>, at: usize, slot: bool, earlier: bool) -> Option<Phrase> {
        let word = &self.phrases.words[at];
        if at == draft.at {
            return None;
        }
        if draft
            .subject
            .is_some_and(|subject| subject.first <= at && at < subject.end)
        {
            return None;
        }
        let single = Phrase {
            first: at,
            end: at + 1,
            name: (at, at + 1),
            named: false,
            head: word.classes,
        };
        if word.is(Classes::NATIONALITY) && !word.is(Classes::PLACE) && !slot {
            return Some(single);
        }
        if word.is(Classes::FUNCTION) && !word.is(Classes::GIVEN.or(Classes::AGENT)) && !slot {
            return None;
        }
        let words = self.phrases.words;
        if word.is(Classes::DEMONSTRATIVE) {
            // هذه الجماعات
            let Some(next) = words
                .get(at + 1)
                .filter(|next| next.definite && next.is(Classes::AGENT))
            else {
                return (!earlier).then_some(single);
            };
            return Some(Phrase {
                end: at + 2,
                name: (at, at + 2),
                head: next.classes,
                ..single
            });
        }
        // The shortest name of a party: without what hangs on by a preposition.
        let mut phrase = self
            .phrases
            .read(at, &self.phrases.lexicon.language.prepositions)?;
        if slot {
            phrase = self.with_apposition(phrase);
        }
        let unknown = word.classes.is_empty() && word.cues.is_empty();
        // An unknown word is a party only where parties stand.
        let leads = at == draft.content && !word.and
            || at > 0
                && words[at - 1].is(Classes::WITH
                    .or(Classes::PERSON)
                    .or(Classes::COMPLEMENTIZER));
        let strange = unknown && !slot && !leads && phrase.end - phrase.first < 2;
        let party = !strange && (phrase.is_agent() || word.is(Classes::DETERMINER) || slot);
        (party || !earlier && word.definite).then_some(phrase)
    }

    /// The words at which the parties stand that the cue keeps a place for.
    fn slots(&self, draft: &Draft<'_>, end: usize) -> Vec<(usize, &'static str)> {
        let followers = draft.word.map_or(&[][..], |word| &word.targets);
        followers
            .iter()
            .filter_map(|&follower| self.slot(draft, follower, end))
            .collect()
    }

    fn slot(
        &self,
        draft: &Draft<'_>,
        follower: Follower,
        end: usize,
    ) -> Option<(usize, &'static str)> {
        let words = self.phrases.words;
        let behind = draft
            .subject
            .filter(|subject| subject.first > draft.at && !draft.inherited)
            .map_or(draft.at + 1, |subject| subject.end);
        let limit = end.min(draft.at + 1 + REACH);
        let found = match follower {
            Follower::Object => {
                let skip = Classes::ADVERB.or(Classes::DAY);
                let at = (behind..limit).find(|&at| !words[at].is(skip) && !words[at].number)?;
                let preposition = words[at].preposition.is_some()
                    || words[at].is(Classes::PREPOSITION.or(Classes::RELATIVE));
                let object = if preposition {
                    // An insertion before the object: حث، في بيان، الأطراف …
                    (at..limit).find(|&at| {
                        words[at].gap.has(Gap::COMMA)
                            && words[at].preposition.is_none()
                            && !words[at].is(Classes::FUNCTION)
                    })?
                } else {
                    at
                };
                (object, "object")
            }
            Follower::Letter(letter) => (
                (draft.at + 1..limit).find(|&at| words[at].preposition == Some(letter))?,
                "letter",
            ),
            Follower::Word(literal) => (
                1 + (draft.at + 1..limit).find(|&at| words[at].is_literal(literal))?,
                "word",
            ),
            _ => return None,
        };
        (found.0 < end).then_some(found)
    }

    /// The words that name the speaker's own side.
    fn own_side(&self, draft: &Draft<'_>) -> Vec<Option<u16>> {
        let Some(subject) = draft.subject else {
            return Vec::new();
        };
        let start = subject.first.min(subject.name.0);
        self.phrases.words[start..subject.end.max(start)]
            .iter()
            .filter(|word| word.literal.is_some())
            .map(|word| word.literal)
            .collect()
    }
}

fn kind(first: &Word<'_>, phrase: &Phrase) -> &'static str {
    let head = phrase.head;
    if phrase.named {
        "name"
    } else if head.has(Classes::PLACE) {
        "place"
    } else if head.has(Classes::INSTITUTION) {
        "institution"
    } else if head.has(Classes::PEOPLE) {
        "people"
    } else if head.has(Classes::PERSON) {
        "person"
    } else if head.has(Classes::NATIONALITY) {
        "nationality"
    } else if head.has(Classes::DETERMINER.or(Classes::DEMONSTRATIVE)) {
        "determiner"
    } else if first.classes.is_empty() {
        "unknown"
    } else {
        "other"
    }
}

mod features;
#[cfg(test)]
mod weights;
