//! The noun of the lexicon that an unlisted dual, plural or owned form belongs to.

use super::classes::Classes;
use super::form::Form;
use super::lexicon::Lexicon;

/// What a base keeps without its ending at least.
const BASE: usize = 3;

/// Endings of feminine duals, which stand for the ending of the singular.
const FEMININE: [&str; 5] = ["تين", "تان", "تي", "تا", "ات"];
/// Endings of duals and plurals.
const ENDINGS: [&str; 6] = ["ين", "ان", "ون", "ي", "و", "ات"];
/// The ending of feminine nouns, folded.
const FEMININE_SINGULAR: char = 'ه';

/// The classes of the agent of the lexicon that a word, which it does not list, is a
/// form of by its folded noun: الحكومتين, شريكتها, المفتشون.
pub(super) fn base(lexicon: &Lexicon, word: &Form, noun: &str) -> Classes {
    let language = &lexicon.language;
    let listed = Classes::AGENT
        .or(Classes::FUNCTION)
        .or(Classes::NATIONALITY)
        .or(Classes::GIVEN);
    if word.is(listed) || language.article.is_empty() {
        return Classes::default();
    }
    let noun = without_article(noun, word.definite, &language.article);
    let speaks = Classes::PERSON.or(Classes::PEOPLE).or(Classes::INSTITUTION);
    let mut classes = Classes::default();
    let mut know = |form: &str| {
        if let Some(entry) = lexicon.get(form) {
            classes = classes.or(entry.classes_of(false).and(speaks));
        }
    };
    for stem in FEMININE.iter().filter_map(|end| noun.strip_suffix(end)) {
        know(&format!("{stem}{FEMININE_SINGULAR}"));
    }
    for stem in ENDINGS.iter().filter_map(|end| noun.strip_suffix(end)) {
        know(stem);
    }
    if !word.definite {
        for stem in without_pronoun(lexicon, noun) {
            know(stem);
            if let Some(stem) = stem.strip_suffix('ت') {
                know(&format!("{stem}{FEMININE_SINGULAR}"));
            }
        }
    }
    classes
}

/// What is left of a folded noun without each pronoun that may be written together
/// with it.
pub(super) fn without_pronoun<'n>(
    lexicon: &Lexicon,
    noun: &'n str,
) -> impl Iterator<Item = &'n str> {
    let objects = &lexicon.language.objects;
    objects
        .iter()
        .filter_map(move |object| noun.strip_suffix(object.as_str()))
        .filter(|stem| stem.chars().count() >= BASE)
}

/// A folded noun without its article; behind the preposition that takes the
/// article's first letter (للحكومة) without both.
pub(super) fn without_article<'n>(noun: &'n str, definite: bool, article: &str) -> &'n str {
    if !definite || article.is_empty() {
        return noun;
    }
    let contracted = || {
        let last = article.chars().next_back()?;
        noun.strip_prefix(last)?.strip_prefix(last)
    };
    noun.strip_prefix(article)
        .or_else(contracted)
        .unwrap_or(noun)
}
