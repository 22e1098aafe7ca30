//! Counting runs of words by the numbers of their words.
//!
//! A run of n words is the run of its first n − 1 and one word more: a pair of
//! numbers. Where rare terms are left out, the runs of each length are first
//! counted by hash alone ([`Buckets`]), and nothing is kept of those that cannot
//! be wanted. A run is no more frequent than its beginning, so that what is left
//! out takes no longer run with it that would be wanted.

use hashbrown::HashTable;
use rayon::prelude::*;

use super::NONE;
use super::buckets::{Buckets, hash};
use super::corpus::Corpus;
use super::counts::{Counts, too_many_terms};
use crate::error::Result;

/// How many texts are looked up at once.
const TEXTS_AT_ONCE: usize = 5_000;

/// Which terms are looked for.
#[derive(Clone, Copy)]
pub struct Wanted {
    /// The shortest and the longest run.
    pub range: (usize, usize),
    /// The fewest texts that a term may stand in.
    pub min_df: usize,
    /// The most texts that a term may stand in.
    pub most: f64,
    /// How many terms are kept of these, the most frequent first; or all.
    pub terms: Option<usize>,
}

/// Where the terms of a text stand.
pub struct WordPlaces {
    starts: Vec<usize>,
    /// For each length the run at each place, and the term of each run or [`NONE`].
    lengths: Vec<(Vec<u32>, Vec<u32>)>,
}

impl WordPlaces {
    /// Calls `take` with the terms of a text.
    pub fn each(&self, text: usize, mut take: impl FnMut(u32)) {
        let places = self.starts[text]..self.starts[text + 1];
        for (at, terms) in &self.lengths {
            for &run in &at[places.clone()] {
                match terms.get(run as usize) {
                    Some(&term) if term != NONE => take(term),
                    _ => {}
                }
            }
        }
    }

    /// Gives each term another number, or [`NONE`].
    pub fn renumber(&mut self, numbers: &[u32]) {
        for term in self.lengths.iter_mut().flat_map(|(_, terms)| terms) {
            *term = numbers.get(*term as usize).copied().unwrap_or(NONE);
        }
    }
}

/// The runs of one length.
struct Runs {
    /// The number of the run that begins at each place of the corpus, or [`NONE`].
    at: Vec<u32>,
    /// Of each run all but its last word, and that word.
    parts: Vec<(u32, u32)>,
    tf: Vec<u32>,
    df: Vec<u32>,
}

impl Wanted {
    /// How many runs may be wanted and stand at least `floor` times.
    fn reaching(&self, runs: &Runs, floor: u32) -> usize {
        let counts = runs.tf.iter().zip(&runs.df);
        let wanted = counts.filter(|&(&tf, &df)| {
            tf >= floor && df as usize >= self.min_df && f64::from(df) <= self.most
        });
        wanted.count()
    }
}

/// The counts of all wanted terms, and of some that are not.
///
/// # Errors
///
/// If the terms take more than 4 GiB.
pub fn count(corpus: Corpus, wanted: Wanted) -> Result<(Counts, WordPlaces)> {
    let (low, high) = wanted.range;
    let mut lengths = vec![single(&corpus)];
    // What stands less often is not wanted.
    let mut floor = u32::try_from(wanted.min_df).unwrap_or(u32::MAX);
    for n in 2..=high {
        let pairs = Pairs {
            corpus: &corpus,
            beginnings: &lengths[n - 2].at,
            length: n,
        };
        let buckets = (floor > 1 || wanted.terms.is_some()).then(|| pairs.buckets());
        // The floor is guessed, and lowered until enough terms reach it.
        let terms = wanted.terms.filter(|_| n >= low).unwrap_or(0);
        let mut guess = match &buckets {
            Some(buckets) if terms > 0 => buckets.reached_by(terms.saturating_mul(2)).max(floor),
            _ => floor,
        };
        let runs = loop {
            let runs = pairs.runs(buckets.as_ref(), guess)?;
            let shorter = lengths.iter().skip(low - 1);
            let known: usize = shorter.map(|runs| wanted.reaching(runs, guess)).sum();
            if guess == floor || known + wanted.reaching(&runs, guess) >= terms {
                break runs;
            }
            guess = (guess / 2).max(floor);
        };
        floor = guess;
        lengths.push(runs);
    }
    collect(corpus, lengths, low, floor)
}

/// The words one by one.
fn single(corpus: &Corpus) -> Runs {
    let mut counts = vec![Count::default(); corpus.words.len()];
    for text in 0..corpus.texts() {
        for &word in &corpus.numbers[corpus.places(text)] {
            counts[word as usize].add(text);
        }
    }
    Runs {
        at: corpus.numbers.clone(),
        parts: Vec::new(),
        tf: counts.iter().map(|count| count.tf).collect(),
        df: counts.iter().map(|count| count.df).collect(),
    }
}

/// How often something stands in the texts so far.
#[derive(Clone, Copy, Default)]
struct Count {
    tf: u32,
    df: u32,
    /// The last text that it stood in, counted from 1.
    last: u32,
}

impl Count {
    fn add(&mut self, text: usize) {
        // More texts than that do not fit into memory.
        let text = text as u32 + 1;
        self.tf = self.tf.saturating_add(1);
        self.df += u32::from(self.last != text);
        self.last = text;
    }
}

/// Runs as pairs of a shorter run and a word.
struct Pairs<'c> {
    corpus: &'c Corpus,
    beginnings: &'c [u32],
    length: usize,
}

impl Pairs<'_> {
    /// Calls `take` with each place of a text and the pair that stands there.
    fn each_of(&self, text: usize, mut take: impl FnMut(usize, u64)) {
        let places = self.corpus.places(text);
        for last in places.start + self.length - 1..places.end {
            let first = last + 1 - self.length;
            let beginning = self.beginnings[first];
            if beginning != NONE {
                take(first, pair(beginning, self.corpus.numbers[last]));
            }
        }
    }

    fn buckets(&self) -> Buckets {
        Buckets::count(
            self.beginnings.len(),
            rayon::current_num_threads(),
            |take| {
                for text in 0..self.corpus.texts() {
                    self.each_of(text, |_, pair| take(hash(pair)));
                }
            },
        )
    }

    /// The runs that stand `floor` times or more. Each thread counts a part of the
    /// hashes in all texts; so the counts do not depend on how many there are.
    fn runs(&self, buckets: Option<&Buckets>, floor: u32) -> Result<Runs> {
        let parts = rayon::current_num_threads() as u64;
        let part_of = |hash: u64| ((hash & 0xFFFF_FFFF) * parts) >> 32;
        let counted: Vec<HashTable<(u64, Count)>> = (0..parts)
            .into_par_iter()
            .map(|part| {
                let mut table: HashTable<(u64, Count)> = HashTable::new();
                let mut pairs = Vec::new();
                for text in 0..self.corpus.texts() {
                    pairs.clear();
                    self.each_of(text, |_, pair| {
                        let own = hash(pair);
                        if part_of(own) == part {
                            if let Some(buckets) = buckets {
                                buckets.ask_for(own);
                            }
                            pairs.push((own, pair));
                        }
                    });
                    for &(own, pair) in &pairs {
                        if buckets.is_some_and(|buckets| buckets.most(own) < floor) {
                            continue;
                        }
                        table
                            .entry(own, |other| other.0 == pair, |other| hash(other.0))
                            .or_insert_with(|| (pair, Count::default()))
                            .into_mut()
                            .1
                            .add(text);
                    }
                }
                table
            })
            .collect();

        let mut runs = Runs {
            at: Vec::with_capacity(self.beginnings.len()),
            parts: Vec::new(),
            tf: Vec::new(),
            df: Vec::new(),
        };
        let mut numbers: HashTable<(u64, u32)> = HashTable::new();
        for (pair, count) in counted.into_iter().flatten() {
            if count.tf >= floor {
                let number = u32::try_from(runs.parts.len()).map_err(|_| too_many_terms())?;
                numbers.insert_unique(hash(pair), (pair, number), |other| hash(other.0));
                runs.parts.push(((pair >> 32) as u32, pair as u32));
                runs.tf.push(count.tf);
                runs.df.push(count.df);
            }
        }
        let texts: Vec<usize> = (0..self.corpus.texts()).collect();
        let found: Vec<Vec<u32>> = texts
            .par_chunks(TEXTS_AT_ONCE)
            .map(|texts| self.look_up(texts, &numbers))
            .collect();
        runs.at.extend(found.into_iter().flatten());
        Ok(runs)
    }

    /// The run at each place of these texts.
    fn look_up(&self, texts: &[usize], numbers: &HashTable<(u64, u32)>) -> Vec<u32> {
        let mut found = Vec::new();
        for &text in texts {
            let (first, places) = (found.len(), self.corpus.places(text));
            found.resize(first + places.len(), NONE);
            self.each_of(text, |place, pair| {
                if let Some(run) = numbers.find(hash(pair), |own| own.0 == pair) {
                    found[first + place - places.start] = run.1;
                }
            });
        }
        found
    }
}

fn pair(beginning: u32, word: u32) -> u64 {
    u64::from(beginning) << 32 | u64::from(word)
}

/// The runs of `low` words and more that stand `floor` times or more, as strings.
fn collect(
    corpus: Corpus,
    lengths: Vec<Runs>,
    low: usize,
    floor: u32,
) -> Result<(Counts, WordPlaces)> {
    let mut counts = Counts::new();
    let mut places = Vec::new();
    let (mut words, mut joined) = (Vec::new(), String::new());
    for n in low..=lengths.len() {
        let own = &lengths[n - 1];
        let mut terms = vec![NONE; own.tf.len()];
        for (run, term) in terms.iter_mut().enumerate() {
            if own.tf[run] < floor {
                continue;
            }
            words.clear();
            let mut beginning = run as u32;
            for longer in lengths[1..n].iter().rev() {
                let (shorter, word) = longer.parts[beginning as usize];
                words.push(word);
                beginning = shorter;
            }
            joined.clear();
            joined.push_str(corpus.words.term(beginning));
            for &word in words.iter().rev() {
                joined.push(' ');
                joined.push_str(corpus.words.term(word));
            }
            *term = counts
                .terms
                .number_or_add(&joined)
                .ok_or_else(too_many_terms)?;
            counts.tf.push(own.tf[run] as usize);
            counts.df.push(own.df[run] as usize);
        }
        places.push(terms);
    }
    let at = lengths.into_iter().skip(low - 1).map(|runs| runs.at);
    let places = WordPlaces {
        starts: corpus.starts,
        lengths: at.zip(places).collect(),
    };
    Ok((counts, places))
}
