use super::*;
use crate::dataset::Example;
use crate::features::{Analyzer, Extractor, FeatureGroup, Tfidf, View};
use crate::label::Labels;
use crate::model::cross_validate;

/// Words and characters of rows whose label is their first word. With `last` a
/// row has a last word as well, of which each occurs in this row alone.
fn example(rows: usize, last: bool) -> (Dataset, TrainOptions) {
    let group = |name: &str, view, analyzer| FeatureGroup {
        name: name.into(),
        view,
        weight: 1.0,
        tfidf: Tfidf::new(analyzer).min_token_chars(1),
    };
    let row = |place: usize| {
        let word = ["left", "right"][place % 2];
        let text = match last {
            true => format!("{word} x{place}"),
            false => word.to_owned(),
        };
        Example {
            text,
            label: place % 2,
            group: Some(format!("g{}", place / 2)),
            line: place as u64 + 2,
        }
    };
    let dataset = Dataset {
        labels: Labels::new(["left", "right"]).unwrap(),
        examples: (0..rows).map(row).collect(),
        sha256: None,
        weights: None,
    };
    let options = TrainOptions {
        features: Extractor::new(vec![
            group("acts", View::Acts, Analyzer::Word),
            group("cue", View::Cue, Analyzer::Word),
            group("words", View::Text, Analyzer::Word),
        ])
        .unwrap(),
        log_count_ratios: None,
        ..TrainOptions::default()
    };
    (dataset, options)
}

/// In English the view of the cue is the same word for every row, and that of the
/// acts is empty. So all is decided by the words, at any penalty.
#[test]
fn a_useless_group_is_left_out_and_the_strongest_penalty_kept() {
    let (dataset, options) = example(24, true);
    let mut last = (0, 0);
    let tuning = tune(&dataset, &options, 3, 1, |done, most| last = (done, most)).unwrap();
    let chosen = tuning.chosen();
    assert_eq!(
        (chosen.groups.as_slice(), chosen.left_out.as_slice()),
        (&["words".to_owned()][..], &["cue".to_owned()][..])
    );
    assert_eq!((chosen.macro_f1, chosen.standard_error), (1.0, 0.0));
    // 10 is the strongest of the first penalties, and 30 its neighbour.
    assert_eq!(chosen.alpha, 30.0);
    // Five penalties, each of two groups left out alone, two neighbours.
    assert_eq!(tuning.trials.len(), 9);
    assert_eq!(last.0, 9 * 3);
    assert!(last.0 <= last.1);
    // Without words one label is predicted for all: F1 of 2/3 and of 0.
    let cue = (tuning.trials.iter()).find(|trial| trial.groups == ["cue"]);
    assert!((cue.unwrap().macro_f1 - 1.0 / 3.0).abs() < 1e-9);
    assert_eq!(
        tuning.reason(),
        "chose alpha 30, without cue: macro-F1 1.000 ± 0.000; the preset, alpha 1, all groups: \
         macro-F1 1.000 ± 0.000"
    );

    // The group without a term is neither tried nor left out.
    let applied = tuning.apply(&options).unwrap();
    let names = applied.features.groups().iter().map(|group| &group.name);
    assert_eq!(names.collect::<Vec<_>>(), ["acts", "words"]);
    assert_eq!(applied.alpha, 30.0);
}

/// Nine rows in ten have label a and the word "common"; the word "rare" always
/// means b, but is seen so seldom that a strong penalty cannot use it: then the
/// intercepts say a for every row. So only weak penalties find b.
#[test]
fn the_penalty_matters_where_a_label_is_rare() {
    let (mut dataset, options) = example(60, false);
    for (place, row) in dataset.examples.iter_mut().enumerate() {
        row.label = usize::from(place % 10 == 0);
        row.text = ["common", "rare"][row.label].into();
        row.group = None;
    }
    let tuning = tune(&dataset, &options, 3, 1, |_, _| ()).unwrap();
    let at = |alpha: f64| {
        let mut trials = tuning.trials.iter();
        trials.find(|trial| trial.alpha == alpha && trial.left_out.is_empty())
    };
    assert_eq!(at(0.1).unwrap().macro_f1, 1.0);
    // All rows a: F1 of 2·54/(54 + 60) and of 0, in each fold.
    let all_a = 54.0 / 114.0;
    assert!((at(10.0).unwrap().macro_f1 - all_a).abs() < 1e-9);
    let chosen = tuning.chosen();
    assert_eq!(chosen.macro_f1, 1.0);
    // The strongest of those that find b.
    for trial in &tuning.trials {
        assert!(
            trial.alpha <= chosen.alpha || trial.macro_f1 < 1.0,
            "{trial:?}"
        );
    }
    assert!(chosen.alpha < 10.0);
}

/// A trial predicts what cross-validation with its options predicts.
#[test]
fn a_trial_is_a_cross_validation() {
    let (dataset, mut options) = example(24, true);
    options.log_count_ratios = TrainOptions::default().log_count_ratios;
    let tuning = tune(&dataset, &options, 3, 1, |_, _| ()).unwrap();
    for trial in &tuning.trials {
        let own = TrainOptions {
            features: options.features.only(&trial.groups).unwrap(),
            alpha: trial.alpha,
            ..options.clone()
        };
        let probabilities = cross_validate(&dataset, &own, 3, 1, |_| ()).unwrap();
        let losses = (dataset.truth().into_iter().enumerate())
            .map(|(row, label)| -probabilities[[row, label]].ln());
        let log_loss = losses.sum::<f64>() / 24.0;
        assert!((trial.log_loss - log_loss).abs() < 1e-9, "{trial:?}");
    }
}

#[test]
fn within_one_standard_error_the_simpler_is_chosen() {
    let trial = |step: i32, macro_f1, standard_error| Trial {
        alpha: alpha_at(1.0, step),
        groups: vec!["words".into()],
        left_out: Vec::new(),
        macro_f1,
        standard_error,
        log_loss: 0.5,
        step,
    };
    let (dataset, options) = example(8, true);
    let search = Search {
        dataset: &dataset,
        options: &options,
        seed: 1,
        groups: vec!["words".into()],
        folds: Vec::new(),
        // 0.81 is within 0.02 of 0.82, and 0.79 is not.
        trials: vec![
            trial(-1, 0.82, 0.02),
            trial(0, 0.81, 0.05),
            trial(1, 0.79, 0.05),
        ],
        fits: 0,
        most_fits: 0,
        done: |_, _| (),
    };
    let chosen = search.strongest(&[0, 1, 2]);
    assert_eq!(chosen, 1);
    let tuning = Tuning {
        trials: search.trials,
        chosen,
        folds: 5,
    };
    assert_eq!(
        tuning.reason(),
        "chose alpha 1, all groups: macro-F1 0.810 ± 0.050, the preset; the best, alpha 0.3, all \
         groups: macro-F1 0.820 ± 0.020; within one standard error of it the stronger penalty and \
         the fewer groups were preferred"
    );
}

#[test]
fn penalties_are_round_numbers() {
    let alphas: Vec<f64> = (-2..=3).map(|step| alpha_at(0.2, step)).collect();
    assert_eq!(alphas, [0.02, 0.06, 0.2, 0.6, 2.0, 6.0]);
}

#[test]
fn the_standard_error_is_over_the_folds() {
    // Deviations −0.1, 0, 0.1: variance 0.02 / 2, over 3 folds 0.01 / 3.
    let (mean, error) = mean_and_error(&[0.6, 0.7, 0.8]);
    assert!((mean - 0.7).abs() < 1e-12);
    assert!((error - (0.01_f64 / 3.0).sqrt()).abs() < 1e-12);
}
