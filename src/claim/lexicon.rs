//! The words that the finder knows.

use std::sync::Arc;

use hashbrown::HashMap;

use super::classes::Classes;
use super::conjugation::Inflection;
use super::language::Language;
use super::memory::Memories;
use super::naming::NameModel;
use super::target::TargetModel;
use crate::text::fingerprint::{Fingerprint, of_name};

/// Something that stands after a cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Follower {
    /// Anything or nothing.
    Any,
    /// A complementizer.
    That,
    /// A quotation.
    Quote,
    /// A colon.
    Colon,
    /// A phrase without a preposition.
    Object,
    /// A reporting verb.
    Verb,
    /// This word.
    Word(u16),
    /// A word with this preposition written together with it.
    Letter(char),
}

/// One way in which a cue may go on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) follower: Follower,
    /// `!`: it follows at once.
    pub(super) near: bool,
    /// `&`: the subject must be a known speaker.
    pub(super) agent: bool,
    /// `#`: what stands there must be a document.
    pub(super) document: bool,
}

/// A word that reports a claim.
#[derive(Debug, Clone)]
pub(super) struct CueWord {
    pub(super) lemma: Arc<str>,
    pub(super) class: Arc<str>,
    /// Where the other party stands, the best place first.
    pub(super) targets: Vec<Follower>,
    pub(super) frames: Vec<Frame>,
    /// The prepositions written together with a word that belong to the cue
    /// and to no phrase behind it.
    pub(super) letters: Vec<char>,
    pub(super) role: Role,
}

/// How a cue brings in its claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A verb of its own meaning.
    Verb,
    /// A verb that means nothing without its noun, which is the cue.
    Light,
    /// A noun after its speaker (قوله).
    Of,
    /// A noun that goes on with a report (بالقول).
    Continue,
}

/// A cue in one of its forms.
#[derive(Debug, Clone, Copy)]
pub(super) struct CueForm {
    /// Index of the cue word.
    pub(super) cue: u16,
    pub(super) inflection: Inflection,
    /// The form is also a noun of its own (طالب).
    pub(super) ambiguous: bool,
}

/// All that is known of a form.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    pub(super) classes: Classes,
    /// The classes of the form as a noun with a pronoun (وزيره).
    pub(super) owned: Classes,
    pub(super) cues: Vec<CueForm>,
    /// The number of a word that frames and phrases name.
    pub(super) literal: Option<u16>,
    /// Its place among the entries.
    pub(super) number: u32,
}

/// A phrase that names the source of what stands before or after it.
#[derive(Debug, Clone)]
pub(super) struct SourcePhrase {
    pub(super) words: Vec<u16>,
    /// What must follow: the source itself, a preposition or a verb.
    pub(super) then: Follower,
}

/// Phrases by their first word, in the order in which they were added.
#[derive(Debug)]
pub(super) struct Phrasebook<P>(Vec<Vec<P>>);

impl<P> Default for Phrasebook<P> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<P> Phrasebook<P> {
    pub(super) fn add(&mut self, first: u16, phrase: P) {
        let first = usize::from(first);
        if self.0.len() <= first {
            self.0.resize_with(first + 1, Vec::new);
        }
        self.0[first].push(phrase);
    }

    /// The phrases that begin with a word.
    pub(super) fn beginning(&self, first: u16) -> &[P] {
        self.0.get(usize::from(first)).map_or(&[], Vec::as_slice)
    }
}

/// The lexicon of one language.
#[derive(Debug)]
pub(super) struct Lexicon {
    pub(super) language: Language,
    pub(super) cues: Vec<CueWord>,
    pub(super) sources: Phrasebook<SourcePhrase>,
    /// Phrases that look like reports and are none.
    pub(super) formulas: Phrasebook<Vec<u16>>,
    /// Which of the parties in a claim is its target.
    pub(super) targets: TargetModel,
    /// Which words of a phrase name the speaker.
    pub(super) names: NameModel,
    /// What is known of each form.
    pub(super) entries: Vec<Entry>,
    /// The entries of folded forms. Two forms have one fingerprint with a probability of
    /// forms² / 2⁶⁵, an unlisted word has that of a form with forms / 2⁶⁴.
    pub(super) forms: HashMap<Fingerprint, u32>,
    pub(super) memories: Memories,
}

impl Entry {
    /// The classes of the form as it was written: one that ends in ة has no pronoun,
    /// though it is folded to the same letters as one that has (وزيرة, وزيره).
    pub(super) fn classes_of(&self, feminine: bool) -> Classes {
        if feminine {
            self.classes
        } else {
            self.classes.or(self.owned)
        }
    }

    /// Its number if it has cues: only for them is an entry looked at again.
    pub(super) fn cued_number(&self) -> u32 {
        if self.cues.is_empty() {
            Lexicon::UNKNOWN
        } else {
            self.number
        }
    }
}

impl Lexicon {
    /// The number of no entry.
    pub(super) const UNKNOWN: u32 = u32::MAX;

    /// What stands in the lexicon for a folded word.
    pub(super) fn get(&self, form: &str) -> Option<&Entry> {
        let &number = self.forms.get(&of_name(form))?;
        self.entries.get(number as usize)
    }

    /// The entry of a folded form, which is added if there is none.
    pub(super) fn entry(&mut self, form: &str) -> &mut Entry {
        let next = self.entries.len();
        let number = *self.forms.entry(of_name(form)).or_insert(next as u32) as usize;
        if number == next {
            self.entries.push(Entry {
                number: next as u32,
                ..Entry::default()
            });
        }
        &mut self.entries[number]
    }

    /// The cues of the entry with this number; none of [`Lexicon::UNKNOWN`].
    pub(super) fn cues_of(&self, number: u32) -> &[CueForm] {
        let entry = self.entries.get(number as usize);
        entry.map_or(&[], |entry| &entry.cues)
    }
}
