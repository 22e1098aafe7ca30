//! The labels that several annotators gave the same rows.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use crate::error::{Error, Result};
use crate::input::{Input, ReadOptions};
use crate::label::Labels;
use crate::rows::{Row, Rows};
use crate::text::normalise::comparable;

/// What tells that rows of two files are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JoinedBy {
    /// The column `id`, which all files have.
    Id,
    /// The text in its folded spelling.
    Text,
}

impl fmt::Display for JoinedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Id => "id",
            Self::Text => "text",
        })
    }
}

/// Labelled files of one annotator each, joined row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotations {
    /// How the rows were joined.
    pub joined_by: JoinedBy,
    /// All labels.
    pub labels: Labels,
    /// The annotators: the names of the files without folder and extension where
    /// these tell them apart, else the paths as they were given.
    pub annotators: Vec<String>,
    /// The rows of all files, in the order in which they first appear.
    pub rows: Vec<AnnotatedRow>,
}

/// A row with the labels that it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnotatedRow {
    /// Its id, of the first file that has one for it.
    pub id: Option<String>,
    /// Its text, of the first file that has the row.
    pub text: String,
    /// What it belongs together with, of the first file that says so.
    pub group: Option<String>,
    /// The label of each annotator as an index into the labels; none where the
    /// file lacks the row or leaves the label empty.
    pub given: Vec<Option<usize>>,
}

impl Annotations {
    /// Reads two or more labelled `.csv` or `.jsonl` files, one an annotator.
    ///
    /// # Errors
    ///
    /// If a file cannot be read, lacks a column, is named twice or has a row
    /// twice; if an id has different texts; or if there are fewer than two
    /// labels. The error names file and line.
    pub fn read(inputs: &[Input]) -> Result<Self> {
        Self::read_with(inputs, &ReadOptions::default())
    }

    /// As [`Annotations::read`], with the columns and in the encoding that `options` say.
    ///
    /// # Errors
    ///
    /// As [`Annotations::read`].
    pub fn read_with(inputs: &[Input], options: &ReadOptions) -> Result<Self> {
        let files: Vec<Vec<Annotation>> = inputs
            .iter()
            .enumerate()
            .map(|(place, input)| {
                if inputs[..place].contains(input) {
                    return Err(
                        Error::new("is named twice").remedy("name each annotator's file once")
                    );
                }
                annotations(input, options)
            })
            .zip(inputs)
            .map(|(rows, input)| rows.map_err(|error| error.at(input.name())))
            .collect::<Result<_>>()?;
        let labels = Labels::new(
            files
                .iter()
                .flatten()
                .filter_map(|row| row.label.as_deref()),
        )?;
        let has_ids = |rows: &Vec<Annotation>| rows.iter().any(|row| row.id.is_some());
        let joined_by = match files.iter().all(has_ids) {
            true => JoinedBy::Id,
            false => JoinedBy::Text,
        };
        let mut join = Join {
            joined_by,
            labels: &labels,
            inputs,
            rows: Vec::new(),
            firsts: Vec::new(),
            places: HashMap::new(),
        };
        for (file, rows) in files.iter().enumerate() {
            for row in rows {
                let added = join.add(file, row);
                added.map_err(|error| error.at(inputs[file].name()).line(row.line))?;
            }
        }
        let rows = join.rows;
        Ok(Self {
            joined_by,
            annotators: names(inputs),
            rows,
            labels,
        })
    }

    /// The rows to which annotators gave different labels.
    pub fn disagreements(&self) -> impl Iterator<Item = &AnnotatedRow> {
        self.rows.iter().filter(|row| {
            let mut given = row.given.iter().flatten();
            given
                .next()
                .is_some_and(|first| given.any(|label| label != first))
        })
    }
}

/// A row of one file.
struct Annotation {
    id: Option<String>,
    text: String,
    group: Option<String>,
    label: Option<String>,
    line: u64,
}

fn annotations(input: &Input, options: &ReadOptions) -> Result<Vec<Annotation>> {
    Rows::open_with(input, &options.labelled(), options)?
        .map(|row| annotation(&row?, options))
        .collect()
}

fn annotation(row: &Row, options: &ReadOptions) -> Result<Annotation> {
    let cell = |column: &str| {
        let cell = row.text(column)?.trim().to_string();
        (!cell.is_empty()).then_some(cell)
    };
    Ok(Annotation {
        id: cell("id"),
        text: row.required(&options.text_field)?,
        group: cell("group"),
        label: cell(&options.label_field),
        line: row.line,
    })
}

/// The rows joined so far.
struct Join<'a> {
    joined_by: JoinedBy,
    labels: &'a Labels,
    inputs: &'a [Input],
    rows: Vec<AnnotatedRow>,
    /// Where each row first stood: file and line.
    firsts: Vec<(usize, u64)>,
    /// Each row by its key, with the last file that had it and the line there.
    places: HashMap<String, (usize, (usize, u64))>,
}

impl Join<'_> {
    fn add(&mut self, file: usize, row: &Annotation) -> Result<()> {
        let folded = comparable(&row.text);
        let key = match (self.joined_by, &row.id) {
            (JoinedBy::Text, _) => folded.clone(),
            (JoinedBy::Id, Some(id)) => id.clone(),
            (JoinedBy::Id, None) => {
                return Err(Error::new("the row has no id where others have one")
                    .remedy("give each row one, or remove the column 'id'"));
            }
        };
        let place = match self.places.get_mut(&key) {
            Some((_, (last, line))) if *last == file => {
                return Err(match self.joined_by {
                    JoinedBy::Id => {
                        Error::new(format!("the id '{key}' stands in line {line} already"))
                            .remedy("give each row an id of its own")
                    }
                    JoinedBy::Text => {
                        Error::new(format!("the same text stands in line {line} already"))
                            .remedy("remove one, or give the rows of all files an id")
                    }
                });
            }
            Some((place, last)) => {
                *last = (file, row.line);
                *place
            }
            None => {
                self.places.insert(key, (self.rows.len(), (file, row.line)));
                self.firsts.push((file, row.line));
                self.rows.push(AnnotatedRow {
                    id: None,
                    text: row.text.clone(),
                    group: None,
                    given: vec![None; self.inputs.len()],
                });
                self.rows.len() - 1
            }
        };
        let joined = &mut self.rows[place];
        if comparable(&joined.text) != folded {
            let (file, line) = self.firsts[place];
            let first = self.inputs[file].name().display();
            return Err(Error::new(format!(
                "the text is not that of the same id in {first}:{line}"
            ))
            .remedy("check that the files are about the same rows"));
        }
        joined.id = joined.id.take().or_else(|| row.id.clone());
        joined.group = joined.group.take().or_else(|| row.group.clone());
        joined.given[file] = row
            .label
            .as_ref()
            .and_then(|label| self.labels.index(label));
        Ok(())
    }
}

/// A name for each file that can also head a column beside `id`, `text` and `label`.
fn names(inputs: &[Input]) -> Vec<String> {
    let paths: Vec<String> = (inputs.iter())
        .map(|input| input.name().display().to_string())
        .collect();
    let stems: Vec<String> = inputs
        .iter()
        .zip(&paths)
        .map(|(input, path)| match input.name().file_stem() {
            Some(stem) => stem.to_string_lossy().into_owned(),
            None => path.clone(),
        })
        .collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for stem in ["id", "text", "label"]
        .into_iter()
        .chain(stems.iter().map(String::as_str))
    {
        *counts.entry(stem).or_default() += 1;
    }
    match counts.values().all(|&count| count == 1) {
        true => stems,
        false => paths,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_called_by_their_stems_where_these_differ() {
        let named = |paths: [&str; 2]| names(&paths.map(Input::new));
        assert_eq!(named(["x/ann.csv", "x/bob.csv"]), ["ann", "bob"]);
        assert_eq!(named(["x/1.csv", "y/1.csv"]), ["x/1.csv", "y/1.csv"]);
        assert_eq!(named(["label.csv", "a.csv"]), ["label.csv", "a.csv"]);
    }
}
