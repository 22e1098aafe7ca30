//! `stance check`: what it finds, where, and how it ends.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic and say why it skips"
)]

use std::fs;
use std::process::{Command, Output};

use serde_json::{Value, json};
use stance::Input;
use stance::check::{CheckOptions, Kind, ModelOptions, Report, check};
use tempfile::TempDir;

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, content) in files {
        fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

/// Runs `stance check` in the folder.
fn run(folder: &TempDir, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_stance"))
        .arg("check")
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .unwrap()
}

/// The findings as `path:line kind`, with those of the related place behind them.
#[track_caller]
fn findings(files: &[(&str, &str)], arguments: &[&str]) -> Vec<String> {
    let folder = folder(files);
    let names = files.iter().map(|(name, _)| *name);
    let arguments: Vec<&str> = names
        .chain(["--format", "json", "--no-model"])
        .chain(arguments.iter().copied())
        .collect();
    let output = run(&folder, &arguments);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let place = |of: &Value| format!("{}:{}", of["path"].as_str().unwrap(), of["line"]);
    report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|found| found["kind"] != "rare-label")
        .map(|found| {
            let related = match &found["related"] {
                Value::Null => String::new(),
                related => format!(" {}", place(related)),
            };
            format!(
                "{} {}{related}",
                place(found),
                found["kind"].as_str().unwrap()
            )
        })
        .collect()
}

#[test]
fn all_bad_rows_are_told_and_not_only_the_first() {
    let csv = "\
text,label
the river rose by a metre,none
 ,none
they praised the treaty,
\"two
lines\",none
one,two,three
text,label
the council voted,none
";
    assert_eq!(
        findings(&[("a.csv", csv)], &[]),
        [
            "a.csv:2 label-set",
            "a.csv:3 empty-text",
            "a.csv:4 empty-label",
            "a.csv:7 unreadable",
            "a.csv:8 header-row",
        ]
    );
    let jsonl = "\
{\"text\":\"the river rose\",\"label\":\"a\"}
{\"text\":
{\"text\":null,\"label\":\"b\"}
{\"text\":\"the council voted\",\"label\":\"b\"}
";
    assert_eq!(
        findings(&[("a.jsonl", jsonl)], &[]),
        ["a.jsonl:2 unreadable", "a.jsonl:3 empty-text"]
    );
}

#[test]
fn a_file_that_cannot_be_read_does_not_hide_the_others() {
    let good = "text,label\nthe river rose,a\nthe council voted,b\n";
    let files = [
        ("a.csv", "body,label\nx,y\n"),
        ("b.csv", ""),
        ("c.csv", "text,label\n"),
        ("d.csv", good),
    ];
    assert_eq!(
        findings(&files, &[]),
        [
            "a.csv:1 unreadable",
            "b.csv:null unreadable",
            "c.csv:null unreadable"
        ]
    );
    let folder = folder(&files);
    let output = run(&folder, &["d.csv", "gone.csv", "--no-model"]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("\ngone.csv: error: No such file"), "{text}");
    assert!(text.contains("check the path [unreadable]"), "{text}");
}

#[test]
fn texts_and_their_parts() {
    let csv = "\
text,label,cue,speaker,id
the minister said yes,a,said,minister,1
the minister said no,b,told,,2
\u{202E}turned around,a,,,3
lost \u{FFFD} here and a bell \u{7} there,b,,,2
";
    assert_eq!(
        findings(&[("a.csv", csv)], &["--longest", "29"]),
        [
            "a.csv:3 not-in-text",
            "a.csv:4 direction-character",
            "a.csv:5 long-text",
            "a.csv:5 control-character",
            "a.csv:5 replacement-character",
            "a.csv:5 duplicate-id",
        ]
    );
}

#[test]
fn copies_within_a_file_across_files_and_against_each_other() {
    let train = "\
text,label
أكّد الوزير أنّ الاتفاق قائم,cooperation
the council voted on the new harbour law,none
اكد  الوزير ان الاتفاق قائم ,cooperation
";
    let test = "\
text,label
the river rose in the night,none
The council voted on the new harbour law,accusation
the council voted on the new harbour law,accusation
the council voted on the new harbour law today,none
";
    assert_eq!(
        findings(
            &[("train.csv", train), ("test.csv", test)],
            &["--similarity", "0.75"]
        ),
        [
            "train.csv:4 duplicate train.csv:2",
            "test.csv:3 contradiction train.csv:3",
            "test.csv:3 leakage train.csv:3",
            "test.csv:4 duplicate test.csv:3",
            // 36 5-grams and 6 more: 36 / 42 = 0.857
            "test.csv:5 near-leakage train.csv:3",
        ]
    );
}

#[test]
fn labels_that_are_misspelt_or_not_allowed() {
    let mut csv = "text,label\n".to_string();
    for row in 0..12 {
        csv += &format!("row number {row} of this file,cooperation\n");
        csv += &format!("{row} is another of its many lines,none\n");
    }
    csv += "the last one,cooperaton\n";
    let folder = folder(&[("a.csv", &csv)]);
    let output = run(&folder, &["a.csv", "--no-model"]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    let line =
        "a.csv:26: error: the label 'cooperaton' (1 of 25 rows), did you mean 'cooperation'?";
    assert!(text.contains(line), "{text}");

    // The rows are much alike, which is not the point here.
    let allowed = [
        "--labels",
        "cooperation,cooperaton,none",
        "--similarity",
        "1",
    ];
    assert_eq!(findings(&[("a.csv", &csv)], &allowed), [""; 0]);
    let refused = findings(
        &[("a.csv", &csv)],
        &["--labels", "cooperaton,none", "--similarity", "1"],
    );
    assert_eq!(refused.len(), 12);
    assert_eq!(refused[0], "a.csv:2 unknown-label");
}

#[test]
fn the_status_says_whether_there_are_errors() {
    let clean = "text,label\nthe river rose,a\nthe council voted,b\n";
    let warned = "text,label\nthe river rose,a\nthe river rose,a\nthe council voted,b\n";
    let wrong = "text,label\nthe river rose,a\nthe river rose,b\n";
    let folder = folder(&[
        ("clean.csv", clean),
        ("warned.csv", warned),
        ("wrong.csv", wrong),
    ]);
    for (file, plain, strict) in [
        ("clean.csv", 0, 0),
        ("warned.csv", 0, 1),
        ("wrong.csv", 1, 1),
    ] {
        let status = |arguments: &[&str]| run(&folder, arguments).status.code();
        assert_eq!(status(&[file, "--no-model"]), Some(plain), "{file}");
        assert_eq!(
            status(&[file, "--no-model", "--strict"]),
            Some(strict),
            "{file}"
        );
    }
    // What is no finding is told on standard error.
    for arguments in [
        &["clean.csv", "clean.csv"][..],
        &["clean.csv", "--similarity", "0"],
    ] {
        let output = run(&folder, arguments);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
        assert!(!output.stderr.is_empty());
    }
    assert_eq!(run(&folder, &[]).status.code(), Some(2));
}

#[test]
fn the_report_as_text_is_complete() {
    let csv = "text,label\nthe river rose,a\nthe river rose,a\nthe council voted,b\n";
    let folder = folder(&[("a.csv", csv)]);
    let output = run(&folder, &["a.csv", "--no-model"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let expected = "\
a.csv:2: note: the label 'a' has fewer than 10 rows (2) and will hardly be learned [rare-label]
a.csv:3: warning: the same text stands in a.csv:2; remove one [duplicate]
a.csv:4: note: the label 'b' has fewer than 10 rows (1) and will hardly be learned [rare-label]

Rows and lengths by label
 label   rows     share   characters: 5 %   median   95 %   longest   words: median
------------------------------------------------------------------------------------
 a          2    66.7 %                14       14     14        14               3
 b          1    33.3 %                17       17     17        17               3
 (all)      3   100.0 %                14       14     17        17               3

1 file, 3 rows: 0 errors, 1 warning, 2 notes
";
    assert_eq!(text, expected);
    let output = run(&folder, &["a.csv", "--no-model", "--format", "markdown"]);
    let markdown = String::from_utf8(output.stdout).unwrap();
    assert!(markdown.starts_with("## 1 file, 3 rows: 0 errors, 1 warning, 2 notes\n"));
    assert!(
        markdown.contains("| a | 2 | 66.7 % | 14 | 14 | 14 | 14 | 3 |\n"),
        "{markdown}"
    );
}

/// 60 rows of two labels, each with words of its own, and in line 22 a row of
/// `accusation` that was given `cooperation`.
fn with_a_mistake() -> String {
    let mut csv = "text,label\n".to_string();
    for row in 0..30 {
        csv += &format!("they blamed and condemned case {row},accusation\n");
        let label = if row == 10 {
            "accusation"
        } else {
            "cooperation"
        };
        csv += &format!("they praised and welcomed case {row},{label}\n");
    }
    csv
}

fn library(csv: &str, most: usize, folds: usize) -> Report {
    let folder = folder(&[("a.csv", csv)]);
    let input = Input::new(folder.path().join("a.csv").to_str().unwrap());
    let options = CheckOptions {
        similarity: 1.0,
        model: Some(ModelOptions {
            most,
            folds,
            ..ModelOptions::default()
        }),
        ..CheckOptions::default()
    };
    check(&[input], &options, |_| ()).unwrap()
}

#[test]
fn a_wrong_label_among_many_right_ones_is_suspected() {
    let doubts = library(&with_a_mistake(), 5, 5).model.unwrap();
    assert_eq!(doubts.rows, 60);
    assert_eq!(doubts.suspected, 1);
    let suspect = &doubts.suspects[0];
    // Line 1 is the header, and each case has two lines.
    assert_eq!(suspect.location.line, Some(2 + 2 * 10 + 1));
    assert_eq!(
        (suspect.given.as_str(), suspect.suggested.as_str()),
        ("accusation", "cooperation")
    );
    assert!(suspect.p_suggested > suspect.p_given);
    assert_eq!(doubts.labels["accusation"].suspected, 1);
    assert_eq!(doubts.unsure.len(), 5);
    let gap = |row: &stance::check::Doubt| (row.p_given - row.p_suggested).abs();
    assert!(
        doubts
            .unsure
            .windows(2)
            .all(|two| gap(&two[0]) <= gap(&two[1]))
    );
    let none = library(&with_a_mistake(), 0, 5).model.unwrap();
    assert_eq!(
        (none.suspected, none.suspects.len(), none.unsure.len()),
        (1, 0, 0)
    );
}

#[test]
fn a_model_that_cannot_be_asked_is_a_note() {
    let report = library("text,label\nthe river rose,a\nthe council voted,b\n", 5, 2);
    assert_eq!(report.model, None);
    let skipped = report
        .findings
        .iter()
        .find(|found| found.kind == Kind::ModelSkipped);
    assert!(skipped.unwrap().message.contains("fewer than two labels"));
    assert_eq!(report.errors, 0);
    let report = library(&with_a_mistake(), 5, 1);
    let skipped = report
        .findings
        .iter()
        .find(|found| found.kind == Kind::ModelSkipped);
    assert!(skipped.unwrap().message.contains("1 folds are none"));
}

#[test]
fn a_label_of_one_group_is_not_judged() {
    let mut csv = "text,label,group\n".to_string();
    for row in 0..12 {
        csv += &format!("they blamed and condemned case {row},accusation,g{row}\n");
        csv += &format!("they praised and welcomed case {row},cooperation,h{row}\n");
        csv += &format!("they proposed and asked case {row},proposal,all of it\n");
    }
    let doubts = library(&csv, 5, 3).model.unwrap();
    assert_eq!(doubts.rows, 24);
    assert!(doubts.labels.keys().eq(["accusation", "cooperation"]));
}

#[test]
fn json_has_the_promised_keys() {
    let folder = folder(&[("a.csv", &with_a_mistake())]);
    let output = run(
        &folder,
        &[
            "a.csv",
            "--format",
            "json",
            "--suspects",
            "1",
            "--similarity",
            "1",
        ],
    );
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["files"], json!([{"path": "a.csv", "rows": 60}]));
    assert_eq!(report["labels"][0]["label"], "accusation");
    assert_eq!(report["labels"][0]["rows"], 31);
    // "they blamed and condemned case " has 31 characters, the number one or two.
    assert_eq!(report["labels"][0]["characters"]["min"], 32);
    assert_eq!(report["all"]["rows"], 60);
    let model = &report["model"];
    assert_eq!(model["suspected"], 1);
    assert_eq!(model["suspects"][0]["path"], "a.csv");
    assert_eq!(model["suspects"][0]["line"], 23);
    assert_eq!(model["suspects"][0]["suggested"], "cooperation");
}

#[test]
fn an_output_file_appears_whole() {
    let folder = folder(&[("a.csv", "text,label\nthe river rose,a\n")]);
    let output = run(&folder, &["a.csv", "--no-model", "-o", "report.txt"]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    let text = fs::read_to_string(folder.path().join("report.txt")).unwrap();
    assert!(text.contains("there is only one label, 'a'"), "{text}");
}
