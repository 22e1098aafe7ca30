//! The terms of one group by their fingerprints.

use crate::features::fingerprint::{Fingerprint, Fingerprints, Hasher, join};
use crate::features::tfidf::{Analyzer, FittedTfidf};

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
        let mut columns: Vec<u32> = (0..).take(vocabulary.len()).collect();
        columns.sort_by(|&a, &b| idf[a as usize].total_cmp(&idf[b as usize]));
        let chains =
            |column: u32| chains(tfidf.tfidf().analyzer(), vocabulary.term(column), hasher);
        let pairs: Vec<(Fingerprint, u32)> = (first..)
            .zip(&columns)
            .filter_map(|(rank, &column)| Some((chains(column).last()?, rank)))
            .collect();
        let terms = Fingerprints::new(&pairs)?;
        let range = tfidf.tfidf().ngrams();
        let closed = columns.iter().all(|&column| {
            let mut long = chains(column).skip(range.0 - 1);
            long.all(|chain| terms.get(chain).is_some())
        });
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
        chains(Analyzer::Word, words, self).last().unwrap_or(1)
    }
}

/// The fingerprints of a term while it grows from its begin.
fn chains(
    analyzer: Analyzer,
    term: &str,
    hasher: Hasher,
) -> Box<dyn Iterator<Item = Fingerprint> + '_> {
    match analyzer {
        Analyzer::Word => Box::new(term.split(' ').scan(None, move |chain, word| {
            let word = hasher.of(word);
            *chain = Some(chain.map_or(word, |chain| join(chain, word)));
            *chain
        })),
        Analyzer::Char | Analyzer::CharWb => {
            Box::new(term.chars().scan(hasher.begin(), |chain, c| {
                *chain = chain.add(u32::from(c));
                Some(chain.end())
            }))
        }
    }
}
