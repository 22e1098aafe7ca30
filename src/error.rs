//! What can go wrong, where, and what to do about it.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::path::{Path, PathBuf};

/// The result of everything in this crate that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// A failure with its place and its remedy.
///
/// It is written as one line, `file:line: problem; remedy`, in which each part
/// but the problem may be missing.
///
/// ```
/// use stance::Error;
/// let error = Error::new("the text is empty")
///     .remedy("remove the row")
///     .at("labels/train.csv")
///     .line(7);
/// assert_eq!(error.to_string(), "labels/train.csv:7: the text is empty; remove the row");
/// ```
#[derive(Debug)]
pub struct Error {
    path: Option<PathBuf>,
    line: Option<u64>,
    problem: String,
    remedy: Option<String>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// An error from what is wrong, in lower case and without a full stop.
    #[must_use]
    pub fn new(problem: impl Into<String>) -> Self {
        Self {
            path: None,
            line: None,
            problem: problem.into(),
            remedy: None,
            source: None,
        }
    }

    /// Says what the reader can do about it.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// Names the file, unless an inner caller has named one already.
    #[must_use]
    pub fn at(mut self, path: impl AsRef<Path>) -> Self {
        self.path.get_or_insert_with(|| path.as_ref().to_path_buf());
        self
    }

    /// Says in which part of a whole it went wrong.
    #[must_use]
    pub fn within(mut self, part: &str) -> Self {
        self.problem = format!("{part}: {}", self.problem);
        self
    }

    /// Names the line, counted from 1.
    #[must_use]
    pub fn line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// Keeps the error that caused this one.
    #[must_use]
    pub fn caused_by(
        mut self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.source = Some(source.into());
        self
    }

    /// An error of the operating system on reading or writing `path`.
    #[must_use]
    pub fn io(path: impl AsRef<Path>, source: std::io::Error) -> Self {
        Self::new(source.to_string()).at(path).caused_by(source)
    }

    /// What is wrong, without place and remedy.
    #[must_use]
    pub fn problem(&self) -> &str {
        &self.problem
    }

    /// What is wrong and the remedy, without the place.
    #[must_use]
    pub fn message(&self) -> String {
        match &self.remedy {
            Some(remedy) => format!("{}; {remedy}", self.problem),
            None => self.problem.clone(),
        }
    }

    /// The line in which it is wrong, counted from 1.
    #[must_use]
    pub fn line_number(&self) -> Option<u64> {
        self.line
    }

    /// The file in which it is wrong.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The file, with the line if there is one, as `path#line`: the name of a record.
    #[must_use]
    pub fn place(&self) -> Option<String> {
        let path = path_name(self.path.as_ref()?);
        Some(match self.line {
            Some(line) => format!("{path}#{line}"),
            None => path.to_string(),
        })
    }

    /// The kind of the operating system's error behind this one, if there is one.
    #[must_use]
    pub fn io_kind(&self) -> Option<std::io::ErrorKind> {
        let source = self.source.as_deref()?;
        source
            .downcast_ref::<std::io::Error>()
            .map(std::io::Error::kind)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.path, self.line) {
            (Some(path), Some(line)) => write!(f, "{}:{line}: ", path_name(path))?,
            (Some(path), None) => write!(f, "{}: ", path_name(path))?,
            (None, Some(line)) => write!(f, "line {line}: ")?,
            (None, None) => {}
        }
        f.write_str(&self.message())
    }
}

/// A path as text, another one for each path: a byte that is not UTF-8 becomes `\xFF`,
/// and where that could be meant, each backslash becomes two.
pub(crate) fn path_name(path: &Path) -> Cow<'_, str> {
    let bytes = path.as_os_str().as_encoded_bytes();
    let looks_escaped = |text: &str| {
        let escaped = |(at, _)| {
            let digits = text.as_bytes().get(at + 2..at + 4);
            digits.is_some_and(|two| {
                (two.iter()).all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F'))
            })
        };
        text.match_indices(r"\x").any(escaped)
    };
    if let Some(text) = path.to_str()
        && !looks_escaped(text)
    {
        return Cow::Borrowed(text);
    }
    let mut name = String::new();
    for chunk in bytes.utf8_chunks() {
        name.push_str(&chunk.valid().replace('\\', r"\\"));
        for byte in chunk.invalid() {
            // Writing to a string does not fail.
            let _ = write!(name, "\\x{byte:02X}");
        }
    }
    Cow::Owned(name)
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source
            .as_deref()
            .map(|source| source as &(dyn std::error::Error + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_have_names_of_their_own() {
        for (path, name) in [
            ("news/a.txt", "news/a.txt"),
            (r"C:\news\x.txt", r"C:\news\x.txt"),
            (r"a\xFF.txt", r"a\\xFF.txt"),
            ("خبر.txt", "خبر.txt"),
        ] {
            assert_eq!(path_name(Path::new(path)), name);
        }
        #[cfg(unix)]
        {
            use std::ffi::OsStr;
            use std::os::unix::ffi::OsStrExt;
            let name = |bytes| path_name(Path::new(OsStr::from_bytes(bytes))).into_owned();
            assert_eq!(name(b"a\xFF.txt"), r"a\xFF.txt");
            assert_eq!(name(b"a\xFE\\.txt"), r"a\xFE\\.txt");
        }
    }
}
