//! A file that grows beside its place and can be continued.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::{behind_links, cannot_write};
use crate::error::{Error, Result};

/// A file that grows as `NAME.part` and gets its name when it is finished.
///
/// If the program dies before that, the part stays, and can be continued. While it is
/// open it is locked against other runs.
pub struct PartFile {
    path: PathBuf,
    part: PathBuf,
    file: BufWriter<File>,
    length: u64,
}

impl PartFile {
    /// The name of the part of the file that will stand at `path`.
    #[must_use]
    pub fn part_of(path: &Path) -> PathBuf {
        with_end(&behind_links(path), ".part")
    }

    /// Begins an empty part of the file that will stand at `path`.
    ///
    /// # Errors
    ///
    /// If it cannot be written, or another run is writing it.
    pub fn create(path: &Path) -> Result<Self> {
        Self::open(path, 0)
    }

    /// Continues a part behind its first `length` bytes, and forgets the others.
    ///
    /// # Errors
    ///
    /// If it is shorter than `length`, cannot be written, or another run is writing it.
    pub fn reopen(path: &Path, length: u64) -> Result<Self> {
        Self::open(path, length)
    }

    fn open(path: &Path, length: u64) -> Result<Self> {
        if path.is_dir() {
            return Err(Error::new("is a folder").remedy("name a file").at(path));
        }
        let part = Self::part_of(path);
        let mut options = OpenOptions::new();
        let opened = options.write(true).create(length == 0).truncate(false);
        let fail = |error| cannot_write(path, error);
        let mut file = opened.open(&part).map_err(fail)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::new("another run is writing it")
                    .remedy("wait for that one or name another output")
                    .at(part));
            }
            // A file system without locks.
            Err(TryLockError::Error(_)) => {}
        }
        if !is_still(&part, &file) {
            return Err(Error::new("was finished by another run just now")
                .remedy("look at that output, then begin anew")
                .at(path));
        }
        let found = file.metadata().map_err(fail)?.len();
        if found < length {
            return Err(
                Error::new(format!("has {found} bytes, and {length} were written"))
                    .remedy("begin anew, without --resume")
                    .at(part),
            );
        }
        file.set_len(length).map_err(fail)?;
        file.seek(SeekFrom::Start(length)).map_err(fail)?;
        Ok(Self {
            path: behind_links(path).into_owned(),
            part,
            file: BufWriter::with_capacity(1 << 16, file),
            length,
        })
    }

    /// How many bytes it has, with those that have not reached the disk.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Brings what was written to the disk.
    ///
    /// # Errors
    ///
    /// If that fails.
    pub fn sync(&mut self) -> Result<()> {
        self.file.flush().map_err(|error| self.fail(error))?;
        (self.file.get_ref().sync_data()).map_err(|error| self.fail(error))
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    ///
    /// If what was written does not reach the disk.
    pub fn finish(mut self) -> Result<()> {
        self.sync()?;
        fs::rename(&self.part, &self.path).map_err(|error| self.fail(error))
    }

    /// Removes the part.
    pub fn discard(self) {
        // What cannot be removed is overwritten by the next run.
        let _ = fs::remove_file(&self.part);
    }

    fn fail(&self, error: io::Error) -> Error {
        cannot_write(&self.path, error)
    }
}

impl Write for PartFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.length += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Whether the open file has this name, and was not given another between opening
/// and locking it.
#[cfg(unix)]
fn is_still(path: &Path, file: &File) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |about: fs::Metadata| (about.dev(), about.ino());
    let (named, open) = (fs::metadata(path).map(place), file.metadata().map(place));
    named.is_ok_and(|named| open.is_ok_and(|open| named == open))
}

/// Other systems do not rename a file that is open.
#[cfg(not(unix))]
fn is_still(_: &Path, _: &File) -> bool {
    true
}

/// The path with `end` behind its name.
fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(end);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_continued_where_it_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.csv");
        let mut file = PartFile::create(&path).unwrap();
        file.write_all(b"one\ntwo\nthr").unwrap();
        assert_eq!(file.length(), 11);
        file.sync().unwrap();
        let twice = PartFile::create(&path).map(|_| ()).unwrap_err();
        assert!(
            twice.to_string().contains("another run is writing it"),
            "{twice}"
        );
        drop(file);
        let mut file = PartFile::reopen(&path, 8).unwrap();
        file.write_all(b"three\n").unwrap();
        assert!(!path.exists());
        file.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"one\ntwo\nthree\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_part_that_lost_bytes_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        fs::write(PartFile::part_of(&path), "12345").unwrap();
        let error = PartFile::reopen(&path, 6).map(|_| ()).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("out.part: has 5 bytes, and 6 were written")
        );
        PartFile::reopen(&path, 5).unwrap().discard();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
