//! Counts, in tests only, how many characters the rules look at, to show that splitting takes
//! time linear in the length of the text.

#[cfg(test)]
thread_local! {
    static SPENT: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Notes that `characters` more were looked at.
#[cfg(test)]
pub(super) fn spend(characters: usize) {
    SPENT.with(|spent| spent.set(spent.get() + characters));
}

/// Notes nothing outside of tests.
#[cfg(not(test))]
#[inline(always)]
pub(super) fn spend(_characters: usize) {}

/// How many characters `task` looks at.
#[cfg(test)]
pub(super) fn of(task: impl FnOnce()) -> usize {
    SPENT.with(|spent| spent.set(0));
    task();
    SPENT.with(std::cell::Cell::get)
}
