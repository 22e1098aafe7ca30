//! What folding and words make of a character, looked up.
//!
//! The questions that the modules beside this one ask of a character take
//! searches in Unicode's tables. Here the answers stand in one table for the
//! characters of most scripts; the others are asked each time.

use std::sync::LazyLock;

use unicode_normalization::char::is_combining_mark;

use super::letters::Letter;
use super::normalise;
use super::tokens;

/// The first character that is not in the table: Latin to Cherokee, all Arabic
/// but its presentation forms, and general punctuation lie below.
const END: usize = 0x2100;

static TABLE: LazyLock<Box<[Kind]>> = LazyLock::new(|| {
    (0..END as u32)
        .map(|code| char::from_u32(code).map_or(Kind::NONE, Kind::ask))
        .collect()
});

/// The table, held for the characters of a whole text.
#[derive(Clone, Copy)]
pub(super) struct Kinds(&'static [Kind]);

impl Kinds {
    #[inline]
    pub(super) fn new() -> Self {
        Self(&TABLE)
    }

    #[inline]
    pub(super) fn of(self, c: char) -> Kind {
        match self.0.get(c as usize) {
            Some(&kind) => kind,
            None => Kind::ask(c),
        }
    }
}

/// What one character is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    /// Its folded form, where it is not dropped.
    letter: Letter,
    flags: u8,
}

impl Kind {
    pub(super) const NONE: Self = Self {
        letter: Letter::NONE,
        flags: 0,
    };
    const DROPPED: u8 = 1;
    const ATTACHES: u8 = 2;
    const JOINS: u8 = 4;
    const BEGINS: u8 = 8;
    const CONTINUES: u8 = 16;
    const INVISIBLE: u8 = 32;
    const ALPHABETIC: u8 = 64;

    pub(super) fn of(c: char) -> Self {
        Kinds::new().of(c)
    }

    fn ask(c: char) -> Self {
        let folded = normalise::ask_fold(c);
        let flags = [
            (folded.is_none(), Self::DROPPED),
            (normalise::ask_attaches(c), Self::ATTACHES),
            (normalise::ask_joins(c), Self::JOINS),
            (tokens::ask_begins(c), Self::BEGINS),
            (tokens::ask_continues(c), Self::CONTINUES),
            (normalise::ask_invisible(c), Self::INVISIBLE),
            (c.is_alphabetic(), Self::ALPHABETIC),
        ];
        Self {
            letter: folded.map_or(Letter::NONE, |folded| {
                Letter::new(
                    folded,
                    tokens::ask_begins(folded),
                    is_combining_mark(folded),
                )
            }),
            flags: flags
                .into_iter()
                .map(|(yes, flag)| if yes { flag } else { 0 })
                .sum(),
        }
    }

    fn has(self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    /// The folded form; none if it is dropped.
    pub(super) fn folded(self) -> Option<Letter> {
        (!self.has(Self::DROPPED)).then_some(self.letter)
    }

    /// The folded form, if it is not dropped and a matter of the character alone.
    pub(super) fn alone(self) -> Option<Letter> {
        (!self.has(Self::DROPPED | Self::JOINS)).then_some(self.letter)
    }

    /// Whether it is an Arabic mark or a tatweel: dropped, and part of the
    /// letter before it.
    pub(super) fn attaches(self) -> bool {
        self.has(Self::ATTACHES)
    }

    /// Whether what it becomes is not a matter of it alone: it may be the
    /// second half of a letter, or stands for several.
    pub(super) fn joins(self) -> bool {
        self.has(Self::JOINS)
    }

    /// Whether a word may begin with it.
    pub(super) fn begins_word(self) -> bool {
        self.has(Self::BEGINS)
    }

    /// Whether a word that has begun goes on with it.
    pub(super) fn continues_word(self) -> bool {
        self.has(Self::CONTINUES)
    }

    /// Whether it only joins letters, directs them or picks their shape.
    pub(super) fn is_invisible(self) -> bool {
        self.has(Self::INVISIBLE)
    }

    /// Whether Unicode takes it for a letter or a part of one.
    pub(super) fn is_alphabetic(self) -> bool {
        self.has(Self::ALPHABETIC)
    }
}
