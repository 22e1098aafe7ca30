//! The program as a filter: fed, and what it gives back.

#![allow(dead_code, reason = "not every test uses all of it")]

use std::fs;
use std::io::Write;
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

pub const CLAIM: &str = "قال الوزير إن الوفد وصل إلى المدينة.";

pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stance"));
    command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Feeds `input` from a thread of its own, as a shell does.
pub fn fed(mut child: Child, input: impl Into<Vec<u8>>) -> Output {
    let (mut stdin, input) = (child.stdin.take().unwrap(), input.into());
    let feeder = std::thread::spawn(move || {
        // It fails if the program reads no further.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    output
}

pub fn run(arguments: &[&str], input: impl Into<Vec<u8>>) -> Output {
    fed(command(arguments).spawn().unwrap(), input)
}

pub fn lines(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'));
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

pub fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// `n` articles as JSON Lines, some of them much longer than others.
pub fn articles(n: usize) -> String {
    (0..n)
        .map(|n| {
            let text = CLAIM.repeat(1 + (n * n) % 13);
            format!("{}\n", json!({ "id": n.to_string(), "text": text }))
        })
        .collect()
}

/// A folder with two good files and two bad ones.
pub fn some_bad() -> TempDir {
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
