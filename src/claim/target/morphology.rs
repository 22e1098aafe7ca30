//! What the form of a word tells that the lexicon does not list: a verb, or a noun
//! with a pronoun.
//!
//! Only where names are told from other words by not being listed: there an
//! unlisted word may be a verb, and is not to be taken for a part of a name.

use super::super::base::without_pronoun;
use super::super::classes::Classes;
use super::super::cues::Reader;
use crate::text::normalise::normalise;

/// A form has so many letters at least to be told a verb; one less will do with
/// the prefix of the present of a man.
const SHORTEST: usize = 4;

impl Reader<'_, '_> {
    /// Whether a word that the lexicon does not know has the form of a verb that
    /// no noun has where it stands.
    pub(super) fn is_verb(&self, text: &str, at: usize) -> bool {
        let words = self.phrases.words;
        let word = &words[at];
        if !self.may_be_unlisted_verb(at) {
            return false;
        }
        let surface = &text[word.noun..word.span.end];
        let form = self.phrases.words.noun_of(at);
        let letters = form.chars().count();
        if letters + 1 >= SHORTEST && self.third_person(form, false) {
            return true;
        }
        if letters < SHORTEST {
            return false;
        }
        if form.ends_with("وا") {
            return true;
        }
        // The past of a woman or a thing: رفضت, not مكتسبات.
        if form.ends_with('ت') && !form.ends_with("ات") {
            return true;
        }
        let Some(before) = at.checked_sub(1).map(|before| &words[before]) else {
            return false;
        };
        // المدير أخفى: the fourth form, with or without an object.
        if surface.starts_with('أ') && !word.and {
            let verb = form.strip_suffix("ها").or(form.strip_suffix("هم"));
            let letters = verb.unwrap_or(form).chars().count();
            return letters == SHORTEST && (before.definite || before.is(Classes::NATIONALITY));
        }
        let feminine = before.feminine
            || before.is(Classes::PLACE.or(Classes::FUNCTION))
            || text[before.noun..before.span.end].ends_with("ات");
        feminine && self.third_person(form, true) && !looks_like_noun(surface, form)
    }

    /// Whether a word can be a verb at all.
    pub(super) fn may_be_verb(&self, text: &str, at: usize) -> bool {
        let word = &self.phrases.words[at];
        if word.is(Classes::FUNCTION.or(Classes::AGENT)) {
            return false;
        }
        let bare = !word.definite && word.preposition.is_none();
        if bare && word.classes.is_empty() && word.has_cues() || self.is_verb(text, at) {
            return true;
        }
        let surface = &text[word.noun..word.span.end];
        let form = self.phrases.words.noun_of(at);
        self.may_be_unlisted_verb(at)
            && form.chars().count() >= SHORTEST
            && (self.third_person(form, true) || form.starts_with('ن'))
            && !looks_like_noun(surface, form)
    }

    /// Whether it is a preposition cut off from its word by a mark: بـ "…".
    pub(super) fn is_letter(&self, at: usize) -> bool {
        let word = &self.phrases.words[at];
        let form = self.phrases.words.noun_of(at);
        form.chars().nth(1).is_none() && !word.number
    }

    /// Whether it is a complementizer behind a conjunction that is spelled like
    /// a word of names but for its hamza: فإن, not فان.
    pub(super) fn opens_clause(&self, text: &str, at: usize) -> bool {
        let word = &self.phrases.words[at];
        if !word.is(Classes::NAME_PREFIX) {
            return false;
        }
        let lexicon = self.phrases.lexicon;
        let surface = word.span.of(text);
        let form = normalise(surface);
        let rest = lexicon
            .language
            .conjunctions
            .iter()
            .find_map(|conjunction| form.strip_prefix(*conjunction));
        form != surface
            && rest
                .and_then(|rest| lexicon.get(rest))
                .is_some_and(|entry| entry.classes.has(Classes::COMPLEMENTIZER))
    }

    fn may_be_unlisted_verb(&self, at: usize) -> bool {
        let word = &self.phrases.words[at];
        !self.phrases.lexicon.language.present.is_empty()
            && word.classes.is_empty()
            && !word.definite
            && !word.number
            && word.preposition.is_none()
    }

    /// Whether it begins as the present does of a man or of a woman, or as the
    /// future does of either.
    fn third_person(&self, form: &str, feminine: bool) -> bool {
        let language = &self.phrases.lexicon.language;
        let mut letters = form.chars();
        let Some(first) = letters.next() else {
            return false;
        };
        let present = |letter: char| {
            language
                .present
                .iter()
                .find(|(prefix, _)| *prefix == letter)
                .map(|(_, feminine)| *feminine)
        };
        if language.future.contains(&first) && letters.next().and_then(present).is_some() {
            return !feminine;
        }
        present(first) == Some(feminine)
    }

    /// Whether a pronoun may be written together with the word before it.
    pub(super) fn has_pronoun(&self, at: usize) -> bool {
        let noun = self.phrases.words.noun_of(at);
        without_pronoun(self.phrases.lexicon, noun).next().is_some()
    }
}

/// Forms that begin as the present of a woman does and are nouns or names: with
/// a feminine ending or a last long vowel, تفعيل, a second long vowel, long ones.
fn looks_like_noun(surface: &str, form: &str) -> bool {
    let letters: Vec<char> = form.chars().collect();
    surface.ends_with('ة')
        || matches!(letters.last(), Some('ا' | 'و'))
        || matches!(letters.get(1), Some('ا' | 'ي'))
        || letters.len() == 5 && letters[3] == 'ي'
        || letters.len() > 6
}
