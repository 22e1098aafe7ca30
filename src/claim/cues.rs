//! Which words of a sentence report a claim.

use super::conjugation::{FormKind, Inflection};
use super::frame::Fit;
use super::lexicon::{Classes, CueForm, CueWord, Follower, Role};
use super::phrase::{Phrase, Phrases};
use super::quote::Quotation;
use super::words::{Gap, Word};
use crate::span::Span;

/// A claim while its sentence is being read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Draft<'l> {
    /// The word that was recognised; the cue of a light verb is its noun.
    pub(super) at: usize,
    /// Where the cue stands.
    pub(super) cue: Span,
    pub(super) word: Option<&'l CueWord>,
    pub(super) inflection: Inflection,
    /// The phrase of the speaker, where one stands.
    pub(super) subject: Option<Phrase>,
    /// The phrase is taken over from the claim before.
    pub(super) inherited: bool,
    /// Only a channel for the speaker named in the content.
    pub(super) transparent: bool,
    /// The first word of the content.
    pub(super) content: usize,
    pub(super) kind: DraftKind,
}

/// How far behind a title the comma before a name may stand, in words.
const APPOSITION: usize = 9;
/// How far behind its verb the noun of a relayed report stands, in words.
const RELAY: usize = 28;

/// How a claim was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DraftKind {
    Finite,
    Participle,
    Noun,
    Colon,
    Source,
    Quotation,
}

/// Reads the claims of one sentence.
pub(super) struct Reader<'a, 'l> {
    pub(super) phrases: Phrases<'a, 'l>,
    pub(super) first: usize,
    pub(super) quotations: &'a [Quotation],
}

/// What speaks for and against a finite verb where it stands.
enum Place {
    /// Nothing has been reported yet, or a conjunction goes on.
    Main,
    /// In what a channel reports: the claim instead of the channel's.
    Inside,
    /// After a subordinator: a claim only if the sentence has no other.
    Subordinate,
    /// No claim.
    No,
}

impl<'a, 'l> Reader<'a, 'l> {
    fn words(&self) -> &'a [Word<'l>] {
        self.phrases.words
    }

    fn end(&self) -> usize {
        self.phrases.end
    }

    /// The claims of the sentence in order.
    pub(super) fn read(&self) -> Vec<Draft<'l>> {
        if let Some(heading) = self.heading() {
            return vec![heading];
        }
        let mut drafts: Vec<Draft<'l>> = Vec::new();
        let mut spare: Option<Draft<'l>> = None;
        let mut source: Option<Draft<'l>> = None;
        let mut at = self.first;
        while at < self.end() {
            if let Some(behind) = self.formula(at) {
                at = behind;
                continue;
            }
            if let Some(found) = self.source(at) {
                let behind = found.content;
                source = source.or(Some(found));
                at = behind.max(at + 1);
                continue;
            }
            if !self.words()[at].quoted {
                match self.cue_at(at, &drafts) {
                    Some((draft, Place::Main)) => {
                        at = draft.at;
                        // The subject that goes on was named in a claim taken for a description.
                        if drafts.is_empty() && draft.subject.is_none() {
                            drafts.extend(spare.take().filter(|spare| spare.subject.is_some()));
                        }
                        drafts.push(draft);
                    }
                    Some((draft, Place::Inside)) => {
                        at = draft.at;
                        drafts.clear();
                        drafts.push(draft);
                    }
                    Some((draft, Place::Subordinate)) => spare = spare.or(Some(draft)),
                    _ => {}
                }
            }
            at += 1;
        }
        if drafts.is_empty() {
            drafts.extend(source.or(spare).or_else(|| self.bare_quotation()));
        }
        drafts
    }

    fn phrase_of_literals(&self, at: usize, literals: &[u16]) -> bool {
        at + literals.len() <= self.end()
            && literals
                .iter()
                .zip(&self.words()[at..])
                .all(|(literal, word)| word.literal == Some(*literal))
    }

    /// The word behind the formula that begins here.
    fn formula(&self, at: usize) -> Option<usize> {
        let lexicon = self.phrases.lexicon;
        self.words()[at].literal?;
        let formula = lexicon
            .formulas
            .iter()
            .find(|formula| self.phrase_of_literals(at, formula))?;
        let mut behind = at + formula.len();
        // … إلى أن
        while behind < self.end().min(at + formula.len() + 2)
            && self.words()[behind].is(Classes::COMPLEMENTIZER.or(Classes::PREPOSITION))
        {
            behind += 1;
        }
        Some(behind)
    }

    /// A source named on its own: بحسب الوزارة.
    fn source(&self, at: usize) -> Option<Draft<'l>> {
        self.words()[at].literal?;
        if self.words()[at].quoted {
            return None;
        }
        let lexicon = self.phrases.lexicon;
        let phrase = lexicon
            .sources
            .iter()
            .find(|phrase| self.phrase_of_literals(at, &phrase.words))?;
        let behind = at + phrase.words.len();
        let next = self.words().get(behind).filter(|_| behind < self.end())?;
        let subject = match phrase.then {
            Follower::Verb => {
                (!next.cues.is_empty()).then(|| self.phrases.read(behind + 1, &[]))?
            }
            Follower::Letter(letter) => {
                (next.preposition == Some(letter)).then(|| self.phrases.read(behind, &[]))?
            }
            Follower::Word(literal) => {
                (next.literal == Some(literal)).then(|| self.phrases.read(behind + 1, &[]))?
            }
            _ => self.phrases.read(behind, &[]),
        };
        let cue_end = if phrase.then == Follower::Verb {
            behind
        } else {
            behind - 1
        };
        let by_pronoun = next
            .cues
            .iter()
            .any(|form| form.inflection.kind == FormKind::Noun);
        let speaks = subject.is_some_and(|subject| {
            subject.is_agent()
                || subject.head.has(Classes::DOCUMENT)
                || self.phrases.name_like(subject.first)
        });
        (by_pronoun || speaks).then(|| Draft {
            at,
            cue: Span::new(self.words()[at].core, self.words()[cue_end].span.end),
            word: None,
            inflection: Inflection::NOUN,
            subject: subject.filter(|_| !by_pronoun),
            inherited: false,
            transparent: false,
            content: subject.map_or(behind, |subject| subject.end),
            kind: DraftKind::Source,
        })
    }

    /// `لافروف: …`
    fn heading(&self) -> Option<Draft<'l>> {
        let colon = (self.first + 1..self.end().min(self.first + 12))
            .find(|&at| self.words()[at].gap.has(Gap::BREAK) || self.words()[at].quoted)?;
        let gap = self.words()[colon].gap;
        if !gap.has(Gap::COLON) || self.words()[self.first].quoted || self.words()[self.first].and {
            return None;
        }
        if self.words()[self.first..colon]
            .iter()
            .any(|word| word.number)
        {
            return None;
        }
        let subject = self.phrases.read(self.first, &[]).filter(|subject| {
            subject.end == colon
                || subject.is_agent() && self.words()[subject.end].is(Classes::PREPOSITION)
        })?;
        let next = &self.words()[colon];
        let dateline = subject.head.has(Classes::PLACE)
            && (next.quoted
                || next
                    .cues
                    .iter()
                    .any(|form| form.inflection.kind != FormKind::Noun));
        if dateline || !(subject.is_agent() || subject.head.is_empty()) {
            return None;
        }
        Some(Draft {
            at: colon,
            cue: Span::new(self.words()[colon - 1].span.end, next.span.start),
            word: None,
            inflection: Inflection::NOUN,
            subject: Some(subject),
            inherited: false,
            transparent: false,
            content: colon,
            kind: DraftKind::Colon,
        })
    }

    /// A sentence that is a quotation of several words.
    fn bare_quotation(&self) -> Option<Draft<'l>> {
        let words = &self.words()[self.first..self.end()];
        let first = words.first().filter(|first| first.quoted)?;
        let quoted = words.iter().filter(|word| word.quoted).count();
        if quoted < 5 || quoted * 10 < words.len() * 8 {
            return None;
        }
        let quotation = self
            .quotations
            .iter()
            .rfind(|q| q.span.start < first.span.start)?;
        Some(Draft {
            at: self.first,
            cue: Span::new(quotation.span.start, quotation.inner.start),
            word: None,
            inflection: Inflection::NOUN,
            subject: None,
            inherited: false,
            transparent: false,
            content: self.first,
            kind: DraftKind::Quotation,
        })
    }

    fn cue_at(&self, at: usize, drafts: &[Draft<'l>]) -> Option<(Draft<'l>, Place)> {
        let word = &self.words()[at];
        if word.definite || word.preposition.is_some() {
            return None;
        }
        word.cues.iter().chain(word.other_cues).find_map(|form| {
            let cue = &self.phrases.lexicon.cues[usize::from(form.cue)];
            let person = word.is(Classes::PERSON.or(Classes::PEOPLE)) && form.inflection.object;
            if person || word.passive && form.inflection.kind == FormKind::Past {
                return None;
            }
            match form.inflection.kind {
                FormKind::Noun => self.noun(at, cue, drafts),
                FormKind::Participle => self.participle(at, cue, form, drafts),
                FormKind::Past | FormKind::Present => self.finite(at, cue, form, drafts),
            }
        })
    }

    /// قوله after a source, بالقول after a verb that has not reported yet.
    fn noun(
        &self,
        at: usize,
        cue: &'l CueWord,
        drafts: &[Draft<'l>],
    ) -> Option<(Draft<'l>, Place)> {
        if !drafts.is_empty() {
            return None;
        }
        let subject = match cue.role {
            Role::Of => {
                let relay = (self.first..at)
                    .rev()
                    .take(14)
                    .find(|&word| self.words()[word].is(Classes::ABOUT))?;
                self.phrases.read(relay + 1, &[])?
            }
            Role::Continue => self.subject_before_or_after(self.first, at)?,
            Role::Verb | Role::Light => return None,
        };
        let draft = self.draft(
            at,
            at,
            cue,
            Inflection::NOUN,
            Some(subject),
            DraftKind::Noun,
        );
        Some((draft, Place::Main))
    }

    fn subject_before_or_after(&self, first: usize, end: usize) -> Option<Phrase> {
        (first..end.min(first + 6))
            .find_map(|at| self.phrases.read(at, &[]).filter(Phrase::is_agent))
    }

    fn participle(
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

    /// The subject of the sentence before a participle that is its first cue.
    fn main_subject(&self, at: usize) -> Option<Phrase> {
        // An unknown first word is the verb of the sentence.
        let first = &self.words()[self.first];
        let verb =
            !first.definite && !first.is(Classes::AGENT.or(Classes::GIVEN).or(Classes::DETERMINER));
        let from = self.first + usize::from(verb);
        (from..at.min(self.first + 5)).find_map(|first| {
            self.phrases
                .read(first, &[])
                .filter(|phrase| phrase.is_agent() && phrase.end <= at)
                .map(|phrase| self.with_apposition(phrase))
        })
    }

    fn finite(
        &self,
        at: usize,
        cue: &'l CueWord,
        form: &CueForm,
        drafts: &[Draft<'l>],
    ) -> Option<(Draft<'l>, Place)> {
        let inflection = form.inflection;
        let word = &self.words()[at];
        let after_quotation =
            self.words()[self.first].quoted && at > self.first && self.words()[at - 1].quoted
                || at > self.first + 1
                    && self.words()[self.first].quoted
                    && self.words()[at - 2].quoted;
        let fit = match self.phrases.fit(cue, at, self.quotations) {
            None if after_quotation && cue.role == Role::Verb => Fit {
                at: at + 1,
                follower: Follower::Any,
                agent: true,
                document: false,
            },
            fit => fit?,
        };
        let ambiguous = form.ambiguous
            && inflection.kind == FormKind::Past
            && inflection.feminine != Some(true);
        let before_subject = self.subject_before(at, drafts);
        let place = self.place(at, before_subject, ambiguous, drafts);
        if matches!(place, Place::No) {
            return None;
        }
        let stops: Vec<char> = cue
            .frames
            .iter()
            .map(|frame| frame.follower)
            .chain(cue.targets.iter().copied())
            .filter_map(|follower| match follower {
                Follower::Letter(letter) => Some(letter),
                _ => None,
            })
            .collect();
        let after = match before_subject {
            Some(_) => None,
            None => self.subject_after(at, fit.at, fit.follower, &stops),
        };
        let after = after.filter(|after| !self.is_object(after, cue, inflection, fit, drafts));
        let subject = before_subject.or(after);
        let fit_is_document = fit.document;
        let reports = matches!(&*cue.class, "report" | "opinion" | "relay" | "expect");
        let spoken = after_quotation
            || matches!(
                fit.follower,
                Follower::That | Follower::Quote | Follower::Colon
            );
        let speaks = |subject: &Phrase| {
            subject.is_agent()
                || spoken
                || subject.head.is_empty()
                || subject.head.has(Classes::DOCUMENT) && reports
        };
        let subject = match subject {
            Some(subject) if speaks(&subject) => Some(subject),
            // ونفى أي صلة: the object of a verb that goes on.
            Some(_)
                if !drafts.is_empty()
                    || self
                        .words()
                        .get(at + 1)
                        .is_some_and(|next| next.is(Classes::DETERMINER)) =>
            {
                None
            }
            Some(_) => return None,
            None => None,
        };
        // عبر, عقب and حسب are prepositions unless somebody follows.
        if word.is(Classes::PREPOSITION.or(Classes::SUBORDINATOR))
            && (matches!(fit.follower, Follower::Any | Follower::Object)
                || !subject.is_some_and(|subject| subject.is_agent()) && at > self.first)
        {
            return None;
        }
        if subject.is_none() {
            if drafts.is_empty() && fit.agent {
                return None;
            }
            // كما قال، …
            if !drafts.is_empty()
                && self
                    .words()
                    .get(at + 1)
                    .is_some_and(|next| next.gap.has(Gap::COMMA))
            {
                return None;
            }
            if let Some(last) = drafts.last()
                && last.kind == DraftKind::Finite
                && !last.inflection.agrees(
                    inflection,
                    last.subject.is_some_and(|subject| subject.first > last.at),
                )
            {
                return None;
            }
        }
        let dropped = subject.is_none() && !drafts.is_empty();
        let subject = subject.or_else(|| drafts.last().and_then(|last| last.subject));
        let content = self.content(at, fit.at, subject.filter(|_| !dropped));
        let mut draft = self.draft(at, content, cue, inflection, subject, DraftKind::Finite);
        draft.inherited = dropped;
        draft.transparent = spoken
            && (fit_is_document
                || subject.is_some_and(|subject| subject.head.has(Classes::OUTLET)));
        self.settle_noun(&mut draft, cue);
        self.settle_light(&mut draft, cue, fit.at);
        Some((draft, place))
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
        let obligatory = matches!(&*cue.class, "urge" | "accuse" | "thank");
        let person = phrase.named || phrase.head.has(Classes::PERSON);
        let content = matches!(
            fit.follower,
            Follower::That | Follower::Quote | Follower::Colon
        );
        !second && !content && (obligatory || !person)
    }

    /// The first complementizer, quotation or colon behind the cue, or the word
    /// behind its subject.
    fn content(&self, at: usize, fit: usize, subject: Option<Phrase>) -> usize {
        let from = subject
            .filter(|subject| subject.first > at)
            .map_or(at + 1, |subject| subject.end);
        if fit > from {
            fit
        } else {
            from.min(self.end())
        }
    }

    /// نقلت الوكالة عن الوزير قوله, رد بالقول: the noun is the cue, and an
    /// agency lets its source speak.
    fn settle_noun(&self, draft: &mut Draft<'l>, cue: &CueWord) {
        let words = self.words();
        let lexicon = self.phrases.lexicon;
        let end = self.end().min(draft.at + RELAY);
        if &*cue.class == "relay" {
            let Some(about) = (draft.at + 1..end).find(|&at| words[at].is(Classes::ABOUT)) else {
                draft.transparent = true;
                return;
            };
            if let Some(source) = self.phrases.read(about + 1, &[]) {
                draft.subject = Some(self.with_apposition(source));
                draft.inherited = false;
                draft.content = draft.content.max(source.end).min(self.end());
            }
        }
        let role = |at: usize, role| {
            words[at]
                .cues
                .iter()
                .any(|form| lexicon.cues[usize::from(form.cue)].role == role)
        };
        let noun = (draft.at + 1..end).find(|&at| {
            !words[at].quoted
                && (role(at, Role::Of) && &*cue.class == "relay" || role(at, Role::Continue))
        });
        if let Some(noun) = noun.filter(|&noun| noun <= draft.content.max(draft.at + 8)) {
            draft.cue = Span::new(words[noun].core, words[noun].span.end);
            draft.content = draft.content.max(noun + 1).min(self.end());
        }
    }

    /// A light verb gives its place to its noun.
    fn settle_light(&self, draft: &mut Draft<'l>, cue: &CueWord, noun: usize) {
        if cue.role == Role::Light && noun < self.end() {
            let word = &self.words()[noun];
            draft.cue = Span::new(word.core, word.span.end);
            draft.content = draft.content.max(noun + 1).min(self.end());
        }
    }

    fn draft(
        &self,
        at: usize,
        content: usize,
        cue: &'l CueWord,
        inflection: Inflection,
        subject: Option<Phrase>,
        kind: DraftKind,
    ) -> Draft<'l> {
        let word = &self.words()[at];
        Draft {
            at,
            cue: Span::new(word.core, word.span.end),
            word: Some(cue),
            inflection,
            subject,
            inherited: false,
            transparent: false,
            content: content.min(self.end()),
            kind,
        }
    }

    /// Whether a finite verb can report here.
    fn place(
        &self,
        at: usize,
        subject: Option<Phrase>,
        ambiguous: bool,
        drafts: &[Draft<'l>],
    ) -> Place {
        let word = &self.words()[at];
        let Some(before) = at
            .checked_sub(1)
            .filter(|&b| b >= self.first)
            .map(|b| &self.words()[b])
        else {
            return Place::Main;
        };
        let apart = word.gap.has(Gap::BREAK);
        if !word.and && !apart {
            if before.is(Classes::NEGATION) {
                return Place::No;
            }
            if before.is(Classes::RELATIVE.or(Classes::COMPLEMENTIZER)) {
                // بعد أن اتهمت
                let after = at >= 2 + self.first
                    && self.words()[at - 2].is(Classes::PREPOSITION)
                    && before.is(Classes::COMPLEMENTIZER);
                return if after { Place::Subordinate } else { Place::No };
            }
            if before.is(Classes::SUBORDINATOR) {
                return Place::Subordinate;
            }
            if before.is(Classes::PREPOSITION)
                && !before.definite
                && !before.is(Classes::CONJUNCTION)
            {
                return Place::No;
            }
            // طلب, رفض, رد are nouns behind a noun.
            let leads = Classes::CONJUNCTION
                .or(Classes::ADVERSATIVE)
                .or(Classes::AUXILIARY)
                .or(Classes::ADVERB)
                .or(Classes::DAY)
                .or(Classes::DEMONSTRATIVE);
            if ambiguous && subject.is_none() && !before.is(leads) {
                return Place::No;
            }
        }
        let joined = word.and
            || before.is(Classes::CONJUNCTION.or(Classes::ADVERSATIVE))
            || before.is(Classes::AUXILIARY) && (before.and || self.joined_auxiliary(at - 1));
        if let Some(last) = drafts.last()
            && last.transparent
            && drafts.len() == 1
            && subject.is_some_and(|subject| subject.first <= last.content + 2)
        {
            return Place::Inside;
        }
        if !drafts.is_empty() {
            return if joined || subject.is_some_and(|subject| self.joined_subject(subject)) {
                Place::Main
            } else {
                Place::No
            };
        }
        if joined || apart || subject.is_some() {
            return Place::Main;
        }
        // من ناحية أخرى أكد
        if at < self.first + 5 && self.words()[self.first].is(Classes::PREPOSITION) {
            return Place::Main;
        }
        // A verb after an indefinite noun describes it: بيان يدين.
        let indefinite = !before.definite
            && !before.is(Classes::FUNCTION
                .or(Classes::PLACE)
                .or(Classes::GIVEN)
                .or(Classes::NATIONALITY)
                .or(Classes::OWN))
            && !before.number;
        if indefinite && before.is(Classes::COMMON.or(Classes::DOCUMENT).or(Classes::AGENT)) {
            return Place::Subordinate;
        }
        Place::Main
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

    /// The subject that stands before its verb.
    fn subject_before(&self, at: usize, drafts: &[Draft<'l>]) -> Option<Phrase> {
        let from = drafts
            .last()
            .map_or(self.first, |last| last.content.max(last.at + 1))
            .max(at.saturating_sub(30));
        (from..at).find_map(|first| {
            let word = &self.words()[first];
            let starts = first == self.first
                || word.gap.has(Gap::BREAK)
                || word.and
                || self.words()[first - 1].is(Classes::CONJUNCTION
                    .or(Classes::ADVERSATIVE)
                    .or(Classes::AUXILIARY)
                    .or(Classes::SUBORDINATOR)
                    .or(Classes::COMPLEMENTIZER)
                    .or(Classes::TOPIC));
            if !starts || word.preposition.is_some() || word.quoted {
                return None;
            }
            let phrase = self.phrases.read(first, &[])?;
            let phrase = self.with_apposition(phrase);
            let fits =
                phrase.is_agent() && phrase.end <= at && self.reaches(phrase.first, phrase.end, at);
            fits.then_some(phrase)
        })
    }

    /// Whether nothing but adverbs, auxiliaries and insertions stands between
    /// a subject and its verb.
    fn reaches(&self, first: usize, from: usize, at: usize) -> bool {
        let words = self.words();
        if (from..at)
            .all(|word| words[word].is(Classes::ADVERB.or(Classes::AUXILIARY).or(Classes::DAY)))
        {
            let topic = words[at].and && first > self.first && words[first - 1].is(Classes::TOPIC);
            let broken =
                words[from.min(at)].gap.has(Gap::BREAK) && !words[from.min(at)].gap.has(Gap::COMMA);
            return (topic || !words[at].and) && !broken;
        }
        // An insertion between commas, or a relative clause.
        let dateline = words[first].is(Classes::PLACE) && !words[from].is(Classes::RELATIVE);
        let inserted = !dateline
            && words[from].gap.has(Gap::BREAK)
            && (words[at].gap.has(Gap::BREAK) || words[at - 1].is(Classes::AUXILIARY));
        inserted
            && !words[at].and
            && !(from..at).any(|word| words[word].is(Classes::COMPLEMENTIZER))
    }

    /// رئيس الأركان، فلان الفلاني، …: the name in apposition.
    pub(super) fn with_apposition(&self, mut phrase: Phrase) -> Phrase {
        let words = self.words();
        if phrase.named || !phrase.head.has(Classes::PERSON) {
            return phrase;
        }
        let comma = (phrase.end..self.end().min(phrase.end + APPOSITION))
            .take_while(|&at| {
                !words[at].is(Classes::COMPLEMENTIZER.or(Classes::RELATIVE))
                    && !words[at].gap.has(Gap::COLON.or(Gap::STOP))
            })
            .find(|&at| words[at].gap.has(Gap::COMMA));
        if let Some(comma) = comma
            && let Some(name) = self
                .phrases
                .read(comma, &[])
                .filter(|name| name.named && self.ends_apposition(name.end))
        {
            phrase.end = name.end;
            phrase.name = name.name;
            phrase.named = true;
        }
        phrase
    }

    /// A comma, a complementizer or a preposition closes an apposition.
    fn ends_apposition(&self, at: usize) -> bool {
        at >= self.end()
            || self.words()[at].gap.has(Gap::BREAK)
            || self.words()[at].is(Classes::FUNCTION)
            || self.words()[at].preposition.is_some()
    }

    /// The subject behind a verb, before word `limit` where its frame begins.
    fn subject_after(
        &self,
        at: usize,
        limit: usize,
        follower: Follower,
        stops: &[char],
    ) -> Option<Phrase> {
        let limit = match follower {
            Follower::Any | Follower::Object => self.end(),
            _ => limit,
        };
        let words = self.words();
        let mut next = at + 1;
        let mut skipped = 0;
        while next < limit && skipped < 4 {
            let word = &words[next];
            if word.is(Classes::COMPLEMENTIZER
                .or(Classes::RELATIVE)
                .or(Classes::SUBORDINATOR))
            {
                return None;
            }
            let preposition = word.is(Classes::PREPOSITION) && !word.definite;
            if word.is(Classes::ADVERB.or(Classes::DAY)) && !word.is(Classes::AGENT) || word.number
            {
                next += 1;
                continue;
            }
            if preposition || word.preposition.is_some() {
                if stops.iter().any(|&stop| word.preposition == Some(stop)) {
                    return None;
                }
                let object = if preposition { next + 1 } else { next };
                if object >= limit
                    || words[object].is(Classes::COMPLEMENTIZER.or(Classes::RELATIVE))
                {
                    return None;
                }
                next = self
                    .phrases
                    .read(object, &[])
                    .map_or(object + 1, |phrase| phrase.end);
                skipped += 1;
                continue;
            }
            if word.quoted
                && next == at + 1
                && !self.phrases.name_like(next)
                && follower == Follower::Quote
            {
                return None;
            }
            let phrase = self.phrases.read(next, stops)?;
            let mut phrase = self.with_apposition(phrase);
            // أضاف غانم أن: a noun alone is a name.
            let alone = phrase.end == next + 1
                && phrase.end == limit
                && !words[next].is(Classes::OWN.or(Classes::FUNCTION));
            if alone
                && !words[next].definite
                && matches!(follower, Follower::That | Follower::Quote | Follower::Colon)
            {
                phrase.named = true;
            }
            if skipped > 0 && (!phrase.is_agent() || words[next].is(Classes::OWN)) {
                return None;
            }
            // An indefinite noun is the object of a verb without subject.
            let first = &words[phrase.first];
            if !phrase.is_agent()
                && !first.definite
                && !first.is(Classes::DOCUMENT.or(Classes::DETERMINER))
            {
                return None;
            }
            return Some(phrase);
        }
        None
    }
}
