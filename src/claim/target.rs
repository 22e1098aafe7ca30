//! The party that a claim is about.
//!
//! Every party named in a claim is a candidate, with features of the place
//! where it stands: in the slot that the cue keeps for it, behind which
//! preposition, as the subject of the content. A logistic model over these
//! features, `target.csv` of the lexicon, picks the likeliest.

use std::collections::HashMap;

use serde::Deserialize;

use super::classes::Classes;
use super::cues::{Draft, DraftKind, Reader};
use super::lexicon::Follower;
use super::phrase::Phrase;
use super::table::Tables;
use super::words::{Gap, Word};
use crate::error::Result;

/// Words of a sentence: the first and the one behind the last.
pub(super) type Words = (usize, usize);

/// How far behind the cue its own object may stand, in words.
const REACH: usize = 24;

/// The weights of the features of a target.
#[derive(Debug, Clone, Default)]
pub(super) struct TargetModel {
    weights: HashMap<String, f64>,
    bias: f64,
}

#[derive(Deserialize)]
struct Row {
    feature: String,
    weight: f64,
}

impl TargetModel {
    pub(super) fn read(tables: &Tables) -> Result<Self> {
        let mut model = Self::default();
        for (_, Row { feature, weight }) in tables.rows("target.csv")? {
            if feature == "bias" {
                model.bias = weight;
            } else {
                model.weights.insert(feature, weight);
            }
        }
        Ok(model)
    }

    /// The log odds that a candidate is the target.
    fn score(&self, features: &[String]) -> f64 {
        self.bias
            + features
                .iter()
                .filter_map(|feature| self.weights.get(feature))
                .sum::<f64>()
    }
}

/// A party that may be the target.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) words: Words,
    pub(super) features: Vec<String>,
}

impl Reader<'_, '_> {
    /// The party accused, asked or cooperated with in the claim that ends
    /// before word `end`.
    pub(super) fn target(&self, draft: &Draft<'_>, end: usize) -> Option<Words> {
        let model = &self.phrases.lexicon.targets;
        let mut best: Option<(f64, Words)> = None;
        for candidate in self.candidates(draft, end) {
            let score = model.score(&candidate.features);
            if score > 0.0 && best.is_none_or(|(so_far, _)| score > so_far) {
                best = Some((score, candidate.words));
            }
        }
        best.map(|(_, words)| words)
    }

    pub(super) fn candidates(&self, draft: &Draft<'_>, end: usize) -> Vec<Candidate> {
        let words = self.phrases.words;
        let slots: Vec<(usize, &'static str)> = self.slots(draft, end);
        let own_side = self.own_side(draft);
        let class = draft.word.map_or("source", |word| &word.class);
        let mut candidates: Vec<Candidate> = Vec::new();
        let (from, end) = match draft.kind {
            DraftKind::Source => (self.first, draft.at),
            _ if draft.at > self.first
                && words[self.first].quoted
                && words[draft.at - 1].quoted =>
            {
                (self.first, draft.at)
            }
            _ => (draft.at + 1, end),
        };
        let mut at = from;
        let mut order = 0;
        while at < end {
            let slot = slots
                .iter()
                .find(|(slot, _)| *slot == at)
                .map(|(_, name)| *name);
            let Some(phrase) = self.party_at(draft, at, slot.is_some()) else {
                at += 1;
                continue;
            };
            let last = phrase.end.min(end);
            let name = (phrase.name.0, phrase.name.1.min(end));
            if name.0 >= name.1 {
                at += 1;
                continue;
            }
            order += 1;
            let before = self.before(draft, at);
            let kind = kind(&words[phrase.first], &phrase);
            let own = words[name.0..name.1].iter().any(|word| {
                word.is(Classes::OWN) || word.literal.is_some() && own_side.contains(&word.literal)
            });
            let that = words
                .get(last)
                .is_some_and(|next| next.is(Classes::COMPLEMENTIZER));
            let place = if slot.is_some() { "slot" } else { before };
            let mut features = vec![
                format!("kind={kind}"),
                format!("before={before}"),
                format!("kind={kind} before={place}"),
                format!("order={}", order.min(4)),
                format!("class={class}"),
                format!("class={class} before={place}"),
                format!("class={class} order={}", order.min(3)),
            ];
            if let Some(slot) = slot {
                features.push(format!("slot={slot}"));
                features.push(format!("slot={slot} class={class}"));
            }
            if own {
                features.push("own".to_owned());
                features.push(format!("own order={}", order.min(3)));
            }
            if that {
                features.push(format!("that before={before}"));
            }
            if words[phrase.first].definite
                || words[phrase.first].is(Classes::PLACE)
                || phrase.named
            {
                features.push("definite".to_owned());
            }
            if words[at].quoted {
                features.push("quoted".to_owned());
            }
            candidates.push(Candidate {
                words: name,
                features,
            });
            at = last.max(at + 1);
        }
        candidates
    }

    /// The phrase of a party that begins here.
    fn party_at(&self, draft: &Draft<'_>, at: usize, slot: bool) -> Option<Phrase> {
        let word = &self.phrases.words[at];
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
            let next = words
                .get(at + 1)
                .filter(|next| next.definite && next.is(Classes::AGENT))?;
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
        (!strange && (phrase.is_agent() || word.is(Classes::DETERMINER) || slot)).then_some(phrase)
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

    /// What stands before a party.
    fn before(&self, draft: &Draft<'_>, at: usize) -> &'static str {
        let words = self.phrases.words;
        let word = &words[at];
        if word.preposition.is_some() {
            return "letter";
        }
        if at == draft.content {
            return "content";
        }
        let Some(before) = at.checked_sub(1).map(|before| &words[before]) else {
            return "start";
        };
        if word.and {
            "and"
        } else if before.is(Classes::COMPLEMENTIZER) {
            "that"
        } else if before.is(Classes::WITH) {
            "with"
        } else if before.is(Classes::ABOUT) {
            "about"
        } else if before.is(Classes::ONTO) {
            "onto"
        } else if before.is(Classes::TOWARDS) {
            "towards"
        } else if before.is(Classes::PARTITIVE) {
            "from"
        } else if before.is(Classes::DESCRIBING) {
            "in"
        } else if before.is(Classes::PREPOSITION) {
            "preposition"
        } else if word.gap.has(Gap::BREAK) {
            "break"
        } else if before.is(Classes::FUNCTION) {
            "function"
        } else if before.classes.is_empty() {
            "unknown"
        } else if before.definite {
            "definite"
        } else {
            "noun"
        }
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

#[cfg(test)]
mod weights;
