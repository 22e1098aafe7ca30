//! Rows of a labelled file, each taken as one claim.

mod line;
mod records;

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::channel;

use comfy_table::Cell;
use serde::Serialize;
use stance::model::Classifier;
use stance::{Error, Input, PartFile, ReadOptions, Scores};

use super::super::failure::{Outcome, Result};
use super::super::json;
use super::super::stream::{Stream, StreamArgs};
use super::super::table::table;
use super::Format;
use super::flat::{self, Cells};
use line::{Columns, Form, Line, Made};
use records::{Record, Records};

/// How many rows a table has. After them a new one begins, so that a table of many
/// rows is not held in memory and its columns can be set.
const TABLE_ROWS: usize = 500;

/// Writes a line a row: its own columns, and the stance with its probabilities; no stance
/// below `min_confidence`.
pub fn run(
    (inputs, reading): (Vec<Input>, &ReadOptions),
    (classifier, min_confidence): (&'static Classifier, f64),
    (format, cells): (Format, Cells),
    (stream, args): (&mut Stream, &StreamArgs),
) -> Result<Outcome> {
    let form = Form::new(classifier.labels(), &reading.text_field, (format, cells));
    let mut columns = match (format, &args.output, stream.mark().bytes) {
        (Format::Csv, Some(output), 1..) => Some(Columns::of(&PartFile::part_of(output), cells)?),
        (Format::Csv, ..) => Some(Columns::new(cells)),
        _ => None,
    };
    let mut writer = Writer {
        format,
        of_table: Vec::new(),
        terminal: stream.sink.is_terminal(),
    };
    let (spend, spent) = channel();
    let source = Records::new(inputs, reading, form.added(), spent);
    let text_field = reading.text_field.clone();
    let work = move |batch: Vec<stance::Result<Record>>| {
        let mut records = Vec::with_capacity(batch.len());
        let texts = batch.into_iter().map(|record| {
            let record = record?;
            let text = record.row.required(&text_field);
            let text = text.map_err(|error| error.at(&record.path))?;
            records.push(record);
            Ok(text)
        });
        let texts: Vec<stance::Result<String>> = texts.collect();
        let scored: Vec<&str> = (texts.iter().flatten()).map(String::as_str).collect();
        let scores = Scores::new(classifier, &scored, min_confidence);
        let mut scores = records.iter().zip(scores.iter());
        let line = |text: stance::Result<String>| {
            text?;
            let scored = scores.next();
            let (Record { path, row }, score) =
                scored.ok_or_else(|| Error::new("was not scored"))?;
            let line = form.line(row, &score);
            Ok((line.map_err(|error| error.at(path))?, Arc::clone(path)))
        };
        let lines = texts.into_iter().map(line).collect();
        // One alone may be a large one, and is freed at once; so are those that come when all
        // is read.
        if records.len() > 1 {
            let _ = spend.send(records);
        }
        lines
    };
    let check = |(line, path): (Line, Arc<Path>)| {
        let head = columns.as_mut().map(|columns| columns.head(&line));
        let head = head.transpose().map_err(|error| error.at(path))?;
        Ok((head.flatten(), line))
    };
    let outcome = stream.run_checked(source, "rows", work, check, |line| match line {
        Ok((head, line)) => Ok(writer.text(head, line)),
        Err(error) => Ok(writer.unread(&error)?),
    })?;
    let last = writer.table();
    stream.sink.write(&last)?;
    Ok(outcome)
}

struct Writer {
    format: Format,
    /// The rows that wait for their table.
    of_table: Vec<Vec<Cell>>,
    terminal: bool,
}

impl Writer {
    /// What is written of a row, behind the names of the columns before the first.
    fn text(&mut self, head: Option<String>, line: Line) -> Vec<u8> {
        match line.made {
            Made::Json(line) => line,
            Made::Csv(line) => {
                let text = match head {
                    Some(head) => head + &line,
                    None => line,
                };
                if self.terminal {
                    flat::shown(&text).into_bytes()
                } else {
                    text.into_bytes()
                }
            }
            Made::Cells(cells) => {
                self.of_table.push(cells);
                let full = self.of_table.len() == TABLE_ROWS;
                let table = if full { self.table() } else { String::new() };
                table.into_bytes()
            }
        }
    }

    /// The line of JSON of a row that could not be read; there is no other.
    fn unread(&self, error: &Error) -> stance::Result<Vec<u8>> {
        match self.format {
            Format::Jsonl => json::line(&Unread {
                row: error.place().unwrap_or_default(),
                error: error.to_string(),
            }),
            Format::Csv | Format::Table | Format::Html => Ok(Vec::new()),
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
