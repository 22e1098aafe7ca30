//! Articles, and the readers of text files, CSV, JSON Lines and folders.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::input::{Input, cannot_open};
use crate::rows::{Row, Rows};

/// The extensions of the files that a folder is searched for.
const EXTENSIONS: [&str; 4] = ["txt", "csv", "jsonl", "ndjson"];

/// A text with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// The path as it was given and walked, or the record's `id`, or path#line.
    pub id: String,
    /// The heading, where the source keeps it apart from the text.
    pub title: Option<String>,
    /// The text, without a byte-order mark and with carriage returns kept.
    pub text: String,
}

/// Reads articles one after the other.
///
/// A `.csv`, `.jsonl` or `.ndjson` file and standard input hold an article a
/// record, with the fields `text` and perhaps `id` and `title`. Any other file
/// is one article. A folder is walked in the order of its names; hidden files
/// and files with other extensions than `.txt`, `.csv`, `.jsonl` and `.ndjson`
/// are left out.
///
/// An input that cannot be read is an error in its place, and the next ones follow.
pub struct Articles {
    /// The inputs still to be read, the next one last.
    inputs: Vec<Input>,
    open: Option<(Input, Rows)>,
    /// Whether a blank line of JSON Lines is an article.
    blank_lines: bool,
}

impl Articles {
    /// A reader of these inputs in this order.
    #[must_use]
    pub fn new(inputs: impl IntoIterator<Item = Input>) -> Self {
        let mut inputs: Vec<Input> = inputs.into_iter().collect();
        inputs.reverse();
        Self {
            inputs,
            open: None,
            blank_lines: false,
        }
    }

    /// Gives an empty article for a blank line of JSON Lines, which is passed over
    /// otherwise.
    #[must_use]
    pub fn with_blank_lines(mut self) -> Self {
        self.blank_lines = true;
        self
    }

    /// Reads `input`, or puts what it holds in its place.
    fn enter(&mut self, input: Input) -> Option<Result<Article>> {
        if let Input::Path(path) = &input
            && path.is_dir()
        {
            return match files_below(path) {
                Ok(files) => {
                    self.inputs.extend(files.into_iter().rev().map(Input::Path));
                    None
                }
                Err(error) => Some(Err(error)),
            };
        }
        match input.extension().as_deref() {
            Some("csv" | "jsonl" | "ndjson") => self.enter_records(input),
            _ if input == Input::Stdin => self.enter_records(input),
            _ => Some(input.read_to_string().map(|text| Article {
                id: input.name().display().to_string(),
                title: None,
                text,
            })),
        }
    }

    fn enter_records(&mut self, input: Input) -> Option<Result<Article>> {
        match Rows::open(&input, &["text"]) {
            Ok(rows) => {
                let rows = match self.blank_lines {
                    true => rows.with_blank_lines("text"),
                    false => rows,
                };
                self.open = Some((input, rows));
                None
            }
            Err(error) => Some(Err(error)),
        }
    }
}

impl Iterator for Articles {
    type Item = Result<Article>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((input, rows)) = &mut self.open {
                match rows.next() {
                    Some(row) => return Some(row.and_then(|row| from_row(input.name(), &row))),
                    None => self.open = None,
                }
            }
            let input = self.inputs.pop()?;
            if let Some(article) = self.enter(input) {
                return Some(article);
            }
        }
    }
}

fn from_row(path: &Path, row: &Row) -> Result<Article> {
    let text = row.text("text").ok_or_else(|| {
        Error::new("has no field 'text'")
            .remedy("give every record a string 'text'")
            .at(path)
            .line(row.line)
    })?;
    let id = row.text("id").filter(|id| !id.is_empty());
    Ok(Article {
        id: id.unwrap_or_else(|| format!("{}#{}", path.display(), row.line)),
        title: row.text("title").filter(|title| !title.trim().is_empty()),
        text,
    })
}

/// The articles' files below a folder, in the order of their names.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    walk(folder, &mut files)?;
    if files.is_empty() {
        return Err(Error::new("holds no article")
            .remedy(format!(
                "put files there that end in .{}",
                EXTENSIONS.join(", .")
            ))
            .at(folder));
    }
    Ok(files)
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let entries = fs::read_dir(folder).map_err(|error| cannot_open(folder, error))?;
    let mut paths = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| Error::io(folder, error))?;
        // A link could lead out of the folder, or in a circle.
        let linked = entry.file_type().is_ok_and(|kind| kind.is_symlink());
        if !linked && !entry.file_name().to_string_lossy().starts_with('.') {
            paths.push(entry.path());
        }
    }
    paths.sort();
    for path in paths {
        if path.is_dir() {
            walk(&path, files)?;
        } else if path.extension().is_some_and(|own| {
            EXTENSIONS
                .iter()
                .any(|known| own.eq_ignore_ascii_case(known))
        }) {
            files.push(path);
        }
    }
    Ok(())
}
