//! The fitted form of [`Tfidf`].

use rayon::prelude::*;

use super::Tfidf;
use crate::error::{Error, Result};
use crate::features::Vocabulary;
use crate::matrix::CsrMatrix;
use crate::text::ngrams::char_wb_ngrams;

/// A vocabulary with the idf of its terms, one column for each.
#[derive(Debug, Clone, PartialEq)]
pub struct FittedTfidf {
    tfidf: Tfidf,
    vocabulary: Vocabulary,
    idf: Vec<f32>,
}

impl FittedTfidf {
    /// What [`FittedTfidf::tfidf`], [`FittedTfidf::vocabulary`] and
    /// [`FittedTfidf::idf`] gave, put together again.
    ///
    /// # Errors
    ///
    /// If a parameter is out of its range, or if `idf` does not hold one finite
    /// number above 0 for each term.
    pub fn from_parts(tfidf: Tfidf, vocabulary: Vocabulary, idf: Vec<f32>) -> Result<Self> {
        tfidf.check()?;
        let broken = |what: String| Err(Error::new(what).remedy("train the model anew"));
        if idf.len() != vocabulary.len() {
            let (values, terms) = (idf.len(), vocabulary.len());
            return broken(format!("there are {values} idf values for {terms} terms"));
        }
        if let Some(idf) = idf.iter().find(|idf| !(idf.is_finite() && **idf > 0.0)) {
            return broken(format!("an idf is {idf}"));
        }
        Ok(Self {
            tfidf,
            vocabulary,
            idf,
        })
    }

    /// A matrix of one row for each text (texts × [`FittedTfidf::columns`]).
    ///
    /// Rows have a Euclidean norm of 1, or of 0 where a text holds no term of
    /// the vocabulary.
    #[must_use]
    pub fn transform<T: AsRef<str> + Sync>(&self, texts: &[T]) -> CsrMatrix {
        let rows: Vec<_> = texts
            .par_iter()
            .map(|text| self.transform_one(text.as_ref()))
            .collect();
        let mut matrix = CsrMatrix::new(self.columns());
        for row in rows {
            matrix.push_row(row);
        }
        matrix
    }

    /// The row of one text as (column, weight) pairs with rising columns.
    #[must_use]
    pub fn transform_one(&self, text: &str) -> Vec<(u32, f32)> {
        let row = self.exact_row(text).into_iter();
        row.map(|(column, weight)| (column, weight as f32))
            .collect()
    }

    /// The row of one text before its weights are rounded to 32 bits.
    pub(in crate::features) fn exact_row(&self, text: &str) -> Vec<(u32, f64)> {
        let (mut columns, mut row) = (Vec::new(), Vec::new());
        self.each_column(text, |column| columns.push(column));
        self.row(&mut columns, &mut row);
        row
    }

    /// Calls `take` with the columns of a text, each as often as its term stands there.
    pub(super) fn each_column(&self, text: &str, mut take: impl FnMut(u32)) {
        self.tfidf.each_ngram(text, |ngram| {
            self.vocabulary.index(ngram).into_iter().for_each(&mut take);
        });
    }

    /// Writes to `row` the row of a text with these columns, each as often as its term
    /// stands there, and gives the norm that it was divided by. The columns are put in
    /// order.
    pub(super) fn row(&self, columns: &mut [u32], row: &mut Vec<(u32, f64)>) -> f64 {
        columns.sort_unstable();
        let same = columns.chunk_by(u32::eq);
        row.clear();
        row.extend(same.map(|same| (same[0], self.weight(same[0], same.len()))));
        let norm = row.iter().map(|(_, w)| w * w).sum::<f64>().sqrt();
        row.iter_mut().for_each(|(_, weight)| *weight /= norm);
        norm
    }

    /// The columns of the n-grams of one word, each as often as it stands there.
    pub(in crate::features) fn columns_of_word(&self, word: &str) -> impl Iterator<Item = u32> {
        let mut columns = Vec::new();
        char_wb_ngrams(word, self.tfidf.ngram_range, |ngram| {
            columns.extend(self.vocabulary.index(ngram));
        });
        columns.into_iter()
    }

    /// The weight of a term that stands `count` times in a text.
    fn weight(&self, column: u32, count: usize) -> f64 {
        self.tfidf.tf(count as u32) * f64::from(self.idf[column as usize])
    }

    /// What a term that stands `count` times in a text weighs beyond its count times its
    /// idf.
    pub(super) fn beyond_count(&self, column: u32, count: usize) -> f64 {
        let beyond = self.tfidf.tf(count as u32) - count as f64;
        beyond * f64::from(self.idf[column as usize])
    }

    /// The parameters.
    #[must_use]
    pub fn tfidf(&self) -> &Tfidf {
        &self.tfidf
    }

    /// The term of each column.
    #[must_use]
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The idf of each column.
    #[must_use]
    pub fn idf(&self) -> &[f32] {
        &self.idf
    }

    /// The number of columns.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.vocabulary.len()
    }
}
