//! The words of windows, folded.

use std::arch::x86_64::_bzhi_u64;

use super::bytes::{fold, spaces};
use super::windows::{READ, Source, Window, below};
use super::{Output, SPARE, WINDOW};
use crate::text::fingerprint::{BLOCK, Hasher};
use crate::text::word::{Word, end_piece};

const _: () = assert!(SPARE >= READ);

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

impl Window<'_> {
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
        let mut own = self.words();
        while let Some((start, end)) = own.next() {
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
