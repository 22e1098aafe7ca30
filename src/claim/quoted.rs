//! How much of a claim stands in quotation marks.

use super::classes::Classes;
use super::cues::Reader;
use super::quote::QuoteKind;
use super::words::Gap;
use crate::span::Span;

impl Reader<'_, '_> {
    /// How much of the content stands in quotation marks.
    pub(super) fn quote_kind(&self, content: Span) -> QuoteKind {
        let words = self.phrases.words;
        let inside = (self.first..self.phrases.end).filter(|&at| content.contains(words[at].span));
        let mut spoken = 0; // words of the speaker's in quotation marks
        let mut told = 0; // words of the writer's
        let mut named = false;
        for at in inside {
            let word = &words[at];
            if word.quoted {
                if word.gap.has(Gap::QUOTE) {
                    named = self.quotes_a_name(at);
                }
                spoken += usize::from(!named);
                told += usize::from(named);
            } else if !word.is(Classes::FUNCTION.or(Classes::OCCASION)) {
                // في بيانه "…"
                let setting =
                    word.is(Classes::OWN) && at > 0 && words[at - 1].is(Classes::PREPOSITION);
                told += usize::from(!setting);
            }
        }
        match (spoken, told) {
            (0, _) => QuoteKind::Indirect,
            (_, 0) => QuoteKind::Direct,
            _ => QuoteKind::Mixed,
        }
    }

    /// Whether the quotation that begins here is the name of something: حركة "…".
    fn quotes_a_name(&self, at: usize) -> bool {
        let words = self.phrases.words;
        let length = (at..self.phrases.end)
            .take_while(|&next| {
                words[next].quoted && (next == at || !words[next].gap.has(Gap::QUOTE))
            })
            .count();
        let title = Classes::INSTITUTION
            .or(Classes::OUTLET)
            .or(Classes::PERSON)
            .or(Classes::DOCUMENT);
        let introduced =
            at > self.first && words[at - 1].is(title) && !words[at - 1].gap.has(Gap::BREAK);
        let name = words[at].is(Classes::AGENT.or(Classes::GIVEN))
            || words[at].number
            || length < 3 && self.phrases.name_like(at);
        length <= LONGEST_NAME && (introduced || name)
    }
}

/// More quoted words than these are no name.
const LONGEST_NAME: usize = 4;
