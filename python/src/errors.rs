//! The library's errors as exceptions.

use std::io;

use pyo3::create_exception;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

create_exception!(
    stance,
    StanceError,
    PyValueError,
    "What stance was given is not as it should be; the message says what to do."
);

/// An OSError where the operating system refused something, a StanceError else.
pub fn raised(error: stance::Error) -> PyErr {
    match error.io_kind() {
        Some(kind) => io::Error::new(kind, error.to_string()).into(),
        None => StanceError::new_err(error.to_string()),
    }
}
