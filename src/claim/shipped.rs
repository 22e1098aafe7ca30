//! The lexicons in the program.

/// The tables of a lexicon: name and content.
type Files = &'static [(&'static str, &'static str)];

macro_rules! lexicon {
    ($code:literal: $($name:literal),* $(,)?) => {
        ($code, &[$(($name, include_str!(concat!("lexicon/", $code, "/", $name))),)*])
    };
}

/// The shipped lexicons by their language.
pub(super) static LEXICONS: &[(&str, Files)] = &[
    lexicon!(
        "ar": "affixes.csv", "agents.csv", "common_nouns.csv", "formulas.csv", "given_names.csv",
        "language.csv", "light.csv", "nationalities.csv", "nouns.csv", "places.csv", "sources.csv",
        "speaker.csv", "target.csv", "verbs.csv", "words.csv",
    ),
    lexicon!(
        "en": "affixes.csv", "agents.csv", "formulas.csv", "given_names.csv", "language.csv",
        "light.csv", "nationalities.csv", "nouns.csv", "places.csv", "sources.csv", "target.csv",
        "verbs.csv", "words.csv",
    ),
];
