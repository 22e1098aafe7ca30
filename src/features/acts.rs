//! What a word or phrase does or tells of: accuse, violate, help, must, deny, …
//!
//! `lexicon/acts.csv` gives folded forms, of one word or several, an act. It is
//! finer than the classes of stems and leaves out what only names a subject. A
//! form is found with a conjunction, preposition, article or sign of the future
//! written together with it.

use std::sync::LazyLock;

use hashbrown::HashMap;

use crate::span::Span;
use crate::text::tokens::tokens;

static TABLE: &str = include_str!("lexicon/acts.csv");

static ACTS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let rows = TABLE.lines().skip(1);
    rows.filter_map(|row| row.split_once(',')).collect()
});

/// The most words of a form.
const LONGEST: usize = 3;

/// What stands before a word with the article.
const ARTICLES: [&str; 9] = ["وبال", "وال", "فال", "بال", "كال", "ولل", "فلل", "لل", "ال"];
/// What else is written together with a word, the longer before the shorter.
const PARTICLES: [&str; 10] = ["وب", "ول", "وس", "فس", "و", "ف", "ب", "ل", "ك", "س"];
/// A word is not cut to fewer letters.
const SHORTEST: usize = 3;

/// The acts in a folded text, in order, with their places.
pub fn acts(folded: &str) -> Vec<(&'static str, Span)> {
    let words: Vec<Span> = tokens(folded).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&first) = words.get(at) {
        let phrase = (2..=LONGEST).rev().find_map(|length| {
            let words = words.get(at..at + length)?;
            let texts: Vec<&str> = words.iter().map(|word| word.of(folded)).collect();
            let act = ACTS.get(texts.join(" ").as_str())?;
            Some((*act, Span::new(first.start, words[length - 1].end), length))
        });
        let (length, act) = match phrase {
            Some((act, span, length)) => (length, Some((act, span))),
            None => (1, act_of(first.of(folded)).map(|act| (act, first))),
        };
        found.extend(act);
        at += length;
    }
    found
}

/// The forms of several words, with a space between them, and their acts.
pub fn phrases() -> impl Iterator<Item = (&'static str, &'static str)> {
    let forms = ACTS.iter().map(|(form, act)| (*form, *act));
    forms.filter(|(form, _)| form.contains(' '))
}

/// The act of a folded word, with or without what is written together with it.
pub fn act_of(word: &str) -> Option<&'static str> {
    let of_rest = |prefix: &&str| {
        let rest = word.strip_prefix(prefix)?;
        ACTS.get(rest).copied().map(|act| (rest, act))
    };
    let long = |rest: &str| rest.chars().count() >= SHORTEST;
    ACTS.get(word).copied().or_else(|| {
        let article = ARTICLES.iter().find_map(of_rest);
        let particle = || {
            let mut rests = PARTICLES.iter().filter_map(of_rest);
            rests.find(|(rest, _)| long(rest))
        };
        article.or_else(particle).map(|(_, act)| act)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::normalise::normalise;

    fn found(text: &str) -> Vec<&'static str> {
        let folded = normalise(text);
        acts(&folded).into_iter().map(|(act, _)| act).collect()
    }

    #[test]
    fn the_table_is_sorted_folded_and_free_of_duplicates() {
        let rows: Vec<(&str, &str)> = TABLE
            .lines()
            .skip(1)
            .map(|row| row.split_once(',').unwrap())
            .collect();
        assert_eq!(TABLE.lines().next(), Some("form,act"));
        for (form, act) in &rows {
            assert_eq!(normalise(form), *form);
            assert!(form.split(' ').count() <= LONGEST, "{form}");
            assert!(act.chars().all(|c| c.is_ascii_lowercase()), "{form}");
        }
        assert!(rows.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn acts_stand_in_the_order_of_the_text() {
        assert_eq!(found("والتعاون لا ينفع"), ["cooperate", "neg"]);
        assert_eq!(found("يجب وقف المجازر"), ["must", "crime"]);
    }

    #[test]
    fn a_phrase_is_one_act() {
        assert_eq!(found("قرار غير قانوني"), ["decide", "unlawful"]);
        assert_eq!(found("لا بد"), ["must"]);
    }

    #[test]
    fn short_rests_are_no_words() {
        // و + لو would be "if".
        assert_eq!(found("ولو"), Vec::<&str>::new());
    }
}
