//! Factors and sums of all features side by side, for passes over the rows.
//!
//! Almost all time goes into waiting for the numbers of the row's features. So what
//! a feature is multiplied by and what is summed up for it lie side by side: a product
//! with the Hessian reads and adds in one pass and waits once. In 32 bits four labels
//! of both take half a line of the cache.

use std::borrow::Cow;
use std::fmt::Debug;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Range, Sub, SubAssign};

use rayon::prelude::*;

use crate::prefetch::prefetch;

/// How many labels stand together.
const TOGETHER: usize = 4;

/// How many fours, or features with all their fours, one thread takes at once.
pub const AT_ONCE: usize = 4_096;

/// A number for each of four labels.
pub type Four<T> = [T; TOGETHER];

/// Numbers of 32 or of 64 bits.
pub trait Number:
    Copy
    + Debug
    + Default
    + Send
    + Sync
    + Add<Output = Self>
    + Sub<Output = Self>
    + AddAssign
    + SubAssign
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + From<f32>
    + Into<f64>
{
    /// What aligns factors and sums of four labels so that they lie in one line of the
    /// cache.
    type Alignment: Copy + Debug + Default + Send + Sync;

    /// The nearest to a number.
    fn of(number: f64) -> Self;
}

impl Number for f32 {
    type Alignment = HalfALine;

    fn of(number: f64) -> Self {
        number as Self
    }
}

impl Number for f64 {
    type Alignment = WholeLine;

    fn of(number: f64) -> Self {
        number
    }
}

/// Half a line of the cache.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(32))]
pub struct HalfALine;

/// A line of the cache.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(64))]
pub struct WholeLine;

/// Four labels of a feature.
#[derive(Debug, Clone, Copy, Default)]
struct Line<T: Number> {
    factors: Four<T>,
    sums: Four<T>,
    _aligned: T::Alignment,
}

/// Factors and sums of all features. The labels are filled up with zeros to whole
/// lines, which change no sum.
#[derive(Debug)]
pub struct Lines<T: Number> {
    /// How many lines a feature has.
    width: usize,
    lines: Vec<Line<T>>,
}

/// How many groups of four so many labels take.
pub fn width(labels: usize) -> usize {
    labels.div_ceil(TOGETHER)
}

/// Numbers for each label of each feature (features × labels, by row) in fours.
pub fn fours<T: Number>(numbers: &[f64], labels: usize) -> Vec<Four<T>> {
    let width = width(labels);
    let mut fours = vec![Four::<T>::default(); numbers.len() / labels * width];
    let parts = (fours.par_chunks_mut(AT_ONCE * width)).zip(numbers.par_chunks(AT_ONCE * labels));
    parts.for_each(|(fours, numbers)| {
        let features = fours
            .chunks_exact_mut(width)
            .zip(numbers.chunks_exact(labels));
        for (fours, numbers) in features {
            for (own, &number) in fours.as_flattened_mut().iter_mut().zip(numbers) {
                *own = T::of(number);
            }
        }
    });
    fours
}

/// What [`fours`] was made of.
pub fn numbers<T: Number>(fours: &[Four<T>], labels: usize) -> Vec<f64> {
    let width = width(labels);
    let mut numbers = vec![0.0; fours.len() / width * labels];
    let parts = (numbers.par_chunks_mut(AT_ONCE * labels)).zip(fours.par_chunks(AT_ONCE * width));
    parts.for_each(|(numbers, fours)| {
        let features = numbers
            .chunks_exact_mut(labels)
            .zip(fours.chunks_exact(width));
        for (numbers, fours) in features {
            for (number, &own) in numbers.iter_mut().zip(fours.as_flattened()) {
                *number = own.into();
            }
        }
    });
    numbers
}

/// As [`fours`], without a copy where the labels fill whole fours.
pub fn as_fours(numbers: &[f64], labels: usize) -> Cow<'_, [Four<f64>]> {
    match numbers.as_chunks() {
        (fours, []) if labels.is_multiple_of(TOGETHER) => Cow::Borrowed(fours),
        _ => Cow::Owned(fours(numbers, labels)),
    }
}

/// As [`numbers`], without a copy where the labels fill whole fours.
pub fn into_numbers(fours: Vec<Four<f64>>, labels: usize) -> Vec<f64> {
    match labels.is_multiple_of(TOGETHER) {
        true => fours.into_flattened(),
        false => numbers(&fours, labels),
    }
}

impl<T: Number> Lines<T> {
    /// Lines that are to be set.
    pub fn new(labels: usize) -> Self {
        Self {
            width: width(labels),
            lines: Vec::new(),
        }
    }

    /// Takes these factors, and sums of zero.
    pub fn set(&mut self, factors: &[Four<T>]) {
        self.lines.clear();
        self.lines.extend(factors.iter().map(|&factors| Line {
            factors,
            ..Line::default()
        }));
    }

    /// Says that the first four labels of these features will be read soon.
    pub fn ask_for(&self, columns: &[u32]) {
        for &column in columns {
            prefetch(&self.lines, column as usize * self.width);
        }
    }

    /// Adds the product of a sparse row and the factors to `sums`.
    pub fn add_product(&self, (columns, values): (&[u32], &[f32]), sums: &mut [Four<T>]) {
        for (place, sums) in sums.iter_mut().enumerate() {
            let mut own = *sums;
            for (&column, &value) in columns.iter().zip(values) {
                let value = T::from(value);
                let line = &self.lines[column as usize * self.width + place];
                for (own, factor) in own.iter_mut().zip(line.factors) {
                    *own += value * factor;
                }
            }
            *sums = own;
        }
    }

    /// Adds to the sums of the row's features its values times a number a label.
    pub fn add_outer(&mut self, (columns, values): (&[u32], &[f32]), numbers: &[Four<T>]) {
        for (place, &numbers) in numbers.iter().enumerate() {
            for (&column, &value) in columns.iter().zip(values) {
                let value = T::from(value);
                let line = &mut self.lines[column as usize * self.width + place];
                // On a copy, so that four labels are added at once.
                let mut sums = line.sums;
                for (sum, number) in sums.iter_mut().zip(numbers) {
                    *sum += value * number;
                }
                line.sums = sums;
            }
        }
    }

    /// The sums of these lines.
    pub fn sums(&self, lines: Range<usize>) -> impl Iterator<Item = &Four<T>> {
        self.lines[lines].iter().map(|line| &line.sums)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every number of labels, against sums written out.
    #[test]
    fn products_are_those_of_the_dense_matrix() {
        let row = (&[0, 2][..], &[0.5, -2.0][..]);
        for labels in 1..=9 {
            assert_products::<f32>(row, labels);
            assert_products::<f64>(row, labels);
        }
    }

    fn assert_products<T: Number>(row: (&[u32], &[f32]), labels: usize) {
        let factors: Vec<f64> = (0..3 * labels).map(|i| i as f64 + 0.25).collect();
        let own = fours::<T>(&factors, labels);
        assert_eq!(
            (own.len(), numbers(&own, labels)),
            (3 * width(labels), factors.clone())
        );
        let mut lines = Lines::new(labels);
        lines.set(&own);
        lines.add_outer(row, &own[..width(labels)]);
        // What was summed before is forgotten.
        lines.set(&own);
        let mut sums = fours(&vec![1.0; labels], labels);
        lines.add_product(row, &mut sums);
        lines.add_outer(row, &own[..width(labels)]);
        let product = numbers(&sums, labels);
        let outer: Vec<Four<T>> = lines.sums(0..own.len()).copied().collect();
        let outer = numbers(&outer, labels);
        for label in 0..labels {
            let expected = 1.0 + 0.5 * factors[label] - 2.0 * factors[2 * labels + label];
            assert_eq!(product[label], expected, "{labels} labels");
            let expected = [0.5 * factors[label], 0.0, -2.0 * factors[label]];
            let own = [0, 1, 2].map(|column| outer[column * labels + label]);
            assert_eq!(own, expected, "{labels} labels");
        }
    }
}
