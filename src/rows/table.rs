//! The records of CSV and TSV files.

use std::collections::HashSet;
use std::io::{self, Read};

use serde_json::Value;

use super::Row;
use crate::error::{Error, Result};
use crate::input::Text;
use crate::input::limits::{COLUMNS, RECORD_BYTES, megabytes};

/// The records of a CSV.
pub struct Table {
    header: Vec<String>,
    reader: csv::Reader<Source>,
    record: csv::StringRecord,
    /// The place behind the last record.
    behind: Place,
    ended: bool,
}

/// A place in the text, by what stands before it.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    line_feeds: u64,
    quotes: u64,
}

/// What was read of the record at hand.
struct Raw {
    /// The line in which it begins, counted from 1.
    line: u64,
    /// Whether it ends with the file, inside of quotation marks.
    is_open: bool,
}

impl Table {
    /// Opens a table whose header must have the `required` columns.
    pub fn open(text: Text, delimiter: u8, required: &[&str]) -> Result<Self> {
        let reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(Source::new(text));
        let mut table = Self {
            header: Vec::new(),
            reader,
            record: csv::StringRecord::new(),
            behind: Place::default(),
            ended: false,
        };
        let line = match table.read() {
            Some(Ok(raw)) => raw.line,
            Some(Err(error)) => return Err(error),
            None => {
                return Err(Error::new("is empty").remedy(format!(
                    "begin it with a header, such as {}",
                    required.join(",")
                )));
            }
        };
        let header: Vec<String> = table.record.iter().map(str::to_string).collect();
        check(&header, required).map_err(|error| error.line(line))?;
        table.header = header;
        Ok(table)
    }

    /// The names of the columns.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Reads the next record; none at the end.
    fn read(&mut self) -> Option<Result<Raw>> {
        self.reader.get_mut().text.allow(RECORD_BYTES);
        // Where it fails the record begins behind the last one.
        let before = self.behind;
        match self.reader.read_record(&mut self.record) {
            Ok(true) => {}
            Ok(false) => return None,
            Err(error) => {
                self.ended = true;
                return Some(Err(failed(error).line(before.line_feeds + 1)));
            }
        }
        let end = self.reader.position().byte();
        let source = self.reader.get_mut();
        self.behind = source.before(end);
        // The line feed that ends a record is its last byte; all others before it in
        // the record stand in its cells. Empty lines before the record are passed over.
        let last = source.before(end.saturating_sub(1));
        let cells = self.record.iter().map(line_feeds);
        let inside: u64 = cells.sum();
        let line = 1 + last
            .line_feeds
            .saturating_sub(inside)
            .max(before.line_feeds);
        let malformed = source.text.malformed(end);
        let quotes = self.behind.quotes - before.quotes;
        // At the end of the file, with a mark too many and lines in what it opens.
        let last_cell = self.record.iter().next_back().unwrap_or_default();
        let is_open = source.ended && quotes % 2 == 1 && last_cell.contains('\n');
        Some(match malformed {
            Some(error) => Err(error.line(line)),
            None => Ok(Raw { line, is_open }),
        })
    }

    /// The record at hand as a row.
    fn row(&self, Raw { line, is_open }: &Raw) -> Result<Row> {
        let (found, expected) = (self.record.len(), self.header.len());
        if *is_open {
            return Err(
                Error::new("a quotation mark opens in the record and is never closed")
                    .remedy("close it, and write marks within a field twice"),
            );
        }
        if found != expected {
            let plural = if found == 1 { "" } else { "s" };
            return Err(Error::new(format!(
                "the record has {found} field{plural} where the header has {expected}"
            ))
            .remedy("put fields with commas or quotation marks in quotation marks"));
        }
        let cells = (self.record.iter()).map(|cell| Value::String(cell.into()));
        Ok(Row {
            line: *line,
            fields: self.header.iter().cloned().zip(cells).collect(),
        })
    }
}

impl Iterator for Table {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let raw = self.read()?;
        Some(raw.and_then(|raw| self.row(&raw).map_err(|error| error.line(raw.line))))
    }
}

/// Checks the names of the columns.
fn check(header: &[String], required: &[&str]) -> Result<()> {
    if header.len() > COLUMNS {
        return Err(Error::new(format!(
            "has {} columns, more than the {COLUMNS} that are allowed",
            header.len()
        ))
        .remedy("check that lines end where records end"));
    }
    if let Some(missing) = required
        .iter()
        .find(|column| !header.iter().any(|own| own == *column))
    {
        return Err(no_column(missing, header));
    }
    let mut seen = HashSet::new();
    if let Some(twice) = header.iter().find(|column| !seen.insert(column.as_str())) {
        return Err(
            Error::new(format!("has two columns '{twice}'")).remedy("rename or remove one of them")
        );
    }
    Ok(())
}

fn no_column(missing: &str, header: &[String]) -> Error {
    let remedy = match header {
        [only] if only.contains([';', '\t']) => {
            "separate the columns by commas, or by tabs in a .tsv file".to_string()
        }
        // Those that a flag can name.
        _ if matches!(missing, "text" | "label") => format!(
            "rename the column that holds it to '{missing}', or name it with --{missing}-field"
        ),
        _ => format!("rename the column that holds it to '{missing}', or name one that it has"),
    };
    Error::new(format!(
        "has no column '{missing}' (its columns are {})",
        header.join(", ")
    ))
    .remedy(remedy)
}

/// The error of the reader of records.
fn failed(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            let most = megabytes(RECORD_BYTES);
            Error::new(format!("the record is longer than {most}"))
                .remedy("check that each quotation mark that opens is closed")
        }
        csv::ErrorKind::Io(error) => Error::new(error.to_string()).caused_by(error),
        other => Error::new(format!("{other:?}")),
    }
}

fn line_feeds(text: &str) -> u64 {
    memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64
}

/// A text that remembers what it gave last, to tell places in it: the reader of records
/// takes more than it needs, and its own count of lines is one too low where some end in
/// CR LF.
struct Source {
    text: Text,
    /// What stands before the bytes given last, and how many bytes do.
    before: Place,
    start: u64,
    last: Vec<u8>,
    ended: bool,
}

impl Source {
    fn new(text: Text) -> Self {
        Self {
            text,
            before: Place::default(),
            start: 0,
            last: Vec::new(),
            ended: false,
        }
    }

    /// What stands before byte `end`, which is one of those given last or behind them.
    fn before(&self, end: u64) -> Place {
        let length = usize::try_from(end.saturating_sub(self.start)).unwrap_or(usize::MAX);
        let bytes = &self.last[..length.min(self.last.len())];
        let count = |byte| memchr::memchr_iter(byte, bytes).count() as u64;
        Place {
            line_feeds: self.before.line_feeds + count(b'\n'),
            quotes: self.before.quotes + count(b'"'),
        }
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.text.read(buffer)?;
        self.ended = read == 0;
        if !self.ended {
            let end = self.start + self.last.len() as u64;
            self.before = self.before(end);
            self.start = end;
            self.last.clear();
            self.last.extend_from_slice(&buffer[..read]);
        }
        Ok(read)
    }
}
