//! Sentences per second: the splitter beside the sentence iterator of unicode-segmentation and a
//! plain scan of the bytes, on 50 MB of Arabic news.
//!
//! The news lies outside of the project; without it nothing is measured.

#![expect(clippy::print_stderr, reason = "it says what it skips")]

use std::process::Command;
use std::sync::LazyLock;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use stance::SentenceSplitter;
use unicode_segmentation::UnicodeSegmentation;

const BYTES: usize = 50_000_000;

/// Whole articles until there are 50 MB of them.
static NEWS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../shared/data/news/news_ar.jsonl.gz"
    );
    let Ok(output) = Command::new("gzip").args(["-dc", path]).output() else {
        return Vec::new();
    };
    let articles: Vec<String> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter_map(|article| Some(article.get("text")?.as_str()?.to_owned()))
        .collect();
    let mut size = 0;
    articles
        .iter()
        .cycle()
        .take_while(|article| {
            size += article.len();
            size <= BYTES
        })
        .cloned()
        .collect()
});

fn main() {
    if NEWS.is_empty() {
        eprintln!("SKIPPED: ../shared/data/news/news_ar.jsonl.gz could not be read");
        return;
    }
    divan::main();
}

fn measure(bencher: Bencher<'_, '_>, count: impl Fn(&str) -> usize + Sync) {
    let bytes: usize = NEWS.iter().map(String::len).sum();
    bencher.counter(BytesCount::new(bytes)).bench(|| {
        NEWS.iter()
            .map(|article| count(black_box(article)))
            .sum::<usize>()
    });
}

#[divan::bench(sample_count = 10)]
fn stance(bencher: Bencher<'_, '_>) {
    let splitter = SentenceSplitter::new();
    measure(bencher, |article| splitter.split(article).len());
}

#[divan::bench(sample_count = 10)]
fn unicode_segmentation(bencher: Bencher<'_, '_>) {
    measure(bencher, |article| {
        article.split_sentence_bound_indices().count()
    });
}

#[divan::bench(sample_count = 10)]
fn byte_scan(bencher: Bencher<'_, '_>) {
    measure(bencher, |article| {
        article
            .bytes()
            .filter(|&byte| byte == b'.' || byte == b'\n')
            .count()
    });
}
