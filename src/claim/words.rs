//! The words of a text as the lexicon knows them.

use std::mem::{replace, take};
use std::ops::Deref;

use super::form::Form;
use super::lexicon::Lexicon;
use super::memory::{Known, Memory};
use super::quote::Quotation;
use super::weights::{Piece, pieces};
use crate::span::Span;
use crate::text::fingerprint::Fingerprint;
use crate::text::tokens::push_tokens;

/// What stands between a word and the one before it, as a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Gap(u8);

impl Gap {
    pub(super) const COMMA: Self = Self(1);
    pub(super) const COLON: Self = Self(2);
    pub(super) const STOP: Self = Self(4);
    pub(super) const OPEN: Self = Self(8);
    pub(super) const CLOSE: Self = Self(16);
    pub(super) const DASH: Self = Self(32);
    pub(super) const QUOTE: Self = Self(64);
    /// Whatever ends a phrase.
    pub(super) const BREAK: Self = Self(1 | 2 | 4 | 8 | 16 | 32);

    pub(super) fn has(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The names of what is in it.
    pub(super) fn names(self) -> impl Iterator<Item = Piece<'static>> {
        static NAMES: [Piece<'_>; 7] =
            pieces(["comma", "colon", "stop", "open", "close", "dash", "quote"]);
        let bits = NAMES.iter().enumerate();
        bits.filter_map(move |(bit, &name)| (self.0 >> bit & 1 == 1).then_some(name))
    }

    fn of(text: &str) -> Self {
        if text == " " {
            return Self::default();
        }
        let mut gap = 0;
        for c in text.chars() {
            gap |= match c {
                '،' | ',' | '؛' | ';' => Self::COMMA.0,
                ':' => Self::COLON.0,
                '.' | '!' | '?' | '؟' | '…' | '\n' => Self::STOP.0,
                '(' | '[' => Self::OPEN.0,
                ')' | ']' => Self::CLOSE.0,
                '"' | '“' | '”' | '„' | '«' | '»' => Self::QUOTE.0,
                '-' | '–' | '—' | '/' | '|' => Self::DASH.0,
                _ => 0,
            };
        }
        Self(gap)
    }
}

/// A word of the text; what it is alone is read through to its [`Form`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    pub(super) span: Span,
    /// Where the word begins behind a conjunction written together with it.
    pub(super) core: usize,
    /// Where it begins behind all that is written together with it but the article.
    pub(super) noun: usize,
    /// Where its folded forms begin in the memory.
    folded: usize,
    pub(super) gap: Gap,
    /// It stands in a quotation.
    pub(super) quoted: bool,
    form: Form,
}

impl Deref for Word {
    type Target = Form;

    fn deref(&self) -> &Form {
        &self.form
    }
}

/// The words of a text.
pub(super) struct WordList<'l> {
    lexicon: &'l Lexicon,
    /// Has their list and their folded forms.
    memory: Memory,
}

impl<'l> Deref for WordList<'l> {
    type Target = [Word];

    fn deref(&self) -> &[Word] {
        &self.memory.list
    }
}

impl Drop for WordList<'_> {
    fn drop(&mut self) {
        let memory = take(&mut self.memory);
        self.lexicon.memories.give_back(memory);
    }
}

impl WordList<'_> {
    /// The folded word without a conjunction written together with it.
    pub(super) fn core_of(&self, at: usize) -> &str {
        let Word { folded, form, .. } = &self[at];
        &self.memory.folded[*folded..folded + usize::from(form.core_length)]
    }

    /// The folded word without all that is written together with it but the article.
    pub(super) fn noun_of(&self, at: usize) -> &str {
        let Word { folded, form, .. } = &self[at];
        let start = folded + usize::from(form.noun_start);
        &self.memory.folded[start..folded + usize::from(form.folded_length)]
    }
}

/// How many words ahead of the one that is read the memory is asked.
const AHEAD: usize = 8;

/// The words of `text`, given its quotations.
pub(super) fn words<'l>(
    lexicon: &'l Lexicon,
    text: &str,
    quotations: &[Quotation],
) -> WordList<'l> {
    let mut memory = lexicon.memories.take();
    let (mut spans, mut list) = (take(&mut memory.spans), take(&mut memory.list));
    push_tokens(text, &mut spans);
    list.reserve(spans.len());
    let mut end = 0;
    let mut quotation = quotations.iter().peekable();
    let hasher = lexicon.memories.hasher;
    let ask = |memory: &Memory, nth: usize| {
        let word = spans.get(nth).map_or(0, |&span| hasher.of_span(text, span));
        memory.ask(word);
        word
    };
    // The fingerprints of the next words, by turns.
    let mut next: [Fingerprint; AHEAD] = std::array::from_fn(|nth| ask(&memory, nth));
    for (nth, &span) in spans.iter().enumerate() {
        let word = replace(&mut next[nth % AHEAD], ask(&memory, nth + AHEAD));
        while quotation.next_if(|q| q.span.end <= span.start).is_some() {}
        let Known { form, folded } = memory.know(lexicon, span.of(text), word);
        list.push(Word {
            span,
            core: span.start + usize::from(form.before_core),
            noun: span.start + usize::from(form.before_noun),
            folded,
            gap: Gap::of(&text[end..span.start]),
            quoted: quotation.peek().is_some_and(|q| q.span.start <= span.start),
            form,
        });
        end = span.end;
    }
    (memory.spans, memory.list) = (spans, list);
    WordList { lexicon, memory }
}
