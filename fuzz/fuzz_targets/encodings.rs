//! Any bytes are a text in the encoding that they are said to be in, and the same one
//! as encoding_rs makes of them at once; or they are an error. Packed or not.
#![no_main]

use encoding_rs::Encoding;
use libfuzzer_sys::fuzz_target;
use stance::{Articles, Error, Input, ReadOptions};
use stance_fuzz::with_file;

/// What may be said; the first byte chooses, and nothing is said for all others.
const NAMES: [&str; 8] = [
    "utf-8",
    "utf-16le",
    "utf-16be",
    "windows-1256",
    "iso-8859-6",
    "gb18030",
    "iso-2022-jp",
    "x-user-defined",
];

/// How packed files and marks begin, which count more than what is said.
const MARKS: [&[u8]; 5] = [
    b"\x1F\x8B",
    b"\x28\xB5\x2F\xFD",
    b"\xEF\xBB\xBF",
    b"\xFF\xFE",
    b"\xFE\xFF",
];

fuzz_target!(|bytes: &[u8]| {
    let Some((&choice, bytes)) = bytes.split_first() else {
        return;
    };
    let name = NAMES.get(usize::from(choice >> 1));
    let options = ReadOptions {
        encoding: name.and_then(|name| name.parse().ok()),
        lossy: choice & 1 == 1,
        ..ReadOptions::default()
    };
    let read = |options: &ReadOptions| -> Result<String, Error> {
        with_file("article.txt", bytes, |path| {
            let mut articles = Articles::new([Input::Path(path.into())]).with(options.clone());
            let article = articles.next().expect("a file is one article");
            assert!(articles.next().is_none());
            article.map(|article| article.text)
        })
    };
    let text = read(&options);
    let marked = MARKS.iter().any(|mark| bytes.starts_with(mark));
    let Some(encoding) = name.and_then(|name| Encoding::for_label(name.as_bytes())) else {
        return;
    };
    if marked {
        return;
    }
    let (expected, broken) = encoding.decode_without_bom_handling(bytes);
    match text {
        Ok(text) => {
            assert!(options.lossy || !broken);
            assert_eq!(text, expected);
        }
        Err(_) => assert!(broken && !options.lossy),
    }
});
