//! Encodings: told, declared, guessed, and bytes that none explains.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic and say why it skips"
)]

mod reading;

use std::fs;

use stance::{Articles, Input, ReadNoteKind, ReadOptions};
use tempfile::TempDir;

use reading::{FIRST, SECOND, THIRD, inputs, read_with, refused};

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
