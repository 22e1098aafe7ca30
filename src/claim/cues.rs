//! Which words of a sentence report a claim.

use super::assemble::end_word;
use super::classes::Classes;
use super::conjugation::{FormKind, Inflection};
use super::lexicon::{CueWord, Lexicon, Role};
use super::phrase::{Phrase, Phrases};
use super::quote::Quotation;
use super::words::{Word, WordList};
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

/// What a word that may report is where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
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
    /// A reader of the words from `first` to before `end`.
    pub(super) fn new(
        lexicon: &'l Lexicon,
        words: &'a WordList<'l>,
        quotations: &'a [Quotation],
        (first, end): (usize, usize),
    ) -> Self {
        Self {
            phrases: Phrases {
                lexicon,
                words,
                end,
            },
            first,
            quotations,
        }
    }

    pub(super) fn words(&self) -> &'a [Word] {
        self.phrases.words
    }

    pub(super) fn end(&self) -> usize {
        self.phrases.end
    }

    /// The claims of the sentence in order.
    pub(super) fn read(&self) -> Vec<Draft<'l>> {
        let mut drafts = self.drafts();
        self.name_speakers(&mut drafts);
        drafts
    }

    /// The claims of the sentence in order, with the names of their speakers as far
    /// as the rules tell.
    pub(super) fn drafts(&self) -> Vec<Draft<'l>> {
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
        self.keep_apart(&mut drafts);
        drafts
    }

    /// A draft whose noun was found behind the next claim (امتنع عن الإجابة واكتفى بالقول)
    /// has its verb for a cue.
    fn keep_apart(&self, drafts: &mut [Draft<'l>]) {
        for nth in 1..drafts.len() {
            let end = end_word(self, drafts, nth - 1);
            let draft = &mut drafts[nth - 1];
            if draft.word.is_some() && draft.cue.start >= self.words()[end].core {
                let verb = &self.words()[draft.at];
                draft.cue = Span::new(verb.core, verb.span.end);
                let own = draft.subject.filter(|_| !draft.inherited);
                draft.content = self.content(draft.at, draft.at, own);
            }
        }
    }

    pub(super) fn phrase_of_literals(&self, at: usize, literals: &[u16]) -> bool {
        at + literals.len() <= self.end()
            && literals
                .iter()
                .zip(&self.words()[at..])
                .all(|(literal, word)| word.literal == Some(*literal))
    }

    /// The word behind the formula that begins here.
    fn formula(&self, at: usize) -> Option<usize> {
        let lexicon = self.phrases.lexicon;
        let first = self.words()[at].literal?;
        let formula = lexicon
            .formulas
            .beginning(first)
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

    fn cue_at(&self, at: usize, drafts: &[Draft<'l>]) -> Option<(Draft<'l>, Place)> {
        let word = &self.words()[at];
        if word.definite || word.preposition.is_some() {
            return None;
        }
        let lexicon = self.phrases.lexicon;
        let forms = lexicon.cues_of(word.entry).iter();
        let mut forms = forms.chain(lexicon.cues_of(word.other_entry));
        forms.find_map(|form| {
            let cue = &lexicon.cues[usize::from(form.cue)];
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

    /// The first complementizer, quotation or colon behind the cue, or the word
    /// behind its subject.
    pub(super) fn content(&self, at: usize, fit: usize, subject: Option<Phrase>) -> usize {
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
    pub(super) fn settle_noun(&self, draft: &mut Draft<'l>, cue: &CueWord) {
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
            lexicon
                .cues_of(words[at].entry)
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
    pub(super) fn settle_light(&self, draft: &mut Draft<'l>, cue: &CueWord, noun: usize) {
        if cue.role == Role::Light && noun < self.end() {
            let word = &self.words()[noun];
            draft.cue = Span::new(word.core, word.span.end);
            draft.content = draft.content.max(noun + 1).min(self.end());
        }
    }

    pub(super) fn draft(
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
}
