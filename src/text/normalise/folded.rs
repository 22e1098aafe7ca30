//! A folded text and the way back from it.

use super::{Step, each_step};
use crate::span::Span;

/// A folded text that knows where each of its characters stood.
///
/// ```
/// use stance::{Span, text::normalise::Folded};
/// let text = "وأكَّدَ الوزير";
/// let folded = Folded::new(text);
/// assert_eq!(folded.as_str(), "واكد الوزير");
/// let cue = Span::new(2, 8); // اكد
/// assert_eq!(folded.original(cue).of(text), "أكَّدَ");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded {
    text: String,
    /// One for each character of `text`, in order.
    pieces: Vec<Piece>,
    /// The length of the original in bytes.
    original_len: usize,
}

/// A folded character and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    /// Where it begins in the folded text.
    folded: usize,
    /// What made it, with the marks that follow.
    original: Span,
}

impl Folded {
    /// Folds `text` as [`normalise`](super::normalise()) does.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut folded = String::with_capacity(text.len());
        let mut pieces: Vec<Piece> = Vec::with_capacity(text.len() / 2);
        each_step(text, |step, place| {
            if let Step::Push(letter) = step {
                pieces.push(Piece {
                    folded: folded.len(),
                    original: place,
                });
                folded.push(letter.char());
            } else if let Some(piece) = pieces.last_mut() {
                piece.original.end = place.end;
                if let Step::Replace(letter) = step {
                    folded.truncate(piece.folded);
                    folded.push(letter.char());
                }
            }
        });
        Self {
            text: folded,
            pieces,
            original_len: text.len(),
        }
    }

    /// The folded text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The shortest part of the original that holds all that became `span` of
    /// the folded text, with the marks on its last letter.
    ///
    /// A span that ends inside of what was one character takes all of that
    /// character. An empty span gives the empty span before the character that
    /// stands there. What lies behind the end counts as the end.
    #[must_use]
    pub fn original(&self, span: Span) -> Span {
        let first = self.pieces.partition_point(|p| p.folded <= span.start);
        let behind = self.pieces.partition_point(|p| p.folded < span.end);
        let start = match first.checked_sub(1) {
            Some(first) if span.start < self.text.len() => self.pieces[first].original.start,
            _ => self.original_len,
        };
        let end = match behind.checked_sub(1) {
            Some(last) if !span.is_empty() => self.pieces[last].original.end,
            _ => start,
        };
        Span::new(start, end.max(start))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::ANY;
    use super::super::{is_presentation_form, normalise};
    use super::*;

    #[test]
    fn empty_spans_and_ends() {
        let folded = Folded::new("\u{200F}أَ ﻻ\u{200F}");
        assert_eq!(folded.as_str(), "ا لا");
        assert_eq!(folded.original(Span::new(0, 0)), Span::new(3, 3));
        assert_eq!(folded.original(Span::new(0, 2)), Span::new(3, 7));
        // Half of the ligature is the ligature.
        assert_eq!(folded.original(Span::new(3, 5)), Span::new(8, 11));
        assert_eq!(folded.original(Span::new(7, 7)), Span::new(14, 14));
        assert_eq!(folded.original(Span::new(90, 99)), Span::new(14, 14));
        assert_eq!(Folded::new("").original(Span::new(0, 0)), Span::new(0, 0));
    }

    proptest! {
        #[test]
        fn folds_as_normalise_does(text in ANY) {
            let folded = Folded::new(&text);
            prop_assert_eq!(folded.as_str(), normalise(&text));
        }

        #[test]
        fn the_original_of_a_span_folds_to_it(text in ANY, from in 0usize..40, count in 1usize..40) {
            let folded = Folded::new(&text);
            let starts: Vec<usize> = folded.as_str().char_indices().map(|(at, _)| at)
                .chain([folded.as_str().len()]).collect();
            prop_assume!(from + count < starts.len());
            let span = Span::new(starts[from], starts[from + count]);
            let original = folded.original(span).of(&text);
            let again = normalise(original);
            if text.chars().any(is_presentation_form) {
                prop_assert!(again.contains(span.of(folded.as_str())));
            } else {
                prop_assert_eq!(again, span.of(folded.as_str()));
            }
        }

        #[test]
        fn all_of_the_text_maps_to_all_but_invisible_ends(text in ANY) {
            let folded = Folded::new(&text);
            let all = folded.original(Span::new(0, folded.as_str().len()));
            prop_assert_eq!(normalise(all.of(&text)), folded.as_str());
            prop_assert_eq!(normalise(&text[..all.start]), "");
            prop_assert_eq!(normalise(&text[all.end..]), "");
        }

        #[test]
        fn any_text_and_span_is_taken(text: String, start in 0usize..99, len in 0usize..99) {
            let original = Folded::new(&text).original(Span::new(start, start + len));
            prop_assert!(text.get(original.start..original.end).is_some());
        }
    }
}
