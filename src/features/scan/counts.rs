//! How often each term stands in a text.

use crate::prefetch::prefetch;

/// How often each term stands in a text, in the order in which they are met.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// By rank; all 0 between two texts.
    counts: Vec<u32>,
    /// The ranks that were met, each once; what stands behind them means nothing.
    met: Vec<u32>,
    /// How many there are.
    len: usize,
}

/// What takes the terms that are found, by rank.
pub(super) trait Ranks {
    /// Asks for what is known of a term to be brought near.
    fn prefetch(&self, rank: u32);

    /// Takes a term.
    fn add(&mut self, rank: u32);
}

impl Ranks for Vec<u32> {
    #[inline]
    fn prefetch(&self, _rank: u32) {}

    #[inline]
    fn add(&mut self, rank: u32) {
        self.push(rank);
    }
}

impl Ranks for Counts {
    #[inline]
    fn prefetch(&self, rank: u32) {
        prefetch(&self.counts, rank as usize);
    }

    #[inline]
    fn add(&mut self, rank: u32) {
        count(&mut self.counts, &mut self.met, &mut self.len, rank);
    }
}

/// Counts a term. Whether it is a new one cannot be guessed, so nothing here waits for
/// the answer.
#[inline]
fn count(counts: &mut [u32], met: &mut [u32], len: &mut usize, rank: u32) {
    let count = &mut counts[rank as usize];
    met[*len] = rank;
    *len += usize::from(*count == 0);
    *count += 1;
}

impl Counts {
    /// Makes room for `most` of so many terms.
    pub(super) fn reserve(&mut self, terms: usize, most: usize) {
        if self.counts.len() < terms {
            self.counts = vec![0; terms];
        }
        // One more than can be met, for what is written behind the last.
        let most = most.min(terms + 1);
        if self.met.len() < most {
            self.met.resize(most, 0);
        }
    }

    /// Counts some terms, and calls `near` with each; how many were met stays in a register.
    pub(super) fn add_all(&mut self, ranks: &[u32], near: impl Fn(u32)) {
        let (counts, met, mut len) = (&mut *self.counts, &mut *self.met, self.len);
        for &rank in ranks {
            near(rank);
            count(counts, met, &mut len, rank);
        }
        self.len = len;
    }

    /// The terms, each with its count, which are forgotten.
    #[inline]
    pub(super) fn drain(&mut self) -> impl ExactSizeIterator<Item = (u32, u32)> {
        let met = &self.met[..std::mem::take(&mut self.len)];
        let counts = &mut *self.counts;
        met.iter()
            .map(|&rank| (rank, std::mem::take(&mut counts[rank as usize])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_counted_and_forgotten() {
        let mut counts = Counts::default();
        for _ in 0..2 {
            // More than there are terms, and all of them are met.
            counts.reserve(3, 7);
            counts.add(2);
            counts.add_all(&[0, 2, 1, 1], |_| ());
            counts.add_all(&[2], |_| ());
            counts.add(1);
            let found: Vec<(u32, u32)> = counts.drain().collect();
            assert_eq!(found, [(2, 3), (0, 1), (1, 3)]);
            assert_eq!(counts.drain().len(), 0);
        }
    }
}
