//! The seeds, segmented by hand: every segment and every kind must be found.

use std::path::Path;

use serde::Deserialize;
use stance::{CodePoints, SentenceKind, SentenceSplitter};

#[derive(Deserialize)]
struct Page {
    file: String,
    /// In code points.
    spans: Vec<(usize, usize)>,
    kinds: Vec<SentenceKind>,
}

#[test]
fn every_segment_of_the_seeds_is_found_with_its_kind() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pages = std::fs::read_to_string(root.join("tests/data/seed_sentences.jsonl")).unwrap();
    let mut segments = 0;
    for line in pages.lines() {
        let page: Page = serde_json::from_str(line).unwrap();
        let text = std::fs::read_to_string(root.join("seeds").join(&page.file)).unwrap();
        let points = CodePoints::new(&text);
        let found: Vec<(usize, usize, SentenceKind)> = SentenceSplitter::new()
            .split(&text)
            .iter()
            .map(|sentence| {
                let span = points.span(sentence.span);
                (span.start, span.end, sentence.kind)
            })
            .collect();
        let expected: Vec<(usize, usize, SentenceKind)> = page
            .spans
            .iter()
            .zip(&page.kinds)
            .map(|(&(start, end), &kind)| (start, end, kind))
            .collect();
        assert_eq!(found, expected, "{}", page.file);
        segments += found.len();
    }
    assert_eq!(segments, 89);
}
