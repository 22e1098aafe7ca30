//! Rows of numbers in one pass over the text.
//!
//! [`FittedExtractor::transform`] is the readable path and says what a row is;
//! here the same numbers, before they are rounded to 32 bits, are made without
//! building a string for a view or an n-gram. The text is folded and cut by a
//! [`Lexer`], words and n-grams are fingerprints, and what views and n-grams make of
//! a word is remembered from one word to its next occurrence.

mod characters;
mod counts;
mod table;
mod words;

use super::extractor::{FeatureGroup, FittedExtractor};
use super::tfidf::{Analyzer, Tfidf};
use super::view::{CONTENT_WORDS, Reading, View};
use crate::text::fingerprint::{Fingerprint, Hasher};
use crate::text::lexer::Lexer;
use crate::text::tokens::tokens;
use crate::text::word::Word;

use counts::Counts;
use table::{Runs, Table};
use words::{Facts, Phrases};

/// How many seeds are tried until all fingerprints differ. The first will do,
/// but for one in a billion vocabularies of a hundred thousand terms.
const SEEDS: u64 = 8;

/// An extractor that is laid out for speed. Each feature has a payload, which lies
/// beside what is looked up for it.
#[derive(Debug)]
pub(crate) struct Scan<P> {
    hasher: Hasher,
    phrases: Phrases,
    groups: Vec<Group<P>>,
    shows: Shows,
}

/// What of a text some group sees.
#[derive(Debug, Clone, Copy)]
struct Shows {
    stems: bool,
    claims: bool,
    /// What stands between white space.
    pieces: bool,
}

#[derive(Debug)]
struct Group<P> {
    view: View,
    analyzer: Analyzer,
    min_token_chars: usize,
    weight: f32,
    table: Table<P>,
    tfidf: Tfidf,
    /// [`Tfidf::tf`] of 0, 1, 2, …
    tf: Vec<f64>,
}

/// What takes the features of a text, group by group.
pub(crate) trait Sums<P> {
    /// Takes a feature of this weight, which [`Sums::end_group`] will scale.
    fn add(&mut self, payload: &P, weight: f64);

    /// Multiplies the weights of all features taken since the last group by `scale`. Not
    /// called for a group that a text has no feature of.
    fn end_group(&mut self, scale: f64);
}

/// Up to which count a term's weight is looked up.
const COUNTS: u32 = 64;

/// What a thread needs for its texts, made once.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    lexer: Lexer,
    /// The words of the content with what is known of them.
    content: Vec<(Word, Facts)>,
    /// What each view shows, as fingerprints.
    stems: Vec<Fingerprint>,
    cue: Vec<Fingerprint>,
    stems_of_content: Vec<Fingerprint>,
    classes: Vec<Fingerprint>,
    acts: Vec<Fingerprint>,
    /// The words that one group sees.
    seen: Vec<Fingerprint>,
    words: words::Memory,
    /// One for each group.
    characters: Vec<characters::Memory>,
    runs: Runs,
    counts: Counts,
}

impl<P: Copy> Scan<P> {
    /// The fast form of an extractor, with the payload of each of its columns; none
    /// where a group reads a view in a way that only [`FittedExtractor::transform`]
    /// knows.
    pub(crate) fn new(extractor: &FittedExtractor, payload: impl Fn(u32) -> P) -> Option<Self> {
        let groups = extractor.extractor().groups();
        if !groups.iter().all(is_known) {
            return None;
        }
        (0..SEEDS).find_map(|seed| Self::with_seed(extractor, Hasher::new(seed), &payload))
    }

    fn with_seed(
        extractor: &FittedExtractor,
        hasher: Hasher,
        payload: &impl Fn(u32) -> P,
    ) -> Option<Self> {
        let parts = extractor.extractor().groups().iter();
        let parts = parts.zip(extractor.fitted()).enumerate();
        let groups = parts.map(|(number, (group, tfidf))| {
            let first = extractor.columns_of(number).start;
            let table = Table::new(tfidf, hasher, |column| payload(first + column))?;
            Some(Group::new(group, table))
        });
        let groups = groups.collect::<Option<Vec<_>>>()?;
        let shows = |view: fn(&Group<P>) -> bool| groups.iter().any(view);
        let shows = Shows {
            stems: shows(|group| group.view == View::Stems),
            claims: shows(|group| !matches!(group.view, View::Text | View::Stems)),
            pieces: shows(|group| group.analyzer == Analyzer::CharWb),
        };
        Some(Self {
            hasher,
            phrases: Phrases::new(hasher)?,
            groups,
            shows,
        })
    }

    /// What [`Scan::add`] writes on.
    pub(crate) fn scratch(&self) -> Scratch {
        let characters = |_: &Group<P>| characters::Memory::default();
        Scratch {
            characters: self.groups.iter().map(characters).collect(),
            ..Scratch::default()
        }
    }

    /// Adds the payloads of the features of `text` that are not 0 to `sums`.
    pub(crate) fn add(&self, text: &str, scratch: &mut Scratch, sums: &mut impl Sums<P>) {
        self.read(text, scratch);
        for (number, group) in self.groups.iter().enumerate() {
            self.count(group, number, scratch);
            let mut squares = 0.0;
            for (rank, count) in scratch.counts.drain() {
                let (idf, payload) = group.table.term(rank);
                let weight = group.tf(count) * f64::from(idf);
                squares += weight * weight;
                sums.add(payload, weight);
            }
            if squares > 0.0 {
                sums.end_group(f64::from(group.weight) / squares.sqrt());
            }
        }
    }

    /// Counts the terms of one group.
    fn count(&self, group: &Group<P>, number: usize, scratch: &mut Scratch) {
        let (table, lexer) = (&group.table, &scratch.lexer);
        let (memory, counts) = (&mut scratch.characters[number], &mut scratch.counts);
        let words = match (group.analyzer, group.view) {
            (Analyzer::CharWb, _) => return memory.within_words(lexer, table, self.hasher, counts),
            (Analyzer::Char, _) => return memory.across_words(lexer, table, self.hasher, counts),
            (Analyzer::Word, View::Text) => {
                let words = lexer.words().iter();
                let long = words.filter(|word| word.length >= group.min_token_chars);
                fill(&mut scratch.seen, long.map(|word| word.fingerprint));
                &scratch.seen
            }
            (Analyzer::Word, View::Stems) => &scratch.stems,
            (Analyzer::Word, View::Cue) => &scratch.cue,
            (Analyzer::Word, View::Content) => &scratch.stems_of_content,
            (Analyzer::Word, View::Classes) => &scratch.classes,
            (Analyzer::Word, View::Acts) => &scratch.acts,
        };
        table.count_words(words, &mut scratch.runs, counts);
    }

    /// Lays out what the groups see of a text.
    fn read(&self, text: &str, scratch: &mut Scratch) {
        let hasher = self.hasher;
        if self.shows.claims {
            self.read_claims(&Reading::new(text), scratch);
        }
        let Scratch { lexer, words, .. } = scratch;
        lexer.read(text, hasher, self.shows.pieces);
        if self.shows.stems {
            let found = lexer.words().iter();
            let stems = found.map(|word| words.facts(word, lexer, hasher).stem);
            fill(&mut scratch.stems, stems.filter(|&stem| stem != 0));
        }
    }

    /// Lays out what the groups see of the claims in a text.
    fn read_claims(&self, reading: &Reading<'_>, scratch: &mut Scratch) {
        let hasher = self.hasher;
        let cue = reading.view(View::Cue);
        let words = tokens(&cue).map(|word| hasher.of(word.of(&cue)));
        fill(&mut scratch.cue, words);
        let Scratch {
            lexer,
            words,
            content,
            ..
        } = scratch;
        lexer.read(reading.content(), hasher, false);
        let found = lexer.words().iter();
        fill(
            content,
            found.map(|word| (*word, words.facts(word, lexer, hasher))),
        );
        let facts = || content.iter().map(|(_, facts)| facts);
        let some = |fingerprint: &Fingerprint| *fingerprint != 0;
        let stems = facts().take(CONTENT_WORDS).map(|facts| facts.stem);
        fill(&mut scratch.stems_of_content, stems.filter(some));
        let classes = facts().map(|facts| facts.class);
        fill(&mut scratch.classes, classes.filter(some));
        scratch.acts.clear();
        self.phrases.acts(content, &mut scratch.acts);
    }
}

/// Whether the text is seen folded, or a view by all of its words as they are.
fn is_known(group: &FeatureGroup) -> bool {
    let tfidf = &group.tfidf;
    match group.view {
        View::Text => tfidf.folds(),
        _ => tfidf.analyzer() == Analyzer::Word && !tfidf.folds() && tfidf.least_token_chars() == 1,
    }
}

impl<P> Group<P> {
    fn new(group: &FeatureGroup, table: Table<P>) -> Self {
        Self {
            view: group.view,
            analyzer: group.tfidf.analyzer(),
            min_token_chars: group.tfidf.least_token_chars(),
            weight: group.weight,
            table,
            tfidf: group.tfidf.clone(),
            tf: (0..COUNTS).map(|count| group.tfidf.tf(count)).collect(),
        }
    }

    /// What a term counts that stands `count` times in a text.
    fn tf(&self, count: u32) -> f64 {
        let known = self.tf.get(count as usize).copied();
        known.unwrap_or_else(|| self.tfidf.tf(count))
    }
}

fn fill<T>(buffer: &mut Vec<T>, with: impl Iterator<Item = T>) {
    buffer.clear();
    buffer.extend(with);
}

#[cfg(test)]
mod tests;
