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
    /// The bits of a place that are the mark.
    mark: u32,
    /// The bit of a place that says that its bucket has no room; those below are the rank
    /// and one.
    full: u32,
    range: (usize, usize),
}

/// How many pieces' runs are looked up at once.
const AT_ONCE: usize = 64;

/// How many places are looked at together.
const PLACES: usize = 8;

/// Half a cache line of terms: of each its rank and one, above them a bit that is set in
/// all places of a bucket without room for some of its terms, and above that bits of the
/// fingerprint, the mark. Free places are 0 and stand behind the others.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(32))]
struct Bucket([u32; PLACES]);

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
        let mut columns: Vec<u32> = (0..).take(vocabulary.len()).collect();
        columns.sort_by(|&a, &b| idf[a as usize].total_cmp(&idf[b as usize]));
        let buckets = (2 * columns.len()).div_ceil(PLACES).next_power_of_two();
        let full = (columns.len() as u32 + 1).checked_next_power_of_two()?;
        let mut table = Self {
            terms: Vec::with_capacity(columns.len()),
            buckets: vec![Bucket::default(); buckets],
            mark: !(full.checked_mul(2)? - 1),
            full,
            range,
        };
        for column in columns {
            table.push(Term {
                fingerprint: hasher.of_term(analyzer, vocabulary.term(column)),
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
        self.terms.push(term);
        let place = self.mark_of(term.fingerprint) | self.terms.len() as u32;
        let mut at = self.home(term.fingerprint);
        loop {
            let places = &mut self.buckets[at].0;
            if let Some(free) = places.iter_mut().find(|place| **place == 0) {
                *free = place;
                return Some(());
            }
            places.iter_mut().for_each(|place| *place |= self.full);
            at = (at + 1) & (self.buckets.len() - 1);
        }
    }

    /// The bucket in which a fingerprint is looked for first.
    #[inline]
    fn home(&self, fingerprint: Fingerprint) -> usize {
        fingerprint as usize & (self.buckets.len() - 1)
    }

    #[inline]
    fn mark_of(&self, fingerprint: Fingerprint) -> u32 {
        (fingerprint >> 32) as u32 & self.mark
    }

    /// The rank of a term.
    #[inline]
    pub(super) fn get(&self, fingerprint: Fingerprint) -> Option<u32> {
        let (mark, mut at) = (self.mark_of(fingerprint), self.home(fingerprint));
        loop {
            for &place in &self.buckets[at].0 {
                if place == 0 {
                    return None;
                }
                let rank = (place & (self.full - 1)) - 1;
                if place & self.mark == mark && self.terms[rank as usize].fingerprint == fingerprint
                {
                    return Some(rank);
                }
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
            let mark = self.mark_of(run);
            let places = &self.buckets[self.home(run)].0;
            // Two of one mark in a bucket make nonsense here, which is found out later.
            let hit = places.iter().fold(0, |hit, &place| {
                let same = place & self.mark == mark;
                hit | if same { place } else { place & self.full }
            });
            let rank = (hit & (self.full - 1)).saturating_sub(1);
            self.prefetch(rank);
            into.prefetch(rank);
            likely[len] = (run, rank);
            len += usize::from(hit != 0);
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
