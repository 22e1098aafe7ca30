//! Prediction on one thread, from texts in memory: the scan of a plain model of words, of words and
//! characters, the shipped model, and the whole way from articles to claims.
//!
//! `benches/peers` measures the same beside scikit-learn, fastText and `wc -w`. The news lies outside
//! of the project; without it nothing is measured.

#![expect(clippy::print_stderr, reason = "it says what it skips")]

use std::process::Command;
use std::sync::LazyLock;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
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
    let threads = std::env::var("THREADS").ok().and_then(|n| n.parse().ok());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(1));
    if let Err(error) = pool.build_global() {
        eprintln!("{error}");
    }
    divan::main();
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

fn predict(bencher: Bencher<'_, '_>, classifier: &Classifier) {
    let bytes: usize = SENTENCES.iter().map(String::len).sum();
    bencher
        .counter(BytesCount::new(bytes))
        .bench(|| classifier.predict_proba(black_box(&SENTENCES)));
}

#[divan::bench(sample_count = 20)]
fn words(bencher: Bencher<'_, '_>) {
    predict(bencher, &plain(&[(Analyzer::Word, 1, 2)]));
}

#[divan::bench(sample_count = 20)]
fn words_and_characters(bencher: Bencher<'_, '_>) {
    let groups = [(Analyzer::Word, 1, 2), (Analyzer::CharWb, 2, 5)];
    predict(bencher, &plain(&groups));
}

#[divan::bench(sample_count = 20)]
fn words_and_characters_across(bencher: Bencher<'_, '_>) {
    let groups = [(Analyzer::Word, 1, 2), (Analyzer::Char, 2, 5)];
    predict(bencher, &plain(&groups));
}

#[divan::bench(sample_count = 10)]
fn shipped(bencher: Bencher<'_, '_>) {
    predict(bencher, &Classifier::embedded().expect("it is a model"));
}

fn per_article(bencher: Bencher<'_, '_>, work: impl Fn(&Article) -> usize + Sync) {
    let bytes: usize = NEWS.iter().map(|article| article.text.len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench(|| {
        NEWS.iter()
            .map(|article| work(black_box(article)))
            .sum::<usize>()
    });
}

#[divan::bench(sample_count = 10)]
fn sentences(bencher: Bencher<'_, '_>) {
    let splitter = SentenceSplitter::new();
    per_article(bencher, |article| splitter.split(&article.text).len());
}

#[divan::bench(sample_count = 10)]
fn sentences_and_claims(bencher: Bencher<'_, '_>) {
    let splitter = SentenceSplitter::new();
    let finder = ClaimFinder::arabic().expect("the lexicon can be read");
    per_article(bencher, |article| {
        let sentences = splitter.split(&article.text);
        finder.find(&article.text, &sentences).len()
    });
}

#[divan::bench(sample_count = 10)]
fn articles(bencher: Bencher<'_, '_>) {
    let classifier = Classifier::embedded().expect("it is a model");
    let predictor = Predictor::new(&classifier).expect("the lexicon can be read");
    per_article(bencher, |article| predictor.predict(article).len());
}
