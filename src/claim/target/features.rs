//! What is known of a party and of the place where it stands.

use super::super::classes::Classes;
use super::super::cues::{Draft, Reader};
use super::super::words::{Gap, Word};
use super::Words;
use super::morphology::bare;
use crate::text::normalise::push_normalised;
use crate::text::stem::stem;

/// A party where it stands.
pub(in crate::claim) struct Stand {
    /// Its first word.
    pub(super) at: usize,
    /// Behind its last word.
    pub(super) last: usize,
    /// Behind the last word of the claim.
    pub(super) end: usize,
    /// The words that name it.
    pub(in crate::claim) name: Words,
    pub(super) kind: &'static str,
    pub(super) place: &'static str,
    /// The slot of the cue that it stands in.
    pub(super) slot: Option<&'static str>,
    /// 1 to 4 for the parties of the claim, 0 for one before it, 5 for a noun
    /// that the lexicon does not know as a party.
    pub(super) order: usize,
    /// It is of the speaker's side.
    pub(super) own: bool,
    /// It is a person's name.
    pub(super) named: bool,
    /// How many known parties the claim has.
    pub(super) parties: usize,
}

/// How many words of grammar may stand between a party and its governor.
const GRAMMAR: usize = 3;

/// The digits of the numbers in names.
const DIGITS: [&str; 6] = ["0", "1", "2", "3", "4", "5"];

/// Where the names of features are written, one over the other.
#[derive(Debug, Default)]
pub(in crate::claim) struct Names {
    name: String,
    prev: String,
    governor: String,
}

/// Hands out names.
struct Writer<'n, T> {
    names: &'n mut Names,
    take: T,
}

impl<T: FnMut(&str)> Writer<'_, T> {
    fn give(&mut self, parts: &[&str]) {
        self.names.name.clear();
        self.names.name.extend(parts.iter().copied());
        (self.take)(&self.names.name);
    }

    /// The names of the head of a party, without its article, and of its stem.
    fn give_head(&mut self, head: &str, definite: bool, article: &str) {
        let Names { name, prev, .. } = &mut *self.names;
        prev.clear();
        push_normalised(head, prev);
        let head = bare(prev, definite, article);
        for (feature, value) in [("head=", head), ("head stem=", stem(head))] {
            name.clear();
            name.push_str(feature);
            name.push_str(value);
            (self.take)(name);
        }
    }

    /// The name of a word.
    fn give_word(&mut self, feature: &str, word: &str) {
        self.names.name.clear();
        self.names.name.push_str(feature);
        push_normalised(word, &mut self.names.name);
        (self.take)(&self.names.name);
    }
}

impl Reader<'_, '_> {
    /// Calls `take` with the names of the features that the party has.
    pub(super) fn features(
        &self,
        text: &str,
        draft: &Draft<'_>,
        stand: &Stand,
        names: &mut Names,
        take: impl FnMut(&str),
    ) {
        let mut writer = Writer { names, take };
        let words = self.phrases.words;
        let Stand {
            at, kind, place, ..
        } = *stand;
        let word = &words[at];
        let class = draft.word.map_or("source", |word| &word.class);
        let order = DIGITS[stand.order.min(3)];
        writer.give(&["kind=", kind]);
        writer.give(&["place=", place]);
        writer.give(&["order=", DIGITS[stand.order]]);
        writer.give(&["class=", class]);
        writer.give(&["kind=", kind, " place=", place]);
        writer.give(&["kind=", kind, " order=", order]);
        writer.give(&["class=", class, " place=", place]);
        writer.give(&["class=", class, " order=", order]);
        writer.give(&["distance=", DIGITS[distance(draft, at)]]);
        writer.give(&["parties=", DIGITS[stand.parties.min(4)]]);
        writer.give(&["parties=", DIGITS[stand.parties.min(3)], " order=", order]);
        if let Some(slot) = stand.slot {
            writer.give(&["slot=", slot]);
            writer.give(&["slot=", slot, " class=", class]);
        }
        if stand.own {
            writer.give(&["own"]);
            writer.give(&["own order=", order]);
            writer.give(&["own place=", place]);
        }
        if word.definite || word.is(Classes::PLACE) || stand.named {
            writer.give(&["definite"]);
        }
        if word.quoted {
            writer.give(&["quoted"]);
        }
        let that = words
            .get(stand.last)
            .is_some_and(|next| next.is(Classes::COMPLEMENTIZER));
        if that {
            writer.give(&["that place=", place]);
        }
        let cue = draft.at.max(self.first);
        if word.literal.is_some()
            && words[self.first..cue]
                .iter()
                .any(|earlier| earlier.literal == word.literal)
        {
            writer.give(&["mentioned"]);
        }
        self.words_around(text, draft, stand, &mut writer);
    }

    /// The head of the party, the words beside it, and the words that govern it:
    /// the nearest one before it that is no word of grammar, and the one before.
    fn words_around(
        &self,
        text: &str,
        draft: &Draft<'_>,
        stand: &Stand,
        writer: &mut Writer<'_, impl FnMut(&str)>,
    ) {
        let words = self.phrases.words;
        let Stand { at, place, .. } = *stand;
        let order = DIGITS[stand.order.min(3)];
        let form = |word: &Word<'_>| &text[word.core..word.span.end];
        let noun = |word: &Word<'_>| &text[word.noun..word.span.end];
        let before = at.checked_sub(1).filter(|&before| before >= self.first);
        let Names { prev, governor, .. } = &mut *writer.names;
        prev.clear();
        match (words[at].preposition, before) {
            (Some(letter), _) => prev.extend([letter, '_']),
            (None, Some(before)) if before == draft.at => prev.push_str("<cue>"),
            (None, Some(before)) => push_normalised(form(&words[before]), prev),
            (None, None) => prev.push_str("<start>"),
        }
        let mut governs = before;
        if words[at].preposition.is_none() {
            while let Some(here) = governs
                && here > draft.at
                && words[here].is(Classes::FUNCTION)
                && at - here <= GRAMMAR
            {
                governs = here.checked_sub(1);
            }
        }
        governor.clear();
        match governs {
            Some(here) if here == draft.at => governor.push_str("<cue>"),
            Some(here) if words[here].preposition.is_some() => {
                push_normalised(noun(&words[here]), governor);
            }
            Some(here) => push_normalised(form(&words[here]), governor),
            None => governor.push_str("<start>"),
        }
        let writes_above = governor != prev;
        if let Some(here) = governs
            && here != draft.at
            && self.may_be_verb(text, here)
        {
            if here + 1 == at && words[at].preposition.is_none() {
                writer.give(&["after verb"]);
                writer.give(&["after verb order=", order]);
            } else {
                writer.give(&["beside verb"]);
                writer.give(&["beside verb place=", place]);
            }
        }
        if writes_above {
            let above = governs.and_then(|here| here.checked_sub(1));
            match above {
                Some(above) if above > draft.at => writer.give_word("gov2=", form(&words[above])),
                Some(above) if above == draft.at => writer.give(&["gov2=<cue>"]),
                _ => writer.give(&["gov2=<start>"]),
            }
        }
        // The writer writes beside them.
        let (prev, governor) = (
            std::mem::take(&mut writer.names.prev),
            std::mem::take(&mut writer.names.governor),
        );
        writer.give(&["prev=", &prev]);
        writer.give(&["gov=", &governor]);
        (writer.names.prev, writer.names.governor) = (prev, governor);
        if let Some(next) = words.get(stand.last)
            && stand.last < stand.end
            && !next.and
            && self.may_be_verb(text, stand.last)
        {
            writer.give(&["next verb"]);
            writer.give(&["next verb order=", order]);
            writer.give(&["next verb place=", place]);
        }
        match words.get(stand.last) {
            Some(next) if stand.last < stand.end => writer.give_word("next=", form(next)),
            _ => writer.give(&["next=<end>"]),
        }
        let article = &self.phrases.lexicon.language.article;
        writer.give_head(noun(&words[at]), words[at].definite, article);
    }

    /// What stands before a party.
    pub(super) fn before(&self, draft: &Draft<'_>, at: usize) -> &'static str {
        let words = self.phrases.words;
        let word = &words[at];
        if word.preposition.is_some() {
            return "letter";
        }
        if at == draft.content {
            return "content";
        }
        let Some(before) = at.checked_sub(1).map(|before| &words[before]) else {
            return "start";
        };
        if word.and {
            "and"
        } else if before.is(Classes::COMPLEMENTIZER) {
            "that"
        } else if before.is(Classes::WITH) {
            "with"
        } else if before.is(Classes::ABOUT) {
            "about"
        } else if before.is(Classes::ONTO) {
            "onto"
        } else if before.is(Classes::TOWARDS) {
            "towards"
        } else if before.is(Classes::PARTITIVE) {
            "from"
        } else if before.is(Classes::DESCRIBING) {
            "in"
        } else if before.is(Classes::PREPOSITION) {
            "preposition"
        } else if word.gap.has(Gap::BREAK) {
            "break"
        } else if before.is(Classes::FUNCTION) {
            "function"
        } else if before.classes.is_empty() {
            "unknown"
        } else if before.definite {
            "definite"
        } else {
            "noun"
        }
    }
}

/// How far behind the beginning of the content it stands, in steps.
fn distance(draft: &Draft<'_>, at: usize) -> usize {
    match at.saturating_sub(draft.content) {
        0 => 0,
        1..4 => 1,
        4..9 => 2,
        9..18 => 3,
        _ => 4,
    }
}
