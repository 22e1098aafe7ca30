//! Sentences, headings, bylines and captions of a page.
//!
//! A text is read once into lines and stops ([`page`]); `rules` says which stops end a sentence,
//! `layout` which line ends part segments, and `kinds` what each segment is.

mod chars;
mod clues;
mod datelines;
mod kinds;
mod layout;
mod lexicon;
mod page;
mod rules;
mod segments;
mod stops;
mod work;

use serde::{Deserialize, Serialize};

use crate::span::Span;
use page::Page;

/// What a segment of a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SentenceKind {
    /// A sentence of the running text.
    Sentence,
    /// A title or a heading between paragraphs.
    Heading,
    /// Who wrote it, where it comes from.
    Byline,
    /// The text of a picture.
    Caption,
    /// Menus, separators and other things that nobody wrote to be read.
    Junk,
}

impl SentenceKind {
    /// Its name in files: `sentence`, `heading`, `byline`, `caption` or `junk`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sentence => "sentence",
            Self::Heading => "heading",
            Self::Byline => "byline",
            Self::Caption => "caption",
            Self::Junk => "junk",
        }
    }
}

/// A segment of a text, without white space at its ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: SentenceKind,
}

/// Cuts texts into sentences, headings, bylines and captions.
///
/// ```
/// use stance::SentenceSplitter;
/// let text = "وصل الوفد إلى\nدمشق مساء.وقال د. سامي إنه \"متفائل\". The end came at 5.30.";
/// let sentences = SentenceSplitter::new().split(text);
/// let shown: Vec<&str> = sentences.iter().map(|s| s.span.of(text)).collect();
/// assert_eq!(shown, [
///     "وصل الوفد إلى\nدمشق مساء.",
///     "وقال د. سامي إنه \"متفائل\".",
///     "The end came at 5.30.",
/// ]);
/// ```
#[derive(Debug, Clone, Default)]
pub struct SentenceSplitter {}

impl SentenceSplitter {
    /// A splitter with the built-in rules.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The segments of `text` in order; together they hold all of it but white space and marks
    /// that do not show (bidi controls, zero-width marks, the byte-order mark).
    ///
    /// A segment without a line end, given alone, is one segment again. Where lines of a page are
    /// joined, the page around them may have told so; alone they may part, and a kind may change.
    /// The time taken is linear in the length of `text`.
    #[must_use]
    pub fn split(&self, text: &str) -> Vec<Sentence> {
        let page = Page::read(text);
        let breaks = layout::breaks(&page);
        kinds::assign(&page, &segments::cut(&page, &breaks))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many characters are looked at for a text of `unit` repeated to about `bytes`.
    fn work_on(unit: &str, bytes: usize) -> usize {
        let text = format!(
            "{}\n{}",
            "عربي ".repeat(2000),
            unit.repeat(bytes / unit.len())
        );
        work::of(|| drop(SentenceSplitter::new().split(&text)))
    }

    #[test]
    fn work_grows_with_the_length_only() {
        for unit in [
            "قال الوزير إن بلاده ترفض ذلك. ",
            "كلمة ",
            ".",
            ". ",
            " ",
            "\u{200F}",
            ".\"",
            ". ) ",
            "؟\u{200F} ",
            "(",
            "أ.",
            "a.b",
            "[1",
            ".  [1, 2",
            "سطر بلا وقفة\n",
            "سطر،\n\n",
            "- \n",
            "باريس ــ ",
            "Nothing in here is Arabic. ",
        ] {
            let (small, large) = (work_on(unit, 100_000), work_on(unit, 1_000_000));
            assert!(large <= 11 * small, "{unit:?}: {small} and {large}");
            assert!(large < 200_000_000, "{unit:?}: {large}");
        }
    }

    #[test]
    fn ten_megabytes_on_one_line_take_linear_work() {
        for unit in ["قال الوزير إن بلاده ترفض ذلك. ", "كلمة ", ". "] {
            let bytes = 10_000_000;
            assert!(work_on(unit, bytes) < 100 * bytes, "{unit:?}");
        }
    }
}
