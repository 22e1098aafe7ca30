//! Folded characters that know what they are to words.

use super::chars::Kind;
use super::ngrams::is_space;

/// A folded character with what it is to words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Letter(u32);

impl Letter {
    const BEGINS: u32 = 1 << 21;
    const MARK: u32 = 1 << 22;
    const SPACE: u32 = 1 << 23;

    /// No letter.
    pub(super) const NONE: Self = Self(0);

    pub(super) fn new(c: char, begins: bool, mark: bool) -> Self {
        let flag = |yes: bool, flag: u32| if yes { flag } else { 0 };
        Self(
            u32::from(c)
                | flag(begins, Self::BEGINS)
                | flag(mark, Self::MARK)
                | flag(is_space(c), Self::SPACE),
        )
    }

    /// The character.
    #[must_use]
    pub fn char(self) -> char {
        char::from_u32(self.0 & (Self::BEGINS - 1)).unwrap_or_default()
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
