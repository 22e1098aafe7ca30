//! How often each term stands in some texts.

use rayon::prelude::*;

use super::Tfidf;
use crate::error::{Error, Result};
use crate::features::terms::Terms;

/// How many texts one thread counts before it merges.
pub const TEXTS_AT_ONCE: usize = 1_000;

/// How often each term stands in some texts.
pub struct Counts {
    pub terms: Terms,
    /// In how many texts each term stands.
    pub df: Vec<usize>,
    /// How often each term stands in all of them.
    pub tf: Vec<usize>,
}

impl Counts {
    pub fn new() -> Self {
        Self {
            terms: Terms::new(),
            df: Vec::new(),
            tf: Vec::new(),
        }
    }

    /// The counts of both. The terms' numbers depend on the order of merging,
    /// their counts do not.
    pub fn merge(mut self, other: Self) -> Result<Self> {
        for (number, (df, tf)) in (0..).zip(other.df.iter().zip(&other.tf)) {
            let own = self.terms.number_or_add(other.terms.term(number));
            let own = own.ok_or_else(too_many_terms)? as usize;
            self.df.resize(self.terms.len(), 0);
            self.tf.resize(self.terms.len(), 0);
            self.df[own] += df;
            self.tf[own] += tf;
        }
        Ok(self)
    }
}

pub fn too_many_terms() -> Error {
    Error::new("the different n-grams take more than 4 GiB").remedy("narrow ngram_range")
}

impl Tfidf {
    /// The counts of the n-grams of texts, each n-gram taken as a string: for all
    /// analyzers, and slow.
    pub(super) fn count_strings<T: AsRef<str> + Sync>(&self, texts: &[T]) -> Result<Counts> {
        texts
            .par_chunks(TEXTS_AT_ONCE)
            .map(|texts| self.count(texts))
            .try_reduce(Counts::new, Counts::merge)
    }

    pub(super) fn count<T: AsRef<str>>(&self, texts: &[T]) -> Result<Counts> {
        let mut counts = Counts::new();
        let mut numbers = Vec::new();
        for text in texts {
            let mut full = false;
            self.each_ngram(text.as_ref(), |ngram| {
                match counts.terms.number_or_add(ngram) {
                    Some(number) => numbers.push(number),
                    None => full = true,
                }
            });
            if full {
                return Err(too_many_terms());
            }
            counts.df.resize(counts.terms.len(), 0);
            counts.tf.resize(counts.terms.len(), 0);
            numbers.sort_unstable();
            for same in numbers.chunk_by(u32::eq) {
                counts.df[same[0] as usize] += 1;
                counts.tf[same[0] as usize] += same.len();
            }
            numbers.clear();
        }
        Ok(counts)
    }
}
