//! How a command ends.

use std::io;

/// The end of a command that ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All is well: exit status 0.
    Done,
    /// The answer is no; what is wrong has been said already: exit status 1.
    No,
}

/// The end of a command that could not go on.
#[derive(Debug)]
pub enum Failure {
    /// Something is wrong and must be told: exit status 1.
    Error(stance::Error),
    /// The arguments ask for what there is not: exit status 2, as clap's own errors.
    Usage(stance::Error),
    /// Something is wrong and has been told: exit status 1.
    Told,
    /// Nobody reads the output any more: exit status 0, quietly.
    ClosedPipe,
}

impl From<stance::Error> for Failure {
    fn from(error: stance::Error) -> Self {
        match error.io_kind() {
            Some(io::ErrorKind::BrokenPipe) => Self::ClosedPipe,
            _ => Self::Error(error),
        }
    }
}

/// What every command returns.
pub type Result<T> = std::result::Result<T, Failure>;
