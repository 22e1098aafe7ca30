//! Bad input gives one clear line with the file and the remedy, exit status 1,
//! and no half-written file.

#![allow(clippy::unwrap_used, reason = "a test may panic and say why it skips")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

fn stance(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_stance"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

/// A folder with these files.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, content) in files {
        fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

/// Runs the command and checks status 1, one line on standard error with all of
/// `parts`, and that no file has come into being.
#[track_caller]
fn fails(folder: &TempDir, arguments: &[&str], parts: &[&str]) {
    let names = || {
        let mut names: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        names
    };
    let before = names();
    let output = stance(folder.path(), arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    for part in parts {
        assert!(said.contains(part), "'{part}' is not in: {said}");
    }
    assert_eq!(names(), before, "a file was left behind");
}

#[test]
fn a_missing_file() {
    let folder = folder(&[]);
    fails(
        &folder,
        &["predict", "no.txt"],
        &["no.txt: ", "check the path"],
    );
    fails(
        &folder,
        &["train", "no.csv", "-m", "m"],
        &["no.csv: ", "check the path"],
    );
    fails(
        &folder,
        &["evaluate", "no.csv"],
        &["no.csv: ", "check the path"],
    );
    fails(
        &folder,
        &["predict", "x.txt", "-m", "no.model"],
        &["no.model: ", "check the path"],
    );
}

#[test]
fn a_folder_without_articles() {
    let folder = folder(&[]);
    fs::create_dir(folder.path().join("empty")).unwrap();
    fails(
        &folder,
        &["predict", "empty"],
        &["empty: holds no article", ".txt"],
    );
}

#[test]
fn text_that_is_not_utf8() {
    // One place is too little to guess from.
    let text = b"caf\xC3\xA9 caf\xC3\xA9 caf\xE9 au lait";
    let csv = b"text,label\ncaf\xC3\xA9,a\ncaf\xE9,b\n";
    let lines = b"{\"text\":\"caf\xC3\xA9\",\"label\":\"a\"}\n{\"text\":\"\xE9\"}\n";
    let folder = folder(&[("a.txt", text), ("a.csv", csv), ("a.jsonl", lines)]);
    let remedy = "--encoding windows-1256, or add --lossy";
    fails(
        &folder,
        &["predict", "a.txt"],
        &["a.txt: is not UTF-8 (byte 16 begins no character)", remedy],
    );
    fails(
        &folder,
        &["train", "a.csv", "-m", "m"],
        &["a.csv:3: is not UTF-8 (byte 23 ", remedy],
    );
    fails(
        &folder,
        &["train", "a.jsonl", "-m", "m"],
        &["a.jsonl:2: is not UTF-8 (byte 39 ", remedy],
    );
}

#[test]
fn a_csv_without_its_columns() {
    let folder = folder(&[
        ("no_text.csv", b"body,label\nx,a\n"),
        ("no_label.csv", b"text,stance\nx,a\n"),
        ("twice.csv", b"text,label,label\nx,a,b\n"),
        ("empty.csv", b""),
        ("rows.csv", b"text,label\n"),
    ]);
    let train = |file| ["train", file, "-m", "m"];
    fails(
        &folder,
        &train("no_text.csv"),
        &["no_text.csv:1: has no column 'text'", "body, label"],
    );
    fails(
        &folder,
        &train("no_label.csv"),
        &["no_label.csv:1: has no column 'label'"],
    );
    fails(
        &folder,
        &train("twice.csv"),
        &["twice.csv:1: has two columns 'label'"],
    );
    fails(
        &folder,
        &train("empty.csv"),
        &["empty.csv: is empty", "text,label"],
    );
    fails(&folder, &train("rows.csv"), &["rows.csv: has no rows"]);
}

#[test]
fn labels_that_cannot_be_learned() {
    let many: String = (0..10_000)
        .map(|n| format!("text {n},label {n}\n"))
        .collect();
    let many = format!("text,label\n{many}");
    let folder = folder(&[
        ("one.csv", b"text,label\nx,a\ny,a\n"),
        ("many.csv", many.as_bytes()),
        ("empty_text.csv", b"text,label\nx,a\n  ,b\n"),
        ("empty_label.csv", b"text,label\nx,a\ny,\n"),
        ("uneven.csv", b"text,label\nx,a\ny,b,c\n"),
    ]);
    let train = |file| ["train", file, "-m", "m"];
    fails(
        &folder,
        &train("one.csv"),
        &["one.csv: there is only one label, 'a'"],
    );
    fails(
        &folder,
        &train("many.csv"),
        &["many.csv: there are 10000 different labels"],
    );
    fails(
        &folder,
        &train("empty_text.csv"),
        &["empty_text.csv:3: the text is empty"],
    );
    fails(
        &folder,
        &train("empty_label.csv"),
        &["empty_label.csv:3: the label is empty"],
    );
    fails(
        &folder,
        &train("uneven.csv"),
        &["uneven.csv:3: the record has 3 fields"],
    );
}

#[test]
fn a_label_that_the_model_does_not_know() {
    let folder = folder(&[("l.csv", b"text,label\nx,none\ny,praise\n")]);
    fails(
        &folder,
        &["evaluate", "l.csv"],
        &[
            "l.csv:3: the model has no label 'praise'",
            "accusation, cooperation, none, proposal",
        ],
    );
}

#[test]
fn a_model_that_is_none() {
    let model = fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/models/stance.model")).unwrap();
    let mut changed = model.clone();
    let last = changed.len() - 10;
    changed[last] ^= 1;
    let text = String::from_utf8_lossy(&model[..4_000]).into_owned();
    let place = text.find("format\\\":").unwrap() + "format\\\":".len();
    let mut newer = model.clone();
    newer[place] = b'9';
    let folder = folder(&[
        ("cut.model", &model[..model.len() / 2]),
        ("changed.model", &changed),
        ("newer.model", &newer),
        ("text.model", b"not a model at all"),
        ("empty.model", b""),
        ("lying.model", &[0xFF; 64]),
        ("a.txt", b"x"),
    ]);
    let with = |model| ["predict", "a.txt", "-m", model];
    fails(
        &folder,
        &with("cut.model"),
        &["cut.model: the model is damaged", "stance train"],
    );
    fails(
        &folder,
        &with("changed.model"),
        &["changed.model: the model is damaged"],
    );
    fails(
        &folder,
        &with("newer.model"),
        &["newer.model: has version 9", "reads version 2"],
    );
    fails(
        &folder,
        &with("text.model"),
        &["text.model: is not a model"],
    );
    fails(
        &folder,
        &with("empty.model"),
        &["empty.model: is not a model"],
    );
    fails(
        &folder,
        &with("lying.model"),
        &["lying.model: is not a model"],
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_model_that_tells_false_lengths() {
    let model = fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/models/stance.model")).unwrap();
    let mut huge_header = model[..100].to_vec();
    huge_header[..8].copy_from_slice(&(1_u64 << 40).to_le_bytes());
    let folder = folder(&[
        ("header.model", &huge_header),
        ("longer.model", &model),
        ("zeros.model", b""),
        ("a.txt", b"x"),
    ]);
    // Holes of 100 GB, which take no room on the disk.
    for name in ["longer.model", "zeros.model"] {
        let path = folder.path().join(name);
        let file = fs::OpenOptions::new().write(true).open(path).unwrap();
        file.set_len(100 << 30).unwrap();
    }
    for (model, says) in [
        (
            "header.model",
            "the model is damaged: it says that its header has 1099511627776 bytes",
        ),
        ("longer.model", "the model is damaged"),
        ("zeros.model", "is not a model of stance"),
        ("/dev/zero", "is not a model of stance"),
    ] {
        // 1 GB of address space, most of it the stacks of threads.
        let limited = "ulimit -v 1000000; exec \"$0\" predict a.txt --threads 1 -m \"$1\"";
        let output = Command::new("sh")
            .args(["-c", limited, env!("CARGO_BIN_EXE_stance"), model])
            .current_dir(folder.path())
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(says), "{said}");
    }
}

#[test]
fn an_output_that_cannot_be_written() {
    let folder = folder(&[
        ("a.txt", b"x"),
        (
            "l.csv",
            b"text,label\nyes we,a\nno we,b\nyes we,a\nno no,b\n",
        ),
    ]);
    let predict = ["predict", "a.txt", "-o", "no/such/out.jsonl"];
    fails(
        &folder,
        &predict,
        &[
            "no/such/out.jsonl: cannot be written",
            "a folder that exists",
        ],
    );
    let train = ["train", "l.csv", "--folds", "0", "-m", "no/such.model"];
    fails(
        &folder,
        &train,
        &["no/such.model: cannot be written", "a folder that exists"],
    );
    fails(
        &folder,
        &["predict", "a.txt", "-o", "."],
        &[".: is a folder"],
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk() {
    let folder = folder(&[("a.txt", "قال الوزير إن الوفد وصل.".as_bytes())]);
    let output = Command::new(env!("CARGO_BIN_EXE_stance"))
        .args(["predict", "a.txt"])
        .current_dir(folder.path())
        .stdout(
            fs::OpenOptions::new()
                .write(true)
                .open("/dev/full")
                .unwrap(),
        )
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("standard output: No space left"), "{said}");
}

#[test]
fn wrong_arguments_have_status_two() {
    let folder = folder(&[]);
    for arguments in [
        &["predict"][..],
        &["predict", "x", "--min-confidence", "2"],
        &["predict", "x", "--format", "xml"],
        &["train", "x.csv", "--alpha", "much"],
        &["no-such-command"],
    ] {
        assert_eq!(
            stance(folder.path(), arguments).status.code(),
            Some(2),
            "{arguments:?}"
        );
    }
}

#[test]
fn an_empty_article_is_no_error() {
    let folder = folder(&[("a.txt", b" \n")]);
    let output = stance(folder.path(), &["predict", "a.txt"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stdout.is_empty());
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "note: a.txt: the article is empty\n"
    );
}

#[test]
fn the_readable_inputs_among_bad_ones_are_done() {
    let folder = folder(&[
        ("bad.txt", b"\xFF"),
        ("good.txt", "قال الوزير إن الوفد وصل.".as_bytes()),
    ]);
    let output = stance(
        folder.path(),
        &["predict", "bad.txt", "good.txt", "--by", "article"],
    );
    assert_eq!(output.status.code(), Some(1));
    let lines: Vec<serde_json::Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["article"], "bad.txt");
    assert!(lines[0]["error"].as_str().unwrap().contains("UTF-8"));
    assert_eq!(lines[1]["article"], "good.txt");
}

/// Lines are counted as an editor does, also where they end in CR LF, where lines
/// between records are empty, and where a cell has lines of its own.
#[test]
fn the_line_of_a_record() {
    let crlf = b"text,label\r\nfirst,a\r\nsecond,\r\n";
    let gaps = b"text,label\nfirst,a\n\n\n\"two\nlines\",b\n\nlast,\n";
    let both = b"text,label\r\n\"two\r\nlines\",a\r\n\r\nlast,\r\n";
    let folder = folder(&[("crlf.csv", crlf), ("gaps.csv", gaps), ("both.csv", both)]);
    for (file, line) in [("crlf.csv", 3), ("gaps.csv", 8), ("both.csv", 5)] {
        let place = format!("{file}:{line}: the label is empty");
        fails(
            &folder,
            &["train", file, "-m", "m"],
            &[&place, "fill it in"],
        );
    }
}
