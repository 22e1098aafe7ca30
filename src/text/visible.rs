//! Characters that steer a terminal or turn a line around, made visible.

use memchr::memchr3_iter;

/// Whether a terminal or a viewer obeys this character instead of showing it: the
/// control characters, the separators of lines and paragraphs, and what embeds,
/// overrides or isolates a direction of writing.
#[must_use]
pub fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') || turns(c)
}

/// Whether it embeds, overrides or isolates a direction of writing, so that a text
/// may look like another.
#[must_use]
pub fn turns(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether it is a mark that is read as a letter of one direction and not seen.
fn marks(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{61C}')
}

/// The text with [`steers`]' characters shown: what turns a line as `[U+202E]`, the
/// others as U+FFFD.
#[must_use]
pub fn visible(text: &str) -> String {
    shown(text, turns)
}

/// As [`visible`], with the unseen marks of direction shown too. They have their
/// place in running text, but two names that differ by one only look the same.
#[must_use]
pub fn visible_name(name: &str) -> String {
    shown(name, |c| turns(c) || marks(c))
}

/// JSON with [`steers`]' characters escaped in its texts, but for those below a space,
/// which stand in no text of JSON.
#[must_use]
pub fn escape_json(json: Vec<u8>) -> Vec<u8> {
    let (mut escaped, mut written) = (Vec::new(), 0);
    // They begin with one of these bytes: U+007F, U+0080 to U+009F, and those from U+2000 on.
    for at in memchr3_iter(0x7F, 0xC2, 0xE2, &json) {
        let end = at
            + match json[at] {
                0x7F => 1,
                0xC2 => 2,
                _ => 3,
            };
        let text = json.get(at..end);
        let text = text.and_then(|bytes| std::str::from_utf8(bytes).ok());
        if let Some(c) = text.and_then(|text| text.chars().next())
            && steers(c)
        {
            escaped.extend_from_slice(&json[written..at]);
            // All of them have four digits.
            escaped.extend_from_slice(format!("\\u{:04x}", u32::from(c)).as_bytes());
            written = end;
        }
    }
    if written == 0 {
        return json;
    }
    escaped.extend_from_slice(&json[written..]);
    escaped
}

fn shown(text: &str, by_number: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if by_number(c) {
            out.push_str(&format!("[U+{:04X}]", u32::from(c)));
        } else if steers(c) {
            out.push('\u{FFFD}');
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_is_shown() {
        assert_eq!(visible("a\u{1B}[31mb\u{9B}2J\u{7F}\nc"), "a�[31mb�2J��c");
        assert_eq!(visible("x\u{2028}y"), "x�y");
        assert_eq!(visible("\u{202E}cba\u{202C}"), "[U+202E]cba[U+202C]");
        assert_eq!(
            visible("\u{2067}a\u{2069}\u{200F}b"),
            "[U+2067]a[U+2069]\u{200F}b"
        );
        assert_eq!(visible_name("سامي\u{200F}"), "سامي[U+200F]");
        assert_eq!(visible_name("قال سامي، 5 %"), "قال سامي، 5 %");
    }
}
