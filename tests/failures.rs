//! Bad files, rows and arguments among good ones: told, counted, and the rest done.

#![allow(clippy::unwrap_used, reason = "a test may panic and say why it skips")]

mod filter;

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use filter::{command, lines, run, said, some_bad};

#[test]
fn bad_files_are_told_and_counted() {
    let folder = some_bad();
    for format in ["jsonl", "csv", "table", "html"] {
        let out = folder.path().join(format);
        let output = command(&["predict", ".", "--format", format, "-o", format])
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1), "{format}");
        let said = said(&output);
        let told: Vec<&str> = said.lines().collect();
        assert_eq!(told.len(), 3, "{said}");
        assert!(
            told[0].starts_with("error: ./b.txt: is not UTF-8"),
            "{said}"
        );
        assert!(
            told[1].starts_with("error: ./c.jsonl:1: has no field 'text'"),
            "{said}"
        );
        assert_eq!(told[2], "error: 2 of 4 inputs could not be read");
        let text = fs::read_to_string(&out).unwrap();
        assert!(
            text.contains("./a.txt") && text.contains("./d.txt"),
            "{format}"
        );
        fs::remove_file(out).unwrap();
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4);
}

#[test]
fn fail_fast_stops_at_the_first() {
    let folder = some_bad();
    let output = command(&[
        "predict",
        "a.txt",
        "b.txt",
        "d.txt",
        "--fail-fast",
        "--by",
        "article",
    ])
    .current_dir(folder.path())
    .output()
    .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(lines(&output).len(), 1);
    let said = said(&output);
    assert!(
        said.starts_with("error: b.txt: ") && said.lines().count() == 1,
        "{said}"
    );
}

#[test]
fn bad_rows_are_told_and_counted() {
    let folder = TempDir::new().unwrap();
    fs::write(
        folder.path().join("a.csv"),
        "n,text\n1,x\n2,\n3,y\n4\n5,z\n",
    )
    .unwrap();
    fs::write(folder.path().join("b.csv"), "n,body\n1,x\n").unwrap();
    let run = |format| {
        command(&[
            "predict", "--by", "row", "a.csv", "b.csv", "--format", format,
        ])
        .current_dir(folder.path())
        .output()
        .unwrap()
    };
    let output = run("jsonl");
    assert_eq!(output.status.code(), Some(1));
    let said = said(&output);
    assert!(said.contains("error: a.csv:3: the text is empty"), "{said}");
    assert!(
        said.contains("error: a.csv:5: the record has 1 field"),
        "{said}"
    );
    assert!(
        said.contains("error: b.csv:1: has no column 'text'"),
        "{said}"
    );
    assert!(
        said.ends_with("error: 3 of 6 inputs could not be read\n"),
        "{said}"
    );
    let rows = lines(&output);
    let numbers: Vec<&Value> = rows.iter().map(|row| &row["n"]).collect();
    assert_eq!(
        numbers,
        [
            &json!("1"),
            &Value::Null,
            &json!("3"),
            &Value::Null,
            &json!("5"),
            &Value::Null
        ]
    );
    assert_eq!(rows[1]["row"], "a.csv#3");
    let csv = String::from_utf8(run("csv").stdout).unwrap();
    assert_eq!(csv.lines().count(), 4, "{csv}");
}

#[test]
fn rows_that_cannot_be_written_are_told_and_counted() {
    let input = "{\"n\":1,\"text\":\"x\"}\n{\"n\":2,\"text\":\"x\",\"stance\":\"y\"}\n\
                 {\"m\":3,\"text\":\"x\"}\n{\"n\":4,\"text\":\"x\"}\n";
    let arguments = ["predict", "--by", "row", "-", "--format"];
    let jsonl = run(&[&arguments[..], &["jsonl"]].concat(), input);
    assert_eq!(jsonl.status.code(), Some(1));
    let rows = lines(&jsonl);
    assert_eq!(rows.len(), 4);
    assert_eq!((&rows[1]["row"], &rows[3]["n"]), (&json!("-#2"), &json!(4)));
    let already = "has a column 'stance' already; rename or remove it";
    assert!(rows[1]["error"].as_str().unwrap().contains(already));
    assert!(said(&jsonl).ends_with("error: 1 of 4 inputs could not be read\n"));
    let csv = run(&[&arguments[..], &["csv"]].concat(), input);
    assert_eq!(csv.status.code(), Some(1));
    assert_eq!(csv.stdout.split(|&byte| byte == b'\n').count(), 4);
    let told = said(&csv);
    assert!(
        told.contains("-:3: the record has the fields m, text"),
        "{told}"
    );
    assert!(
        told.ends_with("error: 2 of 4 inputs could not be read\n"),
        "{told}"
    );
    let stopped = run(&[&arguments[..], &["jsonl", "--fail-fast"]].concat(), input);
    assert_eq!(stopped.status.code(), Some(1));
    assert_eq!(
        (lines(&stopped).len(), said(&stopped).lines().count()),
        (1, 1)
    );
}

#[test]
fn a_table_with_a_column_of_ours_is_told_once() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.csv"), "text,stance\nx,y\nz,y\n").unwrap();
    fs::write(folder.path().join("b.csv"), "text\nx\n").unwrap();
    let output = command(&["predict", "--by", "row", "a.csv", "b.csv"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        said(&output),
        "error: a.csv:1: has a column 'stance' already; rename or remove it\n\
         error: 1 of 2 inputs could not be read\n"
    );
    assert_eq!(lines(&output).len(), 2);
}

#[test]
fn empty_articles_are_noted_once() {
    let id = "e".repeat(300);
    let input = format!("{}\n", json!({ "id": id, "text": " " })).repeat(3);
    for format in ["jsonl", "html"] {
        let output = run(&["predict", "-", "--format", format], input.clone());
        assert_eq!(output.status.code(), Some(0));
        let note = format!("note: {} and 2 more: the articles are empty\n", &id[..200]);
        assert_eq!(said(&output), note);
    }
}
