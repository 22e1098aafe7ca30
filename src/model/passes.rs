//! Passes over the rows of a matrix: each row's product with some factors, and what
//! comes of it added up for the row's features.

use std::ops::Range;

use rayon::prelude::*;

use crate::matrix::{CsrMatrix, FactoredMatrix};

use super::lines::{AT_ONCE, Four, Lines, Number, fours, width};
use super::parts::Parts;

/// Into how many blocks the rows are cut, at least and at most. The number depends on
/// the matrix alone, and the sums of the blocks are added in order, so that the result
/// does not depend on the number of threads.
const BLOCKS: (usize, usize) = (2, 8);
/// How many entries a column of one block has on average, if there are more blocks than
/// the fewest: with less, adding up the blocks would cost as much as their rows.
const ENTRIES_A_COLUMN: usize = 11;
/// How many rows ahead memory is asked for: a row takes less time than the memory.
const AHEAD: usize = 2;

/// The rows of a matrix in fixed blocks, with memory for the sums of each.
///
/// Vectors are fours, feature by feature with the intercepts last.
pub struct Passes<'a, T: Number> {
    /// The short rows.
    matrix: &'a CsrMatrix,
    parts: Parts<'a, T>,
    /// How many fours of the lines are those of columns; behind them are those of parts.
    own: usize,
    labels: usize,
    blocks: Vec<(Range<usize>, Lines<T>)>,
    /// The sums of the intercepts.
    intercepts: Vec<Four<T>>,
}

impl<'a, T: Number> Passes<'a, T> {
    /// Passes over the rows of a matrix for so many labels.
    pub fn new(matrix: &'a FactoredMatrix, labels: usize) -> Self {
        let parts = Parts::new(matrix, width(labels));
        let own = matrix.own_columns() * width(labels);
        let matrix = matrix.short_rows();
        let (fewest, most) = BLOCKS;
        let entries = matrix.entries() / matrix.columns().max(1);
        let count = (entries / ENTRIES_A_COLUMN).clamp(fewest, most);
        // A power of two: of three blocks a second thread would have one, and then wait.
        let count = 1 << count.ilog2();
        let blocks = matrix.cut_rows(count).map(|own| (own, Lines::new(labels)));
        Self {
            matrix,
            parts,
            own,
            labels,
            blocks: blocks.collect(),
            intercepts: vec![Four::default(); width(labels)],
        }
    }

    /// Cuts what holds some numbers for each row, one row behind the other, into blocks.
    pub fn cut<'k>(&self, numbers: &'k [f64]) -> impl Iterator<Item = &'k [f64]> {
        let each = numbers.len() / self.matrix.rows().max(1);
        let blocks = self.blocks.iter();
        blocks.map(move |(rows, _)| &numbers[rows.start * each..rows.end * each])
    }

    /// As [`Passes::cut`], to be written to.
    pub fn cut_mut<'k>(&self, mut rest: &'k mut [f64]) -> impl Iterator<Item = &'k mut [f64]> {
        let each = rest.len() / self.matrix.rows().max(1);
        self.blocks.iter().map(move |(rows, _)| {
            let (own, behind) = std::mem::take(&mut rest).split_at_mut(rows.len() * each);
            rest = behind;
            own
        })
    }

    /// Takes the product of each row and `factors`, lets `turn` make another number a
    /// label of it, and adds those up for the features of the row, times their values.
    ///
    /// `turn` gets what is `kept` for the block, the row, its place in the block, and the
    /// product. The sum of what it gives is given.
    pub fn run<K: Send>(
        &mut self,
        factors: &[Four<T>],
        kept: impl IntoIterator<Item = K>,
        turn: impl Fn(&mut K, usize, usize, &mut [T]) -> f64 + Sync,
    ) -> f64 {
        let (matrix, labels) = (self.matrix, self.labels);
        let (weights, intercepts) = factors.split_at(factors.len() - width(labels));
        let weights = self.parts.factors(weights);
        let blocks: Vec<_> = self.blocks.iter_mut().zip(kept).collect();
        let sums: Vec<(Vec<f64>, f64)> = blocks
            .into_par_iter()
            .map(|((rows, lines), mut kept)| {
                lines.set(weights);
                let (mut total, mut given) = (vec![0.0; labels], 0.0);
                let mut own = intercepts.to_vec();
                for (place, row) in rows.clone().enumerate() {
                    let entries = matrix.row(row);
                    if row + AHEAD < rows.end {
                        lines.ask_for(matrix.row(row + AHEAD).0);
                    }
                    own.copy_from_slice(intercepts);
                    lines.add_product(entries, &mut own);
                    let product = &mut own.as_flattened_mut()[..labels];
                    given += turn(&mut kept, row, place, product);
                    for (total, &own) in total.iter_mut().zip(&*product) {
                        *total += own.into();
                    }
                    lines.add_outer(entries, &own);
                }
                (total, given)
            })
            .collect();
        let (mut total, mut given) = (vec![0.0; labels], 0.0);
        for (own, own_given) in &sums {
            given += own_given;
            (total.iter_mut().zip(own)).for_each(|(total, own)| *total += own);
        }
        self.intercepts = fours(&total, labels);
        given
    }

    /// Writes what the last pass summed up to `sums`, with `alpha` times `vector` added
    /// for the features, but not for the intercepts; gives their scalar product with
    /// `vector`, each sum over four labels in 64 bits.
    pub fn sums(&self, alpha: f64, vector: &[Four<T>], sums: &mut [Four<T>]) -> f64 {
        let alpha = T::of(alpha);
        let (own, last) = sums.split_at_mut(sums.len() - self.intercepts.len());
        let (vector, intercepts) = vector.split_at(own.len());
        let of_parts = self.sums_of_parts();
        let parts = (own.par_chunks_mut(AT_ONCE)).zip(vector.par_chunks(AT_ONCE));
        let products: Vec<f64> = parts
            .enumerate()
            .map(|(chunk, (sums, vector))| {
                let first = chunk * AT_ONCE;
                for (sum, vector) in sums.iter_mut().zip(vector) {
                    *sum = vector.map(|own| alpha * own);
                }
                self.add_sums(first.min(self.own)..self.own, sums);
                self.parts.add_sums(first, &of_parts, sums);
                dot(sums, vector)
            })
            .collect();
        last.copy_from_slice(&self.intercepts);
        products.iter().sum::<f64>() + dot(last, intercepts)
    }

    /// What the last pass summed up for the parts.
    fn sums_of_parts(&self) -> Vec<Four<T>> {
        let all = self.matrix.columns() * width(self.labels);
        let mut sums = vec![Four::default(); all - self.own];
        let parts = sums.par_chunks_mut(AT_ONCE).enumerate();
        parts.for_each(|(chunk, sums)| self.add_sums(self.own + chunk * AT_ONCE..all, sums));
        sums
    }

    /// Adds up what all blocks have in these lines, or as many of them as there are sums.
    fn add_sums(&self, lines: Range<usize>, sums: &mut [Four<T>]) {
        for (_, own) in &self.blocks {
            for (sum, of_block) in sums.iter_mut().zip(own.sums(lines.clone())) {
                for (sum, &own) in sum.iter_mut().zip(of_block) {
                    *sum += own;
                }
            }
        }
    }
}

fn dot<T: Number>(a: &[Four<T>], b: &[Four<T>]) -> f64 {
    let mut sums = [0.0_f64; 4];
    for (a, b) in a.iter().zip(b) {
        for ((sum, &a), &b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a.into() * b.into();
        }
    }
    sums.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::lines::numbers;

    /// As many blocks as two threads, or four or eight, share evenly, and rows of the
    /// one column in each.
    #[test]
    fn blocks_are_alike_and_a_power_of_two() {
        for (rows, blocks) in [(10, 2), (40, 2), (50, 4), (80, 4), (90, 8), (1_000, 8)] {
            let mut matrix = CsrMatrix::new(1);
            (0..rows).for_each(|_| matrix.push_row([(0, 1.0)]));
            let matrix = matrix.into();
            let passes = Passes::<f64>::new(&matrix, 2);
            let own: Vec<usize> = passes.blocks.iter().map(|(own, _)| own.len()).collect();
            assert_eq!(own.len(), blocks);
            assert!(
                own.iter().all(|own| own.abs_diff(rows / blocks) <= 1),
                "{own:?}"
            );
        }
    }

    /// Products and sums of rows that share parts are those of the rows written out, for any
    /// number of labels: the second column has entries of its own, all have some in parts.
    #[test]
    fn parts_are_summed_up_as_their_columns() {
        let mut parts = CsrMatrix::new(3);
        parts.push_row([(0, 1.0), (2, 2.0)]);
        parts.push_row([(1, 4.0), (2, -1.0)]);
        let mut short = CsrMatrix::new(5);
        short.push_row([(1, 1.0), (3, 0.5)]);
        short.push_row([(3, 2.0), (4, 1.0)]);
        let mut shared = FactoredMatrix::new(short, parts);
        let mut plain = CsrMatrix::new(3);
        plain.push_row([(0, 0.5), (1, 1.0), (2, 1.0)]);
        plain.push_row([(0, 2.0), (1, 4.0), (2, 3.0)]);
        let plain = FactoredMatrix::from(plain);
        let places = shared.renumber_by_frequency();
        assert_eq!((&places[..], shared.own_columns()), (&[2, 0, 1][..], 1));
        for labels in 1..=5 {
            let factors: Vec<f64> = (0..4 * labels).map(|i| (i * i % 7) as f64).collect();
            let mut moved = factors.clone();
            for (column, &place) in places.iter().enumerate() {
                let (from, to) = (column * labels, place as usize * labels);
                moved[to..to + labels].copy_from_slice(&factors[from..from + labels]);
            }
            let sums = |matrix: &FactoredMatrix, factors: &[f64]| {
                let mut passes = Passes::<f64>::new(matrix, labels);
                let factors = fours(factors, labels);
                let mut sums = factors.clone();
                passes.run(&factors, [(), ()], |(), row, _, own| {
                    own.iter_mut().for_each(|own| *own += row as f64);
                    0.0
                });
                let product = passes.sums(0.5, &factors, &mut sums);
                (numbers(&sums, labels), product)
            };
            let (expected, product) = sums(&plain, &factors);
            let (own, of_shared) = sums(&shared, &moved);
            assert_eq!(product, of_shared, "{labels} labels");
            for (column, expected) in expected.chunks(labels).enumerate() {
                let place = places.get(column).map_or(column, |&place| place as usize);
                assert_eq!(&own[place * labels..(place + 1) * labels], expected);
            }
        }
    }

    /// More columns and parts than one thread takes at once.
    #[test]
    fn many_parts_are_summed_up_as_their_columns() {
        let (columns, of_parts) = (AT_ONCE as u32 + 900, 2 * AT_ONCE as u32 + 5);
        let mut parts = CsrMatrix::new(columns as usize);
        for part in 0..of_parts {
            let first = part * 7 % (columns - 3);
            parts.push_row([(first, 0.5), (first + 2, (part % 5) as f32)]);
        }
        let mut short = CsrMatrix::new((columns + of_parts) as usize);
        for row in 0..400 {
            let part = columns + row * 20;
            short.push_row([
                (row * 12, 1.0),
                (part, 2.0),
                (part + 3, 1.0),
                (part + 9, 0.5),
            ]);
        }
        let shared = FactoredMatrix::new(short, parts);
        let mut plain = CsrMatrix::new(columns as usize);
        shared.each_row(0..400, |_, columns, values| {
            let mut row: Vec<_> = columns.iter().copied().zip(values).collect();
            row.sort_by_key(|&(column, _)| column);
            plain.push_row(
                row.into_iter()
                    .map(|(column, &value)| (column, value as f32)),
            );
        });
        let plain = FactoredMatrix::from(plain);
        let factors: Vec<f64> = (0..=columns).map(|i| f64::from(i % 11) - 5.0).collect();
        let factors = fours(&factors, 1);
        let sums = |matrix: &FactoredMatrix| {
            let mut passes = Passes::<f64>::new(matrix, 1);
            let mut sums = factors.clone();
            let nothing = std::iter::repeat(());
            passes.run(&factors, nothing, |(), _, _, own| own[0]);
            passes.sums(0.5, &factors, &mut sums);
            numbers(&sums, 1)
        };
        for (own, expected) in sums(&shared).iter().zip(sums(&plain)) {
            assert!((own - expected).abs() < 1e-9);
        }
    }

    /// A product and its sums, against sums written out; each row keeps its product.
    #[test]
    fn a_pass_multiplies_and_adds_up() {
        let mut matrix = CsrMatrix::new(2);
        matrix.push_row([(0, 1.0), (1, 0.5)]);
        matrix.push_row([]);
        matrix.push_row([(1, -2.0)]);
        let matrix = matrix.into();
        let factors = fours::<f64>(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 2);
        let mut passes = Passes::new(&matrix, 2);
        let mut kept = vec![0.0; 6];
        let parts: Vec<_> = passes.cut_mut(&mut kept).collect();
        let given = passes.run(&factors, parts, |kept, row, place, product| {
            kept[2 * place..2 * place + 2].copy_from_slice(product);
            product[1] = 0.0;
            row as f64
        });
        assert_eq!(given, 3.0);
        assert_eq!(kept, [7.5, 10.0, 5.0, 6.0, -1.0, -2.0]);
        let mut sums = factors.clone();
        let product = passes.sums(0.5, &factors, &mut sums);
        // 7.5 · (1, 0.5) − 1 · (0, −2), and half the factors.
        let expected = [7.5 + 0.5, 1.0, 5.75 + 1.5, 2.0, 7.5 + 5.0 - 1.0, 0.0];
        assert_eq!(numbers(&sums, 2), expected);
        let scalar = 8.0 + 2.0 + 3.0 * 7.25 + 8.0 + 5.0 * 11.5;
        assert_eq!(product, scalar);
    }
}
