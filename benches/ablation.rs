//! What each group of features is worth: macro-F1 on gold sets of real claims.
//!
//!     cargo bench --bench ablation -- TRAIN.csv GOLD.csv…
//!
//! Prints a line a configuration: the F1 on each gold set, and on all together.

use std::path::PathBuf;

use stance::evaluate::{ConfusionMatrix, predicted_labels};
use stance::features::{Analyzer, Extractor, FeatureGroup, Tfidf, View};
use stance::model::{Classifier, TrainOptions};
use stance::{Dataset, Input};

/// A group by its name.
fn group(name: &str) -> FeatureGroup {
    let word = |low, high| {
        Tfidf::new(Analyzer::Word)
            .ngram_range(low, high)
            .sublinear_tf(true)
            .min_df(2)
    };
    let symbols = |low, high| word(low, high).min_token_chars(1).normalise(false);
    let (view, tfidf) = match name {
        "words" => (View::Text, word(1, 2)),
        "characters" => (
            View::Text,
            Tfidf::new(Analyzer::CharWb)
                .ngram_range(2, 5)
                .sublinear_tf(true)
                .min_df(2)
                .max_features(40_000),
        ),
        "stems" => (View::Stems, symbols(1, 2)),
        "opening" => (View::Opening, symbols(1, 2)),
        "cue" => (View::Cue, symbols(1, 2)),
        "content" => (View::Content, symbols(1, 2)),
        "classes" => (View::Classes, symbols(1, 3)),
        other => panic!("no group {other}"),
    };
    FeatureGroup {
        name: name.into(),
        view,
        weight: 1.0,
        tfidf,
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    let Some((train, gold)) = arguments.split_first() else {
        eprintln!("ablation: give TRAIN.csv GOLD.csv…");
        return;
    };
    let read = |path: &String| Dataset::read(&Input::Path(PathBuf::from(path))).unwrap();
    let train = read(train);
    let gold: Vec<Dataset> = gold.iter().map(read).collect();
    let configurations = std::env::var("CONFIGS").unwrap_or_else(|_| "words characters".into());
    for configuration in configurations.split(';') {
        let groups = configuration.split_whitespace().map(|spec| {
            let (name, weight) = spec.split_once('*').unwrap_or((spec, "1"));
            FeatureGroup {
                weight: weight.parse().unwrap(),
                ..group(name)
            }
        });
        let alpha = std::env::var("ALPHA").map_or(0.1, |a| a.parse().unwrap());
        let options = TrainOptions {
            features: Extractor::new(groups.collect()).unwrap(),
            alpha,
            dense_bytes: 0,
            ..TrainOptions::default()
        };
        let classifier = Classifier::fit(&train, &options).unwrap();
        let (mut truth, mut predicted) = (Vec::new(), Vec::new());
        print!("{configuration:60} {:7}", classifier.extractor().columns());
        for set in &gold {
            let own = predicted_labels(&classifier.predict_proba(&set.texts()));
            print!(" {:.3}", macro_f1(&set.labels, &set.truth(), &own));
            truth.extend(set.truth());
            predicted.extend(own);
        }
        println!(" | {:.3}", macro_f1(&train.labels, &truth, &predicted));
    }
}

fn macro_f1(labels: &stance::Labels, truth: &[usize], predicted: &[usize]) -> f64 {
    let counts = ConfusionMatrix::new(labels, truth, predicted)
        .unwrap()
        .label_counts();
    counts.iter().filter_map(|own| own.f1()).sum::<f64>() / counts.len() as f64
}
