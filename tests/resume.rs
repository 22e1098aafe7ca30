//! `--resume`: a run that is killed goes on, and nothing is lost or twice.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may panic and say why it skips")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

const CLAIM: &str = "قال الوزير إن الوفد وصل إلى المدينة.";

/// `n` articles as JSON Lines; some hold no claim, and some are broken.
fn articles(n: usize) -> String {
    (0..n)
        .map(|n| match n % 10 {
            3 => format!("{}\n", json!({ "id": n, "text": "" })),
            7 => format!("broken {n}\n"),
            _ => format!(
                "{}\n",
                json!({ "id": n, "text": format!("{n}. {}", CLAIM.repeat(n % 5)) })
            ),
        })
        .collect()
}

fn command(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stance"));
    command
        .args(arguments)
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn run(folder: &TempDir, arguments: &[&str], input: &str) -> Output {
    let mut child = command(folder, arguments).spawn().unwrap();
    // It fails if the program reads no further.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn names(folder: &TempDir) -> Vec<String> {
    let entries = fs::read_dir(folder.path()).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// How many articles the journal says are done.
fn done(folder: &Path) -> u64 {
    let journal = fs::read_to_string(folder.join("out.part.journal")).unwrap_or_default();
    let last = journal.rsplit_terminator('\n').next().unwrap_or_default();
    let mark: Value = serde_json::from_str(last).unwrap_or_default();
    mark["done"].as_u64().unwrap_or_default()
}

/// Begins a run, feeds it `input`, and kills it (SIGKILL) once `least` articles are
/// done; its input stays open until then.
fn killed(folder: &TempDir, arguments: &[&str], input: &str, least: u64) {
    let mut child: Child = command(folder, arguments).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).unwrap();
    let begun = Instant::now();
    while done(folder.path()) < least {
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "nothing was kept"
        );
        assert!(child.try_wait().unwrap().is_none(), "it ended");
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(names(folder), ["out.part", "out.part.journal"]);
}

#[test]
fn a_killed_run_goes_on() {
    let input = articles(400);
    for arguments in [
        &["predict", "-"][..],
        &["predict", "-", "--format", "csv"],
        &["predict", "-", "--by", "article"],
        &["split", "-"],
    ] {
        let folder = TempDir::new().unwrap();
        let whole = run(&folder, arguments, &input);
        assert_eq!(whole.status.code(), Some(1), "some lines are broken");
        let own = [arguments, &["-o", "out"]].concat();
        let resume = [&own[..], &["--resume"]].concat();
        let part = |n: usize| -> String { input.split_inclusive('\n').take(n).collect() };
        // Three deaths: without --resume, with it, and after a torn line.
        killed(&folder, &own, &part(101), 101);
        killed(&folder, &resume, &part(205), 205);
        let journal = folder.path().join("out.part.journal");
        let mut torn = fs::OpenOptions::new().append(true).open(&journal).unwrap();
        torn.write_all(b"{\"done\":900,").unwrap();
        let out = folder.path().join("out.part");
        fs::OpenOptions::new()
            .append(true)
            .open(&out)
            .unwrap()
            .write_all(b"half a li")
            .unwrap();
        killed(&folder, &resume, &part(333), 333);
        let last = run(&folder, &resume, &input);
        let said = said(&last);
        assert_eq!(last.status.code(), Some(1), "{said}");
        assert!(
            said.starts_with("note: 333 inputs are done already\n"),
            "{said}"
        );
        assert!(
            said.contains("\nerror: 40 of 400 inputs could not be read\n"),
            "{said}"
        );
        assert_eq!(names(&folder), ["out"]);
        assert!(
            fs::read(folder.path().join("out")).unwrap() == whole.stdout,
            "{arguments:?}"
        );
    }
}

#[test]
fn rows_go_on_too() {
    let input: String = (0..200)
        .map(|n| format!("{}\n", json!({ "=n": n, "text": CLAIM })))
        .collect();
    for format in ["jsonl", "csv"] {
        let folder = TempDir::new().unwrap();
        let arguments = ["predict", "--by", "row", "-", "--format", format];
        let whole = run(&folder, &arguments, &input);
        assert!(whole.status.success());
        let own = [&arguments[..], &["-o", "out", "--resume"]].concat();
        let half: String = input.split_inclusive('\n').take(100).collect();
        killed(&folder, &own, &half, 100);
        assert!(run(&folder, &own, &input).status.success());
        assert!(
            fs::read(folder.path().join("out")).unwrap() == whole.stdout,
            "{format}"
        );
    }
}

#[test]
fn only_the_same_run_goes_on() {
    let folder = TempDir::new().unwrap();
    let input = articles(50);
    killed(&folder, &["predict", "-", "-o", "out"], &input, 50);
    let refused = |arguments: &[&str], input: &str, says: &str| {
        let before = fs::read(folder.path().join("out.part")).unwrap();
        let output = run(&folder, arguments, input);
        assert_eq!(output.status.code(), Some(1));
        assert!(said(&output).contains(says), "{}", said(&output));
        assert_eq!(fs::read(folder.path().join("out.part")).unwrap(), before);
        assert_eq!(names(&folder), ["out.part", "out.part.journal"]);
    };
    let another = "out.part.journal: is of a run with another version, model, options or inputs";
    refused(
        &["predict", "-", "-o", "out", "--resume", "--all"],
        &input,
        another,
    );
    refused(&["split", "-", "-o", "out", "--resume"], &input, another);
    let resume = ["predict", "-", "-o", "out", "--resume"];
    let inputs = "the first 50 inputs are not those of the interrupted run";
    refused(&resume, &input.replace("12. ", "13. "), inputs);
    refused(&resume, &articles(49), inputs);
    // What only changes how it is written may change.
    let output = run(
        &folder,
        &[&resume[..], &["--line-buffered", "--threads", "1"]].concat(),
        &input,
    );
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(names(&folder), ["out"]);
}

#[test]
fn two_runs_do_not_write_one_output() {
    let folder = TempDir::new().unwrap();
    let mut first = command(&folder, &["split", "-", "-o", "out"])
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while !folder.path().join("out.part.journal").exists() {
        assert!(begun.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(10));
    }
    let second = run(&folder, &["split", "-", "-o", "out"], &articles(1));
    assert_eq!(second.status.code(), Some(1));
    assert!(
        said(&second).contains("out.part: another run is writing it"),
        "{}",
        said(&second)
    );
    drop(first.stdin.take());
    assert!(first.wait().unwrap().success());
    assert_eq!(names(&folder), ["out"]);
}

#[test]
fn after_fail_fast_the_mended_input_goes_on() {
    let folder = TempDir::new().unwrap();
    for n in 0..3 {
        fs::write(folder.path().join(format!("{n}.txt")), CLAIM).unwrap();
    }
    fs::write(folder.path().join("1.txt"), b"\xFF").unwrap();
    let arguments = [
        "predict",
        "0.txt",
        "1.txt",
        "2.txt",
        "-o",
        "out",
        "--fail-fast",
        "--resume",
    ];
    let output = run(&folder, &arguments, "");
    assert_eq!(output.status.code(), Some(1));
    let told = said(&output);
    assert!(
        told.contains("note: 1 input is done and kept in out.part"),
        "{told}"
    );
    assert!(!folder.path().join("out").exists());
    fs::write(folder.path().join("1.txt"), CLAIM).unwrap();
    let output = run(&folder, &arguments, "");
    assert!(output.status.success(), "{}", said(&output));
    let text = fs::read_to_string(folder.path().join("out")).unwrap();
    let of: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let of: Vec<&str> = of
        .iter()
        .map(|claim| claim["article"].as_str().unwrap())
        .collect();
    assert_eq!(of, ["0.txt", "1.txt", "2.txt"]);
    assert!(!folder.path().join("out.part").exists());
}

#[test]
fn what_cannot_be_continued_is_told() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.txt"), CLAIM).unwrap();
    for arguments in [
        &[
            "predict", "a.txt", "-o", "out", "--resume", "--format", "html",
        ][..],
        &[
            "predict", "a.txt", "-o", "out", "--resume", "--format", "table",
        ],
        &["predict", "a.txt", "-o", "/dev/null", "--resume"],
    ] {
        let output = run(&folder, arguments, "");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(said(&output).contains("cannot be continued; leave out --resume"));
    }
    let output = run(&folder, &["predict", "a.txt", "--resume"], "");
    assert_eq!(output.status.code(), Some(2), "it needs --output");
    fs::write(folder.path().join("out.part"), "mine").unwrap();
    let output = run(&folder, &["predict", "a.txt", "-o", "out"], "");
    assert!(
        said(&output).contains("out.part: is in the way"),
        "{}",
        said(&output)
    );
    assert_eq!(fs::read(folder.path().join("out.part")).unwrap(), b"mine");
}

#[test]
fn with_nothing_to_continue_it_begins() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("out"), "old").unwrap();
    let output = run(
        &folder,
        &["split", "-", "-o", "out", "--resume"],
        "{\"text\":\"a\"}\n",
    );
    assert!(output.status.success(), "{}", said(&output));
    let text = fs::read_to_string(folder.path().join("out")).unwrap();
    assert!(text.starts_with("{\"article\":\"-#1\""), "{text}");
    assert_eq!(names(&folder), ["out"]);
}

#[test]
fn what_is_no_part_is_neither_written_nor_waited_for() {
    type Make<'a> = &'a dyn Fn(&str);
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name);
    let fifo = |name: &str| {
        let made = Command::new("mkfifo").arg(path(name)).status().unwrap();
        assert!(made.success());
    };
    let link = |name: &str| std::os::unix::fs::symlink(path("mine"), path(name)).unwrap();
    fs::write(path("mine"), "mine").unwrap();
    let makes: [(&str, Make); 6] = [
        ("out.part", &fifo),
        ("out.part", &link),
        ("out.part.journal", &fifo),
        ("out.part.journal", &link),
        ("out.part.journal", &|name| {
            fs::write(path(name), "mine").unwrap();
        }),
        ("out.part", &|name| {
            fs::write(path(name), "mine").unwrap();
            fs::write(path("out.part.journal"), "mine").unwrap();
        }),
    ];
    for (name, make) in makes {
        make(name);
        for more in [&[][..], &["--resume"]] {
            let arguments = [&["split", "-", "-o", "out"], more].concat();
            let output = run(&folder, &arguments, &articles(1));
            assert_eq!(output.status.code(), Some(1));
            let says = format!("error: {name}: is in the way of the output");
            assert!(said(&output).starts_with(&says), "{}", said(&output));
            assert!(path(name).symlink_metadata().is_ok());
        }
        assert_eq!(fs::read(path("mine")).unwrap(), b"mine");
        for name in ["out.part", "out.part.journal"] {
            let _ = fs::remove_file(path(name));
        }
    }
}
