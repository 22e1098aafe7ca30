//! What each group of features is worth: macro-F1 on gold sets of real claims.
//!
//! ```text
//! cargo bench --bench ablation -- TRAIN.csv GOLD.csv…
//! ```
//!
//! Trains with all groups of the default model, with words besides, without each of
//! the groups, and with words and characters alone. Prints a line a configuration: the number of
//! features, the F1 on each gold set, and on all together.

#![allow(clippy::print_stdout, reason = "the table is the result")]

use stance::evaluate::{ConfusionMatrix, predicted_labels};
use stance::features::{Analyzer, Extractor, FeatureGroup, Tfidf, View};
use stance::model::{Classifier, Solver, TrainOptions};
use stance::{Dataset, Input, Labels, Result};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let files: Vec<&String> = arguments.iter().filter(|a| *a != "--bench").collect();
    let Some((train, gold)) = files.split_first() else {
        println!("ablation: skipped; give TRAIN.csv GOLD.csv…");
        return Ok(());
    };
    let train = Dataset::read(&Input::new(train))?;
    let gold = gold
        .iter()
        .map(|path| Dataset::read(&Input::new(path)))
        .collect::<Result<Vec<_>>>()?;

    let all = Extractor::default().groups().to_vec();
    let without = |name: &str| {
        all.iter()
            .filter(|group| group.name != name)
            .cloned()
            .collect()
    };
    let words = FeatureGroup {
        name: "words".into(),
        view: View::Text,
        weight: 1.0,
        tfidf: Tfidf::new(Analyzer::Word)
            .ngram_range(1, 2)
            .sublinear_tf(true)
            .min_df(3),
    };
    let with_words = |groups: &[FeatureGroup]| [std::slice::from_ref(&words), groups].concat();
    let characters: Vec<_> = all
        .iter()
        .filter(|group| group.name == "characters")
        .cloned()
        .collect();
    measure(
        "words and characters",
        with_words(&characters),
        &train,
        &gold,
    )?;
    measure("all groups", all.clone(), &train, &gold)?;
    measure("with words", with_words(&all), &train, &gold)?;
    for group in &all {
        let name = format!("without {}", group.name);
        measure(&name, without(&group.name), &train, &gold)?;
    }
    Ok(())
}

fn measure(name: &str, groups: Vec<FeatureGroup>, train: &Dataset, gold: &[Dataset]) -> Result<()> {
    let options = TrainOptions {
        features: Extractor::new(groups)?,
        solver: Solver::Sparse,
        ..TrainOptions::default()
    };
    let classifier = Classifier::fit(train, &options)?;
    let (mut truth, mut predicted) = (Vec::new(), Vec::new());
    print!("{name:24} {:7}", classifier.extractor().columns());
    for set in gold {
        let own = predicted_labels(&classifier.predict_proba(&set.texts()));
        print!(" {:.3}", macro_f1(&set.labels, &set.truth(), &own)?);
        truth.extend(set.truth());
        predicted.extend(own);
    }
    println!(" | {:.3}", macro_f1(&train.labels, &truth, &predicted)?);
    Ok(())
}

fn macro_f1(labels: &Labels, truth: &[usize], predicted: &[usize]) -> Result<f64> {
    let counts = ConfusionMatrix::new(labels, truth, predicted)?.label_counts();
    let scores: Vec<f64> = counts.iter().filter_map(|own| own.f1()).collect();
    Ok(scores.iter().sum::<f64>() / scores.len() as f64)
}
