//! Articles as Python gives them: sequences of texts or dicts, or Arrow.

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, StringViewArray};
use pyo3::exceptions::{PyKeyError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use stance::Article;

use crate::arrow;
use crate::texts::{arrow_of, is_missing, refuse_one_text};

/// Reads articles, each with its place among them as name where it has none; one
/// without a text is missing.
pub fn read(given: &Bound<'_, PyAny>) -> PyResult<Vec<Option<Article>>> {
    refuse_one_text(given)?;
    if given.is_instance_of::<PyDict>() {
        return Err(PyTypeError::new_err(
            "a single article was given; give a list of articles",
        ));
    }
    let mut articles = Vec::new();
    if let Some(arrow) = arrow_of(given)? {
        for array in arrow.into_reader()? {
            let array = array.map_err(|error| arrow::raised(given.py(), &error))?;
            articles.extend(of_arrow(&array, articles.len())?);
        }
        return Ok(articles);
    }
    for (place, item) in given.try_iter()?.enumerate() {
        articles.push(of_item(place, &item?)?);
    }
    Ok(articles)
}

/// The articles of an Arrow array of strings, or of structs with a column `text`
/// and perhaps `id` and `title`; `before` others came before them.
pub fn of_arrow(array: &ArrayRef, before: usize) -> PyResult<Vec<Option<Article>>> {
    let (texts, ids, titles) = match array.as_struct_opt() {
        None => (arrow::strings(array)?, None, None),
        Some(columns) => {
            let column = |name: &str| -> PyResult<Option<StringViewArray>> {
                let found = columns.column_by_name(name);
                found.map(arrow::strings).transpose()
            };
            let texts = column("text")?.ok_or_else(|| {
                PyKeyError::new_err(format!(
                    "there is no column 'text'; the columns are {}",
                    columns.column_names().join(", ")
                ))
            })?;
            let ids = columns.column_by_name("id").map(arrow::as_strings);
            (texts, ids.transpose()?, column("title")?)
        }
    };
    let at = |column: &Option<StringViewArray>, row: usize| {
        let column = column.as_ref()?;
        (!column.is_null(row)).then(|| column.value(row).to_string())
    };
    let articles = texts.iter().enumerate().map(|(row, text)| {
        Some(article(
            before + row,
            at(&ids, row),
            at(&titles, row),
            text?.to_string(),
        ))
    });
    Ok(articles.collect())
}

fn of_item(place: usize, item: &Bound<'_, PyAny>) -> PyResult<Option<Article>> {
    if is_missing(item)? {
        return Ok(None);
    }
    if item.is_instance_of::<PyString>() {
        return Ok(Some(article(place, None, None, item.extract()?)));
    }
    let Ok(fields) = item.cast::<PyDict>() else {
        return Err(PyTypeError::new_err(format!(
            "article {place} is of type {}; give strings, or dicts with the key 'text'",
            item.get_type().name()?
        )));
    };
    let field = |name: &str| -> PyResult<Option<Bound<'_, PyAny>>> {
        match fields.get_item(name)? {
            Some(value) if !is_missing(&value)? => Ok(Some(value)),
            _ => Ok(None),
        }
    };
    if !fields.contains("text")? {
        return Err(PyKeyError::new_err(format!(
            "article {place} has no key 'text'"
        )));
    }
    let Some(text) = field("text")? else {
        return Ok(None);
    };
    let string = |name: &str, value: Bound<'_, PyAny>| -> PyResult<String> {
        if !value.is_instance_of::<PyString>() {
            return Err(PyTypeError::new_err(format!(
                "the {name} of article {place} is of type {}; give a string",
                value.get_type().name()?
            )));
        }
        value.extract()
    };
    let text = string("text", text)?;
    let title = field("title")?.map(|title| string("title", title));
    // Ids are often numbers.
    let id = field("id")?.map(|id| id.str()?.extract());
    Ok(Some(article(
        place,
        id.transpose()?,
        title.transpose()?,
        text,
    )))
}

fn article(place: usize, id: Option<String>, title: Option<String>, text: String) -> Article {
    Article {
        id: (id.filter(|id| !id.is_empty())).unwrap_or_else(|| place.to_string()),
        title: title.filter(|title| !title.trim().is_empty()),
        text,
    }
}
