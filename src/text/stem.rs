//! Light stems of Arabic words.
//!
//! Cuts the particles and the article before a word and the pronouns and
//! endings behind it, as Larkey's light stemmers do (L. S. Larkey, L. Ballesteros,
//! M. E. Connell, "Light stemming for Arabic information retrieval", 2007), and
//! then the prefix of an imperfect verb or of a derived noun, so that دعم,
//! يدعم, ستدعم, دعمها and الداعمين come closer together. It is a crude tool: two
//! words of different meaning may fall together, and the classifier has the words
//! themselves beside their stems.

/// Particles with and without the article, the longest first. They are cut only
/// where [`SHORTEST`] letters are left.
static PREFIXES: Affixes<15> = affixes(
    Side::Front,
    [
        "وال", "فال", "بال", "كال", "ولل", "لل", "ال", "وس", "فس", "و", "ف", "ب", "ل", "س", "ك",
    ],
);

/// Pronouns and endings, the longest first.
static SUFFIXES: Affixes<15> = affixes(
    Side::Back,
    [
        "هما", "كما", "تما", "تها", "تهم", "وا", "ها", "هم", "نا", "ته", "يه", "ي", "ه", "ت", "ا",
    ],
);

/// Endings of the plural and the dual. They look like the end of many roots
/// (تعاون, قانون, بيان), so one letter more must be left.
static PLURALS: Affixes<4> = affixes(Side::Back, ["ون", "ين", "ان", "ات"]);

/// Prefixes of verbs and derived nouns.
static VERB_PREFIXES: Affixes<8> =
    affixes(Side::Front, ["ست", "سي", "سن", "ي", "ت", "ن", "م", "ا"]);

/// How many letters a stem has at least.
const SHORTEST: usize = 3;

/// The light stem of a folded word; other scripts' words stay as they are.
///
/// ```
/// use stance::text::stem::stem;
/// assert_eq!(stem("والتعاون"), stem("بالتعاون"));
/// assert_eq!(stem("يدعمون"), stem("ستدعم"));
/// assert_eq!(stem("support"), "support");
/// ```
#[must_use]
pub fn stem(word: &str) -> &str {
    let word = PREFIXES.cut(word, SHORTEST);
    let word = PLURALS.cut(word, SHORTEST + 1);
    let word = SUFFIXES.cut(word, SHORTEST);
    VERB_PREFIXES.cut(word, SHORTEST)
}

/// The side of a word that an affix stands on.
#[derive(Clone, Copy)]
enum Side {
    Front,
    Back,
}

/// An affix of at most eight bytes, as [`outermost`] gives them.
#[derive(Clone, Copy)]
struct Affix {
    bits: u64,
    bytes: usize,
}

/// Affixes of one side.
struct Affixes<const N: usize> {
    side: Side,
    list: [Affix; N],
    /// Their outermost letters, as a set of [`letter`]s.
    letters: u64,
}

const fn affixes<const N: usize>(side: Side, texts: [&str; N]) -> Affixes<N> {
    let mut list = [Affix { bits: 0, bytes: 0 }; N];
    let (mut letters, mut nth) = (0, 0);
    while nth < N {
        let text = texts[nth].as_bytes();
        assert!(text.len() >= 2 && text.len() <= 8);
        let bits = outermost(text, side);
        letters |= 1 << letter(bits, side);
        list[nth] = Affix {
            bits,
            bytes: text.len(),
        };
        nth += 1;
    }
    Affixes {
        side,
        list,
        letters,
    }
}

/// The last six bits of the outermost letter, if it has two bytes.
const fn letter(outermost: u64, side: Side) -> u64 {
    match side {
        Side::Front => outermost >> 8 & 63,
        Side::Back => outermost & 63,
    }
}

/// The eight bytes, or all, on one side of a text as a number, the outermost in its lowest
/// bits: so affixes are compared without a call for each.
const fn outermost(text: &[u8], side: Side) -> u64 {
    match (side, text.first_chunk(), text.last_chunk()) {
        (Side::Front, Some(&eight), _) => u64::from_le_bytes(eight),
        (Side::Back, _, Some(&eight)) => u64::from_be_bytes(eight),
        (Side::Front, ..) => {
            let (mut bits, mut at) = (0, text.len());
            while at > 0 {
                at -= 1;
                bits = bits << 8 | text[at] as u64;
            }
            bits
        }
        (Side::Back, ..) => {
            let (mut bits, mut at) = (0, 0);
            while at < text.len() {
                bits = bits << 8 | text[at] as u64;
                at += 1;
            }
            bits
        }
    }
}

impl<const N: usize> Affixes<N> {
    /// The word without the first affix that leaves `letters` of it.
    #[inline]
    fn cut<'w>(&self, word: &'w str, letters: usize) -> &'w str {
        let outermost = outermost(word.as_bytes(), self.side);
        if self.letters >> letter(outermost, self.side) & 1 == 0 {
            return word;
        }
        let stands = |affix: &&Affix| (outermost ^ affix.bits) << (64 - 8 * affix.bytes) == 0;
        let rests = self.list.iter().filter(stands);
        let mut rests = rests.map(|affix| match self.side {
            Side::Front => &word[affix.bytes..],
            Side::Back => &word[..word.len() - affix.bytes],
        });
        rests
            .find(|rest| rest.chars().nth(letters - 1).is_some())
            .unwrap_or(word)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn affixes_are_cut() {
        for (word, expected) in [
            ("والتعاون", "عاون"),
            ("بالتعاون", "عاون"),
            ("للسلام", "سلام"),
            ("وقال", "قال"),
            ("قالت", "قال"),
            ("يقولون", "قول"),
            ("سيطالب", "طالب"),
            ("حكومته", "حكوم"),
        ] {
            assert_eq!(stem(word), expected, "{word}");
        }
    }

    #[test]
    fn short_words_stay_whole() {
        for word in ["في", "من", "قال", "ولد", "بلد", "ab"] {
            assert_eq!(stem(word), word);
        }
    }

    proptest! {
        #[test]
        fn the_first_affix_that_leaves_enough_is_cut(word in "[ونيبلاتهمسكfé]{0,8}") {
            let enough = |rest: &&str| rest.chars().count() >= 3;
            let prefixes = ["ست", "سي", "سن", "ي", "ت", "ن", "م", "ا"];
            let mut rests = prefixes.iter().filter_map(|affix| word.strip_prefix(affix));
            let rest = rests.find(enough).unwrap_or(&word);
            prop_assert_eq!(VERB_PREFIXES.cut(&word, 3), rest);
            let suffixes = ["ون", "ين", "ان", "ات"];
            let mut rests = suffixes.iter().filter_map(|affix| word.strip_suffix(affix));
            let rest = rests.find(enough).unwrap_or(&word);
            prop_assert_eq!(PLURALS.cut(&word, 3), rest);
        }
    }
}
