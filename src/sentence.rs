//! Sentences.

use crate::span::Span;

/// What a segment of a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
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
    /// Its name in outputs.
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
#[derive(Debug, Clone, Default)]
pub struct SentenceSplitter {}

impl SentenceSplitter {
    /// A splitter with the built-in rules.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The segments of `text` in order; together they hold all of it but white space.
    #[must_use]
    pub fn split(&self, text: &str) -> Vec<Sentence> {
        let mut sentences = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let from = start + line.len() - line.trim_start().len();
            let to = start + line.trim_end().len();
            if from < to {
                sentences.push(Sentence {
                    span: Span::new(from, to),
                    kind: SentenceKind::Sentence,
                });
            }
            start += line.len();
        }
        sentences
    }
}
