//! Labelled examples.

mod annotations;
mod folds;

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::input::{Input, ReadOptions};
use crate::label::Labels;
use crate::rows::Rows;

pub use annotations::{AnnotatedRow, Annotations, JoinedBy};

/// A text with its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The claim.
    pub text: String,
    /// The index of its label in the data set's [`Labels`].
    pub label: usize,
    /// What the example belongs together with: its article, or the file that it was written in.
    pub group: Option<String>,
    /// The line in which it begins, counted from 1.
    pub line: u64,
}

/// The examples of one labelled file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dataset {
    /// The different labels.
    pub labels: Labels,
    /// The rows in the order of the file.
    pub examples: Vec<Example>,
    /// SHA-256 of the file's bytes in hexadecimal digits; none for standard input.
    pub sha256: Option<String>,
}

impl Dataset {
    /// Reads a labelled `.csv`, `.tsv` or `.jsonl` file.
    ///
    /// # Errors
    ///
    /// If it cannot be read, lacks a column, or has a row with an empty text or
    /// label or fewer than two labels. The error names file and line.
    pub fn read(input: &Input) -> Result<Self> {
        Self::read_with(input, &ReadOptions::default())
    }

    /// As [`Dataset::read`], with the columns and in the encoding that `options` say.
    ///
    /// # Errors
    ///
    /// As [`Dataset::read`].
    pub fn read_with(input: &Input, options: &ReadOptions) -> Result<Self> {
        Self::collect(input, options).map_err(|error| error.at(input.name()))
    }

    fn collect(input: &Input, options: &ReadOptions) -> Result<Self> {
        let mut named = Vec::new();
        for row in Rows::open_with(input, &options.labelled(), options)? {
            let row = row?;
            let text = row.required(&options.text_field)?;
            let label = row.required(&options.label_field)?;
            let group = row.text("group").filter(|group| !group.is_empty());
            named.push((text, label, group, row.line));
        }
        if named.is_empty() {
            return Err(Error::new("has no rows").remedy("add rows with a text and a label"));
        }
        let labels = Labels::new(named.iter().map(|(_, label, ..)| label.as_str()))?;
        let examples = named
            .into_iter()
            .filter_map(|(text, label, group, line)| {
                let label = labels.index(&label)?;
                Some(Example {
                    text,
                    label,
                    group,
                    line,
                })
            })
            .collect();
        Ok(Self {
            labels,
            examples,
            sha256: sha256_of(input)?,
        })
    }

    /// The texts in order.
    #[must_use]
    pub fn texts(&self) -> Vec<&str> {
        self.examples.iter().map(|row| row.text.as_str()).collect()
    }

    /// The groups in order, empty for a row that is a group of its own.
    #[must_use]
    pub fn groups(&self) -> Vec<String> {
        let groups = self.examples.iter().map(|row| row.group.clone());
        groups.map(Option::unwrap_or_default).collect()
    }

    /// The labels' indices in order.
    #[must_use]
    pub fn truth(&self) -> Vec<usize> {
        self.examples.iter().map(|row| row.label).collect()
    }
}

/// The hash of a file, which is read once more for it.
fn sha256_of(input: &Input) -> Result<Option<String>> {
    if *input == Input::Stdin {
        return Ok(None);
    }
    let mut hash = Sha256::new();
    let mut reader = input.open()?;
    loop {
        let bytes = reader
            .fill_buf()
            .map_err(|error| Error::io(input.name(), error))?;
        if bytes.is_empty() {
            return Ok(Some(hex(&hash.finalize())));
        }
        hash.update(bytes);
        let read = bytes.len();
        reader.consume(read);
    }
}

/// Bytes in hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
