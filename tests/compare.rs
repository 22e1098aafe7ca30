//! `stance compare`.

#![allow(clippy::unwrap_used, reason = "a test may panic and say why it skips")]

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

fn stance(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_stance"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

/// Twelve rows of a and b in turn, and the predictions of two models: the old one
/// is wrong in the first seven, the new one in the last. The old one abstains in
/// the eighth, where it is right.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    let mut labels = "text,label\n".to_owned();
    let mut old = "text,stance,p_a,p_b\n".to_owned();
    let mut new = String::new();
    for row in 0..12 {
        let (right, wrong) = if row % 2 == 0 { ("a", "b") } else { ("b", "a") };
        let _ = writeln!(labels, "row {row},{right}");
        let _ = match row {
            0..7 => writeln!(old, "row {row},{wrong},0.5,0.5"),
            7 => writeln!(old, "row {row},,0.4,0.6"),
            _ => writeln!(old, "row {row},{right},0.5,0.5"),
        };
        let stance = if row == 11 { wrong } else { right };
        let _ = writeln!(new, "{{\"text\":\"row {row}\",\"stance\":\"{stance}\"}}");
    }
    for (name, content) in [("labels.csv", labels), ("old.csv", old), ("new.jsonl", new)] {
        fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

#[test]
fn files_of_predictions_are_compared() {
    let folder = folder();
    let arguments = ["compare", "old.csv", "new.jsonl", "labels.csv"];
    let output = stance(
        folder.path(),
        &[&arguments[..], &["--format", "json"]].concat(),
    );
    assert_eq!(output.status.code(), Some(0));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["old"]["accuracy"], 5.0 / 12.0);
    assert_eq!(report["new"]["accuracy"], 11.0 / 12.0);
    // 2 · (C(8, 0) + C(8, 1)) / 2⁸
    assert_eq!(report["mcnemar"]["p_value"], 18.0 / 256.0);
    assert_eq!(report["won"].as_array().unwrap().len(), 7);
    assert_eq!(report["lost"][0]["row"], "labels.csv:13");
    assert_eq!(report["lost"][0]["new"], "a");
    assert_eq!(report["outcome"], "better");

    let text = String::from_utf8(stance(folder.path(), &arguments).stdout).unwrap();
    assert!(
        text.contains("Verdict: the new model is better: macro-F1 0."),
        "{text}"
    );
    assert!(text.contains("Rows won: 7"), "{text}");
    assert!(text.contains("Rows lost: 1"), "{text}");
    let markdown = stance(
        folder.path(),
        &[&arguments[..], &["--format", "markdown"]].concat(),
    );
    assert!(
        String::from_utf8(markdown.stdout)
            .unwrap()
            .contains("| labels.csv:2 | a | b | a |")
    );

    // The worse model is no failure of the command.
    let back = stance(
        folder.path(),
        &["compare", "new.jsonl", "old.csv", "labels.csv"],
    );
    assert_eq!(back.status.code(), Some(0));
    assert!(
        String::from_utf8(back.stdout)
            .unwrap()
            .contains("Verdict: the new model is worse")
    );
}

#[test]
fn a_model_is_the_same_as_its_predictions() {
    let folder = folder();
    let labels = concat!(env!("CARGO_MANIFEST_DIR"), "/labels/seeds.csv");
    let model = concat!(env!("CARGO_MANIFEST_DIR"), "/models/stance.model");
    for file in ["own.csv", "own.jsonl"] {
        let format = Path::new(file).extension().unwrap().to_str().unwrap();
        let predict = [
            "predict", labels, "--by", "row", "--format", format, "-o", file,
        ];
        assert!(stance(folder.path(), &predict).status.success());
        let output = stance(folder.path(), &["compare", model, file, labels]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(
            text.contains("both models give each of the 113 rows the same label"),
            "{text}"
        );
    }
}

#[test]
fn predictions_of_other_rows_are_refused() {
    let folder = folder();
    let write = |name: &str, content: &str| fs::write(folder.path().join(name), content).unwrap();
    write("short.csv", "text,stance\nrow 0,a\n");
    write("other.csv", "text,stance\nrow 0,a\nrow 7,b\n");
    write("none.csv", "text,stance\nrow 0,\n");
    write("broken.csv", "text,stance,p_a\nrow 0,,much\n");
    write("texts.csv", "text,label\nrow 0,a\n");
    for (file, parts) in [
        ("short.csv", ["short.csv: has 1 of the 12 rows", "--by row"]),
        (
            "other.csv",
            ["other.csv:3: the text is not that of line 3", "--by row"],
        ),
        (
            "none.csv",
            ["none.csv:2: has neither a stance", "probabilities"],
        ),
        (
            "broken.csv",
            [
                "broken.csv:2: 'much' in p_a is no probability",
                "from 0 to 1",
            ],
        ),
        (
            "texts.csv",
            ["texts.csv:1: has no column 'stance'", "rename"],
        ),
        ("labels.txt", ["labels.txt: ", "check the path"]),
    ] {
        let output = stance(folder.path(), &["compare", file, "old.csv", "labels.csv"]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        for part in parts {
            assert!(said.contains(part), "'{part}' is not in: {said}");
        }
    }
}
