//! Kinds of words.

use super::weights::{Piece, piece};

/// What kinds of word a form can be, as a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Classes(u64);

macro_rules! classes {
    ($($constant:ident $name:literal),* $(,)?) => {
        impl Classes {
            classes!(@constants 0u64; $($constant,)*);

            /// The names of the classes in the order of their bits, as they stand in
            /// the lexicon.
            const NAMES: &[Piece<'static>] = &[$(piece($name)),*];

            pub(super) fn named(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$constant),)* _ => None }
            }
        }
    };
    (@constants $bit:expr; $first:ident, $($rest:ident,)*) => {
        pub(super) const $first: Self = Self(1 << $bit);
        classes!(@constants $bit + 1; $($rest,)*);
    };
    (@constants $bit:expr;) => {};
}

classes! {
    COMPLEMENTIZER "complementizer",
    RELATIVE "relative",
    SUBORDINATOR "subordinator",
    ADVERSATIVE "adversative",
    CONJUNCTION "conjunction",
    PREPOSITION "preposition",
    ADVERB "adverb",
    DAY "day",
    DETERMINER "determiner",
    PRONOUN "pronoun",
    NEGATION "negation",
    AUXILIARY "auxiliary",
    OCCASION "occasion",
    PERSON "person",
    PEOPLE "people",
    INSTITUTION "institution",
    DOCUMENT "document",
    PLACE "place",
    NATIONALITY "nationality",
    GIVEN "given name",
    COMMON "common noun",
    LINK "link",
    DESCRIBING "describing",
    ABOUT "about",
    WITH "with",
    DEMONSTRATIVE "demonstrative",
    OUTLET "outlet",
    NAME_PREFIX "name prefix",
    TOPIC "topic",
    UNNAMED "unnamed",
    PARTITIVE "partitive",
    ONTO "onto",
    TOWARDS "towards",
    PRONOMINAL "pronominal",
    OWN "own",
    DUAL "dual",
    EPITHET "epithet",
}

impl Classes {
    pub(super) fn has(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What both have.
    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The names of the classes in it.
    pub(super) fn names(self) -> impl Iterator<Item = Piece<'static>> {
        let bits = std::iter::successors(Some(self.0), |bits| Some(bits & bits.wrapping_sub(1)));
        bits.take_while(|&bits| bits != 0)
            .map(|bits| Self::NAMES[bits.trailing_zeros() as usize])
    }

    /// Heads of phrases that can say or do something.
    pub(super) const AGENT: Self = Self::PERSON
        .or(Self::PEOPLE)
        .or(Self::INSTITUTION)
        .or(Self::PLACE);

    /// Words that no phrase goes across.
    pub(super) const FUNCTION: Self = Self::COMPLEMENTIZER
        .or(Self::RELATIVE)
        .or(Self::SUBORDINATOR)
        .or(Self::ADVERSATIVE)
        .or(Self::CONJUNCTION)
        .or(Self::PREPOSITION)
        .or(Self::ADVERB)
        .or(Self::DAY)
        .or(Self::PRONOUN)
        .or(Self::NEGATION)
        .or(Self::AUXILIARY);
}
