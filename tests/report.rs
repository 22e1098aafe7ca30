//! What the formats print.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic and say why it skips"
)]

use ndarray::{Array2, array};
use serde_json::{Value, json};
use stance::Labels;
use stance::evaluate::{Comparison, Evaluation, Resampling};
use stance::report::{self, TextStyle};

const QUICK: Resampling = Resampling {
    seed: 1,
    replicates: 100,
};

/// Four rows: accusation once right and once taken for none, none right,
/// proposal taken for none.
fn four_rows() -> Evaluation {
    let labels = Labels::new(["accusation", "none", "proposal"]).unwrap();
    let probabilities = array![
        [0.8, 0.1, 0.1],
        [0.3, 0.6, 0.1],
        [0.2, 0.7, 0.1],
        [0.1, 0.5, 0.4],
    ];
    Evaluation::new(&labels, &[0, 0, 1, 2], &probabilities, None, &QUICK).unwrap()
}

/// The words of the line that begins with `start`.
#[track_caller]
fn line<'a>(text: &'a str, start: &str) -> Vec<&'a str> {
    text.lines()
        .find(|line| line.trim_start().starts_with(start))
        .unwrap_or_else(|| panic!("no line begins with '{start}' in\n{text}"))
        .split_whitespace()
        .collect()
}

#[test]
fn json_has_plain_numbers_at_the_promised_keys() {
    let text = report::json::evaluation(&four_rows()).unwrap();
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(report["n"], 4);
    assert_eq!(report["accuracy"], 0.5);
    // F1 of accusation 2/3, of none 2/4, of proposal 0
    let macro_f1 = report["macro_f1"].as_f64().unwrap();
    assert!((macro_f1 - (2.0 / 3.0 + 0.5) / 3.0).abs() < 1e-12);
    let none = &report["labels"]["none"];
    assert_eq!(none["precision"].as_f64(), Some(1.0 / 3.0));
    assert_eq!(none["recall"], 1.0);
    assert_eq!(none["f1"], 0.5);
    assert_eq!(none["support"], 1);
    assert_eq!(report["labels"]["proposal"]["precision"], Value::Null);
    assert_eq!(
        report["confusion"],
        json!({
            "labels": ["accusation", "none", "proposal"],
            "counts": [[1, 1, 0], [0, 1, 0], [0, 1, 0]],
        })
    );
    for interval in [
        &report["intervals"]["macro_f1"],
        &report["intervals"]["accuracy"],
        &report["intervals"]["labels"]["none"]["f1"],
    ] {
        let bounds = interval.as_array().unwrap();
        assert_eq!(bounds.len(), 2);
        assert!(bounds[0].as_f64().unwrap() <= bounds[1].as_f64().unwrap());
    }
}

#[test]
fn text_names_rows_and_columns() {
    let text = report::text::evaluation(&four_rows(), &TextStyle::default());
    assert!(text.starts_with("Scores on 4 rows\n"), "{text}");
    assert_eq!(line(&text, "accuracy")[..2], ["accuracy", "0.500"]);
    assert_eq!(line(&text, "macro-F1")[..2], ["macro-F1", "0.389"]);
    assert_eq!(
        line(&text, "none"),
        ["none", "0.333", "1.000", "0.500", "1.000", "1", "3"]
    );
    let matrix = &text[text.find("Confusion matrix").unwrap()..];
    assert_eq!(
        line(matrix, "truth"),
        ["truth", "\\", "predicted", "accusation", "none", "proposal"]
    );
    assert_eq!(line(matrix, "accusation"), ["accusation", "1", "1", "0"]);
    assert!(text.is_ascii(), "{text}");
    assert!(!text.contains('\x1b'), "{text}");
}

#[test]
fn text_says_why_there_is_no_number() {
    let text = report::text::evaluation(&four_rows(), &TextStyle::default());
    assert_eq!(line(&text, "proposal")[1], "n/a");
    let note = "n/a because the label 'proposal' was never predicted: proposal.precision\n";
    assert!(text.contains(note), "{text}");
}

#[test]
fn one_group_is_said_to_give_no_intervals() {
    let labels = Labels::new(["a", "b"]).unwrap();
    let groups = vec!["article".to_owned(); 2];
    let probabilities = array![[0.9, 0.1], [0.2, 0.8]];
    let evaluation =
        Evaluation::new(&labels, &[0, 1], &probabilities, Some(&groups), &QUICK).unwrap();
    let text = report::text::evaluation(&evaluation, &TextStyle::default());
    assert!(text.starts_with("Scores on 2 rows in 1 group\n"), "{text}");
    assert_eq!(line(&text, "accuracy"), ["accuracy", "1.000", "n/a"]);
    assert!(text.contains("n/a because all rows are of one group: intervals\n"));
    assert!(!text.contains("intervals by label"));
}

#[test]
fn a_terminal_gets_boxes_and_bold() {
    let style = TextStyle {
        width: Some(80),
        unicode: true,
        bold: true,
    };
    let text = report::text::evaluation(&four_rows(), &style);
    assert!(text.contains('─') && text.contains("\x1b[1m"));
    for line in text.lines().filter(|line| !line.contains('\x1b')) {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

#[test]
fn a_matrix_too_wide_for_the_page_becomes_a_list() {
    let style = |width| TextStyle {
        width: Some(width),
        ..TextStyle::default()
    };
    let wide = report::text::evaluation(&four_rows(), &style(80));
    assert!(wide.contains("Confusion matrix") && !wide.contains("Most frequent confusions"));
    let narrow = report::text::evaluation(&four_rows(), &style(40));
    assert!(!narrow.contains("Confusion matrix"));
    let list = &narrow[narrow.find("Most frequent confusions").unwrap()..];
    assert_eq!(line(list, "accusation"), ["accusation", "none", "1"]);
    assert_eq!(line(list, "proposal"), ["proposal", "none", "1"]);
}

#[test]
fn a_hundred_labels_fit_on_a_page() {
    let labels = Labels::new((0..100).map(|n| format!("label {n:02}"))).unwrap();
    let truth: Vec<usize> = (0..100).collect();
    let probabilities =
        Array2::from_shape_fn(
            (100, 100),
            |(row, label)| {
                if label == (row + 1) % 100 { 1.0 } else { 0.0 }
            },
        );
    let evaluation = Evaluation::new(&labels, &truth, &probabilities, None, &QUICK).unwrap();
    for text in [
        report::text::evaluation(&evaluation, &TextStyle::default()),
        report::markdown::evaluation(&evaluation),
    ] {
        assert!(text.contains("20 of 100 pairs of labels that were confused."));
        assert!(text.lines().all(|line| line.len() < 150));
    }
}

#[test]
fn names_cannot_break_out_of_a_table() {
    let labels = Labels::new(["a|b\n", "\x1b[2J<b>", "دعم"]).unwrap();
    let probabilities = array![[0.9, 0.1, 0.0], [0.2, 0.8, 0.0]];
    let evaluation = Evaluation::new(&labels, &[0, 1], &probabilities, None, &QUICK).unwrap();
    let plain = report::text::evaluation(&evaluation, &TextStyle::default());
    assert!(!plain.contains('\x1b'));
    assert!(!plain.contains('\u{2068}'));
    let style = TextStyle {
        unicode: true,
        ..TextStyle::default()
    };
    let terminal = report::text::evaluation(&evaluation, &style);
    assert!(terminal.contains(" \u{2068}دعم\u{2069} "));

    let markdown = report::markdown::evaluation(&evaluation);
    assert!(!markdown.contains('\x1b') && !markdown.contains("<b>"));
    assert!(markdown.contains("\n| a\\|b\u{FFFD} | 1.000 | 1.000 | 1.000 | 1.000 | 1 | 1 |\n"));
}

#[test]
fn markdown_tables_have_a_rule_below_their_head() {
    let markdown = report::markdown::evaluation(&four_rows());
    assert!(markdown.starts_with("## Scores on 4 rows\n\n| metric | value | 95 % interval |\n"));
    assert!(markdown.contains(
        "| truth \\\\ predicted | accusation | none | proposal |\n\
         | :--- | ---: | ---: | ---: |\n\
         | accusation | **1** | 1 | 0 |\n"
    ));
    assert!(!markdown.contains("\n\n\n"));
}

#[test]
fn a_comparison_names_its_rows() {
    let labels = Labels::new(["a", "b"]).unwrap();
    let comparison =
        Comparison::new(&labels, &[0, 1, 1], &[1, 1, 1], &[0, 0, 1], None, &QUICK).unwrap();
    let rows = ["test.csv:2".to_owned()];
    let json: Value =
        serde_json::from_str(&report::json::comparison(&comparison, &rows).unwrap()).unwrap();
    assert_eq!(
        json["won"],
        json!([{"row": "test.csv:2", "truth": "a", "old": "b", "new": "a"}])
    );
    assert_eq!(
        json["lost"],
        json!([{"row": "#2", "truth": "b", "old": "b", "new": "a"}])
    );
    assert_eq!(
        json["mcnemar"],
        json!({"won": 1, "lost": 1, "p_value": 1.0})
    );
    assert_eq!(json["outcome"], "unclear");
    assert_eq!(json["verdict"], comparison.verdict().as_str());

    let text = report::text::comparison(&comparison, &rows, &TextStyle::default());
    // Accuracy 2/3 by both; F1 of the old 0 and 4/5, of the new 2/3 and 2/3.
    assert_eq!(
        line(&text, "accuracy"),
        ["accuracy", "0.667", "0.667", "+0.000"]
    );
    assert_eq!(
        line(&text, "macro-F1"),
        ["macro-F1", "0.400", "0.667", "+0.267"]
    );
    assert_eq!(line(&text, "test.csv:2"), ["test.csv:2", "a", "b", "a"]);
    let verdict = "Verdict: fewer than 6 rows changed, too few to tell: macro-F1 0.667";
    assert!(text.contains(verdict), "{text}");
    let markdown = report::markdown::comparison(&comparison, &rows);
    assert!(markdown.contains("## Rows lost: 1\n\n| row | truth | old | new |\n"));
}
