//! Where outputs go: never over an input, nor where the next run would read them.

#![allow(clippy::unwrap_used, reason = "a test may panic and say why it skips")]

use std::fs;
use std::process::{Command, Stdio};

use tempfile::TempDir;

const CLAIM: &str = "قال الوزير إن الوفد وصل إلى المدينة.";

/// Runs the command in a folder: its exit status and what it says.
fn run(folder: &TempDir, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_stance"))
        .args(arguments)
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("news")).unwrap();
    fs::write(folder.path().join("news/a.txt"), CLAIM).unwrap();
    let rows = "text,label\nx,a\ny,b\n";
    fs::write(folder.path().join("rows.csv"), rows).unwrap();
    folder
}

#[test]
fn an_output_that_is_an_input_is_refused() {
    let folder = folder();
    for arguments in [
        &["predict", "rows.csv", "-o", "rows.csv"][..],
        &["split", "news", "./rows.csv", "-o", "news/../rows.csv"],
        &["train", "rows.csv", "-m", "rows.csv"],
        &["evaluate", "rows.csv", "-o", "rows.csv"],
        &["check", "rows.csv", "--no-model", "-o", "rows.csv"],
    ] {
        let (status, said) = run(&folder, arguments);
        assert_eq!(status, Some(1), "{arguments:?}: {said}");
        assert!(
            said.contains("is an input and would be replaced by the output; name another"),
            "{arguments:?}: {said}"
        );
    }
    let rows = fs::read_to_string(folder.path().join("rows.csv")).unwrap();
    assert_eq!(rows, "text,label\nx,a\ny,b\n");
}

#[test]
fn an_output_that_the_next_run_would_read_is_refused() {
    let folder = folder();
    let (status, said) = run(&folder, &["predict", "news", "-o", "news/out.jsonl"]);
    assert_eq!(status, Some(1));
    assert_eq!(
        said,
        "error: news/out.jsonl: lies in a folder that is an input, where the next run would read \
         it; name an output elsewhere\n"
    );
    // Neither is read: one is hidden, the other of no known kind.
    for output in [
        "news/.out.jsonl",
        "news/out.claims",
        "out.jsonl",
        "/dev/null",
    ] {
        let (status, said) = run(&folder, &["predict", "news", "-o", output]);
        assert_eq!((status, said), (Some(0), String::new()), "{output}");
    }
}

#[test]
fn an_output_that_is_a_file_of_the_report_is_refused() {
    let folder = folder();
    let (status, said) = run(
        &folder,
        &[
            "evaluate",
            "rows.csv",
            "--report",
            "out",
            "-o",
            "out/report.json",
        ],
    );
    assert_eq!(status, Some(1));
    assert!(said.contains("would be written twice"), "{said}");
}

#[test]
#[cfg(unix)]
fn a_link_is_written_through() {
    use std::os::unix::fs::symlink;
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("elsewhere")).unwrap();
    fs::write(path("elsewhere/out.jsonl"), "old").unwrap();
    symlink("elsewhere/out.jsonl", path("out.jsonl")).unwrap();
    symlink("elsewhere/new.txt", path("new.txt")).unwrap();
    for (arguments, link, target) in [
        (
            &["predict", "news", "-o", "out.jsonl"][..],
            "out.jsonl",
            "elsewhere/out.jsonl",
        ),
        (
            &["predict", "news", "--format", "table", "-o", "new.txt"],
            "new.txt",
            "elsewhere/new.txt",
        ),
    ] {
        let (status, said) = run(&folder, arguments);
        assert_eq!(status, Some(0), "{said}");
        assert!(path(link).is_symlink());
        let text = fs::read_to_string(path(target)).unwrap();
        assert!(text.contains("الوزير"), "{text}");
    }
    assert_eq!(fs::read_dir(path("elsewhere")).unwrap().count(), 2);
}
