//! The words of a folded text, and what stands between white space in it.

use std::ops::Range;

use super::fingerprint::{Fingerprint, Hasher};

/// A word of a folded text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    pub(crate) fingerprint: Fingerprint,
    /// Its length in letters, marks left out.
    pub(crate) length: usize,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What stands between white space in a folded text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece {
    pub(crate) fingerprint: Fingerprint,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Adds a word of a folded text.
#[inline]
pub(super) fn end_word(
    words: &mut Vec<Word>,
    folded: &[u8],
    Range { start, end }: Range<usize>,
    length: usize,
    hasher: Hasher,
) {
    words.push(Word {
        fingerprint: hasher.of_part(folded, start, end),
        length,
        start,
        end,
    });
}

/// Adds what stands between white space in a folded text.
#[inline]
pub(super) fn end_piece(
    pieces: &mut Vec<Piece>,
    folded: &[u8],
    Range { start, end }: Range<usize>,
    hasher: Hasher,
) {
    if start < end {
        pieces.push(Piece {
            fingerprint: hasher.of_part(folded, start, end),
            start,
            end,
        });
    }
}
