//! The records of CSV and TSV files.

use std::collections::HashSet;
use std::io::{self, Read};
use std::sync::Arc;

use super::cells::Cells;
use super::{Columns, Row};
use crate::error::{Error, Result};
use crate::input::limits::{COLUMNS, DELIMITERS, RECORD_BYTES, megabytes};
use crate::input::{Text, decoded};

/// The records of a CSV.
pub struct Table {
    header: Arc<[String]>,
    reader: csv::Reader<Source>,
    record: csv::ByteRecord,
    /// The place behind the last record.
    behind: Place,
    ended: bool,
    /// See [`Table::may_go_on`].
    may_go_on: bool,
    is_tsv: bool,
}

/// A place in the text, by what stands before it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Place {
    /// Line ends: LF, CR LF, or a CR behind which something else came.
    lines: u64,
    quotes: u64,
    /// Whether a CR stands last, of which the next byte tells what it is.
    after_return: bool,
}

impl Place {
    /// The place behind these bytes.
    pub fn after(self, bytes: &[u8]) -> Self {
        let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else {
            return self;
        };
        let ended = u64::from(self.after_return && *first != b'\n');
        Self {
            lines: self.lines + ended + line_ends(bytes) - u64::from(*last == b'\r'),
            quotes: self.quotes + memchr::memchr_iter(b'"', bytes).count() as u64,
            after_return: *last == b'\r',
        }
    }

    /// The line that it stands in, or that begins there, counted from 1.
    fn line(self) -> u64 {
        self.lines + u64::from(self.after_return) + 1
    }
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
        let mut table = Self::behind(text, delimiter, &Arc::default(), Place::default());
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
        let few = few_columns(table.record.len());
        few.map_err(|error| error.line(line))?;
        let header: Arc<[String]> = (table.record.iter())
            .map(|name| decoded(name).into_owned())
            .collect();
        check(&header, required).map_err(|error| error.line(line))?;
        table.header = header;
        Ok(table)
    }

    /// A table whose header was read before, from a place on at which a record begins.
    pub fn behind(text: Text, delimiter: u8, header: &Arc<[String]>, place: Place) -> Self {
        let reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(Source::new(text, delimiter, place));
        Self {
            header: Arc::clone(header),
            reader,
            record: csv::ByteRecord::new(),
            behind: place,
            ended: false,
            may_go_on: false,
            is_tsv: delimiter == b'\t',
        }
    }

    /// The names of the columns.
    pub fn header(&self) -> &Arc<[String]> {
        &self.header
    }

    /// Whether the last record that was read may go on behind the text, which ends with a
    /// line: then its last cell holds that line end. So does one that is closed just
    /// behind it.
    pub fn may_go_on(&self) -> bool {
        self.may_go_on
    }

    /// Reads the next record; none at the end.
    fn read(&mut self) -> Option<Result<Raw>> {
        let source = self.reader.get_mut();
        source.text.allow(RECORD_BYTES);
        source.delimiters = 0;
        // Where it fails the record begins behind the last one.
        let before = self.behind;
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => {}
            Ok(false) => return None,
            Err(error) => {
                self.ended = true;
                return Some(Err(failed(error).line(before.line())));
            }
        }
        let end = self.reader.position().byte();
        let source = self.reader.get_mut();
        let last = source.go_to(end.saturating_sub(1));
        self.behind = source.go_to(end);
        // What ends a record is its last byte, and the LF of CR LF is that before the next
        // one; all other line ends before it in the record stand in its cells. Empty
        // lines before the record are passed over.
        let mut line = before.line();
        if last.line() > line {
            let inside: u64 = self.record.iter().map(line_ends).sum();
            line = last.line().saturating_sub(inside).max(line);
        }
        let malformed = source.text.malformed(end);
        let quotes = self.behind.quotes - before.quotes;
        // At the end of the file, with a mark too many and the last line end in what it
        // opens: no cell without marks holds one.
        let last_cell = self.record.iter().next_back().unwrap_or_default();
        self.may_go_on = last_cell.ends_with(b"\n");
        let is_open = source.ended && quotes % 2 == 1 && self.may_go_on;
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
        // Two lone marks in as many rows would make one row of them and of all between.
        let is_rows = |cell: &[u8]| cell.contains(&b'\n') && cell.contains(&b'\t');
        if self.is_tsv && self.record.iter().any(is_rows) {
            return Err(Error::new(
                "a quoted field holds a tab and a line end, as if rows were in it",
            )
            .remedy(
                "write each quotation mark twice, and the field that has one in quotation marks",
            ));
        }
        if found != expected {
            let plural = if found == 1 { "" } else { "s" };
            return Err(Error::new(format!(
                "the record has {found} field{plural} where the header has {expected}"
            ))
            .remedy("put fields with commas or quotation marks in quotation marks"));
        }
        Ok(Row {
            line: *line,
            columns: Columns::Cells(Cells::new(&self.header, &self.record)),
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

fn few_columns(count: usize) -> Result<()> {
    if count <= COLUMNS {
        return Ok(());
    }
    let error = format!("has {count} columns, more than the {COLUMNS} that are allowed");
    Err(Error::new(error).remedy("check that lines end where records end"))
}

/// Checks the names of the columns.
fn check(header: &[String], required: &[&str]) -> Result<()> {
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

/// How many lines end: by LF, CR LF or CR.
fn line_ends(bytes: &[u8]) -> u64 {
    let returns = memchr::memchr_iter(b'\r', bytes);
    let lone = returns.filter(|&at| bytes.get(at + 1) != Some(&b'\n'));
    (lone.count() + memchr::memchr_iter(b'\n', bytes).count()) as u64
}

/// A text that remembers what it gave last, to tell places in it: the reader of records
/// takes more than it needs, and its own count of lines is one too low where some end in
/// CR LF. The last line gets an end if it has none, so that a cell that is cut off in
/// quotation marks holds it.
struct Source {
    text: Text,
    /// The bytes given last.
    last: Vec<u8>,
    /// How many bytes were given before them.
    start: u64,
    /// How many of them were counted, and the place behind those.
    counted: usize,
    place: Place,
    ended: bool,
    delimiter: u8,
    /// How many of them were given for the record at hand.
    delimiters: usize,
}

impl Source {
    fn new(text: Text, delimiter: u8, place: Place) -> Self {
        Self {
            text,
            last: Vec::new(),
            start: 0,
            counted: 0,
            place,
            ended: false,
            delimiter,
            delimiters: 0,
        }
    }

    /// The place before byte `end`, which is one of those given last or behind them, and
    /// none before the place that was asked for last.
    fn go_to(&mut self, end: u64) -> Place {
        let length = usize::try_from(end.saturating_sub(self.start)).unwrap_or(usize::MAX);
        let length = length.clamp(self.counted, self.last.len());
        self.place = self.place.after(&self.last[self.counted..length]);
        self.counted = length;
        self.place
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut read = self.text.read(buffer)?;
        let ends = matches!(self.last.last(), None | Some(b'\n'));
        if let (0, false, Some(byte)) = (read, ends, buffer.first_mut()) {
            *byte = b'\n';
            read = 1;
        }
        self.delimiters += memchr::memchr_iter(self.delimiter, &buffer[..read]).count();
        if self.delimiters > DELIMITERS {
            let error = format!(
                "the record has more than {DELIMITERS} commas or tabs; check that lines end where \
                 records end"
            );
            return Err(io::Error::new(io::ErrorKind::InvalidData, error));
        }
        self.ended = read == 0;
        if !self.ended {
            let end = self.start + self.last.len() as u64;
            self.go_to(end);
            self.start = end;
            self.counted = 0;
            self.last.clear();
            self.last.extend_from_slice(&buffer[..read]);
        }
        Ok(read)
    }
}
