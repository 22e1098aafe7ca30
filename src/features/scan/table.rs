//! The terms of one group by their fingerprints.

use super::counts::{Counts, Ranks};
use crate::features::tfidf::{Analyzer, FittedTfidf};
use crate::prefetch::prefetch;
use crate::text::fingerprint::{Fingerprint, Hasher, join};

/// A term: all that is asked of it, side by side in half a cache line where `P` has
/// sixteen bytes.
#[derive(Debug, Clone, Copy)]
#[repr(align(32))]
struct Term<P> {
    fingerprint: Fingerprint,
    payload: P,
    idf: f32,
}

/// The terms of one group, numbered by rank: those of most texts first, so that what is
/// met often lies close together. Each has a payload.
#[derive(Debug)]
pub(super) struct Table<P> {
    /// By rank.
    terms: Vec<Term<P>>,
    /// The terms stand in the bucket of the last bits of their fingerprints, or in the
    /// first behind that is not full. At most half of the places are taken.
    buckets: Vec<Bucket>,
    range: (usize, usize),
}

/// How many runs are looked up at once.
const AT_ONCE: usize = 128;

/// How many terms ahead of the one that is added its bucket is asked for.
const AHEAD: usize = 16;

/// How many terms stand in a bucket.
const PLACES: usize = 6;

/// Half a cache line of terms: the rank of each, and behind those their marks, a byte of
/// each one's fingerprint. All are numbers of one kind, so that a place is always one.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(32))]
struct Bucket([u32; 8]);

/// The bit of the marks of a bucket where there was no room for some term.
const FULL: u64 = 1 << 63;

/// The same eight bits eight times.
const fn all(bits: u8) -> u64 {
    u64::MAX / 0xFF * bits as u64
}

/// The bits of a fingerprint that stand in its bucket, in all bytes. They are odd, and so
/// neither 0, which is that of a free place, nor that of a bucket without room.
#[inline]
fn mark_of(fingerprint: Fingerprint) -> u64 {
    (fingerprint >> 56 | 1) * all(1)
}

impl Bucket {
    /// A byte for each place, 0 where it is free; and [`FULL`].
    #[inline]
    fn marks(&self) -> u64 {
        u64::from(self.0[PLACES]) | u64::from(self.0[PLACES + 1]) << 32
    }

    /// Has the highest bit of the first byte that is that of the mark, and perhaps of some
    /// behind it; 0 if there is none.
    #[inline]
    fn same(&self, mark: u64) -> u64 {
        let other = self.marks() ^ mark;
        other.wrapping_sub(all(1)) & !other & all(0x80)
    }

    /// The rank at the first place of [`Bucket::same`]; of none, any.
    #[inline]
    fn rank(&self, same: u64) -> u32 {
        self.0[same.trailing_zeros() as usize / 8 % 8]
    }

    /// Whether there was no room for some term.
    #[inline]
    fn is_full(&self) -> bool {
        self.marks() & FULL != 0
    }

    /// Adds a term; false where there is no room.
    fn push(&mut self, mark: u64, rank: u32) -> bool {
        let marks = self.marks();
        let free = (0..PLACES).find(|&place| marks.to_le_bytes()[place] == 0);
        let marks = match free {
            Some(free) => {
                self.0[free] = rank;
                marks | mark & 0xFF << (8 * free)
            }
            None => marks | FULL,
        };
        self.0[PLACES] = marks as u32;
        self.0[PLACES + 1] = (marks >> 32) as u32;
        free.is_some()
    }
}

/// Runs on the way to their ranks.
#[derive(Debug, Default)]
pub(super) struct Runs {
    asked: Vec<Fingerprint>,
    likely: Likely,
}

/// Runs that may be terms; what stands behind them means nothing.
#[derive(Debug)]
struct Likely {
    runs: [Fingerprint; AT_ONCE],
    /// The rank of each, if it is a term.
    ranks: [u32; AT_ONCE],
}

impl Default for Likely {
    fn default() -> Self {
        Self {
            runs: [0; AT_ONCE],
            ranks: [0; AT_ONCE],
        }
    }
}

impl<P: Copy> Table<P> {
    /// The table of a group, with the payload of each of its columns, asked for in the
    /// order of ranks; none if two terms have one fingerprint.
    pub(super) fn new(
        tfidf: &FittedTfidf,
        hasher: Hasher,
        mut payload: impl FnMut(u32) -> P,
    ) -> Option<Self> {
        let (idf, vocabulary) = (tfidf.idf(), tfidf.vocabulary());
        let analyzer = tfidf.tfidf().analyzer();
        let range = tfidf.tfidf().ngrams();
        let fingerprints = vocabulary.iter().map(|term| hasher.of_term(analyzer, term));
        let fingerprints: Vec<Fingerprint> = fingerprints.collect();
        let mut columns: Vec<u32> = (0..).take(vocabulary.len()).collect();
        columns.sort_by(|&a, &b| idf[a as usize].total_cmp(&idf[b as usize]));
        let buckets = (2 * columns.len()).div_ceil(PLACES).next_power_of_two();
        let mut table = Self {
            terms: Vec::with_capacity(columns.len()),
            buckets: vec![Bucket::default(); buckets],
            range,
        };
        for (rank, &column) in columns.iter().enumerate() {
            if let Some(&later) = columns.get(rank + AHEAD) {
                prefetch(&table.buckets, table.home(fingerprints[later as usize]));
            }
            table.push(Term {
                fingerprint: fingerprints[column as usize],
                payload: payload(column),
                idf: idf[column as usize],
            })?;
        }
        Some(table)
    }

    /// Adds a term; none if its fingerprint is there.
    fn push(&mut self, term: Term<P>) -> Option<()> {
        if self.get(term.fingerprint).is_some() {
            return None;
        }
        let rank = u32::try_from(self.terms.len()).ok()?;
        self.terms.push(term);
        let mut at = self.home(term.fingerprint);
        loop {
            if self.buckets[at].push(mark_of(term.fingerprint), rank) {
                return Some(());
            }
            at = (at + 1) & (self.buckets.len() - 1);
        }
    }

    /// The bucket in which a fingerprint is looked for first.
    #[inline]
    fn home(&self, fingerprint: Fingerprint) -> usize {
        fingerprint as usize & (self.buckets.len() - 1)
    }

    /// The rank of a term.
    ///
    /// It is seldom called where time counts, and would take registers there.
    #[inline(never)]
    pub(super) fn get(&self, fingerprint: Fingerprint) -> Option<u32> {
        let (mark, mut at) = (mark_of(fingerprint), self.home(fingerprint));
        loop {
            let bucket = &self.buckets[at];
            let mut same = bucket.same(mark);
            while same != 0 {
                let rank = bucket.rank(same);
                let term = self.terms.get(rank as usize);
                if term.is_some_and(|term| term.fingerprint == fingerprint) {
                    return Some(rank);
                }
                same &= same - 1;
            }
            if !bucket.is_full() {
                return None;
            }
            at = (at + 1) & (self.buckets.len() - 1);
        }
    }

    /// The idf of a term, and its payload.
    #[inline]
    pub(super) fn term(&self, rank: u32) -> (f32, &P) {
        let term = &self.terms[rank as usize];
        (term.idf, &term.payload)
    }

    /// Asks for what is known of a term to be brought near.
    #[inline]
    pub(super) fn prefetch(&self, rank: u32) {
        prefetch(&self.terms, rank as usize);
    }

    /// The length of the shortest n-grams.
    #[inline]
    pub(super) fn low(&self) -> usize {
        self.range.0
    }

    /// How many terms there are.
    pub(super) fn len(&self) -> usize {
        self.terms.len()
    }

    /// Adds the ranks of those of some runs that are terms to `into`.
    ///
    /// There are three steps, of which each asks the memory for what the next one reads.
    fn each_term(&self, runs: &[Fingerprint], likely: &mut Likely, into: &mut impl Ranks) {
        for runs in runs.chunks(AT_ONCE) {
            for &run in runs {
                prefetch(&self.buckets, self.home(run));
            }
            let len = self.look_up(runs, likely, into.counts());
            let len = self.settle(likely, len);
            into.add_all(&likely.ranks[..len]);
        }
    }

    /// Finds those of so many runs that may be terms, and how many they are. Whether one is
    /// cannot be guessed, so nothing here waits for the answer.
    fn look_up(&self, runs: &[Fingerprint], likely: &mut Likely, counts: Option<&[u32]>) -> usize {
        let (terms, buckets) = (&*self.terms, &*self.buckets);
        let mut len = 0;
        for &run in runs {
            // Spelt out, so that the compiler sees that there is such a bucket.
            let bucket = &buckets[run as usize & (buckets.len() - 1)];
            // Of two with one mark the first may be the wrong one, which is found out later.
            let same = bucket.same(mark_of(run));
            let rank = bucket.rank(same);
            prefetch(terms, rank as usize);
            if let Some(counts) = counts {
                prefetch(counts, rank as usize);
            }
            likely.runs[len % AT_ONCE] = run;
            likely.ranks[len % AT_ONCE] = rank;
            len += usize::from(same != 0 || bucket.is_full());
        }
        len
    }

    /// Leaves the ranks of those that are terms, and says how many they are.
    fn settle(&self, likely: &mut Likely, len: usize) -> usize {
        let (terms, Likely { runs, ranks }) = (&*self.terms, likely);
        let mut found = 0;
        for nth in 0..len.min(AT_ONCE) {
            let (run, mut rank) = (runs[nth], ranks[nth]);
            if terms
                .get(rank as usize)
                .is_none_or(|term| term.fingerprint != run)
            {
                let Some(other) = self.get(run) else {
                    continue;
                };
                rank = other;
            }
            ranks[found % AT_ONCE] = rank;
            found += 1;
        }
        found
    }

    /// Counts the runs of words that are terms.
    pub(super) fn count_words(&self, words: &[Fingerprint], runs: &mut Runs, counts: &mut Counts) {
        counts.reserve(self.len());
        let Runs { asked, likely } = runs;
        for first in (0..words.len()).step_by(AT_ONCE) {
            // All runs that begin with these words, first those of one word.
            let words = &words[first..];
            asked.clear();
            asked.extend(words.iter().take(AT_ONCE));
            for length in 1..self.range.1 + 1 {
                if length > 1 {
                    let last = words.get(length - 1..).unwrap_or_default();
                    asked.truncate(last.len());
                    for (run, &word) in asked.iter_mut().zip(last) {
                        *run = join(*run, word);
                    }
                }
                if length >= self.range.0 {
                    self.each_term(asked, likely, counts);
                }
            }
        }
    }

    /// Adds the runs of letters that are terms to `ranks`.
    pub(super) fn find_letters(
        &self,
        letters: &[char],
        hasher: Hasher,
        runs: &mut Runs,
        ranks: &mut Vec<u32>,
    ) {
        let (low, high) = self.range;
        let Runs { asked, likely } = runs;
        for first in (0..letters.len()).step_by(AT_ONCE) {
            asked.clear();
            for start in first..letters.len().min(first + AT_ONCE) {
                let mut chain = hasher.begin();
                for (length, &letter) in (1..high + 1).zip(&letters[start..]) {
                    chain = chain.add(u32::from(letter));
                    if length >= low {
                        asked.push(chain.end());
                    }
                }
            }
            self.each_term(asked, likely, ranks);
        }
    }
}

impl Hasher {
    /// The fingerprint of words with a space between them.
    pub(super) fn of_words(self, words: &str) -> Fingerprint {
        let words = words.split(' ').map(|word| self.of(word));
        words.reduce(join).unwrap_or(1)
    }

    /// The fingerprint of letters.
    pub(super) fn of_letters(self, letters: impl Iterator<Item = char>) -> Fingerprint {
        let chain = letters.fold(self.begin(), |chain, letter| chain.add(u32::from(letter)));
        chain.end()
    }

    fn of_term(self, analyzer: Analyzer, term: &str) -> Fingerprint {
        match analyzer {
            Analyzer::Word => self.of_words(term),
            Analyzer::Char | Analyzer::CharWb => self.of_letters(term.chars()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_of_one_bucket_and_of_one_mark_are_found() {
        let mut table = Table {
            terms: Vec::new(),
            buckets: vec![Bucket::default(); 4],
            range: (1, 1),
        };
        // All begin in the third bucket, and more than two buckets hold of them are of one
        // mark; an even one counts as the odd one behind it.
        let fingerprint = |mark: u64, number: u64| mark << 56 | number << 8 | 2;
        let marks = [0x81, 1, 2, 0xFF].into_iter().chain([7; 13]);
        let fingerprints: Vec<u64> = (0..)
            .zip(marks)
            .map(|(n, mark)| fingerprint(mark, n))
            .collect();
        let term = |fingerprint| Term {
            fingerprint,
            payload: (),
            idf: 1.0,
        };
        for &fingerprint in &fingerprints {
            assert_eq!(table.get(fingerprint), None);
            assert!(table.push(term(fingerprint)).is_some());
        }
        let mut counts = Counts::default();
        table.count_words(&fingerprints, &mut Runs::default(), &mut counts);
        let found: Vec<(u32, u32)> = counts.drain().collect();
        let once: Vec<(u32, u32)> = (0..17).map(|rank| (rank, 1)).collect();
        assert_eq!(found, once);
        for (rank, &fingerprint) in (0..).zip(&fingerprints) {
            assert_eq!(table.get(fingerprint), Some(rank));
            assert!(table.push(term(fingerprint)).is_none());
        }
        for mark in [0x80, 0, 3, 6, 9] {
            assert_eq!(table.get(fingerprint(mark, 99)), None);
        }
    }
}
