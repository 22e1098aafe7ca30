//! Character n-grams, grown letter by letter.

use std::ops::Range;

use super::counts::{Counts, Ranks};
use super::table::{Runs, Table};
use crate::prefetch::{prefetch, prefetch_range};
use crate::text::fingerprint::{Fingerprint, Hasher};
use crate::text::lexer::Lexer;
use crate::text::ngrams::is_space;
use crate::text::word::Piece;

/// How many words are remembered, a power of two.
const REMEMBERED: usize = 1 << 17;

/// After how many n-grams of all words the memory is emptied: 8 MB.
const FULL: usize = 1 << 21;

/// How many n-grams are asked for before they are counted.
const FEW: usize = 256;

/// Longer words, in bytes, are no words and not remembered.
const LONGEST: usize = 200;

/// The n-grams of the words between white space that were met last. They are
/// known by their fingerprints, as in [`super::words::Memory`].
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// A word, and where its n-grams begin and end.
    words: Vec<(Fingerprint, u32, u32)>,
    ranks: Vec<u32>,
    letters: Vec<char>,
    runs: Runs,
    /// Where the n-grams of the words of a text lie among `ranks`.
    found: Vec<Range<usize>>,
}

impl Memory {
    /// Counts the n-grams in the words between white space, as
    /// [`char_wb_ngrams`](crate::text::ngrams::char_wb_ngrams) makes them.
    pub(super) fn within_words<P: Copy>(
        &mut self,
        lexer: &Lexer,
        table: &Table<P>,
        hasher: Hasher,
        counts: &mut Counts,
    ) {
        self.make_room();
        self.found.clear();
        for piece in lexer.pieces() {
            prefetch(&self.words, place(piece));
        }
        for piece in lexer.pieces() {
            let (word, start, end) = self.words[place(piece)];
            let ranks = if word == piece.fingerprint {
                start as usize..end as usize
            } else {
                self.learn(piece, lexer, table, hasher)
            };
            prefetch_range(&self.ranks, ranks.clone());
            self.found.push(ranks);
        }
        self.count(table, counts);
    }

    /// Counts the n-grams of a whole text, as
    /// [`char_ngrams`](crate::text::ngrams::char_ngrams) makes them.
    pub(super) fn across_words<P: Copy>(
        &mut self,
        lexer: &Lexer,
        table: &Table<P>,
        hasher: Hasher,
        counts: &mut Counts,
    ) {
        self.letters.clear();
        let mut letters = lexer.folded().chars().peekable();
        while let Some(c) = letters.next() {
            let mut run = false;
            while is_space(c) && letters.next_if(|&next| is_space(next)).is_some() {
                run = true;
            }
            self.letters.push(if run { ' ' } else { c });
        }
        self.ranks.clear();
        self.ranks.shrink_to(2 * FULL);
        table.find_letters(&self.letters, hasher, &mut self.runs, &mut self.ranks);
        self.found.clear();
        self.found.push(0..self.ranks.len());
        self.count(table, counts);
    }

    /// Makes room for new words.
    fn make_room(&mut self) {
        self.words.resize(REMEMBERED, Default::default());
        if self.ranks.len() > FULL {
            self.words.fill(Default::default());
            self.ranks.clear();
            // A text of one word without end may have made it very large.
            self.ranks.shrink_to(2 * FULL);
        }
    }

    fn count<P: Copy>(&self, table: &Table<P>, counts: &mut Counts) {
        counts.reserve(table.len());
        for ranks in &self.found {
            // Few at once: a text of one word may have millions.
            for ranks in self.ranks[ranks.clone()].chunks(FEW) {
                ranks.iter().for_each(|&rank| table.prefetch(rank));
                counts.add_all(ranks);
            }
        }
    }

    fn learn<P: Copy>(
        &mut self,
        piece: &Piece,
        lexer: &Lexer,
        table: &Table<P>,
        hasher: Hasher,
    ) -> Range<usize> {
        let word = lexer.piece(piece);
        self.letters.clear();
        self.letters.push(' ');
        self.letters.extend(word.chars());
        self.letters.push(' ');
        let start = self.ranks.len();
        if self.letters.len() < table.low() {
            // A word that is shorter than all n-grams is one.
            let whole = hasher.of_letters(self.letters.iter().copied());
            self.ranks.extend(table.get(whole));
        } else {
            table.find_letters(&self.letters, hasher, &mut self.runs, &mut self.ranks);
        }
        let end = self.ranks.len();
        let ends = [start, end].map(u32::try_from);
        if let ([Ok(start), Ok(end)], ..=LONGEST) = (ends, word.len()) {
            self.words[place(piece)] = (piece.fingerprint, start, end);
        }
        start..end
    }
}

/// Where a word is remembered.
#[inline]
fn place(word: &Piece) -> usize {
    word.fingerprint as usize % REMEMBERED
}
