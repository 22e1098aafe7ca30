//! Labelled examples.

mod annotations;
mod folds;

use hashbrown::HashSet;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::input::{Input, ReadOptions};
use crate::label::Labels;
use crate::rows::{self, Row};

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

/// The examples of one labelled file, or of rows in memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset {
    /// The different labels.
    pub labels: Labels,
    /// The rows in the order of the file.
    pub examples: Vec<Example>,
    /// SHA-256 of the file's bytes in hexadecimal digits; none for standard input, a
    /// pipe, and rows in memory.
    pub sha256: Option<String>,
    /// How much each row counts, as scikit-learn's `sample_weight`; none if all
    /// count 1.
    pub weights: Option<Weights>,
}

/// How much each row counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// The column that they stand in.
    pub column: String,
    /// A finite number above 0 for each row.
    pub values: Vec<f64>,
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
        Self::collect(input, None, options).map_err(|error| error.at(input.name()))
    }

    /// A data set of rows in memory: each a text, its label, and its group if it
    /// has one. `line` of an example is the number of its row, counted from 1.
    ///
    /// ```
    /// use stance::Dataset;
    /// let rows = [("اتهم الوزير الشركة", "accusation"), ("دعا الوزير إلى الهدوء", "proposal")];
    /// let rows = rows.map(|(text, label)| (text.to_string(), label.to_string(), None));
    /// let dataset = Dataset::from_rows(rows)?;
    /// assert_eq!(dataset.truth(), [0, 1]);
    /// # Ok::<(), stance::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If there is no row, a text or label is blank, or there are fewer than two
    /// labels. The error names the row.
    pub fn from_rows(
        rows: impl IntoIterator<Item = (String, String, Option<String>)>,
    ) -> Result<Self> {
        let mut named = Vec::new();
        for (number, (text, label, group)) in (1..).zip(rows) {
            for (column, value) in [("text", &text), ("label", &label)] {
                if value.trim().is_empty() {
                    return Err(Error::new(format!("the {column} of row {number} is empty"))
                        .remedy("fill it in or leave the row out"));
                }
            }
            let group = group.filter(|group| !group.is_empty());
            named.push((text, label, group, number));
        }
        Self::from_named(named, None)
    }

    /// As [`Dataset::read_with`], with the weights of the rows from a column.
    ///
    /// # Errors
    ///
    /// As [`Dataset::read`], and if a row has no weight or one that is no finite
    /// number above 0.
    pub fn read_weighted(input: &Input, column: &str, options: &ReadOptions) -> Result<Self> {
        Self::collect(input, Some(column), options).map_err(|error| error.at(input.name()))
    }

    fn collect(input: &Input, weights: Option<&str>, options: &ReadOptions) -> Result<Self> {
        let required: Vec<&str> = options.labelled().into_iter().chain(weights).collect();
        let make = |row: Row| {
            // A weight that is wrong is told before a text that is.
            let weight = weights.map(|column| weight(&row, column)).transpose()?;
            let text = row.required(&options.text_field)?;
            let label = row.required(&options.label_field)?;
            let group = row.text("group").filter(|group| !group.is_empty());
            Ok(((text, label, group, row.line), weight))
        };
        let (rows, sha256) = rayon::join(
            || rows::collect(input, &required, options, make),
            || sha256_of(input),
        );
        let rows = rows?;
        let weights = weights.map(|column| Weights {
            column: column.into(),
            values: rows.iter().filter_map(|(_, weight)| *weight).collect(),
        });
        let named = rows.into_iter().map(|(named, _)| named).collect();
        Ok(Self {
            weights,
            ..Self::from_named(named, sha256?)?
        })
    }

    /// A data set of rows that are not empty: text, label, group and line.
    fn from_named(
        named: Vec<(String, String, Option<String>, u64)>,
        sha256: Option<String>,
    ) -> Result<Self> {
        if named.is_empty() {
            return Err(Error::new("has no rows").remedy("add rows with a text and a label"));
        }
        // Each once: the labels copy and sort all that they are given.
        let names: HashSet<&str> = named.iter().map(|(_, label, ..)| label.as_str()).collect();
        let labels = Labels::new(names)?;
        let examples = named
            .into_par_iter()
            .map(|(text, label, group, line)| Example {
                text,
                // They are the labels of these rows.
                label: labels.index(&label).unwrap_or_default(),
                group,
                line,
            })
            .collect();
        Ok(Self {
            labels,
            examples,
            sha256,
            weights: None,
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

/// The weight of a row.
fn weight(row: &Row, column: &str) -> Result<f64> {
    let text = row.required(column)?;
    match text.trim().parse() {
        Ok(weight) if f64::is_finite(weight) && weight > 0.0 => Ok(weight),
        _ => Err(Error::new(format!("the {column} is '{text}'"))
            .remedy("give a number above 0")
            .line(row.line)),
    }
}

/// The hash of a file, which is read once more for it; a pipe gives its bytes only once.
fn sha256_of(input: &Input) -> Result<Option<String>> {
    if *input == Input::Stdin || !input.name().is_file() {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str, label: &str, group: &str) -> (String, String, Option<String>) {
        (text.into(), label.into(), Some(group.into()))
    }

    #[test]
    fn rows_in_memory_are_as_those_of_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.csv");
        std::fs::write(&path, "group,text,label\na,one,yes\n,two,no\nb,three,yes\n").unwrap();
        let of_file = Dataset::read(&Input::Path(path)).unwrap();
        let rows = [
            row("one", "yes", "a"),
            row("two", "no", ""),
            row("three", "yes", "b"),
        ];
        let of_memory = Dataset::from_rows(rows).unwrap();
        assert_eq!(of_memory.labels, of_file.labels);
        assert_eq!(of_memory.texts(), of_file.texts());
        assert_eq!(of_memory.truth(), of_file.truth());
        assert_eq!(of_memory.groups(), of_file.groups());
        assert_eq!(of_memory.sha256, None);
    }

    #[test]
    fn a_blank_row_in_memory_is_named() {
        let blank = Dataset::from_rows([row("one", "yes", "a"), row("two", " ", "")]);
        let error = blank.unwrap_err().to_string();
        assert!(error.starts_with("the label of row 2 is empty"), "{error}");
        let error = Dataset::from_rows([]).unwrap_err().to_string();
        assert!(error.starts_with("has no rows"), "{error}");
    }
}
