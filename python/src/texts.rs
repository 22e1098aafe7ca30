//! Texts as Python gives them: sequences of strings, or Arrow.

use arrow_array::StringViewArray;
use pyo3::exceptions::{PyImportError, PyTypeError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyBytes, PyFloat, PyString};
use pyo3_arrow::input::AnyArray;

use crate::arrow;

/// Many texts, some of which may be missing.
pub enum Texts {
    /// The strings of a sequence.
    Strings(Vec<Option<PyBackedStr>>),
    /// The chunks of an Arrow array or stream.
    Arrow(Vec<StringViewArray>),
}

impl Texts {
    /// Reads a list, a numpy array, a Series, or anything else that can be
    /// iterated, or an Arrow array or stream of strings.
    pub fn read(given: &Bound<'_, PyAny>) -> PyResult<Self> {
        refuse_one_text(given)?;
        if let Some(arrow) = arrow_of(given)? {
            let arrays = arrow.into_reader()?.map(|array| {
                let array = array.map_err(|error| arrow::raised(given.py(), &error))?;
                arrow::strings(&array)
            });
            return Ok(Self::Arrow(arrays.collect::<PyResult<_>>()?));
        }
        let texts = given.try_iter()?.enumerate();
        let texts = texts.map(|(place, text)| optional_text(place, &text?));
        Ok(Self::Strings(texts.collect::<PyResult<_>>()?))
    }

    /// All texts in order.
    pub fn all(&self) -> Vec<Option<&str>> {
        match self {
            Self::Strings(texts) => texts.iter().map(Option::as_deref).collect(),
            Self::Arrow(chunks) => chunks.iter().flatten().collect(),
        }
    }
}

/// What was given as Arrow, if it offers that.
pub fn arrow_of(given: &Bound<'_, PyAny>) -> PyResult<Option<AnyArray>> {
    if !given.hasattr("__arrow_c_array__")? && !given.hasattr("__arrow_c_stream__")? {
        return Ok(None);
    }
    match given.extract::<AnyArray>() {
        Ok(arrow) => Ok(Some(arrow)),
        // pandas offers Arrow, but needs pyarrow for it.
        Err(error) if error.is_instance_of::<PyImportError>(given.py()) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A single text is a sequence too, of its characters, and never meant as one.
pub fn refuse_one_text(given: &Bound<'_, PyAny>) -> PyResult<()> {
    if given.is_instance_of::<PyString>() || given.is_instance_of::<PyBytes>() {
        return Err(PyTypeError::new_err(
            "a single text was given; give a list of texts",
        ));
    }
    Ok(())
}

/// A text, or nothing for what Python's libraries write for a missing one.
fn optional_text(place: usize, given: &Bound<'_, PyAny>) -> PyResult<Option<PyBackedStr>> {
    if is_missing(given)? {
        return Ok(None);
    }
    if !given.is_instance_of::<PyString>() {
        return Err(PyTypeError::new_err(format!(
            "text {place} is of type {}; give strings",
            given.get_type().name()?
        )));
    }
    Ok(Some(given.extract()?))
}

/// None, a NaN, or the NA of pandas.
pub fn is_missing(given: &Bound<'_, PyAny>) -> PyResult<bool> {
    if given.is_none() {
        return Ok(true);
    }
    match given.cast::<PyFloat>() {
        Ok(number) => Ok(number.value().is_nan()),
        Err(_) => Ok(given.get_type().name()? == "NAType"),
    }
}
