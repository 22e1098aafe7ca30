//! The parts that rows share, in a pass over the rows.

use rayon::prelude::*;

use crate::matrix::{CsrMatrix, FactoredMatrix};

use super::lines::{AT_ONCE, Four, Number};

/// The parts of a matrix: what they are multiplied by is made before a pass over the
/// rows, and what is summed up for them becomes sums of columns behind it.
pub struct Parts<'a, T> {
    matrix: &'a FactoredMatrix,
    /// How many fours a column has.
    width: usize,
    /// The factors of the short rows' columns, and of the parts.
    factors: Vec<Four<T>>,
}

impl<'a, T: Number> Parts<'a, T> {
    /// Those of a matrix, for columns of so many fours.
    pub fn new(matrix: &'a FactoredMatrix, width: usize) -> Self {
        let lines = matrix.short_rows().columns();
        Self {
            matrix,
            width,
            factors: vec![Four::default(); lines * width],
        }
    }

    /// What the short rows' columns and the parts are multiplied by, where all columns are
    /// multiplied by `factors`.
    pub fn factors<'s>(&'s mut self, factors: &'s [Four<T>]) -> &'s [Four<T>] {
        if self.factors.len() == factors.len() && self.matrix.parts().rows() == 0 {
            return factors;
        }
        let (own, parts) = self
            .factors
            .split_at_mut(self.matrix.own_columns() * self.width);
        own.copy_from_slice(&factors[..own.len()]);
        let parts = parts.par_iter_mut().enumerate().with_min_len(AT_ONCE);
        let (matrix, width) = (self.matrix.parts(), self.width);
        parts.for_each(|(place, part)| *part = product(matrix, place, factors, width));
        &self.factors
    }

    /// Adds to sums of columns, from this one on, what the sums of all parts are for them.
    pub fn add_sums(&self, first: usize, of_parts: &[Four<T>], sums: &mut [Four<T>]) {
        if of_parts.is_empty() {
            return;
        }
        let matrix = self.matrix.of_columns();
        for (place, sum) in (first..).zip(sums) {
            let own = product(matrix, place, of_parts, self.width);
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
