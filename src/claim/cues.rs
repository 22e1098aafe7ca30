//! Which words of a sentence report a claim.

use super::conjugation::{FormKind, Inflection};
use super::lexicon::{Classes, CueWord, Follower, Role};
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
    /// The first word of the content.
    pub(super) content: usize,
    pub(super) kind: DraftKind,
}

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
        // The first word of the clause after a formula (يذكر أن).
        let mut clause = self.first;
        while at < self.end() {
            if let Some(behind) = self.formula(at) {
                at = behind;
                clause = behind;
                continue;
            }
            if let Some(found) = self.source(at) {
                let behind = found.content;
                source = source.or(Some(found));
                at = behind.max(at + 1);
                continue;
            }
            if !self.words()[at].quoted {
                match self.cue_at(at, clause, &drafts) {
                    Some((draft, Place::Main)) => {
                        at = draft.at;
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
            cue: Span::new(self.words()[at].core, self.words()[behind - 1].span.end),
            word: None,
            inflection: Inflection::NOUN,
            subject: subject.filter(|_| !by_pronoun),
            inherited: false,
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
        let subject = self
            .phrases
            .read(self.first, &[])
            .filter(|subject| subject.end == colon)?;
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
            content: self.first,
            kind: DraftKind::Quotation,
        })
    }

    fn cue_at(&self, at: usize, clause: usize, drafts: &[Draft<'l>]) -> Option<(Draft<'l>, Place)> {
        let word = &self.words()[at];
        if word.definite || word.preposition.is_some() {
            return None;
        }
        word.cues.iter().find_map(|form| {
            let cue = &self.phrases.lexicon.cues[usize::from(form.cue)];
            match form.inflection.kind {
                FormKind::Noun => self.noun(at, cue, drafts),
                FormKind::Participle => self.participle(at, cue, form.inflection, drafts),
                FormKind::Past | FormKind::Present => {
                    self.finite(at, clause, cue, form.inflection, drafts)
                }
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
        inflection: Inflection,
        drafts: &[Draft<'l>],
    ) -> Option<(Draft<'l>, Place)> {
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
        (self.first..at.min(self.first + 4)).find_map(|first| {
            self.phrases
                .read(first, &[])
                .filter(|phrase| phrase.is_agent() && phrase.end <= at)
        })
    }

    fn finite(
        &self,
        at: usize,
        clause: usize,
        cue: &'l CueWord,
        inflection: Inflection,
        drafts: &[Draft<'l>],
    ) -> Option<(Draft<'l>, Place)> {
        let fit = self.phrases.fit(cue, at, self.quotations)?;
        let before_subject = self.subject_before(at, clause, drafts);
        let place = self.place(at, clause, before_subject.is_some(), drafts);
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
        let subject = before_subject.or(after);
        let reports = matches!(&*cue.class, "report" | "opinion" | "relay" | "expect");
        let spoken = matches!(
            fit.follower,
            Follower::That | Follower::Quote | Follower::Colon
        );
        match subject {
            Some(subject) if !subject.is_agent() && !spoken => {
                let surname = subject.head.is_empty();
                let document = subject.head.has(Classes::DOCUMENT) && reports;
                if !(surname || document) {
                    return None;
                }
            }
            Some(_) => {}
            None if fit.agent && drafts.is_empty() => return None,
            None => {
                if let Some(last) = drafts.last()
                    && !last.inflection.agrees(inflection)
                    && last.kind == DraftKind::Finite
                {
                    return None;
                }
            }
        }
        let dropped = subject.is_none() && !drafts.is_empty();
        let subject = subject.or_else(|| drafts.last().and_then(|last| last.subject));
        let content = self.content(at, fit.at, subject.filter(|_| !dropped));
        let mut draft = self.draft(at, content, cue, inflection, subject, DraftKind::Finite);
        draft.inherited = dropped;
        self.settle_light(&mut draft, cue, fit.at);
        Some((draft, place))
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
            content: content.min(self.end()),
            kind,
        }
    }

    /// Whether a finite verb can report here.
    fn place(&self, at: usize, clause: usize, has_subject: bool, drafts: &[Draft<'l>]) -> Place {
        let word = &self.words()[at];
        if at == clause {
            return Place::Main;
        }
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
            if before.is(Classes::PREPOSITION.or(Classes::DETERMINER))
                && !before.is(Classes::CONJUNCTION)
            {
                return Place::No;
            }
        }
        let joined = word.and
            || before.is(Classes::CONJUNCTION.or(Classes::ADVERSATIVE))
            || before.is(Classes::AUXILIARY) && (before.and || self.joined_auxiliary(at - 1));
        if !drafts.is_empty() {
            return if joined || has_subject && self.joined_subject(at, drafts) {
                Place::Main
            } else {
                Place::No
            };
        }
        if joined || apart || has_subject {
            return Place::Main;
        }
        // A verb after an indefinite noun describes it: بيان يدين.
        let indefinite = !before.definite
            && !before.is(Classes::FUNCTION
                .or(Classes::PLACE)
                .or(Classes::GIVEN)
                .or(Classes::NATIONALITY))
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
    fn joined_subject(&self, at: usize, drafts: &[Draft<'l>]) -> bool {
        let from = drafts.last().map_or(self.first, |last| last.at + 1);
        (from..at).rev().take(10).any(|word| {
            let word = &self.words()[word];
            word.is(Classes::ADVERSATIVE.or(Classes::CONJUNCTION))
                || word.and && word.gap.has(Gap::COMMA)
        })
    }

    /// The subject that stands before its verb.
    fn subject_before(&self, at: usize, clause: usize, drafts: &[Draft<'l>]) -> Option<Phrase> {
        let from = drafts
            .last()
            .map_or(clause, |last| last.content.max(last.at + 1))
            .max(at.saturating_sub(30));
        (from..at).find_map(|first| {
            let word = &self.words()[first];
            let starts = first == clause
                || word.gap.has(Gap::BREAK)
                || word.and
                || self.words()[first - 1].is(Classes::CONJUNCTION
                    .or(Classes::ADVERSATIVE)
                    .or(Classes::AUXILIARY)
                    .or(Classes::SUBORDINATOR)
                    .or(Classes::COMPLEMENTIZER));
            if !starts || word.preposition.is_some() || word.quoted {
                return None;
            }
            let phrase = self.phrases.read(first, &[])?;
            let phrase = self.with_apposition(phrase);
            let fits = phrase.is_agent() && phrase.end <= at && self.reaches(phrase.end, at);
            fits.then_some(phrase)
        })
    }

    /// Whether nothing but adverbs, auxiliaries and insertions stands between
    /// a subject and its verb.
    fn reaches(&self, from: usize, at: usize) -> bool {
        let words = self.words();
        if (from..at)
            .all(|word| words[word].is(Classes::ADVERB.or(Classes::AUXILIARY).or(Classes::DAY)))
        {
            return !words[at].and;
        }
        // An insertion between commas, or a relative clause.
        let inserted = words[from].gap.has(Gap::BREAK)
            && (words[at].gap.has(Gap::BREAK) || words[at - 1].is(Classes::AUXILIARY));
        inserted
            && !words[at].and
            && !(from..at).any(|word| words[word].is(Classes::COMPLEMENTIZER))
    }

    /// رئيس الأركان، فلان الفلاني، …: the name in apposition.
    fn with_apposition(&self, mut phrase: Phrase) -> Phrase {
        let at = phrase.end;
        if phrase.named
            || !phrase.head.has(Classes::PERSON)
            || at >= self.end()
            || !self.words()[at].gap.has(Gap::BREAK)
        {
            return phrase;
        }
        if self.phrases.name_like(at)
            && let Some(name) = self
                .phrases
                .read(at, &[])
                .filter(|name| name.named && name.name.0 == at)
        {
            phrase.end = name.end;
            phrase.name = name.name;
            phrase.named = true;
        }
        phrase
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
            let phrase = self.with_apposition(phrase);
            if skipped > 0 && !phrase.is_agent() {
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
