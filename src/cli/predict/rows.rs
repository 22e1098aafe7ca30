//! Rows of a labelled file, each taken as one claim.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use comfy_table::Cell;
use serde::Serialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use stance::{Error, Input, Labels, PartFile, Predictor, ReadOptions, Row, Rows, Tag};

use super::super::failure::{Outcome, Result};
use super::super::json;
use super::super::stream::{Item, Stream, StreamArgs};
use super::super::table::{printable, table};
use super::flat::Cells;
use super::table::stance;
use super::{Format, flat};

/// How many rows a table has. After them a new one begins, so that a table of many
/// rows is not held in memory and its columns can be set.
const TABLE_ROWS: usize = 500;

/// Writes a line a row: its own columns, and the stance with its probabilities.
pub fn run(
    (inputs, reading): (Vec<Input>, &ReadOptions),
    predictor: &Arc<Predictor<'static>>,
    labels: &Labels,
    (format, cells): (Format, Cells),
    (stream, args): (&mut Stream, &StreamArgs),
) -> Result<Outcome> {
    let mut columns = Columns {
        labels,
        format,
        cells,
        written: None,
    };
    let mut writer = Writer {
        text_field: &reading.text_field,
        format,
        cells,
        of_table: Vec::new(),
        terminal: stream.sink.is_terminal(),
    };
    if let (Some(output), 1.., Format::Csv) = (&args.output, stream.mark().bytes, format) {
        columns.written = Some(columns_of(&PartFile::part_of(output))?);
    }
    let own = Arc::clone(predictor);
    let text_field = reading.text_field.clone();
    let work = move |Record { path, row }: Record| {
        let text = row.required(&text_field).map_err(|error| error.at(&path))?;
        let tag = own.tag(&[text]).pop().unwrap_or_default();
        Ok((Record { path, row }, tag))
    };
    let source = Records {
        // The next one is taken from the end.
        inputs: inputs.into_iter().rev().collect(),
        reading: reading.clone(),
        added: added(labels),
        open: None,
    };
    let check = |(Record { path, row }, tag): (Record, Tag)| {
        columns.line(row, &tag).map_err(|error| error.at(path))
    };
    let outcome = stream.run_checked(source, "rows", work, check, |line| match line {
        Ok(line) => Ok(writer.text(&line)?),
        Err(error) => Ok(writer.unread(&error)?),
    })?;
    let last = writer.table();
    stream.sink.text(&last)?;
    Ok(outcome)
}

/// A row and the file that it stands in.
struct Record {
    path: Arc<Path>,
    row: Row,
}

impl Item for Record {
    fn bytes(&self) -> usize {
        let fields = self.row.fields.iter();
        fields.map(|(name, value)| name.len() + size(value)).sum()
    }

    fn hash(&self, hash: &mut Sha256) {
        for (name, value) in &self.row.fields {
            for part in [name.clone(), value.to_string()] {
                hash.update((part.len() as u64).to_le_bytes());
                hash.update(part);
            }
        }
    }
}

/// About how many bytes a value holds.
fn size(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(values) => values.iter().map(size).sum::<usize>() + 16,
        Value::Object(fields) => {
            let fields = fields.iter();
            fields
                .map(|(name, value)| name.len() + size(value))
                .sum::<usize>()
                + 16
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => 16,
    }
}

/// The rows of several files, one after the other.
struct Records {
    /// The files still to be read, the next one last.
    inputs: Vec<Input>,
    reading: ReadOptions,
    /// The columns that no file may have of its own.
    added: Vec<String>,
    open: Option<(Arc<Path>, Rows)>,
}

impl Records {
    fn enter(&self, input: &Input) -> stance::Result<Rows> {
        if input.name().is_dir() {
            return Err(Error::new("is a folder, of which --by row reads none")
                .remedy("name its .csv, .tsv and .jsonl files")
                .at(input.name()));
        }
        let rows = Rows::open_with(input, &[&self.reading.text_field], &self.reading)?;
        // Said once of a file, and not of each of its rows.
        let header = rows.header().unwrap_or_default();
        match self.added.iter().find(|name| header.contains(name)) {
            Some(name) => Err(taken(name).at(input.name()).line(1)),
            None => Ok(rows),
        }
    }
}

/// The columns that are added to those of a row.
fn added(labels: &Labels) -> Vec<String> {
    let probabilities = labels.iter().map(|label| format!("p_{label}"));
    let names = ["stance", "confidence", "abstained"].map(str::to_string);
    names.into_iter().chain(probabilities).collect()
}

fn taken(name: &str) -> Error {
    Error::new(format!("has a column '{name}' already")).remedy("rename or remove it")
}

impl Iterator for Records {
    type Item = stance::Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((path, rows)) = &mut self.open {
                let path = Arc::clone(path);
                match rows.next() {
                    Some(row) => return Some(row.map(|row| Record { path, row })),
                    None => self.open = None,
                }
            }
            let input = self.inputs.pop()?;
            match self.enter(&input) {
                Ok(rows) => self.open = Some((input.name().into(), rows)),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// Which fields the lines have.
struct Columns<'a> {
    labels: &'a Labels,
    format: Format,
    cells: Cells,
    /// The columns of the CSV as they are written, those of the first row.
    written: Option<Vec<String>>,
}

/// A row as it is written.
struct Line {
    fields: Map<String, Value>,
    /// The names of the columns, before the first row of a CSV.
    head: Option<Vec<String>>,
}

struct Writer<'a> {
    text_field: &'a str,
    format: Format,
    cells: Cells,
    /// The rows that wait for their table.
    of_table: Vec<Vec<Cell>>,
    terminal: bool,
}

impl Columns<'_> {
    /// The row's own fields with those of the tag behind them.
    fn line(&mut self, row: Row, tag: &Tag) -> stance::Result<Line> {
        let Row { line, mut fields } = row;
        let mut add = |name: &str, value: Value| match fields.insert(name.into(), value) {
            None => Ok(()),
            Some(_) => Err(taken(name).line(line)),
        };
        let probabilities = self.labels.iter().map(|label| tag.probabilities.get(label));
        let values = [
            json!(tag.stance),
            json!(tag.confidence),
            json!(tag.abstained),
        ];
        let values = values.into_iter().chain(probabilities.map(|p| json!(p)));
        for (name, value) in added(self.labels).iter().zip(values) {
            add(name, value)?;
        }
        if self.format != Format::Csv {
            return Ok(Line { fields, head: None });
        }
        let keys = || fields.keys().map(|name| self.cells.written(name));
        match &self.written {
            Some(columns) if !keys().eq(columns.iter().map(String::as_str)) => {
                Err(Error::new(format!(
                    "the record has the fields {}, the first one had {}",
                    fields.keys().cloned().collect::<Vec<_>>().join(", "),
                    columns.join(", ")
                ))
                .remedy("write JSON Lines with --format jsonl")
                .line(line))
            }
            Some(_) => Ok(Line { fields, head: None }),
            None => {
                let head: Vec<String> = keys().map(Cow::into_owned).collect();
                self.written = Some(head.clone());
                Ok(Line {
                    fields,
                    head: Some(head),
                })
            }
        }
    }
}

impl Writer<'_> {
    fn text(&mut self, Line { fields, head }: &Line) -> stance::Result<String> {
        match self.format {
            Format::Csv => {
                // The names stand as they shall stand in the file.
                let head = head.as_ref().map(|head| flat::write(head, Cells::Raw));
                let cells: Vec<String> = fields.values().map(cell).collect();
                let text =
                    head.transpose()?.unwrap_or_default() + &flat::write(&cells, self.cells)?;
                Ok(if self.terminal {
                    flat::shown(&text)
                } else {
                    text
                })
            }
            Format::Table => {
                let confidence = fields.get("confidence").and_then(Value::as_f64);
                self.of_table.push(vec![
                    stance(
                        fields.get("stance").and_then(Value::as_str),
                        fields.get("abstained") == Some(&Value::Bool(true)),
                    ),
                    Cell::new(confidence.map_or(String::new(), |p| format!("{p:.2}"))),
                    Cell::new(printable(
                        &fields.get(self.text_field).map_or(String::new(), cell),
                    )),
                ]);
                let full = self.of_table.len() == TABLE_ROWS;
                Ok(if full { self.table() } else { String::new() })
            }
            // A page is not made of rows, and refused before.
            Format::Jsonl | Format::Html => json::line(fields),
        }
    }

    /// The line of JSON of a row that could not be read; there is no other.
    fn unread(&self, error: &Error) -> stance::Result<String> {
        match self.format {
            Format::Jsonl => json::line(&Unread {
                row: error.place().unwrap_or_default(),
                error: error.to_string(),
            }),
            Format::Csv | Format::Table | Format::Html => Ok(String::new()),
        }
    }

    /// The table of the rows that wait for it.
    fn table(&mut self) -> String {
        if self.of_table.is_empty() {
            return String::new();
        }
        let rows = std::mem::take(&mut self.of_table);
        let table = table(&["stance", "p", "text"], rows.into_iter(), self.terminal);
        format!("{table}\n")
    }
}

/// A row that could not be read.
#[derive(Serialize)]
struct Unread {
    row: String,
    error: String,
}

/// The columns of a CSV that was begun.
fn columns_of(path: &Path) -> stance::Result<Vec<String>> {
    let fail = |error: csv::Error| Error::new(error.to_string()).at(path);
    let mut reader = csv::Reader::from_path(path).map_err(fail)?;
    let header = reader.headers().map_err(fail)?;
    Ok(header.iter().map(str::to_string).collect())
}

/// A value as the cell of a CSV.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
