//! Opening what a command line names: files and standard input, unpacked and as UTF-8.

mod charset;
mod decode;
mod decompress;
pub mod limits;
mod lines;
mod options;

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use decompress::{Packing, unpack};

pub use charset::Encoding;
pub use decode::{Clues, Text, decoded};
pub use decompress::Bytes;
pub use lines::Lines;
pub use options::{ReadNote, ReadNoteKind, ReadNotes, ReadOptions};

/// Where an input comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file or a folder.
    Path(PathBuf),
    /// Standard input, written `-`.
    Stdin,
}

/// What an input holds, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputKind {
    /// One article.
    Text,
    /// One article with marks of Markdown: `.md`.
    Markdown,
    /// Records between commas: `.csv`.
    Csv,
    /// Records between tabs: `.tsv`.
    Tsv,
    /// A JSON object a line: `.jsonl`, `.ndjson`, standard input.
    JsonLines,
    /// A page: `.html`, `.htm`.
    Page,
    /// RSS or Atom: `.xml`, `.rss`, `.atom`.
    Feed,
}

/// The extensions that say what a file holds.
pub const EXTENSIONS: [(&str, InputKind); 11] = [
    ("txt", InputKind::Text),
    ("md", InputKind::Markdown),
    ("csv", InputKind::Csv),
    ("tsv", InputKind::Tsv),
    ("jsonl", InputKind::JsonLines),
    ("ndjson", InputKind::JsonLines),
    ("html", InputKind::Page),
    ("htm", InputKind::Page),
    ("xml", InputKind::Feed),
    ("rss", InputKind::Feed),
    ("atom", InputKind::Feed),
];

impl Input {
    /// The input that an argument names.
    #[must_use]
    pub fn new(argument: impl AsRef<OsStr>) -> Self {
        match argument.as_ref() {
            name if name == "-" => Self::Stdin,
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

    /// The extension in lower case, without that of a packing: `csv` of `NEWS.CSV.gz`.
    #[must_use]
    pub fn extension(&self) -> Option<String> {
        let name = self.name();
        match extension(name) {
            Some(outer) if Packing::of_extension(&outer).is_some() => {
                extension(Path::new(name.file_stem()?))
            }
            other => other,
        }
    }

    /// What it holds, by its extension; none if that says nothing.
    #[must_use]
    pub fn kind(&self) -> Option<InputKind> {
        if *self == Self::Stdin {
            return Some(InputKind::JsonLines);
        }
        let extension = self.extension()?;
        let known = EXTENSIONS.iter().find(|(known, _)| *known == extension);
        known.map(|(_, kind)| *kind)
    }

    /// Opens the file or standard input, as its bytes are.
    ///
    /// # Errors
    ///
    /// If it cannot be opened, or is a folder.
    pub fn open(&self) -> Result<Bytes> {
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

    /// Opens it as text: unpacked, and decoded to UTF-8.
    ///
    /// # Errors
    ///
    /// If it cannot be opened, or is not packed as its name says.
    pub fn open_text(&self, options: &ReadOptions) -> Result<Text> {
        let (bytes, packing) =
            unpack(self.open()?).map_err(|error| Error::io(self.name(), error))?;
        let named = extension(self.name()).and_then(|outer| Packing::of_extension(&outer));
        if let (Some(named), None) = (named, packing) {
            return Err(Error::new(format!(
                "does not begin as {} data do, although its name says so",
                named.name()
            ))
            .remedy("get it again, or rename it if it is unpacked already")
            .at(self.name()));
        }
        let clues = Clues {
            marks: true,
            declaration: matches!(self.kind(), Some(InputKind::Page | InputKind::Feed)),
            // What comes through a pipe is not waited for, and one broken line in it
            // must not change how all the next ones are read.
            looks: *self != Self::Stdin,
            records: matches!(
                self.kind(),
                Some(InputKind::Csv | InputKind::Tsv | InputKind::JsonLines)
            ),
        };
        Ok(Text::new(self.name().to_path_buf(), bytes, options, clues))
    }

    /// As [`Input::open_text`], but the lines of standard input are those of its bytes,
    /// whatever they begin with: nothing is unpacked, and no mark tells of UTF-16.
    ///
    /// # Errors
    ///
    /// As [`Input::open_text`].
    pub fn open_lines(&self, options: &ReadOptions) -> Result<Text> {
        if *self != Self::Stdin {
            return self.open_text(options);
        }
        let name = self.name().to_path_buf();
        Ok(Text::new(name, self.open()?, options, Clues::default()))
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
    /// If it cannot be read, unpacked or decoded, or is larger than 1 GB.
    pub fn read_to_string(&self, options: &ReadOptions) -> Result<String> {
        self.open_text(options)?
            .whole(limits::FILE_BYTES, "the file")
    }
}

/// The extension of a path in lower case.
fn extension(path: &Path) -> Option<String> {
    let extension = path.extension()?;
    Some(extension.to_string_lossy().to_lowercase())
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
