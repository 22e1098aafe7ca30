//! Values as lines of JSON that are safe to show.

use serde::Serialize;
use stance::text::visible::escape_json;
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
    Ok(escape_json(bytes))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use stance::text::visible::steers;

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
