//! Records of CSV and JSON Lines files.

use std::io::BufRead;
use std::path::PathBuf;

use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::input::{Input, Lines, not_utf8};

/// The most columns that a CSV file may have.
const MOST_COLUMNS: usize = 10_000;

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
pub struct Rows {
    path: PathBuf,
    source: Source,
    /// The field that a blank line of JSON Lines gets, if it is a record.
    blank: Option<&'static str>,
}

enum Source {
    Csv {
        header: csv::StringRecord,
        records: csv::StringRecordsIntoIter<Box<dyn BufRead + Send>>,
    },
    Json(Lines),
}

impl Rows {
    /// Opens a `.csv`, `.jsonl` or `.ndjson` file, or JSON Lines on standard input.
    ///
    /// `required` names the columns that the header of a CSV must have.
    ///
    /// # Errors
    ///
    /// If the file cannot be opened, has another extension, or is a CSV without
    /// a header or without a required column.
    pub fn open(input: &Input, required: &[&str]) -> Result<Self> {
        let path = input.name().to_path_buf();
        let source = match input.extension().as_deref() {
            Some("csv") => csv_source(input, required).map_err(|error| error.at(&path))?,
            Some("jsonl" | "ndjson") => Source::Json(Lines::open(input)?),
            _ if *input == Input::Stdin => Source::Json(Lines::open(input)?),
            _ => {
                // A path that does not exist is the more helpful message.
                input.open()?;
                return Err(Error::new("is neither CSV nor JSON Lines")
                    .remedy("name a .csv or a .jsonl file")
                    .at(path));
            }
        };
        Ok(Self {
            path,
            source,
            blank: None,
        })
    }

    /// Gives blank lines of JSON Lines too, as rows in which `field` is empty.
    #[must_use]
    pub fn with_blank_lines(mut self, field: &'static str) -> Self {
        self.blank = Some(field);
        self
    }

    /// The columns of a CSV; a JSON Lines file has none in advance.
    #[must_use]
    pub fn header(&self) -> Option<Vec<String>> {
        match &self.source {
            Source::Csv { header, .. } => Some(header.iter().map(str::to_string).collect()),
            Source::Json(_) => None,
        }
    }
}

fn csv_source(input: &Input, required: &[&str]) -> Result<Source> {
    let mut reader = csv::ReaderBuilder::new().from_reader(input.open()?);
    let header = reader.headers().map_err(csv_error)?.clone();
    if header.is_empty() {
        return Err(Error::new("is empty").remedy(format!(
            "begin it with a header, such as {}",
            required.join(",")
        )));
    }
    if header.len() > MOST_COLUMNS {
        return Err(Error::new(format!(
            "has {} columns, more than the {MOST_COLUMNS} that are allowed",
            header.len()
        ))
        .remedy("check that lines end where records end"));
    }
    for column in required {
        if !header.iter().any(|own| own == *column) {
            return Err(Error::new(format!(
                "has no column '{column}' (its columns are {})",
                header.iter().collect::<Vec<_>>().join(", ")
            ))
            .remedy(format!("rename the column that holds it to '{column}'"))
            .line(1));
        }
    }
    for (place, column) in header.iter().enumerate() {
        if header.iter().take(place).any(|earlier| earlier == column) {
            return Err(Error::new(format!("has two columns '{column}'"))
                .remedy("rename or remove one of them")
                .line(1));
        }
    }
    Ok(Source::Csv {
        header,
        records: reader.into_records(),
    })
}

impl Iterator for Rows {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = match &mut self.source {
            Source::Csv { header, records } => records.next()?.map_err(csv_error).map(|record| {
                let cells = record.iter().map(|cell| Value::String(cell.to_string()));
                Row {
                    line: record.position().map_or(0, csv::Position::line),
                    fields: header.iter().map(str::to_string).zip(cells).collect(),
                }
            }),
            Source::Json(lines) => loop {
                match lines.next()? {
                    Ok((number, line)) if line.trim().is_empty() => {
                        if let Some(field) = self.blank {
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
        Err(error) => Err(
            Error::new(format!("is not a JSON object: {}", without_place(&error)))
                .remedy("write one JSON object a line")
                .line(line),
        ),
    }
}

/// The message without the place, which counts within the line and would mislead.
fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.rfind(" at line ") {
        Some(place) => format!("{} (column {})", &message[..place], error.column()),
        None => message,
    }
}

/// A CSV error with its line.
fn csv_error(error: csv::Error) -> Error {
    let line = error.position().map(csv::Position::line);
    let error = match error.kind() {
        csv::ErrorKind::Io(io) => Error::new(io.to_string()).caused_by(error),
        csv::ErrorKind::Utf8 { err, .. } => not_utf8(&format!("field {}", err.field() + 1)),
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => Error::new(format!(
            "the record has {len} fields where the header has {expected_len}"
        ))
        .remedy("put fields with commas or quotation marks in quotation marks"),
        _ => Error::new(error.to_string()).caused_by(error),
    };
    match line {
        Some(line) => error.line(line),
        None => error,
    }
}
