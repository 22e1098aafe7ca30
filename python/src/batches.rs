//! Cutting long work into pieces, between which Ctrl-C is heard.

use pyo3::prelude::*;

use crate::pool::compute;

/// How many bytes of text a piece has, about.
const BYTES: usize = 4 << 20;
/// How many texts a piece has, at most.
const TEXTS: usize = 1024;

/// What `work` makes of all items, piece by piece in their order.
pub fn in_batches<I: Sync, T: Send>(
    py: Python<'_>,
    items: &[I],
    bytes: impl Fn(&I) -> usize,
    work: impl Fn(&[I]) -> Vec<T> + Sync,
) -> PyResult<Vec<T>> {
    let mut made = Vec::with_capacity(items.len());
    let mut first = 0;
    while first < items.len() {
        py.check_signals()?;
        let mut size = 0;
        let fits = |item: &&I| {
            let full = size >= BYTES;
            size += bytes(item);
            !full
        };
        let length = items[first..].iter().take(TEXTS).take_while(fits).count();
        let piece = &items[first..first + length];
        made.extend(compute(py, || work(piece))?);
        first += length;
    }
    Ok(made)
}
