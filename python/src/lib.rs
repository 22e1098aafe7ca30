//! The native part of the Python package `stance`.

mod arrow;
mod articles;
mod batches;
mod classifier;
mod columns;
mod errors;
mod pool;
mod texts;
mod training;
mod values;

/// The module `stance._stance`.
#[pyo3::pymodule]
mod _stance {
    #[pymodule_export]
    use crate::arrow::{ArrowArray, ArrowStream};
    #[pymodule_export]
    use crate::classifier::Classifier;
    #[pymodule_export]
    use crate::errors::StanceError;
    #[pymodule_export]
    use crate::pool::{panic, set_threads};
}
