//! Where a command's output goes: standard output, or a file that appears whole.

use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::path::{Path, PathBuf};

use comfy_table::Table;
use stance::report::TextStyle;
use stance::{Error, PartFile, WholeFile};

use super::failure::{Failure, Result};
use super::journal::{Journal, Mark, Run};

/// An open output.
pub struct Sink {
    name: PathBuf,
    target: Target,
}

enum Target {
    Stdout(BufWriter<StdoutLock<'static>>),
    File(Box<WholeFile>),
    Part(Box<PartFile>, Journal),
}

impl Sink {
    /// Standard output, or the file that `-o` names.
    pub fn open(path: Option<&Path>) -> Result<Self> {
        Ok(match path {
            None => Self {
                name: "standard output".into(),
                target: Target::Stdout(BufWriter::with_capacity(1 << 16, io::stdout().lock())),
            },
            Some(path) => Self {
                name: path.into(),
                target: Target::File(Box::new(WholeFile::create(path)?)),
            },
        })
    }

    /// A file that can be continued if the program dies, and how far the run is that
    /// is continued. Without `resume` it begins anew.
    pub fn part(path: &Path, run: &Run, resume: bool) -> Result<(Self, Mark)> {
        Journal::check_part(path)?;
        let interrupted = match resume && PartFile::part_of(path).is_file() {
            true => Journal::reopen(path, run)?,
            false => None,
        };
        let (part, journal, mark) = match interrupted {
            Some((journal, mark)) => (PartFile::reopen(path, mark.bytes)?, journal, mark),
            None => {
                let part = PartFile::create(path)?;
                (part, Journal::create(path, run)?, Mark::default())
            }
        };
        let sink = Self {
            name: path.into(),
            target: Target::Part(Box::new(part), journal),
        };
        Ok((sink, mark))
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

    /// Writes a text, or bytes of one.
    pub fn write(&mut self, content: impl AsRef<[u8]>) -> Result<()> {
        let content = content.as_ref();
        let written = match &mut self.target {
            Target::Stdout(out) => out.write_all(content),
            Target::File(out) => out.write_all(content),
            Target::Part(out, _) => out.write_all(content),
        };
        written.map_err(|error| self.failed(error))
    }

    /// Writes out what is kept back, and puts a file in its place.
    pub fn finish(mut self) -> Result<()> {
        self.flush()?;
        match self.target {
            Target::Stdout(_) => {}
            Target::File(file) => file.finish()?,
            Target::Part(part, journal) => {
                part.finish()?;
                journal.discard();
            }
        }
        Ok(())
    }

    /// Hands on what is kept back.
    pub fn flush(&mut self) -> Result<()> {
        let flushed = match &mut self.target {
            Target::Stdout(out) => out.flush(),
            Target::File(out) => out.flush(),
            Target::Part(out, _) => out.flush(),
        };
        flushed.map_err(|error| self.failed(error))
    }

    /// Whether [`Sink::mark`] keeps anything.
    pub fn can_be_continued(&self) -> bool {
        matches!(self.target, Target::Part(..))
    }

    /// How many bytes a file that can be continued has.
    pub fn length(&self) -> u64 {
        match &self.target {
            Target::Part(part, _) => part.length(),
            Target::Stdout(_) | Target::File(_) => 0,
        }
    }

    /// Keeps how far the run is, when the output so far is on the disk.
    pub fn mark(&mut self, mark: &Mark) -> Result<()> {
        if let Target::Part(part, journal) = &mut self.target {
            part.sync()?;
            journal.mark(mark)?;
        }
        Ok(())
    }

    /// Removes a part and its journal, with which nobody could go on.
    pub fn discard(self) {
        if let Target::Part(part, journal) = self.target {
            journal.discard();
            part.discard();
        }
    }

    fn failed(&self, error: io::Error) -> Failure {
        Error::io(&self.name, error)
            .remedy("free some space or name another output")
            .into()
    }
}
