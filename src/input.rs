//! Opening what a command line names: files and standard input, as UTF-8.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// The longest line of a JSON Lines file.
const LONGEST_LINE: u64 = 256 << 20;

/// Where an input comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file or a folder.
    Path(PathBuf),
    /// Standard input, written `-`.
    Stdin,
}

impl Input {
    /// The input that an argument names.
    #[must_use]
    pub fn new(argument: &str) -> Self {
        match argument {
            "-" => Self::Stdin,
            path => Self::Path(path.into()),
        }
    }

    /// The name of the input as it was given.
    #[must_use]
    pub fn name(&self) -> &Path {
        match self {
            Self::Path(path) => path,
            Self::Stdin => Path::new("-"),
        }
    }

    /// The extension in lower case, if it is a path that has one.
    #[must_use]
    pub fn extension(&self) -> Option<String> {
        self.name()
            .extension()
            .map(|extension| extension.to_string_lossy().to_lowercase())
    }

    /// Opens the file or standard input.
    ///
    /// # Errors
    ///
    /// If it cannot be opened, or is a folder.
    pub fn open(&self) -> Result<Box<dyn BufRead + Send>> {
        match self {
            Self::Stdin => Ok(Box::new(BufReader::new(io::stdin()))),
            Self::Path(path) => {
                let file = File::open(path).map_err(|error| cannot_open(path, error))?;
                if file.metadata().is_ok_and(|about| about.is_dir()) {
                    return Err(Error::new("is a folder").remedy("name a file").at(path));
                }
                Ok(Box::new(BufReader::with_capacity(1 << 16, file)))
            }
        }
    }

    /// The whole content.
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    pub fn read_bytes(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.open()?
            .read_to_end(&mut bytes)
            .map_err(|error| Error::io(self.name(), error))?;
        Ok(bytes)
    }

    /// The whole content as UTF-8, without a byte-order mark.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or is not UTF-8.
    pub fn read_to_string(&self) -> Result<String> {
        let mut bytes = self.read_bytes()?;
        strip_mark(&mut bytes);
        decode(bytes).map_err(|error| error.at(self.name()))
    }
}

/// The error for a path that cannot be opened.
pub fn cannot_open(path: &Path, error: io::Error) -> Error {
    let remedy = match error.kind() {
        io::ErrorKind::NotFound => "check the path",
        io::ErrorKind::PermissionDenied => "make it readable",
        _ => return Error::io(path, error),
    };
    Error::io(path, error).remedy(remedy)
}

/// The bytes as UTF-8.
///
/// # Errors
///
/// If they are not UTF-8; the error says at which byte.
fn decode(bytes: Vec<u8>) -> Result<String> {
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        not_utf8(&format!("byte {} of it begins no character", offset + 1))
    })
}

/// Removes a byte-order mark at the beginning.
fn strip_mark(bytes: &mut Vec<u8>) {
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        bytes.drain(..3);
    }
}

/// The error for bytes that are not UTF-8.
pub fn not_utf8(detail: &str) -> Error {
    Error::new(format!("is not UTF-8 ({detail})"))
        .remedy("convert it, for example with iconv -t UTF-8")
}

/// The lines of an input, each with its number from 1 and without its end.
pub struct Lines {
    input: Input,
    reader: Box<dyn BufRead + Send>,
    number: u64,
}

impl Lines {
    /// Opens `input`.
    ///
    /// # Errors
    ///
    /// As [`Input::open`].
    pub fn open(input: &Input) -> Result<Self> {
        Ok(Self {
            input: input.clone(),
            reader: input.open()?,
            number: 0,
        })
    }
}

impl Iterator for Lines {
    type Item = Result<(u64, String)>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut line = Vec::new();
        let read = (&mut self.reader)
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut line);
        self.number += 1;
        let number = self.number;
        let fail = |error: Error| Some(Err(error.at(self.input.name()).line(number)));
        match read {
            Err(error) => {
                // It would fail for ever.
                self.reader = Box::new(io::empty());
                return fail(Error::io(self.input.name(), error));
            }
            Ok(0) => return None,
            Ok(read) if read as u64 == LONGEST_LINE => {
                return fail(
                    Error::new(format!("the line is longer than {LONGEST_LINE} bytes"))
                        .remedy("write one record a line"),
                );
            }
            Ok(_) => {}
        }
        if line.ends_with(b"\n") {
            line.pop();
            if line.ends_with(b"\r") {
                line.pop();
            }
        }
        if number == 1 {
            strip_mark(&mut line);
        }
        match decode(line) {
            Ok(line) => Some(Ok((number, line))),
            Err(error) => fail(error),
        }
    }
}
