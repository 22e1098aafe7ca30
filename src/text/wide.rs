//! Sixty-four bytes of text at a time, on x86-64 processors that have AVX2.
#![allow(
    unsafe_code,
    reason = "instructions that not every processor has can be called only so"
)]

use super::fingerprint::Hasher;
use super::word::{Piece, Word};
use crate::span::Span;

#[cfg(target_arch = "x86_64")]
mod bytes;
#[cfg(target_arch = "x86_64")]
mod windows;
#[cfg(target_arch = "x86_64")]
mod words;

/// What a [`Lexer`](super::lexer::Lexer) writes.
pub(super) struct Output<'l> {
    /// The folded text. Room for [`SPARE`] bytes more than the text has is behind its end.
    pub(super) folded: &'l mut [u8],
    /// How many bytes of it are written.
    pub(super) end: usize,
    pub(super) words: &'l mut Vec<Word>,
    /// What stands between white space, and where the next of it begins; none if it is not
    /// asked for.
    pub(super) pieces: Option<(&'l mut Vec<Piece>, usize)>,
}

/// How many bytes are read at once.
pub(super) const WINDOW: usize = 64;

/// How many bytes behind its output may be overwritten.
pub(super) const SPARE: usize = 2 * WINDOW;

/// The proof that this processor has the instructions: AVX2, and those that came with it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wide(());

impl Wide {
    /// None where the processor does not have them.
    pub(super) fn new() -> Option<Self> {
        #[cfg(target_arch = "x86_64")]
        {
            let has = is_x86_feature_detected!("avx2")
                && is_x86_feature_detected!("bmi1")
                && is_x86_feature_detected!("bmi2")
                && is_x86_feature_detected!("lzcnt")
                && is_x86_feature_detected!("popcnt");
            has.then_some(Self(()))
        }
        #[cfg(not(target_arch = "x86_64"))]
        None
    }

    /// Reads the first bytes of a text in which no word has begun, up to what is left to the
    /// lexer's own loop: a character that is not plain, or the word before it. Says how many
    /// they are.
    pub(super) fn read(self, text: &[u8], hasher: Hasher, output: &mut Output<'_>) -> usize {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: it is a safe function of instructions that this processor has, since
        // there would be no `Wide` otherwise.
        unsafe {
            words::read(text, hasher, output)
        }
        #[cfg(not(target_arch = "x86_64"))]
        {
            let _ = (text, hasher, &output.folded, &output.words);
            0
        }
    }

    /// Adds to `into` where the words stand in the first bytes of a text in which no word has
    /// begun, up to what is not plain or the word before it, and says how many bytes these
    /// are: they end with a character. The text is the rest of one from byte `before` on.
    pub(super) fn spans(self, text: &[u8], before: usize, into: &mut Vec<Span>) -> usize {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
        unsafe {
            windows::spans(text, before, into)
        }
        #[cfg(not(target_arch = "x86_64"))]
        {
            let _ = (text, before, into);
            0
        }
    }
}
