//! The rows of all files, with what keeps a row from being one.

use std::collections::HashMap;

use crate::error::Error;
use crate::input::{Input, ReadOptions};
use crate::rows::{Row, Rows};
use crate::text::normalise::comparable;

use super::CheckOptions;
use super::finding::{Finding, Kind, Location};
use super::texts;

/// The optional columns whose cells must be parts of the text.
const PARTS: [&str; 2] = ["cue", "speaker"];

/// The sound rows of all files, file after file.
pub(super) struct Corpus {
    /// The files as they were given.
    pub(super) paths: Vec<String>,
    /// The rows that have a text and a label.
    pub(super) items: Vec<Item>,
    /// How many rows each file has, unsound ones too.
    pub(super) rows: Vec<usize>,
}

/// A row with a text and a label.
pub(super) struct Item {
    /// The index of its file.
    pub(super) file: usize,
    pub(super) line: u64,
    pub(super) text: String,
    pub(super) label: String,
    pub(super) group: Option<String>,
    /// The text as [`comparable`] makes it.
    pub(super) folded: String,
}

impl Corpus {
    /// Reads all rows of all files; what is wrong with single rows goes to `findings`.
    pub(super) fn read(
        inputs: &[Input],
        options: &CheckOptions,
        findings: &mut Vec<Finding>,
    ) -> Self {
        let mut corpus = Self {
            paths: Vec::new(),
            items: Vec::new(),
            rows: Vec::new(),
        };
        for input in inputs {
            corpus.paths.push(input.name().display().to_string());
            corpus.rows.push(0);
            corpus.read_file(input, options, findings);
        }
        corpus
    }

    fn read_file(&mut self, input: &Input, options: &CheckOptions, findings: &mut Vec<Finding>) {
        let file = self.paths.len() - 1;
        let path = self.paths[file].clone();
        let place = |line| Location {
            path: path.clone(),
            line,
        };
        let unreadable = |error: &Error| {
            Finding::new(
                Kind::Unreadable,
                place(error.line_number()),
                error.message(),
            )
        };
        let reading = &options.reading;
        let rows = match Rows::open_with(input, &reading.labelled(), reading) {
            Ok(rows) => rows,
            Err(error) => return findings.push(unreadable(&error)),
        };
        let mut lines_of_ids: HashMap<String, u64> = HashMap::new();
        for row in rows {
            self.rows[file] += 1;
            let row = match row {
                Ok(row) => row,
                Err(error) => {
                    findings.push(unreadable(&error));
                    match error.io_kind() {
                        // A file that cannot be read on would fail again and again.
                        Some(_) => return,
                        None => continue,
                    }
                }
            };
            let mut say = |kind, message: String| {
                findings.push(Finding::new(kind, place(Some(row.line)), message));
            };
            if let Some(id) = row.text("id").filter(|id| !id.is_empty()) {
                if let Some(first) = lines_of_ids.get(&id) {
                    say(
                        Kind::DuplicateId,
                        format!("the id '{id}' stands in line {first} already"),
                    );
                } else {
                    lines_of_ids.insert(id, row.line);
                }
            }
            self.items.extend(item(&row, file, options, &mut say));
        }
        if self.rows[file] == 0 {
            let message = "has no rows; add rows with a text and a label";
            findings.push(Finding::new(Kind::Unreadable, place(None), message));
        }
    }

    /// Where an item stands.
    pub(super) fn location(&self, item: usize) -> Location {
        let item = &self.items[item];
        Location {
            path: self.paths[item.file].clone(),
            line: Some(item.line),
        }
    }

    /// The items of each folded text that stands more than once, in order.
    pub(super) fn repeated(&self) -> Vec<Vec<usize>> {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut places: HashMap<&str, usize> = HashMap::new();
        for (place, item) in self.items.iter().enumerate() {
            let group = *places.entry(&item.folded).or_insert(groups.len());
            match groups.get_mut(group) {
                Some(items) => items.push(place),
                None => groups.push(vec![place]),
            }
        }
        groups.retain(|items| items.len() > 1);
        groups
    }
}

/// The row as an item if it has a text and a label; what is wrong with it goes to `say`.
fn item(
    row: &Row,
    file: usize,
    options: &CheckOptions,
    say: &mut impl FnMut(Kind, String),
) -> Option<Item> {
    let ReadOptions {
        text_field,
        label_field,
        ..
    } = &options.reading;
    let mut required = |kind, column: &str| match row.required(column) {
        Ok(cell) => Some(cell),
        Err(error) => {
            say(kind, error.message());
            None
        }
    };
    let text = required(Kind::EmptyText, text_field);
    let label = required(Kind::EmptyLabel, label_field);
    let text = text?;
    if text == *text_field && label.as_ref() == Some(label_field) {
        say(
            Kind::HeaderRow,
            "repeats the header; remove the row".to_string(),
        );
        return None;
    }
    texts::check(&text, options.longest, say);
    for column in PARTS {
        let Some(part) = row.text(column) else {
            continue;
        };
        if !text.contains(&part) {
            say(
                Kind::NotInText,
                format!(
                    "the {column} '{part}' is not in the text; copy it from there as it stands"
                ),
            );
        }
    }
    Some(Item {
        file,
        line: row.line,
        label: label?,
        group: row.text("group").filter(|group| !group.is_empty()),
        folded: comparable(&text),
        text,
    })
}
