//! The parts that rows share, in a pass over the rows.

use rayon::prelude::*;

use crate::matrix::{CsrMatrix, FactoredMatrix};

use super::lines::{AT_ONCE, Four, Number};

/// The parts of a matrix: what they are multiplied by is made before a pass over the
/// rows, and what is summed up for them becomes sums of columns behind it.
pub struct Parts<'a, T> {
    /// The parts (parts × columns), and transposed.
    parts: &'a CsrMatrix,
    of_columns: &'a CsrMatrix,
    /// How many fours of columns the short rows have before the parts.
    own: usize,
    /// How many fours a column has.
    width: usize,
    /// The factors of the short rows' columns, and of the parts.
    factors: Vec<Four<T>>,
}

impl<'a, T: Number> Parts<'a, T> {
    /// Those of a matrix, for columns of so many fours.
    pub fn new(matrix: &'a FactoredMatrix, width: usize) -> Self {
        Self {
            parts: matrix.parts(),
            of_columns: matrix.of_columns(),
            own: matrix.own_columns() * width,
            width,
            factors: Vec::new(),
        }
    }

    /// What the short rows' columns and the parts are multiplied by, where all columns are
    /// multiplied by `factors`.
    pub fn factors<'s>(&'s mut self, factors: &'s [Four<T>]) -> &'s [Four<T>] {
        let own = &factors[..self.own];
        if self.parts.rows() == 0 {
            return own;
        }
        self.factors.clear();
        self.factors.extend_from_slice(own);
        let places = 0..self.parts.rows() * self.width;
        let (parts, width) = (self.parts, self.width);
        let of_parts = places.into_par_iter().with_min_len(AT_ONCE);
        (self.factors).par_extend(of_parts.map(|place| product(parts, place, factors, width)));
        &self.factors
    }

    /// Adds to sums of columns, from this one on, what the sums of all parts are for them.
    pub fn add_sums(&self, first: usize, of_parts: &[Four<T>], sums: &mut [Four<T>]) {
        if of_parts.is_empty() {
            return;
        }
        for (place, sum) in (first..).zip(sums) {
            let own = product(self.of_columns, place, of_parts, self.width);
            (sum.iter_mut().zip(own)).for_each(|(sum, own)| *sum += own);
        }
    }
}

/// A four of the product of a matrix, one of whose rows has `width` of them, with factors.
fn product<T: Number>(
    matrix: &CsrMatrix,
    place: usize,
    factors: &[Four<T>],
    width: usize,
) -> Four<T> {
    let mut sum = Four::default();
    let (columns, values) = matrix.row(place / width);
    for (&column, &value) in columns.iter().zip(values) {
        let factors = factors[column as usize * width + place % width];
        for (sum, factor) in sum.iter_mut().zip(factors) {
            *sum += T::from(value) * factor;
        }
    }
    sum
}
