//! How far a run is, told beside the part of its output, so that it can be continued.
//!
//! The first line of the journal tells what run it is, each further one how far that
//! was. A line is written when the output it speaks of is on the disk, so that after
//! any death of the program its last whole line is true.

use std::ffi::OsString;
use std::fmt::Debug;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use stance::{Error, PartFile, Result};

/// What makes two runs the same, their inputs apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The version of the program.
    pub stance: String,
    /// The command with its arguments, without those of [`super::stream::StreamArgs`].
    pub arguments: String,
    /// The checksum of the model.
    pub model: Option<String>,
}

impl Run {
    /// A run of a command with these arguments and a model of this checksum.
    pub fn new(arguments: &impl Debug, model: Option<String>) -> Self {
        Self {
            stance: env!("CARGO_PKG_VERSION").into(),
            arguments: format!("{arguments:?}"),
            model,
        }
    }
}

/// How far a run is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The articles or rows that are done.
    pub done: u64,
    /// Those of them that could not be read.
    pub failed: u64,
    /// The bytes of output.
    pub bytes: u64,
    /// The digest of those articles or rows, see [`super::stream`].
    pub inputs: String,
}

/// An open journal.
pub struct Journal {
    path: PathBuf,
    file: File,
}

impl Journal {
    fn path_of(output: &Path) -> PathBuf {
        let mut name = OsString::from(PartFile::part_of(output));
        name.push(".journal");
        name.into()
    }

    /// Makes sure that the part and the journal, which will be written, are not there,
    /// or are files of an earlier run and no others of these names.
    pub fn check_part(output: &Path) -> Result<()> {
        let (part, journal) = (PartFile::part_of(output), Self::path_of(output));
        let ours = is_journal(&journal);
        for path in [part, journal] {
            let about = path.symlink_metadata();
            // An empty one may be of a run that died at once, and holds nothing.
            if about.is_ok_and(|about| !about.is_file() || about.len() > 0 && !ours) {
                return Err(Error::new("is in the way of the output while that grows")
                    .remedy("remove it or name another output")
                    .at(path));
            }
        }
        Ok(())
    }

    /// Begins the journal of a run.
    pub fn create(output: &Path, run: &Run) -> Result<Self> {
        let path = Self::path_of(output);
        let file = File::create(&path).map_err(|error| Error::io(&path, error))?;
        let mut journal = Self { path, file };
        journal.line(run)?;
        Ok(journal)
    }

    /// The journal of an interrupted run with how far it was; none if there is
    /// nothing to continue.
    pub fn reopen(output: &Path, run: &Run) -> Result<Option<(Self, Mark)>> {
        let path = Self::path_of(output);
        let fail = |error| Error::io(&path, error);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(fail(error)),
        };
        // What stands behind the last line end was being written.
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        let mut lines = text[..whole].lines();
        let Some(first) = lines.next() else {
            return Ok(None);
        };
        if serde_json::from_str::<Run>(first).ok().as_ref() != Some(run) {
            return Err(
                Error::new("is of a run with another version, model, options or inputs")
                    .remedy("give the same ones, or begin anew without --resume")
                    .at(path),
            );
        }
        let Some(last) = lines.next_back() else {
            return Ok(None);
        };
        let mark = serde_json::from_str(last).map_err(|error| {
            Error::new(format!("is damaged: {error}"))
                .remedy("begin anew without --resume")
                .at(&path)
        })?;
        let mut file = OpenOptions::new();
        let file = file.append(true).open(&path).map_err(fail)?;
        file.set_len(whole as u64).map_err(fail)?;
        Ok(Some((Self { path, file }, mark)))
    }

    /// Tells how far the run is.
    pub fn mark(&mut self, mark: &Mark) -> Result<()> {
        self.line(mark)
    }

    fn line(&mut self, value: &impl Serialize) -> Result<()> {
        let line = super::json::line(value)?;
        self.file
            .write_all(&line)
            .map_err(|error| Error::io(&self.path, error))
    }

    /// Removes the journal.
    pub fn discard(self) {
        // Without its part it is of no use, and does no harm.
        let _ = fs::remove_file(self.path);
    }
}

/// Whether a file begins as the journals of stance do.
fn is_journal(path: &Path) -> bool {
    // A pipe would be waited for.
    let file = path.symlink_metadata().is_ok_and(|about| about.is_file());
    file && File::open(path).is_ok_and(|file| {
        let mut json = serde_json::Deserializer::from_reader(BufReader::new(file));
        Run::deserialize(&mut json).is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(arguments: &str) -> Run {
        Run {
            stance: "1.2.3".into(),
            arguments: arguments.into(),
            model: None,
        }
    }

    #[test]
    fn a_file_of_the_name_of_the_part_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("out");
        fs::write(folder.path().join("out.part"), "mine").unwrap();
        let error = Journal::check_part(&output).unwrap_err().to_string();
        assert!(error.contains("out.part: is in the way"), "{error}");
        // Neither a journal of somebody else makes it ours, nor may that be lost.
        let journal = folder.path().join("out.part.journal");
        fs::write(&journal, "{\"stance\":\"mine\"}\n").unwrap();
        let error = Journal::check_part(&output).unwrap_err().to_string();
        assert!(error.contains("out.part: is in the way"), "{error}");
        fs::remove_file(folder.path().join("out.part")).unwrap();
        let error = Journal::check_part(&output).unwrap_err().to_string();
        assert!(error.contains("out.part.journal: is in the way"), "{error}");
        fs::write(folder.path().join("out.part"), "ours").unwrap();
        Journal::create(&output, &run("a")).unwrap();
        Journal::check_part(&output).unwrap();
    }

    #[test]
    fn the_last_whole_line_counts() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("out");
        assert!(Journal::reopen(&output, &run("a")).unwrap().is_none());
        let mut journal = Journal::create(&output, &run("a")).unwrap();
        assert!(Journal::reopen(&output, &run("a")).unwrap().is_none());
        let marks = [1, 2].map(|done| Mark {
            done,
            ..Mark::default()
        });
        for mark in &marks {
            journal.mark(mark).unwrap();
        }
        journal.file.write_all(b"{\"done\":3,\"fai").unwrap();
        let (mut journal, mark) = Journal::reopen(&output, &run("a")).unwrap().unwrap();
        assert_eq!(mark, marks[1]);
        journal.mark(&marks[0]).unwrap();
        let (_, mark) = Journal::reopen(&output, &run("a")).unwrap().unwrap();
        assert_eq!(mark, marks[0]);
        let error = Journal::reopen(&output, &run("b")).map(|_| ()).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("out.part.journal: is of a run with another")
        );
    }
}
