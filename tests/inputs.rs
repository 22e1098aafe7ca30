//! Files as users have them: each kind and packing, read from real bytes.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic and say why it skips"
)]

mod reading;

use std::fs;

use stance::{Article, Articles, Input, ReadOptions};
use tempfile::TempDir;

use reading::{
    FIRST, SECOND, THIRD, TITLE, guess, inputs, named_fields, read, read_with, refused, text,
};

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
