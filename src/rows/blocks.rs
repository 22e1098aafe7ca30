//! The rows of a large CSV, read by all threads.
//!
//! A text cannot be cut into records without reading it from its beginning: only that
//! tells whether a line end stands in quotation marks. So the text is cut where the
//! number of marks before a line end says that it does not, and the blocks are read side
//! by side. That is right if each block ends where a record ends, which its reader sees.
//! Where one does not, or where anything else is unusual, nothing is made of it: then
//! one thread reads all from the beginning, and says what is wrong.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::table::{Place, Table};
use super::{Row, Rows};
use crate::error::Result;
use crate::in_order::in_order;
use crate::input::limits::RECORD_BYTES;
use crate::input::{Input, InputKind, ReadNotes, ReadOptions, Text};

/// How many bytes a block has at least, but for the last.
const BLOCK: usize = 1 << 20;
/// U+FEFF.
const BOM: &[u8] = "\u{FEFF}".as_bytes();

/// Makes something of each row of a file, by all threads where it is a CSV.
///
/// # Errors
///
/// As [`Rows::open_with`], and of the first row that is wrong or that `make` refuses.
pub fn collect<T: Send>(
    input: &Input,
    required: &[&str],
    options: &ReadOptions,
    make: impl Fn(Row) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    match in_blocks(input, required, options, BLOCK, &make) {
        Some(all) => Ok(all),
        None => Rows::open_with(input, required, options)?
            .map(|row| make(row?))
            .collect(),
    }
}

/// What is made of all rows, in blocks of so many bytes or more; none if one thread has
/// to look.
fn in_blocks<T: Send>(
    input: &Input,
    required: &[&str],
    options: &ReadOptions,
    block: usize,
    make: &(impl Fn(Row) -> Result<T> + Sync),
) -> Option<Vec<T>> {
    let delimiter = match input.kind()? {
        InputKind::Csv => b',',
        InputKind::Tsv => b'\t',
        _ => return None,
    };
    // What comes through a pipe cannot be read again.
    if !input.name().is_file() {
        return None;
    }
    let notes = ReadNotes::default();
    let options = ReadOptions {
        notes: notes.clone(),
        ..options.clone()
    };
    let blocks = Blocks {
        text: input.open_text(&options).ok()?,
        block,
        rest: Vec::new(),
        begun: false,
        place: Place::default(),
    };
    let mut header = None::<Arc<[String]>>;
    let tables = blocks.map(|block| {
        let (place, block) = block?;
        let text = Text::from_utf8(block);
        let table = match &header {
            Some(header) => Table::behind(text, delimiter, header, place),
            None => Table::open(text, delimiter, required).ok()?,
        };
        header.get_or_insert_with(|| Arc::clone(table.header()));
        Some(table)
    });
    let read = |mut table: Table| -> Option<Vec<T>> {
        let made: Option<Vec<T>> = (table.by_ref()).map(|row| make(row.ok()?).ok()).collect();
        made.filter(|_| !table.may_go_on())
    };
    let failed = AtomicBool::new(false);
    let mut all = Vec::new();
    in_order(
        tables.take_while(|_| !failed.load(Ordering::Relaxed)),
        |table| {
            let made = table.and_then(read);
            failed.fetch_or(made.is_none(), Ordering::Relaxed);
            made
        },
        |made| all.extend(made.unwrap_or_default()),
    );
    let whole = !failed.into_inner() && header.is_some() && notes.all().is_empty();
    whole.then_some(all)
}

/// A text in blocks.
struct Blocks {
    text: Text,
    /// How many bytes a block has at least.
    block: usize,
    /// What was read behind the last block.
    rest: Vec<u8>,
    /// Whether there was a block.
    begun: bool,
    /// Where it begins.
    place: Place,
}

impl Iterator for Blocks {
    /// A block and where it begins; none if it cannot be read or cut.
    type Item = Option<(Place, Vec<u8>)>;

    fn next(&mut self) -> Option<Self::Item> {
        let Some(block) = self.next_block() else {
            return Some(None);
        };
        // A reader leaves out what it takes for the mark of the encoding.
        if self.begun && block.starts_with(BOM) {
            return Some(None);
        }
        self.begun = true;
        let place = self.place;
        self.place = place.after(&block);
        (!block.is_empty()).then_some(Some((place, block)))
    }
}

impl Blocks {
    /// The next block, which is empty at the end.
    fn next_block(&mut self) -> Option<Vec<u8>> {
        let mut block = std::mem::take(&mut self.rest);
        block.reserve(self.block);
        let mut most = self.block;
        loop {
            let ended = self.fill(&mut block, most)?;
            if ended {
                return Some(block);
            }
            if let Some(end) = end_of_records(&block) {
                self.rest = block.split_off(end);
                return Some(block);
            }
            most *= 2;
            if most as u64 > RECORD_BYTES {
                return None;
            }
        }
    }

    /// Reads on until there are so many bytes; whether the text ended before.
    fn fill(&mut self, block: &mut Vec<u8>, most: usize) -> Option<bool> {
        use std::io::BufRead;
        while block.len() < most {
            let bytes = self.text.fill_buf().ok()?;
            let length = bytes.len().min(most - block.len());
            block.extend_from_slice(&bytes[..length]);
            self.text.consume(length);
            if self.text.malformed(self.text.position()).is_some() {
                return None;
            }
            if length == 0 {
                return Some(true);
            }
        }
        Some(false)
    }
}

/// The place behind the last line end before which the marks are even in number.
fn end_of_records(block: &[u8]) -> Option<usize> {
    let mut odd = memchr::memchr_iter(b'"', block).count() % 2 == 1;
    for at in memchr::memrchr2_iter(b'"', b'\n', block) {
        if block[at] == b'"' {
            odd = !odd;
        } else if !odd {
            return Some(at + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What is made of the rows of a CSV in blocks, and what by one thread: of each its
    /// line and its cells.
    #[expect(clippy::type_complexity, reason = "two of the same")]
    fn both(text: &str, block: usize) -> (Option<Vec<(u64, String)>>, Result<Vec<(u64, String)>>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.csv");
        std::fs::write(&path, text).unwrap();
        let (input, options) = (Input::Path(path), ReadOptions::default());
        let make = |row: Row| {
            let cells: Vec<_> = row.cells().collect();
            Ok((row.line, format!("{cells:?}")))
        };
        let rows = Rows::open_with(&input, &["a"], &options);
        let serial = rows.and_then(|rows| rows.map(|row| make(row?)).collect());
        (in_blocks(&input, &["a"], &options, block, &make), serial)
    }

    #[test]
    fn rows_with_lines_and_marks_in_them_are_read_in_blocks() {
        let rows = (0..500).map(|n| format!("\"قال\n{n}\n\",\"\"\"x\"\"\"\n\n"));
        let text = format!("a,b\n{}last,row", rows.collect::<String>());
        for block in [1, 100, 1 << 20] {
            let (blocks, serial) = both(&text, block);
            let serial = serial.unwrap();
            assert_eq!((serial.len(), serial[500].0), (501, 2 + 4 * 500));
            assert_eq!(blocks, Some(serial), "{block}");
        }
    }

    #[test]
    fn what_is_wrong_is_left_to_one_thread() {
        for text in [
            "",
            "b\n1\n",
            "a,b\n1,2\n3\n",
            "a\nx\n\"open\nand\n",
            "a,b\n1,x\"y\n2,\"open\n3,4\"\n",
            // A mark in an open cell hides that the block ends in a quoted one.
            "a,b\n1\"x,\"open\n2,y\"\n3,4\n5,6\n7,8\n",
            "a,b\n1\"x,\"open\n2,y\n3,4\n5,6\n7,8\n",
            "a,b\n1,2\n\u{FEFF}3,4\n",
        ] {
            assert_eq!(both(text, 1).0, None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn blocks_say_what_one_thread_says(
            text in "[a\",\n\r\u{FEFF}]{0,60}|([ab\"]{0,3},\"?[ab,\n]{0,3}\"?\r?\n){0,12}",
            block in 1..30_usize,
        ) {
            let (blocks, serial) = both(&format!("a,b\n{text}"), block);
            if let Some(blocks) = blocks {
                prop_assert_eq!(Ok(blocks), serial.map_err(|error| error.to_string()));
            }
        }
    }
}
