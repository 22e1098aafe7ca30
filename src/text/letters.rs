//! Folded characters that know what they are to words.

use super::chars::{Kind, Kinds};
use super::ngrams::is_space;
use super::normalise::{Step, each_step};

/// A folded character with what it is to words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Letter(u32);

impl Letter {
    const BEGINS: u32 = 1 << 21;
    const MARK: u32 = 1 << 22;
    const SPACE: u32 = 1 << 23;

    /// No letter.
    pub(super) const NONE: Self = Self(0);

    /// The space.
    pub const BLANK: Self = Self(' ' as u32 | Self::SPACE);

    pub(super) fn new(c: char, begins: bool, mark: bool) -> Self {
        let flag = |yes: bool, flag: u32| if yes { flag } else { 0 };
        Self(
            u32::from(c)
                | flag(begins, Self::BEGINS)
                | flag(mark, Self::MARK)
                | flag(is_space(c), Self::SPACE),
        )
    }

    /// The code point.
    #[must_use]
    pub fn code(self) -> u32 {
        self.0 & (Self::BEGINS - 1)
    }

    /// The character.
    #[must_use]
    pub fn char(self) -> char {
        char::from_u32(self.code()).unwrap_or_default()
    }

    /// Whether a word may begin with it; such letters make up the length of a word.
    #[must_use]
    pub fn begins_word(self) -> bool {
        self.0 & Self::BEGINS != 0
    }

    /// Whether a word that has begun goes on with it.
    #[must_use]
    pub fn continues_word(self) -> bool {
        self.0 & (Self::BEGINS | Self::MARK) != 0
    }

    /// Whether it is white space.
    #[must_use]
    pub fn is_space(self) -> bool {
        self.0 & Self::SPACE != 0
    }
}

/// The folded form of a character that Unicode takes for a letter, alone.
pub fn alphabetic(c: char) -> Option<char> {
    let kind = Kind::of(c);
    let letter = kind.folded().filter(|_| kind.is_alphabetic());
    letter.map(Letter::char)
}

/// The characters of [`normalise`](super::normalise::normalise()) of `text`,
/// written over what was in `into`.
pub fn fold_into(text: &str, into: &mut Vec<Letter>) {
    into.clear();
    // The letters are never more than the bytes, but for presentation forms.
    into.reserve(text.len());
    let kinds = Kinds::new();
    for c in text.chars() {
        let kind = kinds.of(c);
        if let Some(letter) = kind.alone() {
            into.push(letter);
        } else if kind.joins() {
            return fold_joined(text, into);
        }
    }
}

/// As [`fold_into`], for a text in which not each character stands for itself.
fn fold_joined(text: &str, into: &mut Vec<Letter>) {
    into.clear();
    each_step(text, |step, _| match step {
        Step::Push(letter) => into.push(letter),
        Step::Replace(letter) => {
            into.pop();
            into.push(letter);
        }
        Step::Attach => {}
    });
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::normalise::{self, normalise};
    use super::super::tokens::tokens;
    use super::*;

    fn folded(text: &str) -> Vec<Letter> {
        let mut letters = vec![Letter::BLANK; 3];
        fold_into(text, &mut letters);
        letters
    }

    fn check(text: &str) {
        let letters = folded(text);
        let normal = normalise(text);
        let codes: Vec<u32> = letters.iter().map(|letter| letter.code()).collect();
        let expected: Vec<u32> = normal.chars().map(u32::from).collect();
        assert_eq!(codes, expected, "{}", text.escape_unicode());
        // The words of the letters are those of the text.
        let mut words = Vec::new();
        let mut rest = letters.as_slice();
        while let Some(start) = rest.iter().position(|letter| letter.begins_word()) {
            rest = &rest[start..];
            let end = rest.iter().position(|letter| !letter.continues_word());
            let (word, behind) = rest.split_at(end.unwrap_or(rest.len()));
            words.push(word.iter().map(|l| l.code()).collect::<Vec<_>>());
            rest = behind;
        }
        let expected: Vec<Vec<u32>> = tokens(&normal)
            .map(|word| word.of(&normal).chars().map(u32::from).collect())
            .collect();
        assert_eq!(words, expected, "{}", text.escape_unicode());
    }

    #[test]
    fn all_characters_alone_and_behind_a_letter() {
        for c in '\0'..=char::MAX {
            let text = [c, 'ا', c].iter().collect::<String>();
            let letters = folded(&text);
            let normal = normalise(&text);
            assert!(
                letters
                    .iter()
                    .map(|l| l.code())
                    .eq(normal.chars().map(u32::from)),
                "{}",
                c.escape_unicode()
            );
        }
    }

    proptest! {
        #[test]
        fn letters_are_the_normalised_text(text in normalise::tests::ANY) {
            check(&text);
        }

        #[test]
        fn any_text_is_taken(text: String) {
            check(&text);
        }
    }
}
