//! What the bytes of a window are, and what those of a word become.
//!
//! A byte is looked up by its two halves of four bits, each in a table of sixteen bytes;
//! what both tables say of it holds (Langdale and Lemire 2019, *Parsing Gigabytes of JSON
//! per Second*).

use std::arch::x86_64::*;

use super::WINDOW;
use crate::text::fingerprint::BLOCK;

/// A bit for each byte of a window, that of the first byte the lowest; a byte may have
/// several of them.
pub(super) struct ByteKinds {
    /// The first byte of the characters from U+0600.
    pub(super) d8: u64,
    /// And of those from U+0640.
    pub(super) d9: u64,
    /// What makes a letter with a D8 before it.
    pub(super) letter_of_d8: u64,
    /// What makes a letter, neither mark nor tatweel nor digit, with a D9 before it.
    pub(super) letter_of_d9: u64,
    /// What makes a comma with a D8 before it.
    pub(super) comma_of_d8: u64,
    /// Letters and digits of ASCII, and `_`.
    pub(super) ascii: u64,
    /// All of ASCII but the control characters below the space.
    pub(super) printed: u64,
}

/// Sixteen bytes, one for each value of a half.
type Table = [u8; 16];

/// The bits of [`ByteKinds`] for the bytes that are not of ASCII.
const D8: u8 = 0x80;
const D9: u8 = 0x40;
const LETTER_OF_D8: u8 = 0x20;
const LETTER_OF_D9: u8 = 0x10;
const COMMA_OF_D8: u8 = 0x08;

/// What the upper half of such a byte says: U+0620 to U+063F are D8 A0 to D8 BF, U+0641 to
/// U+064A are D9 81 to D9 8A, and the comma is D8 8C.
const UPPER: Table = {
    let mut table = [0; 16];
    table[0x8] = LETTER_OF_D9 | COMMA_OF_D8;
    table[0xA] = LETTER_OF_D8;
    table[0xB] = LETTER_OF_D8;
    table[0xD] = D8 | D9;
    table
};

/// And the lower half.
const LOWER: Table = {
    let mut table = [LETTER_OF_D8; 16];
    let mut half = 0x1;
    while half <= 0xA {
        table[half] |= LETTER_OF_D9;
        half += 1;
    }
    table[0x8] |= D8;
    table[0x9] |= D9;
    table[0xC] |= COMMA_OF_D8;
    table
};

/// The same for ASCII, a bit for each: 0 to 9; A to O and a to o; P to Z and `_`; p to z.
const UPPER_OF_ASCII: Table = [0, 0, 0, 1, 2, 4, 2, 8, 0, 0, 0, 0, 0, 0, 0, 0];
const LOWER_OF_ASCII: Table = [13, 15, 15, 15, 15, 15, 15, 15, 15, 15, 14, 2, 2, 2, 2, 6];

/// In which bits the second bytes A0 to AF of letters change when they are folded: those of
/// the alefs, and of teh marbuta, whose first byte changes too.
const CHANGES: Table = {
    let mut table = [0; 16];
    table[0x2] = 0xA2 ^ 0xA7;
    table[0x3] = 0xA3 ^ 0xA7;
    table[0x5] = 0xA5 ^ 0xA7;
    table[0x9] = 0xA9 ^ 0x87;
    table
};

impl ByteKinds {
    /// Those of the bytes behind the first `skip`.
    #[inline]
    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
    pub(super) fn new(window: &[u8; WINDOW], skip: usize) -> Self {
        let bytes = load(window);
        let halves = [nibbles(bytes[0]), nibbles(bytes[1])];
        let arabic = look_up(halves, UPPER, LOWER);
        let ascii = look_up(halves, UPPER_OF_ASCII, LOWER_OF_ASCII);
        // A sum has the highest bit if there is any.
        let any = each(0x7F);
        let ascii = [
            _mm256_add_epi8(ascii[0], any),
            _mm256_add_epi8(ascii[1], any),
        ];
        let below = each(b' ' - 1);
        let printed = [
            _mm256_cmpgt_epi8(bytes[0], below),
            _mm256_cmpgt_epi8(bytes[1], below),
        ];
        Self {
            d8: bits::<{ D8.leading_zeros() as i32 }>(arabic) >> skip,
            d9: bits::<{ D9.leading_zeros() as i32 }>(arabic) >> skip,
            letter_of_d8: bits::<{ LETTER_OF_D8.leading_zeros() as i32 }>(arabic) >> skip,
            letter_of_d9: bits::<{ LETTER_OF_D9.leading_zeros() as i32 }>(arabic) >> skip,
            comma_of_d8: bits::<{ COMMA_OF_D8.leading_zeros() as i32 }>(arabic) >> skip,
            ascii: bits::<0>(ascii) >> skip,
            printed: bits::<0>(printed) >> skip,
        }
    }
}

/// The spaces of a window.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
pub(super) fn spaces(window: &[u8; WINDOW]) -> u64 {
    let [low, high] = load(window);
    let space = each(b' ');
    bits::<0>([
        _mm256_cmpeq_epi8(low, space),
        _mm256_cmpeq_epi8(high, space),
    ])
}

/// A block of plain characters as it is folded, in little-endian order. One byte more must
/// be there: a teh marbuta folds to heh, which has another first byte. Capitals are folded
/// only where there is ASCII.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
pub(super) fn fold(bytes: &[u8; BLOCK + 1], ascii: bool) -> u128 {
    let (own, next) = (block(bytes, 0), block(bytes, 1));
    // A0 to AF become 70 to 7F, all others something above, for which a table gives 0.
    let lower = _mm_adds_epu8(_mm_xor_si128(own, every(0xA0)), every(0x70));
    let folded = _mm_xor_si128(own, _mm_shuffle_epi8(table(CHANGES), lower));
    // What is equal is -1: an alef maksura becomes the yeh behind it, and the first byte of
    // a teh marbuta that of a heh.
    let maksura = _mm_cmpeq_epi8(own, every(0x89));
    let marbuta = _mm_cmpeq_epi8(next, every(0xA9));
    let mut folded = _mm_sub_epi8(folded, _mm_or_si128(maksura, marbuta));
    if ascii {
        let small = _mm_or_si128(own, every(0x20));
        let letter = _mm_and_si128(
            _mm_cmpgt_epi8(small, every(b'a' - 1)),
            _mm_cmplt_epi8(small, every(b'z' + 1)),
        );
        folded = _mm_or_si128(folded, _mm_and_si128(letter, every(0x20)));
    }
    let low = _mm_cvtsi128_si64(folded) as u64;
    let high = _mm_extract_epi64::<1>(folded) as u64;
    u128::from(high) << 64 | u128::from(low)
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn load(window: &[u8; WINDOW]) -> [__m256i; 2] {
    let (eights, _) = window.as_chunks();
    let half = |first: usize| {
        let eight = |nth: usize| i64::from_le_bytes(eights[first + nth]);
        _mm256_set_epi64x(eight(3), eight(2), eight(1), eight(0))
    };
    [half(0), half(4)]
}

/// Sixteen of seventeen bytes.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn block(bytes: &[u8; BLOCK + 1], first: usize) -> __m128i {
    match bytes[first..].first_chunk() {
        Some(&bytes) => table(bytes),
        None => _mm_setzero_si128(),
    }
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn table(bytes: Table) -> __m128i {
    let bytes = u128::from_le_bytes(bytes);
    _mm_set_epi64x((bytes >> 64) as i64, bytes as i64)
}

/// The lower and the upper half of each byte.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn nibbles(bytes: __m256i) -> [__m256i; 2] {
    let lower = each(0x0F);
    [
        _mm256_and_si256(bytes, lower),
        _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), lower),
    ]
}

/// What both tables say of each byte.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn look_up(halves: [[__m256i; 2]; 2], upper: Table, lower: Table) -> [__m256i; 2] {
    let (upper, lower) = (
        _mm256_broadcastsi128_si256(table(upper)),
        _mm256_broadcastsi128_si256(table(lower)),
    );
    let both = |[low, high]: [__m256i; 2]| {
        _mm256_and_si256(
            _mm256_shuffle_epi8(lower, low),
            _mm256_shuffle_epi8(upper, high),
        )
    };
    [both(halves[0]), both(halves[1])]
}

/// The bit of each byte that has so many above it.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn bits<const ABOVE: i32>([low, high]: [__m256i; 2]) -> u64 {
    let low = _mm256_movemask_epi8(_mm256_slli_epi16::<ABOVE>(low));
    let high = _mm256_movemask_epi8(_mm256_slli_epi16::<ABOVE>(high));
    u64::from(high as u32) << 32 | u64::from(low as u32)
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn each(byte: u8) -> __m256i {
    _mm256_set1_epi8(byte as i8)
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn every(byte: u8) -> __m128i {
    _mm_set1_epi8(byte as i8)
}
