//! The paired bootstrap: both models are scored on the same draws.

use std::borrow::Cow;

use serde::Serialize;

use super::resampling::{Groups, Interval, Resampling};

/// How many groups, or rows, must have changed before a difference can be more
/// than chance: of five, all for the better, the sign test says p = 0.0625.
pub(super) const FEWEST: usize = 6;

/// What is drawn anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Whole groups: the conclusion holds for other groups too.
    Groups,
    /// Rows, because they have no groups or fewer than six: the conclusion holds
    /// for more rows of the same groups.
    Rows,
}

/// What is drawn of these groups of `rows` rows.
pub(super) fn unit(groups: &Groups, rows: usize) -> (Unit, Cow<'_, Groups>) {
    match groups.len() {
        n if n == rows => (Unit::Rows, Cow::Borrowed(groups)),
        n if n < FEWEST => (Unit::Rows, Cow::Owned(Groups::new(rows, None))),
        _ => (Unit::Groups, Cow::Borrowed(groups)),
    }
}

/// A difference of scores with its chance, by the paired bootstrap.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Difference {
    /// New minus old.
    pub value: f64,
    /// The 95 % percentile interval; `None` of one row or without replicates.
    pub interval: Option<Interval>,
    /// Two-sided: 2·(1 + b) / (1 + B), at most 1, where b is the smaller number of
    /// the B replicates whose difference is ≤ 0 or ≥ 0 (Davison and Hinkley 1997,
    /// § 4.4). `None` where the interval is.
    pub p_value: Option<f64>,
}

impl Difference {
    /// The difference that `of_rows` gives on all `rows` rows, and on draws.
    pub(super) fn of(
        rows: usize,
        drawn: &Groups,
        resampling: &Resampling,
        of_rows: impl Fn(&[usize]) -> f64 + Sync,
    ) -> Self {
        let replicates =
            resampling.replicates(drawn, |draw| of_rows(&draw.collect::<Vec<usize>>()));
        Self {
            value: of_rows(&(0..rows).collect::<Vec<usize>>()),
            interval: Interval::of(replicates.iter().copied().map(Some)),
            p_value: p_value(&replicates),
        }
    }
}

fn p_value(differences: &[f64]) -> Option<f64> {
    if differences.is_empty() {
        return None;
    }
    let count = |side: fn(&f64) -> bool| differences.iter().filter(|d| side(d)).count();
    let rarer = count(|&d| d <= 0.0).min(count(|&d| d >= 0.0));
    Some((2.0 * (1 + rarer) as f64 / (1 + differences.len()) as f64).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_few_groups_the_rows_are_drawn() {
        let drawn = |groups: usize, rows: usize| {
            let names: Vec<String> = (0..rows).map(|row| (row % groups).to_string()).collect();
            let groups = Groups::new(rows, Some(&names));
            let (unit, drawn) = unit(&groups, rows);
            (unit, drawn.len())
        };
        assert_eq!(drawn(6, 20), (Unit::Groups, 6));
        assert_eq!(drawn(5, 20), (Unit::Rows, 20));
        assert_eq!(drawn(20, 20), (Unit::Rows, 20));
    }

    #[test]
    fn p_values_count_the_rarer_side() {
        assert_eq!(p_value(&[]), None);
        // 2 · (1 + 1) / (1 + 4)
        assert_eq!(p_value(&[0.1, 0.2, -0.1, 0.3]), Some(0.8));
        assert_eq!(p_value(&[0.0, 0.0]), Some(1.0));
    }
}
