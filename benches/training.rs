//! The parts of a training, on the 14,453 rows of labels/train.csv: counting terms,
//! for each group of the plain preset, and all of it with rows and the search for the
//! optimum. `benches/peers/` compares with other programs.

#![allow(clippy::unwrap_used, reason = "a benchmark may panic")]

use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::ItemsCount;
use stance::features::Extractor;
use stance::model::{Classifier, Solver, TrainOptions};
use stance::{Dataset, Input};

static ROWS: LazyLock<Dataset> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/labels/train.csv");
    Dataset::read(&Input::new(path)).unwrap()
});

fn main() {
    divan::main();
}

fn plain(group: &str) -> Extractor {
    Extractor::plain().only(&[group]).unwrap().min_df(3)
}

#[divan::bench(args = ["words", "characters"], sample_count = 10)]
fn count(bencher: Bencher<'_, '_>, group: &str) {
    let (texts, extractor) = (ROWS.texts(), plain(group));
    let rows = bencher.counter(ItemsCount::new(texts.len()));
    rows.bench(|| extractor.fit(&texts).unwrap());
}

#[divan::bench(args = ["words", "characters"], sample_count = 5)]
fn fit(bencher: Bencher<'_, '_>, group: &str) {
    let options = TrainOptions {
        features: plain(group),
        solver: Solver::Sparse,
        ..TrainOptions::plain()
    };
    let rows = bencher.counter(ItemsCount::new(ROWS.examples.len()));
    rows.bench(|| Classifier::fit(&ROWS, &options).unwrap());
}
