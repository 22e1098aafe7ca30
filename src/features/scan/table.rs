//! The terms of one group by their fingerprints.

use crate::features::tfidf::{Analyzer, FittedTfidf};
use crate::text::fingerprint::{Fingerprint, Fingerprints, Hasher, join};

/// The terms of one group by their fingerprints, numbered by rank: the terms of
/// all groups in order, and in each group those of most texts first, so that what
/// is met often lies close together.
#[derive(Debug)]
pub(super) struct Table {
    terms: Fingerprints,
    range: (usize, usize),
    closed: bool,
}

impl Table {
    /// The table of a group, and the column of each of its ranks, which begin at
    /// `first`; none if two terms have one fingerprint.
    pub(super) fn new(tfidf: &FittedTfidf, first: u32, hasher: Hasher) -> Option<(Self, Vec<u32>)> {
        let (idf, vocabulary) = (tfidf.idf(), tfidf.vocabulary());
        let range = tfidf.tfidf().ngrams();
        let mut columns: Vec<u32> = (0..).take(vocabulary.len()).collect();
        columns.sort_by(|&a, &b| idf[a as usize].total_cmp(&idf[b as usize]));
        let mut pairs = Vec::with_capacity(columns.len());
        // What terms begin with, where it is long enough to be one.
        let mut begins = Vec::new();
        for (rank, &column) in (first..).zip(&columns) {
            let mut whole = None;
            let mut length = 0;
            let analyzer = tfidf.tfidf().analyzer();
            each_chain(analyzer, vocabulary.term(column), hasher, |chain| {
                begins.extend(whole.filter(|_| length >= range.0));
                whole = Some(chain);
                length += 1;
            });
            pairs.extend(whole.map(|whole| (whole, rank)));
        }
        let terms = Fingerprints::new(&pairs)?;
        let closed = begins.iter().all(|&begin| terms.get(begin).is_some());
        let table = Self {
            terms,
            range,
            closed,
        };
        Some((table, columns))
    }

    /// The rank of a term.
    #[inline]
    pub(super) fn get(&self, fingerprint: Fingerprint) -> Option<u32> {
        self.terms.get(fingerprint)
    }

    /// The length of the shortest n-grams.
    #[inline]
    pub(super) fn low(&self) -> usize {
        self.range.0
    }

    /// The length of the longest n-grams.
    #[inline]
    pub(super) fn high(&self) -> usize {
        self.range.1
    }

    /// Whether what goes on from an n-gram that is no term is none either, so that
    /// the longer ones need not be looked for. It is so unless the vocabulary was
    /// cut in an unusual way: a longer n-gram stands nowhere without the shorter.
    #[inline]
    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }

    /// Calls `take` with each run of words that the table holds.
    pub(super) fn runs(&self, words: &[Fingerprint], mut take: impl FnMut(u32)) {
        for start in 0..words.len() {
            let mut chain = words[start];
            for length in 1..=self.high() {
                if length > 1 {
                    let Some(&last) = words.get(start + length - 1) else {
                        break;
                    };
                    chain = join(chain, last);
                }
                if length < self.low() {
                    continue;
                }
                match self.get(chain) {
                    Some(rank) => take(rank),
                    None if self.closed => break,
                    None => {}
                }
            }
        }
    }
}

impl Hasher {
    /// The fingerprint of words with a space between them.
    pub(super) fn of_words(self, words: &str) -> Fingerprint {
        let mut whole = 1;
        each_chain(Analyzer::Word, words, self, |chain| whole = chain);
        whole
    }
}

/// Calls `take` with the fingerprints of a term while it grows from its begin.
fn each_chain(analyzer: Analyzer, term: &str, hasher: Hasher, mut take: impl FnMut(Fingerprint)) {
    match analyzer {
        Analyzer::Word => {
            let mut words = term.split(' ').map(|word| hasher.of(word));
            let mut chain = words.next().unwrap_or(1);
            take(chain);
            for word in words {
                chain = join(chain, word);
                take(chain);
            }
        }
        Analyzer::Char | Analyzer::CharWb => {
            let mut chain = hasher.begin();
            for c in term.chars() {
                chain = chain.add(u32::from(c));
                take(chain.end());
            }
        }
    }
}
