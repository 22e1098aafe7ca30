//! The party that a claim is about.

use super::cues::{Draft, Reader};
use super::lexicon::{Classes, Follower};
use super::words::Gap;

/// Words of a sentence: the first and the one behind the last.
pub(super) type Words = (usize, usize);

/// How far behind the cue its own object may stand, in words.
const REACH: usize = 24;

impl Reader<'_, '_> {
    /// The party accused, asked or cooperated with in the claim that ends
    /// before word `end`.
    pub(super) fn target(&self, draft: &Draft<'_>, end: usize) -> Option<Words> {
        let followers = draft.word.map_or(&[][..], |word| &word.targets);
        followers
            .iter()
            .find_map(|&follower| self.complement(draft, follower, end))
            .or_else(|| self.party(draft, draft.content, end))
    }

    /// The party in the place that the cue keeps for it.
    fn complement(&self, draft: &Draft<'_>, follower: Follower, end: usize) -> Option<Words> {
        let words = self.phrases.words;
        let behind = draft
            .subject
            .filter(|subject| subject.first > draft.at && !draft.inherited)
            .map_or(draft.at + 1, |subject| subject.end);
        let limit = end.min(draft.at + 1 + REACH);
        let at = match follower {
            Follower::Object => {
                let at = (behind..limit).find(|&at| {
                    !words[at].is(Classes::ADVERB.or(Classes::DAY)) && !words[at].number
                })?;
                if words[at].preposition.is_some()
                    || words[at].is(Classes::PREPOSITION) && !words[at].is(Classes::DETERMINER)
                {
                    // An insertion before the object: حث، في بيان، الأطراف …
                    (at..limit).find(|&at| {
                        words[at].gap.has(Gap::COMMA)
                            && words[at].definite
                            && words[at].preposition.is_none()
                    })?
                } else {
                    at
                }
            }
            Follower::Letter(letter) => {
                (draft.at + 1..limit).find(|&at| words[at].preposition == Some(letter))?
            }
            Follower::Word(literal) => {
                1 + (draft.at + 1..limit).find(|&at| words[at].literal == Some(literal))?
            }
            _ => return None,
        };
        if at >= end {
            return None;
        }
        let phrase = self.phrases.read(at, &[])?;
        if phrase.is_agent()
            || words[at].is(Classes::DETERMINER)
            || phrase.head.is_empty() && words[at].definite
        {
            return Some(phrase.name);
        }
        self.party(draft, at, phrase.end.min(end))
    }

    /// The first party named between two words that is not the speaker.
    fn party(&self, draft: &Draft<'_>, from: usize, end: usize) -> Option<Words> {
        let words = self.phrases.words;
        let mut adjective = None;
        let mut first = None;
        let mut at = from;
        while at < end {
            let word = &words[at];
            let party = word.is(Classes::AGENT.or(Classes::GIVEN))
                && !word.is(Classes::OWN.or(Classes::FUNCTION));
            if party
                && let Some(phrase) = self.phrases.read(at, &[])
                && phrase.is_agent()
            {
                let own = draft.subject.is_some_and(|subject| {
                    subject.first <= at && at < subject.end || self.same(subject.name, phrase.name)
                });
                if !own {
                    let name = (phrase.name.0, phrase.name.1.min(end));
                    // التعاون مع X
                    if at > from && words[at - 1].is(Classes::WITH) {
                        return Some(name);
                    }
                    first = first.or(Some(name));
                }
                at = phrase.end.max(at + 1);
                continue;
            }
            if word.is(Classes::NATIONALITY) {
                adjective = adjective.or(Some((at, at + 1)));
            }
            at += 1;
        }
        first.or(adjective)
    }

    /// Whether two phrases begin with the same known word.
    fn same(&self, one: Words, two: Words) -> bool {
        let words = self.phrases.words;
        let (one, two) = (&words[one.0], &words[two.0]);
        one.literal.is_some() && one.literal == two.literal
    }
}
