//! `stance predict` and `stance split` as filters: with real pipes, closed pipes,
//! full disks and an empty environment.

#![allow(clippy::unwrap_used, reason = "a test may panic and say why it skips")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;

const CLAIM: &str = "قال الوزير إن الوفد وصل إلى المدينة.";

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stance"));
    command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Feeds `input` from a thread of its own, as a shell does.
fn fed(mut child: Child, input: impl Into<Vec<u8>>) -> Output {
    let (mut stdin, input) = (child.stdin.take().unwrap(), input.into());
    let feeder = std::thread::spawn(move || {
        // It fails if the program reads no further.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    output
}

fn run(arguments: &[&str], input: impl Into<Vec<u8>>) -> Output {
    fed(command(arguments).spawn().unwrap(), input)
}

fn lines(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'));
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// `n` articles as JSON Lines, some of them much longer than others.
fn articles(n: usize) -> String {
    (0..n)
        .map(|n| {
            let text = CLAIM.repeat(1 + (n * n) % 13);
            format!("{}\n", json!({ "id": n.to_string(), "text": text }))
        })
        .collect()
}

#[test]
fn one_line_out_for_each_line_in() {
    // An empty one, one with spaces, broken ones, and a last one without its end.
    let mut input = Vec::new();
    for line in [
        "{\"id\":\"a\",\"text\":\"x\"}",
        "",
        "  \t ",
        "{\"text\":",
        "[]",
        "{\"id\":\"b\"}",
        "{\"id\":\"c\",\"text\":\"\"}",
        "{\"id\":\"d\\n\\td\",\"text\":\"قال\\u2028 \\u0085 سامي\\r\\n\"}\r",
    ] {
        input.extend_from_slice(line.as_bytes());
        input.push(b'\n');
    }
    input.extend_from_slice(b"\"\xFF\"\n{\"id\":\"last\",\"text\":\"x\"}");
    for (subcommand, name) in [("predict", "article"), ("split", "id")] {
        let output = run(&[subcommand, "-", "--by", "article"], input.clone());
        assert_eq!(output.status.code(), Some(1));
        let lines = lines(&output);
        let names: Vec<&str> = lines
            .iter()
            .map(|line| line[name].as_str().unwrap())
            .collect();
        let expected = [
            "a", "-#2", "-#3", "-#4", "-#5", "-#6", "c", "d\n\td", "-#9", "last",
        ];
        assert_eq!(names, expected);
        let broken: Vec<usize> = (0..10).filter(|&n| lines[n]["error"].is_string()).collect();
        assert_eq!(broken, [3, 4, 5, 8]);
        let text = std::str::from_utf8(&output.stdout).unwrap();
        assert!(!text.contains(['\t', '\r', '\u{85}', '\u{2028}']));
        let said = said(&output);
        assert!(
            said.contains("\nerror: 4 of 10 inputs could not be read\n"),
            "{said}"
        );
    }
}

#[test]
fn lines_are_lines_whatever_they_begin_with() {
    for begin in [
        &b"\xFF\xFE"[..],
        b"\xFE\xFF",
        b"\x1F\x8B\x08\0",
        b"\x28\xB5\x2F\xFD",
        b"\xEF\xBB\xBF",
    ] {
        let rest = b"{\"text\":\"x\"}\n\n{\"text\":\"y\"}\n";
        let output = run(&["split", "-", "--by", "article"], [begin, rest].concat());
        let lines = lines(&output);
        assert_eq!(lines.len(), 3, "{begin:?}");
        let marked = begin == b"\xEF\xBB\xBF";
        assert_eq!(lines[0]["error"].is_null(), marked);
        assert!(lines[1]["error"].is_null() && lines[2]["error"].is_null());
    }
}

#[test]
fn results_come_while_the_input_is_open() {
    for more in [&[][..], &["--line-buffered"]] {
        let arguments = [&["predict", "-", "--by", "article"], more].concat();
        let mut child = command(&arguments).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        for n in 0..3 {
            writeln!(stdin, "{}", json!({ "id": n, "text": CLAIM })).unwrap();
            // Waits for ever if the line is held back.
            let mut line = String::new();
            stdout.read_line(&mut line).unwrap();
            let line: Value = serde_json::from_str(&line).unwrap();
            assert_eq!(line["article"], n.to_string());
        }
        drop(stdin);
        assert!(child.wait().unwrap().success());
    }
}

#[test]
fn results_come_while_the_input_trickles() {
    let mut child = command(&["predict", "-", "--by", "article"])
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let feeder = std::thread::spawn(move || {
        // Faster than the program gets impatient, and too little to fill a buffer.
        for _ in 0..300 {
            let _ = stdin.write_all(b"{\"text\":\"x\"}\n");
            std::thread::sleep(Duration::from_millis(20));
        }
        Instant::now()
    });
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    let first = Instant::now();
    std::io::copy(&mut stdout, &mut std::io::sink()).unwrap();
    assert!(child.wait().unwrap().success());
    let fed = feeder.join().unwrap();
    assert!(
        first + Duration::from_secs(2) < fed,
        "the first result came late"
    );
}

#[test]
#[cfg(target_os = "linux")]
fn the_reader_waits_while_nobody_takes_the_output() {
    let mut child = command(&["predict", "-", "--by", "article"])
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = format!("{}\n", json!({ "text": CLAIM.repeat(2_000) }));
    let feeder = std::thread::spawn(move || {
        let mut fed = 0_usize;
        while fed < 200 << 20 && stdin.write_all(input.as_bytes()).is_ok() {
            fed += input.len();
        }
        fed
    });
    std::thread::sleep(Duration::from_secs(3));
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let resident = status
        .lines()
        .find(|line| line.starts_with("VmRSS"))
        .unwrap();
    let kilobytes: u64 = resident.split_whitespace().nth(1).unwrap().parse().unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let fed = feeder.join().unwrap();
    assert!(
        fed < 40 << 20,
        "{fed} bytes were read while nobody took the output"
    );
    assert!(kilobytes < 400_000, "{resident}");
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let mut child = command(&["predict", "-"]).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let feeder = std::thread::spawn(move || {
        let _ = stdin.write_all(articles(20_000).as_bytes());
        // It stays open: the program must end while it waits for more.
        std::thread::sleep(Duration::from_secs(20));
    });
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    drop(stdout);
    let begun = Instant::now();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(said(&output), "");
    assert!(begun.elapsed() < Duration::from_secs(15));
    drop(feeder);
}

#[test]
fn a_closed_pipe_hides_no_failure() {
    let folder = some_bad();
    let mut child = command(&["predict", "missing.txt", "a.txt"])
        .current_dir(folder.path())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = said(&output);
    assert!(said.starts_with("error: missing.txt: "), "{said}");
    assert!(!said.contains("pipe"), "{said}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told() {
    let full = || {
        fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap()
    };
    for arguments in [
        &["predict", "-"][..],
        &["predict", "-", "--format", "csv"],
        &["predict", "-", "--format", "table"],
        &["predict", "-", "--format", "html"],
        &["predict", "-", "--by", "article"],
        &["predict", "-", "--by", "row"],
        &["split", "-"],
    ] {
        let child = command(arguments).stdout(full()).spawn().unwrap();
        let output = fed(child, articles(50));
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let said = said(&output);
        assert!(
            said.contains("standard output: No space left"),
            "{arguments:?}: {said}"
        );
    }
    let output = run(&["predict", "-", "-o", "/dev/full"], articles(50));
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("/dev/full: No space left"),
        "{}",
        said(&output)
    );
}

#[test]
fn an_empty_environment_changes_nothing() {
    let usual = run(&["predict", "-"], articles(20));
    let empty = fed(
        command(&["predict", "-"]).env_clear().spawn().unwrap(),
        articles(20),
    );
    assert!(empty.status.success());
    assert_eq!(
        (&usual.stdout, said(&empty)),
        (&empty.stdout, String::new())
    );
}

/// A folder with two good files and two bad ones.
fn some_bad() -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, content) in [
        ("a.txt", CLAIM.as_bytes()),
        ("b.txt", b"\xFF"),
        ("c.jsonl", b"{}\n"),
        ("d.txt", CLAIM.as_bytes()),
    ] {
        fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

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

#[test]
fn numbers_of_threads_are_checked() {
    for threads in ["0", "auto", "1", "3"] {
        let output = run(&["predict", "-", "--threads", threads], articles(3));
        assert!(output.status.success(), "{threads}");
    }
    for threads in ["-1", "many", "1025", ""] {
        let output = run(&["predict", "-", "--threads", threads], "");
        assert_eq!(output.status.code(), Some(2), "{threads}");
    }
}

#[test]
fn threads_change_no_byte() {
    for arguments in [
        &["predict", "-"][..],
        &["predict", "-", "--format", "csv", "--all"],
        &["predict", "-", "--format", "html"],
        &["predict", "-", "--by", "row"],
        &["split", "-"],
    ] {
        let with = |threads| {
            run(
                &[arguments, &["--threads", threads]].concat(),
                articles(300),
            )
            .stdout
        };
        let one = with("1");
        assert!(!one.is_empty());
        for threads in ["2", "7"] {
            assert!(with(threads) == one, "{arguments:?} with {threads} threads");
        }
    }
}

/// Lines of a stream: articles, and what is none.
fn line() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        4 => (any::<String>(), any::<String>()).prop_map(|(id, text)| json!({ "id": id, "text": text }).to_string().into_bytes()),
        2 => (1..40_usize).prop_map(|n| json!({ "text": CLAIM.repeat(n) }).to_string().into_bytes()),
        1 => "[ \t\r]{0,3}".prop_map(String::into_bytes),
        1 => "[{}\\[\\]\",:a-zق]{0,12}".prop_map(String::into_bytes),
        1 => proptest::collection::vec(any::<u8>(), 0..20)
            .prop_map(|bytes| bytes.into_iter().filter(|&byte| byte != b'\n').collect()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_lines_in_give_as_many_out(lines in proptest::collection::vec(line(), 1..30), ended: bool) {
        // A last line that is empty and has no end is none.
        let ended = ended || lines.last().is_some_and(Vec::is_empty);
        let mut input = lines.join(&b'\n');
        if ended {
            input.push(b'\n');
        }
        let output = run(&["predict", "-", "--by", "article"], input.clone());
        let made = String::from_utf8(output.stdout.clone()).unwrap();
        prop_assert_eq!(made.split_terminator('\n').count(), lines.len());
        let mut broken = 0;
        for line in made.lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            broken += usize::from(line["error"].is_string());
            prop_assert!(line["error"].is_string() != line["claims"].is_array());
        }
        prop_assert_eq!(output.status.code(), Some(i32::from(broken > 0)));
        let threads = run(&["predict", "-", "--by", "article", "--threads", "5"], input);
        prop_assert!(threads.stdout == output.stdout && threads.stderr == output.stderr);
    }
}

#[test]
fn an_input_that_is_a_folder_ends() {
    let folder = fs::File::open(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut child = command(&["predict", "-"]).stdin(folder).spawn().unwrap();
    let mut said = String::new();
    let stderr = child.stderr.take().unwrap();
    stderr.take(10_000).read_to_string(&mut said).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(said.lines().count() < 3, "it never ends: {said}");
}
