//! The parties named in a sentence, each of which may be the target.

use super::super::classes::Classes;
use super::super::cues::{Draft, DraftKind, Reader};
use super::super::lexicon::Follower;
use super::super::phrase::Phrase;
use super::super::words::{Gap, Word};
use super::features::Stand;

/// How far behind the cue its own object may stand, in words.
const REACH: usize = 24;
/// A source phrase that begins among so many words stands before its content.
const LEADING: usize = 3;

impl Reader<'_, '_> {
    /// The parties before and behind the cue of a claim that ends before word `end`.
    pub(super) fn candidates(&self, text: &str, draft: &Draft<'_>, end: usize) -> Vec<Stand> {
        let words = self.phrases.words;
        let slots = self.slots(draft, end);
        let own_side = self.own_side(draft);
        let content_first = match draft.kind {
            DraftKind::Source => draft.at >= self.first + LEADING,
            _ => draft.at > self.first && words[self.first].quoted && words[draft.at - 1].quoted,
        };
        let mut stands: Vec<Stand> = Vec::new();
        let mut order = 0;
        let mut at = self.first;
        while at < end {
            let slot = slots
                .iter()
                .find(|(slot, _)| *slot == at)
                .map(|(_, name)| *name);
            let earlier = at < draft.at && !content_first;
            let Some(party) = self.party_at(text, draft, at, slot.is_some(), earlier) else {
                at += 1;
                continue;
            };
            let phrase = party.phrase;
            let last = phrase.end.min(end);
            let name = (phrase.name.0, phrase.name.1.min(end));
            if name.0 >= name.1 {
                at += 1;
                continue;
            }
            let own = words[name.0..name.1].iter().any(|word| {
                word.is(Classes::OWN) || word.literal.is_some_and(|own| own_side.contains(&own))
            });
            let kind = kind(words, &party);
            let known = !matches!(kind, "unknown" | "other");
            let inside = in_subject(draft, at);
            order += usize::from(known && !earlier && !inside);
            stands.push(Stand {
                at,
                last,
                end,
                name,
                kind,
                place: match slot {
                    Some(slot) => slot,
                    None if inside => "subject",
                    None if earlier => "earlier",
                    None => self.before(draft, at),
                },
                slot,
                order: match (earlier, known) {
                    (true, _) => 0,
                    (false, true) => order.min(4),
                    (false, false) => UNKNOWN,
                },
                own,
                named: phrase.named,
                parties: 0,
            });
            // موسكو وأنقرة: the speaker's partner.
            let partner = (at + 1..last)
                .find(|&next| own && words[next].and && words[next].is(Classes::AGENT));
            at = partner.unwrap_or(last.max(at + 1));
        }
        let known = |stand: &&Stand| !matches!(stand.order, 0 | UNKNOWN);
        let parties = stands.iter().filter(known).count();
        for stand in &mut stands {
            stand.parties = parties;
        }
        stands
    }

    /// The party that begins here.
    ///
    /// Before the claim (`earlier`) only those are taken that can speak; in it
    /// every noun with an article may be a party that the lexicon does not know.
    fn party_at(
        &self,
        text: &str,
        draft: &Draft<'_>,
        at: usize,
        slot: bool,
        earlier: bool,
    ) -> Option<Party> {
        let words = self.phrases.words;
        let word = &words[at];
        if at == draft.at || self.is_letter(at) || self.opens_clause(text, at) {
            return None;
        }
        let inside = in_subject(draft, at);
        if inside && !self.swallowed(draft, at, slot) {
            return None;
        }
        if !word.is(Classes::AGENT.or(Classes::GIVEN))
            && (word.is(Classes::PRONOUN) || self.is_verb(text, at))
        {
            return None;
        }
        let single = Phrase {
            first: at,
            end: at + 1,
            name: (at, at + 1),
            named: false,
            head: word.classes,
        };
        if word.is(Classes::NATIONALITY) && !word.is(Classes::PLACE) && !slot {
            return Some(Party::of(single));
        }
        if word.is(Classes::FUNCTION) && !word.is(Classes::GIVEN.or(Classes::AGENT)) && !slot {
            return None;
        }
        if word.is(Classes::DEMONSTRATIVE) {
            // هذه الجماعات
            let Some(next) = words
                .get(at + 1)
                .filter(|next| next.definite && next.is(Classes::AGENT))
            else {
                return (!earlier).then_some(Party::of(single));
            };
            return Some(Party::of(Phrase {
                end: at + 2,
                name: (at, at + 2),
                head: next.classes,
                ..single
            }));
        }
        let mut phrase = self.party_phrase(text, at)?;
        if let Some(subject) = draft.subject.filter(|_| inside) {
            // رئيس حركة البناء: no object, but a part of the name.
            let complete = Classes::PLACE.or(Classes::NATIONALITY).or(Classes::GIVEN);
            let behind = &words[at - 1];
            let bare = slot
                || word.preposition.is_none()
                    && !word.and
                    && (behind.definite || behind.is(complete) || behind.classes.is_empty());
            cut(&mut phrase, subject.end);
            return (bare && (word.definite || word.is(Classes::AGENT)))
                .then_some(Party::of(phrase));
        }
        let base = word.base;
        if !base.is_empty() {
            self.settle_base(&mut phrase);
        }
        let unknown = word.classes.is_empty() && !word.has_cues() && base.is_empty();
        let before = at.checked_sub(1).map(|before| &words[before]);
        let after = |classes| before.is_some_and(|before| before.is(classes));
        // An unknown word is a party only where parties stand.
        let leads = at == draft.content && !word.and
            || after(
                Classes::WITH
                    .or(Classes::PERSON)
                    .or(Classes::COMPLEMENTIZER),
            );
        let strange = unknown && !slot && !leads && phrase.end - phrase.first < 2;
        let agent = phrase.is_agent() || !base.is_empty();
        let known = !strange && (agent || word.is(Classes::DETERMINER) || slot);
        // دور جوبا
        let annexed = unknown
            && !word.and
            && word.preposition.is_none()
            && word.gap == Gap::default()
            && before.is_some_and(|before| {
                before.is(Classes::COMMON) && !before.definite && !before.is(Classes::FUNCTION)
            })
            && !self.may_be_verb(text, at);
        // إن عواصمها
        let possessed = word.is(Classes::OWN)
            && (at == draft.content || after(Classes::WITH.or(Classes::COMPLEMENTIZER)));
        (known || !earlier && (word.definite || annexed || possessed))
            .then_some(Party { phrase, base })
    }

    /// Whether the subject may have swallowed the object that begins here: two
    /// nouns with an article stand side by side (دعت الهيئة المحسنين).
    fn swallowed(&self, draft: &Draft<'_>, at: usize, slot: bool) -> bool {
        let takes_object = || {
            draft
                .word
                .is_some_and(|word| word.targets.contains(&Follower::Object))
        };
        draft.kind == DraftKind::Finite
            && !draft.inherited
            && at > draft.at
            && draft.subject.is_some_and(|subject| at > subject.first)
            && (slot || takes_object())
    }

    /// The shortest name of a party: without what hangs on by a preposition,
    /// and without the verb or the single letter (لـ "…") behind it.
    fn party_phrase(&self, text: &str, at: usize) -> Option<Phrase> {
        let words = self.phrases.words;
        let mut phrase = self
            .phrases
            .read(at, &self.phrases.lexicon.language.prepositions)?;
        let behind =
            (at + 1..phrase.end).find(|&next| self.is_verb(text, next) || self.is_letter(next));
        if let Some(behind) = behind {
            cut(&mut phrase, behind);
        }
        // العلاقات ومصر: a noun that is no party is not coordinated with one.
        if !phrase.head.has(Classes::AGENT) && !phrase.named {
            let party = (at + 1..phrase.end)
                .find(|&next| words[next].and && words[next].is(Classes::AGENT));
            if let Some(party) = party {
                cut(&mut phrase, party);
            }
        }
        // Behind a noun that is no title an unlisted word is no name.
        let (name, _) = phrase.name;
        if phrase.named
            && name > at
            && !phrase.head.has(Classes::PERSON)
            && !words[name].is(Classes::GIVEN)
        {
            cut(&mut phrase, name);
        }
        Some(self.with_apposition(phrase))
    }

    /// The phrase of a party that is known by its base ends with its adjectives;
    /// what follows is no name.
    fn settle_base(&self, phrase: &mut Phrase) {
        let words = self.phrases.words;
        let at = phrase.first;
        let definite = words[at].definite;
        if phrase.named && (phrase.name.0 == at || !definite) {
            phrase.end = if definite { phrase.end } else { at + 1 };
            phrase.name = (at, phrase.end);
            phrase.named = false;
        }
        if !definite && self.has_pronoun(at) {
            let adjectives = words[at + 1..self.phrases.end.min(at + 3).max(at + 1)]
                .iter()
                .take_while(|word| {
                    word.definite
                        && !word.and
                        && !word.gap.has(Gap::BREAK)
                        && !word.is(Classes::AGENT.or(Classes::FUNCTION))
                })
                .count();
            phrase.end = at + 1 + adjectives;
            phrase.name = (at, phrase.end);
            phrase.named = false;
        }
    }

    /// The words at which the parties stand that the cue keeps a place for.
    fn slots(&self, draft: &Draft<'_>, end: usize) -> Vec<(usize, &'static str)> {
        let followers = draft.word.map_or(&[][..], |word| &word.targets);
        followers
            .iter()
            .filter_map(|&follower| self.slot(draft, follower, end))
            .collect()
    }

    fn slot(
        &self,
        draft: &Draft<'_>,
        follower: Follower,
        end: usize,
    ) -> Option<(usize, &'static str)> {
        let words = self.phrases.words;
        let behind = draft
            .subject
            .filter(|subject| subject.first > draft.at && !draft.inherited)
            .map_or(draft.at + 1, |subject| subject.end);
        let limit = end.min(draft.at + 1 + REACH);
        let found = match follower {
            Follower::Object => {
                let skip = Classes::ADVERB.or(Classes::DAY);
                let at = (behind..limit).find(|&at| !words[at].is(skip) && !words[at].number)?;
                let preposition = words[at].preposition.is_some()
                    || words[at].is(Classes::PREPOSITION.or(Classes::RELATIVE));
                let object = if preposition {
                    // An insertion before the object: حث، في بيان، الأطراف …
                    (at..limit).find(|&at| {
                        words[at].gap.has(Gap::COMMA)
                            && words[at].preposition.is_none()
                            && !words[at].is(Classes::FUNCTION)
                    })?
                } else {
                    at
                };
                (object, "object")
            }
            Follower::Letter(letter) => (
                (draft.at + 1..limit).find(|&at| words[at].preposition == Some(letter))?,
                "letter",
            ),
            Follower::Word(literal) => (
                1 + (draft.at + 1..limit).find(|&at| words[at].is_literal(literal))?,
                "word",
            ),
            _ => return None,
        };
        (found.0 < end).then_some(found)
    }

    /// The words that name the speaker's own side.
    fn own_side(&self, draft: &Draft<'_>) -> Vec<u16> {
        let Some(subject) = draft.subject else {
            return Vec::new();
        };
        let start = subject.first.min(subject.name.0);
        self.phrases.words[start..subject.end.max(start)]
            .iter()
            .filter_map(|word| word.literal)
            .collect()
    }
}

/// The order of a noun that the lexicon does not know as a party.
const UNKNOWN: usize = 5;

/// A party where it stands.
struct Party {
    phrase: Phrase,
    /// The classes of the agent that its first word is a form of.
    base: Classes,
}

impl Party {
    fn of(phrase: Phrase) -> Self {
        Self {
            phrase,
            base: Classes::default(),
        }
    }
}

fn in_subject(draft: &Draft<'_>, at: usize) -> bool {
    draft
        .subject
        .is_some_and(|subject| subject.first <= at && at < subject.end)
}

/// Ends the phrase before word `end`; a name that reaches further is none.
fn cut(phrase: &mut Phrase, end: usize) {
    if phrase.end > end {
        phrase.end = end;
        if phrase.name.1 > end {
            phrase.name = (phrase.first, end);
            phrase.named = false;
        }
    }
}

fn kind(words: &[Word], party: &Party) -> &'static str {
    let Phrase {
        first, name, named, ..
    } = party.phrase;
    let head = party.phrase.head.or(party.base);
    if named {
        let titled = name.0 > first && words[first].is(Classes::AGENT);
        let given = || words[name.0..name.1].iter().any(|w| w.is(Classes::GIVEN));
        // Where names are told by not being listed, other words may be anything.
        if titled || given() {
            "name"
        } else {
            "unlisted"
        }
    } else if head.has(Classes::PLACE) {
        "place"
    } else if head.has(Classes::INSTITUTION) {
        "institution"
    } else if head.has(Classes::PEOPLE) {
        "people"
    } else if head.has(Classes::PERSON) {
        "person"
    } else if head.has(Classes::NATIONALITY) {
        "nationality"
    } else if head.has(Classes::DETERMINER.or(Classes::DEMONSTRATIVE)) {
        "determiner"
    } else if words[first].classes.is_empty() {
        "unknown"
    } else {
        "other"
    }
}
