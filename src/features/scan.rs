//! Rows of numbers in one pass over the text.
//!
//! [`FittedExtractor::transform`] is the readable path and says what a row is;
//! here the same numbers are made without building a string for a view or an
//! n-gram. The folded text lies once in a buffer of letters, words and n-grams
//! are fingerprints of these letters, and what views and n-grams make of a word
//! is remembered from one word to its next occurrence.

mod characters;
mod table;
mod words;

use super::extractor::{FeatureGroup, FittedExtractor};
use super::tfidf::{Analyzer, Tfidf};
use super::view::{CONTENT_WORDS, Reading, View};
use crate::text::fingerprint::{Fingerprint, Hasher};
use crate::text::letters::{Letter, fold_into};
use crate::text::tokens::tokens;

use table::Table;
use words::{Facts, Phrases, Token};

/// How many seeds are tried until all fingerprints differ. The first will do,
/// but for one in a billion vocabularies of a hundred thousand terms.
const SEEDS: u64 = 8;

/// An extractor that is laid out for speed. Its features are numbered by rank,
/// see [`Scan::columns`].
#[derive(Debug)]
pub(crate) struct Scan {
    hasher: Hasher,
    phrases: Phrases,
    groups: Vec<Group>,
    /// By rank.
    columns: Vec<u32>,
    /// By rank.
    idf: Vec<f32>,
    shows: Shows,
}

/// What of a text some group sees.
#[derive(Debug, Clone, Copy)]
struct Shows {
    words: bool,
    stems: bool,
    claims: bool,
}

#[derive(Debug)]
struct Group {
    view: View,
    analyzer: Analyzer,
    min_token_chars: usize,
    weight: f32,
    table: Table,
    tfidf: Tfidf,
    /// [`Tfidf::tf`] of 0, 1, 2, …
    tf: Vec<f64>,
}

/// Up to which count a term's weight is looked up.
const COUNTS: u32 = 64;

/// What a thread needs for its texts, made once.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    letters: Vec<Letter>,
    tokens: Vec<Token>,
    /// The words of the content with what is known of them.
    content: Vec<(Token, Facts)>,
    /// What each view shows, as fingerprints.
    text: Vec<(Fingerprint, usize)>,
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
    counts: Counts,
    weights: Vec<f64>,
}

/// How often each term stands in a text.
#[derive(Debug, Default)]
struct Counts {
    /// By rank, each with its idf; all 0 between two groups.
    counts: Vec<(u32, f32)>,
    /// The ranks that are not 0.
    found: Vec<u32>,
}

impl Counts {
    #[inline]
    fn add(&mut self, rank: u32) {
        let (count, _) = &mut self.counts[rank as usize];
        if *count == 0 {
            self.found.push(rank);
        }
        *count += 1;
    }
}

impl Scan {
    /// The fast form of an extractor; none where a group reads a view in a way that
    /// only [`FittedExtractor::transform`] knows.
    pub(crate) fn new(extractor: &FittedExtractor) -> Option<Self> {
        let groups = extractor.extractor().groups();
        if !groups.iter().all(is_known) {
            return None;
        }
        (0..SEEDS).find_map(|seed| Self::with_seed(extractor, Hasher::new(seed)))
    }

    fn with_seed(extractor: &FittedExtractor, hasher: Hasher) -> Option<Self> {
        let (mut groups, mut columns, mut idf) = (Vec::new(), Vec::new(), Vec::new());
        let parts = extractor.extractor().groups().iter();
        for (number, (group, tfidf)) in parts.zip(extractor.fitted()).enumerate() {
            let own = extractor.columns_of(number);
            let (table, order) = Table::new(tfidf, own.start, hasher)?;
            idf.extend(order.iter().map(|&column| tfidf.idf()[column as usize]));
            columns.extend(order.iter().map(|column| own.start + column));
            groups.push(Group::new(group, table));
        }
        let shows = |view: fn(&Group) -> bool| groups.iter().any(view);
        let shows = Shows {
            words: shows(|group| group.view == View::Text && group.analyzer == Analyzer::Word),
            stems: shows(|group| group.view == View::Stems),
            claims: shows(|group| !matches!(group.view, View::Text | View::Stems)),
        };
        Some(Self {
            hasher,
            phrases: Phrases::new(hasher)?,
            groups,
            columns,
            idf,
            shows,
        })
    }

    /// The column of each rank.
    pub(crate) fn columns(&self) -> &[u32] {
        &self.columns
    }

    /// What [`Scan::each`] writes on.
    pub(crate) fn scratch(&self) -> Scratch {
        let characters = |_: &Group| characters::Memory::default();
        Scratch {
            characters: self.groups.iter().map(characters).collect(),
            counts: Counts {
                counts: self.idf.iter().map(|&idf| (0, idf)).collect(),
                found: Vec::new(),
            },
            ..Scratch::default()
        }
    }

    /// Calls `take` with the rank and the value of each feature of `text` that is
    /// not 0, group by group.
    pub(crate) fn each(&self, text: &str, scratch: &mut Scratch, mut take: impl FnMut(u32, f32)) {
        self.read(text, scratch);
        for (number, group) in self.groups.iter().enumerate() {
            self.count(group, number, scratch);
            let Scratch {
                counts, weights, ..
            } = scratch;
            weights.clear();
            let mut squares = 0.0;
            for &rank in &counts.found {
                let (count, idf) = &mut counts.counts[rank as usize];
                let weight = group.tf(std::mem::take(count)) * f64::from(*idf);
                squares += weight * weight;
                weights.push(weight);
            }
            let norm = squares.sqrt();
            for (rank, weight) in counts.found.drain(..).zip(&*weights) {
                take(rank, (weight / norm) as f32 * group.weight);
            }
        }
    }

    /// Lays out what the groups see of the text.
    fn read(&self, text: &str, scratch: &mut Scratch) {
        let hasher = self.hasher;
        if self.shows.claims {
            self.read_claims(&Reading::new(text), scratch);
        }
        let Scratch {
            letters, tokens, ..
        } = scratch;
        fold_into(text, letters);
        if self.shows.words || self.shows.stems {
            words::tokenise(letters, hasher, tokens);
        }
        let words = tokens.iter().map(|token| (token.fingerprint, token.length));
        fill(&mut scratch.text, words.filter(|_| self.shows.words));
        if self.shows.stems {
            let memory = &mut scratch.words;
            let stems = tokens
                .iter()
                .map(|token| memory.facts(token, letters, hasher).stem);
            fill(&mut scratch.stems, stems.filter(|&stem| stem != 0));
        }
    }

    /// Lays out what the groups see of the claims in the text.
    fn read_claims(&self, reading: &Reading<'_>, scratch: &mut Scratch) {
        let hasher = self.hasher;
        let cue = reading.view(View::Cue);
        let words = tokens(&cue).map(|word| hasher.of(word.of(&cue)));
        fill(&mut scratch.cue, words);
        let Scratch {
            letters,
            tokens,
            content,
            ..
        } = scratch;
        fold_into(reading.content(), letters);
        words::tokenise(letters, hasher, tokens);
        let memory = &mut scratch.words;
        let known = tokens
            .iter()
            .map(|token| (*token, memory.facts(token, letters, hasher)));
        fill(content, known);
        let facts = || content.iter().map(|(_, facts)| facts);
        let some = |fingerprint: &Fingerprint| *fingerprint != 0;
        let stems = facts().take(CONTENT_WORDS).map(|facts| facts.stem);
        fill(&mut scratch.stems_of_content, stems.filter(some));
        let classes = facts().map(|facts| facts.class);
        fill(&mut scratch.classes, classes.filter(some));
        scratch.acts.clear();
        self.phrases.acts(content, &mut scratch.acts);
    }

    /// Counts the terms of one group.
    fn count(&self, group: &Group, number: usize, scratch: &mut Scratch) {
        let (table, hasher, letters) = (&group.table, self.hasher, &scratch.letters);
        let (memory, counts) = (&mut scratch.characters[number], &mut scratch.counts);
        let words = match (group.analyzer, group.view) {
            (Analyzer::CharWb, _) => {
                return memory.within_words(letters, table, hasher, |rank| counts.add(rank));
            }
            (Analyzer::Char, _) => {
                return memory.across_words(letters, table, hasher, |rank| counts.add(rank));
            }
            (Analyzer::Word, View::Text) => {
                let words = scratch.text.iter();
                let long = words.filter(|(_, length)| *length >= group.min_token_chars);
                fill(&mut scratch.seen, long.map(|&(word, _)| word));
                &scratch.seen
            }
            (Analyzer::Word, View::Stems) => &scratch.stems,
            (Analyzer::Word, View::Cue) => &scratch.cue,
            (Analyzer::Word, View::Content) => &scratch.stems_of_content,
            (Analyzer::Word, View::Classes) => &scratch.classes,
            (Analyzer::Word, View::Acts) => &scratch.acts,
        };
        table.runs(words, |rank| counts.add(rank));
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

impl Group {
    fn new(group: &FeatureGroup, table: Table) -> Self {
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
