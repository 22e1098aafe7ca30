//! The words of a text as fingerprints, and what the views make of them.

use crate::features::acts::{act_of, phrases};
use crate::features::lexicon::class;
use crate::text::fingerprint::{Fingerprint, Fingerprints, Hasher, join};
use crate::text::lexer::Lexer;
use crate::text::stem::stem;
use crate::text::tokens::tokens;
use crate::text::word::Word;

/// What the views make of a word, as fingerprints; 0 for nothing.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Facts {
    pub(super) stem: Fingerprint,
    pub(super) class: Fingerprint,
    act: Fingerprint,
}

/// How many words are remembered, a power of two.
const REMEMBERED: usize = 1 << 15;

/// What is known of the words that were met last.
///
/// A word is known by its fingerprint: of n different words two are mixed up with
/// a probability below n² / 2⁶⁵, which is 3 in 10⁸ for a million.
#[derive(Debug)]
pub(super) struct Memory(Vec<(Fingerprint, Facts)>);

impl Default for Memory {
    fn default() -> Self {
        Self(vec![Default::default(); REMEMBERED])
    }
}

impl Memory {
    /// What the views make of a word that the lexer found.
    pub(super) fn facts(&mut self, word: &Word, lexer: &Lexer, hasher: Hasher) -> Facts {
        let place = word.fingerprint as usize % REMEMBERED;
        let (known, facts) = self.0[place];
        if known == word.fingerprint {
            return facts;
        }
        let facts = Facts::of(lexer.word(word), hasher);
        self.0[place] = (word.fingerprint, facts);
        facts
    }
}

impl Facts {
    fn of(word: &str, hasher: Hasher) -> Self {
        let stem = stem(word);
        let name = |name: Option<&str>| name.map_or(0, |name| hasher.of(name));
        Self {
            // A stem may begin with marks that the view's words leave out.
            stem: name(tokens(stem).next().map(|span| span.of(stem))),
            class: name(class(word)),
            act: name(act_of(word)),
        }
    }
}

/// The acts that phrases of several words name.
#[derive(Debug)]
pub(super) struct Phrases {
    acts: Vec<Fingerprint>,
    by_words: Fingerprints<u32>,
    longest: usize,
}

impl Phrases {
    /// None if two phrases have one fingerprint.
    pub(super) fn new(hasher: Hasher) -> Option<Self> {
        let (mut acts, mut pairs, mut longest) = (Vec::new(), Vec::new(), 1);
        for (number, (form, act)) in (0..).zip(phrases()) {
            pairs.push((hasher.of_words(form), number));
            acts.push(hasher.of(act));
            longest = longest.max(form.split(' ').count());
        }
        Some(Self {
            acts,
            by_words: Fingerprints::new(&pairs, 0)?,
            longest,
        })
    }

    /// Adds the acts of words in order to `into`, as
    /// [`acts`](crate::features::acts::acts) finds them.
    pub(super) fn acts(&self, words: &[(Word, Facts)], into: &mut Vec<Fingerprint>) {
        let mut at = 0;
        while at < words.len() {
            let phrase = (2..=self.longest.min(words.len() - at))
                .rev()
                .find_map(|length| {
                    let words = words[at..at + length].iter();
                    let words = words.map(|(word, _)| word.fingerprint).reduce(join)?;
                    Some((self.by_words.get(words)?, length))
                });
            match phrase {
                Some((number, length)) => {
                    into.push(self.acts[number as usize]);
                    at += length;
                }
                None => {
                    into.extend(Some(words[at].1.act).filter(|&act| act != 0));
                    at += 1;
                }
            }
        }
    }
}
