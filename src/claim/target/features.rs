//! What is known of a party and of the place where it stands.

use super::super::base::without_article;
use super::super::classes::Classes;
use super::super::cues::{Draft, Reader};
use super::super::weights::{Piece, digit, piece};
use super::super::words::Gap;
use super::Words;
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

impl Reader<'_, '_> {
    /// Calls `give` with the names of the features that the party has, each in
    /// parts that follow one another.
    pub(super) fn features(
        &self,
        text: &str,
        draft: &Draft<'_>,
        stand: &Stand,
        mut give: impl FnMut(&[Piece<'_>]),
    ) {
        let words = self.phrases.words;
        let Stand {
            at, kind, place, ..
        } = *stand;
        let word = &words[at];
        let class = piece(draft.word.map_or("source", |word| &word.class));
        let (kind, place) = (piece(kind), piece(place));
        let order = digit(stand.order.min(3));
        give(&[piece("kind="), kind]);
        give(&[piece("place="), place]);
        give(&[piece("order="), digit(stand.order)]);
        give(&[piece("class="), class]);
        give(&[piece("kind="), kind, piece(" place="), place]);
        give(&[piece("kind="), kind, piece(" order="), order]);
        give(&[piece("class="), class, piece(" place="), place]);
        give(&[piece("class="), class, piece(" order="), order]);
        give(&[piece("distance="), digit(distance(draft, at))]);
        give(&[piece("parties="), digit(stand.parties.min(4))]);
        give(&[
            piece("parties="),
            digit(stand.parties.min(3)),
            piece(" order="),
            order,
        ]);
        if let Some(slot) = stand.slot {
            give(&[piece("slot="), piece(slot)]);
            give(&[piece("slot="), piece(slot), piece(" class="), class]);
        }
        if stand.own {
            give(&[piece("own")]);
            give(&[piece("own order="), order]);
            give(&[piece("own place="), place]);
        }
        if word.definite || word.is(Classes::PLACE) || stand.named {
            give(&[piece("definite")]);
        }
        if word.quoted {
            give(&[piece("quoted")]);
        }
        let (first, end) = stand.name;
        give(&[piece("length="), digit((end - first).min(4))]);
        if first > at {
            give(&[piece("titled")]);
        }
        for inner in first + 1..end {
            give(&[piece("in="), piece(stem(words.noun_of(inner)))]);
        }
        let that = words
            .get(stand.last)
            .is_some_and(|next| next.is(Classes::COMPLEMENTIZER));
        if that {
            give(&[piece("that place="), place]);
        }
        let cue = draft.at.max(self.first);
        if word.literal.is_some()
            && words[self.first..cue]
                .iter()
                .any(|earlier| earlier.literal == word.literal)
        {
            give(&[piece("mentioned")]);
        }
        self.words_around(text, draft, stand, give);
    }

    /// The head of the party, the words beside it, and the words that govern it:
    /// the nearest one before it that is no word of grammar, and the one before.
    fn words_around(
        &self,
        text: &str,
        draft: &Draft<'_>,
        stand: &Stand,
        mut give: impl FnMut(&[Piece<'_>]),
    ) {
        let words = self.phrases.words;
        let Stand { at, place, .. } = *stand;
        let place = piece(place);
        let order = digit(stand.order.min(3));
        let before = at.checked_sub(1).filter(|&before| before >= self.first);
        let letter = words[at].preposition.map(|letter| format!("{letter}_"));
        let prev = match (&letter, before) {
            (Some(letter), _) => letter,
            (None, Some(before)) if before == draft.at => "<cue>",
            (None, Some(before)) => words.core_of(before),
            (None, None) => "<start>",
        };
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
        let governor = match governs {
            Some(here) if here == draft.at => "<cue>",
            Some(here) if words[here].preposition.is_some() => words.noun_of(here),
            Some(here) => words.core_of(here),
            None => "<start>",
        };
        if let Some(here) = governs
            && here != draft.at
            && self.may_be_verb(text, here)
        {
            if here + 1 == at && words[at].preposition.is_none() {
                give(&[piece("after verb")]);
                give(&[piece("after verb order="), order]);
            } else {
                give(&[piece("beside verb")]);
                give(&[piece("beside verb place="), place]);
            }
        }
        if governor != prev {
            let above = governs.and_then(|here| here.checked_sub(1));
            match above {
                Some(above) if above > draft.at => {
                    give(&[piece("gov2="), piece(words.core_of(above))])
                }
                Some(above) if above == draft.at => give(&[piece("gov2="), piece("<cue>")]),
                _ => give(&[piece("gov2="), piece("<start>")]),
            }
        }
        give(&[piece("prev="), piece(prev)]);
        give(&[piece("gov="), piece(governor)]);
        if !governor.starts_with('<') {
            give(&[piece("gov stem="), piece(stem(governor))]);
        }
        if let Some(next) = words.get(stand.last)
            && stand.last < stand.end
            && !next.and
            && self.may_be_verb(text, stand.last)
        {
            give(&[piece("next verb")]);
            give(&[piece("next verb order="), order]);
            give(&[piece("next verb place="), place]);
        }
        match words.get(stand.last) {
            Some(_) if stand.last < stand.end => {
                give(&[piece("next="), piece(words.core_of(stand.last))])
            }
            _ => give(&[piece("next="), piece("<end>")]),
        }
        let article = &self.phrases.lexicon.language.article;
        let head = without_article(words.noun_of(at), words[at].definite, article);
        give(&[piece("head="), piece(head)]);
        give(&[piece("head stem="), piece(stem(head))]);
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
