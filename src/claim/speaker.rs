//! Where a claim names its speaker.

use super::cues::{Draft, Reader};
use super::quote::QuoteKind;
use crate::span::Span;

/// A claim with fewer quoted words is not called mixed: they are names or
/// words that the writer keeps at a distance.
const MIXED_WORDS: usize = 3;

impl Reader<'_, '_> {
    /// The shortest span that names the speaker of a draft.
    pub(super) fn speaker(&self, draft: &Draft<'_>) -> Option<Span> {
        let words = self.phrases.words;
        let (first, end) = draft.subject?.name;
        Some(Span::new(words[first].noun, words[end - 1].span.end))
    }

    /// How much of the content stands in quotation marks.
    pub(super) fn quote_kind(&self, content: Span) -> QuoteKind {
        let words = &self.phrases.words[self.first..self.phrases.end];
        let inside = words.iter().filter(|word| content.contains(word.span));
        let (mut all, mut quoted) = (0, 0);
        for word in inside {
            all += 1;
            quoted += usize::from(word.quoted);
        }
        if all > 0 && quoted + 1 >= all && quoted > 1 {
            QuoteKind::Direct
        } else if quoted >= MIXED_WORDS {
            QuoteKind::Mixed
        } else {
            QuoteKind::Indirect
        }
    }
}
