//! Fingerprints: numbers of 64 bits in place of words and n-grams.
//!
//! A word is read sixteen bytes at a time, an n-gram is a chain of pieces, characters
//! or words, and its fingerprint grows piece by piece, so that none is ever spelt out.
//! The terms of a vocabulary have different fingerprints, or another seed is taken. An
//! n-gram that is no term has that of one with a probability of terms / 2⁶⁴, as far as
//! fingerprints are like numbers drawn at random: in 10¹² n-grams against a million
//! terms once in twenty times.

use crate::prefetch::prefetch;
use crate::span::Span;

/// A fingerprint, never 0.
pub(crate) type Fingerprint = u64;

/// An odd number without a pattern in its bits.
const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
const OTHER_FACTOR: u64 = 0xD6E8_FEB8_6659_FD93;

/// Makes fingerprints by one seed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hasher(u64);

/// The fingerprint of a chain of characters while it grows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chain(u64);

impl Chain {
    /// The chain with one more character.
    #[inline]
    pub(crate) fn add(self, code: u32) -> Self {
        Self((self.0 ^ u64::from(code)).wrapping_mul(FACTOR))
    }

    /// The fingerprint of the characters.
    #[inline]
    pub(crate) fn end(self) -> Fingerprint {
        mix(self.0)
    }
}

impl Hasher {
    pub(crate) fn new(seed: u64) -> Self {
        Self(mix(seed))
    }

    /// A chain of no characters.
    #[inline]
    pub(crate) fn begin(self) -> Chain {
        Chain(self.0)
    }

    /// The fingerprint of a word.
    pub(crate) fn of(self, word: &str) -> Fingerprint {
        let (mut own, mut rest) = (self, word.as_bytes());
        while let Some((&block, behind)) = rest.split_first_chunk()
            && !behind.is_empty()
        {
            own = own.behind(u128::from_le_bytes(block));
            rest = behind;
        }
        own.of_block(last_block(rest), rest.len())
    }

    /// The fingerprint of the word from byte `start` to byte `end` of a text, behind whose
    /// end a block of bytes must stand. It is read by blocks.
    #[inline]
    pub(crate) fn of_part(self, text: &[u8], start: usize, end: usize) -> Fingerprint {
        let (mut own, mut at) = (self, start);
        while at + BLOCK < end {
            let block = text[at..].first_chunk().copied().unwrap_or_default();
            own = own.behind(u128::from_le_bytes(block));
            at += BLOCK;
        }
        let block = text[at..].first_chunk().copied().unwrap_or_default();
        own.of_block(u128::from_le_bytes(block), end - at)
    }

    /// The fingerprint of a word of a text, wherever it stands.
    #[inline]
    pub(crate) fn of_span(self, text: &str, span: Span) -> Fingerprint {
        if span.end + BLOCK <= text.len() {
            self.of_part(text.as_bytes(), span.start, span.end)
        } else {
            self.of(span.of(text))
        }
    }

    /// The fingerprint of a word of so many bytes, a block at most, in little-endian
    /// order; what stands behind them does not count.
    #[inline]
    pub(crate) fn of_block(self, block: u128, bytes: usize) -> Fingerprint {
        let product = self.product(block & first_bytes(bytes));
        // Zeros at the end count by the length.
        fold_product(product ^ bytes as u64, OTHER_FACTOR).max(1)
    }

    /// What makes the fingerprint of a word that begins with this block, and does not end
    /// with it, of what stands behind it.
    #[inline]
    pub(crate) fn behind(self, block: u128) -> Self {
        Self(self.product(block))
    }

    #[inline]
    fn product(self, block: u128) -> u64 {
        let (low, high) = (block as u64, (block >> 64) as u64);
        fold_product(self.0 ^ low, FACTOR ^ high)
    }
}

/// How many bytes of a word are read at once.
pub(crate) const BLOCK: usize = 16;

/// The last bytes of a text, a block at most, with zeros behind them.
#[cold]
pub(super) fn last_block(rest: &[u8]) -> u128 {
    let mut block = [0; BLOCK];
    block[..rest.len()].copy_from_slice(rest);
    u128::from_le_bytes(block)
}

/// The bits of the first so many bytes of a block.
#[inline]
pub(super) fn first_bytes(bytes: usize) -> u128 {
    MASKS[bytes]
}

/// The first 0, 1, … 16 bytes of a block.
const MASKS: [u128; BLOCK + 1] = {
    let mut masks = [u128::MAX; BLOCK + 1];
    let mut bytes = 0;
    while bytes < BLOCK {
        masks[bytes] = !(u128::MAX << (8 * bytes));
        bytes += 1;
    }
    masks
};

/// The upper and the lower half of a product together: each bit of it depends on
/// each bit of the factors.
#[inline]
fn fold_product(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    (product >> 64) as u64 ^ product as u64
}

/// The fingerprint of a name, read eight bytes at a time: a quick one, which is
/// not that of its characters one by one.
#[inline]
pub(crate) const fn of_name(name: &str) -> Fingerprint {
    let bytes = name.as_bytes();
    let (eights, _) = bytes.as_chunks();
    let mut bits = (bytes.len() as u64).wrapping_mul(OTHER_FACTOR);
    let mut nth = 0;
    while nth < eights.len() {
        bits = (bits ^ u64::from_le_bytes(eights[nth])).wrapping_mul(FACTOR);
        bits ^= bits >> 32;
        nth += 1;
    }
    // The last bytes, or all of a short name; some may count twice.
    let last = if let Some(&last) = bytes.last_chunk() {
        u64::from_le_bytes(last)
    } else if let (Some(&first), Some(&last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        (u32::from_le_bytes(first) as u64) << 32 | u32::from_le_bytes(last) as u64
    } else {
        let (mut last, mut nth) = (0, 0);
        while nth < bytes.len() {
            last = last << 8 | bytes[nth] as u64;
            nth += 1;
        }
        last
    };
    mix((bits ^ last).wrapping_mul(FACTOR))
}

/// The fingerprint of words, of which `words` is that of all but the last.
#[inline]
pub(crate) fn join(words: Fingerprint, last: Fingerprint) -> Fingerprint {
    mix(words.wrapping_mul(FACTOR) ^ last)
}

#[inline]
const fn mix(bits: u64) -> u64 {
    let bits = (bits ^ (bits >> 32)).wrapping_mul(OTHER_FACTOR);
    let bits = bits ^ (bits >> 29);
    if bits == 0 { 1 } else { bits }
}

/// Values found by fingerprints.
#[derive(Debug)]
pub(crate) struct Fingerprints<V> {
    /// The fingerprints where they fall by their last bits, or in the first free
    /// place behind; 0 where none is. At most half of the places are taken.
    keys: Vec<Fingerprint>,
    /// The value of each, and `blank` where none is.
    values: Vec<V>,
}

impl<V: Copy> Fingerprints<V> {
    /// A table of values by their fingerprints; none if two fingerprints are equal.
    pub(crate) fn new(pairs: &[(Fingerprint, V)], blank: V) -> Option<Self> {
        let places = (2 * pairs.len()).next_power_of_two().max(2);
        let mut table = Self {
            keys: vec![0; places],
            values: vec![blank; places],
        };
        for &(fingerprint, value) in pairs {
            let at = table.place(fingerprint);
            if table.keys[at] == fingerprint {
                return None;
            }
            table.keys[at] = fingerprint;
            table.values[at] = value;
        }
        Some(table)
    }

    /// Brings the place of a fingerprint and its value near.
    #[inline]
    pub(crate) fn ask(&self, fingerprint: Fingerprint) {
        let at = fingerprint as usize & (self.keys.len() - 1);
        prefetch(&self.keys, at);
        prefetch(&self.values, at);
    }

    /// The value of a fingerprint.
    #[inline]
    pub(crate) fn get(&self, fingerprint: Fingerprint) -> Option<V> {
        let at = self.place(fingerprint);
        (self.keys[at] == fingerprint).then(|| self.values[at])
    }

    /// Where the fingerprint stands or would stand.
    #[inline]
    fn place(&self, fingerprint: Fingerprint) -> usize {
        let last = self.keys.len() - 1;
        let mut at = fingerprint as usize & last;
        while self.keys[at] != 0 && self.keys[at] != fingerprint {
            at = (at + 1) & last;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_by_their_fingerprints() {
        let hasher = Hasher::new(7);
        let fingerprint = |n: u32| hasher.of(&format!("كلمة{n}"));
        let pairs: Vec<(u64, u32)> = (0..10_000).map(|n| (fingerprint(n), n)).collect();
        let table = Fingerprints::new(&pairs, 0).unwrap();
        for n in 0..10_000 {
            assert_eq!(table.get(fingerprint(n)), Some(n));
            assert_eq!(table.get(fingerprint(n + 10_000)), None);
        }
        assert_eq!(Fingerprints::new(&[], 0).unwrap().get(1), None);
    }

    #[test]
    fn a_word_has_its_fingerprint_wherever_it_stands() {
        let (hasher, letters) = (Hasher::new(7), "قالت الوزيرة إن أبا على رأس العمال abc");
        let places = || letters.char_indices().map(|(at, _)| at);
        for start in places() {
            for end in places().chain([letters.len()]).filter(|&end| end > start) {
                let span = Span::new(start, end);
                let own = hasher.of_span(letters, span);
                assert_eq!(own, hasher.of(span.of(letters)), "{span:?}");
            }
        }
    }

    #[test]
    fn names_of_any_length_differ() {
        let mut seen = std::collections::HashSet::new();
        for length in 0..40 {
            assert!(seen.insert(of_name(&"a".repeat(length))));
            for place in 0..length {
                let mut name = "a".repeat(length);
                name.replace_range(place..=place, "b");
                assert!(seen.insert(of_name(&name)), "{name}");
            }
        }
    }

    #[test]
    fn equal_fingerprints_are_refused() {
        assert!(Fingerprints::new(&[(5, 0), (6, 1), (5, 2)], 0).is_none());
    }

    /// Of numbers drawn at random, pairs that agree in these 32 bits are as many as
    /// pairs / 2³².
    fn check_spread(fingerprints: &[Fingerprint]) {
        let pairs = (fingerprints.len() as f64).powi(2) / 2.0;
        let most = 20.0 + 2.0 * pairs / 2_f64.powi(32);
        for shift in [0, 16, 32] {
            let mut bits: Vec<u32> = fingerprints.iter().map(|f| (f >> shift) as u32).collect();
            bits.sort_unstable();
            let equal = bits.windows(2).filter(|two| two[0] == two[1]).count();
            assert!((equal as f64) < most, "{equal} above {most} at bit {shift}");
        }
    }

    #[test]
    fn words_that_look_alike_have_fingerprints_far_apart() {
        let hasher = Hasher::new(0);
        let letters: Vec<char> = ('\u{627}'..='\u{64A}').collect();
        let word = |number: usize, length: u32| -> String {
            let places = (0..length).map(|place| number / letters.len().pow(place));
            places.map(|digit| letters[digit % letters.len()]).collect()
        };
        // All words of three letters, alone, and behind one, two and three blocks.
        let all = 0..letters.len().pow(3);
        let same = |begin: &str, end: &str| -> Vec<Fingerprint> {
            let words = all.clone().map(|n| format!("{begin}{}{end}", word(n, 3)));
            words.map(|word| hasher.of(&word)).collect()
        };
        let long = "ا".repeat(8);
        let mut together = Vec::new();
        for (begin, end) in [
            ("", ""),
            ("وال", "ها"),
            (&long, ""),
            ("", &long),
            ("ab", "c"),
        ] {
            let some = same(begin, end);
            check_spread(&some);
            together.extend(some);
        }
        check_spread(&together);
        let words: Vec<Fingerprint> = (0..400).map(|n| hasher.of(&word(n, 2))).collect();
        let pairs = words
            .iter()
            .flat_map(|&one| words.iter().map(move |&two| join(one, two)));
        check_spread(&pairs.collect::<Vec<_>>());
    }

    #[test]
    fn zeros_and_what_stands_behind_a_word() {
        let hasher = Hasher::new(3);
        let mut seen = std::collections::HashSet::new();
        for length in 0..50 {
            assert!(seen.insert(hasher.of(&"\0".repeat(length))));
            let word = "ab".repeat(length);
            let behind = format!("xyz{word}{}", "ص".repeat(16));
            let part = hasher.of_part(behind.as_bytes(), 3, 3 + word.len());
            assert_eq!(part, hasher.of(&word));
        }
    }

    #[test]
    fn the_order_of_pieces_counts() {
        let hasher = Hasher::new(0);
        let [one, two] = ["قال", "الوزير"].map(|word| hasher.of(word));
        assert_ne!(join(one, two), join(two, one));
        assert_ne!(join(one, join(one, two)), join(two, join(one, one)));
        assert_ne!(hasher.of("اب"), hasher.of("با"));
        assert_ne!(hasher.of("ab"), Hasher::new(1).of("ab"));
    }
}
