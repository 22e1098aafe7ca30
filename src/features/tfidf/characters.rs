//! Counting the n-grams of characters within words, once for each different word.

use std::ops::Range;

use rayon::prelude::*;

use super::NONE;
use super::corpus::Corpus;
use super::counts::{Counts, too_many_terms};
use crate::error::Result;
use crate::features::terms::Terms;
use crate::in_order::in_order;
use crate::text::ngrams::char_wb_ngrams;

/// How many words one thread reads at least, unless there are fewer: a term that words of
/// two threads have is read by both, so that small shares are mostly read twice.
const WORDS_AT_LEAST: usize = 1_000;

/// Where the terms of a text stand.
pub struct CharacterPlaces {
    corpus: Corpus,
    /// The terms of the words, word after word, each as often as it stands there.
    terms: Vec<u32>,
    /// Where the terms of each word begin, and the end of the last.
    starts: Vec<usize>,
}

impl CharacterPlaces {
    /// The terms of each different word, each as often as it stands there.
    pub fn words(&self) -> impl Iterator<Item = &[u32]> {
        (0..self.corpus.words.len() as u32).map(|number| self.word(number))
    }

    /// The terms of the word of this number.
    pub fn word(&self, number: u32) -> &[u32] {
        let number = number as usize;
        &self.terms[self.starts[number]..self.starts[number + 1]]
    }

    /// The numbers of the words of a text.
    pub fn words_of(&self, text: usize) -> &[u32] {
        &self.corpus.numbers[self.corpus.places(text)]
    }

    /// Calls `take` with the terms of a text.
    pub fn each(&self, text: usize, mut take: impl FnMut(u32)) {
        for &word in self.words_of(text) {
            self.word(word).iter().for_each(|&term| take(term));
        }
    }

    /// Gives each term another number, or drops it for [`NONE`].
    pub fn renumber(&mut self, numbers: &[u32]) {
        let (mut kept, mut starts) = (Vec::new(), vec![0]);
        for word in self.starts.windows(2) {
            let own = &self.terms[word[0]..word[1]];
            let numbers = own.iter().map(|&term| numbers[term as usize]);
            kept.extend(numbers.filter(|&number| number != NONE));
            starts.push(kept.len());
        }
        (self.terms, self.starts) = (kept, starts);
    }

    /// In how many texts each of `terms` terms stands. Each thread counts a part of
    /// the texts.
    fn df(&self, terms: usize) -> Vec<usize> {
        let texts: Vec<usize> = (0..self.corpus.texts()).collect();
        let part = texts.len().div_ceil(rayon::current_num_threads()).max(1);
        let count = |texts: &[usize]| {
            // The count, and the last text that was counted, from 1.
            let mut df = vec![(0_usize, 0_usize); terms];
            for &text in texts {
                self.each(text, |term| {
                    let (df, last) = &mut df[term as usize];
                    *df += usize::from(*last != text + 1);
                    *last = text + 1;
                });
            }
            df.into_iter().map(|(df, _)| df).collect()
        };
        let add = |mut a: Vec<usize>, b: Vec<usize>| {
            a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
            a
        };
        let parts = texts.par_chunks(part).map(count);
        parts.reduce_with(add).unwrap_or_default()
    }
}

/// The counts of all n-grams of `range` characters within the words of a corpus.
///
/// # Errors
///
/// If they take more than 4 GiB.
pub fn count(corpus: Corpus, range: (usize, usize)) -> Result<(Counts, CharacterPlaces)> {
    let mut often = vec![0_usize; corpus.words.len()];
    for &word in &corpus.numbers {
        often[word as usize] += 1;
    }
    let each = often.len().div_ceil(rayon::current_num_threads());
    let each = each.max(WORDS_AT_LEAST);
    let firsts = (0..often.len()).step_by(each);
    let shares = firsts.map(|first| first..(first + each).min(often.len()));
    let mut counts = Counts::new();
    let (mut terms, mut starts) = (Vec::new(), vec![0]);
    let mut all = Ok(());
    in_order(
        shares,
        |words| Share::read(&corpus, words, range),
        |share| {
            let added =
                share.and_then(|share| share.add_to(&mut counts.terms, &mut terms, &mut starts));
            if all.is_ok() {
                all = added;
            }
        },
    );
    all?;
    counts.tf = vec![0; counts.terms.len()];
    for (own, often) in starts.windows(2).zip(often) {
        for &term in &terms[own[0]..own[1]] {
            counts.tf[term as usize] += often;
        }
    }
    let places = CharacterPlaces {
        corpus,
        terms,
        starts,
    };
    counts.df = places.df(counts.terms.len());
    Ok((counts, places))
}

/// The terms of some of the words.
struct Share {
    different: Terms,
    /// Their numbers, word after word.
    terms: Vec<u32>,
    /// How many of these each word has.
    lengths: Vec<usize>,
}

impl Share {
    fn read(corpus: &Corpus, words: Range<usize>, range: (usize, usize)) -> Result<Self> {
        let mut different = Terms::new();
        let (mut terms, mut lengths) = (Vec::new(), Vec::new());
        for word in words {
            let (before, mut full) = (terms.len(), false);
            // Words are numbered by 32 bits.
            char_wb_ngrams(
                corpus.words.term(word as u32),
                range,
                |ngram| match different.number_or_add(ngram) {
                    Some(term) => terms.push(term),
                    None => full = true,
                },
            );
            if full {
                return Err(too_many_terms());
            }
            lengths.push(terms.len() - before);
        }
        Ok(Self {
            different,
            terms,
            lengths,
        })
    }

    /// Adds the words behind others.
    fn add_to(self, all: &mut Terms, terms: &mut Vec<u32>, starts: &mut Vec<usize>) -> Result<()> {
        let mut end = terms.len();
        starts.extend(self.lengths.iter().map(|length| {
            end += length;
            end
        }));
        if all.len() == 0 {
            (*all, *terms) = (self.different, self.terms);
            return Ok(());
        }
        let numbers = (all.add_all(&self.different)).ok_or_else(too_many_terms)?;
        terms.extend(self.terms.iter().map(|&term| numbers[term as usize]));
        Ok(())
    }
}
