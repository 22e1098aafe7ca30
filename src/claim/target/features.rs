//! What is known of a party and of the place where it stands.

use super::super::classes::Classes;
use super::super::cues::{Draft, Reader};
use super::super::words::{Gap, Word};
use super::Words;
use super::morphology::bare;
use crate::text::normalise::normalise;
use crate::text::stem::stem;

/// A party where it stands.
pub(super) struct Stand {
    /// Its first word.
    pub(super) at: usize,
    /// Behind its last word.
    pub(super) last: usize,
    /// Behind the last word of the claim.
    pub(super) end: usize,
    /// The words that name it.
    pub(super) name: Words,
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
}

/// How many words of grammar may stand between a party and its governor.
const GRAMMAR: usize = 3;

impl Reader<'_, '_> {
    /// The names of the features that the party has, one of so many known
    /// `parties` of the claim.
    pub(super) fn features(
        &self,
        text: &str,
        draft: &Draft<'_>,
        stand: &Stand,
        parties: usize,
    ) -> Vec<String> {
        let words = self.phrases.words;
        let Stand {
            at, kind, place, ..
        } = *stand;
        let word = &words[at];
        let class = draft.word.map_or("source", |word| &word.class);
        let order = stand.order.min(3);
        let mut features = vec![
            format!("kind={kind}"),
            format!("place={place}"),
            format!("order={}", stand.order),
            format!("class={class}"),
            format!("kind={kind} place={place}"),
            format!("kind={kind} order={order}"),
            format!("class={class} place={place}"),
            format!("class={class} order={order}"),
            format!("distance={}", distance(draft, at)),
            format!("parties={}", parties.min(4)),
            format!("parties={} order={order}", parties.min(3)),
        ];
        if let Some(slot) = stand.slot {
            features.push(format!("slot={slot}"));
            features.push(format!("slot={slot} class={class}"));
        }
        if stand.own {
            features.push("own".to_owned());
            features.push(format!("own order={order}"));
            features.push(format!("own place={place}"));
        }
        if word.definite || word.is(Classes::PLACE) || stand.named {
            features.push("definite".to_owned());
        }
        if word.quoted {
            features.push("quoted".to_owned());
        }
        let that = words
            .get(stand.last)
            .is_some_and(|next| next.is(Classes::COMPLEMENTIZER));
        if that {
            features.push(format!("that place={place}"));
        }
        let cue = draft.at.max(self.first);
        if word.literal.is_some()
            && words[self.first..cue]
                .iter()
                .any(|earlier| earlier.literal == word.literal)
        {
            features.push("mentioned".to_owned());
        }
        self.words_around(text, draft, stand, &mut features);
        features
    }

    /// The head of the party, the words beside it, and the words that govern it:
    /// the nearest one before it that is no word of grammar, and the one before.
    fn words_around(
        &self,
        text: &str,
        draft: &Draft<'_>,
        stand: &Stand,
        features: &mut Vec<String>,
    ) {
        let words = self.phrases.words;
        let Stand { at, place, .. } = *stand;
        let order = stand.order.min(3);
        let form = |word: &Word<'_>| normalise(&text[word.core..word.span.end]);
        let noun = |word: &Word<'_>| normalise(&text[word.noun..word.span.end]);
        let before = at.checked_sub(1).filter(|&before| before >= self.first);
        let prev = match (words[at].preposition, before) {
            (Some(letter), _) => format!("{letter}_"),
            (None, Some(before)) if before == draft.at => "<cue>".to_owned(),
            (None, Some(before)) => form(&words[before]),
            (None, None) => "<start>".to_owned(),
        };
        let mut governor = before;
        if words[at].preposition.is_none() {
            while let Some(here) = governor
                && here > draft.at
                && words[here].is(Classes::FUNCTION)
                && at - here <= GRAMMAR
            {
                governor = here.checked_sub(1);
            }
        }
        let gov = match governor {
            Some(here) if here == draft.at => "<cue>".to_owned(),
            Some(here) if words[here].preposition.is_some() => noun(&words[here]),
            Some(here) => form(&words[here]),
            None => "<start>".to_owned(),
        };
        if let Some(here) = governor
            && here != draft.at
            && self.may_be_verb(text, here)
        {
            let direct = here + 1 == at && words[at].preposition.is_none();
            features.extend(match direct {
                true => ["after verb".to_owned(), format!("after verb order={order}")],
                false => [
                    "beside verb".to_owned(),
                    format!("beside verb place={place}"),
                ],
            });
        }
        if gov != prev {
            let above = governor.and_then(|here| here.checked_sub(1));
            features.push(match above {
                Some(above) if above > draft.at => format!("gov2={}", form(&words[above])),
                Some(above) if above == draft.at => "gov2=<cue>".to_owned(),
                _ => "gov2=<start>".to_owned(),
            });
        }
        features.push(format!("prev={prev}"));
        features.push(format!("gov={gov}"));
        if let Some(next) = words.get(stand.last)
            && stand.last < stand.end
            && !next.and
            && self.may_be_verb(text, stand.last)
        {
            features.push("next verb".to_owned());
            features.push(format!("next verb order={order}"));
            features.push(format!("next verb place={place}"));
        }
        features.push(match words.get(stand.last) {
            Some(next) if stand.last < stand.end => format!("next={}", form(next)),
            _ => "next=<end>".to_owned(),
        });
        let article = self.phrases.lexicon.language.article.as_str();
        let head = noun(&words[at]);
        let head = bare(&head, words[at].definite, article);
        features.push(format!("head={head}"));
        features.push(format!("head stem={}", stem(head)));
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
