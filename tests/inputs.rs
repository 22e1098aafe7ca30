//! Files as users have them: each kind, packing and encoding, read from real bytes.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic and say why it skips"
)]

use std::fs;
use std::path::{Path, PathBuf};

use stance::{Article, Articles, Input, ReadNoteKind, ReadOptions};
use tempfile::TempDir;

const TITLE: &str = "خلاف حول موعد افتتاح الجسر الجديد";
const FIRST: &str = "اتهم محافظ المدينة الشركة المنفذة بتأخير أعمال الجسر الجديد، وقال إن العقد ينص على غرامات يومية.";
const SECOND: &str =
    "وردّت الشركة في بيان أن الأمطار أوقفت العمل أسبوعين، ودعت إلى تشكيل لجنة مشتركة تزور الموقع.";
const THIRD: &str =
    "ومن المقرر أن يفتتح الجسر في نهاية العام، بعد أن أُجّل افتتاحه مرتين خلال الأشهر الستة الماضية.";

fn inputs(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/inputs")
        .join(name)
}

/// The fields of the records in these files.
fn named_fields() -> ReadOptions {
    ReadOptions {
        text_field: "body".into(),
        id_field: "url".into(),
        title_field: "headline".into(),
        ..ReadOptions::default()
    }
}

/// The articles of a file that must all be readable.
#[track_caller]
fn read_with(path: &Path, options: &ReadOptions) -> Vec<Article> {
    Articles::new([Input::Path(path.into())])
        .with(options.clone())
        .map(|article| article.unwrap_or_else(|error| panic!("{error}")))
        .collect()
}

#[track_caller]
fn read(name: &str) -> Vec<Article> {
    read_with(&inputs(name), &ReadOptions::default())
}

/// The text of a file of one article.
#[track_caller]
fn text(name: &str) -> String {
    let [article] = &read(name)[..] else {
        panic!("{name} holds one article");
    };
    article.text.clone()
}

/// The error of bytes that cannot be read, without the folder.
#[track_caller]
fn refused(name: &str, bytes: &[u8]) -> String {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    let error = Articles::new([Input::Path(path)])
        .find_map(Result::err)
        .expect("it is refused");
    let error = error.to_string();
    error.replace(&format!("{}/", folder.path().display()), "")
}

/// The guessed encoding of a file, if one was guessed.
fn guess(name: &str) -> Option<String> {
    let options = ReadOptions::default();
    read_with(&inputs(name), &options);
    let notes = options.notes.all();
    assert!(notes.len() < 2, "{notes:?}");
    notes.first().map(|note| {
        assert_eq!((note.inputs, &note.first), (1, &inputs(name)));
        match note.kind {
            ReadNoteKind::Guessed(encoding) => encoding.to_string(),
            ReadNoteKind::Replaced(_) => panic!("nothing is replaced"),
        }
    })
}

#[test]
fn an_article_is_the_same_in_each_encoding_and_packing() {
    let article = format!("{FIRST}\n{SECOND}\n{THIRD}\n");
    for (name, guessed) in [
        ("article.txt", None),
        ("utf-8-mark.txt", None),
        ("utf-16le-mark.txt", None),
        ("utf-16le.txt", Some("UTF-16LE")),
        ("utf-16be.txt", Some("UTF-16BE")),
        ("windows-1256.txt", Some("windows-1256")),
        ("iso-8859-6.txt", Some("ISO-8859-6")),
        ("article.txt.zst", None),
    ] {
        assert_eq!(text(name), article, "{name}");
        assert_eq!(guess(name).as_deref(), guessed, "{name}");
    }
}

#[test]
fn records_are_the_same_in_each_form() {
    let articles = [
        Article {
            id: "https://example.org/1".into(),
            title: Some(TITLE.into()),
            text: format!("{FIRST}\n{SECOND}\n{THIRD}\n"),
        },
        Article {
            id: "https://example.org/2".into(),
            title: None,
            text: SECOND.into(),
        },
    ];
    for name in [
        "records.jsonl",
        "records.jsonl.gz",
        "records.jsonl.zst",
        "records.csv",
        "records.tsv",
        "windows-1256.csv",
    ] {
        assert_eq!(
            read_with(&inputs(name), &named_fields()),
            articles,
            "{name}"
        );
    }
}

#[test]
fn of_a_page_the_article_is_left() {
    for name in ["page.html", "page.html.gz", "windows-1256.html"] {
        let articles = read(name);
        assert_eq!(articles.len(), 1, "{name}");
        assert_eq!(articles[0].title.as_deref(), Some(TITLE), "{name}");
        assert_eq!(
            articles[0].text,
            format!("{FIRST}\n\n{SECOND}\n\n{THIRD}"),
            "{name}"
        );
        assert_eq!(guess(name), None, "{name}: it declares its encoding");
    }
}

#[test]
fn a_page_without_an_article_gives_its_text() {
    let folder = TempDir::new().unwrap();
    let read = |html: &str| {
        let path = folder.path().join("a.html");
        fs::write(&path, html).unwrap();
        let article = read_with(&path, &ReadOptions::default()).remove(0);
        (article.title, article.text)
    };
    assert_eq!(
        read("<nav>menu</nav><p>One.<p>Two<br>lines.<script>x</script>"),
        (None, "One.\n\nTwo\nlines.".into())
    );
    assert_eq!(
        read("<title>T &amp; U</title>no mark at all &lt;x&gt;"),
        (Some("T & U".into()), "no mark at all <x>".into())
    );
    assert_eq!(read(""), (None, String::new()));
}

#[test]
fn the_items_of_rss_are_articles() {
    let article = |id: &str, title: Option<&str>, text: &str| Article {
        id: id.into(),
        title: title.map(str::to_string),
        text: text.into(),
    };
    let path = inputs("rss.xml");
    let unnamed = format!("{}#20", path.display());
    assert_eq!(
        read("rss.xml"),
        [
            article(
                "news-1",
                Some(TITLE),
                &format!("{FIRST}\n\n{SECOND}\n\n{THIRD}")
            ),
            article("https://example.org/2", Some("بيان \"الشركة\""), SECOND),
            article(&unnamed, None, THIRD),
        ]
    );
}

#[test]
fn the_entries_of_atom_are_articles() {
    let articles = read("atom-1256.xml");
    let found: Vec<_> = articles
        .iter()
        .map(|a| (a.id.as_str(), a.title.as_deref(), a.text.as_str()))
        .collect();
    let text = format!("{FIRST}\n\n{SECOND}");
    assert_eq!(
        found,
        [
            ("urn:1", Some(TITLE), text.as_str()),
            ("https://example.org/2", Some("قالت الشركة"), "أ < ب & ج"),
        ]
    );
    assert_eq!(guess("atom-1256.xml"), None, "it declares its encoding");
}

#[test]
fn markdown_is_read_without_its_marks() {
    let articles = read("article.md");
    assert_eq!(articles[0].title.as_deref(), Some(TITLE));
    assert_eq!(articles[0].text, format!("{FIRST}\n{SECOND}\n\n{THIRD}"));
}

#[test]
fn a_folder_is_walked_in_order_without_hidden_files_and_links() {
    let folder = TempDir::new().unwrap();
    let root = folder.path().join("news");
    fs::create_dir_all(root.join("b")).unwrap();
    fs::create_dir_all(root.join(".git")).unwrap();
    fs::create_dir_all(folder.path().join("outside")).unwrap();
    for name in [
        "news/c.txt",
        "news/a.md",
        "news/b/2.jsonl.gz",
        "news/b/1.html",
        "news/b/notes.pdf",
        "news/.hidden.txt",
        "news/.git/x.txt",
        "outside/secret.txt",
    ] {
        let path = folder.path().join(name);
        match name.ends_with(".gz") {
            true => fs::copy(inputs("records.jsonl.gz"), path)
                .map(|_| ())
                .unwrap(),
            false => fs::write(path, "words").unwrap(),
        }
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink(folder.path().join("outside"), root.join("out")).unwrap();
        symlink(folder.path().join("outside/secret.txt"), root.join("s.txt")).unwrap();
        symlink(&root, root.join("b/circle")).unwrap();
    }
    let options = ReadOptions {
        text_field: "body".into(),
        ..ReadOptions::default()
    };
    let names: Vec<String> = read_with(&root, &options)
        .iter()
        .map(|article| article.id.replace(&format!("{}/", root.display()), ""))
        .collect();
    assert_eq!(
        names,
        [
            "a.md",
            "b/1.html",
            "b/2.jsonl.gz#1",
            "b/2.jsonl.gz#2",
            "c.txt"
        ]
    );
}

#[test]
fn a_told_encoding_is_taken_and_a_mark_counts_more() {
    let options = ReadOptions {
        encoding: Some("cp1256".parse().unwrap()),
        ..ReadOptions::default()
    };
    let article = format!("{FIRST}\n{SECOND}\n{THIRD}\n");
    for name in ["windows-1256.txt", "utf-8-mark.txt", "utf-16le-mark.txt"] {
        assert_eq!(
            read_with(&inputs(name), &options)[0].text,
            article,
            "{name}"
        );
    }
    assert_eq!(options.notes.all(), []);
    assert_eq!(
        "utf8,".parse::<stance::Encoding>().unwrap_err().to_string(),
        "there is no encoding 'utf8,'; name one such as utf-8, utf-16le, windows-1256 or iso-8859-6"
    );
}

#[test]
fn lossy_replaces_what_cannot_be_decoded_and_says_so() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.txt");
    fs::write(&path, b"caf\xC3\xA9 \xFF.").unwrap();
    let options = ReadOptions {
        lossy: true,
        ..ReadOptions::default()
    };
    assert_eq!(read_with(&path, &options)[0].text, "café \u{FFFD}.");
    let notes = options.notes.all();
    assert_eq!(notes.len(), 1);
    assert_eq!(
        notes[0].kind,
        ReadNoteKind::Replaced("utf-8".parse().unwrap())
    );
}

#[test]
fn one_bad_record_does_not_spoil_the_next() {
    let folder = TempDir::new().unwrap();
    let long = "a".repeat(64_000_001);
    for (name, bytes, bad) in [
        (
            "a.jsonl",
            b"{\"text\":\"caf\xC3\xA9\"}\n{\"text\":\"\xFF\"}\n{\"text\":\"b\"}".to_vec(),
            "a.jsonl:2: is not UTF-8 (byte 27 begins no character)",
        ),
        (
            "a.csv",
            b"text\ncaf\xC3\xA9\n\xFF\nb\n".to_vec(),
            "a.csv:3: is not UTF-8 (byte 12 begins no character)",
        ),
        (
            "b.jsonl",
            format!("{{\"text\":\"caf\u{E9}\"}}\n{{\"text\":\"{long}\"}}\n{{\"text\":\"b\"}}\n")
                .into_bytes(),
            "b.jsonl:2: the line is longer than 64 MB; write one record a line",
        ),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let read: Vec<_> = Articles::new([Input::Path(path)]).collect();
        assert_eq!(read.len(), 3, "{name}");
        assert_eq!(read[0].as_ref().unwrap().text, "café", "{name}");
        let error = read[1].as_ref().unwrap_err().to_string();
        assert!(error.contains(bad), "{error}");
        assert_eq!(read[2].as_ref().unwrap().text, "b", "{name}");
    }
}

#[test]
fn bytes_that_no_encoding_explains_are_refused() {
    assert_eq!(
        refused("a.txt", b"caf\xC3\xA9 \xFF."),
        "a.txt: is not UTF-8 (byte 7 begins no character); name its encoding, for example \
         --encoding windows-1256, or add --lossy"
    );
    assert_eq!(
        refused("a.txt", b"%PDF-1.7\n\xE2\xE3\xCF\xD3 \x00\x01"),
        "a.txt: is not text (byte 15 is a control character); convert it to text, or name its \
         encoding with --encoding"
    );
    assert_eq!(
        refused(
            "a.html",
            b"<meta charset=iso-8859-6><p>\xC7\xE4\xFF\xFF\xFF\xFF"
        ),
        "a.html: is not ISO-8859-6, as it declares (byte 31 begins no character); name its \
         encoding with --encoding, or add --lossy"
    );
    assert_eq!(
        refused("a.txt", b"\xFF\xFEa\0\x00\xDC"),
        "a.txt: is not UTF-16LE, as its mark says (byte 5 begins no character); write it anew, or \
         add --lossy"
    );
}

#[test]
fn packed_files_that_are_cut_damaged_or_none_are_named() {
    let gzip = fs::read(inputs("records.jsonl.gz")).unwrap();
    let zstd = fs::read(inputs("article.txt.zst")).unwrap();
    assert_eq!(
        refused("a.jsonl.gz", &gzip[..200]),
        "a.jsonl.gz:1: is cut off, its gzip data end too early; get the file again"
    );
    assert_eq!(
        refused("a.txt.zst", &zstd[..200]),
        "a.txt.zst: is cut off, its Zstandard data end too early; get the file again"
    );
    assert_eq!(
        refused("a.txt.gz", b"words"),
        "a.txt.gz: does not begin as gzip data do, although its name says so; get it again, or \
         rename it if it is unpacked already"
    );
    let mut damaged = gzip.clone();
    let last = damaged.len() - 5;
    damaged[last] ^= 1;
    assert!(
        refused("a.jsonl.gz", &damaged).contains("is damaged, its gzip data cannot be unpacked")
    );
    let mut damaged = zstd.clone();
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    assert_eq!(
        refused("a.txt.zst", &damaged),
        "a.txt.zst: is damaged, its Zstandard data cannot be unpacked (the checksum is wrong); get \
         the file again"
    );
}

#[test]
fn packed_files_may_have_several_parts() {
    let folder = TempDir::new().unwrap();
    for name in ["records.jsonl.gz", "records.jsonl.zst"] {
        let one = fs::read(inputs(name)).unwrap();
        let path = folder.path().join(name);
        // The magic of a skippable frame of three bytes stands between those of Zstandard.
        let between: &[u8] = match name.ends_with("zst") {
            true => b"\x50\x2A\x4D\x18\x03\0\0\0abc",
            false => b"",
        };
        fs::write(&path, [&one[..], between, &one].concat()).unwrap();
        assert_eq!(read_with(&path, &named_fields()).len(), 4, "{name}");
    }
}
