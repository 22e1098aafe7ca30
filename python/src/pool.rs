//! Work with the interpreter released, in threads of this process, ended by Ctrl-C.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// How often a long piece of work looks for Ctrl-C.
const PATIENCE: Duration = Duration::from_millis(100);

/// The stack of each thread, as that of the command. One that waits for a part of its
/// article may begin the next one meanwhile, on the same stack.
const STACK_BYTES: usize = 8 << 20;

/// The threads, and how many there shall be (0: one a core, or what the
/// environment variable RAYON_NUM_THREADS says).
struct Threads {
    wanted: usize,
    /// Those of the process with this id: a fork has a copy of its parent's pool,
    /// but none of the threads.
    pool: Option<(u32, Arc<ThreadPool>)>,
}

static THREADS: Mutex<Threads> = Mutex::new(Threads {
    wanted: 0,
    pool: None,
});

/// Taken only with the interpreter held, so that no fork happens in between.
fn threads(_: Python<'_>) -> MutexGuard<'static, Threads> {
    THREADS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Sets how many threads this process computes with; 0 means one a core.
///
/// Where an engine runs a process a core (Spark, Ray, Dask, joblib), 1 is right.
#[pyfunction]
pub fn set_threads(py: Python<'_>, number: usize) -> PyResult<()> {
    if number > 1024 {
        return Err(PyValueError::new_err(format!(
            "{number} threads are too many; give 0 to 1024"
        )));
    }
    let mut threads = threads(py);
    if threads.wanted != number {
        threads.wanted = number;
        forget(&mut threads);
    }
    Ok(())
}

fn pool(py: Python<'_>) -> PyResult<Arc<ThreadPool>> {
    let mut threads = threads(py);
    let process = std::process::id();
    if let Some((owner, pool)) = &threads.pool
        && *owner == process
    {
        return Ok(pool.clone());
    }
    forget(&mut threads);
    let pool = ThreadPoolBuilder::new()
        .num_threads(threads.wanted)
        .stack_size(STACK_BYTES)
        .build()
        .map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
    let pool = Arc::new(pool);
    threads.pool = Some((process, pool.clone()));
    Ok(pool)
}

/// Lets the pool go. That of a parent process is left as it is: to end it would
/// wake threads that are not there.
fn forget(threads: &mut Threads) {
    if let Some((owner, pool)) = threads.pool.take()
        && owner != std::process::id()
    {
        std::mem::forget(pool);
    }
}

/// Does `work` with the interpreter released; a panic becomes a RuntimeError.
pub fn compute<T: Send>(py: Python<'_>, work: impl FnOnce() -> T + Send) -> PyResult<T> {
    let pool = pool(py)?;
    py.detach(|| catch_unwind(AssertUnwindSafe(|| pool.install(work))))
        .map_err(panicked)
}

/// As [`compute`], for one long piece of work. Ctrl-C ends the waiting at once;
/// the work itself goes on unseen until it is done.
pub fn wait_for<T: Send + 'static>(
    py: Python<'_>,
    work: impl FnOnce() -> T + Send + 'static,
) -> PyResult<T> {
    let pool = pool(py)?;
    let waiting = thread::current();
    let working = thread::spawn(move || {
        let done = catch_unwind(AssertUnwindSafe(|| pool.install(work)));
        waiting.unpark();
        done
    });
    while !working.is_finished() {
        py.detach(|| thread::park_timeout(PATIENCE));
        py.check_signals()?;
    }
    working.join().flatten().map_err(panicked)
}

/// Panics in a thread of the pool, so that a test can see what becomes of it.
#[pyfunction]
#[pyo3(name = "_panic")]
#[expect(clippy::panic, reason = "it is what the function is for")]
pub fn panic(py: Python<'_>, message: String) -> PyResult<()> {
    compute(py, || std::panic::panic_any(message))
}

fn panicked(payload: Box<dyn Any + Send>) -> PyErr {
    let message = match payload.downcast::<String>() {
        Ok(message) => *message,
        Err(payload) => match payload.downcast::<&str>() {
            Ok(message) => message.to_string(),
            Err(_) => "unknown".into(),
        },
    };
    PyRuntimeError::new_err(format!(
        "stance has a bug; please report it with the input: {message}"
    ))
}
