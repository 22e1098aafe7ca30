//! Verbs and participles: whether one reports where it stands.

use super::classes::Classes;
use super::conjugation::{FormKind, Inflection};
use super::cues::{Draft, DraftKind, Place, Reader};
use super::frame::Fit;
use super::language::Order;
use super::lexicon::{CueForm, CueWord, Follower, Role};
use super::phrase::Phrase;
use super::words::Gap;

/// Acts whose verbs cannot do without an object.
const NEEDS_OBJECT: [&str; 3] = ["urge", "accuse", "thank"];
/// Acts of a document as well as of a person.
const REPORTS: [&str; 4] = ["report", "opinion", "relay", "expect"];

impl<'l> Reader<'_, 'l> {
    pub(super) fn participle(
        &self,
        at: usize,
        cue: &'l CueWord,
        form: &CueForm,
        drafts: &[Draft<'l>],
    ) -> Option<(Draft<'l>, Place)> {
        let inflection = form.inflection;
        let word = &self.words()[at];
        let before = at
            .checked_sub(1)
            .filter(|&before| before >= self.first)
            .map(|before| &self.words()[before]);
        if before.is_some_and(|before| {
            before.is(Classes::AUXILIARY
                .or(Classes::PREPOSITION)
                .or(Classes::NEGATION)
                .or(Classes::COMPLEMENTIZER))
        }) {
            return None;
        }
        let apart = word.gap.has(Gap::BREAK) || word.and || before.is_none();
        let accusative = inflection.feminine == Some(false) && !inflection.plural;
        if !(apart || accusative) {
            return None;
        }
        if let Some(last) = drafts.last() {
            // قال … قائلا: the same act.
            if self.words()[last.at..at].len() < 3 {
                return None;
            }
        }
        let fit = self.phrases.fit(cue, at, self.quotations)?;
        if !apart && form.ambiguous {
            return None;
        }
        if self
            .words()
            .get(at + 1)
            .is_some_and(|next| next.gap.has(Gap::COMMA.or(Gap::STOP)))
        {
            return None;
        }
        let subject = match drafts.last() {
            Some(last) => last.subject,
            None => self.main_subject(at),
        };
        let mut draft = self.draft(
            at,
            fit.at.max(at + 1),
            cue,
            inflection,
            subject,
            DraftKind::Participle,
        );
        draft.inherited = !drafts.is_empty();
        self.settle_light(&mut draft, cue, fit.at);
        Some((draft, Place::Main))
    }

    /// A verb in the past or the present.
    pub(super) fn finite(
        &self,
        at: usize,
        cue: &'l CueWord,
        form: &CueForm,
        drafts: &[Draft<'l>],
    ) -> Option<(Draft<'l>, Place)> {
        let inflection = form.inflection;
        let after_quotation = self.after_quotation(at);
        let fit = match self.phrases.fit(cue, at, self.quotations) {
            None if after_quotation && cue.role == Role::Verb => Fit {
                at: at + 1,
                follower: Follower::Any,
                agent: true,
                document: false,
            },
            fit => fit?,
        };
        let before = self.subject_before(at, drafts);
        let place = self.place(at, form, fit, before, drafts);
        if place == Place::No {
            return None;
        }
        let order = self.phrases.lexicon.language.order;
        let after = || {
            let follows = order == Order::VerbFirst || after_quotation;
            follows
                .then(|| self.subject_after(at, fit, cue))
                .flatten()
                .filter(|after| !self.is_object(after, cue, inflection, fit, drafts))
        };
        let spoken = after_quotation || fit.opens();
        let named = match before.or_else(after) {
            Some(subject) if speaks(&subject, cue, spoken) => Some(subject),
            // ونفى أي صلة: the object of a verb that goes on.
            Some(_) if !drafts.is_empty() || self.next_is(at, Classes::DETERMINER) => None,
            Some(_) => return None,
            None => None,
        };
        if self.is_preposition(at, fit, named)
            || named.is_none() && !self.goes_on(at, fit, inflection, drafts)
        {
            return None;
        }
        let dropped = named.is_none() && !drafts.is_empty();
        let subject = named.or_else(|| drafts.last().and_then(|last| last.subject));
        let content = self.content(at, fit.at, named);
        let mut draft = self.draft(at, content, cue, inflection, subject, DraftKind::Finite);
        draft.inherited = dropped;
        let outlet = subject.is_some_and(|subject| subject.head.has(Classes::OUTLET));
        draft.transparent = spoken && (fit.document || outlet);
        self.settle_noun(&mut draft, cue);
        self.settle_light(&mut draft, cue, fit.at);
        Some((draft, place))
    }

    /// Whether the sentence begins with a quotation that ends just before `at`.
    fn after_quotation(&self, at: usize) -> bool {
        let words = self.words();
        let from = at.saturating_sub(2).max(self.first);
        words[self.first].quoted && words[from..at].iter().any(|word| word.quoted)
    }

    fn next_is(&self, at: usize, class: Classes) -> bool {
        at + 1 < self.end() && self.words()[at + 1].is(class)
    }

    /// عبر, عقب and حسب are prepositions unless somebody follows.
    fn is_preposition(&self, at: usize, fit: Fit, subject: Option<Phrase>) -> bool {
        let word = &self.words()[at];
        let agent = subject.is_some_and(|subject| subject.is_agent());
        word.is(Classes::PREPOSITION.or(Classes::SUBORDINATOR))
            && !word.doubled
            && (matches!(fit.follower, Follower::Any | Follower::Object)
                || !agent && at > self.first)
    }

    /// Whether a verb without a subject of its own goes on with the last claim,
    /// or begins the sentence.
    fn goes_on(&self, at: usize, fit: Fit, inflection: Inflection, drafts: &[Draft<'l>]) -> bool {
        let Some(last) = drafts.last() else {
            return !fit.agent;
        };
        // كما قال، …
        if at + 1 < self.end() && self.words()[at + 1].gap.has(Gap::COMMA) {
            return false;
        }
        let leads = last.subject.is_some_and(|subject| subject.first > last.at);
        last.kind != DraftKind::Finite || last.inflection.agrees(inflection, leads)
    }

    /// What a finite verb is where it stands, with the subject before it.
    fn place(
        &self,
        at: usize,
        form: &CueForm,
        fit: Fit,
        subject: Option<Phrase>,
        drafts: &[Draft<'l>],
    ) -> Place {
        if at == self.first {
            return Place::Main;
        }
        let word = &self.words()[at];
        // He denied: the pronoun stands for the subject.
        let pronoun = usize::from(self.words()[at - 1].is(Classes::PRONOUN) && at > self.first + 1);
        let before = &self.words()[at - 1 - pronoun];
        let apart = word.gap.has(Gap::BREAK);
        if !word.and
            && !apart
            && let Some(place) = self.place_behind(at, form, fit, subject)
        {
            return place;
        }
        let joined = word.and
            || before.is(Classes::CONJUNCTION.or(Classes::ADVERSATIVE))
            || before.is(Classes::AUXILIARY)
                && (before.and || self.joined_auxiliary(at - 1 - pronoun));
        match drafts {
            [last]
                if last.transparent
                    && subject.is_some_and(|subject| subject.first <= last.content + 2) =>
            {
                Place::Inside
            }
            [] if joined || apart || subject.is_some() => Place::Main,
            [] if self.describes(at) => Place::Subordinate,
            [] => Place::Main,
            _ if joined || subject.is_some_and(|subject| self.joined_subject(subject)) => {
                Place::Main
            }
            _ => Place::No,
        }
    }

    /// What the word before, with nothing between, makes of a verb.
    fn place_behind(
        &self,
        at: usize,
        form: &CueForm,
        fit: Fit,
        subject: Option<Phrase>,
    ) -> Option<Place> {
        let before = &self.words()[at - 1];
        let subject_first = self.phrases.lexicon.language.order == Order::SubjectFirst;
        let noun = subject_first && before.is(Classes::DETERMINER);
        if before.is(Classes::NEGATION) || noun {
            return Some(Place::No);
        }
        if before.is(Classes::RELATIVE.or(Classes::COMPLEMENTIZER)) {
            // بعد أن اتهمت
            let after = at >= 2 + self.first
                && self.words()[at - 2].is(Classes::PREPOSITION)
                && before.is(Classes::COMPLEMENTIZER);
            return Some(if after { Place::Subordinate } else { Place::No });
        }
        if before.is(Classes::SUBORDINATOR) {
            return Some(Place::Subordinate);
        }
        let preposition = before.is(Classes::PREPOSITION) && !before.definite;
        if preposition && !before.is(Classes::CONJUNCTION) {
            return Some(Place::No);
        }
        // طلب, رفض, رد are nouns behind a noun.
        let ambiguous = form.ambiguous
            && form.inflection.kind == FormKind::Past
            && form.inflection.feminine != Some(true);
        let leads = Classes::CONJUNCTION
            .or(Classes::ADVERSATIVE)
            .or(Classes::AUXILIARY)
            .or(Classes::ADVERB)
            .or(Classes::DAY)
            .or(Classes::DEMONSTRATIVE);
        let verb = before.is(leads) || fit.opens() && before.definite;
        (ambiguous && subject.is_none() && !verb).then_some(Place::No)
    }

    /// Whether a verb describes the indefinite noun before it: بيان يدين.
    fn describes(&self, at: usize) -> bool {
        // من ناحية أخرى أكد
        if at < self.first + 5 && self.words()[self.first].is(Classes::PREPOSITION) {
            return false;
        }
        let before = &self.words()[at - 1];
        let known = Classes::FUNCTION
            .or(Classes::PLACE)
            .or(Classes::GIVEN)
            .or(Classes::NATIONALITY)
            .or(Classes::OWN);
        !before.definite
            && !before.number
            && !before.is(known)
            && before.is(Classes::COMMON.or(Classes::DOCUMENT).or(Classes::AGENT))
    }

    fn joined_auxiliary(&self, at: usize) -> bool {
        at > self.first
            && self.words()[at - 1].is(Classes::CONJUNCTION
                .or(Classes::ADVERSATIVE)
                .or(Classes::AUXILIARY))
    }

    /// Whether a conjunction stands before the subject of a verb (لكن الجيش يقول).
    fn joined_subject(&self, subject: Phrase) -> bool {
        let first = &self.words()[subject.first];
        let leads = Classes::ADVERSATIVE.or(Classes::CONJUNCTION);
        first.and || subject.first > self.first && self.words()[subject.first - 1].is(leads)
    }

    /// Whether the phrase behind a verb is its object and the subject left out.
    fn is_object(
        &self,
        phrase: &Phrase,
        cue: &CueWord,
        inflection: Inflection,
        fit: Fit,
        drafts: &[Draft<'l>],
    ) -> bool {
        let head = &self.words()[phrase.first];
        let singular = !phrase.head.has(Classes::PEOPLE.or(Classes::DETERMINER)) && !phrase.named;
        if singular && inflection.feminine == Some(false) && head.feminine {
            return true;
        }
        if drafts.is_empty() || !cue.targets.contains(&Follower::Object) {
            return false;
        }
        if singular
            && inflection.feminine == Some(true)
            && phrase.head.has(Classes::PERSON)
            && !head.feminine
        {
            return true;
        }
        let next = self
            .words()
            .get(phrase.end)
            .filter(|_| phrase.end < self.end());
        let second = next.is_some_and(|next| {
            next.preposition.is_none() && !next.is(Classes::FUNCTION) && !next.gap.has(Gap::STOP)
        });
        let obligatory = NEEDS_OBJECT.contains(&&*cue.class);
        let person = phrase.named || phrase.head.has(Classes::PERSON);

        !second && !fit.opens() && (obligatory || !person)
    }
}

/// Whether a phrase can be the subject of a cue.
fn speaks(subject: &Phrase, cue: &CueWord, spoken: bool) -> bool {
    subject.is_agent()
        || spoken
        || subject.head.is_empty()
        || subject.head.has(Classes::DOCUMENT) && REPORTS.contains(&&*cue.class)
}
