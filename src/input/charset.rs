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
    /// UTF-8, perhaps with damage.
    Utf8,
    /// Text in an older encoding.
    Like(&'static encoding_rs::Encoding),
    /// No text: the place of a byte that none holds.
    Binary(usize),
}

/// From how many places that are no UTF-8 an encoding is guessed: two short words
/// of a language in other letters than Latin.
const LEAST_EVIDENCE: usize = 4;

/// Judges bytes of which one is not ASCII; `ended` if no more follow.
///
/// They are UTF-8, perhaps damaged, if they hold at least as many characters of
/// several bytes as places that are none: other encodings hardly ever do. So they
/// are if the places are too few to guess from.
pub fn looks(bytes: &[u8], ended: bool) -> Looks {
    let (mut characters, mut broken) = (0, 0);
    let mut read = 0;
    for chunk in bytes.utf8_chunks() {
        characters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        read += chunk.valid().len() + chunk.invalid().len();
        // At the end it may be a character that is cut in two.
        let cut = read == bytes.len() && !ended;
        broken += usize::from(!chunk.invalid().is_empty() && !cut);
    }
    if characters >= broken || broken < LEAST_EVIDENCE {
        return Looks::Utf8;
    }
    if let Some(place) = bytes.iter().position(|&byte| is_control(byte)) {
        return Looks::Binary(place);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, ended);
    Looks::Like(detector.guess(None, Utf8Detection::Deny))
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
