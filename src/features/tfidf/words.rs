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

/// How many terms one thread spells at once.
const TERMS_AT_ONCE: usize = 10_000;

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
    let (counts, terms) = terms(&corpus.words, &lengths, low, floor)?;
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

/// Goes through the runs in the order of their terms: each before the longer ones that
/// begin with it. What parts words is smaller than any letter, so that the order of the
/// words is that of the terms.
struct Walk<'r> {
    lengths: &'r [Runs],
    /// How many words a term has at least.
    low: usize,
    /// For each length the runs in the order of their terms, and how many were passed.
    orders: Vec<(Vec<u32>, usize)>,
    /// The length, less one, and the run of each term.
    runs: Vec<(usize, u32)>,
    /// For each length the term of each run, or [`NONE`].
    terms: Vec<Vec<u32>>,
}

impl Walk<'_> {
    /// Goes over the next run of a length, and all that begin with it.
    fn over(&mut self, length: usize, run: u32) {
        self.orders[length].1 += 1;
        if length + 1 >= self.low {
            self.terms[length][run as usize] = self.runs.len() as u32;
            self.runs.push((length, run));
        }
        while let Some((order, passed)) = self.orders.get(length + 1)
            && let Some(&longer) = order.get(*passed)
            && self.lengths[length + 1].parts[longer as usize].0 == run
        {
            self.over(length + 1, longer);
        }
    }
}

/// The terms of `low` words and more that stand `floor` times or more; and for each
/// length the term of each run, or [`NONE`].
fn terms(
    words: &Terms,
    lengths: &[Runs],
    low: usize,
    floor: u32,
) -> Result<(Counts, Vec<Vec<u32>>)> {
    let none = |runs: &Runs| vec![NONE; runs.tf.len()];
    let mut walk = Walk {
        lengths,
        low,
        orders: orders(words, lengths, floor),
        runs: Vec::new(),
        terms: lengths.iter().map(none).collect(),
    };
    while let Some(&word) = walk.orders[0].0.get(walk.orders[0].1) {
        walk.over(0, word);
    }
    let runs = walk.runs;
    let parts = runs.par_chunks(TERMS_AT_ONCE).map(|runs| {
        let (mut text, mut ends) = (String::new(), Vec::new());
        for &(length, run) in runs {
            spell(words, &lengths[..=length], run, &mut text);
            ends.push(text.len());
        }
        (text, ends)
    });
    let parts: Vec<(String, Vec<usize>)> = parts.collect();
    let (mut text, mut offsets) = (String::new(), vec![0]);
    for (own, ends) in parts {
        // Offsets of 32 bits hold no more.
        u32::try_from(text.len() + own.len()).map_err(|_| too_many_terms())?;
        offsets.extend(ends.iter().map(|end| (text.len() + end) as u32));
        text.push_str(&own);
    }
    let each = |of: fn(&Runs) -> &[u32]| {
        let each = runs
            .iter()
            .map(|&(length, run)| of(&lengths[length])[run as usize]);
        each.map(|count| count as usize).collect()
    };
    let counts = Counts {
        terms: Terms::from_different(text, offsets),
        df: each(|runs| &runs.df),
        tf: each(|runs| &runs.tf),
    };
    Ok((counts, walk.terms))
}

/// Writes a run of the last of these lengths behind a text.
fn spell(words: &Terms, lengths: &[Runs], run: u32, text: &mut String) {
    let mut word = run;
    if let [shorter @ .., runs] = lengths
        && !shorter.is_empty()
    {
        let (beginning, last) = runs.parts[run as usize];
        spell(words, shorter, beginning, text);
        text.push(' ');
        word = last;
    }
    text.push_str(words.term(word));
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
