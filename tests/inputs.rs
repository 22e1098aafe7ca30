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
fn feeds_may_have_prefixes() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.xml");
    let feed = "<?xml version='1.0'?>\n<atom:feed xmlns:atom='http://www.w3.org/2005/Atom' \
        xmlns:media='m'><atom:entry><media:title>no</media:title><atom:title>One</atom:title>\
        <atom:id>1</atom:id><atom:content type='html'>&lt;p&gt;a&lt;/p&gt;</atom:content>\
        </atom:entry><media:item><media:id>x</media:id></media:item></atom:feed>";
    fs::write(&path, feed).unwrap();
    let article = |id: &str, title: &str, text: &str| Article {
        id: id.into(),
        title: Some(title.into()),
        text: text.into(),
    };
    let read = || read_with(&path, &ReadOptions::default());
    assert_eq!(read(), [article("1", "One", "a")]);
    // RSS whose items have none, with parts of other vocabularies.
    let feed = "<rdf:RDF><item><media:title>no</media:title><title>T</title><guid>g</guid>\
        <content:encoded>b</content:encoded><description>c</description></item></rdf:RDF>";
    fs::write(&path, feed).unwrap();
    assert_eq!(read(), [article("g", "T", "b")]);
}

#[test]
fn one_bad_item_does_not_spoil_the_next() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.xml");
    let item = |title: &[u8]| [b"<item><title>", title, b"</title></item>\n"].concat();
    let feed = [
        b"<rss>\n".to_vec(),
        item("caf\u{E9}".as_bytes()),
        item(b"\xFF"),
        item(b"b"),
    ];
    fs::write(&path, [&feed.concat()[..], b"</rss>"].concat()).unwrap();
    let read: Vec<_> = Articles::new([Input::Path(path)]).collect();
    assert_eq!(read.len(), 3);
    let title = |nth: usize| read[nth].as_ref().unwrap().title.clone().unwrap();
    assert_eq!((title(0), title(2)), ("caf\u{E9}".into(), "b".into()));
    let error = read[1].as_ref().unwrap_err().to_string();
    assert!(
        error.contains("a.xml:3: is not UTF-8 (byte 54 begins no"),
        "{error}"
    );
}

#[test]
#[cfg(target_os = "linux")]
fn files_whose_names_are_no_text_are_read_and_told_apart() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let folder = TempDir::new().unwrap();
    for name in [
        &b"\xFE.txt"[..],
        b"\xFF.txt",
        br"\xFF.txt",
        b"\xFF.html",
        b"b\xFF.jsonl",
    ] {
        let text = match name.ends_with(b"l") && !name.ends_with(b"html") {
            true => "{\"text\":\"x\"}\n",
            false => "x",
        };
        fs::write(folder.path().join(OsStr::from_bytes(name)), text).unwrap();
    }
    let articles = read_with(folder.path(), &ReadOptions::default());
    let ids: Vec<&str> = (articles.iter())
        .map(|article| article.id.rsplit('/').next().unwrap())
        .collect();
    assert_eq!(
        ids,
        [
            r"\\xFF.txt",
            r"b\xFF.jsonl#1",
            r"\xFE.txt",
            r"\xFF.html",
            r"\xFF.txt"
        ]
    );
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_stance"))
        .arg("split")
        .args([
            OsStr::from_bytes(b"\xFF.txt"),
            OsStr::from_bytes(b"missing\xFF"),
        ])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.starts_with(r"error: missing\xFF: No such file"),
        "{said}"
    );
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .contains(r"\\xFF.txt")
    );
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

/// Text in one byte a letter: ASCII, and the Arabic letters of windows-1256 in use here.
fn windows_1256(text: &str) -> Vec<u8> {
    let (bytes, _, unmapped) = encoding_rs::WINDOWS_1256.encode(text);
    assert!(!unmapped);
    bytes.into_owned()
}

#[test]
fn an_encoding_is_guessed_only_where_it_is_sure() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.jsonl");
    let read = |bytes: &[u8]| -> (Vec<Result<String, String>>, bool) {
        fs::write(&path, bytes).unwrap();
        let options = ReadOptions::default();
        let articles = Articles::new([Input::Path(path.clone())]).with(options.clone());
        let texts = articles
            .map(|article| match article {
                Ok(article) => Ok(article.text),
                Err(error) => Err(error.message()),
            })
            .collect();
        (texts, !options.notes.all().is_empty())
    };
    let not_utf_8 = |byte: usize| {
        Err(format!(
            "is not UTF-8 (byte {byte} begins no character); name its encoding, for example \
             --encoding windows-1256, or add --lossy"
        ))
    };
    let line = |text: &str| format!("{{\"text\":\"{text}\"}}\n");
    // Damaged bytes in lines of ASCII, which would be letters of windows-1252.
    let plain = line("words of ASCII, and more of them").repeat(30);
    let mut bytes = plain.clone().into_bytes();
    for _ in 0..2 {
        bytes.extend_from_slice(b"{\"text\":\"a\xE9b \xE8 \xFF\xFE\"}\n");
    }
    bytes.extend_from_slice(plain.as_bytes());
    let (texts, guessed) = read(&bytes);
    assert!(!guessed);
    assert_eq!(texts.len(), 62);
    assert_eq!(texts[30], not_utf_8(plain.len() + 11));
    assert!(texts[31].is_err() && texts[32].is_ok());
    // Few bytes that stand alone.
    let (texts, guessed) = read(b"{\"text\":\"\xFFa\xFEb\xFDc\xFCd\"}\n{\"text\":\"b\"}\n");
    assert_eq!(
        (texts, guessed),
        (vec![not_utf_8(10), Ok("b".into())], false)
    );
    // A line of another encoding among many of UTF-8.
    let mut bytes = windows_1256(&line(FIRST));
    bytes.extend_from_slice(line(SECOND).repeat(20).as_bytes());
    let (texts, guessed) = read(&bytes);
    assert!(!guessed && texts[0].is_err() && texts[1] == Ok(SECOND.into()));
    // Two short words are enough where little else stands.
    let (texts, guessed) = read(&windows_1256(&line("نعم لا")));
    assert_eq!((texts, guessed), (vec![Ok("نعم لا".into())], true));
    // A file that changes its encoding far behind its beginning.
    let mut bytes = windows_1256(&line(FIRST)).repeat(3_000);
    let old = bytes.len() as u64;
    bytes.extend_from_slice(line(SECOND).repeat(50).as_bytes());
    let (texts, guessed) = read(&bytes);
    let last = texts.last().unwrap().as_ref().unwrap_err();
    let said = "looks like windows-1256 at its beginning and like UTF-8 from byte ";
    let byte = last.strip_prefix(said).unwrap_or_else(|| panic!("{last}"));
    let byte: u64 = byte.split(' ').next().unwrap().parse().unwrap();
    assert!(guessed && byte.abs_diff(old) < 2_048, "{last}");
}

#[test]
fn a_page_is_read_as_it_declares_itself_also_for_one_letter() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.html");
    for (text, letters) in [("و", 1), ("نعم", 3), ("caf\u{E9}", 1)] {
        let page = format!("<meta charset=windows-1256><p>{text}</p>");
        fs::write(&path, windows_1256(&page)).unwrap();
        let options = ReadOptions::default();
        assert_eq!(
            read_with(&path, &options)[0].text,
            text,
            "{letters} letters"
        );
        assert_eq!(options.notes.all(), []);
        // Its declaration is wrong, as of a page that was saved anew.
        fs::write(&path, &page).unwrap();
        assert_eq!(read_with(&path, &options)[0].text, text);
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
    // What it unpacks to is read before that shows.
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.jsonl.gz");
    fs::write(&path, &damaged).unwrap();
    let read: Vec<_> = Articles::new([Input::Path(path)])
        .with(named_fields())
        .collect();
    assert_eq!(read.iter().filter(|article| article.is_ok()).count(), 2);
    let error = read.last().unwrap().as_ref().unwrap_err().to_string();
    assert!(
        error.contains("a.jsonl.gz:3: is damaged, its gzip data"),
        "{error}"
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
fn bytes_behind_packed_data_are_told() {
    for name in ["records.jsonl.gz", "records.jsonl.zst"] {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join(name);
        let read = |behind: &[u8]| -> Vec<Option<String>> {
            let packed = fs::read(inputs(name)).unwrap();
            fs::write(&path, [&packed[..], behind].concat()).unwrap();
            Articles::new([Input::Path(path.clone())])
                .with(named_fields())
                .map(|article| article.err().map(|error| error.problem().to_string()))
                .collect()
        };
        let packing = if name.ends_with("gz") {
            "gzip"
        } else {
            "Zstandard"
        };
        let told =
            format!("has other bytes behind its {packing} data; unpack it yourself and look at it");
        for behind in [&b"more"[..], b"\n", b"<html>a page</html>"] {
            assert_eq!(read(behind), [None, None, Some(told.clone())], "{behind:?}");
        }
        if packing == "gzip" {
            // As tapes pad them.
            assert_eq!(read(&[0; 512]), [None, None]);
            assert_eq!(read(b"\0\0more"), [None, None, Some(told)]);
        }
    }
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
