//! How often each term stands in a text.

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
    /// What is read of each term when it is taken, by rank, if anything is.
    fn counts(&self) -> Option<&[u32]>;

    /// Takes some terms.
    fn add_all(&mut self, ranks: &[u32]);
}

impl Ranks for Vec<u32> {
    #[inline]
    fn counts(&self) -> Option<&[u32]> {
        None
    }

    #[inline]
    fn add_all(&mut self, ranks: &[u32]) {
        self.extend_from_slice(ranks);
    }
}

impl Ranks for Counts {
    #[inline]
    fn counts(&self) -> Option<&[u32]> {
        Some(&self.counts)
    }

    /// Whether a term is a new one cannot be guessed, so nothing here waits for the answer.
    #[inline]
    fn add_all(&mut self, ranks: &[u32]) {
        // One more than can be met, for what is written behind the last.
        let most = (self.len + ranks.len()).min(self.counts.len() + 1);
        if self.met.len() < most {
            self.met.resize(most, 0);
        }
        // How many were met stays in a register.
        let (counts, met, mut len) = (&mut *self.counts, &mut *self.met, self.len);
        for &rank in ranks {
            let count = &mut counts[rank as usize];
            met[len] = rank;
            len += usize::from(*count == 0);
            *count += 1;
        }
        self.len = len;
    }
}

impl Counts {
    /// Makes room for so many terms.
    pub(super) fn reserve(&mut self, terms: usize) {
        if self.counts.len() < terms {
            self.counts.resize(terms, 0);
        }
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
            counts.reserve(3);
            // More than there are terms, and all of them are met.
            counts.add_all(&[2, 0, 2, 1, 1]);
            counts.add_all(&[2, 1]);
            let found: Vec<(u32, u32)> = counts.drain().collect();
            assert_eq!(found, [(2, 3), (0, 1), (1, 3)]);
            assert_eq!(counts.drain().len(), 0);
        }
    }
}
