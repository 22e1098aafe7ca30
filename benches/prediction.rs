//! Prediction on one thread and on two: the scan of a plain model of words, of words and characters,
//! the shipped model, the whole way from articles in memory to claims, and the command `stance
//! predict` from JSON Lines to JSON Lines.
//!
//! `benches/peers` measures the same beside scikit-learn, fastText and `wc -w`. The news lies outside
//! of the project; without it nothing is measured.

#![expect(clippy::print_stderr, reason = "it says what it skips")]

use std::fs;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use rayon::{ThreadPool, ThreadPoolBuilder};
use stance::features::{Analyzer, Extractor, FeatureGroup, Tfidf, View};
use stance::model::{Classifier, TrainOptions};
use stance::{Article, ClaimFinder, Dataset, Example, Labels, Predictor, SentenceSplitter};

/// The articles of the news.
static NEWS: LazyLock<Vec<Article>> = LazyLock::new(|| {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../shared/data/news/news_ar.jsonl.gz"
    );
    let Ok(output) = Command::new("gzip").args(["-dc", path]).output() else {
        return Vec::new();
    };
    let lines = String::from_utf8_lossy(&output.stdout);
    let articles = lines.lines().filter_map(|line| {
        let article: serde_json::Value = serde_json::from_str(line).ok()?;
        Some(Article {
            id: article.get("id")?.as_str()?.to_owned(),
            title: None,
            text: article.get("text")?.as_str()?.to_owned(),
        })
    });
    articles.collect()
});

/// Their sentences.
static SENTENCES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let splitter = SentenceSplitter::new();
    let sentences = NEWS.iter().flat_map(|article| {
        let sentences = splitter.split(&article.text).into_iter();
        sentences.map(|sentence| sentence.span.of(&article.text).to_owned())
    });
    sentences.collect()
});

fn main() {
    if NEWS.is_empty() {
        eprintln!("SKIPPED: ../shared/data/news/news_ar.jsonl.gz could not be read");
        return;
    }
    divan::main();
}

/// How many threads work.
const THREADS: [usize; 2] = [1, 2];

fn pool(threads: usize) -> ThreadPool {
    let pool = ThreadPoolBuilder::new().num_threads(threads);
    pool.build().expect("threads can be started")
}

/// A model of four labels over these groups, trained on every tenth sentence.
fn plain(groups: &[(Analyzer, usize, usize)]) -> Classifier {
    let groups = groups.iter().map(|&(analyzer, low, high)| FeatureGroup {
        name: format!("{analyzer:?}"),
        view: View::Text,
        weight: 1.0,
        tfidf: Tfidf::new(analyzer).ngram_range(low, high).min_df(2),
    });
    let examples: Vec<Example> = (SENTENCES.iter().step_by(10).enumerate())
        .map(|(number, text)| Example {
            text: text.clone(),
            label: number % 4,
            group: None,
            line: 1,
        })
        .collect();
    let dataset = Dataset {
        labels: Labels::new(["a", "b", "c", "d"]).expect("they differ"),
        examples,
        sha256: None,
        weights: None,
    };
    let options = TrainOptions {
        features: Extractor::new(groups.collect()).expect("the names differ"),
        ..TrainOptions::default()
    };
    Classifier::fit(&dataset, &options).expect("there are words")
}

fn predict(bencher: Bencher<'_, '_>, classifier: &Classifier, threads: usize) {
    let bytes: usize = SENTENCES.iter().map(String::len).sum();
    let pool = pool(threads);
    bencher
        .counter(BytesCount::new(bytes))
        .bench(|| pool.install(|| classifier.predict_proba(black_box(&SENTENCES))));
}

#[divan::bench(sample_count = 20, args = THREADS)]
fn words(bencher: Bencher<'_, '_>, threads: usize) {
    predict(bencher, &plain(&[(Analyzer::Word, 1, 2)]), threads);
}

#[divan::bench(sample_count = 20, args = THREADS)]
fn words_and_characters(bencher: Bencher<'_, '_>, threads: usize) {
    let groups = [(Analyzer::Word, 1, 2), (Analyzer::CharWb, 2, 5)];
    predict(bencher, &plain(&groups), threads);
}

#[divan::bench(sample_count = 20, args = THREADS)]
fn words_and_characters_across(bencher: Bencher<'_, '_>, threads: usize) {
    let groups = [(Analyzer::Word, 1, 2), (Analyzer::Char, 2, 5)];
    predict(bencher, &plain(&groups), threads);
}

#[divan::bench(sample_count = 10, args = THREADS)]
fn shipped(bencher: Bencher<'_, '_>, threads: usize) {
    let classifier = Classifier::embedded().expect("it is a model");
    predict(bencher, &classifier, threads);
}

fn per_article(bencher: Bencher<'_, '_>, threads: usize, work: impl Fn(&Article) -> usize + Sync) {
    let bytes: usize = NEWS.iter().map(|article| article.text.len()).sum();
    let pool = pool(threads);
    bencher.counter(BytesCount::new(bytes)).bench(|| {
        let all = || NEWS.par_iter().map(|article| work(black_box(article)));
        pool.install(|| all().sum::<usize>())
    });
}

#[divan::bench(sample_count = 10, args = THREADS)]
fn sentences(bencher: Bencher<'_, '_>, threads: usize) {
    let splitter = SentenceSplitter::new();
    per_article(bencher, threads, |article| {
        splitter.split(&article.text).len()
    });
}

#[divan::bench(sample_count = 10, args = THREADS)]
fn sentences_and_claims(bencher: Bencher<'_, '_>, threads: usize) {
    let splitter = SentenceSplitter::new();
    let finder = ClaimFinder::arabic().expect("the lexicon can be read");
    per_article(bencher, threads, |article| {
        let sentences = splitter.split(&article.text);
        finder.find(&article.text, &sentences).len()
    });
}

#[divan::bench(sample_count = 10, args = THREADS)]
fn articles(bencher: Bencher<'_, '_>, threads: usize) {
    let classifier = Classifier::embedded().expect("it is a model");
    let predictor = Predictor::new(&classifier).expect("the lexicon can be read");
    per_article(bencher, threads, |article| predictor.predict(article).len());
}

/// How often the command reads the news, so that its start hardly counts.
const REPEATS: usize = 10;

#[divan::bench(sample_count = 5, args = THREADS)]
fn command(bencher: Bencher<'_, '_>, threads: usize) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("news.jsonl");
    let line = |article: &Article| {
        let row = serde_json::json!({"id": article.id, "text": article.text});
        format!("{row}\n")
    };
    let lines: String = NEWS.iter().map(line).collect();
    fs::write(&path, lines.repeat(REPEATS)).expect("a file can be written");
    let bytes: usize = NEWS.iter().map(|article| article.text.len()).sum();
    bencher.counter(BytesCount::new(bytes * REPEATS)).bench(|| {
        let status = Command::new(env!("CARGO_BIN_EXE_stance"))
            .args(["predict", "--format", "jsonl", "--threads"])
            .arg(threads.to_string())
            .arg(&path)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        assert!(status.is_ok_and(|status| status.success()));
    });
}
