//! One spelling for what readers take for the same word.
//!
//! The folding is that of Lucene's `ArabicNormalizer` (alef with hamza, madda
//! → bare alef; alef maksura → yeh; teh marbuta → heh; no tatweel, no vowel
//! marks), in lower case. It goes further than Lucene in these points:
//!
//! | what | becomes | because |
//! |---|---|---|
//! | alef wasla, the wavy-hamza alefs (U+0671–0673, U+0675) | alef | they are alef with one more sign, as alef with hamza is |
//! | superscript alef, Koranic signs and all other Arabic marks | nothing | vowel marks like the eight that Lucene drops |
//! | Persian yeh and kaf (U+06CC, U+06A9) | yeh, kaf | Persian keyboards and some news systems type them in Arabic words, where they look the same |
//! | Arabic-Indic and Persian digits | 0–9 | newsrooms differ in which digits they print, not in what they mean |
//! | presentation forms (ﻻ, ﷲ, ﬁ) | their letters | texts copied out of PDF files hold them |
//! | a letter and its hamza, madda or accent as two characters | the one character | both are the same text in Unicode |
//! | joiners, direction marks, soft hyphens | nothing | nobody sees them |
//! | the zero-width space | a space | it separates words |
//!
//! Kaf with a second stroke (گ) and the other letters of Persian and Urdu
//! stay: they are sounds of their own.

use unicode_normalization::char::{compose, decompose_compatible};

use super::chars::{Kind, Kinds};
use super::letters::Letter;
use crate::span::Span;

mod folded;

pub use folded::Folded;

const TATWEEL: char = '\u{640}';

/// The folded form of a single character, or `None` if the character is dropped.
///
/// Presentation forms fold to several characters: only [`normalise`] and
/// [`Folded`] take them apart.
#[must_use]
pub fn fold(c: char) -> Option<char> {
    Kind::of(c).folded().map(Letter::char)
}

/// [`fold`], asked of Unicode's tables.
pub(super) fn ask_fold(c: char) -> Option<char> {
    if c.is_ascii() {
        return Some(c.to_ascii_lowercase());
    }
    let folded = match c {
        // Alef with madda, with hamza above and below; wasla and wavy hamza.
        '\u{622}' | '\u{623}' | '\u{625}' | '\u{671}'..='\u{673}' | '\u{675}' => '\u{627}',
        // Alef maksura, Persian yeh → yeh.
        '\u{649}' | '\u{6CC}' => '\u{64A}',
        // Teh marbuta → heh.
        '\u{629}' => '\u{647}',
        // Persian kaf → kaf.
        '\u{6A9}' => '\u{643}',
        '\u{660}'..='\u{669}' => digit(c, '\u{660}'),
        '\u{6F0}'..='\u{6F9}' => digit(c, '\u{6F0}'),
        ZERO_WIDTH_SPACE => ' ',
        _ if ask_attaches(c) || ask_invisible(c) => return None,
        // The other Arabic letters have no case.
        '\u{620}'..='\u{6FF}' => c,
        // Only İ has a lower case of two characters; the first is its i.
        _ => c.to_lowercase().next().unwrap_or(c),
    };
    Some(folded)
}

const ZERO_WIDTH_SPACE: char = '\u{200B}';

/// The ASCII digit of `c`, counted from its script's `zero`.
fn digit(c: char, zero: char) -> char {
    char::from_digit(u32::from(c) - u32::from(zero), 10).unwrap_or(c)
}

/// Whether `c` is an Arabic mark or a tatweel: dropped, and part of the letter before it.
pub(super) fn ask_attaches(c: char) -> bool {
    matches!(c,
        '\u{610}'..='\u{61A}'
        | TATWEEL
        | '\u{64B}'..='\u{65F}'
        | '\u{670}'
        | '\u{6D6}'..='\u{6DC}'
        | '\u{6DF}'..='\u{6E4}'
        | '\u{6E7}' | '\u{6E8}'
        | '\u{6EA}'..='\u{6ED}'
        | '\u{897}'..='\u{89F}'
        | '\u{8CA}'..='\u{8E1}'
        | '\u{8E3}'..='\u{8FF}')
}

/// Whether `c` only joins letters, directs them or picks their shape.
pub(super) fn ask_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}'
        | '\u{61C}'
        | '\u{200C}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}')
}

/// Whether `c` is a tatweel, which stretches a word.
pub(super) fn is_tatweel(c: char) -> bool {
    c == TATWEEL
}

/// `text` in its folded spelling.
///
/// ```
/// use stance::text::normalise::normalise;
/// assert_eq!(normalise("اتّهمت الحكومــة"), "اتهمت الحكومه");
/// assert_eq!(normalise("إلى ٢٠١٥ NATO"), "الي 2015 nato");
/// ```
#[must_use]
pub fn normalise(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    push_normalised(text, &mut folded);
    folded
}

/// Writes `text` in its folded spelling behind what is in `into`.
pub(crate) fn push_normalised(text: &str, into: &mut String) {
    let start = into.len();
    let kinds = Kinds::new();
    for c in text.chars() {
        let kind = kinds.of(c);
        if kind.joins() {
            into.truncate(start);
            return push_joined(text, into);
        }
        if let Some(letter) = kind.folded() {
            into.push(letter.char());
        }
    }
}

/// As [`push_normalised`], for a text in which not each character stands for itself.
fn push_joined(text: &str, into: &mut String) {
    each_step(text, |step, _| match step {
        Step::Push(letter) => into.push(letter.char()),
        Step::Replace(letter) => {
            into.pop();
            into.push(letter.char());
        }
        Step::Attach => {}
    });
}

/// `text` in its folded spelling, with single spaces between words and none at
/// the ends: equal for what a reader takes for the same text.
///
/// ```
/// use stance::text::normalise::comparable;
/// assert_eq!(comparable(" قالَ\nالوزير "), comparable("قال الوزير"));
/// ```
#[must_use]
pub fn comparable(text: &str) -> String {
    let folded = normalise(text);
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a character of the original does to the folded text.
pub(super) enum Step {
    /// It adds this character.
    Push(Letter),
    /// It makes the last character into this one.
    Replace(Letter),
    /// It is dropped, but belongs to the last character.
    Attach,
}

/// Calls `take` with each step of folding `text` and the place of the character
/// that made it.
pub(super) fn each_step(text: &str, mut take: impl FnMut(Step, Span)) {
    let mut last: Option<Letter> = None;
    let mut step = |c: char, kind: Kind, place: Span| {
        let composed = last
            .filter(|_| kind.joins() && composes(c))
            .and_then(|base| compose(base.char(), c))
            .and_then(|c| Kind::of(c).folded());
        if let Some(letter) = composed {
            last = Some(letter);
            take(Step::Replace(letter), place);
        } else if let Some(letter) = kind.folded() {
            last = Some(letter);
            take(Step::Push(letter), place);
        } else if kind.attaches() {
            take(Step::Attach, place);
        }
    };
    for (start, c) in text.char_indices() {
        let place = Span::new(start, start + c.len_utf8());
        let kind = Kind::of(c);
        if kind.joins() && is_presentation_form(c) {
            let mut first = true;
            decompose_compatible(c, |part| {
                // The spacing form of a mark is a mark on a space of no meaning.
                if !(first && part == ' ') {
                    step(part, Kind::of(part), place);
                }
                first = false;
            });
        } else {
            step(c, kind, place);
        }
    }
}

/// Whether `c` composes or is a presentation form.
pub(super) fn ask_joins(c: char) -> bool {
    composes(c) || is_presentation_form(c)
}

/// Whether `c` may be the second half of a letter: an accent of Latin, Greek
/// and Cyrillic, or the Arabic hamza and madda.
fn composes(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{653}'..='\u{655}')
}

/// Whether `c` is a Latin ligature or an Arabic presentation form.
fn is_presentation_form(c: char) -> bool {
    matches!(c, '\u{FB00}'..='\u{FB06}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Our own pairs: `input`, `folded`, `why`.
    const PAIRS: &str = include_str!("../../tests/data/normalise.tsv");

    #[test]
    fn our_own_pairs() {
        let mut seen = 0;
        for line in PAIRS.lines().skip(1) {
            let [input, expected, why] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("not three fields: {line:?}");
            };
            assert_eq!(
                normalise(input),
                expected,
                "{why}: {}",
                input.escape_unicode()
            );
            seen += 1;
        }
        assert!(seen > 30, "only {seen} pairs");
    }

    /// The pairs of a peer's file, or `None` (said aloud) where it is absent.
    fn peer(name: &str) -> Option<Vec<Vec<String>>> {
        let path = format!(
            "{}/../shared/data/normalise/{name}",
            env!("CARGO_MANIFEST_DIR")
        );
        let Ok(text) = std::fs::read_to_string(&path) else {
            eprintln!("SKIPPED: {path} is not there");
            return None;
        };
        let rows = text
            .lines()
            .skip(1)
            .map(|line| line.split('\t').map(String::from).collect());
        Some(rows.collect())
    }

    /// The table of exceptions in the head of this file.
    fn goes_further_than_lucene(c: char) -> bool {
        matches!(
            c,
            '\u{671}'..='\u{673}' | '\u{675}' | '\u{670}' | '\u{6CC}' | '\u{6A9}'
        ) || matches!(c, '\u{660}'..='\u{669}' | '\u{6F0}'..='\u{6F9}')
            || is_presentation_form(c)
    }

    #[test]
    fn equal_to_lucene_but_for_the_exceptions() {
        let Some(rows) = peer("lucene_ar_oracle.tsv") else {
            return;
        };
        let mut exceptions = 0;
        for row in &rows {
            let (input, lucene) = (&row[0], &row[1]);
            let own = normalise(input);
            if input.chars().any(goes_further_than_lucene) {
                exceptions += 1;
                assert_eq!(own, normalise(lucene), "{}", input.escape_unicode());
            } else {
                assert_eq!(&own, lucene, "{}", input.escape_unicode());
            }
        }
        assert_eq!(rows.len(), 23_610);
        assert_eq!(exceptions, 9, "words that hold an exception");
    }

    #[test]
    fn equal_to_lucenes_and_charabias_tests() {
        for name in ["lucene_ar_tests.tsv", "charabia_ar_tests.tsv"] {
            for row in peer(name).unwrap_or_default() {
                if row[0] == "normalize" {
                    assert_eq!(normalise(&row[2]), row[3], "{name}: {}", row[1]);
                }
            }
        }
    }

    #[test]
    fn every_character_folds_once_and_for_all() {
        for c in '\0'..=char::MAX {
            if let Some(folded) = fold(c) {
                assert_eq!(fold(folded), Some(folded), "{}", c.escape_unicode());
            }
            let text = normalise(&c.to_string());
            assert_eq!(normalise(&text), text, "{}", c.escape_unicode());
        }
    }

    /// Texts of all that is folded in some way.
    pub(in crate::text) const ANY: &str = "[ء-ي\u{64B}-\u{655}\u{640}\u{670}ٱیک۰-۹٠-٩A-Ze\u{300}-\u{304}ﻻﷲﬃ\u{200C}-\u{200F}\u{200B} \n.،😀]{0,40}";

    proptest! {
        #[test]
        fn folding_is_idempotent(text in ANY) {
            let folded = normalise(&text);
            prop_assert_eq!(&normalise(&folded), &folded);
        }
    }
}
