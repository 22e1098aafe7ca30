//! Records of CSV and JSON Lines files.

mod blocks;
mod cells;
mod json;
mod table;

use std::path::PathBuf;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::input::{Input, InputKind, Lines, ReadOptions, Text};
use cells::Cells;
use table::Table;

pub use blocks::collect;
pub use json::NAMES;

/// A record with its line, its columns in the order of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The line in which the record begins, counted from 1.
    pub line: u64,
    columns: Columns,
}

/// The columns of a row.
#[derive(Debug, Clone, PartialEq)]
enum Columns {
    Cells(Cells),
    Fields(Map<String, Value>),
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Cell<'r> {
    /// A string; a CSV has no others.
    Text(&'r str),
    /// Another value of JSON.
    Other(&'r Value),
}

impl<'r> From<&'r Value> for Cell<'r> {
    fn from(value: &'r Value) -> Self {
        match value {
            Value::String(text) => Self::Text(text),
            other => Self::Other(other),
        }
    }
}

impl Row {
    /// The names of the columns and what stands in them, in the order of the file.
    pub fn cells(&self) -> impl Iterator<Item = (&str, Cell<'_>)> {
        let (cells, fields) = match &self.columns {
            Columns::Cells(cells) => (Some(cells.iter()), None),
            Columns::Fields(fields) => (None, Some(fields)),
        };
        let cells = cells.into_iter().flatten();
        let fields = fields.into_iter().flatten();
        (cells.map(|(name, cell)| (name, Cell::Text(cell))))
            .chain(fields.map(|(name, value)| (name.as_str(), value.into())))
    }

    /// What stands in a column, if there is one of that name.
    #[must_use]
    pub fn cell(&self, column: &str) -> Option<Cell<'_>> {
        match &self.columns {
            Columns::Cells(cells) => {
                let (_, cell) = cells.iter().find(|(name, _)| *name == column)?;
                Some(Cell::Text(cell))
            }
            Columns::Fields(fields) => fields.get(column).map(Cell::from),
        }
    }

    /// The text of a column: the string itself, or a number or a truth value as it is written.
    #[must_use]
    pub fn text(&self, column: &str) -> Option<String> {
        match self.cell(column)? {
            Cell::Text(text) => Some(text.to_string()),
            Cell::Other(value @ (Value::Number(_) | Value::Bool(_))) => Some(value.to_string()),
            Cell::Other(_) => None,
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
            None => Err(self
                .other(column)
                .unwrap_or_else(|| Error::new(format!("has no field '{column}'")))
                .remedy(format!("give every record a string '{column}'"))
                .line(self.line)),
        }
    }

    /// The error for a column that is there and has no text.
    pub(crate) fn other(&self, column: &str) -> Option<Error> {
        let what = match self.cell(column)? {
            Cell::Other(Value::Null) => "null",
            Cell::Other(Value::Array(_)) => "a list",
            Cell::Other(Value::Object(_)) => "an object",
            Cell::Text(_) | Cell::Other(_) => return None,
        };
        let error = Error::new(format!("the field '{column}' is {what}, not a string"));
        Some(error)
    }
}

/// The records of a file, one after the other.
///
/// A record that is wrong is an error in its place, and the next ones follow;
/// behind an error in reading nothing does.
pub struct Rows {
    path: PathBuf,
    source: Source,
    /// The fields of JSON Lines that are asked for; all if none are named.
    wanted: Option<Vec<String>>,
    /// The field that a blank line of JSON Lines gets, if it is a record.
    blank: Option<String>,
}

enum Source {
    Csv(Box<Table>),
    Json(Box<Lines>),
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
    /// a header or without a required column. A record of JSON Lines that holds more
    /// than 100,000 values is an error in its place.
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

    /// As [`Rows::open_with`], for the fields of an article: the rows of JSON Lines have
    /// no others, but the names of some.
    ///
    /// For what answers line by line (`each_line`) a blank line of JSON Lines is a row
    /// too, in which the text is empty, and the lines of standard input are those of its
    /// bytes, which are not unpacked.
    pub(crate) fn open_articles(
        input: &Input,
        options: &ReadOptions,
        each_line: bool,
    ) -> Result<Self> {
        let text = &options.text_field;
        let open = match each_line {
            true => Input::open_lines,
            false => Input::open_text,
        };
        let fields = [text, &options.id_field, &options.title_field];
        Ok(Self {
            wanted: Some(fields.map(String::clone).into()),
            blank: each_line.then(|| text.clone()),
            ..Self::open_as(input, &[text], options, open)?
        })
    }

    fn open_as(
        input: &Input,
        required: &[&str],
        options: &ReadOptions,
        open: fn(&Input, &ReadOptions) -> Result<Text>,
    ) -> Result<Self> {
        let path = input.name().to_path_buf();
        let table = |delimiter| -> Result<Source> {
            let table = Table::open(open(input, options)?, delimiter, required);
            Ok(Source::Csv(Box::new(
                table.map_err(|error| error.at(&path))?,
            )))
        };
        let source = match input.kind() {
            Some(InputKind::Csv) => table(b',')?,
            Some(InputKind::Tsv) => table(b'\t')?,
            Some(InputKind::JsonLines) => {
                Source::Json(Box::new(Lines::new(input, open(input, options)?)))
            }
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
            wanted: None,
            blank: None,
        })
    }

    /// The columns of a CSV; a JSON Lines file has none in advance.
    #[must_use]
    pub fn header(&self) -> Option<&[String]> {
        match &self.source {
            Source::Csv(table) => Some(table.header()),
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
                                columns: Columns::Fields(Map::from_iter(empty)),
                            });
                        }
                    }
                    Ok((number, line)) => break json::row(number, &line, self.wanted.as_deref()),
                    Err(error) => break Err(error),
                }
            },
        };
        Some(row.map_err(|error| error.at(&self.path)))
    }
}
