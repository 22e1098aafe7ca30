//! Values as lines of JSON that are safe to show.

use memchr::memchr3_iter;
use serde::Serialize;
use stance::text::visible::steers;
use stance::{Error, Result};

/// The value as JSON in one line, with its end. The characters that steer a terminal
/// or end a line for some reader are escaped, as JSON allows for any character.
pub fn line(value: &impl Serialize) -> Result<Vec<u8>> {
    lines(std::slice::from_ref(value))
}

/// The [`line`] of each value, one behind the other.
pub fn lines(values: &[impl Serialize]) -> Result<Vec<u8>> {
    // A claim takes about a kilobyte; a segment of an article is short, and there may be a
    // million of them.
    let mut bytes = Vec::with_capacity(values.len().min(64) << 10);
    for value in values {
        let written = serde_json::to_writer(&mut bytes, value);
        written.map_err(|error| Error::new(error.to_string()))?;
        bytes.push(b'\n');
    }
    Ok(escaped(bytes))
}

/// JSON with the characters that steer escaped. It has them in its texts alone, and those
/// below a space are escaped already.
fn escaped(json: Vec<u8>) -> Vec<u8> {
    let (mut escaped, mut written) = (Vec::new(), 0);
    // What steers begins with one of these bytes: U+007F, U+0080 to U+009F, and those from
    // U+2000 on.
    for at in memchr3_iter(0x7F, 0xC2, 0xE2, &json) {
        let end = at
            + match json[at] {
                0x7F => 1,
                0xC2 => 2,
                _ => 3,
            };
        let character = json.get(at..end).map(std::str::from_utf8);
        if let Some(Ok(character)) = character
            && let Some(c) = character.chars().next().filter(|&c| steers(c))
        {
            escaped.extend_from_slice(&json[written..at]);
            // All of them have four digits.
            escaped.extend(format!("\\u{:04x}", u32::from(c)).bytes());
            written = end;
        }
    }
    if written == 0 {
        return json;
    }
    escaped.extend_from_slice(&json[written..]);
    escaped
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_line_is_one_line_for_any_reader() {
        assert_eq!(
            line(&"a\n\t\u{85}\u{2028}\u{9b}\u{202E}\u{7f}ق\"").unwrap(),
            "\"a\\n\\t\\u0085\\u2028\\u009b\\u202e\\u007fق\\\"\"\n".as_bytes()
        );
    }

    proptest! {
        #[test]
        fn any_text_goes_round(text: String) {
            let line = String::from_utf8(line(&[&text]).unwrap()).unwrap();
            prop_assert_eq!(serde_json::from_str::<[String; 1]>(&line).unwrap(), [text]);
            let content = line.strip_suffix('\n').unwrap();
            prop_assert!(!content.contains(steers));
        }
    }
}
