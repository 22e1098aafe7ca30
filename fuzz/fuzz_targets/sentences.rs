//! Any text is cut into segments that lie in order and leave out white space only.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stance::SentenceSplitter;

fuzz_target!(|text: &str| {
    let mut end = 0;
    for segment in SentenceSplitter::new().split(text) {
        let span = segment.span;
        assert!(end <= span.start && span.start < span.end);
        assert!(text[end..span.start].trim().is_empty());
        end = span.end;
    }
    assert!(text[end..].trim().is_empty());
});
