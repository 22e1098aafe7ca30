//! A matrix whose rows share parts.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::CsrMatrix;

/// A sparse matrix X (rows × columns) = S · [I; P]. Each of its short rows, S (rows ×
/// (columns + parts)), has entries of its own, and behind the last column says how much it
/// has of each part, a row of P (parts × columns).
///
/// What a word has of n-grams of characters is such a part: it stands in each text that has
/// the word. A product with P and one with S take a fraction of the steps, and of the
/// memory, of one with X.
#[derive(Debug)]
pub struct FactoredMatrix {
    short: CsrMatrix,
    parts: CsrMatrix,
    /// P transposed, once it was asked for.
    of_columns: OnceLock<CsrMatrix>,
    /// How many columns S has before its parts: with [`FactoredMatrix::renumber_by_frequency`]
    /// those that have entries there, which are the first then.
    own: usize,
}

impl From<CsrMatrix> for FactoredMatrix {
    /// A matrix without parts.
    fn from(matrix: CsrMatrix) -> Self {
        let parts = CsrMatrix::new(matrix.columns());
        Self::new(matrix, parts)
    }
}

impl FactoredMatrix {
    /// The matrix of these short rows, S, and parts, P.
    #[must_use]
    pub fn new(short: CsrMatrix, parts: CsrMatrix) -> Self {
        debug_assert_eq!(short.columns(), parts.columns() + parts.rows());
        Self {
            of_columns: OnceLock::new(),
            own: parts.columns(),
            short,
            parts,
        }
    }

    /// The number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.short.rows()
    }

    /// The number of columns.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.parts.columns()
    }

    /// S, whose columns are the first [`FactoredMatrix::own_columns`] and then the parts.
    #[must_use]
    pub fn short_rows(&self) -> &CsrMatrix {
        &self.short
    }

    /// How many columns the short rows have before their parts.
    #[must_use]
    pub fn own_columns(&self) -> usize {
        self.own
    }

    /// P (parts × columns).
    #[must_use]
    pub fn parts(&self) -> &CsrMatrix {
        &self.parts
    }

    /// P transposed (columns × parts).
    #[must_use]
    pub fn of_columns(&self) -> &CsrMatrix {
        self.of_columns.get_or_init(|| self.parts.transposed())
    }

    /// What a matrix is before its columns are numbered by frequency.
    fn assert_rising(&self) {
        assert_eq!(
            self.own,
            self.columns(),
            "the columns are numbered by frequency"
        );
    }

    /// Multiplies each column by its scale.
    ///
    /// # Panics
    ///
    /// If the columns are numbered by frequency, as [`FactoredMatrix::select_columns`].
    pub fn scale_columns(&mut self, scales: &[f32]) {
        self.assert_rising();
        let of_parts = std::iter::repeat_n(1.0, self.parts.rows());
        let of_short: Vec<f32> = scales.iter().copied().chain(of_parts).collect();
        self.short.scale_columns(&of_short);
        self.parts.scale_columns(scales);
        self.of_columns = OnceLock::new();
    }

    /// Numbers columns and parts anew, so that what is often asked for lies together: first
    /// the columns that short rows have of their own, those with the most entries first.
    /// Rows no longer rise. Gives the new number of each column.
    ///
    /// # Panics
    ///
    /// If they are numbered so.
    pub fn renumber_by_frequency(&mut self) -> Vec<u32> {
        self.assert_rising();
        let (often, columns) = (self.short.entries_of_columns(), self.columns());
        let (of_short, of_parts) = often.split_at(self.own);
        let mut in_parts = vec![0; columns];
        for (part, &often) in of_parts.iter().enumerate() {
            let columns = self.parts.row(part).0.iter();
            columns.for_each(|&column| in_parts[column as usize] += often);
        }
        let mut order: Vec<usize> = (0..columns).collect();
        order.par_sort_by_key(|&column| Reverse((of_short[column], in_parts[column])));
        let mut of_part: Vec<usize> = (0..self.parts.rows()).collect();
        of_part.par_sort_by_key(|&part| Reverse(of_parts[part]));

        let own = of_short.iter().filter(|&&entries| entries > 0).count();
        let mut numbers = vec![0; columns + of_part.len()];
        // Columns are numbered by 32 bits.
        for (number, &column) in (0..).zip(&order) {
            numbers[column] = number;
        }
        for (number, &part) in (own as u32..).zip(&of_part) {
            numbers[columns + part] = number;
        }
        self.short.renumber_columns(&numbers, own + of_part.len());
        numbers.truncate(columns);
        self.parts = self.parts.select(&of_part);
        self.parts.renumber_columns(&numbers, columns);
        self.of_columns = OnceLock::new();
        self.own = own;
        numbers
    }

    /// The matrix of these columns alone, numbered anew, and of the parts that have some of
    /// them; the ranges rise and do not overlap.
    ///
    /// # Panics
    ///
    /// If the columns are numbered by frequency.
    #[must_use]
    pub fn select_columns(&self, ranges: &[Range<u32>]) -> Self {
        self.assert_rising();
        let parts = self.parts.select_columns(ranges);
        let kept = (0..parts.rows()).filter(|&part| !parts.row(part).0.is_empty());
        let kept: Vec<usize> = kept.collect();
        let mut of_short = self.short.columns_in(ranges);
        kept.iter()
            .for_each(|part| of_short[self.own + part] = true);
        Self::new(self.short.filter_columns(&of_short), parts.select(&kept))
    }

    /// Calls `take` with each of these rows: its columns, in no order, and their values.
    pub fn each_row(&self, rows: Range<usize>, mut take: impl FnMut(usize, &[u32], &[f64])) {
        // The sum of each column, and the last row that had it, from 1.
        let mut sums = vec![(0.0, 0); self.columns()];
        let (mut columns, mut values) = (Vec::new(), Vec::new());
        for row in rows {
            columns.clear();
            let mut add = |column: u32, value: f64| {
                let (sum, last) = &mut sums[column as usize];
                if *last == row + 1 {
                    *sum += value;
                } else {
                    (*sum, *last) = (value, row + 1);
                    columns.push(column);
                }
            };
            let (short, of_short) = self.short.row(row);
            for (&column, &value) in short.iter().zip(of_short) {
                match (column as usize).checked_sub(self.own) {
                    None => add(column, f64::from(value)),
                    Some(part) => {
                        let (columns, values) = self.parts.row(part);
                        for (&column, &of_part) in columns.iter().zip(values) {
                            add(column, f64::from(value) * f64::from(of_part));
                        }
                    }
                }
            }
            values.clear();
            values.extend(columns.iter().map(|&column| sums[column as usize].0));
            take(row, &columns, &values);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Columns 0 to 3 and parts (0, 1, 0, 2) and (0, 3, 1, 0).
    fn example() -> FactoredMatrix {
        let mut parts = CsrMatrix::new(4);
        parts.push_row([(1, 1.0), (3, 2.0)]);
        parts.push_row([(1, 3.0), (2, 1.0)]);
        let mut short = CsrMatrix::new(6);
        short.push_row([(0, 5.0), (4, 1.0), (5, 2.0)]);
        short.push_row([]);
        short.push_row([(1, -0.5), (5, 1.0)]);
        short.push_row([(2, 1.0), (5, 1.0)]);
        FactoredMatrix::new(short, parts)
    }

    fn dense(matrix: &FactoredMatrix) -> Vec<Vec<f64>> {
        let mut dense = vec![vec![0.0; matrix.columns()]; matrix.rows()];
        matrix.each_row(0..matrix.rows(), |row, columns, values| {
            for (&column, &value) in columns.iter().zip(values) {
                assert_eq!(dense[row][column as usize], 0.0, "a column came twice");
                dense[row][column as usize] = value;
            }
        });
        dense
    }

    #[test]
    fn rows_are_sums_of_their_parts() {
        let mut matrix = example();
        assert_eq!((matrix.rows(), matrix.columns()), (4, 4));
        let expected = [
            [5.0, 7.0, 2.0, 2.0],
            [0.0; 4],
            [0.0, 2.5, 1.0, 0.0],
            [0.0, 3.0, 2.0, 0.0],
        ];
        assert_eq!(dense(&matrix), expected);
        let chosen = matrix.select_columns(&[0..1, 2..4]);
        let of_chosen = expected.map(|[a, _, b, c]| [a, b, c]);
        assert_eq!(dense(&chosen), of_chosen);
        // The second part has none of these.
        let chosen = matrix.select_columns(&[0..1, 3..4]);
        assert_eq!(dense(&chosen), expected.map(|[a, _, _, b]| [a, b]));
        assert_eq!(
            (chosen.parts().rows(), chosen.short_rows().entries()),
            (1, 2)
        );
        matrix.scale_columns(&[1.0, 2.0, 0.5, -1.0]);
        let scaled = expected.map(|[a, b, c, d]| [a, 2.0 * b, 0.5 * c, -d]);
        assert_eq!(dense(&matrix), scaled);
    }

    /// Three columns have one entry in short rows each, of which the second has four uses
    /// of parts besides and the third three; the last has none.
    #[test]
    fn columns_and_parts_are_numbered_by_frequency() {
        let mut matrix = example();
        let before = dense(&matrix);
        assert_eq!(matrix.renumber_by_frequency(), [2, 0, 1, 3]);
        assert_eq!(matrix.own_columns(), 3);
        let after = before
            .iter()
            .map(|row| vec![row[1], row[2], row[0], row[3]]);
        assert_eq!(dense(&matrix), after.collect::<Vec<_>>());
        // The second part, which is used three times, is the first now.
        assert_eq!(matrix.short_rows().row(0).0, [2, 4, 3]);
        assert_eq!(matrix.parts().row(0), (&[0, 1][..], &[3.0, 1.0][..]));
        assert_eq!(matrix.of_columns().row(3), (&[1][..], &[2.0][..]));
    }

    #[test]
    fn a_matrix_may_have_no_parts() {
        let mut matrix = CsrMatrix::new(2);
        matrix.push_row([(1, 2.0)]);
        let mut matrix = FactoredMatrix::from(matrix);
        assert_eq!(dense(&matrix), [[0.0, 2.0]]);
        assert_eq!(
            (matrix.renumber_by_frequency(), matrix.own_columns()),
            (vec![1, 0], 1)
        );
        assert_eq!(
            (matrix.columns(), dense(&matrix)),
            (2, vec![vec![2.0, 0.0]])
        );
    }
}
