//! What is written of a row.

use std::borrow::Cow;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use comfy_table::Cell as TableCell;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;
use stance::{Cell, Error, Labels, Row, Score};

use super::super::super::json;
use super::super::super::table::printable;
use super::super::Format;
use super::super::flat::{self, Cells};
use super::super::table::stance;
use super::records::taken;

/// The columns before the probabilities that are added to those of a row.
const OWN: [&str; 3] = ["stance", "confidence", "abstained"];

/// How rows are written.
pub struct Form {
    text_field: String,
    format: Format,
    cells: Cells,
    /// The columns that are added to those of a row.
    added: Vec<String>,
    /// The columns of a row that was among the first; most have the same.
    usual: OnceLock<Arc<[String]>>,
}

/// A row as it is written.
pub struct Line {
    /// The line in which the row begins, counted from 1.
    number: u64,
    columns: Arc<[String]>,
    pub made: Made,
}

/// What is made of a row.
pub enum Made {
    Csv(String),
    Json(Vec<u8>),
    /// What waits for its table.
    Cells(Vec<TableCell>),
}

impl Form {
    pub fn new(labels: &Labels, text_field: &str, (format, cells): (Format, Cells)) -> Self {
        let probabilities = labels.iter().map(|label| format!("p_{label}"));
        let names = OWN.map(str::to_string);
        Self {
            text_field: text_field.into(),
            format,
            cells,
            added: names.into_iter().chain(probabilities).collect(),
            usual: OnceLock::new(),
        }
    }

    /// The names of the columns that are added to those of a row.
    pub fn added(&self) -> &[String] {
        &self.added
    }

    /// The row's own columns with those of the score behind them.
    pub fn line(&self, row: &Row, score: &Score) -> stance::Result<Line> {
        let columns = self.columns(row)?;
        let made = match self.format {
            Format::Csv => Made::Csv(self.csv(row, score)),
            Format::Table => Made::Cells(self.table(row, score)),
            // A page is not made of rows, and refused before.
            Format::Jsonl | Format::Html => {
                let form = self;
                Made::Json(json::line(&Scored { form, row, score })?)
            }
        };
        Ok(Line {
            number: row.line,
            columns,
            made,
        })
    }

    /// The columns of a line, of which the row has none that is added.
    fn columns(&self, row: &Row) -> stance::Result<Arc<[String]>> {
        let names = || row.cells().map(|(name, _)| name);
        if let Some(usual) = self.usual.get() {
            let (own, _) = usual.split_at(usual.len() - self.added.len());
            if names().eq(own.iter().map(String::as_str)) {
                return Ok(Arc::clone(usual));
            }
        }
        if let Some(name) = self.added.iter().find(|name| row.cell(name).is_some()) {
            return Err(taken(name).line(row.line));
        }
        let own = names().map(str::to_string);
        let columns: Arc<[String]> = own.chain(self.added.iter().cloned()).collect();
        self.usual.get_or_init(|| Arc::clone(&columns));
        Ok(columns)
    }

    fn csv(&self, row: &Row, score: &Score) -> String {
        let mut record = flat::Record::new(self.cells);
        for (_, cell) in row.cells() {
            record.cell(&text(cell));
        }
        record.cell(score.stance.unwrap_or_default());
        record.number(score.confidence);
        record.cell(if score.abstained { "true" } else { "false" });
        for (_, p) in score.probabilities() {
            record.number(p);
        }
        record.end()
    }

    fn table(&self, row: &Row, score: &Score) -> Vec<TableCell> {
        let words = row.cell(&self.text_field).map(text).unwrap_or_default();
        vec![
            stance(score.stance, score.abstained),
            TableCell::new(format!("{:.2}", score.confidence)),
            TableCell::new(printable(&words)),
        ]
    }
}

/// A row as an object of JSON.
struct Scored<'a> {
    form: &'a Form,
    row: &'a Row,
    score: &'a Score<'a>,
}

impl Serialize for Scored<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { form, row, score } = self;
        let mut object = serializer.serialize_map(None)?;
        for (name, cell) in row.cells() {
            object.serialize_entry(name, &cell)?;
        }
        object.serialize_entry("stance", &score.stance)?;
        object.serialize_entry("confidence", &score.confidence)?;
        object.serialize_entry("abstained", &score.abstained)?;
        let names = form.added.iter().skip(OWN.len());
        for (name, (_, p)) in names.zip(score.probabilities()) {
            object.serialize_entry(name, &p)?;
        }
        object.end()
    }
}

/// What stands in a column as the cell of a CSV.
fn text(cell: Cell<'_>) -> Cow<'_, str> {
    match cell {
        Cell::Text(text) => Cow::Borrowed(text),
        Cell::Other(Value::Null) => Cow::Borrowed(""),
        Cell::Other(value) => Cow::Owned(value.to_string()),
    }
}

/// The columns of a CSV, those of its first row.
pub struct Columns {
    cells: Cells,
    /// As they are written.
    written: Option<Vec<String>>,
    /// Those of the last row, if they are the same.
    last: Option<Arc<[String]>>,
}

impl Columns {
    /// Those that the first row will have.
    pub fn new(cells: Cells) -> Self {
        Self {
            cells,
            written: None,
            last: None,
        }
    }

    /// Those of a CSV that was begun.
    pub fn of(path: &Path, cells: Cells) -> stance::Result<Self> {
        let fail = |error: csv::Error| Error::new(error.to_string()).at(path);
        let mut reader = csv::Reader::from_path(path).map_err(fail)?;
        let header = reader.headers().map_err(fail)?;
        Ok(Self {
            written: Some(header.iter().map(str::to_string).collect()),
            ..Self::new(cells)
        })
    }

    /// The line with their names, before the first row.
    ///
    /// # Errors
    ///
    /// If a later row has others.
    pub fn head(&mut self, line: &Line) -> stance::Result<Option<String>> {
        let columns = &line.columns;
        if self
            .last
            .as_ref()
            .is_some_and(|last| Arc::ptr_eq(last, columns))
        {
            return Ok(None);
        }
        let names = || columns.iter().map(|name| self.cells.written(name));
        let head = match &self.written {
            Some(written) if !names().eq(written.iter().map(String::as_str)) => {
                return Err(Error::new(format!(
                    "the record has the fields {}, the first one had {}",
                    columns.join(", "),
                    written.join(", ")
                ))
                .remedy("write JSON Lines with --format jsonl")
                .line(line.number));
            }
            Some(_) => None,
            None => {
                let names: Vec<String> = names().map(Cow::into_owned).collect();
                // They stand as they shall stand in the file.
                let head = flat::write(&names, Cells::Raw);
                self.written = Some(names);
                Some(head)
            }
        };
        self.last = Some(Arc::clone(columns));
        Ok(head)
    }
}
