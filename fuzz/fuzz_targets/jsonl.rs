//! Of any bytes each line is a record or an error, if blank lines count: the contract
//! of the filter.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stance::{Articles, Input};
use stance_fuzz::with_file;

fuzz_target!(|bytes: &[u8]| {
    // Packed data and other encodings have other lines.
    let other = [&b"\x1F\x8B"[..], b"\x28\xB5\x2F\xFD", b"\xFF\xFE", b"\xFE\xFF"];
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let counted = !other.iter().any(|mark| bytes.starts_with(mark)) && !text.contains(&0);
    with_file("articles.jsonl", bytes, |path| {
        let articles = Articles::new([Input::Path(path.into())]).line_by_line();
        let mut found = 0;
        for article in articles {
            found += 1;
            if let Err(error) = article {
                assert_eq!(error.path(), Some(path));
            }
        }
        if counted && std::str::from_utf8(text).is_ok() {
            let lines = text.split_inclusive(|&byte| byte == b'\n').count();
            assert_eq!(found, lines);
        }
    });
});
