//! Inputs that are cut off, damaged in one place, or hold far more than is asked for:
//! what can be read of them is read, and the rest is told.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use proptest::prelude::*;
use stance::{Article, Articles, Dataset, Input, ReadNoteKind, ReadOptions, Rows};
use tempfile::TempDir;

/// The articles and errors of a file, its name without the folder.
fn read_with(options: &ReadOptions, name: &str, bytes: &[u8]) -> Vec<Result<Article, String>> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    let before = format!("{}/", folder.path().display());
    let articles = Articles::new([Input::Path(path)]).with(options.clone());
    articles
        .map(|article| match article {
            Ok(article) => Ok(Article {
                id: article.id.replace(&before, ""),
                ..article
            }),
            Err(error) => Err(error.to_string().replace(&before, "")),
        })
        .collect()
}

fn read(name: &str, bytes: &[u8]) -> Vec<Result<Article, String>> {
    read_with(&ReadOptions::default(), name, bytes)
}

/// The ids of the articles, and the errors.
fn ids(name: &str, bytes: &[u8]) -> Vec<String> {
    let read = read(name, bytes).into_iter();
    read.map(|article| article.map_or_else(|error| error, |article| article.id))
        .collect()
}

/// The texts of the articles, and the errors.
fn texts(name: &str, bytes: &[u8]) -> Vec<String> {
    let read = read(name, bytes).into_iter();
    read.map(|article| article.map_or_else(|error| error, |article| article.text))
        .collect()
}

/// What the rows of a file are refused for.
fn refused_rows(name: &str, bytes: &[u8]) -> String {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    let rows = Rows::open(&Input::Path(path), &["text"]);
    let error = match rows {
        Ok(mut rows) => rows.next().unwrap().unwrap_err(),
        Err(error) => error,
    };
    error
        .to_string()
        .replace(&format!("{}/", folder.path().display()), "")
}

/// What the command says of a file with this much memory to address, in KB.
#[cfg(target_os = "linux")]
fn within(memory: u32, name: &str, bytes: &[u8]) -> (Option<i32>, String) {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    let command =
        format!("ulimit -v {memory}; exec \"$0\" predict --threads 1 --by article {name}");
    let output = Command::new("sh")
        .args(["-c", &command, env!("CARGO_BIN_EXE_stance")])
        .current_dir(folder.path())
        .output()
        .unwrap();
    (
        output.status.code(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

/// A record with 30 million numbers.
fn long_record() -> String {
    format!("{{\"text\":\"x\",\"a\":[0{}]}}\n", ",0".repeat(29_999_999))
}

#[test]
#[cfg(target_os = "linux")]
fn fields_that_nobody_asks_for_take_no_memory() {
    let (status, said) = within(400_000, "a.jsonl", long_record().as_bytes());
    assert_eq!(status, Some(0), "{said}");
    let commas = ",".repeat(60_000_000);
    for (line, before) in [(1, ""), (3, "n,text\n1,a\n")] {
        let (status, said) = within(300_000, "a.csv", (before.to_string() + &commas).as_bytes());
        assert_eq!(status, Some(1), "{said}");
        let error = format!("a.csv:{line}: the record has more than 1000000 commas or tabs; check");
        assert!(said.contains(&error), "{said}");
    }
}

#[test]
fn a_row_of_very_many_values_is_refused() {
    let error = "a.jsonl:1: the record holds more than 100000 values, those in its lists and \
                 objects counted; leave out the fields that are not needed";
    assert_eq!(refused_rows("a.jsonl", long_record().as_bytes()), error);
    let lists = format!("{{\"text\":\"x\",\"a\":[{}0]}}", "[[[]]],".repeat(40_000));
    assert_eq!(refused_rows("a.jsonl", lists.as_bytes()), error);
    // Those within a text are none.
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.jsonl");
    let text = "\\\",[{".repeat(200_000);
    fs::write(&path, format!("{{\"text\":\"{text}\"}}")).unwrap();
    let row = Rows::open(&Input::Path(path), &[]).unwrap().next().unwrap();
    assert_eq!(row.unwrap().text("text").unwrap().len(), 800_000);
}

#[test]
fn an_article_is_made_of_its_own_fields() {
    let line =
        "{\"id\":7,\"a\":{\"text\":[1,\"b\"]},\"title\":\"T\",\"text\":\"\\u0628 x\",\"b\":-1.5}";
    let article = Article {
        id: "7".into(),
        title: Some("T".into()),
        text: "ب x".into(),
    };
    assert_eq!(read("a.jsonl", line.as_bytes()), [Ok(article)]);
    assert_eq!(
        texts(
            "a.jsonl",
            b"{\"b\":1,\"a\":[2]}\n{\"text\":true,\"text\":1.5}"
        ),
        [
            "a.jsonl:1: has no field 'text' (its fields are b, a); give every record a string \
             'text', or name another with --text-field",
            "1.5"
        ]
    );
}

#[test]
fn a_field_that_is_no_string_is_told_as_what_it_is() {
    for (value, what) in [("null", "null"), ("[\"x\"]", "a list"), ("{}", "an object")] {
        let line = format!("{{\"text\":{value}}}");
        assert_eq!(
            texts("a.jsonl", line.as_bytes()),
            [format!(
                "a.jsonl:1: the field 'text' is {what}, not a string; give every record a string \
                 'text', or name another with --text-field"
            )]
        );
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("a.jsonl");
        fs::write(&path, line).unwrap();
        let row = Rows::open(&Input::Path(path), &[]).unwrap().next().unwrap();
        let error = row.unwrap().required("text").unwrap_err().to_string();
        assert!(
            error.contains(&format!("the field 'text' is {what}, not a string")),
            "{error}"
        );
    }
}

#[test]
fn one_record_of_garbage_spoils_no_other() {
    // Control characters, and bytes that no UTF-8 has, without line ends and marks.
    let garbage: Vec<u8> = (0..2_000_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
        .map(|byte| {
            if matches!(byte, b'\n' | b'\r' | b'"') {
                0x80
            } else {
                byte
            }
        })
        .collect();
    let with_garbage = |before: &str, line: &dyn Fn(usize) -> String| {
        let mut good = String::new();
        (0..100).for_each(|n| writeln!(good, "{}", line(n)).unwrap());
        [before.as_bytes(), &garbage, b"\n", good.as_bytes()].concat()
    };
    let jsonl = with_garbage("{\"text\":\"first\"}\n", &|n| {
        format!("{{\"text\":\"word {n}\"}}")
    });
    let csv = with_garbage("text\nfirst\n", &|n| format!("word {n}"));
    let lossy = ReadOptions {
        lossy: true,
        ..ReadOptions::default()
    };
    for (name, bytes) in [("a.jsonl", &jsonl), ("a.csv", &csv), ("a.tsv", &csv)] {
        let read = read(name, bytes);
        assert_eq!(read.len(), 102, "{name}");
        assert_eq!(
            read.iter().filter(|article| article.is_ok()).count(),
            101,
            "{name}"
        );
        let error = read[1].as_ref().unwrap_err();
        assert!(error.contains("is not UTF-8 (byte "), "{error}");
        assert_eq!(read_with(&lossy, name, bytes).len(), 102, "{name}");
    }
    let text = read_with(&lossy, "a.txt", b"a\x01\xFFb");
    assert_eq!(text[0].as_ref().unwrap().text, "a\u{1}\u{FFFD}b");
}

#[test]
fn a_feed_that_is_cut_between_items_says_so() {
    let item = "<item><guid>1</guid><title>One</title></item>\n";
    assert_eq!(
        ids("a.xml", format!("<rss><channel>\n{item}").as_bytes()),
        ["1", "a.xml:3: is cut off before its end; get it again"]
    );
    let whole = format!("<rss><channel>\n{item}</channel></rss>\n");
    assert_eq!(ids("a.xml", whole.as_bytes()), ["1"]);
}

#[test]
fn a_bad_byte_between_items_spoils_none() {
    let feed = b"<rss>\n<title>\n\n\xFF</title>\n<item><guid>1</guid></item>\n\n\xFF\n\
                 <item><guid>2</guid></item>\n<item>\n<title>\n\xFF</title>\n</item>\n\
                 <item><guid>4</guid></item></rss>";
    let error = |line, byte| {
        format!(
            "a.xml:{line}: is not UTF-8 (byte {byte} begins no character); name its encoding, for \
             example --encoding windows-1256, or add --lossy"
        )
    };
    let said = [
        error(4, 16),
        "1".into(),
        error(7, 55),
        "2".into(),
        error(11, 100),
        "4".into(),
    ];
    assert_eq!(ids("a.xml", feed), said);
}

#[test]
fn a_table_that_is_cut_in_a_cell_says_so() {
    let open = "a.csv:3: a quotation mark opens in the record and is never closed; close it, and \
                write marks within a field twice";
    assert_eq!(texts("a.csv", b"n,text\n1,a\n2,\"text was cu"), ["a", open]);
    assert_eq!(texts("a.csv", b"n,text\n1,a\n2,\""), ["a", open]);
    assert_eq!(texts("a.csv", b"n,text\n1,a\n2,\"a\"\"b"), ["a", open]);
    let long = format!("n,text\n1,a\n2,\"{}", "words ".repeat(10_000));
    assert_eq!(texts("a.csv", long.as_bytes()), ["a", open]);
    assert_eq!(texts("a.csv", b"n,text\n1,5\" wide"), ["5\" wide"]);
    assert_eq!(texts("a.csv", b"n,text\n1,\"whole\""), ["whole"]);
    assert_eq!(texts("a.csv", b"n,text\n5\" wide,\"a\nb\""), ["a\nb"]);
}

#[test]
fn rows_are_not_lost_between_stray_marks_of_a_tsv() {
    assert_eq!(
        texts("a.tsv", b"n\ttext\n1\t\"a word\n2\tb\n3\t\"c word\n4\td\n"),
        [
            "a.tsv:2: a quoted field holds a tab and a line end, as if rows were in it; write each \
             quotation mark twice, and the field that has one in quotation marks",
            "d"
        ]
    );
    // Without a tab it is one.
    assert_eq!(
        texts("a.tsv", b"n\ttext\n1\t\"a\n\"\"b\"\"\"\n"),
        ["a\n\"b\""]
    );
    assert_eq!(texts("a.tsv", b"n\ttext\n1\t\"a\tb\"\n"), ["a\tb"]);
}

#[test]
fn ids_by_place_are_told_apart() {
    assert_eq!(
        ids("a.csv", b"text\ra\rb\rc"),
        ["a.csv#2", "a.csv#3", "a.csv#4"]
    );
    // Over the ends of what is read at once.
    let rows = format!("text\r{}", "a word\r".repeat(5_000));
    let expected: Vec<String> = (2..5_002).map(|line| format!("a.csv#{line}")).collect();
    assert_eq!(ids("a.csv", rows.as_bytes()), expected);
    let rows = rows.replace('\r', "\r\n");
    assert_eq!(ids("a.csv", rows.as_bytes()), expected);
    let item = "<item><title>x</title></item>";
    assert_eq!(
        ids(
            "a.xml",
            format!("<rss>{item}{item}\n{item}{item}{item}</rss>").as_bytes()
        ),
        ["a.xml#1", "a.xml#1.2", "a.xml#2", "a.xml#2.2", "a.xml#2.3"]
    );
}

#[test]
fn utf_32_is_refused() {
    let little: Vec<u8> = "\u{FEFF}ab"
        .chars()
        .flat_map(|c| u32::from(c).to_le_bytes())
        .collect();
    let big: Vec<u8> = "\u{FEFF}ab"
        .chars()
        .flat_map(|c| u32::from(c).to_be_bytes())
        .collect();
    for bytes in [&little, &big] {
        assert_eq!(
            texts("a.txt", bytes),
            ["a.txt: is UTF-32; write it as UTF-8"]
        );
        assert_eq!(
            texts("a.jsonl", bytes),
            ["a.jsonl:1: is UTF-32; write it as UTF-8"]
        );
    }
    assert_eq!(texts("a.txt", b"\xFF\xFEa\0"), ["a"]);
}

#[test]
fn zstandard_may_begin_with_a_frame_to_be_skipped() {
    let packed = include_bytes!("inputs/article.txt.zst");
    let plain = texts("a.txt.zst", packed);
    for first in [0x50, 0x5A, 0x5F] {
        let frame = [first, 0x2A, 0x4D, 0x18, 4, 0, 0, 0, 1, 2, 3, 4];
        assert_eq!(texts("a.txt.zst", &[&frame[..], packed].concat()), plain);
    }
    for text in ["P", "P*M", "Plain"] {
        assert_eq!(texts("a.txt", text.as_bytes()), [text]);
    }
}

#[test]
fn a_json_file_is_no_prose() {
    assert_eq!(
        texts("a.json", b"[{\"text\":\"x\"}]"),
        ["a.json: is JSON, of which only lines are read; name it .jsonl, one object a line"]
    );
}

#[test]
#[cfg(unix)]
fn a_pipe_is_read_once() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("f.csv");
    assert!(
        Command::new("mkfifo")
            .arg(&path)
            .status()
            .unwrap()
            .success()
    );
    let writer = {
        let path = path.clone();
        std::thread::spawn(move || fs::write(path, "text,label\none,a\ntwo,b\n").unwrap())
    };
    let (send, receive) = std::sync::mpsc::channel();
    std::thread::spawn(move || send.send(Dataset::read(&Input::Path(path))));
    let dataset = receive.recv_timeout(std::time::Duration::from_secs(60));
    let dataset = dataset.expect("it is opened once").unwrap();
    writer.join().unwrap();
    assert_eq!(dataset.texts(), ["one", "two"]);
    assert_eq!(dataset.sha256, None);
}

/// Pieces of lines, among them what spoils them.
const PIECES: [&[u8]; 10] = [
    b"{\"text\":\"a\"}\n",
    b"\n",
    b"\r",
    b"\0",
    b"\x01",
    b"\xFF",
    b"\xE2\x80",
    b"\"",
    "\u{628}".as_bytes(),
    b"\xC7\xE1",
];

proptest! {
    #[test]
    fn each_line_is_a_record_or_an_error(
        pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..60)
    ) {
        let bytes = [b"{}\n", &pieces.concat()[..]].concat();
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("a.jsonl");
        fs::write(&path, &bytes).unwrap();
        let options = ReadOptions::default();
        let articles = Articles::new([Input::Path(path)]).with(options.clone());
        let found = articles.line_by_line().count();
        let guessed = |note: &stance::ReadNote| matches!(note.kind, ReadNoteKind::Guessed(_));
        if !options.notes.all().iter().any(guessed) {
            prop_assert_eq!(found, bytes.split_inclusive(|&byte| byte == b'\n').count());
        }
    }
}
