//! Boundary F1 on the development sets, which lie outside of the project.
//!
//! As in the sets' own scorer a boundary is the end of a segment, and an end that the gold calls
//! optional counts neither way.

#![expect(clippy::print_stderr, clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::HashSet;
use std::path::PathBuf;

use serde::Deserialize;
use stance::{CodePoints, SentenceSplitter};

#[derive(Deserialize)]
struct Page {
    text: String,
    /// In code points.
    spans: Vec<(usize, usize)>,
    #[serde(default)]
    optional: Vec<usize>,
}

/// The pages of a set, or nothing, said loudly, where it is not at hand.
fn pages(set: &str) -> Option<Vec<Page>> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/split"))
        .join(format!("{set}.jsonl"));
    let Ok(lines) = std::fs::read_to_string(&path) else {
        eprintln!("SKIPPED: {} is not there", path.display());
        return None;
    };
    Some(
        lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect(),
    )
}

/// Boundary F1 over all pages, and how many pages are all right.
fn score(pages: &[Page]) -> (f64, usize) {
    let splitter = SentenceSplitter::new();
    let (mut hits, mut found_all, mut gold_all, mut right) = (0, 0, 0, 0);
    for page in pages {
        let points = CodePoints::new(&page.text);
        let optional: HashSet<usize> = page.optional.iter().copied().collect();
        let gold: HashSet<usize> = page
            .spans
            .iter()
            .map(|span| span.1)
            .filter(|end| !optional.contains(end))
            .collect();
        let found: HashSet<usize> = splitter
            .split(&page.text)
            .iter()
            .map(|sentence| points.span(sentence.span).end)
            .filter(|end| !optional.contains(end))
            .collect();
        hits += gold.intersection(&found).count();
        found_all += found.len();
        gold_all += gold.len();
        right += usize::from(gold == found);
    }
    (2.0 * hits as f64 / (found_all + gold_all) as f64, right)
}

#[track_caller]
fn at_least(set: &str, floor: f64) -> Option<f64> {
    let (f1, _) = score(&pages(set)?);
    assert!(f1 >= floor, "{set}: F1 {f1:.4} is below {floor}");
    Some(f1)
}

#[test]
fn seeds() {
    at_least("seeds", 0.995);
}

#[test]
fn pages_with_headings() {
    at_least("layout_ar_dev", 0.99);
}

#[test]
fn english() {
    at_least("ud_en_gum_test_docs", 0.975);
}

#[test]
fn golden_rules() {
    if let Some(pages) = pages("golden_ar") {
        assert_eq!(score(&pages).1, pages.len());
    }
}

#[test]
fn wrapping_changes_nothing() {
    let Some(plain) = at_least("ersatz_ar_nc", 0.986) else {
        return;
    };
    for set in ["ersatz_ar_nc_wrap80", "ersatz_ar_nc_docs10"] {
        at_least(set, plain - 0.003);
    }
}
