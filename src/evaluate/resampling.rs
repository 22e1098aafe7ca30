//! Intervals by drawing the rows anew.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::Serialize;

/// The share of replicates that an interval holds.
const LEVEL: f64 = 0.95;

/// How the rows are drawn anew for intervals: the bootstrap of Efron (1979), over
/// groups.
///
/// Rows of one group (sentences of one article) resemble each other, so whole
/// groups are drawn, with replacement, as many as there are (Field and Welsh 2007).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Resampling {
    /// Where the random numbers begin; the same seed gives the same intervals, on
    /// any number of threads.
    pub seed: u64,
    /// How often the groups are drawn; with 0 there are no intervals.
    pub replicates: usize,
}

impl Default for Resampling {
    /// 2,000 replicates from seed 1.
    fn default() -> Self {
        Self {
            seed: 1,
            replicates: 2_000,
        }
    }
}

impl Resampling {
    /// The statistic of each replicate, which is the rows of the groups drawn.
    ///
    /// With fewer than two groups there is nothing to draw and no replicate.
    pub(super) fn replicates<T: Send>(
        &self,
        groups: &Groups,
        statistic: impl Fn(Draw) -> T + Sync,
    ) -> Vec<T> {
        if groups.len() < 2 {
            return Vec::new();
        }
        (0..self.replicates as u64)
            .into_par_iter()
            .map(|replicate| {
                // A stream of its own, whichever thread it runs on.
                let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
                rng.set_stream(replicate);
                statistic(Draw {
                    groups,
                    rng,
                    left: groups.len(),
                    rows: [].iter(),
                })
            })
            .collect()
    }
}

/// The rows of each group.
#[derive(Clone)]
pub(super) struct Groups(Vec<Vec<usize>>);

impl Groups {
    /// The groups of `rows` rows by their names, in the order of their first rows.
    /// A row without a name, or of an empty one, is a group of its own.
    pub(super) fn new(rows: usize, names: Option<&[String]>) -> Self {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut known = HashMap::new();
        for row in 0..rows {
            let name = names.and_then(|names| names.get(row));
            match name.filter(|name| !name.is_empty()) {
                None => groups.push(vec![row]),
                Some(name) => {
                    let group = *known.entry(name).or_insert(groups.len());
                    if group == groups.len() {
                        groups.push(Vec::new());
                    }
                    groups[group].push(row);
                }
            }
        }
        Self(groups)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The number of groups with a row for which this holds.
    pub(super) fn count(&self, holds: impl Fn(usize) -> bool) -> usize {
        let any = |rows: &&Vec<usize>| rows.iter().any(|&row| holds(row));
        self.0.iter().filter(any).count()
    }
}

/// The rows of one replicate, one after the other.
pub(super) struct Draw<'a> {
    groups: &'a Groups,
    rng: ChaCha8Rng,
    left: usize,
    rows: std::slice::Iter<'a, usize>,
}

impl Iterator for Draw<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        loop {
            if let Some(&row) = self.rows.next() {
                return Some(row);
            }
            self.left = self.left.checked_sub(1)?;
            self.rows = self.groups.0[self.rng.random_range(0..self.groups.len())].iter();
        }
    }
}

/// A 95 % interval.
///
/// It is written as `[low, high]`. It speaks of chance in the choice of rows only,
/// and is too narrow where there are few groups: a model without a mistake gets
/// [1, 1].
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(into = "[f64; 2]")]
pub struct Interval {
    /// The 2.5th percentile.
    pub low: f64,
    /// The 97.5th percentile.
    pub high: f64,
}

impl Interval {
    /// The percentile interval of the replicates in which the statistic has a
    /// value; `None` if it has none in any.
    pub(super) fn of(replicates: impl IntoIterator<Item = Option<f64>>) -> Option<Self> {
        let mut values: Vec<f64> = replicates.into_iter().flatten().collect();
        if values.is_empty() {
            return None;
        }
        values.sort_by(f64::total_cmp);
        Some(Self {
            low: percentile(&values, (1.0 - LEVEL) / 2.0),
            high: percentile(&values, (1.0 + LEVEL) / 2.0),
        })
    }
}

impl Interval {
    /// The basic interval of a score of this value from the percentile interval
    /// (Davison and Hinkley 1997, § 5.2), within the bounds of the score: what
    /// drawing adds to the value is taken off it.
    pub(super) fn reflected(self, value: f64, bounds: RangeInclusive<f64>) -> Self {
        let bounded = |end: f64| end.clamp(*bounds.start(), *bounds.end());
        Self {
            low: bounded(2.0 * value - self.high),
            high: bounded(2.0 * value - self.low),
        }
    }
}

impl From<Interval> for [f64; 2] {
    fn from(interval: Interval) -> Self {
        [interval.low, interval.high]
    }
}

/// The value below which this share of the sorted values lies, linear between two
/// of them (type 7 of Hyndman and Fan 1996, numpy's default).
fn percentile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let (below, above) = (place.floor() as usize, place.ceil() as usize);
    sorted[below] + (sorted[above] - sorted[below]) * place.fract()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_those_of_numpy() {
        // numpy.percentile([1, 2, 4, 8], [2.5, 97.5]) = [1.075, 7.7]
        let interval = Interval::of([8.0, 1.0, 4.0, 2.0].map(Some)).unwrap();
        assert!((interval.low - 1.075).abs() < 1e-12);
        assert!((interval.high - 7.7).abs() < 1e-12);
        assert_eq!(Interval::of([None, None]), None);
    }

    #[test]
    fn what_drawing_adds_is_taken_off() {
        let drawn = Interval {
            low: 0.125,
            high: 0.375,
        };
        let basic = drawn.reflected(0.125, 0.0..=1.0);
        assert_eq!((basic.low, basic.high), (0.0, 0.125));
    }

    #[test]
    fn rows_without_a_group_stand_alone() {
        let names = ["a", "", "a", ""].map(String::from);
        assert_eq!(
            Groups::new(4, Some(&names)).0,
            [vec![0, 2], vec![1], vec![3]]
        );
        assert_eq!(Groups::new(2, None).0, [[0], [1]]);
    }

    #[test]
    fn whole_groups_are_drawn() {
        let names = ["a", "b", "b", "b", "c"].map(String::from);
        let groups = Groups::new(5, Some(&names));
        let resampling = Resampling {
            seed: 7,
            replicates: 50,
        };
        let draws = resampling.replicates(&groups, |draw| draw.collect::<Vec<_>>());
        assert_eq!(draws.len(), 50);
        for rows in &draws {
            let of_b = |row: usize| rows.iter().filter(|&&drawn| drawn == row).count();
            assert_eq!((of_b(1), of_b(2)), (of_b(2), of_b(3)));
            assert_eq!(of_b(0) + of_b(1) + of_b(4), 3);
        }
        assert!(draws.iter().any(|rows| rows != &draws[0]));
    }

    #[test]
    fn the_mean_of_many_coins_has_the_known_spread() {
        // 400 fair coins: the standard error of the mean is 0.5 / sqrt(400) = 0.025,
        // the interval 0.5 ± 1.96 · 0.025.
        let groups = Groups::new(400, None);
        let means = Resampling::default().replicates(&groups, |draw| {
            let heads = draw.filter(|row| row % 2 == 0).count();
            Some(heads as f64 / 400.0)
        });
        let interval = Interval::of(means).unwrap();
        assert!((interval.low - 0.451).abs() < 0.004, "{interval:?}");
        assert!((interval.high - 0.549).abs() < 0.004, "{interval:?}");
    }

    #[test]
    fn threads_do_not_change_the_draws() {
        let groups = Groups::new(30, None);
        let draws = || Resampling::default().replicates(&groups, |draw| draw.sum::<usize>());
        let one = rayon::ThreadPoolBuilder::new()
            .num_threads(1)
            .build()
            .unwrap();
        let four = rayon::ThreadPoolBuilder::new()
            .num_threads(4)
            .build()
            .unwrap();
        assert_eq!(one.install(draws), four.install(draws));
    }
}
