//! Where a command's output goes: standard output, or a file that appears whole.

use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::path::{Path, PathBuf};

use comfy_table::Table;
use serde::Serialize;
use stance::report::TextStyle;
use stance::{Error, WholeFile};

use super::failure::{Failure, Result};

/// An open output.
pub struct Sink {
    name: PathBuf,
    target: Target,
}

enum Target {
    Stdout(BufWriter<StdoutLock<'static>>),
    File(Box<WholeFile>),
}

impl Sink {
    /// Standard output, or the file that `-o` names.
    pub fn open(path: Option<&Path>) -> Result<Self> {
        Ok(match path {
            None => Self {
                name: "standard output".into(),
                target: Target::Stdout(BufWriter::new(io::stdout().lock())),
            },
            Some(path) => Self {
                name: path.into(),
                target: Target::File(Box::new(WholeFile::create(path)?)),
            },
        })
    }

    /// Whether a person reads it on a terminal.
    pub fn is_terminal(&self) -> bool {
        matches!(self.target, Target::Stdout(_)) && io::stdout().is_terminal()
    }

    /// How a report looks best where it goes.
    pub fn style(&self) -> TextStyle {
        let terminal = self.is_terminal();
        TextStyle {
            width: terminal.then(|| Table::new().width()).flatten(),
            unicode: terminal,
            bold: terminal,
        }
    }

    /// Writes a text.
    pub fn text(&mut self, text: &str) -> Result<()> {
        let written = match &mut self.target {
            Target::Stdout(out) => out.write_all(text.as_bytes()),
            Target::File(out) => out.write_all(text.as_bytes()),
        };
        written.map_err(|error| self.failed(error))
    }

    /// Writes a value as a line of JSON.
    pub fn json(&mut self, value: &impl Serialize) -> Result<()> {
        let mut line =
            serde_json::to_string(value).map_err(|error| Error::new(error.to_string()))?;
        line.push('\n');
        self.text(&line)
    }

    /// Writes out what is kept back, and puts a file in its place.
    pub fn finish(mut self) -> Result<()> {
        self.flush()?;
        match self.target {
            Target::Stdout(_) => Ok(()),
            Target::File(file) => Ok(file.finish()?),
        }
    }

    /// Hands on what is kept back.
    pub fn flush(&mut self) -> Result<()> {
        let flushed = match &mut self.target {
            Target::Stdout(out) => out.flush(),
            Target::File(out) => out.flush(),
        };
        flushed.map_err(|error| self.failed(error))
    }

    fn failed(&self, error: io::Error) -> Failure {
        Error::io(&self.name, error)
            .remedy("free some space or name another output")
            .into()
    }
}
