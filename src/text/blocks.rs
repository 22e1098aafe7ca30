//! Characters by the block: what eight Arabic ones, or sixteen of ASCII, become when they
//! are folded, and with how many a word goes on.

use std::sync::LazyLock;

use super::chars::Kind;
use super::fingerprint::first_bytes;
use super::letters::Letter;

/// For two Arabic characters by the last eight bits of their code points, U+0600 to
/// U+06FF, the first in the lower ones: their folded letters as two bytes of UTF-8 each,
/// in little-endian order; 0 for what is no letter, or not by itself.
type Pairs = [u32; 1 << 16];

static ARABIC: LazyLock<Box<Pairs>> = LazyLock::new(|| {
    let letter = |code: u32| {
        let kind = char::from_u32(0x600 + code).map_or(Kind::NONE, Kind::of);
        let letter = kind.alone().filter(|letter| letter.begins_word());
        let mut bytes = [0; 2];
        match letter.map(Letter::char) {
            Some(c) if c.len_utf8() == 2 => {
                c.encode_utf8(&mut bytes);
                u32::from(u16::from_le_bytes(bytes))
            }
            _ => 0,
        }
    };
    let letters: Vec<u32> = (0..=0xFF).map(letter).collect();
    let mut pairs = Box::new([0; 1 << 16]);
    for (own, &second) in pairs.chunks_exact_mut(letters.len()).zip(&letters) {
        for (pair, &first) in own.iter_mut().zip(&letters) {
            *pair = second << 16 | first;
        }
    }
    pairs
});

/// The table, held for the characters of a whole text.
#[derive(Clone, Copy)]
pub(super) struct ArabicLetters(&'static Pairs);

impl ArabicLetters {
    #[inline]
    pub(super) fn new() -> Self {
        Self(&ARABIC)
    }

    /// The folded form of a block that begins with Arabic characters of two bytes, and
    /// how many letters it begins with.
    #[inline]
    pub(super) fn fold(self, block: u128) -> (u128, usize) {
        let (low, high) = (block as u64, (block >> 64) as u64);
        let folded = u128::from(self.fold_four(high)) << 64 | u128::from(self.fold_four(low));
        // Where the next word begins hangs on the text alone, and not on what its letters
        // become: so many words are folded at the same time.
        let found = arabic(block);
        if !folded & all(0x0080) & first_bytes(2 * found) == 0 {
            return (folded, found);
        }
        (folded, before_other(folded))
    }

    /// The folded forms of four Arabic characters, where they are letters, else 0.
    #[inline]
    fn fold_four(self, bytes: u64) -> u64 {
        // The character xxyyyyyy.
        let codes = (bytes & all(0x0003) as u64) << 6 | (bytes >> 8) & all(0x003F) as u64;
        let two = codes | codes >> 8;
        let pair = |bits: u64| u64::from(self.0[usize::from(bits as u16)]);
        pair(two >> 32) << 32 | pair(two)
    }
}

/// How many pairs of bytes a block of UTF-8 begins with that are Arabic characters of two
/// bytes.
#[inline]
fn arabic(block: u128) -> usize {
    // 110110xx 10yyyyyy. The first byte is the lower one.
    let other = (block ^ all(0x80D8)) & all(0xC0FC);
    other.trailing_zeros() as usize / 16
}

/// How many letters stand before the first 0.
#[cold]
fn before_other(folded: u128) -> usize {
    // The first byte of each letter has its highest bit.
    (!folded & all(0x0080)).trailing_zeros() as usize / 16
}

/// The folded form of a block that begins with letters of ASCII, and how many they are.
#[inline]
pub(super) fn fold_ascii(block: u128) -> (u128, usize) {
    let small = block | each(0x20);
    // Without their highest bits, so that no byte's sum reaches the next one.
    let low = small & each(0x7F);
    let from_a = low + each(0x80 - b'a');
    let behind_z = low + each(0x7F - b'z');
    let other = (!from_a | behind_z | block) & each(0x80);
    (small, other.trailing_zeros() as usize / 8)
}

/// How many of four times two bytes at the beginning are letters, marks, tatweels and
/// digits from U+0620 to U+0669.
#[inline]
pub(super) fn four_go_on(bytes: u64) -> usize {
    let all = |bits| all(bits) as u64;
    // 1101100x 10yyyyyy. The first byte is the lower one.
    let other = (bytes ^ all(0x80D8)) & all(0xC0FE);
    // xyyyyyy
    let code = (bytes & all(1)) << 6 | bytes >> 8 & all(0x3F);
    let inside = (code + all(0x80 - 0x20)) & !(code + all(0x80 - 0x6A));
    (other | !inside & all(0x80)).trailing_zeros() as usize / 16
}

/// The same sixteen bits eight times.
const fn all(bits: u16) -> u128 {
    u128::MAX / 0xFFFF * bits as u128
}

/// The same byte sixteen times.
const fn each(byte: u8) -> u128 {
    u128::MAX / 0xFF * byte as u128
}
