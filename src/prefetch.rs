//! A hint to the processor that memory will be read soon.
#![allow(unsafe_code, reason = "a prefetch has no safe form in stable Rust")]

use std::ops::Range;

/// How many bytes a line of the cache has.
const LINE: usize = 64;

/// Asks for `slice[index]` to be brought near. No value depends on it; where there is no
/// such item it costs time in vain, and on a processor other than x86-64 nothing happens.
#[inline]
pub fn prefetch<T>(slice: &[T], index: usize) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        let item = slice.as_ptr().wrapping_add(index);
        // SAFETY: every x86-64 processor has the instruction, which reads and writes
        // nothing that the program can see and never faults, whatever the address.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(item.cast()) }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (slice, index);
}

/// Asks for all of `slice[range]`, line by line of the cache, of items that are no larger
/// than a line.
#[inline]
pub fn prefetch_range<T>(slice: &[T], range: Range<usize>) {
    let step = (LINE / size_of::<T>().max(1)).max(1);
    // It may lie in one line more than there are steps, where it does not begin with one.
    let last = range.end.saturating_sub(1);
    range.step_by(step).for_each(|index| prefetch(slice, index));
    prefetch(slice, last);
}

#[cfg(test)]
mod tests {
    use super::{prefetch, prefetch_range};

    /// Where the processor has no such instruction the function is empty, so all that
    /// can be asserted is that nothing changes.
    #[test]
    fn nothing_changes_and_any_index_is_taken() {
        let items = [1, 2, 3];
        for index in [0, 2, 3, usize::MAX] {
            prefetch(&items, index);
            prefetch::<u8>(&[], index);
        }
        prefetch_range(&items, 0..2);
        prefetch_range(&items, 2..9);
        prefetch_range::<()>(&[], 0..2);
        assert_eq!(items, [1, 2, 3]);
    }
}
