//! Where outputs go: never over an input, nor where the next run would read them.

#![allow(clippy::unwrap_used, reason = "a test may panic and say why it skips")]

use std::fs;
use std::path::Path;
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

/// As [`run`], with files of the folder as standard input and at the end of which
/// standard output goes.
#[cfg(unix)]
fn run_with(
    folder: &Path,
    arguments: &[&str],
    (input, output): (Option<&str>, Option<&str>),
) -> (Option<i32>, String) {
    let stdin = input.map(|name| fs::File::open(folder.join(name)).unwrap());
    let appended = |name| {
        let mut options = fs::OpenOptions::new();
        let options = options.create(true).append(true);
        options.open(folder.join(name)).unwrap()
    };
    let output = Command::new(env!("CARGO_BIN_EXE_stance"))
        .args(arguments)
        .current_dir(folder)
        .stdin(stdin.map_or(Stdio::null(), Stdio::from))
        .stdout(output.map(appended).map_or(Stdio::piped(), Stdio::from))
        .stderr(Stdio::piped())
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

/// A folder with a model, the rows that it was trained on, and a report.
fn trained() -> TempDir {
    let folder = folder();
    let rows: String = (0..40)
        .map(|n| match n % 2 {
            0 => "اتهم الوزير الجيش بالقصف,accusation\n",
            _ => "اقترح الوزير هدنة جديدة,proposal\n",
        })
        .collect();
    for name in ["train.csv", "rows.csv"] {
        fs::write(folder.path().join(name), format!("text,label\n{rows}")).unwrap();
    }
    for arguments in [
        &["train", "train.csv", "-m", "m.model", "--folds", "0"][..],
        &[
            "evaluate", "rows.csv", "-m", "m.model", "--report", "report",
        ],
    ] {
        let (status, said) = run(&folder, arguments);
        assert_eq!(status, Some(0), "{said}");
    }
    folder
}

#[test]
fn a_model_and_all_else_that_is_read_is_not_replaced() {
    let folder = trained();
    for (arguments, read) in [
        (
            &["predict", "news", "-m", "m.model", "-o", "m.model"][..],
            "m.model",
        ),
        (
            &["explain", CLAIM, "-m", "m.model", "-o", "m.model"],
            "m.model",
        ),
        (&["model", "info", "m.model", "-o", "m.model"], "m.model"),
        (
            &["evaluate", "rows.csv", "-m", "m.model", "-o", "m.model"],
            "m.model",
        ),
        (
            &[
                "evaluate-claims",
                "rows.csv",
                "-m",
                "m.model",
                "-o",
                "m.model",
            ],
            "m.model",
        ),
        (
            &[
                "evaluate",
                "rows.csv",
                "--train",
                "train.csv",
                "-o",
                "train.csv",
            ],
            "train.csv",
        ),
        (
            &[
                "evaluate",
                "rows.csv",
                "-m",
                "m.model",
                "--baseline",
                "report/report.json",
                "--report",
                "report",
            ],
            "report/report.json",
        ),
    ] {
        let before = fs::read(folder.path().join(read)).unwrap();
        let (status, said) = run(&folder, arguments);
        assert_eq!(status, Some(1), "{arguments:?}: {said}");
        let says = format!("error: {read}: is an input and would be replaced by the output");
        assert!(said.starts_with(&says), "{arguments:?}: {said}");
        assert_eq!(fs::read(folder.path().join(read)).unwrap(), before);
    }
}

#[test]
#[cfg(unix)]
fn standard_output_is_no_input_either() {
    let folder = folder();
    let news = folder.path().join("news");
    let article = format!("{{\"text\":\"{CLAIM}\"}}\n");
    for (arguments, output, says) in [
        (
            &["predict", "."][..],
            "z.jsonl",
            "z.jsonl: lies in a folder that is an input",
        ),
        (
            &["split", "../news"],
            "z.txt",
            "z.txt: lies in a folder that is an input",
        ),
        (
            &["predict", "--by", "article", "a.jsonl"],
            "a.jsonl",
            "a.jsonl: is an input and would be replaced",
        ),
        (
            &["check", "--no-model", "../rows.csv"],
            "../rows.csv",
            "rows.csv: is an input and would be replaced",
        ),
    ] {
        fs::write(news.join("a.jsonl"), &article).unwrap();
        let before = fs::read(news.join(output)).unwrap_or_default();
        let (status, said) = run_with(&news, arguments, (None, Some(output)));
        assert_eq!(status, Some(1), "{arguments:?}: {said}");
        assert!(said.contains(says), "{arguments:?}: {said}");
        assert_eq!(fs::read(news.join(output)).unwrap(), before);
        fs::remove_file(news.join(output)).unwrap();
    }
    // What is not read with the folder may lie in it.
    for output in ["z", "../z.jsonl"] {
        let (status, said) = run_with(&news, &["predict", "."], (None, Some(output)));
        assert_eq!((status, said), (Some(0), String::new()), "{output}");
    }
}

#[test]
#[cfg(unix)]
fn standard_input_is_an_input() {
    let folder = folder();
    let article = "{\"text\":\"x\"}\n";
    fs::write(folder.path().join("a.jsonl"), article).unwrap();
    for arguments in [
        &["predict", "-", "-o", "a.jsonl"][..],
        &["split", "-", "-o", "a.jsonl"],
        &["explain", "-", "-o", "a.jsonl"],
    ] {
        let (status, said) = run_with(folder.path(), arguments, (Some("a.jsonl"), None));
        assert_eq!(status, Some(1), "{arguments:?}: {said}");
        assert!(said.contains("a.jsonl: is an input"), "{said}");
        let text = fs::read_to_string(folder.path().join("a.jsonl")).unwrap();
        assert_eq!(text, article);
    }
}

#[test]
fn a_wrong_output_is_told_before_the_work() {
    let folder = folder();
    // The inputs are not there either, but they are read later.
    for arguments in [
        &["agree", "a.csv", "b.csv"][..],
        &["compare", "old", "new", "a.csv"],
        &["evaluate-claims", "a.jsonl"],
        &["check", "a.csv"],
    ] {
        let arguments = [arguments, &["-o", "no/out"]].concat();
        let (status, said) = run(&folder, &arguments);
        assert_eq!(status, Some(1));
        let says = "error: no/out: cannot be written";
        assert!(said.starts_with(says), "{arguments:?}: {said}");
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

#[test]
#[cfg(unix)]
fn a_link_is_where_it_leads() {
    let folder = folder();
    let link = folder.path().join("out.jsonl");
    std::os::unix::fs::symlink("news/new.jsonl", &link).unwrap();
    let (status, said) = run(&folder, &["predict", "news", "-o", "out.jsonl"]);
    assert_eq!(status, Some(1));
    let says = "error: out.jsonl: lies in a folder that is an input";
    assert!(said.starts_with(says), "{said}");
    assert_eq!(fs::read_dir(folder.path().join("news")).unwrap().count(), 1);
}
