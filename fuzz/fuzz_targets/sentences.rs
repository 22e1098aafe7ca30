//! Any text is cut into segments that lie in order and leave out only white space and
//! marks that do not show.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stance::SentenceSplitter;

/// Whether nothing of the text shows.
fn is_blank(text: &str) -> bool {
    text.chars().all(|c| {
        c.is_whitespace()
            || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{061C}')
    })
}

fuzz_target!(|text: &str| {
    let mut end = 0;
    for segment in SentenceSplitter::new().split(text) {
        let span = segment.span;
        assert!(end <= span.start && span.start < span.end);
        assert!(is_blank(&text[end..span.start]));
        end = span.end;
    }
    assert!(is_blank(&text[end..]));
});
