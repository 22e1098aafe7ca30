//! `stance predict` and `stance split` as filters: with real pipes, closed pipes,
//! full disks and an empty environment.

#![allow(clippy::unwrap_used, reason = "a test may panic and say why it skips")]

mod filter;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use serde_json::{Value, json};

use filter::{CLAIM, articles, command, fed, lines, run, said, some_bad};

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
