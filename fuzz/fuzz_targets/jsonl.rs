//! Of any bytes each line is a record or an error, if blank lines count: the contract
//! of the filter.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stance::{Articles, Input, ReadNoteKind, ReadOptions};
use stance_fuzz::with_file;

fuzz_target!(|bytes: &[u8]| {
    // Packed data and other encodings have other lines.
    let other: [&[u8]; 5] = [
        b"\x1F\x8B",
        b"\x28\xB5\x2F\xFD",
        b"\xFF\xFE",
        b"\xFE\xFF",
        b"\0\0\xFE\xFF",
    ];
    let is_skipped = matches!(bytes, [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..]);
    let counted = !is_skipped && !other.iter().any(|mark| bytes.starts_with(mark));
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    with_file("articles.jsonl", bytes, |path| {
        let options = ReadOptions::default();
        let articles = Articles::new([Input::Path(path.into())])
            .with(options.clone())
            .line_by_line();
        let mut found = 0;
        for article in articles {
            found += 1;
            if let Err(error) = article {
                assert_eq!(error.path(), Some(path));
            }
        }
        let notes = options.notes.all();
        let guessed = (notes.iter()).any(|note| matches!(note.kind, ReadNoteKind::Guessed(_)));
        if counted && !guessed {
            let lines = text.split_inclusive(|&byte| byte == b'\n').count();
            assert_eq!(found, lines);
        }
    });
});
