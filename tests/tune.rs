//! `stance train --tune` and `--groups`.

#![allow(clippy::unwrap_used, reason = "a test may panic and say why it skips")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

fn stance(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_stance"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

/// Runs what must be done, and gives what it said on standard error.
fn done(folder: &Path, arguments: &[&str]) -> String {
    let output = stance(folder, arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    said
}

fn command(folder: &Path, model: &str) -> String {
    let card = stance(folder, &["model", "info", model, "--format", "json"]).stdout;
    let card: serde_json::Value = serde_json::from_slice(&card).unwrap();
    card["command"].as_str().unwrap().to_owned()
}

fn rows() -> TempDir {
    let folder = TempDir::new().unwrap();
    let mut csv = String::from("text,label,group\n");
    for row in 0..24 {
        let (word, label) = [("rises", "up"), ("falls", "down")][row % 2];
        csv.push_str(&format!("the river {word} at {row},{label},g{}\n", row / 2));
    }
    fs::write(folder.path().join("rows.csv"), csv).unwrap();
    folder
}

#[test]
fn the_card_of_a_tuned_model_rebuilds_it() {
    let folder = rows();
    let path = folder.path();
    for (preset, threads) in [("default", ["1", "3"]), ("general", ["3", "1"])] {
        let tune = |model, threads| {
            let rest = ["--preset", preset, "--folds", "3", "-m", model];
            let tune = ["--threads", threads, "train", "rows.csv", "--tune"];
            done(path, &[&tune[..], &rest].concat())
        };
        let said = tune("a.model", threads[0]);
        for part in ["Tried by 3-fold", "alpha", "chose alpha", "without", "±"] {
            assert!(said.contains(part), "'{part}' is not in: {said}");
        }
        // Its table has lines.
        assert!(!said.contains('\u{FFFD}'), "{said}");
        assert_eq!(
            said,
            tune("b.model", threads[1]).replace("b.model", "a.model")
        );

        let command = command(path, "a.model").replace("LABELS.csv", "rows.csv");
        assert!(command.contains(" --groups "), "{command}");
        assert!(command.contains(" --alpha "), "{command}");
        assert!(!command.contains("--tune"), "{command}");
        let again = command.split(' ').skip(1).chain(["-m", "c.model"]);
        done(path, &again.collect::<Vec<_>>());
        let bytes = |model| fs::read(path.join(model)).unwrap();
        assert!(bytes("a.model") == bytes("b.model"));
        assert!(bytes("a.model") == bytes("c.model"), "{command}");
    }
}

#[test]
fn groups_are_named() {
    let folder = rows();
    let train = ["train", "rows.csv", "-m", "m", "--folds", "0", "--groups"];
    done(folder.path(), &[&train[..], &["characters,stems"]].concat());
    assert_eq!(
        command(folder.path(), "m"),
        "stance train LABELS.csv --groups stems,characters --folds 0"
    );
    let output = stance(folder.path(), &[&train[..], &["stems,stmes"]].concat());
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    for part in ["no feature group 'stmes'", "stems, characters, cue"] {
        assert!(said.contains(part), "'{part}' is not in: {said}");
    }
}

#[test]
fn a_search_needs_folds_and_freedom() {
    let folder = rows();
    let tune = ["train", "rows.csv", "-m", "m", "--tune"];
    for (more, status, part) in [
        (["--alpha", "1"], 2, "--alpha"),
        (["--groups", "stems"], 2, "--groups"),
        (["--folds", "0"], 1, "0 folds are none"),
        (["--folds", "13"], 1, "12 groups of rows"),
    ] {
        let output = stance(folder.path(), &[&tune[..], &more].concat());
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(status), "{said}");
        assert!(said.contains(part), "'{part}' is not in: {said}");
        assert!(!folder.path().join("m").exists());
    }
}
