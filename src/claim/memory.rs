//! The words that were met last, as the lexicon knows them.
//!
//! Most words of a text were met shortly before, and what a lexicon knows of one
//! takes several searches.

use std::fmt;
use std::hash::BuildHasher;
use std::sync::{Mutex, PoisonError};

use hashbrown::DefaultHashBuilder;

use super::form::Form;
use super::lexicon::Lexicon;
use crate::text::normalise::fold;

/// How many words are remembered, a power of two.
const REMEMBERED: usize = 1 << 15;

/// Longer words, in bytes, are not remembered.
const LONGEST: usize = 30;

/// A word as it was written, and what is known of it.
#[derive(Clone)]
struct Known {
    surface: [u8; LONGEST],
    length: u8,
    form: Option<Form>,
    /// Its folded forms, see [`Form::fold`].
    folded: String,
}

/// The words that one thread met last.
pub(super) struct Memory {
    words: Vec<Known>,
    hasher: DefaultHashBuilder,
    /// A word folded letter by letter.
    letters: String,
}

impl Memory {
    fn new() -> Self {
        let nothing = Known {
            surface: [0; LONGEST],
            length: 0,
            form: None,
            folded: String::new(),
        };
        Self {
            words: vec![nothing; REMEMBERED],
            hasher: DefaultHashBuilder::default(),
            letters: String::new(),
        }
    }

    /// What is known of a word alone. Its folded forms are written behind what is
    /// in `folded`.
    pub(super) fn form(&mut self, lexicon: &Lexicon, surface: &str, folded: &mut String) -> Form {
        let bytes = surface.as_bytes();
        if bytes.len() > LONGEST {
            return read(lexicon, surface, &mut self.letters, folded);
        }
        // Only where a word is kept depends on the hash.
        let place = self.hasher.hash_one(bytes) as usize % REMEMBERED;
        let known = &mut self.words[place];
        if let Some(form) = known.form
            && &known.surface[..usize::from(known.length)] == bytes
        {
            folded.push_str(&known.folded);
            return form;
        }
        known.folded.clear();
        let form = read(lexicon, surface, &mut self.letters, &mut known.folded);
        known.surface[..bytes.len()].copy_from_slice(bytes);
        known.length = bytes.len() as u8;
        known.form = Some(form);
        folded.push_str(&known.folded);
        form
    }
}

/// Reads a word, and writes its folded forms behind what is in `folded`.
fn read(lexicon: &Lexicon, surface: &str, letters: &mut String, folded: &mut String) -> Form {
    letters.clear();
    letters.extend(surface.chars().filter_map(fold));
    let mut form = Form::read(lexicon, surface, letters);
    form.fold(lexicon, surface, folded);
    form
}

/// The memories that no thread is using.
#[derive(Default)]
pub(super) struct Memories(Mutex<Vec<Memory>>);

impl Memories {
    pub(super) fn take(&self) -> Memory {
        let mut spare = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        spare.pop().unwrap_or_else(Memory::new)
    }

    pub(super) fn give_back(&self, memory: Memory) {
        let mut spare = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        spare.push(memory);
    }
}

impl fmt::Debug for Memories {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memories")
    }
}
