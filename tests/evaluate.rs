//! Scores against scikit-learn's numbers, and what must hold for any input.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic and say why it skips"
)]

use ndarray::{Array2, array};
use proptest::prelude::*;
use serde::Deserialize;
use stance::Labels;
use stance::evaluate::{Average, Comparison, Evaluation, Interval, Resampling, predicted_labels};

const QUICK: Resampling = Resampling {
    seed: 1,
    replicates: 100,
};

/// A case of data/metrics_sklearn.json; data/metrics_sklearn.py makes it.
#[derive(Deserialize)]
struct Case {
    name: String,
    truth: Vec<usize>,
    probabilities: Vec<Vec<f64>>,
    expected: Expected,
}

#[derive(Deserialize)]
struct Expected {
    confusion: Vec<Vec<u64>>,
    accuracy: f64,
    labels: ExpectedLabels,
    average_precision: Vec<Option<f64>>,
    macro_average: ExpectedAverage,
    micro_average: ExpectedAverage,
    weighted_average: ExpectedAverage,
    matthews: Option<f64>,
    cohen_kappa: Option<f64>,
    log_loss: f64,
    brier: f64,
    expected_calibration_error: f64,
}

#[derive(Deserialize)]
struct ExpectedLabels {
    precision: Vec<Option<f64>>,
    recall: Vec<Option<f64>>,
    f1: Vec<Option<f64>>,
}

#[derive(Deserialize)]
struct ExpectedAverage {
    precision: Option<f64>,
    recall: Option<f64>,
    f1: Option<f64>,
}

/// Labels "a", "b", …
fn letters(n: usize) -> Labels {
    Labels::new(('a'..).take(n).map(String::from)).unwrap()
}

fn matrix(rows: &[Vec<f64>]) -> Array2<f64> {
    let columns = rows[0].len();
    Array2::from_shape_vec((rows.len(), columns), rows.concat()).unwrap()
}

fn evaluate(truth: &[usize], probabilities: &Array2<f64>) -> Evaluation {
    let labels = letters(probabilities.ncols());
    Evaluation::new(&labels, truth, probabilities, None, &QUICK).unwrap()
}

#[track_caller]
fn same(what: &str, value: Option<f64>, expected: Option<f64>) {
    let close = match (value, expected) {
        (Some(value), Some(expected)) => (value - expected).abs() <= 1e-9,
        (None, None) => true,
        _ => false,
    };
    assert!(close, "{what}: {value:?} for {expected:?}");
}

#[track_caller]
fn same_average(what: &str, value: Average, expected: &ExpectedAverage) {
    same(
        &format!("{what} precision"),
        value.precision,
        expected.precision,
    );
    same(&format!("{what} recall"), value.recall, expected.recall);
    same(&format!("{what} F1"), value.f1, expected.f1);
}

#[test]
fn scores_are_those_of_scikit_learn() {
    let table = include_str!("data/metrics_sklearn.json");
    let cases: Vec<Case> = serde_json::from_str(table).unwrap();
    assert!(cases.len() >= 10);
    for case in &cases {
        let name = &case.name;
        let expected = &case.expected;
        let found = evaluate(&case.truth, &matrix(&case.probabilities));
        assert_eq!(found.confusion.counts(), expected.confusion, "{name}");
        for (label, scores) in found.labels.values().enumerate() {
            let what = |metric| format!("{name}, label {label}, {metric}");
            same(
                &what("precision"),
                scores.precision,
                expected.labels.precision[label],
            );
            same(
                &what("recall"),
                scores.recall,
                expected.labels.recall[label],
            );
            same(&what("F1"), scores.f1, expected.labels.f1[label]);
            same(
                &what("average precision"),
                scores.average_precision,
                expected.average_precision[label],
            );
        }
        same_average(
            &format!("{name}, macro"),
            found.macro_average,
            &expected.macro_average,
        );
        same_average(
            &format!("{name}, micro"),
            found.micro_average,
            &expected.micro_average,
        );
        same_average(
            &format!("{name}, weighted"),
            found.weighted_average,
            &expected.weighted_average,
        );
        for (metric, value, expected) in [
            ("accuracy", Some(found.accuracy), Some(expected.accuracy)),
            ("macro-F1", Some(found.macro_f1), expected.macro_average.f1),
            ("Matthews", found.matthews, expected.matthews),
            ("kappa", found.cohen_kappa, expected.cohen_kappa),
            ("log-loss", Some(found.log_loss), Some(expected.log_loss)),
            ("Brier", Some(found.brier), Some(expected.brier)),
            (
                "calibration",
                Some(found.calibration.expected_error),
                Some(expected.expected_calibration_error),
            ),
        ] {
            same(&format!("{name}, {metric}"), value, expected);
        }
    }
}

#[test]
fn what_is_undefined_has_a_reason() {
    // Row of a, predicted b; c in neither.
    let evaluation = evaluate(&[0], &array![[0.1, 0.8, 0.1]]);
    let reasons: Vec<_> = (evaluation.undefined.iter())
        .map(|undefined| (undefined.metrics.join(" "), undefined.reason.as_str()))
        .collect();
    let expected = [
        ("matthews", "all rows have the same label"),
        (
            "weighted_average.precision",
            "no label of any row was ever predicted",
        ),
        ("intervals", "all rows are of one group"),
        ("a.precision", "the label 'a' was never predicted"),
        ("b.recall b.average_precision", "no row has the label 'b'"),
        (
            "c.precision c.recall c.f1 c.average_precision",
            "no row has the label 'c' and none was given it",
        ),
    ];
    let expected = expected.map(|(metrics, reason)| (metrics.to_owned(), reason));
    assert_eq!(reasons, expected);
    assert_eq!(evaluation.macro_f1, 0.0);
}

#[test]
fn every_null_of_the_json_is_explained() {
    let table = include_str!("data/metrics_sklearn.json");
    let cases: Vec<Case> = serde_json::from_str(table).unwrap();
    for case in &cases {
        let evaluation = evaluate(&case.truth, &matrix(&case.probabilities));
        let json = serde_json::to_value(&evaluation).unwrap();
        let mut nulls = Vec::new();
        for key in ["matthews", "cohen_kappa"] {
            if json[key].is_null() {
                nulls.push(key.to_owned());
            }
        }
        let averages = ["macro_average", "micro_average", "weighted_average"];
        for (name, scores) in averages.map(|name| (name, &json[name])) {
            for (key, value) in scores.as_object().unwrap() {
                if value.is_null() {
                    nulls.push(format!("{name}.{key}"));
                }
            }
        }
        for (name, scores) in json["labels"].as_object().unwrap() {
            for (key, value) in scores.as_object().unwrap() {
                if value.is_null() {
                    nulls.push(format!("{name}.{key}"));
                }
            }
        }
        let mut explained: Vec<String> = (evaluation.undefined.iter())
            .flat_map(|undefined| undefined.metrics.clone())
            .filter(|metric| metric != "intervals")
            .collect();
        nulls.sort();
        explained.sort();
        assert_eq!(nulls, explained, "{}", case.name);
    }
}

/// 200 rows in 40 groups of five, in which all rows are right or all wrong.
fn grouped() -> (Vec<usize>, Array2<f64>, Vec<String>) {
    let truth: Vec<usize> = (0..200).map(|row| row % 2).collect();
    let probabilities = Array2::from_shape_fn((200, 2), |(row, label)| {
        let right = (row / 5) % 4 != 0;
        if (label == truth[row]) == right {
            0.8
        } else {
            0.2
        }
    });
    let groups = (0..200).map(|row| format!("article {}", row / 5)).collect();
    (truth, probabilities, groups)
}

fn width(interval: Option<Interval>) -> f64 {
    interval
        .map(|interval| interval.high - interval.low)
        .unwrap()
}

#[test]
fn rows_of_one_article_do_not_count_as_many() {
    let (truth, probabilities, groups) = grouped();
    let labels = letters(2);
    let evaluate = |groups| {
        Evaluation::new(
            &labels,
            &truth,
            &probabilities,
            groups,
            &Resampling::default(),
        )
        .unwrap()
    };
    let (by_row, by_group) = (evaluate(None), evaluate(Some(groups.as_slice())));
    assert_eq!((by_row.groups, by_group.groups), (200, 40));
    assert_eq!(by_row.accuracy, by_group.accuracy);
    // Standard errors of a share of 0.75: sqrt(0.75 · 0.25 / n), n = 200 and 40, so
    // intervals of 2 · 1.96 · 0.0306 = 0.120 and of 0.268.
    assert!((width(by_row.intervals.accuracy) - 0.120).abs() < 0.02);
    assert!((width(by_group.intervals.accuracy) - 0.268).abs() < 0.04);
}

#[test]
fn losses_have_the_spread_of_their_mean() {
    let labels = letters(2);
    let truth = vec![0; 400];
    // Half of the rows give the true label 0.8, half 0.4.
    let probabilities = Array2::from_shape_fn((400, 2), |(row, label)| {
        let own = if row % 2 == 0 { 0.8 } else { 0.4 };
        if label == 0 { own } else { 1.0 - own }
    });
    let resampling = Resampling::default();
    let evaluation = Evaluation::new(&labels, &truth, &probabilities, None, &resampling).unwrap();
    // Losses −ln 0.8 and −ln 0.4: mean 0.5697, standard deviation ln 2 / 2 = 0.3466,
    // of the mean of 400 rows 0.0173. Squares 0.04 and 0.36: 0.2, 0.16 and 0.008.
    let near = |interval: Option<Interval>, mean: f64, error: f64| {
        let interval = interval.unwrap();
        assert!((interval.low - (mean - 1.96 * error)).abs() < 0.2 * error);
        assert!((interval.high - (mean + 1.96 * error)).abs() < 0.2 * error);
    };
    near(evaluation.intervals.log_loss, 0.5697, 0.01733);
    near(evaluation.intervals.brier, 0.2, 0.008);
    // Labels predicted: 0 in half of the rows, 1 in the others; F1 of 0 is 2·½/(1 + ½).
    let weighted = evaluation.intervals.weighted_average.f1.unwrap();
    assert!(weighted.low < 2.0 / 3.0 && 2.0 / 3.0 < weighted.high);
    // All rows of one label: neither score nor interval.
    assert_eq!(evaluation.intervals.matthews, None);
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let (truth, probabilities, groups) = grouped();
    let json = |seed| {
        let resampling = Resampling { seed, ..QUICK };
        let labels = letters(2);
        let evaluation =
            Evaluation::new(&labels, &truth, &probabilities, Some(&groups), &resampling).unwrap();
        serde_json::to_string(&evaluation).unwrap()
    };
    assert_eq!(json(3), json(3));
    assert_ne!(json(3), json(4));
}

#[test]
fn bad_input_is_named() {
    let labels = letters(2);
    let problem = |truth: &[usize], probabilities: &Array2<f64>, groups: Option<&[String]>| {
        let error = Evaluation::new(&labels, truth, probabilities, groups, &QUICK).unwrap_err();
        error.problem().to_owned()
    };
    let fine = array![[0.5, 0.5]];
    assert_eq!(
        problem(&[], &Array2::zeros((0, 2)), None),
        "there are no rows to evaluate"
    );
    assert_eq!(
        problem(&[0, 1], &fine, None),
        "the number of predictions is 1, that of rows 2"
    );
    assert_eq!(
        problem(&[0], &fine, Some(&[])),
        "the number of groups is 0, that of rows 1"
    );
    assert!(problem(&[2], &fine, None).contains("label 2"));
    assert_eq!(
        problem(&[0], &array![[0.5, 0.2, 0.3]], None),
        "there are 3 probabilities a row for 2 labels"
    );
    assert_eq!(
        problem(&[0], &array![[2.5, -1.5]], None),
        "a probability of row 1 is 2.5"
    );
    assert_eq!(
        problem(&[0, 0], &array![[0.5, 0.5], [0.5, f64::NAN]], None),
        "a probability of row 2 is NaN"
    );
    assert_eq!(
        problem(&[0], &array![[0.25, 0.25]], None),
        "the probabilities of row 1 sum to 0.5"
    );
}

/// Up to 40 rows of two to five labels with positive probabilities.
fn rows() -> impl Strategy<Value = (Vec<usize>, Array2<f64>)> {
    (2_usize..=5, 1_usize..=40).prop_flat_map(|(labels, n)| {
        let row = prop::collection::vec(0.01_f64..1.0, labels);
        (
            prop::collection::vec(0..labels, n),
            prop::collection::vec(row, n),
        )
            .prop_map(|(truth, scores)| {
                let mut probabilities = matrix(&scores);
                for mut row in probabilities.outer_iter_mut() {
                    let sum = row.sum();
                    row.mapv_inplace(|score| score / sum);
                }
                (truth, probabilities)
            })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn scores_stay_within_their_bounds((truth, probabilities) in rows()) {
        let evaluation = evaluate(&truth, &probabilities);
        let share = 0.0..=1.0 + 1e-12;
        for label in evaluation.labels.values() {
            for score in [label.precision, label.recall, label.f1, label.average_precision] {
                prop_assert!(score.is_none_or(|score| share.contains(&score)));
            }
        }
        for score in [evaluation.accuracy, evaluation.macro_f1] {
            prop_assert!(share.contains(&score));
        }
        for score in [evaluation.matthews, evaluation.cohen_kappa] {
            prop_assert!(score.is_none_or(|score| (-1.0 - 1e-12..=1.0 + 1e-12).contains(&score)));
        }
        prop_assert!(evaluation.log_loss >= 0.0);
        prop_assert!((0.0..=2.0).contains(&evaluation.brier));
        prop_assert!(share.contains(&evaluation.calibration.expected_error));
        let binned: usize = evaluation.calibration.bins.iter().map(|bin| bin.n).sum();
        prop_assert_eq!(binned, truth.len());
        let all = &evaluation.risk_at_coverage[0];
        prop_assert_eq!(all.coverage, 1.0);
        prop_assert!((1.0 - all.error_rate - evaluation.accuracy).abs() < 1e-12);
        for pair in evaluation.risk_at_coverage.windows(2) {
            prop_assert!(pair[0].coverage > pair[1].coverage);
            prop_assert!(pair[0].threshold < pair[1].threshold);
        }
        for interval in [evaluation.intervals.accuracy, evaluation.intervals.macro_f1] {
            prop_assert_eq!(interval.is_some(), truth.len() > 1);
            prop_assert!(interval.is_none_or(|i| 0.0 <= i.low && i.low <= i.high && i.high <= 1.0));
        }
    }

    #[test]
    fn names_of_labels_do_not_matter(
        (truth, probabilities) in rows(),
        shift in 1_usize..5,
    ) {
        let labels = probabilities.ncols();
        let renamed = |label: usize| (label + shift) % labels;
        let mut turned = Array2::zeros(probabilities.raw_dim());
        for ((row, label), probability) in probabilities.indexed_iter() {
            turned[[row, renamed(label)]] = *probability;
        }
        // Of equal probabilities the first is chosen, which does depend on the names.
        let chosen: Vec<_> = predicted_labels(&probabilities).into_iter().map(renamed).collect();
        prop_assume!(chosen == predicted_labels(&turned));

        let before = evaluate(&truth, &probabilities);
        let after = evaluate(&truth.iter().map(|&label| renamed(label)).collect::<Vec<_>>(), &turned);
        for (label, scores) in before.labels.values().enumerate() {
            let name = letters(labels).name(renamed(label)).to_owned();
            prop_assert_eq!(scores, &after.labels[&name]);
        }
        for (before, after) in [
            (Some(before.macro_f1), Some(after.macro_f1)),
            (Some(before.log_loss), Some(after.log_loss)),
            (Some(before.brier), Some(after.brier)),
            (before.matthews, after.matthews),
            (before.cohen_kappa, after.cohen_kappa),
            (before.weighted_average.f1, after.weighted_average.f1),
        ] {
            same("renamed", after, before);
        }
        prop_assert_eq!(before.calibration, after.calibration);
        prop_assert_eq!(before.risk_at_coverage, after.risk_at_coverage);
        prop_assert_eq!(before.intervals.accuracy, after.intervals.accuracy);
    }

    #[test]
    fn a_comparison_turned_around_changes_its_sign((truth, probabilities) in rows(), shift in 1_usize..5) {
        let labels = letters(probabilities.ncols());
        let old = predicted_labels(&probabilities);
        let new: Vec<_> = (old.iter().enumerate())
            .map(|(row, &label)| if row % 3 == 0 { (label + shift) % labels.len() } else { label })
            .collect();
        let compare = |old, new| Comparison::new(&labels, &truth, old, new, None, &QUICK).unwrap();
        let (there, back) = (compare(&old, &new), compare(&new, &old));
        prop_assert_eq!(there.mcnemar.won, back.mcnemar.lost);
        prop_assert_eq!(there.mcnemar.p_value, back.mcnemar.p_value);
        prop_assert_eq!(there.macro_f1_difference.value, -back.macro_f1_difference.value);
        prop_assert_eq!(there.macro_f1_difference.p_value, back.macro_f1_difference.p_value);
        let rows = |changed: &[stance::evaluate::ChangedRow]| {
            changed.iter().map(|changed| changed.row).collect::<Vec<_>>()
        };
        prop_assert_eq!(rows(&there.won), rows(&back.lost));
        let correct = |summary: stance::evaluate::Summary| summary.accuracy * truth.len() as f64;
        let gain = correct(there.new) - correct(there.old);
        prop_assert!((gain - (there.won.len() as f64 - there.lost.len() as f64)).abs() < 1e-9);
    }
}
