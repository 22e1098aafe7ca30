//! Windows of text, and the words in them.

use std::arch::x86_64::_bzhi_u64;

use super::WINDOW;
use super::bytes::ByteKinds;
use crate::span::Span;
use crate::text::fingerprint::BLOCK;

/// How many bytes are read for a window: the block that begins with its last byte, and the
/// byte behind it.
pub(super) const READ: usize = WINDOW + BLOCK;

/// The window that begins at one place of a text.
pub(super) struct Window<'t> {
    pub(super) bytes: &'t [u8; READ],
    /// How many of them are read: up to the last behind which no word goes on.
    pub(super) taken: usize,
    /// A bit for each byte, that of the first byte the lowest: those of words.
    words: u64,
    /// The second bytes of Arabic letters.
    pub(super) seconds: u64,
    /// Whether there are letters or digits of ASCII.
    pub(super) ascii: bool,
}

/// The words of a window that are not read yet.
pub(super) struct Words {
    /// A bit where each begins, …
    starts: u64,
    /// … and one behind its last byte.
    ends: u64,
}

/// A text, and its end once more with spaces behind it.
pub(super) struct Source<'t> {
    text: &'t [u8],
    end: [u8; 2 * READ],
    /// Where that end begins.
    from: usize,
}

/// As [`super::Wide::spans`].
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
pub(super) fn spans(text: &[u8], before: usize, into: &mut Vec<Span>) -> usize {
    let source = Source::new(text);
    let mut at = 0;
    let mut next = source.window(at);
    while let Some(window) = next {
        // What the next window is does not hang on the words of this one, and the processor
        // is at work on both.
        next = match window.taken {
            0 => None,
            taken => source.window(at + taken),
        };
        let mut words = window.words();
        while let Some((start, end)) = words.next() {
            into.push(Span::new(before + at + start, before + at + end));
        }
        at += window.taken;
    }
    at
}

impl<'t> Source<'t> {
    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
    #[inline]
    pub(super) fn new(text: &'t [u8]) -> Self {
        let (mut end, mut from) = ([b' '; 2 * READ], 0);
        match text.last_chunk::<READ>() {
            Some(last) => {
                end[..READ].copy_from_slice(last);
                from = text.len() - READ;
            }
            None => end[..text.len()].copy_from_slice(text),
        }
        Self { text, end, from }
    }

    /// The window that begins at this byte; none at the end.
    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
    #[inline]
    pub(super) fn window(&self, at: usize) -> Option<Window<'_>> {
        let rest = &self.text[at..];
        if rest.is_empty() {
            return None;
        }
        let bytes = match rest.first_chunk() {
            Some(bytes) => bytes,
            None => self.end[at - self.from..].first_chunk()?,
        };
        // Of the last bytes the text itself is read: what was written to `end` just now can
        // only be read in other pieces when it has come to the memory.
        let kinds = match self.text.last_chunk() {
            Some(last) if rest.len() < WINDOW => ByteKinds::new(last, WINDOW - rest.len()),
            _ => ByteKinds::new(bytes.first_chunk()?, 0),
        };
        Some(Window::new(bytes, &kinds, rest.len()))
    }
}

impl<'t> Window<'t> {
    /// The window of these bytes, where so many are left of the text; behind its end are
    /// spaces.
    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
    #[inline]
    fn new(bytes: &'t [u8; READ], kinds: &ByteKinds, left: usize) -> Self {
        let behind_d8 = kinds.d8 << 1;
        let seconds = behind_d8 & kinds.letter_of_d8 | kinds.d9 << 1 & kinds.letter_of_d9;
        let commas = behind_d8 & kinds.comma_of_d8;
        let words = kinds.ascii | seconds | seconds >> 1;
        let stops = kinds.printed & !kinds.ascii | commas | !below(left);
        let other = !(words | stops | commas >> 1);
        let stops = stops & below(other.trailing_zeros() as usize);
        Self {
            bytes,
            taken: (WINDOW - stops.leading_zeros() as usize).min(left),
            words,
            seconds,
            ascii: kinds.ascii != 0,
        }
    }

    /// Its words, each by its first byte and the one behind its last.
    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
    #[inline]
    pub(super) fn words(&self) -> Words {
        // At the text's end the end of the last word is the first byte that is not taken.
        let own = self.words & below(self.taken);
        Words {
            starts: own & !(own << 1),
            ends: !own & own << 1,
        }
    }
}

impl Words {
    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
    #[inline]
    pub(super) fn next(&mut self) -> Option<(usize, usize)> {
        if self.ends == 0 {
            return None;
        }
        let next = (
            self.starts.trailing_zeros() as usize,
            self.ends.trailing_zeros() as usize,
        );
        self.starts &= self.starts.wrapping_sub(1);
        self.ends &= self.ends - 1;
        Some(next)
    }
}

/// The bits of the first so many bytes of a window.
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
#[inline]
pub(super) fn below(bytes: usize) -> u64 {
    _bzhi_u64(u64::MAX, bytes.min(WINDOW) as u32)
}
