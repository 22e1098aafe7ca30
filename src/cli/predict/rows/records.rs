//! The rows of files, with the files that they stand in.

use std::hash::Hasher;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::Receiver;

use serde_json::Value;
use stance::{Cell, Error, Input, ReadOptions, Row, Rows};

use super::super::super::stream::Item;

/// A row and the file that it stands in.
pub struct Record {
    pub path: Arc<Path>,
    pub row: Row,
}

impl Item for Record {
    // A row is short, and little is made of it.
    const TOGETHER: usize = 512;

    fn bytes(&self) -> usize {
        let cells = self.row.cells();
        let size = |cell: Cell| match cell {
            Cell::Text(text) => text.len(),
            Cell::Other(value) => size(value),
        };
        cells.map(|(name, cell)| name.len() + size(cell)).sum()
    }

    fn hash(&self, hash: &mut impl Hasher) {
        for (name, cell) in self.row.cells() {
            let other;
            let cell = match cell {
                Cell::Text(text) => text,
                Cell::Other(value) => {
                    // The number 1 is not the text "1".
                    other = format!("\0{value}");
                    &other
                }
            };
            for part in [name, cell] {
                hash.write(&(part.len() as u64).to_le_bytes());
                hash.write(part.as_bytes());
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
pub struct Records {
    /// The files still to be read, the next one last.
    inputs: Vec<Input>,
    reading: ReadOptions,
    /// The columns that no file may have of its own.
    added: Vec<String>,
    open: Option<(Arc<Path>, Rows)>,
    /// Rows that are done with. They are freed by the thread that read them, when it reads the
    /// next one: where another thread does it, it waits for the allocator of that thread, and
    /// that thread for it. They are no more than were on the way.
    spent: Receiver<Vec<Record>>,
}

impl Records {
    /// The rows of these inputs in this order. None of those may have a column of the
    /// names that are `added`. Those that are `spent` are freed.
    pub fn new(
        inputs: Vec<Input>,
        reading: &ReadOptions,
        added: &[String],
        spent: Receiver<Vec<Record>>,
    ) -> Self {
        Self {
            inputs: inputs.into_iter().rev().collect(),
            reading: reading.clone(),
            added: added.to_vec(),
            open: None,
            spent,
        }
    }

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

impl Iterator for Records {
    type Item = stance::Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        self.spent.try_iter().for_each(drop);
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

/// The error for a column of this name in an input.
pub fn taken(name: &str) -> Error {
    Error::new(format!("has a column '{name}' already")).remedy("rename or remove it")
}
