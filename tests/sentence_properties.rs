//! What holds for the segments of any text.

use proptest::prelude::*;
use stance::{Sentence, SentenceSplitter};

/// White space and the marks that do not show, as the documentation of `split` names them.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{061C}')
}

fn split(text: &str) -> Vec<Sentence> {
    SentenceSplitter::new().split(text)
}

/// Words, stops and marks of real pages in any order.
fn wild() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[ء-ي]{1,6}",
        "[a-zA-Z]{1,6}",
        "[0-9٠-٩]{1,4}",
        prop::sample::select(vec![
            " ",
            " ",
            " ",
            "\n",
            "\r\n",
            "\r",
            "\n\n",
            "\t",
            "\u{0}",
            "\u{A0}",
            "\u{85}",
            "\u{2028}",
            ".",
            ".",
            "..",
            "...",
            "…",
            "؟",
            "!",
            "?",
            "،",
            "؛",
            ":",
            "\"",
            "“",
            "”",
            "«",
            "»",
            "(",
            ")",
            "[1]",
            "'",
            "\u{202A}",
            "\u{202C}",
            "\u{200F}",
            "\u{FEFF}",
            "\u{64B}",
            "\u{301}",
            "ـ",
            "|",
            "-",
            "–",
            "•",
            "د.",
            "م.",
            "Mr.",
            "U.S.",
            "1.",
            "المصدر:",
            "وقال ",
            "باريس ــ ",
            "(رويترز)",
            "。",
            "۔",
            "।",
            "😀",
            "\u{10FFFF}",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn check(text: &str) -> Result<(), TestCaseError> {
    let mut end = 0;
    for sentence in split(text) {
        let span = sentence.span;
        prop_assert!(end <= span.start && span.start < span.end && span.end <= text.len());
        prop_assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
        prop_assert!(
            text[end..span.start].chars().all(is_blank),
            "{:?}",
            &text[end..span.start]
        );
        let shown = span.of(text);
        prop_assert!(
            !shown.starts_with(is_blank) && !shown.ends_with(is_blank),
            "{shown:?}"
        );
        end = span.end;
    }
    prop_assert!(text[end..].chars().all(is_blank), "{:?}", &text[end..]);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn segments_hold_all_that_shows_in_order(text in wild()) {
        check(&text)?;
    }

    #[test]
    fn any_text_is_split(text in any::<String>()) {
        check(&text)?;
    }

    #[test]
    fn any_bytes_are_split(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        check(&String::from_utf8_lossy(&bytes))?;
    }

    #[test]
    fn a_segment_on_one_line_is_one_segment_again(text in wild()) {
        for sentence in split(&text) {
            let shown = sentence.span.of(&text);
            if shown.contains(['\n', '\r', '\u{85}', '\u{2028}']) {
                continue;
            }
            let again: Vec<&str> = split(shown).iter().map(|s| s.span.of(shown)).collect();
            prop_assert_eq!(again, vec![shown], "from {:?}", text);
        }
    }
}
