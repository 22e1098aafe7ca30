//! `stance evaluate` with trainings, gates and formats.

#![allow(clippy::unwrap_used, reason = "a test may panic and say why it skips")]

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

/// A labelled file with each text as often as it says.
fn csv(rows: &[(&str, &str, usize)]) -> String {
    let mut csv = "text,label\n".to_owned();
    for (text, label, times) in rows {
        csv += &format!("{text},{label}\n").repeat(*times);
    }
    csv
}

/// Files from which a model learns that apples are fruit and that iron is metal,
/// and one that is wrong about iron.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, content) in [
        (
            "train.csv",
            csv(&[("apple", "fruit", 6), ("iron", "metal", 6)]),
        ),
        (
            "wrong.csv",
            csv(&[
                ("apple", "fruit", 6),
                ("iron", "fruit", 6),
                ("zinc", "metal", 6),
            ]),
        ),
        // Three right of four: F1 of fruit 4/5, of metal 2/3.
        (
            "four.csv",
            csv(&[
                ("apple", "fruit", 2),
                ("iron", "metal", 1),
                ("apple", "metal", 1),
            ]),
        ),
        (
            "many.csv",
            csv(&[("apple", "fruit", 10), ("iron", "metal", 10)]),
        ),
        (
            "few.csv",
            csv(&[("apple", "fruit", 10), ("iron", "metal", 3)]),
        ),
    ] {
        fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

/// The arguments that evaluate on `labels` what is learned from `train`.
fn learned<'a>(labels: &'a str, train: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let arguments = ["evaluate", labels, "--train", train, "--preset", "general"];
    [&arguments, more].concat()
}

#[track_caller]
fn json(folder: &TempDir, arguments: &[&str]) -> Value {
    let output = stance(folder.path(), &[arguments, &["--format", "json"]].concat());
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

#[track_caller]
fn ends(folder: &TempDir, arguments: &[&str], status: i32, parts: &[&str]) {
    let output = stance(folder.path(), arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(status), "{said}");
    for part in parts {
        assert!(said.contains(part), "'{part}' is not in: {said}");
    }
}

#[test]
fn a_training_is_evaluated_without_a_model() {
    let folder = folder();
    let report = json(&folder, &learned("four.csv", "train.csv", &[]));
    assert_eq!(report["n"], 4);
    assert_eq!(report["accuracy"], 0.75);
    let macro_f1 = report["macro_f1"].as_f64().unwrap();
    assert!((macro_f1 - (0.8 + 2.0 / 3.0) / 2.0).abs() < 1e-12);
    assert_eq!(report["rows"][3]["line"], 5);
    assert_eq!(report["rows"][3]["truth"], "metal");
    assert_eq!(report["rows"][3]["predicted"], "fruit");
    assert_eq!(report["labels_file"], "four.csv");
    assert_eq!(report["labels_sha256"].as_str().unwrap().len(), 64);
    assert!(!folder.path().join("models").exists());
}

#[test]
fn folds_need_no_model() {
    let folder = folder();
    // One apple of seven is called metal, and a model of the others never does so.
    let rows = csv(&[
        ("apple", "fruit", 6),
        ("iron", "metal", 5),
        ("apple", "metal", 1),
    ]);
    fs::write(folder.path().join("twelve.csv"), rows).unwrap();
    let folds = [
        "evaluate",
        "twelve.csv",
        "--folds",
        "3",
        "--preset",
        "general",
    ];
    let report = json(&folder, &folds);
    assert_eq!(report["accuracy"], 11.0 / 12.0);
    assert_eq!(report["rows"][11]["predicted"], "fruit");
    ends(
        &folder,
        &["evaluate", "twelve.csv", "--folds", "1"],
        2,
        &["1 folds are none"],
    );
    ends(
        &folder,
        &["evaluate", "twelve.csv", "--folds", "13"],
        1,
        &["give fewer folds"],
    );
}

#[test]
fn mistakes_are_explained_by_the_models_that_made_them() {
    let folder = folder();
    let rows = csv(&[
        ("apple", "fruit", 6),
        ("iron", "metal", 5),
        ("apple", "metal", 1),
    ]);
    fs::write(folder.path().join("twelve.csv"), rows).unwrap();
    let curve = ["--learning-curve", "--sizes", "4"];
    for (source, more) in [
        (["--folds", "3"], &[][..]),
        (["--folds", "3"], &curve),
        (["--train", "train.csv"], &[]),
        (["--train", "train.csv"], &curve),
    ] {
        let page = ["--preset", "general", "--format", "html"];
        let arguments = [&["evaluate", "twelve.csv"], &source, more, &page].concat();
        let output = stance(folder.path(), &arguments);
        let page = String::from_utf8(output.stdout).unwrap();
        assert!(page.contains("The worst mistakes: 1 of 1"), "{page}");
        assert!(page.contains("<span>not metal:</span> <span><bdi>apple</bdi>&#160;<b>+"));
    }
}

#[test]
fn a_learning_curve_rises_to_all_rows() {
    let folder = folder();
    let curve = |arguments: &[&str]| -> Vec<u64> {
        let curve = [
            "--learning-curve",
            "--sizes",
            "8,4,400",
            "--preset",
            "general",
        ];
        let report = json(&folder, &[arguments, &curve].concat());
        let points = report["learning_curve"].as_array().unwrap().clone();
        let last = points.last().unwrap();
        assert_eq!(last["accuracy"], report["accuracy"]);
        assert_eq!(last["macro_f1_interval"], report["intervals"]["macro_f1"]);
        points
            .iter()
            .map(|point| point["trained_rows"].as_u64().unwrap())
            .collect()
    };
    assert_eq!(
        curve(&["evaluate", "four.csv", "--train", "train.csv"]),
        [4, 8, 12]
    );
    // Of 12 rows in three folds a model sees 8.
    assert_eq!(curve(&["evaluate", "train.csv", "--folds", "3"]), [4, 8]);
    let arguments = ["--learning-curve", "--sizes", "4"];
    let text = stance(folder.path(), &learned("four.csv", "train.csv", &arguments)).stdout;
    assert!(String::from_utf8(text).unwrap().contains("Learning curve"));
}

#[test]
fn the_same_seed_gives_the_same_report() {
    let folder = folder();
    let report = |seed: &str, threads: &str| {
        let arguments = [
            "evaluate",
            "many.csv",
            "--folds",
            "4",
            "--preset",
            "general",
            "--learning-curve",
            "--sizes",
            "3,6",
            "--seed",
            seed,
            "--threads",
            threads,
            "--report",
            "out",
        ];
        assert!(stance(folder.path(), &arguments).status.success());
        ["report.json", "report.md"]
            .map(|name| fs::read(folder.path().join("out").join(name)).unwrap())
    };
    let first = report("5", "1");
    assert_eq!(first, report("5", "4"));
    assert_ne!(first, report("6", "1"));
}

#[test]
fn options_of_a_training_need_one() {
    let folder = folder();
    for more in [
        &["--alpha", "1"][..],
        &["--preset", "general"],
        &["--class-weight", "balanced"],
        &["--learning-curve"],
    ] {
        ends(
            &folder,
            &[&["evaluate", "four.csv"], more].concat(),
            2,
            &["--folds", "--train"],
        );
    }
    let both = [
        "evaluate",
        "four.csv",
        "--folds",
        "2",
        "--train",
        "train.csv",
    ];
    ends(&folder, &both, 2, &["cannot be used with"]);
    let model = ["evaluate", "four.csv", "--folds", "2", "-m", "x.model"];
    ends(&folder, &model, 2, &["cannot be used with"]);
    ends(
        &folder,
        &["evaluate", "four.csv", "--max-drop", "0.1"],
        2,
        &["--baseline"],
    );
    let sizes = ["--learning-curve", "--sizes", "0"];
    ends(
        &folder,
        &learned("four.csv", "train.csv", &sizes),
        2,
        &["0"],
    );
}

#[test]
fn a_gate_fails_with_its_reason_and_keeps_the_report() {
    let folder = folder();
    let passed = [
        "--fail-under",
        "accuracy=0.75",
        "--fail-under",
        "fruit.recall=1",
    ];
    ends(&folder, &learned("four.csv", "train.csv", &passed), 0, &[]);
    let failed = [
        "--fail-under",
        "metal.f1=0.7",
        "--fail-under",
        "accuracy=0.7",
        "--fail-over",
        "log_loss=0",
        "--report",
        "out",
    ];
    let reasons = [
        "gate failed: metal.f1 is 0.6667, below 0.7\n",
        "gate failed: log_loss is ",
        ", above 0\n",
    ];
    ends(
        &folder,
        &learned("four.csv", "train.csv", &failed),
        1,
        &reasons,
    );
    let markdown = fs::read_to_string(folder.path().join("out/report.md")).unwrap();
    assert!(
        markdown.starts_with("## Gates: 2 of 3 failed\n"),
        "{markdown}"
    );
    let report = fs::read(folder.path().join("out/report.json")).unwrap();
    let report: Value = serde_json::from_slice(&report).unwrap();
    assert_eq!(report["gates"][0]["passed"], false);
    assert_eq!(report["gates"][1]["name"], "accuracy >= 0.7");
}

#[test]
fn an_unknown_metric_is_refused_with_those_that_are() {
    let folder = folder();
    let unknown = ["--fail-under", "none.f1=0.7"];
    let parts = [
        "there is no metric 'none.f1'",
        "weighted_f1",
        "one of fruit, metal",
    ];
    ends(
        &folder,
        &learned("four.csv", "train.csv", &unknown),
        2,
        &parts,
    );
    for (text, part) in [("macro_f1", "has no '='"), ("macro_f1=7", "from -1 to 1")] {
        ends(
            &folder,
            &["evaluate", "four.csv", "--fail-under", text],
            2,
            &[part],
        );
    }
}

#[test]
fn build_servers_see_the_gates() {
    let folder = folder();
    let print = |format: &str| {
        let more = [
            "--fail-under",
            "accuracy=0.9",
            "--fail-under",
            "accuracy=0.7",
            "--format",
            format,
        ];
        let output = stance(folder.path(), &learned("four.csv", "train.csv", &more));
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stdout).unwrap()
    };
    let junit = print("junit");
    assert!(junit.starts_with("<?xml"), "{junit}");
    assert!(
        junit.contains("tests=\"3\"") && junit.contains("failures=\"1\""),
        "{junit}"
    );
    assert!(
        junit.contains("<failure message=\"accuracy is 0.7500, below 0.9\"/>"),
        "{junit}"
    );
    assert!(junit.contains("name=\"accuracy &gt;= 0.7\""), "{junit}");
    let github = print("github");
    let lines: Vec<&str> = github.lines().collect();
    assert_eq!(lines.len(), 2, "{github}");
    assert!(
        lines[0]
            .starts_with("::notice file=four.csv,title=stance evaluate::macro-F1 0.733 (95 %25")
    );
    assert_eq!(
        lines[1],
        "::error file=four.csv,title=stance evaluate::accuracy is 0.7500, below 0.9"
    );
}

#[test]
fn a_baseline_stops_only_what_is_worse_beyond_chance() {
    let folder = folder();
    for labels in ["many.csv", "few.csv"] {
        let report = ["--report", labels.trim_end_matches(".csv")];
        ends(&folder, &learned(labels, "train.csv", &report), 0, &[]);
    }
    let same = ["--baseline", "many/report.json"];
    ends(&folder, &learned("many.csv", "train.csv", &same), 0, &[]);
    // Ten rows of twenty lost: macro-F1 from 1 to (2/3 + 0) / 2.
    let parts = [
        "gate failed: macro_f1 is more than 0.01 lower, beyond chance: the new model is worse",
        "macro-F1 0.333 against 1.000",
    ];
    ends(&folder, &learned("many.csv", "wrong.csv", &same), 1, &parts);
    let allowed = ["--baseline", "many/report.json", "--max-drop", "0.7"];
    ends(&folder, &learned("many.csv", "wrong.csv", &allowed), 0, &[]);
    // Three rows may be chance.
    let few = ["--baseline", "few/report.json"];
    ends(&folder, &learned("few.csv", "wrong.csv", &few), 0, &[]);

    let github = [&same[..], &["--format", "github"]].concat();
    let output = stance(folder.path(), &learned("many.csv", "wrong.csv", &github));
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        text.lines()
            .filter(|line| line.starts_with("::warning "))
            .count(),
        10,
        "{text}"
    );
    assert!(text.contains("::warning file=many.csv,line=12,title=lost against the baseline::"));
}

#[test]
fn what_is_no_baseline_is_told() {
    let folder = folder();
    let report = ["--report", "out"];
    ends(&folder, &learned("many.csv", "train.csv", &report), 0, &[]);
    let with = |labels, baseline| learned(labels, "train.csv", &["--baseline", baseline]);
    let other = [
        "out/report.json: is of many.csv, not of few.csv",
        "take that report",
    ];
    ends(&folder, &with("few.csv", "out/report.json"), 1, &other);
    let path = folder.path().join("many.csv");
    let changed = fs::read_to_string(&path).unwrap() + "iron,metal\n";
    fs::write(&path, changed).unwrap();
    let version = ["is of another version of many.csv"];
    ends(&folder, &with("many.csv", "out/report.json"), 1, &version);
    ends(
        &folder,
        &with("many.csv", "train.csv"),
        1,
        &["train.csv: is not a report of stance"],
    );
    ends(
        &folder,
        &with("many.csv", "no.json"),
        1,
        &["no.json: ", "check the path"],
    );
    let none = ["--baseline", "out/report.json", "--replicates", "0"];
    ends(
        &folder,
        &learned("many.csv", "train.csv", &none),
        2,
        &["needs the replicates"],
    );
    fs::write(folder.path().join("file"), "").unwrap();
    let in_file = learned("few.csv", "train.csv", &["--report", "file"]);
    ends(&folder, &in_file, 1, &["file: the folder cannot be made"]);
}
