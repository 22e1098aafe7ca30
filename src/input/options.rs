//! How inputs are read, and what was assumed in doing so.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::charset::Encoding;

/// How inputs are read.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// The column or field that holds the text.
    pub text_field: String,
    /// The one that holds an article's name.
    pub id_field: String,
    /// The one that holds an article's title.
    pub title_field: String,
    /// The one that holds a row's label.
    pub label_field: String,
    /// The encoding of all inputs that begin with no byte-order mark. Without it
    /// an input is UTF-8; a page or feed is what it declares; and a file whose
    /// first characters that are not ASCII are not UTF-8 is what it looks like.
    pub encoding: Option<Encoding>,
    /// Whether bytes that cannot be decoded are replaced by U+FFFD instead of
    /// being an error.
    pub lossy: bool,
    /// What readers assumed; the clones of these options share it.
    pub notes: ReadNotes,
}

impl Default for ReadOptions {
    /// The fields `text`, `id`, `title` and `label`, the encoding guessed, nothing replaced.
    fn default() -> Self {
        Self {
            text_field: "text".into(),
            id_field: "id".into(),
            title_field: "title".into(),
            label_field: "label".into(),
            encoding: None,
            lossy: false,
            notes: ReadNotes::default(),
        }
    }
}

/// Notes that readers make for whoever wants to tell them.
#[derive(Debug, Clone, Default)]
pub struct ReadNotes(Arc<Mutex<Vec<ReadNote>>>);

/// Something that was assumed or mended in reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadNote {
    /// What was done.
    pub kind: ReadNoteKind,
    /// In how many inputs.
    pub inputs: u64,
    /// The first of them.
    pub first: PathBuf,
}

/// What was assumed or mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadNoteKind {
    /// The encoding was guessed, and this is the guess.
    Guessed(Encoding),
    /// Bytes that are not of the encoding were replaced.
    Replaced(Encoding),
}

impl ReadOptions {
    /// The columns that a labelled file must have.
    pub(crate) fn labelled(&self) -> [&str; 2] {
        [&self.text_field, &self.label_field]
    }
}

impl ReadNotes {
    /// The notes so far, one of a kind, in the order in which they first came up.
    #[must_use]
    pub fn all(&self) -> Vec<ReadNote> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Notes it of one more input.
    pub(super) fn add(&self, kind: ReadNoteKind, input: &Path) {
        let mut notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match notes.iter_mut().find(|note| note.kind == kind) {
            Some(note) => note.inputs += 1,
            None => notes.push(ReadNote {
                kind,
                inputs: 1,
                first: input.into(),
            }),
        }
    }
}
