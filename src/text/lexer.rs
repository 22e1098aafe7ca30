//! A text folded and cut into words in one pass over its bytes.
//!
//! [`normalise`](super::normalise::normalise) and [`tokens`](super::tokens::tokens)
//! say what the folded text and its words are; here both come at once, each word
//! with its fingerprint. Words of plain letters are taken sixty-four bytes at a time
//! where the processor can ([`wide`]), what is left of Arabic letters eight at a time, of
//! those of ASCII sixteen, and everything else character by character.

use super::blocks::{ArabicLetters, fold_ascii};
use super::chars::Kinds;
use super::fingerprint::{BLOCK, Hasher, last_block};
use super::normalise::push_normalised;
use super::wide::{self, Output, Wide};
use super::word::{Piece, Word, end_piece, end_word};

/// Reads one text after the other into the same memory.
#[derive(Debug)]
pub(crate) struct Lexer {
    wide: Option<Wide>,
    /// The folded text, and behind it what was there before: at least [`wide::SPARE`] bytes.
    folded: Vec<u8>,
    /// How many bytes it has.
    len: usize,
    words: Vec<Word>,
    pieces: Vec<Piece>,
    /// The folded form of a text in which not each character stands for itself.
    normal: String,
}

impl Default for Lexer {
    fn default() -> Self {
        Self::new(Wide::new())
    }
}

/// How many bytes a letter has, if it is one of those taken many at a time.
#[inline]
fn width_of(byte: u8) -> usize {
    match byte {
        0xD8..=0xDB => 2,
        b'a'..=b'z' | b'A'..=b'Z' => 1,
        _ => 0,
    }
}

/// Whether a byte is a space or one of the signs behind it, none of which is part of a
/// word or folded.
#[inline]
fn is_stop(byte: u8) -> bool {
    (b' '..=b'/').contains(&byte)
}

/// In place of where a word begins, outside of words.
const OUTSIDE: usize = usize::MAX;

impl Lexer {
    fn new(wide: Option<Wide>) -> Self {
        Self {
            wide,
            folded: Vec::new(),
            len: 0,
            words: Vec::new(),
            pieces: Vec::new(),
            normal: String::new(),
        }
    }

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
        let most = 2 * text.len() + wide::SPARE;
        if self.folded.len() < most {
            self.folded.resize(most, 0);
        }
        let (out, words, spaced) = (&mut *self.folded, &mut self.words, &mut self.pieces);
        words.clear();
        spaced.clear();
        let (kinds, arabic) = (Kinds::new(), ArabicLetters::new());
        let bytes = text.as_bytes();
        let (mut at, mut end) = (0, 0);
        let (mut word, mut length, mut piece) = (OUTSIDE, 0, 0);
        // From where on a window is read again: not at each word of a text that has few
        // plain ones.
        let mut windows_from = 0;
        while at < bytes.len() {
            if width_of(bytes[at]) > 0
                && word == OUTSIDE
                && at >= windows_from
                && let Some(wide) = self.wide
            {
                let mut output = Output {
                    folded: out,
                    end,
                    words,
                    pieces: pieces.then_some((&mut *spaced, piece)),
                };
                let taken = wide.read(&bytes[at..], hasher, &mut output);
                if taken < BLOCK {
                    windows_from = at + wide::WINDOW;
                }
                at += taken;
                end = output.end;
                piece = output.pieces.map_or(piece, |(_, start)| start);
                if at == bytes.len() {
                    break;
                }
            }
            let width = width_of(bytes[at]);
            if width > 0 {
                let rest = &bytes[at..];
                let block = match rest.first_chunk() {
                    Some(&block) => u128::from_le_bytes(block),
                    None => last_block(rest),
                };
                let (folded, found) = match width {
                    2 => arabic.fold(block),
                    _ => fold_ascii(block),
                };
                out[end..end + BLOCK].copy_from_slice(&folded.to_le_bytes());
                if found > 0 {
                    let start = end;
                    at += width * found;
                    end += width * found;
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
                        fingerprint: hasher.of_block(folded, width * found),
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
    use super::super::tokens::{length, push_tokens, tokens};
    use super::*;

    /// A lexer for each way to read.
    fn lexers() -> [Lexer; 2] {
        [Lexer::default(), Lexer::new(None)]
    }

    /// The lexers agree with the plain functions, and so do tokens found by windows.
    fn check(lexers: &mut [Lexer], text: &str) {
        let mut spans = Vec::new();
        push_tokens(text, &mut spans);
        assert!(
            spans.into_iter().eq(tokens(text)),
            "{}",
            text.escape_unicode()
        );
        let hasher = Hasher::new(0);
        let normal = normalise(text);
        for lexer in lexers {
            lexer.read(text, hasher, true);
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
    }

    /// Plain words, two bytes less than a window.
    const PLAIN: &str = "قالت الوزيرة إن أبا على رأس العمال";
    const _: () = assert!(PLAIN.len() + 2 == wide::WINDOW);

    #[test]
    fn all_characters_alone_and_behind_letters() {
        let mut lexers = lexers();
        for c in '\0'..=char::MAX {
            for text in [
                [c, 'ا', c].as_slice(),
                &['ا', 'ب', c, 'ت', 'ث', 'ج', 'ح'],
                &['ا', 'ب', 'ت', 'ث', c, 'ا', 'ب', 'ت', 'ث'],
                &['a', 'Z', c, 'z', 'A'],
            ] {
                check(&mut lexers, &text.iter().collect::<String>());
            }
            // The two bytes of a letter at the end of a window, and across it.
            check(&mut lexers, &format!("{PLAIN}{c}اب {PLAIN}"));
            check(&mut lexers, &format!("a{PLAIN}{c}اب {PLAIN}"));
        }
    }

    #[test]
    fn words_of_all_lengths_stand_anywhere() {
        let mut lexers = lexers();
        for letters in ["قال", "QaLz"] {
            for length in 1..40 {
                for before in 0..10 {
                    let word = letters.chars().cycle().take(length).collect::<String>();
                    check(
                        &mut lexers,
                        &format!("{}{word} {word}،a{word}ا", " ".repeat(before)),
                    );
                }
            }
        }
    }

    proptest! {
        #[test]
        fn words_are_those_of_the_normalised_text(
            texts in proptest::collection::vec(normalise::tests::ANY, 1..4)
        ) {
            // What an earlier text left behind does not count.
            let mut lexers = lexers();
            texts.iter().for_each(|text| check(&mut lexers, text));
        }

        #[test]
        fn arabic_words_are_found(text in "([ء-ي]{1,12}[ \u{64B}-\u{652}،.\n]{1,2}){0,9}[ء-ي]{0,9}") {
            check(&mut lexers(), &text);
        }

        #[test]
        fn words_of_ascii_are_found(text in "([!-~]{1,30}[ \u{301}é'.\n]{1,2}){0,9}") {
            check(&mut lexers(), &text);
        }

        #[test]
        fn plain_words_are_found_in_windows(
            text in "([ء-ي]{1,12}|[A-Za-z0-9_]{1,30}|[ -/:-@،؛]{1,3}| {1,2}|[\u{64B}«»é٣\n]){0,90}"
        ) {
            check(&mut lexers(), &text);
        }

        #[test]
        fn any_text_is_taken(text: String) {
            check(&mut lexers(), &text);
        }
    }
}
