//! Inputs made to take all time or memory are refused, and the refusal says what to do.

#![allow(clippy::unwrap_used, reason = "a test may panic and say why it skips")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use stance::{Article, Articles, Input, ReadOptions};
use tempfile::TempDir;

/// What reading a file of these bytes gives.
fn read(name: &str, bytes: &[u8]) -> Vec<Result<Article, String>> {
    read_in(&TempDir::new().unwrap(), name, bytes)
}

fn read_in(folder: &TempDir, name: &str, bytes: &[u8]) -> Vec<Result<Article, String>> {
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    let inside = format!("{}/", folder.path().display());
    Articles::new([Input::Path(path)])
        .map(|article| article.map_err(|error| error.to_string().replace(&inside, "")))
        .collect()
}

/// The error of a file that holds nothing readable, found in reasonable time.
#[track_caller]
fn refused(name: &str, bytes: &[u8]) -> String {
    let begin = Instant::now();
    let error = read(name, bytes).into_iter().find_map(Result::err);
    let error = error.expect("it is refused");
    assert!(
        begin.elapsed() < Duration::from_secs(20),
        "{name} took long"
    );
    error
}

fn packed(name: &str, bytes: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for chunk in bytes {
        gzip.write_all(&chunk).unwrap();
    }
    assert!(name.ends_with(".gz"));
    gzip.finish().unwrap()
}

#[test]
fn a_long_article_is_refused() {
    let long = "كلمة ".repeat(1_200_000);
    let larger = "the article is larger than 10 MB; split it";
    assert_eq!(
        refused("a.txt", long.as_bytes()),
        format!("a.txt: {larger}")
    );
    assert_eq!(refused("a.md", long.as_bytes()), format!("a.md: {larger}"));
    let record = format!("{{\"text\":\"{long}\"}}\n");
    assert_eq!(
        refused("a.jsonl", record.as_bytes()),
        format!("a.jsonl:1: {larger}")
    );
    let feed = format!(
        "<rss><channel>\n<item><title>x</title><description>{long}</description></item></channel></rss>"
    );
    assert_eq!(
        refused("a.xml", feed.as_bytes()),
        format!("a.xml:2: {larger}")
    );
    let page = "<p>كلمة</p>".repeat(1_200_000);
    assert_eq!(
        refused("a.html", page.as_bytes()),
        "a.html: the page is larger than 16 MB; split it"
    );
}

#[test]
fn a_long_line_and_an_open_quotation_mark_are_refused() {
    let line = [b"{\"text\":\"".to_vec(), vec![b'a'; 100_000_000]].concat();
    assert_eq!(
        refused("a.jsonl", &line),
        "a.jsonl:1: the line is longer than 64 MB; write one record a line"
    );
    let open = [
        b"text\n\"open\n".to_vec(),
        b"more words\n".repeat(7_000_000),
    ]
    .concat();
    assert_eq!(
        refused("a.csv", &open),
        "a.csv:2: the record is longer than 64 MB; check that each quotation mark that opens is \
         closed"
    );
}

#[test]
fn bombs_are_refused() {
    let megabyte = || [vec![b' '; 999_999], b"\n".to_vec()].concat();
    let times = "unpacks to more than 250 times its size; unpack it yourself and look at it";
    let gzip = packed("a.jsonl.gz", (0..200).map(|_| megabyte()));
    assert!(gzip.len() < 1_000_000);
    let error = refused("a.jsonl.gz", &gzip);
    assert!(error.ends_with(times), "{error}");
    let gzip = packed(
        "a.csv.gz",
        [b"text\n".to_vec()]
            .into_iter()
            .chain((0..200).map(|_| megabyte())),
    );
    let error = refused("a.csv.gz", &gzip);
    assert!(error.ends_with(times), "{error}");

    // A frame of blocks that repeat one byte: four bytes for 128 kB each.
    let mut zstd = vec![0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x58];
    let block = |last: u32| ((128 << 10) << 3 | 1 << 1 | last).to_le_bytes();
    for _ in 0..8_000 {
        zstd.extend_from_slice(&block(0)[..3]);
        zstd.push(b' ');
    }
    zstd.extend_from_slice(&block(1)[..3]);
    zstd.push(b'\n');
    let error = refused("a.jsonl.zst", &zstd);
    assert!(error.ends_with(times), "{error}");
    assert_eq!(
        refused("a.txt.zst", &zstd),
        "a.txt.zst: the article is larger than 10 MB; split it"
    );
}

#[test]
fn json_is_refused_where_it_is_deep_or_its_numbers_are_large() {
    let deep = format!("{{\"text\":{}", "[".repeat(1_000_000));
    assert_eq!(
        refused("a.jsonl", deep.as_bytes()),
        "a.jsonl:1: is not a JSON object: lists and objects stand more than 127 deep in each other \
         (column 135); write the text as a field of the record itself"
    );
    assert_eq!(
        refused("a.jsonl", b"{\"text\":\"a\",\"n\":1e999}\n"),
        "a.jsonl:1: is not a JSON object: the number is too large (column 21); write numbers up to \
         1.8e308, or as strings"
    );
    assert_eq!(
        refused("a.jsonl", b"[1]\n"),
        "a.jsonl:1: is not a JSON object but a list; write one JSON object a line, such as \
         {\"text\":\"…\"}"
    );
    for (line, what) in [
        (&b"\"words\""[..], "a string"),
        (b"12", "a number"),
        (b"<p>x</p>", "HTML or XML"),
        (b"null", "other text"),
        (b"plain words", "other text"),
    ] {
        let said = format!("a.jsonl:1: is not a JSON object but {what}; write one JSON object");
        assert!(refused("a.jsonl", line).starts_with(&said), "{what}");
    }
}

#[test]
fn records_of_a_table_are_told_with_their_lines() {
    let lines = |bytes: &[u8]| -> Vec<String> {
        read("a.csv", bytes)
            .into_iter()
            .map(|article| match article {
                Ok(article) => article.id.rsplit_once('#').unwrap().1.to_string(),
                Err(error) => error,
            })
            .collect()
    };
    // Lines end in LF, CR LF or CR, also in one file; blank ones are passed over.
    assert_eq!(lines(b"text\na\n\nb\n"), ["2", "4"]);
    assert_eq!(lines(b"text\r\na\r\n\r\nb"), ["2", "4"]);
    assert_eq!(lines(b"text\ra\nb\r\nc\r\n\r\nd\n"), ["2", "3", "4", "6"]);
    assert_eq!(
        lines(b"text\n\"a\nb\"\r\nc\r\n\"d\r\n\re\"\nf"),
        ["2", "4", "5", "8"]
    );
    assert_eq!(lines(b"\n\n\"te\nxt\",text\nx,a\n"), ["5"]);
    // Over the end of what is read at once.
    let long = format!("text\r\n\"{}\"\r\nb\r\n", "word\n".repeat(5_000));
    assert_eq!(lines(long.as_bytes()), ["2", "5003"]);
    let open = "a quotation mark opens in the record and is never closed; close it, and write \
                marks within a field twice";
    assert_eq!(
        lines(b"text\na\n\"b\nc\nd\n"),
        ["2".to_string(), format!("a.csv:3: {open}")]
    );
    assert_eq!(
        lines(b"n,text\n1,a\n2,\"b\n3,c\n4,d"),
        ["2".to_string(), format!("a.csv:3: {open}")]
    );
    assert_eq!(lines(b"text\n5\" wide\nb"), ["2", "3"]);
    assert_eq!(
        lines(b"n,text\n1,a\n\n2\n"),
        [
            "2",
            "a.csv:4: the record has 1 field where the header has 2; put fields with commas or \
             quotation marks in quotation marks"
        ]
    );
}

#[test]
fn a_csv_of_too_many_columns_is_refused() {
    let names: Vec<String> = (0..100_000).map(|n| format!("c{n}")).collect();
    let header = format!("{}\n", names.join(","));
    assert_eq!(
        refused("a.csv", header.as_bytes()),
        "a.csv:1: has 100000 columns, more than the 10000 that are allowed; check that lines end \
         where records end"
    );
    assert_eq!(
        refused("a.csv", b"id;text\n1;x\n"),
        "a.csv:1: has no column 'text' (its columns are id;text); separate the columns by commas, \
         or by tabs in a .tsv file"
    );
    assert_eq!(
        refused("a.csv", b"id,body\n1,x\n"),
        "a.csv:1: has no column 'text' (its columns are id, body); rename the column that holds it \
         to 'text', or name it with --text-field"
    );
}

#[test]
fn pages_that_are_deep_or_grow_are_refused() {
    let deep =
        "the elements of the page stand more than 500 deep in each other; save its text as .txt";
    for element in [
        "<div>",
        "<b>",
        "<table><tr><td>",
        "<svg><g>",
        "<ul><li>",
        "<template>",
    ] {
        let page = element.repeat(1_000_000 / element.len());
        let error = refused("a.html", page.as_bytes());
        assert!(error == format!("a.html: {deep}"), "{element}: {error}");
    }
    let fostered = format!("<table>{}", "<div>".repeat(100_000));
    assert_eq!(
        refused("a.html", fostered.as_bytes()),
        format!("a.html: {deep}")
    );
    let many = "the page has more than 300000 elements; split it, or save its text as .txt";
    // Each paragraph opens all of these anew.
    let fonts: String = (0..200).map(|n| format!("<font size={n}>")).collect();
    let page = format!("{fonts}{}", "<p>".repeat(1_000_000));
    assert_eq!(
        refused("a.html", page.as_bytes()),
        format!("a.html: {many}")
    );
    assert_eq!(
        refused("a.html", "<br>".repeat(1_000_000).as_bytes()),
        format!("a.html: {many}")
    );
}

#[test]
fn tags_of_very_many_attributes_are_refused() {
    let many = "the tags of the page have too many attributes; save its text as .txt";
    let attributes = |n: usize| -> String { (0..n).map(|n| format!(" a{n}")).collect() };
    let tag = format!("<p{}>", attributes(100_000));
    for before in [
        "",
        "<!-- <a b=\"> -->",
        "<script>a<b c='</script>",
        "<p =\">",
    ] {
        let begin = Instant::now();
        let error = refused("a.html", format!("{before}{tag}").as_bytes());
        assert_eq!(error, format!("a.html: {many}"), "{before}");
        assert!(begin.elapsed() < Duration::from_secs(3), "{before}");
    }
    // Quoted values do not end the tag, and end tags have attributes too.
    let quoted: String = (0..100_000).map(|n| format!(" a{n}='>'")).collect();
    for tag in [format!("<p{quoted}>"), tag.replace("<p", "</p")] {
        assert_eq!(refused("a.html", tag.as_bytes()), format!("a.html: {many}"));
    }
    assert_eq!(
        refused("a.html", "<a".repeat(1_000_000).as_bytes()),
        format!("a.html: {many}")
    );
    let feed = format!("<rss><item><description><![CDATA[{tag}]]></description></item></rss>");
    assert_eq!(
        refused("a.xml", feed.as_bytes()),
        format!("a.xml:1: {many}")
    );
    // Many values, long ones and many tags are none of that.
    let page = format!(
        "<p{}>x<img src='data:{}'>{}",
        attributes(900),
        "a/ b".repeat(500_000),
        "<i class='a b c' id=x title>y</i>".repeat(10_000)
    );
    assert!(read("a.html", page.as_bytes())[0].is_ok());
}

#[test]
fn long_ids_and_titles_are_refused() {
    for (name, more, most) in [
        (
            "id",
            "give it a short name, or name another field with --id-field",
            4,
        ),
        ("title", "move it to the text", 64),
    ] {
        let words = |n: usize| "x".repeat(n);
        let error = format!("the {name} is larger than {most} KB; {more}");
        let record = |n| format!("{{\"text\":\"x\",\"{name}\":\"{}\"}}\n", words(n));
        let articles = read(
            "a.jsonl",
            (record(most * 1_000) + &record(most * 1_000 + 1)).as_bytes(),
        );
        assert!(articles[0].is_ok());
        assert_eq!(articles[1], Err(format!("a.jsonl:2: {error}")));
        let item = |n| format!("<item><{name}>{}</{name}></item>\n", words(n));
        let feed = format!(
            "<rss>{}{}</rss>",
            item(most * 1_000),
            item(most * 1_000 + 1)
        );
        let articles = read("a.xml", feed.as_bytes());
        assert!(articles[0].is_ok());
        assert_eq!(articles[1], Err(format!("a.xml:2: {error}")));
    }
}

#[test]
fn feeds_that_are_none_are_refused() {
    assert_eq!(
        refused("a.xml", b"<a><b>x</b></a>"),
        "a.xml: holds no item of RSS and no entry of Atom; name a feed; save other XML as .txt, \
         .csv or .jsonl"
    );
    assert_eq!(
        refused("a.xml", b"<rss>\n<channel>\n<item><title>x</p></item>"),
        "a.xml:3: is not XML: ill-formed document: expected `</title>`, but `</p>` was found; get \
         it again, or name it .html if it is a page"
    );
    assert_eq!(
        refused("a.xml", "<a>".repeat(1_000_000).as_bytes()),
        "a.xml:1: its elements stand more than 500 deep in each other; write the texts of the feed \
         as escaped HTML"
    );
    // Entities that stand for each other are never expanded.
    let laughs = b"<!DOCTYPE r [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>\n\
        <rss><channel><item><description>x &b;</description></item></channel></rss>";
    assert_eq!(read("a.xml", laughs)[0].as_ref().unwrap().text, "x &b;");
    let broken_off = b"<rss><channel><item><title>One</title></item>\n<item><title>Tw";
    let read = read("a.xml", broken_off);
    assert_eq!(read[0].as_ref().unwrap().title.as_deref(), Some("One"));
    assert_eq!(
        read[1].as_ref().unwrap_err(),
        "a.xml:2: is cut off inside of an item; get it again"
    );
}

#[test]
fn a_feed_is_read_item_by_item() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.xml");
    // An item of 17 MB behind a million small ones.
    let mut feed = b"<rss>\n".to_vec();
    feed.extend_from_slice(&b"<item/>".repeat(1_000_000));
    feed.extend_from_slice(b"\n<item><title>");
    feed.resize(feed.len() + 17_000_000, b'x');
    fs::write(&path, feed).unwrap();
    let mut articles = Articles::new([Input::Path(path)]);
    assert!(
        articles
            .by_ref()
            .take(1_000_000)
            .all(|article| article.is_ok())
    );
    let error = articles.next().unwrap().unwrap_err().to_string();
    assert!(
        error.ends_with("a.xml:3: an item or a mark is larger than 16 MB; split it"),
        "{error}"
    );
    assert!(articles.next().is_none());
    let name = "n".repeat(1_001);
    assert_eq!(
        refused("a.xml", format!("<{name}></{name}>").as_bytes()),
        "a.xml:1: an element has a name of more than 1000 bytes; write the texts of the feed as \
         escaped HTML"
    );
}

#[test]
fn the_command_says_what_it_assumed_once() {
    let inputs = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/inputs");
    let folder = TempDir::new().unwrap();
    for (from, to) in [
        ("windows-1256.txt", "1.txt"),
        ("windows-1256.txt", "2.txt"),
        ("article.txt", "3.txt"),
    ] {
        fs::copy(inputs.join(from), folder.path().join(to)).unwrap();
    }
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_stance"))
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    assert_eq!(
        run(&["split", "."]),
        "note: ./1.txt and 1 more: not UTF-8 and without a mark, read as windows-1256, which it \
         looks like; name another with --encoding\n"
    );
    assert_eq!(run(&["split", "1.txt", "--encoding", "windows-1256"]), "");
    assert_eq!(
        run(&["split", "3.txt", "--encoding", "iso-8859-6", "--lossy"]),
        "note: 3.txt: bytes that are not ISO-8859-6 were replaced by U+FFFD\n"
    );
}

#[test]
fn labelled_files_are_read_with_other_columns_and_encodings() {
    let folder = TempDir::new().unwrap();
    let rows = "claim\tstance_of\nيتهم الوزير الشركة بالتأخير\ta\nتدعو اللجنة إلى الحوار\tb\n\
                يتهم المدير الوزارة بالإهمال\ta\nتدعو الشركة إلى التعاون\tb\n";
    let bytes: Vec<u8> = rows.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let rows = [b"\xFF\xFE", &bytes[..]].concat();
    fs::write(folder.path().join("rows.tsv"), rows).unwrap();
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_stance"))
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        (output.status.code(), said, output.stdout)
    };
    let fields = ["--text-field", "claim", "--label-field", "stance_of"];
    let with = |arguments: &[&'static str]| [arguments, &fields].concat();
    let (status, said, _) = run(&with(&["train", "rows.tsv", "--folds", "0", "-m", "m"]));
    assert_eq!(status, Some(0), "{said}");
    let (status, said, _) = run(&with(&["evaluate", "rows.tsv", "-m", "m"]));
    assert_eq!(status, Some(0), "{said}");
    let (_, said, report) = run(&with(&["check", "rows.tsv", "--no-model"]));
    let report = String::from_utf8(report).unwrap();
    assert!(report.contains("4"), "{said}{report}");
    assert!(!report.contains("has no column"), "{report}");
    let (status, said, lines) = run(&[
        "predict",
        "rows.tsv",
        "--by",
        "row",
        "--text-field",
        "claim",
    ]);
    assert_eq!(status, Some(0), "{said}");
    assert_eq!(String::from_utf8(lines).unwrap().lines().count(), 4);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// UTF-8 is never taken for anything else.
    #[test]
    fn utf_8_comes_out_as_it_went_in(text in "[^\0\u{FEFF}]{0,200}") {
        let options = ReadOptions::default();
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("a.txt");
        fs::write(&path, &text).unwrap();
        // These bytes begin packed data.
        prop_assume!(!text.as_bytes().starts_with(&[0x28, 0xB5, 0x2F, 0xFD]));
        let article = Articles::new([Input::Path(path)]).with(options.clone()).next();
        prop_assert_eq!(article.unwrap().unwrap().text, text);
        prop_assert!(options.notes.all().is_empty());
    }

    /// Whatever the bytes, each reader ends with articles or errors.
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let folder = TempDir::new().unwrap();
        for name in ["a.txt", "a.md", "a.csv", "a.tsv", "a.jsonl", "a.html", "a.xml", "a.txt.gz"] {
            read_in(&folder, name, &bytes);
        }
        for magic in [&b"\x1F\x8B\x08\0\0\0\0\0\0\0"[..], b"\x28\xB5\x2F\xFD"] {
            read_in(&folder, "a.jsonl", &[magic, &bytes].concat());
        }
    }

    /// So do pieces of markup in any order.
    #[test]
    fn any_markup_is_read_or_refused(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)) {
        let folder = TempDir::new().unwrap();
        let text = pieces.concat();
        for name in ["a.md", "a.html", "a.xml"] {
            read_in(&folder, name, text.as_bytes());
        }
        let feed = format!("<rss><item><description><![CDATA[{text}]]></description></item></rss>");
        read_in(&folder, "a.xml", feed.as_bytes());
    }
}

const PIECES: &[&str] = &[
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<table>",
    "<tr>",
    "<td>",
    "</td>",
    "</table>",
    "<b>",
    "</b>",
    "<a href='x'>",
    "</a>",
    "<br>",
    "<br><br>",
    "<ul>",
    "<li>",
    "</ul>",
    "<h1>",
    "</h1>",
    "<article>",
    "</article>",
    "<template>",
    "<table><div>",
    "</template>",
    "<svg>",
    "</svg>",
    "<math>",
    "<font>",
    "<form>",
    "<select>",
    "<option>",
    "<script>",
    "</script>",
    "<style>",
    "</style>",
    "<noscript>",
    "</noscript>",
    "<img src='x'>",
    "<title>",
    "</title>",
    "<meta property='og:title' content='x'>",
    "<body>",
    "</body>",
    "<frameset>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<!DOCTYPE html>",
    "&amp;",
    "&#0;",
    "&#x110000;",
    "&nbsp",
    "<",
    ">",
    "&",
    "\"",
    "كلمة واحدة، ثم أخرى.",
    "words, and more of them, in a row. ",
    "\n",
    "\n\n",
    "# ",
    "> ",
    "- ",
    "* ",
    "**",
    "`",
    "```\n",
    "[",
    "](x)",
    "| a | b |\n|---|---|\n",
    "---\n",
    "<item>",
    "</item>",
    "<entry>",
    "</entry>",
    "<content type='xhtml'>",
    "</content>",
    "<link href='x'/>",
    "\u{202E}",
    "\u{0}",
    "<script type='application/ld+json'>{\"@context\":\"https://schema.org\",\"@type\":\"Article\",\"headline\":[]}</script>",
];
