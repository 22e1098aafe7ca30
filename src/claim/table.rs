//! The CSV files of a lexicon, shipped or in a folder.

use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// Where the tables of a lexicon come from.
pub(super) enum Tables {
    /// Name and content of the files in the program.
    Shipped(&'static [(&'static str, &'static str)]),
    /// A folder of files.
    Folder(PathBuf),
}

impl Tables {
    /// The rows of the table `name` with their lines; a table that is not there has none.
    pub(super) fn rows<R: DeserializeOwned>(&self, name: &str) -> Result<Vec<(u64, R)>> {
        match self {
            Self::Shipped(files) => match files.iter().find(|(file, _)| *file == name) {
                Some((_, content)) => parse(content.as_bytes(), Path::new(name)),
                None => Ok(Vec::new()),
            },
            Self::Folder(folder) => {
                let path = folder.join(name);
                match std::fs::read(&path) {
                    Ok(content) => parse(&content, &path),
                    Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
                    Err(e) => Err(Error::io(path, e)),
                }
            }
        }
    }
}

fn parse<R: DeserializeOwned>(content: &[u8], path: &Path) -> Result<Vec<(u64, R)>> {
    let mut reader = csv::Reader::from_reader(content);
    let headers = reader.headers().map_err(|e| csv_error(path, e))?.clone();
    reader
        .records()
        .map(|record| {
            let record = record.map_err(|e| csv_error(path, e))?;
            let line = record.position().map_or(0, csv::Position::line);
            let row = record
                .deserialize(Some(&headers))
                .map_err(|e| csv_error(path, e).line(line))?;
            Ok((line, row))
        })
        .collect()
}

fn csv_error(path: &Path, e: csv::Error) -> Error {
    let error = Error::new(e.to_string())
        .remedy("compare the table with the shipped lexicon's")
        .at(path);
    match e.position() {
        Some(position) => error.line(position.line()),
        None => error,
    }
}
