//! Counting pairs of numbers, some of their hashes at a time.
//!
//! Threads write the pairs of their texts into lists, one for each part of the hashes.
//! Then they take the parts, each with a table that the cache holds, and tell each
//! place the number of its pair. So no pair is looked for in a table of all.

use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};

use hashbrown::HashTable;
use rayon::prelude::*;

use super::NONE;
use super::buckets::{Buckets, hash};
use super::counts::too_many_terms;
use crate::error::Result;

/// How many texts one thread takes at once.
const TEXTS_AT_ONCE: usize = 10_000;
/// About how many pairs a part has.
const PAIRS_A_PART: usize = 1 << 15;
/// About how many pairs are written at once, of 16 bytes each.
const PAIRS_AT_ONCE: usize = 1 << 22;

/// How often something stands in the texts so far.
#[derive(Clone, Copy, Default)]
pub struct Count {
    /// How often in all.
    pub tf: u32,
    /// In how many texts.
    pub df: u32,
    /// The last text that it stood in, counted from 1.
    last: u32,
}

impl Count {
    /// Counts it once more, in a text that is none before the last.
    pub fn add(&mut self, text: u32) {
        // More texts than that do not fit into memory.
        let text = text + 1;
        self.tf = self.tf.saturating_add(1);
        self.df += u32::from(self.last != text);
        self.last = text;
    }
}

/// Runs of words as pairs: a shorter run, and one word more.
pub struct Pairs<'c> {
    /// Where each text begins, and the end of the last.
    pub starts: &'c [usize],
    /// The word at each place.
    pub words: &'c [u32],
    /// The shorter run that begins at each place, or [`NONE`].
    pub beginnings: &'c [u32],
    /// How many words a run has.
    pub length: usize,
}

/// The pairs that stand often enough.
pub struct Counted {
    /// The number of the pair at each place, or [`NONE`].
    pub at: Vec<u32>,
    /// The pairs, and how often they stand.
    pub pairs: Vec<((u32, u32), Count)>,
}

/// A pair, and where it stands.
struct Found {
    pair: u64,
    text: u32,
    /// Its place in the text.
    place: u32,
}

/// What was counted of one part.
struct Part {
    /// The pairs that stand often enough.
    pairs: Vec<(u64, Count)>,
    /// For each list and each pair found the place among them, or [`NONE`].
    numbers: Vec<Vec<u32>>,
}

impl Pairs<'_> {
    /// Calls `take` with each place of a text and the pair that stands there.
    fn each_of(&self, text: usize, mut take: impl FnMut(usize, u64)) {
        let (start, end) = (self.starts[text], self.starts[text + 1]);
        for last in start + self.length - 1..end {
            let first = last + 1 - self.length;
            let beginning = self.beginnings[first];
            if beginning != NONE {
                let pair = u64::from(beginning) << 32 | u64::from(self.words[last]);
                take(first - start, pair);
            }
        }
    }

    fn texts(&self) -> usize {
        self.starts.len() - 1
    }

    /// How often pairs stand, by their hashes alone.
    pub fn buckets(&self) -> Buckets {
        Buckets::count(self.words.len(), rayon::current_num_threads(), |take| {
            for text in 0..self.texts() {
                self.each_of(text, |_, pair| take(hash(pair)));
            }
        })
    }

    /// The pairs that stand `floor` times or more; what `buckets` tell to be rarer is
    /// not looked at.
    ///
    /// # Errors
    ///
    /// If there are more than 32 bits can number.
    pub fn count(&self, buckets: Option<&Buckets>, floor: u32) -> Result<Counted> {
        let places = self.words.len();
        let parts = (places / PAIRS_A_PART).next_power_of_two();
        let at_once = parts * PAIRS_AT_ONCE / places.max(1);
        self.count_parts(buckets, floor, parts, at_once.clamp(1, parts))
    }

    /// As [`Pairs::count`], in a power of two of `parts`, so many at once.
    fn count_parts(
        &self,
        buckets: Option<&Buckets>,
        floor: u32,
        parts: usize,
        at_once: usize,
    ) -> Result<Counted> {
        let places = (0..self.words.len()).into_par_iter();
        let at: Vec<AtomicU32> = places.map(|_| AtomicU32::new(NONE)).collect();
        let mut pairs = Vec::new();
        for first in (0..parts).step_by(at_once) {
            let some = first..(first + at_once).min(parts);
            let found = self.found(some, parts, buckets, floor);
            let counted: Vec<Part> = (0..at_once)
                .into_par_iter()
                .map(|part| Part::of(found.iter().filter_map(|lists| lists.get(part)), floor))
                .collect();
            let mut starts = Vec::new();
            for part in &counted {
                starts.push(u32::try_from(pairs.len()).map_err(|_| too_many_terms())?);
                let own = part.pairs.iter();
                pairs.extend(own.map(|&(pair, count)| (((pair >> 32) as u32, pair as u32), count)));
            }
            u32::try_from(pairs.len()).map_err(|_| too_many_terms())?;
            (counted.into_par_iter().zip(starts).enumerate()).for_each(|(part, (own, start))| {
                let lists = found.iter().filter_map(|lists| lists.get(part));
                for (found, numbers) in lists.zip(own.numbers) {
                    for (found, number) in found.iter().zip(numbers) {
                        if number != NONE {
                            let place = self.starts[found.text as usize] + found.place as usize;
                            at[place].store(start + number, Ordering::Relaxed);
                        }
                    }
                }
            });
        }
        let at = at.into_iter().map(AtomicU32::into_inner).collect();
        Ok(Counted { at, pairs })
    }

    /// The pairs of some of the parts, but for those that `buckets` tell to be rarer than
    /// `floor`: for each run of texts a list for each part.
    fn found(
        &self,
        some: Range<usize>,
        parts: usize,
        buckets: Option<&Buckets>,
        floor: u32,
    ) -> Vec<Vec<Vec<Found>>> {
        let texts: Vec<u32> = (0..self.texts() as u32).collect();
        let chunks = texts.par_chunks(TEXTS_AT_ONCE).map(|texts| {
            let mut lists: Vec<Vec<Found>> = some.clone().map(|_| Vec::new()).collect();
            let mut of_text = Vec::new();
            for &text in texts {
                self.each_of(text as usize, |place, pair| {
                    let own = hash(pair);
                    // The lowest bits and the highest find the pair in its table.
                    let part = (own >> 32) as usize & (parts - 1);
                    if some.contains(&part) {
                        buckets.inspect(|buckets| buckets.ask_for(own));
                        let place = place as u32;
                        of_text.push((own, part - some.start, Found { pair, text, place }));
                    }
                });
                for (own, part, found) in of_text.drain(..) {
                    if buckets.is_none_or(|buckets| buckets.most(own) >= floor) {
                        lists[part].push(found);
                    }
                }
            }
            lists
        });
        chunks.collect()
    }
}

impl Part {
    /// Counts the pairs of the lists, whose texts rise.
    fn of<'f>(lists: impl Iterator<Item = &'f Vec<Found>>, floor: u32) -> Self {
        let mut table: HashTable<(u64, u32)> = HashTable::new();
        let mut counts: Vec<(u64, Count)> = Vec::new();
        let mut numbers: Vec<Vec<u32>> = Vec::new();
        for list in lists {
            let own = list.iter().map(|&Found { pair, text, .. }| {
                let entry = table.entry(hash(pair), |own| own.0 == pair, |own| hash(own.0));
                let number = entry.or_insert_with(|| {
                    counts.push((pair, Count::default()));
                    (pair, counts.len() as u32 - 1)
                });
                let number = number.get().1;
                counts[number as usize].1.add(text);
                number
            });
            numbers.push(own.collect());
        }
        let mut pairs = Vec::new();
        let kept = counts.into_iter().map(|(pair, count)| {
            if count.tf < floor {
                return NONE;
            }
            pairs.push((pair, count));
            pairs.len() as u32 - 1
        });
        let kept: Vec<u32> = kept.collect();
        for number in numbers.iter_mut().flatten() {
            *number = kept[*number as usize];
        }
        Self { pairs, numbers }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Against counts in a map, in any parts; texts are enough for several threads.
    #[test]
    fn pairs_are_those_of_a_plain_count() {
        let (texts, mut starts) = (2 * TEXTS_AT_ONCE + 3, vec![0]);
        let mut words = Vec::new();
        for text in 0..texts {
            words.extend((0..text % 6).map(|place| hash((text * 7 + place) as u64) as u32 % 40));
            starts.push(words.len());
        }
        // Pairs that begin with 7 are not looked for.
        let begin = |&word: &u32| if word == 7 { NONE } else { word };
        let beginnings: Vec<u32> = words.iter().map(begin).collect();
        let mut expected: BTreeMap<(u32, u32), (u32, Vec<usize>)> = BTreeMap::new();
        for text in 0..texts {
            for pair in words[starts[text]..starts[text + 1]].windows(2) {
                let (tf, texts) = expected.entry((pair[0], pair[1])).or_default();
                *tf += 1;
                texts.push(text);
            }
        }
        let floor = 30;
        expected.retain(|&(first, _), (tf, _)| first != 7 && *tf >= floor);
        assert!(!expected.is_empty());
        let pairs = Pairs {
            starts: &starts,
            words: &words,
            beginnings: &beginnings,
            length: 2,
        };
        let buckets = pairs.buckets();
        for (parts, at_once, buckets) in [(1, 1, None), (8, 3, None), (4, 4, Some(&buckets))] {
            let counted = pairs.count_parts(buckets, floor, parts, at_once).unwrap();
            assert_eq!(counted.pairs.len(), expected.len());
            for (pair, count) in &counted.pairs {
                let (tf, texts) = &expected[pair];
                let df = texts.chunk_by(usize::eq).count();
                assert_eq!((count.tf, count.df as usize), (*tf, df));
            }
            for text in 0..texts {
                for place in starts[text]..starts[text + 1] {
                    let pair = (place + 1 < starts[text + 1])
                        .then(|| (words[place], words[place + 1]))
                        .filter(|pair| expected.contains_key(pair));
                    let found = counted.pairs.get(counted.at[place] as usize);
                    assert_eq!(found.map(|(pair, _)| *pair), pair);
                }
            }
        }
    }
}
