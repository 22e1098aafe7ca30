//! What a language looks like to the finder: its affixes and its word order.

use std::ops::RangeInclusive;
use std::path::Path;

use serde::Deserialize;

use super::table::Tables;
use crate::error::{Error, Result};
use crate::text::letters::alphabetic;
use crate::text::normalise::normalise;

/// Where the subject of a reporting verb stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// After the verb at least as often as before it.
    VerbFirst,
    /// Before the verb.
    SubjectFirst,
}

/// How names are told from other words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// By a capital letter.
    Capitalised,
    /// By not being a word that the lexicon lists.
    Unlisted,
}

/// The settings of `language.csv`.
#[derive(Debug, Clone)]
pub(super) struct Language {
    pub(super) order: Order,
    pub(super) names: Names,
    /// Conjunctions written together with the next word.
    pub(super) conjunctions: Vec<char>,
    /// Prepositions written together with the next word.
    pub(super) prepositions: Vec<char>,
    /// An article written together with its noun; empty if there is none.
    pub(super) article: String,
    /// Pronouns written together with the word before them.
    pub(super) objects: Vec<String>,
    /// First letters of the third persons of the present, with whether the
    /// subject is feminine.
    pub(super) present: Vec<(char, bool)>,
    /// A particle of the future written together with the verb.
    pub(super) future: Vec<char>,
    /// The letters that the language is written with; none if any text may be in it.
    letters: Vec<RangeInclusive<char>>,
    /// The [`Language::balance`] of the character that two bytes begin with, one or two
    /// bytes long: by the first byte, and the last six bits of the second.
    pairs: Box<[i8; PAIRS]>,
}

/// A byte with which a character of three or four bytes begins, or a greater one.
const LONG: u8 = 0xE0;

/// How many pairs there are of a byte and six bits.
const PAIRS: usize = 1 << 14;

/// How many bytes of a text are read before it is asked whether the rest can still tell.
const AT_ONCE: usize = 128;

#[derive(Deserialize)]
struct Row {
    setting: String,
    value: String,
}

impl Language {
    pub(super) fn read(tables: &Tables) -> Result<Self> {
        let mut language = Self {
            order: Order::SubjectFirst,
            names: Names::Unlisted,
            conjunctions: Vec::new(),
            prepositions: Vec::new(),
            article: String::new(),
            objects: Vec::new(),
            present: Vec::new(),
            future: Vec::new(),
            letters: Vec::new(),
            pairs: Box::new([0; PAIRS]),
        };
        for (line, Row { setting, value }) in tables.rows::<Row>("language.csv")? {
            let bad = |what: &str| {
                Error::new(format!("{what} '{setting},{value}'"))
                    .remedy("see the shipped lexicons for the settings there are")
                    .at(Path::new("language.csv"))
                    .line(line)
            };
            let letter = || {
                let folded = normalise(&value);
                let mut chars = folded.chars();
                match (chars.next(), chars.next()) {
                    (Some(c), None) => Ok(c),
                    _ => Err(bad("no single letter:")),
                }
            };
            match (setting.as_str(), value.as_str()) {
                ("order", "verb-first") => language.order = Order::VerbFirst,
                ("order", "subject-first") => language.order = Order::SubjectFirst,
                ("names", "capitalised") => language.names = Names::Capitalised,
                ("names", "unlisted") => language.names = Names::Unlisted,
                ("article", _) => language.article = normalise(&value),
                ("conjunction", _) => language.conjunctions.push(letter()?),
                ("preposition", _) => language.prepositions.push(letter()?),
                ("present-feminine", _) => language.present.push((letter()?, true)),
                ("present-masculine", _) => language.present.push((letter()?, false)),
                ("future", _) => language.future.push(letter()?),
                ("object", _) => language.objects.push(value),
                ("letters", _) => language
                    .letters
                    .push(range(&value).ok_or_else(|| bad("no range of letters, as a-z:"))?),
                _ => return Err(bad("unknown setting")),
            }
        }
        let pairs = (0..=u8::MAX).flat_map(|first| (0..64).map(move |last| [first, 0x80 | last]));
        for (nth, pair) in pairs.enumerate() {
            let begins = std::str::from_utf8(&pair).or(std::str::from_utf8(&pair[..1]));
            let c = begins.ok().and_then(|c| c.chars().next());
            language.pairs[nth] = c.map_or(0, |c| language.balance(c));
        }
        Ok(language)
    }

    /// 1 for a letter of the language, -1 for another letter, 0 for what is no letter.
    fn balance(&self, c: char) -> i8 {
        match alphabetic(c) {
            Some(c) if self.letters.iter().any(|range| range.contains(&c)) => 1,
            Some(_) => -1,
            None => 0,
        }
    }

    /// Whether a text is written in the language's letters: at least half of
    /// its letters are among them, or it has none at all.
    pub(super) fn reads(&self, text: &str) -> bool {
        if self.letters.is_empty() {
            return true;
        }
        let (mut rest, mut balance) = (text, 0_isize);
        // The rest may turn it only if it has as many letters of the other kind.
        while !rest.is_empty() && balance.unsigned_abs() <= rest.len() {
            let mut end = rest.len().min(AT_ONCE);
            while !rest.is_char_boundary(end) {
                end += 1;
            }
            let (part, behind) = rest.split_at(end);
            balance += self.sum(part);
            rest = behind;
        }
        balance >= 0
    }

    /// The balances of all characters of a text together. The processor cannot guess where
    /// words end, so there is no branch for each character; those of three bytes and more are
    /// looked for in a second walk, if there are any.
    fn sum(&self, text: &str) -> isize {
        let bytes = text.as_bytes();
        let of = |first: u8, second: u8| {
            let pair = usize::from(first) << 6 | usize::from(second & 0x3F);
            isize::from(self.pairs[pair])
        };
        let mut sum: isize = bytes.windows(2).map(|pair| of(pair[0], pair[1])).sum();
        sum += bytes.last().map_or(0, |&last| of(last, 0));
        if bytes.iter().fold(0, |most, &byte| byte.max(most)) >= LONG {
            let long = text.chars().filter(|c| c.len_utf8() > 2);
            sum += long.map(|c| isize::from(self.balance(c))).sum::<isize>();
        }
        sum
    }
}

/// The letters from the first to the last of `a-z`.
fn range(value: &str) -> Option<RangeInclusive<char>> {
    let mut chars = value.chars();
    match (chars.next(), chars.next(), chars.next(), chars.next()) {
        (Some(first), Some('-'), Some(last), None) if first <= last => Some(first..=last),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::ClaimFinder;

    proptest! {
        #[test]
        fn the_balances_of_a_text_add_up(
            text in prop_oneof!["[a-céا-يپ\u{64B}٣،ﷲ字😀\u{301} .]{0,12}", any::<String>()],
            times in prop_oneof![Just(1), 1..400_usize],
        ) {
            let text = text.repeat(times) + &"b".repeat(times) + &text;
            let finder = ClaimFinder::arabic().unwrap();
            let language = &finder.lexicon.language;
            let sum: i64 = text.chars().map(|c| i64::from(language.balance(c))).sum();
            prop_assert_eq!(language.reads(&text), sum >= 0);
        }
    }
}
