//! What is known of a word alone: what is written together with it, and what the
//! lexicon says of the rest.

use super::base::base;
use super::classes::Classes;
use super::conjugation::FormKind;
use super::language::Names;
use super::lexicon::{CueForm, Entry, Lexicon};
use crate::text::normalise::{fold, normalise, push_normalised};

const SHADDA: char = '\u{651}';
const DAMMA: char = '\u{64F}';

/// Of a longer word, in bytes, only the beginning is read, so that the lengths in a form
/// are short: most of the time with words goes into moving forms.
pub(super) const LONGEST: usize = 1000;

/// What a word is wherever it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    /// The bytes before `Word::core`.
    pub(super) before_core: u16,
    /// The bytes before `Word::noun`.
    pub(super) before_noun: u16,
    /// The bytes of the folded `Word::core`, …
    pub(super) core_length: u16,
    /// … those before the folded `Word::noun`, and those of both.
    pub(super) noun_start: u16,
    pub(super) folded_length: u16,
    /// The entry with its cues.
    pub(super) entry: u32,
    /// The entry with what it can be if its first letter is a conjunction after all: ورد.
    pub(super) other_entry: u32,
    /// A conjunction is written together with it.
    pub(super) and: bool,
    /// Its first letter may be a conjunction.
    pub(super) may_join: bool,
    /// The preposition written together with it.
    pub(super) preposition: Option<char>,
    /// It has the article.
    pub(super) definite: bool,
    pub(super) capital: bool,
    pub(super) number: bool,
    pub(super) classes: Classes,
    pub(super) literal: Option<u16>,
    /// The literal is the word with all that is written together with it.
    pub(super) whole: bool,
    /// It bears a shadda (بيّن, not بين).
    pub(super) doubled: bool,
    /// The first letter of a verb bears a damma: the passive (سُجل).
    pub(super) passive: bool,
    /// A verb that reports, behind a conjunction written together with it.
    pub(super) next_report: bool,
    /// It ends as feminine words do.
    pub(super) feminine: bool,
    /// It ends as adjectives of relation do (الدولية).
    pub(super) relation: bool,
    /// It ends as plurals do that are no surnames (المدنيين).
    pub(super) plural: bool,
    /// It ends in alef maksura (على, not علي).
    pub(super) maksura: bool,
    /// The classes of the agent that it is a form of, though the lexicon does not list it.
    pub(super) base: Classes,
}

impl Form {
    pub(super) fn is(&self, class: Classes) -> bool {
        self.classes.has(class)
    }

    /// Whether it may be a cue.
    pub(super) fn has_cues(&self) -> bool {
        self.entry != Lexicon::UNKNOWN
    }

    /// Whether it can be a verb that reports.
    fn is_finite_cue(&self, lexicon: &Lexicon) -> bool {
        let finite =
            |form: &CueForm| matches!(form.inflection.kind, FormKind::Past | FormKind::Present);
        let cues = lexicon.cues_of(self.entry);
        !self.definite && self.preposition.is_none() && cues.iter().any(finite)
    }

    /// Whether it is just this word, without anything written together with it.
    pub(super) fn is_literal(&self, literal: u16) -> bool {
        let bare = !self.and && !self.definite && self.preposition.is_none();
        self.literal == Some(literal) && (bare || self.whole)
    }

    /// The form of no word.
    pub(super) fn unknown() -> Self {
        Self {
            before_core: 0,
            before_noun: 0,
            core_length: 0,
            noun_start: 0,
            folded_length: 0,
            entry: Lexicon::UNKNOWN,
            other_entry: Lexicon::UNKNOWN,
            and: false,
            may_join: false,
            preposition: None,
            definite: false,
            capital: false,
            number: false,
            classes: Classes::default(),
            literal: None,
            whole: false,
            doubled: false,
            passive: false,
            next_report: false,
            feminine: false,
            relation: false,
            plural: false,
            maksura: false,
            base: Classes::default(),
        }
    }

    /// What the lexicon knows of a word, of which `folded` is the folded form.
    pub(super) fn read(lexicon: &Lexicon, surface: &str, folded: &str) -> Self {
        let capitals = lexicon.language.names == Names::Capitalised;
        let mut form = Self {
            capital: capitals && surface.chars().next().is_some_and(char::is_uppercase),
            number: folded.starts_with(|c: char| c.is_ascii_digit()),
            doubled: surface.chars().any(|c| c == SHADDA),
            feminine: folded.ends_with('ه') && surface.ends_with('ة'),
            relation: ["ي", "يه", "ين", "يون"]
                .iter()
                .any(|ending| folded.ends_with(ending)),
            plural: ["ين", "ات"].iter().any(|ending| folded.ends_with(ending)),
            maksura: surface.ends_with('ى'),
            ..Self::unknown()
        };
        analyse(lexicon, folded, surface, &mut form);
        form.next_report = form.and && form.is_finite_cue(lexicon);
        form.passive = surface[usize::from(form.before_core)..].chars().nth(1) == Some(DAMMA);
        form
    }

    /// Writes the folded forms of the word behind what is in `into`, and knows its
    /// base by them. The noun's is the end of the core's, but where a character
    /// folds together with the one before it.
    pub(super) fn fold(&mut self, lexicon: &Lexicon, surface: &str, into: &mut String) {
        let start = into.len();
        push_normalised(&surface[usize::from(self.before_core)..], into);
        let core = into.len() - start;
        let mut before_noun = 0;
        if self.before_noun != self.before_core {
            let noun = normalise(&surface[usize::from(self.before_noun)..]);
            if !into[start..].ends_with(&noun) {
                into.push_str(&noun);
            }
            before_noun = into.len() - start - noun.len();
        }
        self.core_length = core as u16;
        self.noun_start = before_noun as u16;
        self.folded_length = (into.len() - start) as u16;
        self.base = base(lexicon, self, &into[start + before_noun..]);
    }

    fn know(&mut self, entry: &Entry) {
        self.classes = entry.classes_of(self.feminine);
        self.entry = entry.cued_number();
        self.literal = entry.literal;
    }
}

/// Takes conjunction, preposition and article off until the lexicon knows the word.
fn analyse(lexicon: &Lexicon, folded: &str, surface: &str, word: &mut Form) {
    let language = &lexicon.language;
    let conjunction = folded
        .chars()
        .next()
        .filter(|first| language.conjunctions.contains(first));
    word.may_join = conjunction.is_some();
    let entry = lexicon.get(folded);
    let classes = entry.map_or(Classes::default(), |entry| entry.classes_of(word.feminine));
    if let Some(entry) = entry.filter(|entry| !classes.is_empty() || !entry.cues.is_empty()) {
        word.know(entry);
        let other = conjunction.filter(|_| classes.is_empty());
        if let Some(other) = other.and_then(|c| lexicon.get(&folded[c.len_utf8()..])) {
            if other.classes.has(Classes::FUNCTION) {
                read_rest(
                    lexicon,
                    &folded[conjunction.map_or(0, char::len_utf8)..],
                    word,
                    surface,
                    1,
                );
            } else {
                word.other_entry = other.cued_number();
            }
        }
        return;
    }
    // As it stands first: وليد before و + ليد.
    let known = read_rest(lexicon, folded, word, surface, 0);
    if let Some(literal) = entry.and_then(|entry| entry.literal) {
        word.literal = Some(literal);
        word.whole = true;
    }
    if known {
        return;
    }
    let bared = conjunction.is_some_and(|conjunction| {
        read_rest(lexicon, &folded[conjunction.len_utf8()..], word, surface, 1)
    });
    if !bared || word.classes.is_empty() && lexicon.cues_of(word.entry).is_empty() {
        inflected(lexicon, folded, word);
    }
}

/// Knows a common noun by what is left of it without its ending: قرارا, قراره.
fn inflected(lexicon: &Lexicon, folded: &str, word: &mut Form) {
    if lexicon.language.article.is_empty() {
        return;
    }
    let ends_feminine = word.feminine;
    let mut common = |stem: &str, classes: Classes| {
        let known = lexicon
            .get(stem)
            .is_some_and(|entry| entry.classes.has(Classes::COMMON));
        if known {
            word.classes = classes;
        }
        known
    };
    let bare = folded
        .strip_prefix(lexicon.language.article.as_str())
        .unwrap_or(folded);
    if let Some(stem) = folded.strip_suffix('ا')
        && common(stem, Classes::COMMON)
    {
        return;
    }
    // What ends in ة has no pronoun.
    if ends_feminine {
        return;
    }
    for object in &lexicon.language.objects {
        let Some(stem) = bare
            .strip_suffix(object.as_str())
            .filter(|stem| stem.chars().count() > 2)
        else {
            continue;
        };
        let feminine = stem.strip_suffix('ت').map(|stem| format!("{stem}ه"));
        if common(stem, Classes::COMMON.or(Classes::OWN))
            || feminine.is_some_and(|stem| common(&stem, Classes::COMMON.or(Classes::OWN)))
        {
            return;
        }
    }
}

/// Tries `rest`, the folded word without its first `taken` letters.
fn read_rest(lexicon: &Lexicon, rest: &str, word: &mut Form, surface: &str, taken: usize) -> bool {
    let language = &lexicon.language;
    let article = language.article.as_str();
    let found = |word: &mut Form, entry: Option<&Entry>, letters: usize, preposition, definite| {
        let known = entry.is_some();
        if let Some(entry) = entry {
            word.know(entry);
        }
        word.and = taken > 0;
        word.before_core = letters_length(surface, taken);
        word.before_noun = letters_length(surface, letters);
        word.preposition = preposition;
        word.definite = definite;
        known || definite
    };
    if taken > 0
        && let Some(entry) = lexicon.get(rest)
    {
        return found(word, Some(entry), taken, None, false);
    }
    if article.is_empty() {
        return false;
    }
    if let Some(noun) = rest
        .strip_prefix(article)
        .filter(|noun| noun.chars().count() > 1)
    {
        return found(word, lexicon.get(noun), taken, None, true);
    }
    let Some(preposition) = rest
        .chars()
        .next()
        .filter(|c| language.prepositions.contains(c))
    else {
        return false;
    };
    let noun = &rest[preposition.len_utf8()..];
    if let Some(noun) = noun
        .strip_prefix(article)
        .filter(|noun| noun.chars().count() > 1)
    {
        return found(word, lexicon.get(noun), taken + 1, Some(preposition), true);
    }
    if let Some(entry) = lexicon
        .get(noun)
        .filter(|entry| !entry.classes_of(word.feminine).is_empty())
    {
        return found(word, Some(entry), taken + 1, Some(preposition), false);
    }
    // للحكومة: the article loses its alef after the preposition ل.
    let second = article.chars().nth(1);
    if second == Some(preposition)
        && let Some(noun) = noun
            .strip_prefix(preposition)
            .filter(|noun| noun.chars().count() > 1)
    {
        // The letters of the article are gone: no part of the word is the bare noun.
        return found(word, lexicon.get(noun), taken, Some(preposition), true);
    }
    false
}

/// The bytes of the first `count` letters of `surface` with the marks on them.
fn letters_length(surface: &str, count: usize) -> u16 {
    let mut letters = surface.char_indices().filter(|&(_, c)| fold(c).is_some());
    letters.nth(count).map_or(surface.len(), |(at, _)| at) as u16
}
