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

/// How many pieces' runs are looked up at once.
const AT_ONCE: usize = 64;

/// How many terms ahead of the one that is added its bucket is asked for.
const AHEAD: usize = 16;

/// How many terms stand in a bucket.
const PLACES: usize = 6;

/// Half a cache line of terms: eight bits of each one's fingerprint, and its rank.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(32))]
struct Bucket {
    /// A byte for each place, 0 where it is free; and the highest bit where there was no
    /// room for some term.
    marks: u64,
    ranks: [u32; PLACES],
}

/// The bit of a bucket without room.
const FULL: u64 = 1 << 63;

/// The same eight bits eight times.
const fn all(bits: u8) -> u64 {
    u64::MAX / 0xFF * bits as u64
}

/// The bits of a fingerprint that stand in its bucket, in all bytes. None is 0, which is
/// that of a free place.
#[inline]
fn mark_of(fingerprint: Fingerprint) -> u64 {
    (fingerprint >> 56).max(1) * all(1)
}

impl Bucket {
    /// Has the highest bit of the first byte that is that of the mark, and perhaps of some
    /// behind it; 0 if there is none.
    #[inline]
    fn same(&self, mark: u64) -> u64 {
        let other = self.marks ^ mark;
        other.wrapping_sub(all(1)) & !other & all(0x80)
    }

    /// The rank at the first place of [`Bucket::same`]; of none, any.
    #[inline]
    fn rank(&self, same: u64) -> u32 {
        self.ranks[(same.trailing_zeros() as usize / 8).min(PLACES - 1)]
    }
}

/// Some runs, on the way to their ranks.
#[derive(Debug, Default)]
pub(super) struct Runs {
    /// Those that are looked up; what stands behind them means nothing.
    asked: Vec<Fingerprint>,
    /// How many there are.
    len: usize,
    /// What may be terms, with the rank if they are.
    likely: Vec<(Fingerprint, u32)>,
}

impl Runs {
    /// Makes room for so many.
    fn reserve(&mut self, most: usize) {
        if self.asked.len() < most {
            self.asked.resize(most, 0);
            self.likely.resize(most, (0, 0));
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
            let Bucket { marks, ranks } = &mut self.buckets[at];
            if let Some(free) = (0..PLACES).find(|place| marks.to_le_bytes()[*place] == 0) {
                *marks |= mark_of(term.fingerprint) & 0xFF << (8 * free);
                ranks[free] = rank;
                return Some(());
            }
            *marks |= FULL;
            at = (at + 1) & (self.buckets.len() - 1);
        }
    }

    /// The bucket in which a fingerprint is looked for first.
    #[inline]
    fn home(&self, fingerprint: Fingerprint) -> usize {
        fingerprint as usize & (self.buckets.len() - 1)
    }

    /// The rank of a term.
    #[inline]
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
            if bucket.marks & FULL == 0 {
                return None;
            }
            at = (at + 1) & (self.buckets.len() - 1);
        }
    }

    /// The idf of a term.
    #[inline]
    pub(super) fn idf(&self, rank: u32) -> f32 {
        self.terms[rank as usize].idf
    }

    /// The payload of a term.
    #[inline]
    pub(super) fn payload(&self, rank: u32) -> &P {
        &self.terms[rank as usize].payload
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

    /// Adds the ranks of the runs that are terms to `into`. The runs are of so many
    /// `pieces`, and `grow` hands those that begin with one, the shortest first, to
    /// [`Table::ask`].
    ///
    /// There are three steps, of which each asks the memory for what the next one reads.
    /// Whether a run is a term cannot be guessed, so none waits for the answer.
    pub(super) fn each_run(
        &self,
        pieces: usize,
        runs: &mut Runs,
        grow: impl Fn(usize, &mut Runs),
        into: &mut impl Ranks,
    ) {
        runs.reserve(AT_ONCE * (self.range.1 - self.range.0 + 1));
        for first in (0..pieces).step_by(AT_ONCE) {
            runs.len = 0;
            for start in first..pieces.min(first + AT_ONCE) {
                grow(start, runs);
            }
            let likely = self.look_up(&runs.asked[..runs.len], &mut runs.likely, into);
            for &(run, rank) in likely {
                match self.terms.get(rank as usize) {
                    Some(term) if term.fingerprint == run => into.add(rank),
                    _ => {
                        if let Some(rank) = self.get(run) {
                            into.add(rank);
                        }
                    }
                }
            }
        }
    }

    /// Adds a run to those that are looked up.
    #[inline]
    fn ask(&self, run: Fingerprint, runs: &mut Runs) {
        prefetch(&self.buckets, self.home(run));
        runs.asked[runs.len] = run;
        runs.len += 1;
    }

    /// Which of the runs may be terms, with the rank if they are.
    #[inline]
    fn look_up<'l>(
        &self,
        runs: &[Fingerprint],
        likely: &'l mut [(Fingerprint, u32)],
        into: &impl Ranks,
    ) -> &'l [(Fingerprint, u32)] {
        let mut len = 0;
        for &run in runs {
            let bucket = &self.buckets[self.home(run)];
            // Of two with one mark the first may be the wrong one, which is found out later.
            let same = bucket.same(mark_of(run));
            let rank = bucket.rank(same);
            self.prefetch(rank);
            into.prefetch(rank);
            likely[len] = (run, rank);
            len += usize::from((same | bucket.marks & FULL) != 0);
        }
        &likely[..len]
    }

    /// Counts the runs of words that are terms.
    pub(super) fn count_words(&self, words: &[Fingerprint], runs: &mut Runs, counts: &mut Counts) {
        let (low, high) = self.range;
        counts.reserve(self.len(), words.len() * (high - low + 1));
        let grow = |start: usize, runs: &mut Runs| {
            let mut chain = words[start];
            if low == 1 {
                self.ask(chain, runs);
            }
            for (length, &word) in (2..high + 1).zip(&words[start + 1..]) {
                chain = join(chain, word);
                if length >= low {
                    self.ask(chain, runs);
                }
            }
        };
        self.each_run(words.len(), runs, grow, counts);
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
        let grow = |start: usize, runs: &mut Runs| {
            let mut chain = hasher.begin();
            for (length, &letter) in (1..high + 1).zip(&letters[start..]) {
                chain = chain.add(u32::from(letter));
                if length >= low {
                    self.ask(chain.end(), runs);
                }
            }
        };
        self.each_run(letters.len(), runs, grow, ranks);
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
        // mark; 0 counts as 1, and the highest bit is that of a full bucket.
        let fingerprint = |mark: u64, number: u64| mark << 56 | number << 8 | 2;
        let marks = [0x80, 0, 1, 0xFF].into_iter().chain([7; 13]);
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
        for mark in [0x80, 0, 7, 9] {
            assert_eq!(table.get(fingerprint(mark, 99)), None);
        }
    }
}
