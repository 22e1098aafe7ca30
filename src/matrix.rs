//! A sparse matrix in compressed rows.

mod factored;

use std::ops::Range;

use rayon::prelude::*;

pub use factored::FactoredMatrix;

/// A matrix of which only the entries that are not zero are kept, row by row
/// (rows × columns), with column indices of 32 bits and values of 32 bits.
///
/// In each row the columns rise strictly, until they are numbered anew by
/// `renumber_columns`.
#[derive(Debug, Clone, PartialEq)]
pub struct CsrMatrix {
    columns: usize,
    /// Where each row begins; one more than there are rows.
    starts: Vec<usize>,
    indices: Vec<u32>,
    values: Vec<f32>,
}

impl CsrMatrix {
    /// A matrix of no rows and this many columns.
    #[must_use]
    pub fn new(columns: usize) -> Self {
        Self {
            columns,
            starts: vec![0],
            indices: Vec::new(),
            values: Vec::new(),
        }
    }

    /// Adds a row of (column, value) pairs.
    ///
    /// # Panics
    ///
    /// In builds with debug assertions, if the columns do not rise strictly or
    /// lie outside of the matrix.
    pub fn push_row(&mut self, row: impl IntoIterator<Item = (u32, f32)>) {
        let start = self.indices.len();
        for (index, value) in row {
            debug_assert!(
                (index as usize) < self.columns,
                "column {index} of {}",
                self.columns
            );
            debug_assert!(
                self.indices[start..]
                    .last()
                    .is_none_or(|&last| last < index),
                "column {index} does not rise"
            );
            self.indices.push(index);
            self.values.push(value);
        }
        self.starts.push(self.indices.len());
    }

    /// Adds the rows of another matrix of as many columns.
    pub fn append(&mut self, other: &Self) {
        debug_assert_eq!(self.columns, other.columns);
        let first = self.indices.len();
        self.indices.extend_from_slice(&other.indices);
        self.values.extend_from_slice(&other.values);
        let starts = other.starts[1..].iter().map(|start| first + start);
        self.starts.extend(starts);
    }

    /// Multiplies each column by its scale.
    pub fn scale_columns(&mut self, scales: &[f32]) {
        for (value, &column) in self.values.iter_mut().zip(&self.indices) {
            *value *= scales[column as usize];
        }
    }

    /// Gives each column another number, below `columns`. The entries of the rows keep
    /// their order.
    fn renumber_columns(&mut self, numbers: &[u32], columns: usize) {
        let part = self.part();
        self.indices.par_chunks_mut(part).for_each(|indices| {
            for column in indices {
                *column = numbers[*column as usize];
            }
        });
        self.columns = columns;
    }

    /// How many entries each column has.
    fn entries_of_columns(&self) -> Vec<usize> {
        let count = |indices: &[u32]| {
            let mut often = vec![0_usize; self.columns];
            (indices.iter()).for_each(|&column| often[column as usize] += 1);
            often
        };
        let often = self.indices.par_chunks(self.part()).map(count);
        let often = often.reduce_with(|mut often, others| {
            (often.iter_mut().zip(others)).for_each(|(own, other)| *own += other);
            often
        });
        often.unwrap_or_else(|| vec![0; self.columns])
    }

    /// How many entries are each thread's share.
    fn part(&self) -> usize {
        self.entries().div_ceil(rayon::current_num_threads()).max(1)
    }

    /// The matrix with rows for columns.
    fn transposed(&self) -> Self {
        let mut starts = vec![0; self.columns + 1];
        for &column in &self.indices {
            starts[column as usize + 1] += 1;
        }
        for column in 0..self.columns {
            starts[column + 1] += starts[column];
        }
        let mut free = starts.clone();
        let (mut indices, mut values) = (vec![0; self.entries()], vec![0.0; self.entries()]);
        for row in 0..self.rows() {
            let (columns, own) = self.row(row);
            for (&column, &value) in columns.iter().zip(own) {
                let place = &mut free[column as usize];
                // Rows are numbered by 32 bits, as the columns that they become.
                (indices[*place], values[*place]) = (row as u32, value);
                *place += 1;
            }
        }
        Self {
            columns: self.rows(),
            starts,
            indices,
            values,
        }
    }

    /// The number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.starts.len() - 1
    }

    /// Cuts the rows into so many blocks, one behind the other, with about as many
    /// entries each.
    pub(crate) fn cut_rows(&self, blocks: usize) -> impl Iterator<Item = Range<usize>> {
        let end = move |block| match block == blocks {
            true => self.rows(),
            false => {
                let entries = self.entries() * block / blocks;
                self.starts[..self.rows()].partition_point(|&start| start < entries)
            }
        };
        (0..blocks).map(move |block| end(block)..end(block + 1))
    }

    /// The number of columns.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The number of entries kept.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.indices.len()
    }

    /// The columns and the values of a row, of equal length.
    ///
    /// # Panics
    ///
    /// If there is no such row.
    #[must_use]
    pub fn row(&self, row: usize) -> (&[u32], &[f32]) {
        let range = self.starts[row]..self.starts[row + 1];
        (&self.indices[range.clone()], &self.values[range])
    }

    /// The matrix of these columns alone, numbered anew; the ranges rise and do
    /// not overlap.
    #[must_use]
    pub fn select_columns(&self, ranges: &[Range<u32>]) -> Self {
        self.filter_columns(&self.columns_in(ranges))
    }

    /// Whether each column is in one of the ranges.
    fn columns_in(&self, ranges: &[Range<u32>]) -> Vec<bool> {
        let mut kept = vec![false; self.columns];
        for range in ranges {
            kept[range.start as usize..range.end as usize].fill(true);
        }
        kept
    }

    /// The matrix of the columns that are kept, numbered anew.
    fn filter_columns(&self, kept: &[bool]) -> Self {
        let mut columns = 0;
        let numbers: Vec<u32> = (kept.iter())
            .map(|&kept| {
                let number = columns;
                columns += u32::from(kept);
                number
            })
            .collect();
        let mut chosen = Self::new(columns as usize);
        for row in 0..self.rows() {
            let (indices, values) = self.row(row);
            let entries = indices.iter().zip(values);
            let own = entries.filter(|&(&column, _)| kept[column as usize]);
            chosen.push_row(own.map(|(&column, &value)| (numbers[column as usize], value)));
        }
        chosen
    }

    /// The matrix of these rows, in this order.
    #[must_use]
    pub fn select(&self, rows: &[usize]) -> Self {
        let mut chosen = Self::new(self.columns);
        for &row in rows {
            let (indices, values) = self.row(row);
            chosen.indices.extend_from_slice(indices);
            chosen.values.extend_from_slice(values);
            chosen.starts.push(chosen.indices.len());
        }
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_cut_by_their_entries() {
        let mut matrix = CsrMatrix::new(4);
        for entries in [4, 0, 1, 3] {
            matrix.push_row((0..entries).map(|column| (column, 1.0)));
        }
        let cut = |blocks| matrix.cut_rows(blocks).collect::<Vec<_>>();
        assert_eq!(cut(1)[0], 0..4);
        assert_eq!(cut(2), [0..1, 1..4]);
        assert_eq!(cut(4), [0..1, 1..1, 1..4, 4..4]);
        assert_eq!(
            CsrMatrix::new(4).cut_rows(2).collect::<Vec<_>>(),
            [0..0, 0..0]
        );
    }

    #[test]
    fn rows_come_back_as_they_went_in() {
        let mut matrix = CsrMatrix::new(4);
        matrix.push_row([(0, 1.0), (3, 2.0)]);
        matrix.push_row([]);
        matrix.push_row([(2, 3.0)]);
        assert_eq!(
            (matrix.rows(), matrix.columns(), matrix.entries()),
            (3, 4, 3)
        );
        assert_eq!(matrix.row(0), (&[0, 3][..], &[1.0, 2.0][..]));
        assert_eq!(matrix.row(1), (&[][..], &[][..]));
        assert_eq!(matrix.select(&[2, 0]).row(0), (&[2][..], &[3.0][..]));
        let mut twice = matrix.clone();
        twice.append(&matrix);
        twice.scale_columns(&[2.0, 1.0, 1.0, 0.5]);
        assert_eq!((twice.rows(), twice.row(4)), (6, (&[][..], &[][..])));
        assert_eq!(twice.row(3), (&[0, 3][..], &[2.0, 1.0][..]));
        assert_eq!(twice.row(5), (&[2][..], &[3.0][..]));
        assert_eq!(twice.entries_of_columns(), [2, 0, 2, 2]);
        twice.renumber_columns(&[0, 3, 1, 2], 4);
        assert_eq!(twice.row(3), (&[0, 2][..], &[2.0, 1.0][..]));
        let turned = twice.transposed();
        assert_eq!((turned.rows(), turned.columns()), (4, 6));
        assert_eq!(turned.row(1), (&[2, 5][..], &[3.0, 3.0][..]));
        let chosen = matrix.select_columns(&[0..1, 2..4]);
        assert_eq!((chosen.rows(), chosen.columns()), (3, 3));
        assert_eq!(chosen.row(0), (&[0, 2][..], &[1.0, 2.0][..]));
        assert_eq!(chosen.row(2), (&[1][..], &[3.0][..]));
    }
}
