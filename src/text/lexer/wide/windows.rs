//! Words cut out of windows of text.

use std::arch::x86_64::_bzhi_u64;

use super::bytes::{ByteKinds, fold, spaces};
use super::{Output, SPARE, WINDOW, Word};
use crate::text::fingerprint::{BLOCK, Hasher};
use crate::text::lexer::end_piece;

/// How many bytes are read for a window: the block that begins with its last byte, and the
/// byte behind it.
const READ: usize = WINDOW + BLOCK;

const _: () = assert!(SPARE >= READ);

/// The window that begins at one place of a text.
struct Window<'t> {
    bytes: &'t [u8; READ],
    /// How many of them are read: up to the last behind which no word goes on.
    taken: usize,
    /// A bit for each byte, that of the first byte the lowest: those of words.
    words: u64,
    /// The second bytes of Arabic letters.
    seconds: u64,
    /// Whether there are letters or digits of ASCII.
    ascii: bool,
}

/// A text, and its end once more with spaces behind it.
struct Source<'t> {
    text: &'t [u8],
    end: [u8; 2 * READ],
    /// Where that end begins.
    from: usize,
}

/// As [`super::Wide::read`].
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
pub(super) fn read(text: &[u8], hasher: Hasher, output: &mut Output<'_>) -> usize {
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
        let Some(folded) = output.folded[output.end..].first_chunk_mut() else {
            return at;
        };
        window.add_words(folded, hasher, output.end, output.words);
        if let Some((pieces, start)) = &mut output.pieces
            && let Some(bytes) = window.bytes.first_chunk()
        {
            let mut spaces = spaces(bytes) & below(window.taken);
            while spaces != 0 {
                let end = output.end + spaces.trailing_zeros() as usize;
                end_piece(pieces, output.folded, *start..end, hasher);
                *start = end + 1;
                spaces &= spaces - 1;
            }
        }
        at += window.taken;
        output.end += window.taken;
    }
    at
}

impl<'t> Source<'t> {
    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
    #[inline]
    fn new(text: &'t [u8]) -> Self {
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
    fn window(&self, at: usize) -> Option<Window<'_>> {
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

    /// Adds the words to `words`, and writes them to the beginning of `folded` with what
    /// stands between them. The window begins at byte `before` of the folded text.
    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
    #[inline]
    fn add_words(
        &self,
        folded: &mut [u8; READ],
        hasher: Hasher,
        before: usize,
        words: &mut Vec<Word>,
    ) {
        *folded = *self.bytes;
        // At the text's end the end of the last word is the first byte that is not taken.
        let own = self.words & below(self.taken);
        // A bit where a word begins, and one behind its last.
        let (mut starts, mut ends) = (own & !(own << 1), !own & own << 1);
        while ends != 0 {
            let start = starts.trailing_zeros() as usize;
            let end = ends.trailing_zeros() as usize;
            starts &= starts.wrapping_sub(1);
            ends &= ends - 1;
            let (mut hasher, mut at) = (hasher, start);
            let fingerprint = loop {
                let block = self.fold(at, folded);
                if end - at <= BLOCK {
                    break hasher.of_block(block, end - at);
                }
                hasher = hasher.behind(block);
                at += BLOCK;
            };
            let seconds = _bzhi_u64(self.seconds, end as u32) >> start;
            words.push(Word {
                fingerprint,
                length: end - start - seconds.count_ones() as usize,
                start: before + start,
                end: before + end,
            });
        }
    }

    /// Writes the block that begins at byte `at` to `folded` as it is folded. What stands
    /// there behind its word is written again with the next.
    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
    #[inline]
    fn fold(&self, at: usize, folded: &mut [u8; READ]) -> u128 {
        debug_assert!(at < WINDOW);
        // So that the compiler sees it as well.
        let at = at % WINDOW;
        let Some(bytes) = self.bytes[at..].first_chunk() else {
            return 0;
        };
        let block = fold(bytes, self.ascii);
        folded[at..at + BLOCK].copy_from_slice(&block.to_le_bytes());
        block
    }
}

/// The bits of the first so many bytes of a window.
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
#[inline]
fn below(bytes: usize) -> u64 {
    _bzhi_u64(u64::MAX, bytes.min(WINDOW) as u32)
}
