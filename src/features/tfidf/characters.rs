//! Counting the n-grams of characters within words, once for each different word.

use rayon::prelude::*;

use super::NONE;
use super::corpus::Corpus;
use super::counts::{Counts, too_many_terms};
use crate::error::Result;
use crate::text::ngrams::char_wb_ngrams;

/// Where the terms of a text stand.
pub struct CharacterPlaces {
    corpus: Corpus,
    /// The terms of the words, word after word, each as often as it stands there.
    terms: Vec<u32>,
    /// Where the terms of each word begin, and the end of the last.
    starts: Vec<usize>,
}

impl CharacterPlaces {
    /// Calls `take` with the terms of a text.
    pub fn each(&self, text: usize, mut take: impl FnMut(u32)) {
        for &word in &self.corpus.numbers[self.corpus.places(text)] {
            let word = word as usize;
            let terms = &self.terms[self.starts[word]..self.starts[word + 1]];
            terms.iter().for_each(|&term| take(term));
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
    let mut counts = Counts::new();
    let (mut terms, mut starts) = (Vec::new(), vec![0]);
    for (word, often) in (0..).zip(often) {
        let mut full = false;
        char_wb_ngrams(corpus.words.term(word), range, |ngram| {
            match counts.terms.number_or_add(ngram) {
                Some(term) => terms.push(term),
                None => full = true,
            }
        });
        if full {
            return Err(too_many_terms());
        }
        counts.tf.resize(counts.terms.len(), 0);
        let own = starts.last().copied().unwrap_or(0);
        for &term in &terms[own..] {
            counts.tf[term as usize] += often;
        }
        starts.push(terms.len());
    }
    let places = CharacterPlaces {
        corpus,
        terms,
        starts,
    };
    counts.df = places.df(counts.terms.len());
    Ok((counts, places))
}
