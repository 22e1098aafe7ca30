//! In which encoding bytes are: by mark, by declaration, by what they look like.

use std::fmt;
use std::str::FromStr;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

use crate::error::Error;

/// A character encoding of the WHATWG Encoding Standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding(pub(super) &'static encoding_rs::Encoding);

impl FromStr for Encoding {
    type Err = Error;

    /// Reads a name or another label of it, such as `windows-1256` or `cp1256`.
    fn from_str(name: &str) -> Result<Self, Error> {
        encoding_rs::Encoding::for_label_no_replacement(name.as_bytes())
            .map(Self)
            .ok_or_else(|| {
                Error::new(format!("there is no encoding '{name}'"))
                    .remedy("name one such as utf-8, utf-16le, windows-1256 or iso-8859-6")
            })
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name())
    }
}

/// The byte-order marks with their encodings.
pub const MARKS: [(&[u8], &encoding_rs::Encoding); 3] = [
    (b"\xEF\xBB\xBF", encoding_rs::UTF_8),
    (b"\xFF\xFE", encoding_rs::UTF_16LE),
    (b"\xFE\xFF", encoding_rs::UTF_16BE),
];

/// The marks of UTF-32, which is not read; the first begins as that of UTF-16 does.
pub const UTF_32: [&[u8]; 2] = [b"\xFF\xFE\0\0", b"\0\0\xFE\xFF"];

/// How far into a page or feed its declaration is looked for, in bytes.
const DECLARED_WITHIN: usize = 1_024;

/// The encoding that a page or feed declares itself to be in.
///
/// The declaration stands in ASCII, so one of UTF-16 cannot be true.
pub fn declared(beginning: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let beginning = &beginning[..beginning.len().min(DECLARED_WITHIN)];
    let text = String::from_utf8_lossy(beginning).to_ascii_lowercase();
    let xml = (text.trim_start().strip_prefix("<?xml"))
        .and_then(|rest| rest.split("?>").next())
        .and_then(|declaration| value_of(declaration, "encoding"));
    let label = match xml {
        Some(label) => label,
        None => (text.split("<meta").skip(1))
            .filter_map(|rest| rest.split('>').next())
            .find_map(|meta| value_of(meta, "charset"))?,
    };
    let encoding = encoding_rs::Encoding::for_label_no_replacement(label.as_bytes())?;
    Some(encoding.output_encoding())
}

/// What is assigned to a name: of `charset="utf-8"` or `charset=utf-8;` the `utf-8`.
fn value_of<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.match_indices(name).find_map(|(at, _)| {
        let value = text[at + name.len()..].trim_start().strip_prefix('=')?;
        let value = value.trim_start().trim_start_matches(['"', '\'']);
        let end = value.find(|c: char| matches!(c, '"' | '\'' | ';' | '/') || c.is_whitespace());
        let value = &value[..end.unwrap_or(value.len())];
        (!value.is_empty()).then_some(value)
    })
}

/// How many bytes are looked at for UTF-16 without a mark.
pub const UTF_16_WITHIN: usize = 4_096;

/// UTF-16 without a mark, told by its spaces and line ends, which are a byte
/// with a zero beside it. A text without them is not told.
pub fn unmarked_utf_16(beginning: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let whole = beginning.len().min(UTF_16_WITHIN) / 2 * 2;
    let beginning = &beginning[..whole];
    let zeros = |of: usize| {
        let every_second = beginning.iter().skip(of).step_by(2);
        every_second.filter(|&&byte| byte == 0).count()
    };
    let (encoding, high, count) = match (zeros(0), zeros(1)) {
        (0, count) => (encoding_rs::UTF_16LE, 1, count),
        (count, 0) => (encoding_rs::UTF_16BE, 0, count),
        _ => return None,
    };
    let units = whole / 2;
    // Words are shorter than 20 letters.
    if count == 0 || count < units / 20 {
        return None;
    }
    // ASCII to Arabic, punctuation, Arabic presentation forms: random bytes and
    // UTF-8 taken by pairs lie mostly elsewhere.
    let usual = (beginning.iter().skip(high).step_by(2))
        .filter(|&&byte| matches!(byte, 0..=0x08 | 0x20 | 0xFB..=0xFE))
        .count();
    let controls = beginning.chunks_exact(2).any(|pair| {
        let (low, high) = (pair[1 - high], pair[high]);
        high == 0 && is_control(low)
    });
    (usual * 10 >= units * 9 && !controls).then_some(encoding)
}

/// Whether a byte is one that no text holds.
fn is_control(byte: u8) -> bool {
    matches!(byte, 0..=0x08 | 0x0E..=0x1A | 0x1C..=0x1F)
}

/// What bytes look like that are not all ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looks {
    /// UTF-8, perhaps with damage; or nothing of which one can be sure.
    Utf8,
    /// Text in an older encoding.
    Like(&'static encoding_rs::Encoding),
    /// No text: the place of a byte that none holds.
    Binary(usize),
}

/// How many letters that are not ASCII an encoding is guessed from: two short words
/// of a language in other letters than Latin.
const LEAST_LETTERS: usize = 4;
/// How many Latin letters with accents it is guessed from, which single bytes look like.
const LEAST_ACCENTS: usize = 8;
/// How many bytes of text there are at most to such a letter. English has more, and so
/// has ASCII with a few damaged bytes.
const BYTES_A_LETTER: usize = 100;
/// How many of ten characters that are not ASCII are letters at least, and how many of
/// ten such letters stand as those of words do.
const OF_TEN: usize = 7;

/// Judges bytes of which one is not ASCII; `ended` if no more follow.
///
/// They are in another encoding than UTF-8 only if that is sure: a wrong guess turns
/// the whole file to rubbish, while no guess ends in an error that tells the place.
pub fn looks(bytes: &[u8], ended: bool) -> Looks {
    let (characters, broken) = as_utf_8(bytes, ended);
    if characters >= broken || broken < LEAST_LETTERS || broken * BYTES_A_LETTER < bytes.len() {
        return Looks::Utf8;
    }
    if let Some(place) = bytes.iter().position(|&byte| is_control(byte)) {
        return Looks::Binary(place);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, ended);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    let mixed = encoding.is_single_byte() && utf_8_within(bytes).is_some();
    match !mixed && are_words(bytes, encoding) {
        true => Looks::Like(encoding),
        false => Looks::Utf8,
    }
}

/// Whether bytes of which one is not ASCII are UTF-8 rather than anything else, perhaps
/// damaged; `ended` if no more follow. Other encodings hardly ever have as many
/// characters of several bytes as places that are none.
pub fn is_utf_8(bytes: &[u8], ended: bool) -> bool {
    let (characters, broken) = as_utf_8(bytes, ended);
    characters >= broken
}

/// How many characters of several bytes and how many places that are none bytes have
/// as UTF-8.
fn as_utf_8(bytes: &[u8], ended: bool) -> (usize, usize) {
    let (mut characters, mut broken) = (0, 0);
    let mut read = 0;
    for chunk in bytes.utf8_chunks() {
        characters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        read += chunk.valid().len() + chunk.invalid().len();
        // At the end it may be a character that is cut in two.
        let cut = read == bytes.len() && !ended;
        broken += usize::from(!chunk.invalid().is_empty() && !cut);
    }
    (characters, broken)
}

/// How many bytes are looked at together for UTF-8 within text of one byte a letter.
const PIECE: usize = 1_024;
/// How many characters of UTF-8 in them are no accident.
const NO_ACCIDENT: usize = 16;

/// Where a piece begins that is UTF-8, of bytes that are in an encoding of one byte a
/// letter otherwise, as in exports that were put together.
pub fn utf_8_within(bytes: &[u8]) -> Option<usize> {
    let place = bytes.chunks(PIECE).position(|piece| {
        let (characters, broken) = as_utf_8(piece, false);
        characters >= NO_ACCIDENT && characters >= 4 * broken
    });
    place.map(|piece| piece * PIECE)
}

/// Whether bytes are words in this encoding: letters of other alphabets than Latin stand
/// beside each other, Latin ones with accents alone or by two.
fn are_words(bytes: &[u8], encoding: &'static encoding_rs::Encoding) -> bool {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let (mut letters, mut in_words, mut accents) = (0, 0, 0);
    let is_letter = |c: char| !c.is_ascii() && c.is_alphabetic();
    for run in text.split(|c| !is_letter(c)) {
        let length = run.chars().count();
        let latin = run.starts_with(|c| c < '\u{250}');
        letters += length;
        accents += if latin { length } else { 0 };
        if if latin { length <= 2 } else { length >= 2 } {
            in_words += length;
        }
    }
    let others = text.chars().filter(|&c| !c.is_ascii() && !is_letter(c));
    let others = others.count();
    (letters - accents >= LEAST_LETTERS || accents >= LEAST_ACCENTS)
        && letters * BYTES_A_LETTER >= bytes.len()
        && letters * 10 >= (letters + others) * OF_TEN
        && in_words * 10 >= letters * OF_TEN
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declares(text: &str) -> Option<&'static str> {
        declared(text.as_bytes()).map(encoding_rs::Encoding::name)
    }

    #[test]
    fn declarations_are_found_in_their_forms() {
        for (text, name) in [
            ("<meta charset=\"windows-1256\">", "windows-1256"),
            ("<META CHARSET='Windows-1256' />", "windows-1256"),
            ("<meta charset=cp1256/>", "windows-1256"),
            (
                "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=iso-8859-6\">",
                "ISO-8859-6",
            ),
            (
                "<?xml version=\"1.0\" encoding=\"ISO-8859-6\"?>",
                "ISO-8859-6",
            ),
            // It stands in ASCII and so cannot be true.
            ("<meta charset=utf-16>", "UTF-8"),
        ] {
            assert_eq!(declares(text), Some(name), "{text}");
        }
    }

    #[test]
    fn what_declares_nothing_is_none() {
        for text in [
            "<p>charset=windows-1256</p>",
            "<meta name=x content=y>",
            "<meta charset=>",
            "<meta charset=klingon>",
            "<?xml version=\"1.0\"?>",
            "",
        ] {
            assert_eq!(declares(text), None, "{text}");
        }
    }

    #[test]
    fn utf_16_is_told_from_other_bytes() {
        let bytes = |text: &str, big: bool| -> Vec<u8> {
            let units = text.encode_utf16();
            let pair = |unit: u16| match big {
                true => unit.to_be_bytes(),
                false => unit.to_le_bytes(),
            };
            units.flat_map(pair).collect()
        };
        let text = "وصل الوفد إلى المدينة.\n";
        let name = |bytes: &[u8]| unmarked_utf_16(bytes).map(encoding_rs::Encoding::name);
        assert_eq!(name(&bytes(text, false)), Some("UTF-16LE"));
        assert_eq!(name(&bytes(text, true)), Some("UTF-16BE"));
        assert_eq!(name(&bytes("plain words", false)), Some("UTF-16LE"));
        assert_eq!(name(text.as_bytes()), None);
        assert_eq!(name(b"zero\0in the middle of a text\0"), None);
        assert_eq!(name(&[0; 64]), None);
        assert_eq!(name(b""), None);
    }
}
