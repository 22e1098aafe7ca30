//! Finding texts that share most of their n-grams, without comparing each with each.
//!
//! The similarity of two texts is the Jaccard index of the sets of their
//! character 5-grams (Broder 1997): the n-grams that both have among those that
//! either has. Two sets can only be similar enough if the rarest n-grams of one
//! (the *prefix*) meet those of the other, so an inverted index of the prefixes
//! finds the candidates, which are then compared in full (Chaudhuri, Ganti and
//! Kaushik 2006; Bayardo, Ma and Srikant 2007). Nothing is left to chance, as it
//! would be with MinHash.

use std::cmp::Ordering;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use rayon::prelude::*;

use crate::text::ngrams::char_ngrams;
use crate::text::tokens::tokens;

/// How many characters an n-gram has: about a word of Arabic without its
/// article, so that neighbours of a changed word still count.
const N: usize = 5;

/// How many candidates of a text are looked at before the search for it ends. Only
/// texts made from templates come near it; they would cost the square of their number.
const MOST_STEPS: usize = 5_000;

/// How many bits of an n-gram's hash it is counted by.
const COUNTER_BITS: u32 = 20;

/// A text and an earlier one like it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Near {
    pub(super) row: usize,
    pub(super) earlier: usize,
    /// The Jaccard index of their sets of n-grams, from 0 to 1.
    pub(super) similarity: f64,
}

/// For each text an earlier one of the same file and one of an earlier file,
/// if there are such that are at least as similar as `threshold` (above 0).
///
/// `texts` are folded; `files` holds the file of each, in rising order. Texts of
/// fewer than five letters are never similar.
pub(super) fn near_pairs(texts: &[&str], files: &[usize], threshold: f64) -> Vec<Near> {
    let index = Index::new(sets_of_grams(texts), threshold);
    (0..texts.len())
        .into_par_iter()
        .flat_map_iter(|row| {
            let own_file = files.partition_point(|&file| file < files[row]);
            let search = |from, to| index.last_similar(row, from..to);
            [search(0, own_file), search(own_file, row)]
        })
        .flatten()
        .collect()
}

/// The different n-grams of each text, the rarest first. An n-gram is a number
/// that begins with how often it occurs.
fn sets_of_grams(texts: &[&str]) -> Vec<Vec<u64>> {
    let mut sets: Vec<Vec<u64>> = texts.par_iter().map(|text| grams(text)).collect();
    // How often n-grams occur need not be exact, only the same for all texts.
    let counter = |gram: u64| (gram >> (32 - COUNTER_BITS)) as usize;
    let mut counts = vec![0_u32; 1 << COUNTER_BITS];
    for &gram in sets.iter().flatten() {
        counts[counter(gram)] = counts[counter(gram)].saturating_add(1);
    }
    sets.par_iter_mut().for_each(|set| {
        for gram in set.iter_mut() {
            *gram |= u64::from(counts[counter(*gram)]) << 32;
        }
        set.sort_unstable();
    });
    sets
}

/// The different n-grams of a text as 32-bit hashes.
fn grams(text: &str) -> Vec<u64> {
    let words: Vec<&str> = tokens(text).map(|word| word.of(text)).collect();
    let mut grams = Vec::with_capacity(text.len());
    char_ngrams(&words.join(" "), (N, N), |gram| {
        let mut hasher = DefaultHasher::new();
        gram.hash(&mut hasher);
        grams.push(hasher.finish() >> 32);
    });
    grams.sort_unstable();
    grams.dedup();
    grams
}

/// How many of the rarest n-grams of a set any set that is similar enough must
/// share one of: |x| − ⌈t·|x|⌉ + 1.
fn prefix(set: &[u64], threshold: f64) -> &[u64] {
    // A little less, so that rounding never makes the prefix too short.
    let shared = (threshold * set.len() as f64 - 1e-6).ceil().max(1.0) as usize;
    &set[..(set.len() + 1).saturating_sub(shared).min(set.len())]
}

/// How many n-grams two sets of these sizes share at least, if they are similar
/// enough: J = s / (all − s) ≥ t where s ≥ t·all / (1 + t).
fn least_shared(left: usize, right: usize, threshold: f64) -> usize {
    let all = (left + right) as f64;
    // A little less, so that rounding never refuses a pair.
    (threshold * all / (1.0 + threshold) - 1e-6).ceil() as usize
}

/// The texts and where each n-gram of their prefixes occurs.
struct Index {
    threshold: f64,
    /// The n-grams of each text.
    sets: Vec<Vec<u64>>,
    /// The n-grams of all prefixes, sorted.
    entries: Vec<Entry>,
    /// The places of each text among the entries, the rarest n-gram first.
    places: Vec<Vec<usize>>,
}

/// One n-gram of one text, in the order in which the index is sorted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    gram: u64,
    row: u32,
    /// How many n-grams of the text are rarer.
    rarer: u32,
    /// How many n-grams the text has.
    size: u32,
}

impl Index {
    fn new(sets: Vec<Vec<u64>>, threshold: f64) -> Self {
        // An n-gram that was counted once leads nowhere.
        let elsewhere = |gram: u64| gram >> 32 > 1;
        let mut entries = Vec::new();
        for (row, set) in (0..).zip(&sets) {
            let size = set.len() as u32;
            for (rarer, &gram) in (0..).zip(prefix(set, threshold)) {
                if elsewhere(gram) {
                    entries.push(Entry {
                        gram,
                        row,
                        rarer,
                        size,
                    });
                }
            }
        }
        entries.par_sort_unstable();
        let mut places = vec![Vec::new(); sets.len()];
        for (place, entry) in entries.iter().enumerate() {
            places[entry.row as usize].push(place);
        }
        Self {
            threshold,
            sets,
            entries,
            places,
        }
    }

    /// A row within `rows`, which stand before `row`, that is similar enough to
    /// it: the nearest that shares its rarest n-gram, if there is one.
    fn last_similar(&self, row: usize, rows: Range<usize>) -> Option<Near> {
        if rows.is_empty() {
            return None;
        }
        let set = &self.sets[row];
        let mut steps = 0;
        for &place in &self.places[row] {
            let own = self.entries[place];
            let before = &self.entries[..place];
            // The rows of an n-gram rise, so those just before `row` are the nearest.
            let end = match rows.end == row {
                true => place,
                false => before.partition_point(|entry| {
                    (entry.gram, entry.row as usize) < (own.gram, rows.end)
                }),
            };
            let candidates = before[..end]
                .iter()
                .rev()
                .take_while(|entry| entry.gram == own.gram && entry.row as usize >= rows.start);
            for entry in candidates {
                steps += 1;
                if steps > MOST_STEPS {
                    return None;
                }
                // If this is the first n-gram that both have, they share no more
                // than the rest of the shorter one; if not, they have been compared.
                let rest = (own.size - own.rarer).min(entry.size - entry.rarer) as usize;
                if rest < least_shared(own.size as usize, entry.size as usize, self.threshold) {
                    continue;
                }
                let earlier = entry.row as usize;
                if let Some(similarity) = jaccard(set, &self.sets[earlier], self.threshold) {
                    return Some(Near {
                        row,
                        earlier,
                        similarity,
                    });
                }
            }
        }
        None
    }
}

/// The Jaccard index of two sorted sets, if it is at least `threshold`.
fn jaccard(left: &[u64], right: &[u64], threshold: f64) -> Option<f64> {
    let least = least_shared(left.len(), right.len(), threshold);
    // How many of each may be missing in the other. The rarest n-grams come
    // first, so that most pairs are given up after a few steps.
    let mut spare_left = left.len().checked_sub(least)?;
    let mut spare_right = right.len().checked_sub(least)?;
    let (mut of_left, mut of_right, mut shared) = (0, 0, 0_usize);
    while let (Some(a), Some(b)) = (left.get(of_left), right.get(of_right)) {
        match a.cmp(b) {
            Ordering::Less => {
                spare_left = spare_left.checked_sub(1)?;
                of_left += 1;
            }
            Ordering::Greater => {
                spare_right = spare_right.checked_sub(1)?;
                of_right += 1;
            }
            Ordering::Equal => {
                shared += 1;
                of_left += 1;
                of_right += 1;
            }
        }
    }
    let similarity = shared as f64 / (left.len() + right.len() - shared) as f64;
    (similarity >= threshold).then_some(similarity)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    /// The Jaccard index of the 5-grams of two texts of words and single spaces.
    fn by_definition(left: &str, right: &str) -> f64 {
        let grams = |text: &str| -> BTreeSet<String> {
            let chars: Vec<char> = text.chars().collect();
            chars.windows(5).map(|gram| gram.iter().collect()).collect()
        };
        let (left, right) = (grams(left), grams(right));
        match left.union(&right).count() {
            0 => 0.0,
            all => left.intersection(&right).count() as f64 / all as f64,
        }
    }

    #[test]
    fn one_changed_letter_costs_five_grams() {
        // 16 characters have 12 5-grams; the last letter is in one of them:
        // 11 shared of 13. The middle one, in 5: 7 of 17.
        let end = near_pairs(&["abcdefghijklmnop", "abcdefghijklmnoX"], &[0, 0], 0.8);
        assert_eq!(end.len(), 1);
        assert!((end[0].similarity - 11.0 / 13.0).abs() < 1e-12);
        let middle = near_pairs(&["abcdefghijklmnop", "abcdefgXijklmnop"], &[0, 0], 0.4);
        assert!((middle[0].similarity - 7.0 / 17.0).abs() < 1e-12);
        let nothing = near_pairs(&["abcdefghijklmnop", "abcdefgXijklmnop"], &[0, 0], 0.42);
        assert_eq!(nothing, []);
    }

    #[test]
    fn punctuation_does_not_count() {
        let pairs = near_pairs(&["قال الوزير نعم", "«قال» الوزير: نعم!"], &[0, 0], 1.0);
        assert_eq!(pairs.len(), 1);
        assert_eq!(pairs[0].similarity, 1.0);
    }

    #[test]
    fn own_and_earlier_files_are_searched_apart() {
        let text = "the minister spoke in the capital";
        let pairs = near_pairs(&[text, text, text, text], &[0, 0, 1, 1], 0.9);
        let rows: Vec<_> = pairs.iter().map(|pair| (pair.row, pair.earlier)).collect();
        assert_eq!(rows, [(1, 0), (2, 1), (3, 1), (3, 2)]);
    }

    #[test]
    fn short_and_empty_texts_are_like_nothing() {
        assert_eq!(near_pairs(&["", "", "abc", "abc"], &[0; 4], 0.1), []);
        assert_eq!(near_pairs(&[], &[], 0.5), []);
    }

    proptest! {
        #[test]
        fn finds_what_comparing_all_finds(
            texts in prop::collection::vec("[ab]{1,3}( [ab]{1,3}){0,6}", 1..14),
            first_file in 0_usize..14,
            threshold in 0.05_f64..1.0,
        ) {
            let files: Vec<usize> = (0..texts.len()).map(|row| usize::from(row >= first_file)).collect();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let found = near_pairs(&texts, &files, threshold);
            for pair in &found {
                let expected = by_definition(texts[pair.row], texts[pair.earlier]);
                prop_assert!((pair.similarity - expected).abs() < 1e-12);
                prop_assert!(pair.earlier < pair.row && expected >= threshold);
            }
            for row in 0..texts.len() {
                for own in [true, false] {
                    let is_own = |other: usize| (files[other] == files[row]) == own;
                    let expected = (0..row).any(|other| {
                        is_own(other) && by_definition(texts[row], texts[other]) >= threshold
                    });
                    let told = found.iter().filter(|pair| pair.row == row && is_own(pair.earlier));
                    prop_assert_eq!(told.count(), usize::from(expected));
                }
            }
        }
    }
}
