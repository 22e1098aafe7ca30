//! Arrow in and out, over the PyCapsule interface.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, StringViewArray, StructArray};
use arrow_cast::cast;
use arrow_schema::{ArrowError, DataType, Field, FieldRef};
use pyo3::exceptions::{PyKeyboardInterrupt, PyRuntimeError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};
use pyo3_arrow::ffi::{
    ArrayIterator, ArrayReader, to_array_pycapsules, to_schema_pycapsule, to_stream_pycapsule,
};
use pyo3_arrow::input::AnyArray;

/// The strings of an array: plain ones, large ones, views, or a dictionary of them.
pub fn strings(array: &ArrayRef) -> PyResult<StringViewArray> {
    let holds_strings = match array.data_type() {
        DataType::Dictionary(_, values) => is_string(values),
        // A column without any value.
        DataType::Null => true,
        own => is_string(own),
    };
    if holds_strings {
        return as_strings(array);
    }
    let what = match array.data_type() {
        DataType::Struct(_) => "a table; give one column of it".to_string(),
        other => format!("of the type {other}; give strings"),
    };
    Err(PyTypeError::new_err(format!("the texts are {what}")))
}

/// The values of an array as strings.
pub fn as_strings(array: &ArrayRef) -> PyResult<StringViewArray> {
    let cast = cast(array, &DataType::Utf8View);
    let cast = cast.map_err(|error| PyTypeError::new_err(error.to_string()))?;
    Ok(cast.as_string_view().clone())
}

fn is_string(of: &DataType) -> bool {
    matches!(
        of,
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View
    )
}

/// An error of Arrow, or of the stream that was read, as an exception.
pub fn raised(_: Python<'_>, error: &ArrowError) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// What is made of each array.
type Work = Arc<dyn Fn(Python<'_>, &ArrayRef) -> PyResult<StructArray> + Send + Sync>;

/// What `work` makes of an array, or will make of each array of a stream.
pub fn map<'py>(py: Python<'py>, given: AnyArray, work: Work) -> PyResult<Bound<'py, PyAny>> {
    match given {
        AnyArray::Array(array) => {
            let made = work(py, array.array())?;
            Ok(ArrowArray::new(made).into_pyobject(py)?.into_any())
        }
        AnyArray::Stream(stream) => {
            // The columns do not depend on the rows, so none are needed to know them.
            let field = stream.field_ref()?;
            let none = arrow_array::new_empty_array(field.data_type());
            let field = field_of(&work(py, &none)?);
            let source = stream.into_reader()?;
            let reader = source.map(move |array| made(&work, &array?));
            let reader = ArrayIterator::new(reader, field.clone());
            let stream = ArrowStream {
                field,
                reader: Mutex::new(Some(Box::new(reader))),
            };
            Ok(stream.into_pyobject(py)?.into_any())
        }
    }
}

/// What is made of one array of a stream. Here no exception and no panic may come
/// out, since it is called through Arrow's C interface.
fn made(work: &Work, array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let work = || {
        Python::try_attach(|py| work(py, array).map_err(|error| message_of(py, &error)))
            .unwrap_or_else(|| Err("the interpreter is ending".into()))
    };
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(made)) => Ok(Arc::new(made)),
        Ok(Err(message)) => Err(ArrowError::ComputeError(message)),
        Err(_) => Err(ArrowError::ComputeError("stance has a bug".into())),
    }
}

/// What is left of an exception in Arrow's C interface. Ctrl-C is asked for again,
/// so that Python raises it as soon as the reader of the stream returns.
fn message_of(py: Python<'_>, error: &PyErr) -> String {
    // First, since an exception that comes while this is written would be lost.
    let message = error.to_string();
    if error.is_instance_of::<PyKeyboardInterrupt>(py) {
        let again = py.import("_thread");
        // Without it the stream still ends, by the message.
        let _ = again.and_then(|thread| thread.call_method0("interrupt_main"));
    }
    message
}

fn field_of(array: &StructArray) -> FieldRef {
    Arc::new(Field::new("", array.data_type().clone(), false))
}

/// A result as Arrow: `pyarrow.record_batch(result)`, `polars.DataFrame(result)`.
#[pyclass(frozen, module = "stance")]
pub struct ArrowArray {
    array: StructArray,
}

impl ArrowArray {
    fn new(array: StructArray) -> Self {
        Self { array }
    }
}

#[pymethods]
impl ArrowArray {
    fn __len__(&self) -> usize {
        self.array.len()
    }

    fn __repr__(&self) -> String {
        let columns = self.array.column_names().join(", ");
        format!(
            "<stance.ArrowArray of {} rows: {columns}>",
            self.array.len()
        )
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        Ok(to_schema_pycapsule(py, field_of(&self.array).as_ref())?)
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let field = field_of(&self.array);
        Ok(to_array_pycapsules(
            py,
            field,
            &self.array,
            requested_schema,
        )?)
    }
}

/// Results as an Arrow stream, computed as it is read, once:
/// `pyarrow.RecordBatchReader.from_stream(result)`, `polars.DataFrame(result)`.
#[pyclass(frozen, module = "stance")]
pub struct ArrowStream {
    field: FieldRef,
    reader: Mutex<Option<Box<dyn ArrayReader + Send>>>,
}

#[pymethods]
impl ArrowStream {
    fn __repr__(&self) -> &'static str {
        "<stance.ArrowStream>"
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        Ok(to_schema_pycapsule(py, self.field.as_ref())?)
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let mut reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        let reader = reader
            .take()
            .ok_or_else(|| PyRuntimeError::new_err("the stream was read already"))?;
        Ok(to_stream_pycapsule(py, reader, requested_schema)?)
    }
}
