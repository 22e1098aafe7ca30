//! Rows of a labelled file, each taken as one claim.

use comfy_table::Cell;
use serde_json::{Map, Value, json};
use stance::{Error, Input, Labels, Predictor, ReadOptions, Row, Rows, Tag};

use super::super::failure::{Outcome, Result};
use super::super::progress;
use super::super::sink::Sink;
use super::super::table::{printable, table};
use super::table::stance;
use super::{Format, flat};

/// How many rows are worked on at once.
const BATCH: usize = 1_024;

/// Writes a line a row: its own columns, and the stance with its probabilities.
pub fn run(
    inputs: &[Input],
    reading: &ReadOptions,
    predictor: &Predictor,
    labels: &Labels,
    format: Format,
    sink: &mut Sink,
) -> Result<Outcome> {
    let bar = progress::bar(None, "rows");
    let text_field = &reading.text_field;
    let mut writer = Writer {
        labels,
        text_field,
        format,
        columns: None,
        of_table: Vec::new(),
    };
    for input in inputs {
        let mut rows = Rows::open_with(input, &[text_field.as_str()], reading)?;
        let named = |error: Error| error.at(input.name());
        loop {
            let batch: Vec<Row> = rows.by_ref().take(BATCH).collect::<stance::Result<_>>()?;
            if batch.is_empty() {
                break;
            }
            let texts: Vec<String> = batch
                .iter()
                .map(|row| row.required(text_field))
                .collect::<stance::Result<_>>()
                .map_err(named)?;
            let tags = predictor.tag(&texts);
            bar.inc(batch.len() as u64);
            for (row, tag) in batch.into_iter().zip(tags) {
                let line = writer.line(row, &tag).map_err(named)?;
                writer.write(line, sink)?;
            }
        }
    }
    bar.finish_and_clear();
    writer.finish(sink)
}

struct Writer<'a> {
    labels: &'a Labels,
    text_field: &'a str,
    format: Format,
    /// The columns of the CSV, those of the first row.
    columns: Option<Vec<String>>,
    of_table: Vec<Vec<Cell>>,
}

impl Writer<'_> {
    /// The row's own fields with those of the tag behind them.
    fn line(&self, row: Row, tag: &Tag) -> stance::Result<Map<String, Value>> {
        let Row { line, mut fields } = row;
        let mut add = |name: &str, value: Value| match fields.insert(name.into(), value) {
            None => Ok(()),
            Some(_) => Err(Error::new(format!("has a column '{name}' already"))
                .remedy("rename or remove it")
                .line(line)),
        };
        add("stance", json!(tag.stance))?;
        add("confidence", json!(tag.confidence))?;
        add("abstained", json!(tag.abstained))?;
        for label in self.labels.iter() {
            add(&format!("p_{label}"), json!(tag.probabilities.get(label)))?;
        }
        match &self.columns {
            Some(columns) if !fields.keys().eq(columns) => Err(Error::new(format!(
                "the record has the fields {}, the first one had {}",
                fields.keys().cloned().collect::<Vec<_>>().join(", "),
                columns.join(", ")
            ))
            .remedy("write JSON Lines with --format jsonl")
            .line(line)),
            _ => Ok(fields),
        }
    }

    fn write(&mut self, fields: Map<String, Value>, sink: &mut Sink) -> Result<()> {
        match self.format {
            Format::Jsonl => sink.json(&fields),
            Format::Csv => {
                if self.columns.is_none() {
                    let columns: Vec<String> = fields.keys().cloned().collect();
                    sink.text(&flat::write([&columns].into_iter())?)?;
                    self.columns = Some(columns);
                }
                let cells: Vec<String> = fields.values().map(cell).collect();
                sink.text(&flat::write([&cells].into_iter())?)
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
                Ok(())
            }
            // Not made of rows; refused before.
            Format::Html => Ok(()),
        }
    }

    fn finish(self, sink: &mut Sink) -> Result<Outcome> {
        if self.format == Format::Table {
            let rows = self.of_table.into_iter();
            let text = table(&["stance", "p", "text"], rows, sink.is_terminal());
            sink.text(&format!("{text}\n"))?;
        }
        Ok(Outcome::Done)
    }
}

/// A value as the cell of a CSV.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
