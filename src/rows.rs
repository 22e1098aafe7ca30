//! Records of CSV and JSON Lines files.

use std::collections::HashSet;
use std::io;
use std::path::PathBuf;

use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::input::limits::{COLUMNS, RECORD_BYTES, megabytes};
use crate::input::{Input, InputKind, Lines, ReadOptions, Text};

/// A record with its line, its columns in the order of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The line in which the record begins, counted from 1.
    pub line: u64,
    /// Column names and values; a CSV has strings only.
    pub fields: Map<String, Value>,
}

impl Row {
    /// The text of a column: the string itself, or a number or a truth value as it is written.
    #[must_use]
    pub fn text(&self, column: &str) -> Option<String> {
        match self.fields.get(column)? {
            Value::String(text) => Some(text.clone()),
            value @ (Value::Number(_) | Value::Bool(_)) => Some(value.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// The text of a column that must be there and not empty.
    ///
    /// # Errors
    ///
    /// If it is missing or blank; the error names the line.
    pub fn required(&self, column: &str) -> Result<String> {
        match self.text(column) {
            Some(text) if text.trim().is_empty() => {
                Err(Error::new(format!("the {column} is empty"))
                    .remedy("fill it in or remove the row")
                    .line(self.line))
            }
            Some(text) => Ok(text),
            None => Err(Error::new(format!("has no field '{column}'"))
                .remedy(format!("give every record a string '{column}'"))
                .line(self.line)),
        }
    }
}

/// The records of a file, one after the other.
///
/// A record that is wrong is an error in its place, and the next ones follow;
/// behind an error in reading nothing does.
pub struct Rows {
    path: PathBuf,
    source: Source,
}

enum Source {
    Csv(Table),
    Json(Lines),
}

impl Rows {
    /// Opens a `.csv`, `.tsv`, `.jsonl` or `.ndjson` file, packed by gzip or
    /// Zstandard or not, or JSON Lines on standard input.
    ///
    /// `required` names the columns that the header of a CSV must have.
    ///
    /// # Errors
    ///
    /// If the file cannot be opened, has another extension, or is a CSV without
    /// a header or without a required column.
    pub fn open(input: &Input, required: &[&str]) -> Result<Self> {
        Self::open_with(input, required, &ReadOptions::default())
    }

    /// As [`Rows::open`], in the encoding that `options` say.
    ///
    /// # Errors
    ///
    /// As [`Rows::open`].
    pub fn open_with(input: &Input, required: &[&str], options: &ReadOptions) -> Result<Self> {
        let path = input.name().to_path_buf();
        let table = |delimiter| -> Result<Source> {
            let table = Table::open(input.open_text(options)?, delimiter, required);
            Ok(Source::Csv(table.map_err(|error| error.at(&path))?))
        };
        let source = match input.kind() {
            Some(InputKind::Csv) => table(b',')?,
            Some(InputKind::Tsv) => table(b'\t')?,
            Some(InputKind::JsonLines) => Source::Json(Lines::open(input, options)?),
            _ => {
                // A path that does not exist is the more helpful message.
                input.open()?;
                return Err(Error::new("is neither CSV nor JSON Lines")
                    .remedy("name a .csv, .tsv or .jsonl file")
                    .at(path));
            }
        };
        Ok(Self { path, source })
    }

    /// The columns of a CSV; a JSON Lines file has none in advance.
    #[must_use]
    pub fn header(&self) -> Option<Vec<String>> {
        match &self.source {
            Source::Csv(table) => Some(table.header.clone()),
            Source::Json(_) => None,
        }
    }
}

impl Iterator for Rows {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = match &mut self.source {
            Source::Csv(table) => table.next()?,
            Source::Json(lines) => loop {
                match lines.next()? {
                    Ok((_, line)) if line.trim().is_empty() => {}
                    Ok((number, line)) => break json_row(number, &line),
                    Err(error) => break Err(error),
                }
            },
        };
        Some(row.map_err(|error| error.at(&self.path)))
    }
}

/// The records of a CSV.
struct Table {
    header: Vec<String>,
    reader: csv::Reader<Text>,
    record: csv::StringRecord,
    ended: bool,
}

impl Table {
    fn open(text: Text, delimiter: u8, required: &[&str]) -> Result<Self> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .from_reader(text);
        reader.get_mut().allow(RECORD_BYTES);
        let header = reader.headers().map_err(|error| csv_error(error, 1))?;
        let header: Vec<String> = header.iter().map(str::to_string).collect();
        if header.is_empty() {
            return Err(Error::new("is empty").remedy(format!(
                "begin it with a header, such as {}",
                required.join(",")
            )));
        }
        if header.len() > COLUMNS {
            return Err(Error::new(format!(
                "has {} columns, more than the {COLUMNS} that are allowed",
                header.len()
            ))
            .remedy("check that lines end where records end")
            .line(1));
        }
        let end = reader.position().byte();
        if let Some(error) = reader.get_mut().malformed(end) {
            return Err(error.line(1));
        }
        if let Some(missing) = required
            .iter()
            .find(|column| !header.iter().any(|own| own == *column))
        {
            return Err(no_column(missing, &header));
        }
        let mut seen = HashSet::new();
        if let Some(twice) = header.iter().find(|column| !seen.insert(column.as_str())) {
            return Err(Error::new(format!("has two columns '{twice}'"))
                .remedy("rename or remove one of them")
                .line(1));
        }
        Ok(Self {
            header,
            reader,
            record: csv::StringRecord::new(),
            ended: false,
        })
    }

    fn next(&mut self) -> Option<Result<Row>> {
        if self.ended {
            return None;
        }
        let begin = self.reader.position().line();
        self.reader.get_mut().allow(RECORD_BYTES);
        let read = self.reader.read_record(&mut self.record);
        let end = self.reader.position().byte();
        let malformed = self.reader.get_mut().malformed(end);
        match read {
            Ok(false) => None,
            Err(error) => {
                self.ended = error.is_io_error();
                Some(Err(csv_error(error, begin)))
            }
            Ok(true) => {
                let line = self.record.position().map_or(begin, csv::Position::line);
                let cells = (self.record.iter()).map(|cell| Value::String(cell.into()));
                Some(match malformed {
                    Some(error) => Err(error.line(line)),
                    None => Ok(Row {
                        line,
                        fields: self.header.iter().cloned().zip(cells).collect(),
                    }),
                })
            }
        }
    }
}

fn no_column(missing: &str, header: &[String]) -> Error {
    let remedy = match header {
        [only] if only.contains([';', '\t']) => {
            "separate the columns by commas, or by tabs in a .tsv file".to_string()
        }
        _ if matches!(missing, "text" | "label") => format!(
            "rename the column that holds it to '{missing}', or name it with --{missing}-field"
        ),
        _ => format!("rename the column that holds it to '{missing}'"),
    };
    Error::new(format!(
        "has no column '{missing}' (its columns are {})",
        header.join(", ")
    ))
    .remedy(remedy)
    .line(1)
}

/// One line of JSON as a row.
fn json_row(line: u64, text: &str) -> Result<Row> {
    match serde_json::from_str(text) {
        Ok(fields) => Ok(Row { line, fields }),
        Err(error) => {
            let (problem, column) = without_place(&error);
            let (problem, remedy) = match problem.as_str() {
                "recursion limit exceeded" => (
                    "lists and objects stand more than 127 deep in each other",
                    "write the text as a field of the record itself",
                ),
                "number out of range" => (
                    "the number is too large",
                    "write numbers up to 1.8e308, or as strings",
                ),
                problem => (problem, "write one JSON object a line"),
            };
            Err(
                Error::new(format!("is not a JSON object: {problem}{column}"))
                    .remedy(remedy)
                    .line(line),
            )
        }
    }
}

/// The message and the column, without the line, which is always 1.
fn without_place(error: &serde_json::Error) -> (String, String) {
    let message = error.to_string();
    match message.rfind(" at line ") {
        Some(place) => (
            message[..place].to_string(),
            format!(" (column {})", error.column()),
        ),
        None => (message, String::new()),
    }
}

/// A CSV error with its line, or `line` where it knows none.
fn csv_error(error: csv::Error, line: u64) -> Error {
    let line = error.position().map_or(line, csv::Position::line);
    match error.into_kind() {
        csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            let most = megabytes(RECORD_BYTES);
            Error::new(format!("the record is longer than {most}"))
                .remedy("check that each quotation mark that opens is closed")
        }
        csv::ErrorKind::Io(error) => Error::new(error.to_string()).caused_by(error),
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => Error::new(format!(
            "the record has {len} fields where the header has {expected_len}"
        ))
        .remedy("put fields with commas or quotation marks in quotation marks"),
        other => Error::new(format!("{other:?}")),
    }
    .line(line)
}
