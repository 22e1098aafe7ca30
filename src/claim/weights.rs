//! Linear models over features with names, as tables of the lexicon.
//!
//! A feature's name is given in pieces, which are never put together: each piece
//! has a fingerprint, and so has the chain of them.

use std::collections::HashSet;
use std::path::Path;

#[cfg(test)]
pub(super) mod fit;

use crate::error::{Error, Result};
use crate::text::fingerprint::{Fingerprint, Fingerprints, join, of_name};

/// A piece of a feature's name: `kind=`, `place`, ` order=`, `1`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'t> {
    text: &'t str,
    fingerprint: Fingerprint,
}

#[inline]
pub(super) const fn piece(text: &str) -> Piece<'_> {
    Piece {
        text,
        fingerprint: of_name(text),
    }
}

/// These texts as pieces.
pub(super) const fn pieces<const N: usize>(texts: [&'static str; N]) -> [Piece<'static>; N] {
    let mut pieces = [piece(""); N];
    let mut nth = 0;
    while nth < N {
        pieces[nth] = piece(texts[nth]);
        nth += 1;
    }
    pieces
}

static DIGITS: [Piece<'_>; 8] = pieces(["0", "1", "2", "3", "4", "5", "6", "7"]);

/// A small number as a piece; no feature has a larger one than 7.
#[inline]
pub(super) fn digit(number: usize) -> Piece<'static> {
    DIGITS[number.min(7)]
}

/// The name that pieces make.
#[cfg(test)]
pub(super) fn spelt(name: &[Piece<'_>]) -> String {
    name.iter().map(|piece| piece.text).collect()
}

/// The weights of features, `N` to each.
#[derive(Debug)]
pub(super) struct Weights<const N: usize> {
    /// Those of each feature, by its name.
    weights: Fingerprints<[f64; N]>,
    bias: [f64; N],
    is_empty: bool,
}

impl<const N: usize> Weights<N> {
    /// The weights of features, each with the line of the table `file` that it stands
    /// in; the `bias` is one of them.
    pub(super) fn new(
        rows: impl IntoIterator<Item = (u64, String, [f64; N])>,
        file: &str,
    ) -> Result<Self> {
        let wrong = |line, problem: String| Error::new(problem).at(Path::new(file)).line(line);
        let (mut pairs, mut bias) = (Vec::new(), [0.0; N]);
        let mut seen = HashSet::new();
        for (line, name, row) in rows {
            if let Some(weight) = row.into_iter().find(|weight| !weight.is_finite()) {
                return Err(wrong(line, format!("the weight {weight} is no number"))
                    .remedy("give a finite one"));
            }
            if !seen.insert(fingerprint(parts(&name))) {
                return Err(
                    wrong(line, format!("the feature '{name}' stands here again"))
                        .remedy("remove one of them"),
                );
            }
            if name == "bias" {
                bias = row;
            } else {
                pairs.push((fingerprint(parts(&name)), row));
            }
        }
        let weights = Fingerprints::new(&pairs, [0.0; N]).ok_or_else(|| {
            Error::new("two features have one fingerprint")
                .remedy("rename one of them")
                .at(Path::new(file))
        })?;
        Ok(Self {
            weights,
            bias,
            is_empty: pairs.is_empty(),
        })
    }

    /// Whether there is no feature.
    pub(super) fn is_empty(&self) -> bool {
        self.is_empty
    }

    /// Takes a feature of the thing that is scored, whose weights are brought near.
    #[inline]
    pub(super) fn ask(&self, name: &[Piece<'_>], asked: &mut Vec<Fingerprint>) {
        let name = fingerprint(name.iter().copied());
        self.weights.ask(name);
        asked.push(name);
    }

    /// The score of something with these features.
    pub(super) fn score(&self, asked: &[Fingerprint]) -> [f64; N] {
        let mut score = self.bias;
        for weights in asked.iter().filter_map(|&name| self.weights.get(name)) {
            for (sum, weight) in score.iter_mut().zip(weights) {
                *sum += weight;
            }
        }
        score
    }

    /// The weights of a feature by its name.
    #[cfg(test)]
    pub(super) fn get(&self, name: &[Piece<'_>]) -> Option<[f64; N]> {
        self.weights.get(fingerprint(name.iter().copied()))
    }
}

/// The pieces in which a feature's name is given.
fn parts(name: &str) -> impl Iterator<Item = Piece<'_>> {
    let (first, rest) = match name.split_once('=') {
        Some((first, _)) => name.split_at(first.len() + 1),
        None => (name, ""),
    };
    let pairs = rest.split_inclusive('=').flat_map(|piece| {
        let next = piece.ends_with('=').then(|| piece.rfind(' ')).flatten();
        let (value, next) = piece.split_at(next.unwrap_or(piece.len()));
        [value, next]
    });
    std::iter::once(first).chain(pairs).map(piece)
}

/// The fingerprint of a name by its pieces, of which empty ones do not count.
#[inline]
fn fingerprint<'p>(pieces: impl Iterator<Item = Piece<'p>>) -> Fingerprint {
    pieces
        .filter(|piece| !piece.text.is_empty())
        .map(|piece| piece.fingerprint)
        .reduce(join)
        .unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_its_pieces() {
        let rows = ["bias", "own", "kind=people", "kind=people order=2", "gov="];
        let rows = rows.into_iter().zip([1.0, 2.0, 4.0, 8.0, 16.0]);
        let weights = Weights::new(
            rows.map(|(name, weight)| (2, name.into(), [weight])),
            "x.csv",
        )
        .unwrap();
        let own = |name: &[&str]| {
            let pieces: Vec<Piece<'_>> = name.iter().map(|text| piece(text)).collect();
            weights.get(&pieces).map(|[weight]| weight)
        };
        assert_eq!(weights.score(&[]), [1.0]);
        assert_eq!(own(&["own"]), Some(2.0));
        assert_eq!(own(&["kind=", "people"]), Some(4.0));
        assert_eq!(own(&["kind=", "people", " order=", "2"]), Some(8.0));
        assert_eq!(own(&["gov=", ""]), Some(16.0));
        assert_eq!(own(&["kind=", "person"]), None);
    }

    #[test]
    fn a_feature_stands_once() {
        for (rows, problem) in [
            (
                [("own", 1.0), ("own", 2.0)],
                "target.csv:3: the feature 'own' stands here again",
            ),
            (
                [("bias", 1.0), ("bias", 1.0)],
                "target.csv:3: the feature 'bias' stands here again",
            ),
            (
                [("own", 1.0), ("bias", f64::NAN)],
                "target.csv:3: the weight NaN is no number",
            ),
        ] {
            let rows = (2..)
                .zip(rows)
                .map(|(line, (name, weight))| (line, name.into(), [weight]));
            let error = Weights::new(rows, "target.csv").unwrap_err().to_string();
            assert!(error.starts_with(problem), "{error}");
        }
    }
}
