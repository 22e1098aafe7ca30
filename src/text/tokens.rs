//! Words.

use unicode_normalization::char::is_combining_mark;

use super::blocks::four_go_on;
use super::chars::{Kind, Kinds};
use super::fingerprint::BLOCK;
use super::normalise::{ask_invisible, is_tatweel};
use super::wide::{WINDOW, Wide};
use crate::span::Span;

/// The words of `text` in order: the longest runs of letters, digits and `_`.
///
/// These are the runs of scikit-learn's `\w`, but for one thing: marks and
/// joiners belong to the word that they stand in, where `\w` cuts اتّهم in two.
/// A tatweel is part of a word that has begun, and a line drawn of nothing but
/// tatweels is no word. A joiner or a direction mark at the end of a word stays
/// outside.
///
/// ```
/// use stance::text::tokens::tokens;
/// let text = "اتّهم (NATO) 3.5";
/// let words: Vec<&str> = tokens(text).map(|word| word.of(text)).collect();
/// assert_eq!(words, ["اتّهم", "NATO", "3", "5"]);
/// ```
pub fn tokens(text: &str) -> impl Iterator<Item = Span> {
    let kinds = Kinds::new();
    let mut at = 0;
    std::iter::from_fn(move || {
        let (token, behind) = next_token(text, at, kinds)?;
        at = behind;
        Some(token)
    })
}

/// Adds the [`tokens`] of `text` to `into`: those of plain letters window by window where
/// the processor can.
pub(crate) fn push_tokens(text: &str, into: &mut Vec<Span>) {
    let (kinds, wide) = (Kinds::new(), Wide::new());
    let (mut at, mut windows_from) = (0, 0);
    // From one window to the next where words are not plain: further each time.
    let mut apart = WINDOW;
    loop {
        if let Some(wide) = wide
            && at >= windows_from
        {
            let taken = wide.spans(&text.as_bytes()[at..], at, into);
            at += taken;
            if taken < BLOCK {
                windows_from = at + apart;
                apart = (2 * apart).min(FURTHEST);
            } else {
                apart = WINDOW;
            }
        }
        let Some((token, behind)) = next_token(text, at, kinds) else {
            return;
        };
        into.push(token);
        at = behind;
    }
}

/// How many bytes are read without a window at most, where the last one had no plain words.
const FURTHEST: usize = 1 << 10;

/// The first word of what begins at byte `at`, where no word has begun, and from which byte
/// on to look for the next one.
#[inline]
fn next_token(text: &str, at: usize, kinds: Kinds) -> Option<(Span, usize)> {
    let mut chars = text[at..].char_indices();
    let (before, first) = chars.find(|&(_, c)| kinds.of(c).begins_word())?;
    let start = at + before;
    let mut end = start + first.len_utf8();
    end += goes_on(&text.as_bytes()[end..]);
    let mut behind = end;
    // What ends a word begins none, so it need not be looked at again.
    for c in text[end..].chars() {
        behind += c.len_utf8();
        let kind = kinds.of(c);
        if !kind.continues_word() {
            break;
        }
        if !kind.is_invisible() {
            end = behind;
        }
    }
    Some((Span::new(start, end), behind))
}

/// How many bytes at the beginning of UTF-8 are letters, marks, tatweels and digits from
/// U+0620 to U+0669, with all of which a word goes on; up to three of them may be left out
/// at the end of the text.
fn goes_on(mut text: &[u8]) -> usize {
    let mut length = 0;
    while let Some((&four, rest)) = text.split_first_chunk() {
        let found = four_go_on(u64::from_le_bytes(four));
        length += 2 * found;
        if found < 4 {
            break;
        }
        text = rest;
    }
    length
}

/// The length of a word in characters that a reader counts: neither marks nor
/// joiners nor tatweels.
#[must_use]
pub fn length(word: &str) -> usize {
    word.chars().filter(|&c| Kind::of(c).begins_word()).count()
}

/// Whether a word may begin with `c`, asked of Unicode's tables.
pub(super) fn ask_begins(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    // Unicode counts many vowel marks as alphabetic.
    c.is_alphanumeric() && !is_combining_mark(c) && !is_tatweel(c)
}

/// Whether a word that has begun goes on with `c`, asked of Unicode's tables.
pub(super) fn ask_continues(c: char) -> bool {
    ask_begins(c) || is_combining_mark(c) || is_tatweel(c) || ask_invisible(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::normalise::normalise;

    fn words(text: &str) -> Vec<&str> {
        tokens(text).map(|word| word.of(text)).collect()
    }

    #[test]
    fn marks_stay_inside() {
        assert_eq!(words("اِتَّهَمَ مُحَمَّدٌ،"), ["اِتَّهَمَ", "مُحَمَّدٌ"]);
        assert_eq!(words("cafe\u{301}s"), ["cafe\u{301}s"]);
        assert_eq!(words(" \u{301} a"), ["a"]);
    }

    #[test]
    fn tatweel_stretches_a_word_but_makes_none() {
        assert_eq!(words("الحمـــد هـ ــــــ"), ["الحمـــد", "هـ"]);
        assert_eq!(words("ـهم"), ["هم"]);
    }

    #[test]
    fn joiners_stay_inside_only() {
        assert_eq!(words("می\u{200C}خواهم"), ["می\u{200C}خواهم"]);
        assert_eq!(words("قال\u{200F} \u{200E}هو"), ["قال", "هو"]);
        assert_eq!(words("قال\u{200B}هو"), ["قال", "هو"]);
    }

    #[test]
    fn punctuation_separates() {
        assert_eq!(
            words("قال:«نعم»؛ U.N. snake_case ٣٫٥"),
            ["قال", "نعم", "U", "N", "snake_case", "٣", "٥"]
        );
        assert_eq!(words("…؟! -"), [""; 0]);
        assert_eq!(words(""), [""; 0]);
    }

    #[test]
    fn length_counts_letters() {
        assert_eq!(length("اتّهم"), 4);
        assert_eq!(length("هـــ"), 1);
        assert_eq!(length("a_1"), 3);
    }

    #[test]
    fn words_go_on_with_arabic_characters() {
        for c in '\0'..=char::MAX {
            let (among, name) = (('\u{620}'..='\u{669}').contains(&c), c.escape_unicode());
            for before in 0..4 {
                let text = format!("{}{c}ااااا", "ا".repeat(before));
                let found = goes_on(text.as_bytes());
                if among {
                    let length = text.len();
                    assert!(found <= length && length < found + 8, "{name}");
                } else {
                    assert_eq!(found, 2 * before, "{name}");
                }
            }
            if among {
                assert!(ask_continues(c) && !ask_invisible(c), "{name}");
            }
        }
    }

    proptest! {
        #[test]
        fn tokens_rise_and_leave_no_letter_out(text in "[a-cء-ي\u{64B}-\u{652}\u{640}\u{200C}-\u{200F}\u{301}_0-9٠-٩ .،\n😀]{0,60}") {
            let mut end = 0;
            let mut between = String::new();
            for word in tokens(&text) {
                prop_assert!(word.start >= end && !word.is_empty());
                prop_assert!(word.of(&text).chars().next().is_some_and(ask_begins));
                prop_assert!(word.of(&text).chars().all(ask_continues));
                between.push_str(&text[end..word.start]);
                end = word.end;
            }
            between.push_str(&text[end..]);
            prop_assert!(!between.chars().any(ask_begins), "{between:?}");
        }

        #[test]
        fn folding_and_cutting_change_places(text in "[a-cA-Cء-ي\u{64B}-\u{652}\u{640}\u{200C}-\u{200F}_0-9٠-٩ .،\n]{0,60}") {
            let folded = normalise(&text);
            let cut_last: Vec<String> = words(&folded).iter().map(ToString::to_string).collect();
            let cut_first: Vec<String> = words(&text).iter().map(|word| normalise(word)).collect();
            prop_assert_eq!(cut_last, cut_first);
        }

        #[test]
        fn any_text_is_taken(text: String) {
            prop_assert!(tokens(&text).all(|word| text.get(word.start..word.end).is_some()));
        }
    }
}
