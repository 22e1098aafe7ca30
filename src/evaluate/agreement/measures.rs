//! Agreement from counts: how many annotators gave each row each label.

use std::collections::BTreeMap;

/// The labels that one row was given, each with the number of annotators who
/// gave it; labels that nobody gave are left out.
pub(super) type Given = Vec<(usize, u64)>;

/// The number of annotators who labelled the row.
pub(super) fn annotators(row: &Given) -> u64 {
    row.iter().map(|&(_, count)| count).sum()
}

/// The sums over rows that all measures of several annotators are made of.
///
/// A row with fewer than two labels says nothing about agreement and is left out.
#[derive(Default)]
pub(super) struct Sums {
    /// For each label: Σ n, the number of times it was given.
    given: BTreeMap<usize, u64>,
    /// For each label: Σ n·(N − 1), the ordered pairs of annotators of which the
    /// first gave it, N being the annotators of the row.
    pairs: BTreeMap<usize, u64>,
    /// For each label: Σ n·(n − 1), those of which both did.
    agreeing: BTreeMap<usize, u64>,
    /// Σ over rows and labels of n·(n − 1) / (N − 1).
    coincidences: f64,
}

impl Sums {
    pub(super) fn of<'a>(rows: impl Iterator<Item = &'a Given>) -> Self {
        let mut sums = Self::default();
        for row in rows {
            let all = annotators(row);
            if all < 2 {
                continue;
            }
            for &(label, n) in row {
                *sums.given.entry(label).or_default() += n;
                *sums.pairs.entry(label).or_default() += n * (all - 1);
                *sums.agreeing.entry(label).or_default() += n * (n - 1);
                sums.coincidences += (n * (n - 1)) as f64 / (all - 1) as f64;
            }
        }
        sums
    }

    /// The share of pairs of labels of the same row that are equal.
    pub(super) fn observed(&self) -> Option<f64> {
        quotient(self.agreeing.values().sum(), self.pairs.values().sum())
    }

    /// The share of pairs that are equal among those of which one has this label:
    /// Σ n·(n − 1) / Σ n·(N − 1).
    pub(super) fn specific(&self, label: usize) -> Option<f64> {
        let pairs = *self.pairs.get(&label)?;
        quotient(self.agreeing.get(&label).copied()?, pairs)
    }

    /// Fleiss' kappa, if each row has the same number of labels.
    ///
    /// With P̄ the share of equal pairs and P̄ₑ = Σ pⱼ², where pⱼ is the share of
    /// label j in all: (P̄ − P̄ₑ) / (1 − P̄ₑ). `None` if all labels are the same.
    pub(super) fn fleiss(&self) -> Option<f64> {
        let all: u64 = self.given.values().sum();
        let squares: u128 = self.given.values().map(|&n| u128::from(n).pow(2)).sum();
        let total = u128::from(all).pow(2);
        if squares == total {
            return None;
        }
        let expected = squares as f64 / total as f64;
        Some((self.observed()? - expected) / (1.0 - expected))
    }

    /// Krippendorff's alpha for nominal data, 1 − Dₒ/Dₑ, in the form
    /// ((n − 1)·Σ o_cc − Σ n_c·(n_c − 1)) / (n·(n − 1) − Σ n_c·(n_c − 1)).
    /// `None` if all labels are the same.
    pub(super) fn alpha(&self) -> Option<f64> {
        let all = self.given.values().sum::<u64>() as f64;
        let expected: f64 = self.given.values().map(|&n| (n * (n - 1)) as f64).sum();
        let pairs = all * (all - 1.0);
        (self.given.len() > 1)
            .then(|| ((all - 1.0) * self.coincidences - expected) / (pairs - expected))
    }
}

fn quotient(numerator: u64, denominator: u64) -> Option<f64> {
    (denominator > 0).then(|| numerator as f64 / denominator as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows from a table of counts (rows × labels).
    fn rows<const L: usize>(table: &[[u64; L]]) -> Vec<Given> {
        let row = |counts: &[u64; L]| {
            let given = counts.iter().copied().enumerate();
            given.filter(|&(_, count)| count > 0).collect()
        };
        table.iter().map(row).collect()
    }

    /// Rows from one line a annotator, a dot where one is missing.
    fn lines(lines: &[&str]) -> Vec<Given> {
        let cells: Vec<Vec<char>> = lines
            .iter()
            .map(|line| line.split(' ').flat_map(str::chars).collect())
            .collect();
        (0..cells[0].len())
            .map(|row| {
                let mut counts = BTreeMap::new();
                for line in cells.iter().filter(|line| line[row] != '.') {
                    *counts.entry(line[row] as usize).or_default() += 1;
                }
                counts.into_iter().collect()
            })
            .collect()
    }

    #[track_caller]
    fn rounds_to(value: Option<f64>, expected: &str) {
        assert_eq!(
            value.map(|value| format!("{value:.3}")).as_deref(),
            Some(expected)
        );
    }

    /// Fleiss 1971, "Measuring nominal scale agreement among many raters", Table 1:
    /// 30 patients, 6 psychiatrists, 5 diagnoses.
    const FLEISS_1971: [[u64; 5]; 30] = [
        [0, 0, 0, 6, 0],
        [0, 3, 0, 0, 3],
        [0, 1, 4, 0, 1],
        [0, 0, 0, 0, 6],
        [0, 3, 0, 3, 0],
        [2, 0, 4, 0, 0],
        [0, 0, 4, 0, 2],
        [2, 0, 3, 1, 0],
        [2, 0, 0, 4, 0],
        [0, 0, 0, 0, 6],
        [1, 0, 0, 5, 0],
        [1, 1, 0, 4, 0],
        [0, 3, 3, 0, 0],
        [1, 0, 0, 5, 0],
        [0, 2, 0, 3, 1],
        [0, 0, 5, 0, 1],
        [3, 0, 0, 1, 2],
        [5, 1, 0, 0, 0],
        [0, 2, 0, 4, 0],
        [1, 0, 2, 0, 3],
        [0, 0, 0, 0, 6],
        [0, 1, 0, 5, 0],
        [0, 2, 0, 1, 3],
        [2, 0, 0, 4, 0],
        [1, 0, 0, 4, 1],
        [0, 5, 0, 1, 0],
        [4, 0, 0, 0, 2],
        [0, 2, 0, 4, 0],
        [1, 0, 5, 0, 0],
        [0, 0, 0, 0, 6],
    ];

    #[test]
    fn fleiss_thirty_patients() {
        let sums = Sums::of(rows(&FLEISS_1971).iter());
        rounds_to(sums.fleiss(), "0.430");
        rounds_to(sums.observed(), "0.556");
    }

    /// The worked example of Wikipedia's article on Fleiss' kappa: 10 subjects,
    /// 14 raters, 5 categories; P̄ = 0.378.
    const FOURTEEN_RATERS: [[u64; 5]; 10] = [
        [0, 0, 0, 0, 14],
        [0, 2, 6, 4, 2],
        [0, 0, 3, 5, 6],
        [0, 3, 9, 2, 0],
        [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0],
        [3, 2, 6, 3, 0],
        [2, 5, 3, 2, 2],
        [6, 5, 2, 1, 0],
        [0, 2, 2, 3, 7],
    ];

    #[test]
    fn fourteen_raters() {
        let sums = Sums::of(rows(&FOURTEEN_RATERS).iter());
        rounds_to(sums.observed(), "0.378");
        rounds_to(sums.fleiss(), "0.210");
    }

    // The data of Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011).

    #[test]
    fn krippendorff_two_observers_of_binary_data() {
        let rows = lines(&["0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"]);
        rounds_to(Sums::of(rows.iter()).alpha(), "0.095");
    }

    #[test]
    fn krippendorff_two_observers_of_nominal_data() {
        let rows = lines(&["a a b b d c c c e d d a", "b a b b b c c c e d d d"]);
        rounds_to(Sums::of(rows.iter()).alpha(), "0.692");
    }

    #[test]
    fn krippendorff_four_observers_with_missing_data() {
        let rows = lines(&[
            "1 2 3 3 2 1 4 1 2 . . .",
            "1 2 3 3 2 2 4 1 2 5 . 3",
            ". 3 3 3 2 3 4 2 2 5 1 .",
            "1 2 3 3 2 4 4 1 2 5 1 .",
        ]);
        rounds_to(Sums::of(rows.iter()).alpha(), "0.743");
    }

    #[test]
    fn specific_agreement_of_two_is_the_dice_index() {
        // 20 both yes, 15 both no, 5 + 10 mixed: 2·20 / (2·20 + 15) and 2·15 / (2·15 + 15).
        let mut table = vec![[2, 0]; 20];
        table.extend([[0, 2]; 15]);
        table.extend([[1, 1]; 15]);
        let sums = Sums::of(rows(&table).iter());
        assert_eq!(sums.specific(0), Some(40.0 / 55.0));
        assert_eq!(sums.specific(1), Some(30.0 / 45.0));
        assert_eq!(sums.specific(2), None);
        assert_eq!(sums.observed(), Some(0.7));
    }

    #[test]
    fn one_label_or_no_pair_leaves_nothing_to_measure() {
        let same = Sums::of(rows(&[[2, 0], [2, 0]]).iter());
        assert_eq!((same.fleiss(), same.alpha()), (None, None));
        assert_eq!(same.observed(), Some(1.0));
        let alone = Sums::of(rows(&[[1, 0], [0, 1]]).iter());
        assert_eq!(
            (alone.observed(), alone.fleiss(), alone.alpha()),
            (None, None, None)
        );
    }
}
