//! Counting runs of words by the numbers of their words.
//!
//! A run of n words is the run of its first n − 1 and one word more: a pair of
//! numbers ([`Pairs`]). Where only the most frequent terms are kept, the runs of each
//! length are first counted by hash alone (`buckets.rs`), and nothing is kept of those
//! that cannot be wanted. A run is no more frequent than its beginning, so that what is
//! left out takes no longer run with it that would be wanted.

use rayon::prelude::*;

use super::NONE;
use super::corpus::Corpus;
use super::counts::{Counts, too_many_terms};
use super::pairs::{Count, Pairs};
use crate::error::Result;
use crate::features::terms::Terms;

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

/// The counts of all wanted terms, and of some that are not; the terms rise.
///
/// # Errors
///
/// If the terms take more than 4 GiB.
pub fn count(mut corpus: Corpus, wanted: Wanted) -> Result<(Counts, WordPlaces)> {
    let (low, high) = wanted.range;
    let mut lengths = vec![single(&mut corpus)];
    // What stands less often is not wanted.
    let mut floor = u32::try_from(wanted.min_df).unwrap_or(u32::MAX);
    for n in 2..=high {
        let pairs = Pairs {
            starts: &corpus.starts,
            words: &lengths[0].at,
            beginnings: &lengths[n - 2].at,
            length: n,
        };
        // The floor is guessed, and lowered until enough terms reach it.
        let terms = wanted.terms.filter(|_| n >= low).unwrap_or(0);
        let buckets = wanted.terms.map(|_| pairs.buckets());
        let mut guess = match &buckets {
            Some(buckets) if terms > 0 => buckets.reached_by(terms.saturating_mul(2)).max(floor),
            _ => floor,
        };
        let runs = loop {
            let counted = pairs.count(buckets.as_ref(), guess)?;
            let runs = Runs {
                at: counted.at,
                parts: counted.pairs.iter().map(|(parts, _)| *parts).collect(),
                tf: counted.pairs.iter().map(|(_, count)| count.tf).collect(),
                df: counted.pairs.iter().map(|(_, count)| count.df).collect(),
            };
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
    let (counts, terms) = Spelling::of(&corpus.words, &lengths, low, floor)?;
    let lengths = lengths.into_iter().skip(low - 1).map(|runs| runs.at);
    let places = WordPlaces {
        starts: corpus.starts,
        lengths: lengths.zip(terms.into_iter().skip(low - 1)).collect(),
    };
    Ok((counts, places))
}

/// The words one by one, whose places are taken from the corpus.
fn single(corpus: &mut Corpus) -> Runs {
    let texts: Vec<u32> = (0..corpus.texts() as u32).collect();
    let part = texts.len().div_ceil(rayon::current_num_threads()).max(1);
    let count = |texts: &[u32]| {
        let mut counts = vec![Count::default(); corpus.words.len()];
        for &text in texts {
            for &word in &corpus.numbers[corpus.places(text as usize)] {
                counts[word as usize].add(text);
            }
        }
        counts
    };
    let counts = texts.par_chunks(part).map(count);
    let counts = counts.reduce_with(|mut counts, others| {
        for (count, other) in counts.iter_mut().zip(others) {
            count.tf = count.tf.saturating_add(other.tf);
            count.df += other.df;
        }
        counts
    });
    let counts = counts.unwrap_or_default();
    Runs {
        tf: counts.iter().map(|count| count.tf).collect(),
        df: counts.iter().map(|count| count.df).collect(),
        at: std::mem::take(&mut corpus.numbers),
        parts: Vec::new(),
    }
}

/// Spells the runs in the order of their terms: each before the longer ones that begin
/// with it. What parts words is smaller than any letter, so that the order of the words
/// is that of the terms.
struct Spelling<'r> {
    words: &'r Terms,
    lengths: &'r [Runs],
    /// How many words a term has at least.
    low: usize,
    /// For each length the runs in the order of their terms, and how many were spelt.
    orders: Vec<(Vec<u32>, usize)>,
    /// The words of the run at hand.
    joined: String,
    text: String,
    offsets: Vec<u32>,
    df: Vec<usize>,
    tf: Vec<usize>,
    /// For each length the term of each run, or [`NONE`].
    terms: Vec<Vec<u32>>,
}

impl<'r> Spelling<'r> {
    /// The terms of `low` words and more that stand `floor` times or more; and for each
    /// length the term of each run, or [`NONE`].
    fn of(
        words: &'r Terms,
        lengths: &'r [Runs],
        low: usize,
        floor: u32,
    ) -> Result<(Counts, Vec<Vec<u32>>)> {
        let mut own = Self {
            words,
            lengths,
            low,
            orders: orders(words, lengths, floor),
            joined: String::new(),
            text: String::new(),
            offsets: vec![0],
            df: Vec::new(),
            tf: Vec::new(),
            terms: lengths
                .iter()
                .map(|runs| vec![NONE; runs.tf.len()])
                .collect(),
        };
        while let Some(&word) = own.orders[0].0.get(own.orders[0].1) {
            own.spell(0, word, word);
        }
        // Offsets of 32 bits hold no more.
        u32::try_from(own.text.len()).map_err(|_| too_many_terms())?;
        let counts = Counts {
            terms: Terms::from_different(own.text, own.offsets),
            df: own.df,
            tf: own.tf,
        };
        Ok((counts, own.terms))
    }

    /// Spells the next run of a length, and all that begin with it.
    fn spell(&mut self, length: usize, run: u32, word: u32) {
        self.orders[length].1 += 1;
        let end = self.joined.len();
        if length > 0 {
            self.joined.push(' ');
        }
        self.joined.push_str(self.words.term(word));
        if length + 1 >= self.low {
            let runs = &self.lengths[length];
            self.terms[length][run as usize] = self.tf.len() as u32;
            self.text.push_str(&self.joined);
            self.offsets.push(self.text.len() as u32);
            self.df.push(runs.df[run as usize] as usize);
            self.tf.push(runs.tf[run as usize] as usize);
        }
        while let Some((order, spelt)) = self.orders.get(length + 1)
            && let Some(&longer) = order.get(*spelt)
            && let (beginning, word) = self.lengths[length + 1].parts[longer as usize]
            && beginning == run
        {
            self.spell(length + 1, longer, word);
        }
        self.joined.truncate(end);
    }
}

/// For each length the runs that stand `floor` times or more, in the order of their
/// terms, of which none was spelt.
fn orders(words: &Terms, lengths: &[Runs], floor: u32) -> Vec<(Vec<u32>, usize)> {
    let mut orders = Vec::new();
    // Of each word, and of each run that is shorter by a word, the place in its order.
    let (mut of_word, mut of_shorter) = (Vec::new(), Vec::new());
    for runs in lengths {
        let often = (0..).zip(&runs.tf).filter(|(_, tf)| **tf >= floor);
        let often = often.map(|(run, _)| run);
        let order: Vec<u32> = if orders.is_empty() {
            let mut order: Vec<u32> = often.collect();
            order.par_sort_unstable_by_key(|&word| words.term(word));
            order
        } else {
            // What a run is made of stands as often, and so has a place.
            let placed = often.map(|run| {
                let (shorter, word) = runs.parts[run as usize];
                (of_shorter[shorter as usize], of_word[word as usize], run)
            });
            let mut placed: Vec<(u32, u32, u32)> = placed.collect();
            placed.par_sort_unstable();
            placed.into_iter().map(|(_, _, run)| run).collect()
        };
        let mut places = vec![NONE; runs.tf.len()];
        for (place, &run) in (0..).zip(&order) {
            places[run as usize] = place;
        }
        if orders.is_empty() {
            of_word.clone_from(&places);
        }
        of_shorter = places;
        orders.push((order, 0));
    }
    orders
}
