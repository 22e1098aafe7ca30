//! A text folded and cut into words in one pass over its bytes.
//!
//! [`normalise`](super::normalise::normalise) and [`tokens`](super::tokens::tokens)
//! say what the folded text and its words are; here both come at once, each word
//! with its fingerprint. Arabic letters are taken eight at a time, everything else
//! character by character.

use std::ops::Range;
use std::sync::LazyLock;

use super::chars::{Kind, Kinds};
use super::fingerprint::{BLOCK, Fingerprint, Hasher, first_bytes, last_block};
use super::letters::Letter;
use super::normalise::push_normalised;

/// A word of a folded text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    pub(crate) fingerprint: Fingerprint,
    /// Its length in letters, marks left out.
    pub(crate) length: usize,
    start: usize,
    end: usize,
}

/// What stands between white space in a folded text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece {
    pub(crate) fingerprint: Fingerprint,
    start: usize,
    end: usize,
}

/// Reads one text after the other into the same memory.
#[derive(Debug, Default)]
pub(crate) struct Lexer {
    /// The folded text, and behind it what was there before: at least a block.
    folded: Vec<u8>,
    /// How many bytes it has.
    len: usize,
    words: Vec<Word>,
    pieces: Vec<Piece>,
    /// The folded form of a text in which not each character stands for itself.
    normal: String,
}

/// For two Arabic characters by the last eight bits of their code points, U+0600 to
/// U+06FF, the first in the lower ones: their folded letters as two bytes of UTF-8 each,
/// in little-endian order; 0 for what is no letter, or not by itself.
type Pairs = [u32; 1 << 16];

static ARABIC: LazyLock<Box<Pairs>> = LazyLock::new(|| {
    let letter = |code: u32| {
        let kind = char::from_u32(0x600 + code).map_or(Kind::NONE, Kind::of);
        let letter = kind.alone().filter(|letter| letter.begins_word());
        let mut bytes = [0; 2];
        match letter.map(Letter::char) {
            Some(c) if c.len_utf8() == 2 => {
                c.encode_utf8(&mut bytes);
                u32::from(u16::from_le_bytes(bytes))
            }
            _ => 0,
        }
    };
    let letters: Vec<u32> = (0..=0xFF).map(letter).collect();
    let mut pairs = Box::new([0; 1 << 16]);
    for (own, &second) in pairs.chunks_exact_mut(letters.len()).zip(&letters) {
        for (pair, &first) in own.iter_mut().zip(&letters) {
            *pair = second << 16 | first;
        }
    }
    pairs
});

/// The same sixteen bits eight times.
const fn all(bits: u16) -> u128 {
    u128::MAX / 0xFFFF * bits as u128
}

/// How many pairs of bytes a block of UTF-8 begins with that are Arabic characters of two
/// bytes.
#[inline]
fn arabic(block: u128) -> usize {
    // 110110xx 10yyyyyy. The first byte is the lower one.
    let other = (block ^ all(0x80D8)) & all(0xC0FC);
    other.trailing_zeros() as usize / 16
}

/// The folded forms of the Arabic characters of a block, where they are letters, else 0.
#[inline]
fn fold_letters(block: u128, pairs: &Pairs) -> u128 {
    let (low, high) = (block as u64, (block >> 64) as u64);
    u128::from(fold_four(high, pairs)) << 64 | u128::from(fold_four(low, pairs))
}

#[inline]
fn fold_four(bytes: u64, pairs: &Pairs) -> u64 {
    // The character xxyyyyyy.
    let codes = (bytes & all(0x0003) as u64) << 6 | (bytes >> 8) & all(0x003F) as u64;
    let two = codes | codes >> 8;
    let pair = |bits: u64| u64::from(pairs[usize::from(bits as u16)]);
    pair(two >> 32) << 32 | pair(two)
}

/// How many letters stand before the first 0.
#[cold]
fn before_other(folded: u128) -> usize {
    // The first byte of each letter has its highest bit.
    (!folded & all(0x0080)).trailing_zeros() as usize / 16
}

/// Whether a byte is a space or one of the signs behind it, none of which is part of a
/// word or folded.
#[inline]
fn is_stop(byte: u8) -> bool {
    (b' '..=b'/').contains(&byte)
}

/// Adds a word of a folded text.
#[inline]
fn end_word(
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
fn end_piece(
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

/// In place of where a word begins, outside of words.
const OUTSIDE: usize = usize::MAX;

impl Lexer {
    /// Folds `text` and finds its words, and with `pieces` what stands between white
    /// space.
    pub(crate) fn read(&mut self, text: &str, hasher: Hasher, pieces: bool) {
        if self.pass::<false>(text, hasher, pieces) {
            return;
        }
        let mut normal = std::mem::take(&mut self.normal);
        normal.clear();
        push_normalised(text, &mut normal);
        self.pass::<true>(&normal, hasher, pieces);
        self.normal = normal;
    }

    /// Reads a text, which is folded or not; false if it is not and has characters
    /// that are not folded alone.
    fn pass<const FOLDED: bool>(&mut self, text: &str, hasher: Hasher, pieces: bool) -> bool {
        // A character of two bytes may become one of three.
        let most = 2 * text.len() + BLOCK;
        if self.folded.len() < most {
            self.folded.resize(most, 0);
        }
        let (out, words, spaced) = (&mut *self.folded, &mut self.words, &mut self.pieces);
        words.clear();
        spaced.clear();
        let (kinds, pairs) = (Kinds::new(), &**ARABIC);
        let bytes = text.as_bytes();
        let (mut at, mut end) = (0, 0);
        let (mut word, mut length, mut piece) = (OUTSIDE, 0, 0);
        while at < bytes.len() {
            if bytes[at] & 0xFC == 0xD8 {
                let rest = &bytes[at..];
                let block = match rest.first_chunk() {
                    Some(&block) => u128::from_le_bytes(block),
                    None => last_block(rest),
                };
                let folded = fold_letters(block, pairs);
                // Where the next word begins hangs on the text alone, and not on what its
                // letters become: so many words are folded at the same time.
                let mut found = arabic(block);
                if !folded & all(0x0080) & first_bytes(2 * found) != 0 {
                    found = before_other(folded);
                }
                out[end..end + BLOCK].copy_from_slice(&folded.to_le_bytes());
                if found > 0 {
                    let start = end;
                    at += 2 * found;
                    end += 2 * found;
                    let stop = bytes.get(at).is_some_and(|&byte| is_stop(byte));
                    if !(stop && word == OUTSIDE) {
                        if word == OUTSIDE {
                            (word, length) = (start, 0);
                        }
                        length += found;
                        continue;
                    }
                    // Most words are the letters of one block.
                    words.push(Word {
                        fingerprint: hasher.of_block(folded, 2 * found),
                        length: found,
                        start,
                        end,
                    });
                }
            }
            let byte = bytes[at];
            if is_stop(byte) {
                if word != OUTSIDE {
                    end_word(words, out, word..end, length, hasher);
                    word = OUTSIDE;
                }
                if pieces && byte == b' ' {
                    end_piece(spaced, out, piece..end, hasher);
                    piece = end + 1;
                }
                out[end] = byte;
                at += 1;
                end += 1;
                continue;
            }
            let Some(c) = text[at..].chars().next() else {
                break;
            };
            at += c.len_utf8();
            let kind = kinds.of(c);
            if !FOLDED && kind.joins() {
                return false;
            }
            let Some(letter) = kind.folded() else {
                continue;
            };
            if letter.begins_word() {
                if word == OUTSIDE {
                    (word, length) = (end, 0);
                }
                length += 1;
            } else if word != OUTSIDE && !letter.continues_word() {
                end_word(words, out, word..end, length, hasher);
                word = OUTSIDE;
            }
            if pieces && letter.is_space() {
                end_piece(spaced, out, piece..end, hasher);
                piece = end + letter.char().len_utf8();
            }
            end += letter.char().encode_utf8(&mut out[end..]).len();
        }
        if word != OUTSIDE {
            end_word(words, out, word..end, length, hasher);
        }
        if pieces {
            end_piece(spaced, out, piece..end, hasher);
        }
        self.len = end;
        true
    }

    /// The words of the text, as [`tokens`](super::tokens::tokens) finds them.
    pub(crate) fn words(&self) -> &[Word] {
        &self.words
    }

    /// What stands between white space, as
    /// [`spaced_words`](super::ngrams::spaced_words) finds it.
    pub(crate) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The folded text.
    pub(crate) fn folded(&self) -> &str {
        self.part(0, self.len)
    }

    /// A word of the text.
    pub(crate) fn word(&self, word: &Word) -> &str {
        self.part(word.start, word.end)
    }

    /// A piece of the text.
    pub(crate) fn piece(&self, piece: &Piece) -> &str {
        self.part(piece.start, piece.end)
    }

    fn part(&self, start: usize, end: usize) -> &str {
        std::str::from_utf8(&self.folded[start..end]).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::ngrams::spaced_words;
    use super::super::normalise::{self, normalise};
    use super::super::tokens::{length, tokens};
    use super::*;

    /// The lexer agrees with the plain functions.
    fn check(lexer: &mut Lexer, text: &str) {
        let hasher = Hasher::new(0);
        lexer.read(text, hasher, true);
        let normal = normalise(text);
        assert_eq!(lexer.folded(), normal, "{}", text.escape_unicode());
        let own = lexer.words().iter();
        let own = own.map(|word| (lexer.word(word), word.length, word.fingerprint));
        let words = tokens(&normal).map(|word| word.of(&normal));
        let words = words.map(|word| (word, length(word), hasher.of(word)));
        assert!(own.eq(words), "{}", text.escape_unicode());
        let own = lexer.pieces().iter();
        let own = own.map(|piece| (lexer.piece(piece), piece.fingerprint));
        let pieces = spaced_words(&normal).map(|piece| piece.of(&normal));
        let pieces = pieces.map(|piece| (piece, hasher.of(piece)));
        assert!(own.eq(pieces), "{}", text.escape_unicode());
        lexer.read(text, hasher, false);
        assert!(lexer.pieces().is_empty());
    }

    #[test]
    fn all_characters_alone_and_behind_letters() {
        let mut lexer = Lexer::default();
        for c in '\0'..=char::MAX {
            for text in [
                [c, 'ا', c].as_slice(),
                &['ا', 'ب', c, 'ت', 'ث', 'ج', 'ح'],
                &['ا', 'ب', 'ت', 'ث', c, 'ا', 'ب', 'ت', 'ث'],
            ] {
                check(&mut lexer, &text.iter().collect::<String>());
            }
        }
    }

    #[test]
    fn words_of_all_lengths_stand_anywhere() {
        let mut lexer = Lexer::default();
        for length in 1..40 {
            for before in 0..10 {
                let word = "قال".chars().cycle().take(length).collect::<String>();
                check(
                    &mut lexer,
                    &format!("{}{word} {word}،a", " ".repeat(before)),
                );
            }
        }
    }

    proptest! {
        #[test]
        fn words_are_those_of_the_normalised_text(
            texts in proptest::collection::vec(normalise::tests::ANY, 1..4)
        ) {
            // What an earlier text left behind does not count.
            let mut lexer = Lexer::default();
            texts.iter().for_each(|text| check(&mut lexer, text));
        }

        #[test]
        fn arabic_words_are_found(text in "([ء-ي]{1,12}[ \u{64B}-\u{652}،.\n]{1,2}){0,9}[ء-ي]{0,9}") {
            check(&mut Lexer::default(), &text);
        }

        #[test]
        fn any_text_is_taken(text: String) {
            check(&mut Lexer::default(), &text);
        }
    }
}
