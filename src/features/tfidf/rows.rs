//! The rows of the texts that a vocabulary was learnt from.

use std::ops::Range;

use super::characters::CharacterPlaces;
use super::fitted::FittedTfidf;
use super::words::WordPlaces;
use crate::in_order::in_order;
use crate::matrix::CsrMatrix;

/// Up to which count of a term in a text a row is a sum of parts where a term does not
/// weigh its count: what is too much is taken off again, in 32 bits as well.
const LARGEST_COUNT: usize = 256;

/// How many rows one thread makes at once.
const ROWS_AT_ONCE: usize = 1_000;

/// Where the terms stand in the texts.
pub enum Places {
    Words(WordPlaces),
    Characters(CharacterPlaces),
    /// To be looked up in the texts.
    Unknown,
}

impl Places {
    /// Gives each term another number; those without one are forgotten.
    pub fn renumber(&mut self, numbers: &[u32]) {
        match self {
            Self::Words(places) => places.renumber(numbers),
            Self::Characters(places) => places.renumber(numbers),
            Self::Unknown => {}
        }
    }
}

/// Makes the rows of the texts that a vocabulary was learnt from, without looking
/// for their terms once more.
pub struct Rows(Places);

impl Rows {
    /// Rows of terms by their columns.
    pub fn new(places: Places) -> Self {
        Self(places)
    }

    /// Whether [`Rows::row`] looks at the texts.
    pub fn need_texts(&self) -> bool {
        matches!(self.0, Places::Unknown)
    }

    /// The row of a text as [`FittedTfidf::transform_one`] gives it, where `texts`
    /// and `fitted` are those of the fit.
    pub fn row<'s, T: AsRef<str>>(
        &self,
        fitted: &FittedTfidf,
        texts: &[T],
        text: usize,
        space: &'s mut Space,
    ) -> impl Iterator<Item = (u32, f32)> + use<'s, T> {
        let columns = &mut space.columns;
        columns.clear();
        match &self.0 {
            Places::Words(places) => places.each(text, |column| columns.push(column)),
            Places::Characters(places) => places.each(text, |column| columns.push(column)),
            Places::Unknown => {
                fitted.each_column(texts[text].as_ref(), |column| columns.push(column))
            }
        }
        fitted.row(columns, &mut space.row);
        (space.row.iter()).map(|&(column, weight)| (column, weight as f32))
    }

    /// Adds the parts of which rows are sums, if any: for each different word the terms within
    /// it, each with its count times its idf. `start` is the first column.
    pub fn append_parts(&self, fitted: &FittedTfidf, start: u32, parts: &mut CsrMatrix) {
        let Places::Characters(places) = &self.0 else {
            return;
        };
        for word in places.words() {
            let mut columns = word.to_vec();
            columns.sort_unstable();
            parts.push_row(columns.chunk_by(u32::eq).map(|same| {
                let idf = fitted.idf()[same[0] as usize];
                (start + same[0], same.len() as f32 * idf)
            }));
        }
    }

    /// [`Rows::row`] as a sum of parts: calls `part` with the number of each and how much
    /// of it the row has, and `entry` with what columns have besides.
    pub fn short_row<T: AsRef<str>>(
        &self,
        fitted: &FittedTfidf,
        texts: &[T],
        text: usize,
        space: &mut Space,
        mut part: impl FnMut(u32, f32),
        mut entry: impl FnMut(u32, f32),
    ) {
        let Places::Characters(places) = &self.0 else {
            let row = self.row(fitted, texts, text, space);
            row.for_each(|(column, weight)| entry(column, weight));
            return;
        };
        let Space {
            columns,
            row,
            words,
        } = space;
        columns.clear();
        places.each(text, |column| columns.push(column));
        let norm = fitted.row(columns, row);
        let beyond = |same: &[u32]| fitted.beyond_count(same[0], same.len());
        let mut often = (columns.chunk_by(u32::eq)).filter(|same| same.len() > LARGEST_COUNT);
        if often.any(|same| beyond(same) != 0.0) {
            (row.iter()).for_each(|&(column, weight)| entry(column, weight as f32));
            return;
        }
        words.clear();
        let with_terms = |word: &&u32| !places.word(**word).is_empty();
        words.extend(places.words_of(text).iter().filter(with_terms));
        words.sort_unstable();
        for same in words.chunk_by(u32::eq) {
            part(same[0], (same.len() as f64 / norm) as f32);
        }
        for same in columns.chunk_by(u32::eq) {
            let beyond = beyond(same);
            if beyond != 0.0 {
                entry(same[0], (beyond / norm) as f32);
            }
        }
    }
}

/// Where rows are made, one after the other.
#[derive(Default)]
pub struct Space {
    columns: Vec<u32>,
    row: Vec<(u32, f64)>,
    words: Vec<u32>,
}

/// Adds `rows` rows to a matrix, each as `make` writes it into a list: some at once,
/// so that little is held twice.
pub fn append_rows(
    matrix: &mut CsrMatrix,
    rows: usize,
    make: impl Fn(usize, &mut Space, &mut Vec<(u32, f32)>) + Sync,
) {
    let columns = matrix.columns();
    let part = |rows: Range<usize>| {
        let (mut part, mut own) = (CsrMatrix::new(columns), Vec::new());
        let mut space = Space::default();
        for row in rows {
            own.clear();
            make(row, &mut space, &mut own);
            part.push_row(own.iter().copied());
        }
        part
    };
    let starts = (0..rows).step_by(ROWS_AT_ONCE);
    let parts = starts.map(|start| start..(start + ROWS_AT_ONCE).min(rows));
    in_order(parts, part, |part| matrix.append(&part));
}
