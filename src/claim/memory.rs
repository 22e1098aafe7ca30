//! The words that were met last, as the lexicon knows them.
//!
//! Most words of a text were met shortly before, and what a lexicon knows of one
//! takes several searches.

use std::fmt;
use std::hash::BuildHasher;
use std::sync::{Mutex, PoisonError};

use hashbrown::DefaultHashBuilder;

use super::lexicon::Lexicon;
use super::words::Form;
use crate::text::normalise::fold;

/// How many words are remembered, a power of two.
const REMEMBERED: usize = 1 << 13;

/// Longer words, in bytes, are not remembered.
const LONGEST: usize = 30;

/// A word as it was written, and what is known of it.
#[derive(Clone)]
struct Known {
    surface: [u8; LONGEST],
    length: u8,
    form: Option<Form>,
}

/// The words that one thread met last.
pub(super) struct Memory {
    words: Vec<Known>,
    hasher: DefaultHashBuilder,
    folded: String,
}

impl Memory {
    fn new() -> Self {
        let nothing = Known {
            surface: [0; LONGEST],
            length: 0,
            form: None,
        };
        Self {
            words: vec![nothing; REMEMBERED],
            hasher: DefaultHashBuilder::default(),
            folded: String::new(),
        }
    }

    /// What is known of a word alone.
    pub(super) fn form(&mut self, lexicon: &Lexicon, surface: &str) -> Form {
        let bytes = surface.as_bytes();
        if bytes.len() > LONGEST {
            return self.read(lexicon, surface);
        }
        // Only where a word is kept depends on the hash.
        let place = self.hasher.hash_one(bytes) as usize % REMEMBERED;
        let known = &self.words[place];
        if let Some(form) = known.form
            && &known.surface[..usize::from(known.length)] == bytes
        {
            return form;
        }
        let form = self.read(lexicon, surface);
        let known = &mut self.words[place];
        known.surface[..bytes.len()].copy_from_slice(bytes);
        known.length = bytes.len() as u8;
        known.form = Some(form);
        form
    }

    fn read(&mut self, lexicon: &Lexicon, surface: &str) -> Form {
        self.folded.clear();
        self.folded.extend(surface.chars().filter_map(fold));
        Form::read(lexicon, surface, &self.folded)
    }
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
