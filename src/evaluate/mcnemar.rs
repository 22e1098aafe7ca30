//! Whether as many rows were won as lost.

use serde::Serialize;

/// McNemar's exact test (McNemar 1947): whether as many rows were won as lost.
///
/// It takes the rows as independent, whatever their groups.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct McNemar {
    /// The number of rows that only the new model has right.
    pub won: u64,
    /// The number of rows that only the old model has right.
    pub lost: u64,
    /// Of the two-sided binomial test of `won` among both with probability ½; 1 if
    /// none was won or lost.
    pub p_value: f64,
}

impl McNemar {
    /// The test of this many rows won and lost.
    #[must_use]
    pub fn new(won: u64, lost: u64) -> Self {
        Self {
            won,
            lost,
            p_value: binomial_p_value(won, lost),
        }
    }
}

/// The probability that of `won + lost` fair coins as few or fewer fall on the
/// rarer side as did, on either side: 2·Σ C(n, i)/2ⁿ for i up to the smaller
/// number, at most 1.
fn binomial_p_value(won: u64, lost: u64) -> f64 {
    let (n, fewer) = (won + lost, won.min(lost));
    // C(n, fewer) / 2ⁿ, halved as it grows, so that nothing overflows.
    let mut term = 1.0;
    let mut halvings = n;
    for i in 1..=fewer {
        term *= (n - i + 1) as f64 / i as f64;
        while term > 1.0 && halvings > 0 {
            term *= 0.5;
            halvings -= 1;
        }
    }
    // Beyond 2⁻²⁰⁰⁰ all is zero.
    term *= 0.5_f64.powi(halvings.min(2_000) as i32);
    let mut sum = term;
    for i in (1..=fewer).rev() {
        term *= i as f64 / (n - i + 1) as f64;
        sum += term;
    }
    (2.0 * sum).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p_values_are_those_of_scipy() {
        // scipy.stats.binomtest(won, won + lost, 0.5).pvalue, scipy 1.17.1
        for (won, lost, expected) in SCIPY {
            for p in [
                McNemar::new(won, lost).p_value,
                McNemar::new(lost, won).p_value,
            ] {
                assert!(
                    (p - expected).abs() <= 1e-9 * expected,
                    "{won} won, {lost} lost: {p} for {expected}"
                );
            }
        }
    }

    const SCIPY: [(u64, u64, f64); 12] = [
        (0, 0, 1.0),
        (1, 0, 1.0),
        (5, 5, 1.0),
        (1, 4, 0.375),
        (0, 6, 0.03125),
        (3, 12, 0.03515625),
        (17, 30, 0.07894069368148846),
        (60, 30, 0.0020602656809630745),
        (200, 260, 0.0058839224731039984),
        (1000, 1100, 0.03072070786424249),
        (0, 1200, 0.0),
        (5000, 5400, 9.116949314541157e-05),
    ];
}
