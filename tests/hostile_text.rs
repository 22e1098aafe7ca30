//! Articles that would steer a terminal or a spreadsheet, or turn names around.

#![allow(clippy::unwrap_used, reason = "a test may panic and say why it skips")]

mod filter;

use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use filter::{CLAIM, command, run, said};

#[test]
#[cfg(target_os = "linux")]
fn csv_steers_no_terminal() {
    let folder = TempDir::new().unwrap();
    let text = format!("قال \u{202E}سامي\u{1b}[31m علي\u{202C} إن الوفد\u{9b}31m وصل. {CLAIM}");
    fs::write(folder.path().join("a.txt"), &text).unwrap();
    let record = json!({ "text": text, "x\u{1b}[2J": 1 });
    fs::write(folder.path().join("a.jsonl"), format!("{record}\n")).unwrap();
    for arguments in ["a.txt", "a.jsonl --by row"] {
        let line = format!(
            "{} predict {arguments} --format csv 2>told",
            env!("CARGO_BIN_EXE_stance")
        );
        let child = Command::new("script")
            .args(["-qec", &line, "/dev/null"])
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let Ok(mut child) = child else {
            eprintln!("skipped: there is no `script` to make a terminal");
            return;
        };
        // It stays open: at its end `script` types a control character.
        let stdin = child.stdin.take();
        let mut shown = String::new();
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_to_string(&mut shown).unwrap();
        assert!(child.wait().unwrap().success(), "{shown}");
        drop(stdin);
        let shown = shown.replace("\r\n", "\n");
        assert!(shown.contains("[U+202E]سامي\u{FFFD}[31m"), "{shown:?}");
        let steering = |c: char| c.is_control() && c != '\n' || c == '\u{202E}';
        assert!(!shown.contains(steering), "{shown:?}");
    }
}

#[test]
fn nothing_of_an_article_steers_a_terminal() {
    let folder = TempDir::new().unwrap();
    let name = "x\u{1b}[2J\u{9b}\n.txt";
    let text =
        format!("قال \u{202E}سامي\u{1b}]0;owned\u{7} علي\u{202C} إن الوفد\u{9b}31m وصل. {CLAIM}");
    fs::write(folder.path().join(name), &text).unwrap();
    fs::write(folder.path().join("bad\u{1b}[31m.txt"), b"\xFF").unwrap();
    fs::write(folder.path().join("empty\u{1b}[31m.txt"), b"").unwrap();
    for arguments in [
        &["predict", ".", "--format", "table"][..],
        &["predict", ".", "--format", "jsonl"],
        &["predict", ".", "--by", "article"],
        &["predict", ".", "--format", "html"],
        &["split", ".", "--format", "table"],
        &["split", ".", "--format", "jsonl"],
    ] {
        let output = command(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1));
        for stream in [&output.stdout, &output.stderr] {
            let stream = std::str::from_utf8(stream).unwrap();
            let steering =
                |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202A}'..='\u{202E}');
            let place = stream.find(steering).map(|place| &stream[place..]);
            assert!(place.is_none(), "{arguments:?}: {:.80?}", place);
        }
        // The error, the note of the empty article, and that none is counted wrongly.
        assert!(said(&output).lines().count() <= 3, "a name broke its line");
    }
    let rows = run(
        &["predict", "--by", "row", "-", "--format", "table"],
        format!("{}\n", json!({ "text": text })),
    );
    let rows = String::from_utf8(rows.stdout).unwrap();
    assert!(
        rows.contains("[U+202E]") && !rows.contains(['\u{1b}', '\u{9b}', '\u{202E}']),
        "{rows}"
    );
}

#[test]
fn a_turned_name_is_shown_in_tables_and_pages() {
    let text = "قال سامي \u{202E}علي إن الوفد وصل إلى المدينة.";
    let input = format!("{}\n", json!({ "id": "a\u{202E}b\u{200F}", "text": text }));
    let table = run(&["predict", "-", "--format", "table"], input.clone());
    let table = String::from_utf8(table.stdout).unwrap();
    assert!(
        table.contains("a[U+202E]b[U+200F]") && table.contains("[U+202E]علي"),
        "{table}"
    );
    let page = String::from_utf8(run(&["predict", "-", "--format", "html"], input).stdout).unwrap();
    assert!(page.contains("a[U+202E]b[U+200F]") && page.contains("[U+202E]علي"));
    assert!(!page.contains('\u{202E}'));
}

#[test]
fn reports_in_json_steer_nothing() {
    let folder = TempDir::new().unwrap();
    let label = "up\u{202E}\u{9b}\u{7f}";
    let rows = (0..20).map(|row| format!("text {row},{label}\nother {row},down\n"));
    let rows: String = rows.collect();
    fs::write(
        folder.path().join("rows.csv"),
        format!("text,label\n{rows}"),
    )
    .unwrap();
    for arguments in [
        "train rows.csv -m a.model --folds 0",
        "model info a.model --format json",
        "evaluate rows.csv -m a.model --format json",
    ] {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        let output = command(&arguments).current_dir(folder.path()).output();
        let output = output.unwrap();
        assert!(output.status.success(), "{output:?}");
        let report = String::from_utf8(output.stdout).unwrap();
        assert!(
            !report.contains(['\u{202E}', '\u{9b}', '\u{7f}']),
            "{report:?}"
        );
        if arguments.contains(&"json") {
            let report: Value = serde_json::from_str(&report).unwrap();
            assert!(report.to_string().contains(label), "{report}");
        }
    }
}

#[test]
fn spreadsheets_run_nothing() {
    let record = json!({ "id": "=cmd|'/C calc'!A1", "text": "@SUM(A1) قال الوزير إن الوفد وصل.", "n": -1.5 });
    let input = format!("{record}\n");
    let cells = |more: &[&str]| -> Vec<String> {
        let arguments = [&["predict", "-", "--format", "csv"], more].concat();
        let output = run(&arguments, input.clone());
        let mut reader = csv::Reader::from_reader(&output.stdout[..]);
        let record = reader.records().next().unwrap().unwrap();
        record.iter().map(str::to_string).collect()
    };
    for by in ["claim", "row"] {
        let safe = cells(&["--by", by]);
        assert!(
            !safe.iter().any(|cell| cell.starts_with(['=', '+', '@'])),
            "{safe:?}"
        );
        assert_eq!(safe[0], "'=cmd|'/C calc'!A1");
        let raw = cells(&["--by", by, "--raw-cells"]);
        assert_eq!(raw[0], "=cmd|'/C calc'!A1");
    }
    assert!(
        cells(&["--by", "row"]).contains(&"-1.5".to_string()),
        "a number stays one"
    );
}

#[test]
fn a_table_of_many_rows_begins_anew() {
    let input = format!("{}\n", json!({ "text": "x" })).repeat(501);
    let output = run(&["predict", "--by", "row", "-", "--format", "table"], input);
    let text = String::from_utf8(output.stdout).unwrap();
    let heads = text.lines().filter(|line| line.contains("stance")).count();
    let rows = text
        .lines()
        .filter(|line| line.ends_with("| x    |"))
        .count();
    assert_eq!((heads, rows), (2, 501), "{}", &text[..1_000]);
}
