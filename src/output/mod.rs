//! Writing files whole or not at all.

mod part;

use std::borrow::Cow;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

pub use part::PartFile;

use crate::error::{Error, Result};

/// Writes `bytes` to `path`, whole or not at all.
///
/// # Errors
///
/// If the file or its folder cannot be written.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = WholeFile::create(path)?;
    file.write_all(bytes)
        .map_err(|error| Error::io(path, error))?;
    file.finish()
}

/// A file that appears under its name when it is finished, and leaves nothing
/// behind when it is not.
///
/// What exists and is no ordinary file, such as `/dev/null` or a pipe, is
/// written directly.
pub struct WholeFile {
    path: PathBuf,
    target: Target,
}

enum Target {
    Temporary(BufWriter<NamedTempFile>),
    Direct(BufWriter<File>),
}

impl WholeFile {
    /// Begins a file that will stand at `path`.
    ///
    /// # Errors
    ///
    /// If its folder does not exist or cannot be written.
    pub fn create(path: &Path) -> Result<Self> {
        let path = &*behind_links(path);
        let fail = |error: io::Error| cannot_write(path, error);
        let target = match path.metadata() {
            Ok(about) if about.is_dir() => {
                return Err(Error::new("is a folder").remedy("name a file").at(path));
            }
            Ok(about) if !about.is_file() => {
                let file = OpenOptions::new().write(true).open(path).map_err(fail)?;
                Target::Direct(BufWriter::new(file))
            }
            _ => {
                let folder = match path.parent() {
                    Some(folder) if !folder.as_os_str().is_empty() => folder,
                    _ => Path::new("."),
                };
                Target::Temporary(BufWriter::new(temporary(folder).map_err(fail)?))
            }
        };
        Ok(Self {
            path: path.to_path_buf(),
            target,
        })
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    ///
    /// If what was written does not reach the disk.
    pub fn finish(self) -> Result<()> {
        let path = self.path;
        let fail = |error: io::Error| cannot_write(&path, error);
        match self.target {
            Target::Direct(mut file) => file.flush().map_err(fail),
            Target::Temporary(file) => {
                let file = file
                    .into_inner()
                    .map_err(|error| fail(error.into_error()))?;
                file.as_file().sync_all().map_err(fail)?;
                file.persist(&path).map_err(|error| fail(error.error))?;
                Ok(())
            }
        }
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.target {
            Target::Temporary(file) => file.write(bytes),
            Target::Direct(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.target {
            Target::Temporary(file) => file.flush(),
            Target::Direct(file) => file.flush(),
        }
    }
}

/// How many links may stand behind each other.
const LINKS: usize = 40;

/// The file that a link stands for, which is written in its place, be it there or not;
/// other paths as they are.
#[must_use]
pub fn behind_links(path: &Path) -> Cow<'_, Path> {
    match path.metadata() {
        // Such as /dev/stdout, which links to what has no name.
        Ok(about) if !about.is_file() => return Cow::Borrowed(path),
        _ => {}
    }
    let mut file = Cow::Borrowed(path);
    for _ in 0..LINKS {
        let Ok(target) = fs::read_link(&file) else {
            break;
        };
        let folder = file.parent().unwrap_or(Path::new(""));
        file = Cow::Owned(folder.join(target));
    }
    file
}

/// A temporary file beside the one it will become, with the rights of an ordinary file.
fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".stance-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

fn cannot_write(path: &Path, error: io::Error) -> Error {
    let problem = format!("cannot be written: {}", plain(&error));
    Error::new(problem)
        .remedy("name a file in a folder that exists and that you may write to")
        .at(path)
        .caused_by(error)
}

/// The system's message without the temporary file's name.
fn plain(error: &io::Error) -> String {
    match error.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code).to_string(),
        None => match error.kind() {
            io::ErrorKind::NotFound => "the folder does not exist".into(),
            kind => kind.to_string(),
        },
    }
}
