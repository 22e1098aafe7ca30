//! Texts as weighted n-grams.

use std::borrow::Cow;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::vocabulary::Vocabulary;
use crate::error::{Error, Result};
use crate::matrix::CsrMatrix;
use crate::text::ngrams::{char_ngrams, char_wb_ngrams, spaced_words, word_ngrams};
use crate::text::normalise::normalise;
use crate::text::tokens;

mod buckets;
mod characters;
mod corpus;
mod counts;
mod fitted;
mod pairs;
mod rows;
#[cfg(test)]
mod tests;
mod words;

use corpus::Corpus;
use counts::Counts;
pub use fitted::FittedTfidf;
use rows::Places;
pub(super) use rows::{Rows, append_rows};
use words::Wanted;

/// In place of the number of a term that is not kept.
const NONE: u32 = u32::MAX;

/// What the n-grams are made of, with scikit-learn's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Analyzer {
    /// Words, joined by one space.
    Word,
    /// Characters of the whole text.
    Char,
    /// Characters of one word, with a space before and behind it.
    CharWb,
}

/// Turns texts into TF-IDF rows, as scikit-learn's `TfidfVectorizer` does with
/// `smooth_idf=True` and `norm="l2"`.
///
/// With n texts, of which df hold a term, and tf times the term in a text:
///
/// - idf = ln((1 + n) / (1 + df)) + 1,
/// - weight = tf · idf, or (1 + ln tf) · idf with `sublinear_tf`,
/// - each row is divided by its Euclidean norm.
///
/// Two things differ from scikit-learn. Texts are folded (see
/// [`text::normalise`](crate::text::normalise)), not only put into lower case;
/// and marks belong to their word (see [`text::tokens`](crate::text::tokens)).
///
/// ```
/// use stance::features::{Analyzer, Tfidf};
/// let texts = ["Rain and rain", "rain and wind"];
/// let tfidf = Tfidf::new(Analyzer::Word).fit(&texts)?;
/// assert_eq!(tfidf.vocabulary().iter().collect::<Vec<_>>(), ["and", "rain", "wind"]);
/// // "and" and "rain" stand in all texts: their idf is 1.
/// let root = 5_f32.sqrt();
/// assert_eq!(tfidf.transform_one("rain and rain"), [(0, 1.0 / root), (1, 2.0 / root)]);
/// # Ok::<(), stance::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tfidf {
    analyzer: Analyzer,
    ngram_range: (usize, usize),
    min_df: usize,
    max_df: f64,
    max_features: Option<usize>,
    sublinear_tf: bool,
    normalise: bool,
    min_token_chars: usize,
}

/// The longest n-gram that makes sense. A model file that asks for more would
/// let each text take quadratic time.
const LONGEST_NGRAM: usize = 100;

impl Tfidf {
    /// scikit-learn's defaults: single words or characters, all of them, and
    /// words of two characters or more; but with folding.
    #[must_use]
    pub fn new(analyzer: Analyzer) -> Self {
        Self {
            analyzer,
            ngram_range: (1, 1),
            min_df: 1,
            max_df: 1.0,
            max_features: None,
            sublinear_tf: false,
            normalise: true,
            min_token_chars: 2,
        }
    }

    /// The shortest and the longest n-gram, in words or characters.
    #[must_use]
    pub fn ngram_range(mut self, shortest: usize, longest: usize) -> Self {
        self.ngram_range = (shortest, longest);
        self
    }

    /// In how many texts a term must stand to be kept: a count of 1 or more.
    #[must_use]
    pub fn min_df(mut self, texts: usize) -> Self {
        self.min_df = texts;
        self
    }

    /// In which share of the texts a term may stand to be kept: above 0, at most 1.
    #[must_use]
    pub fn max_df(mut self, share: f64) -> Self {
        self.max_df = share;
        self
    }

    /// Keeps this many terms: those that stand most often in all texts
    /// together; of equals the first in the order of the alphabet.
    #[must_use]
    pub fn max_features(mut self, terms: impl Into<Option<usize>>) -> Self {
        self.max_features = terms.into();
        self
    }

    /// Whether a term counts 1 + ln tf instead of tf.
    #[must_use]
    pub fn sublinear_tf(mut self, yes: bool) -> Self {
        self.sublinear_tf = yes;
        self
    }

    /// Whether texts are folded first.
    #[must_use]
    pub fn normalise(mut self, yes: bool) -> Self {
        self.normalise = yes;
        self
    }

    /// Leaves out shorter words, where marks do not count. Only for
    /// [`Analyzer::Word`].
    #[must_use]
    pub fn min_token_chars(mut self, characters: usize) -> Self {
        self.min_token_chars = characters;
        self
    }

    /// What the n-grams are made of.
    #[must_use]
    pub fn analyzer(&self) -> Analyzer {
        self.analyzer
    }

    /// The shortest and the longest n-gram.
    #[must_use]
    pub fn ngrams(&self) -> (usize, usize) {
        self.ngram_range
    }

    /// In how many texts a term must stand at least, and how many terms are kept.
    #[must_use]
    pub fn limits(&self) -> (usize, Option<usize>) {
        (self.min_df, self.max_features)
    }

    /// Whether texts are folded first.
    pub(super) fn folds(&self) -> bool {
        self.normalise
    }

    /// How long a word is at least, in characters.
    pub(super) fn least_token_chars(&self) -> usize {
        self.min_token_chars
    }

    /// What a term counts that stands `count` times in a text.
    pub(super) fn tf(&self, count: u32) -> f64 {
        let count = f64::from(count);
        if self.sublinear_tf {
            1.0 + libm::log(count)
        } else {
            count
        }
    }

    /// Learns the vocabulary and the idf of `texts`.
    ///
    /// Memory grows with the texts by 4 bytes a word and length of n-grams. N-grams of
    /// words are counted some at a time, of which each takes 16 bytes as often as it
    /// stands in the texts, about 64 MiB together. With `max_features`, those that are
    /// too rare are told before by 2 bytes each, at most 64 MiB; what is kept besides is
    /// about twice the terms asked for. N-grams of characters within words take memory
    /// for each different word, those across words for each different n-gram.
    ///
    /// # Errors
    ///
    /// If a parameter is out of its range, or if no term is left.
    pub fn fit<T: AsRef<str> + Sync>(&self, texts: &[T]) -> Result<FittedTfidf> {
        let fitted = self.fit_if_any(texts)?;
        let (fitted, _) = fitted.ok_or_else(|| self.nothing_left(texts.len()))?;
        Ok(fitted)
    }

    /// Learns from `texts`, and gives their matrix as well: that of
    /// [`FittedTfidf::transform`], sooner.
    ///
    /// # Errors
    ///
    /// As [`Tfidf::fit`].
    pub fn fit_transform<T: AsRef<str> + Sync>(
        &self,
        texts: &[T],
    ) -> Result<(FittedTfidf, CsrMatrix)> {
        let fitted = self.fit_if_any(texts)?;
        let (fitted, rows) = fitted.ok_or_else(|| self.nothing_left(texts.len()))?;
        let mut matrix = CsrMatrix::new(fitted.columns());
        append_rows(&mut matrix, texts.len(), |text, space, into| {
            into.extend(rows.row(&fitted, texts, text, space));
        });
        Ok((fitted, matrix))
    }

    /// As [`Tfidf::fit`], with what makes the rows of these texts; but none where
    /// no term is left.
    pub(super) fn fit_if_any<T: AsRef<str> + Sync>(
        &self,
        texts: &[T],
    ) -> Result<Option<(FittedTfidf, Rows)>> {
        self.check()?;
        let (counts, mut places) = self.count_terms(texts)?;
        let kept = self.prune(&counts, texts.len());
        if kept.is_empty() {
            return Ok(None);
        }

        let mut bytes = Vec::new();
        let mut offsets = vec![0];
        let mut idf = Vec::with_capacity(kept.len());
        let mut columns = vec![NONE; counts.terms.len()];
        for (column, number) in (0..).zip(kept) {
            bytes.extend_from_slice(counts.terms.term(number).as_bytes());
            // Not longer than the buffer of all terms, which is below 4 GiB.
            offsets.push(bytes.len() as u32);
            let df = counts.df[number as usize] as f64;
            idf.push((libm::log((1.0 + texts.len() as f64) / (1.0 + df)) + 1.0) as f32);
            columns[number as usize] = column;
        }
        places.renumber(&columns);
        let vocabulary = Vocabulary::from_parts(bytes, offsets)?;
        let fitted = FittedTfidf::from_parts(self.clone(), vocabulary, idf)?;
        Ok(Some((fitted, Rows::new(places))))
    }

    /// The counts of all terms that may be kept, and where they stand.
    fn count_terms<T: AsRef<str> + Sync>(&self, texts: &[T]) -> Result<(Counts, Places)> {
        match self.analyzer {
            Analyzer::Word => {
                let corpus = Corpus::read(texts, |piece, take| {
                    let piece = self.folded(piece);
                    self.long_words(&piece).for_each(take);
                })?;
                let wanted = Wanted {
                    range: self.ngram_range,
                    min_df: self.min_df,
                    most: self.max_df * texts.len() as f64,
                    terms: self.max_features,
                };
                let (counts, places) = words::count(corpus, wanted)?;
                Ok((counts, Places::Words(places)))
            }
            Analyzer::CharWb => {
                let corpus = Corpus::read(texts, |piece, take| {
                    let piece = self.folded(piece);
                    spaced_words(&piece).for_each(|word| take(word.of(&piece)));
                })?;
                let (counts, places) = characters::count(corpus, self.ngram_range)?;
                Ok((counts, Places::Characters(places)))
            }
            Analyzer::Char => Ok((self.count_strings(texts)?, Places::Unknown)),
        }
    }

    /// The numbers of the terms that are kept, in the order of the terms.
    fn prune(&self, counts: &Counts, texts: usize) -> Vec<u32> {
        let most = self.max_df * texts as f64;
        let mut kept: Vec<u32> = (0..)
            .zip(&counts.df)
            .filter(|&(_, &df)| df >= self.min_df && df as f64 <= most)
            .map(|(number, _)| number)
            .collect();
        kept.par_sort_unstable_by_key(|&number| counts.terms.term(number));
        if let Some(limit) = self.max_features {
            // A stable sort: equals stay in the order of the alphabet.
            kept.par_sort_by_key(|&number| std::cmp::Reverse(counts.tf[number as usize]));
            kept.truncate(limit);
            kept.par_sort_unstable_by_key(|&number| counts.terms.term(number));
        }
        kept
    }

    fn nothing_left(&self, texts: usize) -> Error {
        let (min_df, max_df) = (self.min_df, self.max_df);
        if min_df == 1 && max_df == 1.0 {
            Error::new(format!("there is no term in the {texts} texts"))
                .remedy("give texts with words")
        } else {
            Error::new(format!(
                "no term of the {texts} texts is left with min_df {min_df} and max_df {max_df}"
            ))
            .remedy("lower min_df, raise max_df, or give texts with words")
        }
    }

    fn check(&self) -> Result<()> {
        let (shortest, longest) = self.ngram_range;
        let wrong = |what: String, remedy: &str| Err(Error::new(what).remedy(remedy));
        if shortest == 0 || shortest > longest || longest > LONGEST_NGRAM {
            wrong(
                format!("ngram_range ({shortest}, {longest}) is no range of n-grams"),
                "give two numbers from 1 to 100, the smaller first",
            )
        } else if self.min_df == 0 {
            wrong("min_df is 0".into(), "give a count of texts from 1")
        } else if !(self.max_df > 0.0 && self.max_df <= 1.0) {
            wrong(
                format!("max_df is {}", self.max_df),
                "give a share of the texts above 0 and not above 1",
            )
        } else if self.max_features == Some(0) {
            wrong("max_features is 0".into(), "give a count of terms from 1")
        } else if self.min_token_chars == 0 {
            wrong("min_token_chars is 0".into(), "give a length from 1")
        } else {
            Ok(())
        }
    }

    /// Calls `take` with each n-gram of `text`, as often as it stands there.
    fn each_ngram(&self, text: &str, take: impl FnMut(&str)) {
        let text = &self.folded(text);
        match self.analyzer {
            Analyzer::Word => word_ngrams(self.long_words(text), self.ngram_range, take),
            Analyzer::Char => char_ngrams(text, self.ngram_range, take),
            Analyzer::CharWb => char_wb_ngrams(text, self.ngram_range, take),
        }
    }

    /// `text`, folded if texts are.
    fn folded<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.normalise {
            true => Cow::Owned(normalise(text)),
            false => Cow::Borrowed(text),
        }
    }

    /// The words of a text that are long enough.
    fn long_words<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> {
        let words = tokens::tokens(text).map(move |word| word.of(text));
        words.filter(|word| tokens::length(word) >= self.min_token_chars)
    }
}
