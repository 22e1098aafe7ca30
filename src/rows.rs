//! Records of CSV and JSON Lines files.

mod table;

use std::path::PathBuf;

use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::input::{Input, InputKind, Lines, ReadOptions, Text};
use table::Table;

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
    /// The field that a blank line of JSON Lines gets, if it is a record.
    blank: Option<String>,
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
        Self::open_as(input, required, options, Input::open_text)
    }

    /// As [`Rows::open_with`], for what answers line by line: a blank line of JSON Lines
    /// is a row too, in which `field` is empty, and the lines of standard input are those
    /// of its bytes, which are not unpacked.
    ///
    /// # Errors
    ///
    /// As [`Rows::open`].
    pub fn open_each_line(input: &Input, field: &str, options: &ReadOptions) -> Result<Self> {
        let rows = Self::open_as(input, &[field], options, Input::open_lines)?;
        Ok(Self {
            blank: Some(field.into()),
            ..rows
        })
    }

    fn open_as(
        input: &Input,
        required: &[&str],
        options: &ReadOptions,
        open: impl Fn(&Input, &ReadOptions) -> Result<Text>,
    ) -> Result<Self> {
        let path = input.name().to_path_buf();
        let table = |delimiter| -> Result<Source> {
            let table = Table::open(open(input, options)?, delimiter, required);
            Ok(Source::Csv(table.map_err(|error| error.at(&path))?))
        };
        let source = match input.kind() {
            Some(InputKind::Csv) => table(b',')?,
            Some(InputKind::Tsv) => table(b'\t')?,
            Some(InputKind::JsonLines) => Source::Json(Lines::new(input, open(input, options)?)),
            _ => {
                // A path that does not exist is the more helpful message.
                input.open()?;
                return Err(Error::new("is neither CSV nor JSON Lines")
                    .remedy("name a .csv, .tsv or .jsonl file")
                    .at(path));
            }
        };
        Ok(Self {
            path,
            source,
            blank: None,
        })
    }

    /// The columns of a CSV; a JSON Lines file has none in advance.
    #[must_use]
    pub fn header(&self) -> Option<Vec<String>> {
        match &self.source {
            Source::Csv(table) => Some(table.header().to_vec()),
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
                    Ok((number, line)) if line.trim().is_empty() => {
                        if let Some(field) = &self.blank {
                            let empty = [(field.to_string(), Value::String(line))];
                            break Ok(Row {
                                line: number,
                                fields: Map::from_iter(empty),
                            });
                        }
                    }
                    Ok((number, line)) => break json_row(number, &line),
                    Err(error) => break Err(error),
                }
            },
        };
        Some(row.map_err(|error| error.at(&self.path)))
    }
}

/// One line of JSON as a row.
fn json_row(line: u64, text: &str) -> Result<Row> {
    match serde_json::from_str(text) {
        Ok(fields) => Ok(Row { line, fields }),
        Err(error) => {
            let (problem, column) = without_place(&error);
            let a_line = "write one JSON object a line, such as {\"text\":\"…\"}";
            let (problem, remedy) = match (problem.as_str(), beginning(text)) {
                ("recursion limit exceeded", _) => (
                    "lists and objects stand more than 127 deep in each other",
                    "write the text as a field of the record itself",
                ),
                ("number out of range", _) => (
                    "the number is too large",
                    "write numbers up to 1.8e308, or as strings",
                ),
                (_, Some(other)) => {
                    let error = Error::new(format!("is not a JSON object but {other}"));
                    return Err(error.remedy(a_line).line(line));
                }
                (problem, None) => (problem, a_line),
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

/// What a line begins that begins no object.
fn beginning(text: &str) -> Option<&'static str> {
    match text.trim_start().bytes().next()? {
        b'{' => None,
        b'[' => Some("a list"),
        b'"' => Some("a string"),
        b'-' | b'0'..=b'9' => Some("a number"),
        b'<' => Some("HTML or XML"),
        _ => Some("other text"),
    }
}
