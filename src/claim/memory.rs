//! The words that were met last, as the lexicon knows them.
//!
//! Most words of a text were met shortly before, and what a lexicon knows of one
//! takes several searches.

use std::fmt;
use std::mem::{replace, swap};
use std::sync::{Mutex, PoisonError};

use super::form::{self, Form};
use super::lexicon::Lexicon;
use super::words::Word;
use crate::prefetch::prefetch;
use crate::span::Span;
use crate::text::fingerprint::of_name;
use crate::text::normalise::fold;

/// How many places there are for words, a power of two.
const PLACES: usize = 1 << 15;

/// How many words of one place are remembered, those that were met last.
const WAYS: usize = 2;

/// Longer words, in bytes, are not remembered.
const LONGEST: usize = 31;

/// A memory with more bytes of folded forms is not used again.
const FULL: usize = 1 << 23;

/// How many words of one text a memory keeps room for.
const LONG: usize = 1 << 16;

/// What is known of a word, and where its folded forms begin ([`Form::fold`]).
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(super) struct Known {
    pub(super) form: Form,
    pub(super) folded: usize,
}

/// A word as it was written, in half a cache line.
#[derive(Clone, Copy)]
#[repr(align(32))]
struct Written {
    surface: [u8; LONGEST],
    /// 0 where no word is remembered.
    length: u8,
}

impl Written {
    /// No word.
    const NOTHING: Self = Self {
        surface: [0; LONGEST],
        length: 0,
    };

    #[inline]
    fn is(&self, surface: &[u8]) -> bool {
        &self.surface[..usize::from(self.length)] == surface
    }

    /// A word that is not longer than [`LONGEST`].
    fn new(surface: &[u8]) -> Self {
        let mut written = Self {
            length: surface.len() as u8,
            ..Self::NOTHING
        };
        written.surface[..surface.len()].copy_from_slice(surface);
        written
    }
}

/// The words of a place, in one cache line; the one that was met last comes first.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Place([Written; WAYS]);

// As they are aligned, none lies across two lines of the cache.
const _: () = assert!(size_of::<Known>() == 64 && size_of::<Place>() == 64);

/// The words that one thread met last, and those of the text that it reads.
#[derive(Default)]
pub(super) struct Memory {
    words: Vec<Place>,
    /// What is known of each, in the same order: a place takes a line of both.
    known: Vec<[Known; WAYS]>,
    /// The words of the text and their places, and what stands of each in its list; empty
    /// between two texts.
    pub(super) places: Vec<(Span, usize)>,
    pub(super) list: Vec<Word>,
    /// The folded forms of words, one behind the other.
    pub(super) folded: String,
    /// A word folded letter by letter.
    letters: String,
}

impl Memory {
    /// A memory of nothing yet.
    fn with_places() -> Self {
        let known = Known {
            form: Form::unknown(),
            folded: 0,
        };
        Self {
            words: vec![Place([Written::NOTHING; WAYS]); PLACES],
            known: vec![[known; WAYS]; PLACES],
            ..Self::default()
        }
    }

    /// The place of a word.
    #[inline]
    pub(super) fn place(surface: &str) -> usize {
        of_name(surface) as usize % PLACES
    }

    /// Asks for a place to be brought near.
    #[inline]
    pub(super) fn ask(&self, place: usize) {
        prefetch(&self.words, place);
        prefetch(&self.known, place);
    }

    /// What is known of a word alone, given its place.
    #[inline]
    pub(super) fn know(&mut self, lexicon: &Lexicon, surface: &str, place: usize) -> Known {
        let bytes = surface.as_bytes();
        let Place([last, before]) = &mut self.words[place];
        let known = &mut self.known[place];
        if last.is(bytes) {
            return known[0];
        }
        if before.is(bytes) {
            swap(last, before);
            known.swap(0, 1);
            return known[0];
        }
        let read = self.read(lexicon, surface);
        if bytes.len() <= LONGEST {
            let Place([last, before]) = &mut self.words[place];
            *before = replace(last, Written::new(bytes));
            let [last, before] = &mut self.known[place];
            *before = replace(last, read);
        }
        read
    }

    /// Reads a word of which nothing is known.
    fn read(&mut self, lexicon: &Lexicon, surface: &str) -> Known {
        let mut end = surface.len().min(form::LONGEST);
        while !surface.is_char_boundary(end) {
            end -= 1;
        }
        let surface = &surface[..end];
        self.letters.clear();
        self.letters.extend(surface.chars().filter_map(fold));
        let folded = self.folded.len();
        let mut form = Form::read(lexicon, surface, &self.letters);
        form.fold(lexicon, surface, &mut self.folded);
        Known { form, folded }
    }
}

/// The memories that no thread is using.
#[derive(Default)]
pub(super) struct Memories(Mutex<Vec<Memory>>);

impl Memories {
    pub(super) fn take(&self) -> Memory {
        let mut spare = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        spare.pop().unwrap_or_else(Memory::with_places)
    }

    pub(super) fn give_back(&self, mut memory: Memory) {
        memory.places.clear();
        memory.places.shrink_to(LONG);
        memory.list.clear();
        memory.list.shrink_to(LONG);
        let mut spare = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A text is read while another one waits for the classifier.
        let is_full = memory.folded.len() > FULL;
        if !is_full && spare.len() < 2 * rayon::current_num_threads() {
            spare.push(memory);
        }
    }
}

impl fmt::Debug for Memories {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memories")
    }
}
