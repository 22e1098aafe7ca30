//! Claims without a verb: a source named on its own, a colon, a bare quotation.

use super::classes::Classes;
use super::conjugation::{FormKind, Inflection};
use super::cues::{Draft, DraftKind, Reader};
use super::lexicon::Follower;
use super::words::Gap;
use crate::span::Span;

impl<'l> Reader<'_, 'l> {
    /// A source named on its own: بحسب الوزارة.
    pub(super) fn source(&self, at: usize) -> Option<Draft<'l>> {
        let first = self.words()[at].literal?;
        if self.words()[at].quoted {
            return None;
        }
        let lexicon = self.phrases.lexicon;
        let phrase = lexicon
            .sources
            .beginning(first)
            .iter()
            .find(|phrase| self.phrase_of_literals(at, &phrase.words))?;
        let behind = at + phrase.words.len();
        let next = self.words().get(behind).filter(|_| behind < self.end())?;
        let subject = match phrase.then {
            Follower::Verb => next
                .has_cues()
                .then(|| self.phrases.read(behind + 1, &[]))?,
            Follower::Letter(letter) => {
                (next.preposition == Some(letter)).then(|| self.phrases.read(behind, &[]))?
            }
            Follower::Word(literal) => {
                (next.literal == Some(literal)).then(|| self.phrases.read(behind + 1, &[]))?
            }
            _ => self.phrases.read(behind, &[]),
        };
        let cue_end = if phrase.then == Follower::Verb {
            behind
        } else {
            behind - 1
        };
        let by_pronoun = lexicon
            .cues_of(next.entry)
            .iter()
            .any(|form| form.inflection.kind == FormKind::Noun);
        let speaks = subject.is_some_and(|subject| {
            subject.is_agent()
                || subject.head.has(Classes::DOCUMENT)
                || self.phrases.name_like(subject.first)
        });
        (by_pronoun || speaks).then(|| Draft {
            at,
            cue: Span::new(self.words()[at].core, self.words()[cue_end].span.end),
            word: None,
            inflection: Inflection::NOUN,
            subject: subject.filter(|_| !by_pronoun),
            inherited: false,
            transparent: false,
            content: subject.map_or(behind, |subject| subject.end),
            kind: DraftKind::Source,
        })
    }

    /// `لافروف: …`
    pub(super) fn heading(&self) -> Option<Draft<'l>> {
        let colon = (self.first + 1..self.end().min(self.first + 12))
            .find(|&at| self.words()[at].gap.has(Gap::BREAK) || self.words()[at].quoted)?;
        let gap = self.words()[colon].gap;
        if !gap.has(Gap::COLON) || self.words()[self.first].quoted || self.words()[self.first].and {
            return None;
        }
        if self.words()[self.first..colon]
            .iter()
            .any(|word| word.number)
        {
            return None;
        }
        let subject = self.phrases.read(self.first, &[]).filter(|subject| {
            subject.end == colon
                || subject.is_agent() && self.words()[subject.end].is(Classes::PREPOSITION)
        })?;
        let next = &self.words()[colon];
        let reports = self
            .phrases
            .lexicon
            .cues_of(next.entry)
            .iter()
            .any(|form| form.inflection.kind != FormKind::Noun);
        // A place alone is a dateline unless it denies or names another.
        let alone =
            subject.end == subject.first + 1 && !next.is(Classes::NEGATION.or(Classes::PLACE));
        let dateline = subject.head.has(Classes::PLACE) && (alone || next.quoted || reports);
        if dateline || !(subject.is_agent() || subject.head.is_empty()) {
            return None;
        }
        Some(Draft {
            at: colon,
            cue: Span::new(self.words()[colon - 1].span.end, next.span.start),
            word: None,
            inflection: Inflection::NOUN,
            subject: Some(subject),
            inherited: false,
            transparent: false,
            content: colon,
            kind: DraftKind::Colon,
        })
    }

    /// A sentence that is a quotation of several words.
    pub(super) fn bare_quotation(&self) -> Option<Draft<'l>> {
        let words = &self.words()[self.first..self.end()];
        let first = words.first().filter(|first| first.quoted)?;
        let quoted = words.iter().filter(|word| word.quoted).count();
        if quoted < 5 || quoted * 10 < words.len() * 8 {
            return None;
        }
        let quotation = self
            .quotations
            .iter()
            .rfind(|q| q.span.start < first.span.start)?;
        Some(Draft {
            at: self.first,
            cue: Span::new(quotation.span.start, quotation.inner.start),
            word: None,
            inflection: Inflection::NOUN,
            subject: None,
            inherited: false,
            transparent: false,
            content: self.first,
            kind: DraftKind::Quotation,
        })
    }
}
