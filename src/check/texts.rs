//! What is odd about a text on its own.

use super::finding::Kind;

/// Calls `say` with all that is odd about `text`: more characters than
/// `longest`, and characters that nobody meant to write.
pub(super) fn check(text: &str, longest: usize, say: &mut impl FnMut(Kind, String)) {
    let length = text.chars().count();
    if length > longest {
        say(
            Kind::LongText,
            format!("the text has {length} characters, more than {longest}; a row is one claim"),
        );
    }
    stray(
        text,
        is_control,
        Kind::ControlCharacter,
        "the control character",
        say,
    );
    stray(
        text,
        turns_direction,
        Kind::DirectionCharacter,
        "the direction mark",
        say,
    );
    stray(
        text,
        |c| c == char::REPLACEMENT_CHARACTER,
        Kind::ReplacementCharacter,
        "the replacement character",
        say,
    );
}

/// Says once a text that it holds characters of this kind, and where the first is.
fn stray(
    text: &str,
    of_kind: impl Fn(char) -> bool,
    kind: Kind,
    name: &str,
    say: &mut impl FnMut(Kind, String),
) {
    let mut found = text.chars().enumerate().filter(|&(_, c)| of_kind(c));
    let Some((place, first)) = found.next() else {
        return;
    };
    let more = match found.count() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let code = format!("U+{:04X}", u32::from(first));
    say(
        kind,
        format!(
            "the text holds {name} {code} as its character {}{more}",
            place + 1
        ),
    );
}

/// Whether `c` is a control character other than a tab or the end of a line, or
/// a byte-order mark, which has no meaning inside a text.
fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r') || c == '\u{FEFF}'
}

/// Whether `c` embeds, overrides or isolates a direction. The plain marks
/// U+200E, U+200F and U+061C, which only stand between letters, are common in
/// Arabic text and no fault.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(Kind, String)> {
        let mut found = Vec::new();
        check(text, 30, &mut |kind, message| found.push((kind, message)));
        found
    }

    #[test]
    fn ordinary_texts_are_left_alone() {
        for text in [
            "قال الوزير\u{200F} (NATO)",
            "one\n\ttwo\r\n",
            &"é".repeat(30),
        ] {
            assert_eq!(found(text), []);
        }
    }

    #[test]
    fn stray_characters_are_named_once_with_their_place() {
        assert_eq!(
            found("اب\u{7}ج\u{0}"),
            [(
                Kind::ControlCharacter,
                "the text holds the control character U+0007 as its character 3 and 1 more".into()
            )]
        );
        assert_eq!(
            found("\u{202E}abc\u{FFFD}"),
            [
                (
                    Kind::DirectionCharacter,
                    "the text holds the direction mark U+202E as its character 1".into()
                ),
                (
                    Kind::ReplacementCharacter,
                    "the text holds the replacement character U+FFFD as its character 5".into()
                ),
            ]
        );
    }

    #[test]
    fn length_counts_characters() {
        let found = found(&"ن".repeat(31));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0, Kind::LongText);
        assert!(found[0].1.contains("31 characters, more than 30"));
    }
}
