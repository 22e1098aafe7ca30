//! The words that were met last, as the lexicon knows them.
//!
//! Most words of a text were met shortly before, and what a lexicon knows of one
//! takes several searches.

use std::hash::{BuildHasher, RandomState};

use super::form::{self, Form};
use super::lexicon::Lexicon;
use super::words::Word;
use crate::prefetch::prefetch;
use crate::span::Span;
use crate::spare::Spare;
use crate::text::fingerprint::{Fingerprint, Hasher};
use crate::text::normalise::fold;

/// How many places there are for words, a power of two.
const PLACES: usize = 1 << 16;

/// How many words of one place are remembered, those that were met last.
const WAYS: usize = 2;

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

// As it is aligned, it does not lie across two lines of the cache.
const _: () = assert!(size_of::<Known>() == 64);

/// The words that one thread met last, and those of the text that it reads.
///
/// A word is known by its fingerprint: of n different words two are mixed up with
/// a probability below n² / 2⁶⁵, which is 3 in 10⁸ for a million.
#[derive(Default)]
pub(super) struct Memory {
    /// The fingerprints of the words of each place, that of the one met last first; 0 for none.
    words: Vec<[Fingerprint; WAYS]>,
    /// What is known of each.
    known: Vec<[Known; WAYS]>,
    /// Where the words of the text stand, and what stands of each in its list; empty between
    /// two texts.
    pub(super) spans: Vec<Span>,
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
            words: vec![[0; WAYS]; PLACES],
            known: vec![[known; WAYS]; PLACES],
            ..Self::default()
        }
    }

    /// Asks for what is known of a word to be brought near.
    #[inline]
    pub(super) fn ask(&self, word: Fingerprint) {
        prefetch(&self.words, place(word));
        prefetch(&self.known, place(word));
    }

    /// What is known of a word alone, given its fingerprint.
    #[inline]
    pub(super) fn know(&mut self, lexicon: &Lexicon, surface: &str, word: Fingerprint) -> Known {
        let place = place(word);
        let [last, before] = self.words[place];
        if last == word {
            return self.known[place][0];
        }
        if before == word {
            self.words[place] = [word, last];
            self.known[place].swap(0, 1);
            return self.known[place][0];
        }
        let known = self.read(lexicon, surface);
        self.words[place] = [word, last];
        self.known[place] = [known, self.known[place][0]];
        known
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

/// Where a word is remembered.
#[inline]
fn place(word: Fingerprint) -> usize {
    word as usize % PLACES
}

/// The memories that no thread is using.
#[derive(Debug)]
pub(super) struct Memories {
    spare: Spare<Memory>,
    /// Makes the fingerprints of their words.
    pub(super) hasher: Hasher,
}

impl Default for Memories {
    fn default() -> Self {
        Self {
            spare: Spare::default(),
            // Drawn anew each time, so that nobody can prepare words that are mixed up.
            hasher: Hasher::new(RandomState::new().hash_one(())),
        }
    }
}

impl Memories {
    pub(super) fn take(&self) -> Memory {
        self.spare.take().unwrap_or_else(Memory::with_places)
    }

    pub(super) fn give_back(&self, mut memory: Memory) {
        memory.spans.clear();
        memory.spans.shrink_to(LONG);
        memory.list.clear();
        memory.list.shrink_to(LONG);
        if memory.folded.len() <= FULL {
            self.spare.give_back(memory);
        }
    }
}
