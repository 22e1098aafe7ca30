//! Any bytes are records of a table or errors, in the order of their lines.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stance::{Input, Rows};
use stance_fuzz::with_file;

fuzz_target!(|bytes: &[u8]| {
    let (name, bytes) = match bytes.split_first() {
        Some((b'\t', rest)) => ("rows.tsv", rest),
        _ => ("rows.csv", bytes),
    };
    with_file(name, bytes, |path| {
        let Ok(rows) = Rows::open(&Input::Path(path.into()), &[]) else {
            return;
        };
        let header = rows.header().expect("a table has a header").to_vec();
        let mut last = 1;
        for row in rows {
            let line = match &row {
                Ok(row) => {
                    assert!(row.cells().map(|(name, _)| name).eq(&header));
                    Some(row.line)
                }
                Err(error) => {
                    assert_eq!(error.path(), Some(path));
                    error.line_number()
                }
            };
            // A header may have several lines, but no record begins before it.
            let line = line.expect("a record and an error of one have a line");
            assert!(line >= last, "line {line} behind line {last}");
            last = line;
        }
    });
});
