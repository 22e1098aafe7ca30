//! Where a claim names its speaker.

use super::classes::Classes;
use super::cues::{Draft, Reader};
use super::frame::Fit;
use super::lexicon::{CueWord, Follower};
use super::phrase::Phrase;
use super::words::Gap;
use crate::span::Span;

/// How far behind a title the comma before a name may stand, in words.
const APPOSITION: usize = 9;

impl<'l> Reader<'_, 'l> {
    /// The shortest span that names the speaker of a draft.
    pub(super) fn speaker(&self, draft: &Draft<'_>) -> Option<Span> {
        let words = self.phrases.words;
        let (first, end) = draft.subject?.name;
        Some(Span::new(words[first].noun, words[end - 1].span.end))
    }

    pub(super) fn subject_before_or_after(&self, first: usize, end: usize) -> Option<Phrase> {
        (first..end.min(first + 6))
            .find_map(|at| self.phrases.read(at, &[]).filter(Phrase::is_agent))
    }

    /// The subject of the sentence before a participle that is its first cue.
    pub(super) fn main_subject(&self, at: usize) -> Option<Phrase> {
        // An unknown first word is the verb of the sentence.
        let first = &self.words()[self.first];
        let verb =
            !first.definite && !first.is(Classes::AGENT.or(Classes::GIVEN).or(Classes::DETERMINER));
        let from = self.first + usize::from(verb);
        (from..at.min(self.first + 5)).find_map(|first| {
            self.phrases
                .read(first, &[])
                .filter(|phrase| phrase.is_agent() && phrase.end <= at)
                .map(|phrase| self.with_apposition(phrase))
        })
    }

    /// The subject that stands before its verb.
    pub(super) fn subject_before(&self, at: usize, drafts: &[Draft<'l>]) -> Option<Phrase> {
        let from = drafts
            .last()
            .map_or(self.first, |last| last.content.max(last.at + 1))
            .max(at.saturating_sub(30));
        (from..at).find_map(|first| {
            let word = &self.words()[first];
            let starts = first == self.first
                || word.gap.has(Gap::BREAK)
                || word.and
                || self.words()[first - 1].is(Classes::CONJUNCTION
                    .or(Classes::ADVERSATIVE)
                    .or(Classes::AUXILIARY)
                    .or(Classes::SUBORDINATOR)
                    .or(Classes::COMPLEMENTIZER)
                    .or(Classes::TOPIC));
            if !starts || word.preposition.is_some() || word.quoted {
                return None;
            }
            let phrase = self.phrases.read(first, &[])?;
            let phrase = self.with_apposition(phrase);
            let fits = (phrase.is_agent() || phrase.head.has(Classes::DOCUMENT))
                && phrase.end <= at
                && self.reaches(phrase.first, phrase.end, at);
            fits.then_some(phrase)
        })
    }

    /// Whether nothing but adverbs, auxiliaries and insertions stands between
    /// a subject and its verb.
    pub(super) fn reaches(&self, first: usize, from: usize, at: usize) -> bool {
        let words = self.words();
        if (from..at)
            .all(|word| words[word].is(Classes::ADVERB.or(Classes::AUXILIARY).or(Classes::DAY)))
        {
            let topic = words[at].and && first > self.first && words[first - 1].is(Classes::TOPIC);
            let broken =
                words[from.min(at)].gap.has(Gap::BREAK) && !words[from.min(at)].gap.has(Gap::COMMA);
            return (topic || !words[at].and) && !broken;
        }
        // An insertion between commas, or a relative clause.
        // أتلانتا (رويترز) – : a place, or what is opened by another mark than a dash.
        let dateline = words[first].is(Classes::PLACE) && !words[from].is(Classes::RELATIVE)
            || words[at].gap.has(Gap::DASH) && !words[from].gap.has(Gap::DASH);
        let inserted = !dateline
            && words[from].gap.has(Gap::BREAK)
            && (words[at].gap.has(Gap::BREAK) || words[at - 1].is(Classes::AUXILIARY));
        inserted
            && !words[at].and
            && !(from..at).any(|word| words[word].is(Classes::COMPLEMENTIZER))
    }

    /// رئيس الأركان، فلان الفلاني، …: the name in apposition.
    pub(super) fn with_apposition(&self, mut phrase: Phrase) -> Phrase {
        let words = self.words();
        if phrase.named || !phrase.head.has(Classes::PERSON) {
            return phrase;
        }
        let comma = (phrase.end..self.end().min(phrase.end + APPOSITION))
            .take_while(|&at| {
                !words[at].is(Classes::COMPLEMENTIZER.or(Classes::RELATIVE))
                    && !words[at].gap.has(Gap::COLON.or(Gap::STOP))
            })
            .find(|&at| words[at].gap.has(Gap::COMMA));
        if let Some(comma) = comma
            && let Some(name) = self
                .phrases
                .read(comma, &[])
                .filter(|name| name.named && self.ends_apposition(name.end))
        {
            phrase.end = name.end;
            phrase.name = name.name;
            phrase.named = true;
        }
        phrase
    }

    /// A comma, a complementizer or a preposition closes an apposition.
    pub(super) fn ends_apposition(&self, at: usize) -> bool {
        at >= self.end()
            || self.words()[at].gap.has(Gap::BREAK)
            || self.words()[at].is(Classes::FUNCTION)
            || self.words()[at].preposition.is_some()
    }

    /// The subject behind a verb, before word `limit` where its frame begins.
    pub(super) fn subject_after(&self, at: usize, fit: Fit, cue: &CueWord) -> Option<Phrase> {
        let limit = match fit.follower {
            Follower::Any | Follower::Object => self.end(),
            _ => fit.at,
        };
        let stops = &cue.letters;
        let words = self.words();
        let mut next = at + 1;
        let mut skipped = 0;
        while next < limit && skipped < 4 {
            let word = &words[next];
            if word.is(Classes::COMPLEMENTIZER
                .or(Classes::RELATIVE)
                .or(Classes::SUBORDINATOR))
            {
                return None;
            }
            let preposition = word.is(Classes::PREPOSITION) && !word.definite;
            if word.is(Classes::ADVERB.or(Classes::DAY)) && !word.is(Classes::AGENT) || word.number
            {
                next += 1;
                continue;
            }
            if word.is(Classes::PRONOMINAL) {
                next += 1;
                skipped += 1;
                continue;
            }
            if preposition || word.preposition.is_some() {
                if stops.iter().any(|&stop| word.preposition == Some(stop)) {
                    return None;
                }
                let object = if preposition { next + 1 } else { next };
                if object >= limit
                    || words[object].is(Classes::COMPLEMENTIZER.or(Classes::RELATIVE))
                {
                    return None;
                }
                next = self
                    .phrases
                    .read(object, &[])
                    .map_or(object + 1, |phrase| phrase.end);
                skipped += 1;
                continue;
            }
            if word.quoted
                && next == at + 1
                && !self.phrases.name_like(next)
                && fit.follower == Follower::Quote
            {
                return None;
            }
            let phrase = self.phrases.read(next, stops)?;
            let mut phrase = self.with_apposition(phrase);
            // أضاف غانم أن: a noun alone is a name.
            let alone = phrase.end == next + 1
                && phrase.end == limit
                && !words[next].is(Classes::OWN.or(Classes::FUNCTION));
            if alone && !words[next].definite && fit.opens() {
                phrase.named = true;
            }
            if skipped > 0 && (!phrase.is_agent() || words[next].is(Classes::OWN)) {
                return None;
            }
            // An indefinite noun is the object of a verb without subject.
            let first = &words[phrase.first];
            if !phrase.is_agent()
                && !first.definite
                && !first.is(Classes::DOCUMENT.or(Classes::DETERMINER))
            {
                return None;
            }
            return Some(phrase);
        }
        None
    }
}
