//! `stance train`: solvers, weights and limits of features.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// Three labels, each with words of its own, and a weight a row.
fn rows(folder: &Path, weights: &[&str]) -> String {
    let mut csv = String::from("text,label,weight\n");
    let labels = [
        ("accusation", "اتهم الوزير الشركة"),
        ("cooperation", "رحبت الجمعية بالاتفاق"),
        ("proposal", "دعت اللجنة إلى الحوار"),
    ];
    for row in 0..24 {
        let (label, text) = labels[row % 3];
        let weight = weights[row % weights.len()];
        csv.push_str(&format!(
            "{text} رقم{} يوم{},{label},{weight}\n",
            row % 5,
            row % 4
        ));
    }
    let path = folder.join("rows.csv");
    std::fs::write(&path, csv).unwrap();
    path.display().to_string()
}

fn train(folder: &Path, model: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_stance"))
        .current_dir(folder)
        .args(["train", "rows.csv", "-m", model])
        .args(arguments)
        .output()
        .unwrap()
}

fn trained(folder: &Path, model: &str, arguments: &[&str]) -> (Vec<u8>, String) {
    let output = train(folder, model, arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{arguments:?}: {said}");
    (std::fs::read(folder.join(model)).unwrap(), said)
}

#[test]
fn linfa_and_the_sparse_solver_give_the_same_model() {
    let folder = TempDir::new().unwrap();
    rows(folder.path(), &["1"]);
    let objective = |solver| {
        let arguments = ["--preset", "plain", "--folds", "0", "--solver", solver];
        let (_, said) = trained(folder.path(), solver, &arguments);
        let (_, rest) = said.split_once("objective ").unwrap();
        let number = rest.split([' ', ',']).next().unwrap();
        number.parse::<f64>().unwrap()
    };
    let [auto, linfa, sparse] = ["auto", "linfa", "sparse"].map(objective);
    assert_eq!(auto, sparse);
    assert!((linfa - sparse).abs() < 2e-4, "{linfa} {sparse}");
}

#[test]
fn a_row_of_weight_two_counts_as_two_rows() {
    let folder = TempDir::new().unwrap();
    rows(folder.path(), &["2"]);
    let objective = |arguments: &[&str]| {
        let fixed = ["--preset", "plain", "--folds", "0", "--tolerance", "1e-8"];
        let (_, said) = trained(folder.path(), "m", &[&fixed, arguments].concat());
        let (_, rest) = said.split_once("objective ").unwrap();
        rest.split([' ', ','])
            .next()
            .unwrap()
            .parse::<f64>()
            .unwrap()
    };
    // 2 · (Σ losses + 1/2 · 1/2 ‖W‖²) = Σ 2 losses + 1/2 ‖W‖².
    let twice = objective(&["--weight-field", "weight"]);
    let half = objective(&["--alpha", "0.5"]);
    assert!((twice - 2.0 * half).abs() < 2e-4, "{twice} {half}");
    let by_label = "accusation=2,cooperation=2,proposal=2";
    assert_eq!(objective(&["--class-weight", by_label]), twice);
}

#[test]
fn wrong_weights_and_solvers_are_said() {
    let folder = TempDir::new().unwrap();
    rows(folder.path(), &["1", "-3"]);
    let cases: [(&[&str], i32, &str); 6] = [
        (
            &["--weight-field", "weight"],
            1,
            "rows.csv:3: the weight is '-3'",
        ),
        (&["--weight-field", "count"], 1, "has no column 'count'"),
        (
            &["--class-weight", "neutral=2"],
            1,
            "no label 'neutral' to weigh",
        ),
        (&["--class-weight", "twice"], 2, "LABEL=NUMBER"),
        (
            &["--class-weight", "balanced", "--solver", "linfa"],
            1,
            "linfa-logistic has no weights of rows",
        ),
        (
            &["--solver", "linfa", "--dense-bytes", "9"],
            1,
            "give --solver sparse",
        ),
    ];
    for (arguments, status, expected) in cases {
        let output = train(folder.path(), "m", arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(expected), "{arguments:?}: {said}");
        assert_eq!(output.status.code(), Some(status), "{said}");
        assert!(!folder.path().join("m").exists());
    }
}

#[test]
fn the_command_on_the_card_gives_the_same_bytes() {
    let folder = TempDir::new().unwrap();
    rows(folder.path(), &["1", "0.5"]);
    let cases: [&[&str]; 3] = [
        &["--preset", "plain", "--max-features", "9", "--folds", "0"],
        &[
            "--class-weight",
            "proposal=3",
            "--weight-field",
            "weight",
            "--folds",
            "2",
        ],
        &[
            "--preset",
            "plain",
            "--solver",
            "sparse",
            "--tolerance",
            "0.01",
            "--groups",
            "words",
        ],
    ];
    for arguments in cases {
        let (bytes, _) = trained(folder.path(), "first.model", arguments);
        let card = Command::new(env!("CARGO_BIN_EXE_stance"))
            .current_dir(folder.path())
            .args(["model", "info", "first.model", "--format", "json"])
            .output()
            .unwrap();
        let card: serde_json::Value = serde_json::from_slice(&card.stdout).unwrap();
        let command = card["command"].as_str().unwrap();
        let again: Vec<&str> = command.split(' ').skip(3).collect();
        let (same, _) = trained(folder.path(), "again.model", &again);
        assert!(same == bytes, "{arguments:?}: {command}");
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let folder = TempDir::new().unwrap();
    rows(folder.path(), &["1"]);
    let bytes = |threads| {
        let arguments = [
            "--preset",
            "plain",
            "--max-features",
            "20",
            "--threads",
            threads,
        ];
        trained(folder.path(), "m", &arguments).0
    };
    let one = bytes("1");
    for threads in ["2", "3", "7"] {
        assert!(bytes(threads) == one, "{threads} threads");
    }
}
