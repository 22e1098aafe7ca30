//! What a check has to say about one place.

use std::fmt;

use serde::Serialize;

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Location {
    /// The file as it was given.
    pub path: String,
    /// The line in which the row begins, counted from 1; none for the file as a whole.
    pub line: Option<u64>,
}

impl fmt::Display for Location {
    /// `path:line`, as compilers write it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}", self.path),
            None => f.write_str(&self.path),
        }
    }
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It must be put right before the labels are used.
    Error,
    /// It is most likely wrong.
    Warning,
    /// It is worth knowing.
    Note,
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A file or a row that cannot be read.
    Unreadable,
    /// A row whose text is missing or blank.
    EmptyText,
    /// A row whose label is missing or blank.
    EmptyLabel,
    /// The header once more, as a row.
    HeaderRow,
    /// A text of more characters than allowed.
    LongText,
    /// A control character inside a text.
    ControlCharacter,
    /// A character inside a text that turns the direction of what follows.
    DirectionCharacter,
    /// U+FFFD, which stands where a character was lost.
    ReplacementCharacter,
    /// A cue or a speaker that is not a part of its text.
    NotInText,
    /// An id that an earlier row of the file has.
    DuplicateId,
    /// A label that is none of the allowed ones, or a misspelling of a frequent one.
    UnknownLabel,
    /// Fewer labels than two, or more than a model may have.
    LabelSet,
    /// A label of too few rows to learn it.
    RareLabel,
    /// Two labels for the same text.
    Contradiction,
    /// The same text twice in a file.
    Duplicate,
    /// The same text in two files.
    Leakage,
    /// Nearly the same text twice in a file.
    NearDuplicate,
    /// Nearly the same text in two files.
    NearLeakage,
    /// The model could not be asked about the labels.
    ModelSkipped,
}

impl Kind {
    /// How much it weighs.
    #[must_use]
    pub fn severity(self) -> Severity {
        match self {
            Self::Unreadable
            | Self::EmptyText
            | Self::EmptyLabel
            | Self::HeaderRow
            | Self::NotInText
            | Self::DuplicateId
            | Self::UnknownLabel
            | Self::LabelSet
            | Self::Contradiction
            | Self::Leakage => Severity::Error,
            Self::LongText
            | Self::ControlCharacter
            | Self::DirectionCharacter
            | Self::ReplacementCharacter
            | Self::Duplicate
            | Self::NearDuplicate
            | Self::NearLeakage => Severity::Warning,
            Self::RareLabel | Self::ModelSkipped => Severity::Note,
        }
    }
}

/// One thing that a check has found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How much it weighs.
    pub severity: Severity,
    /// What it is about.
    pub kind: Kind,
    /// Where it is.
    #[serde(flatten)]
    pub location: Location,
    /// What is wrong and perhaps what to do about it, in lower case and without a full stop.
    pub message: String,
    /// The other place that it is about: the first of two equal texts.
    pub related: Option<Location>,
}

impl Finding {
    /// A finding about one place.
    pub(super) fn new(kind: Kind, location: Location, message: impl Into<String>) -> Self {
        Self {
            severity: kind.severity(),
            kind,
            location,
            message: message.into(),
            related: None,
        }
    }

    /// Names the other place.
    pub(super) fn with(mut self, related: Location) -> Self {
        self.related = Some(related);
        self
    }
}
