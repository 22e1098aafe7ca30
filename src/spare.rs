//! What threads need for their work, made once and used again.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Things that no thread is using.
///
/// Each thread of rayon gets what it gave back itself, which still lies in the cache of its
/// core. Two that scored with each other's were only a fifth faster than one.
pub(crate) struct Spare<T>(Mutex<Vec<(Option<usize>, T)>>);

impl<T> Default for Spare<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> fmt::Debug for Spare<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Spare")
    }
}

impl<T> Spare<T> {
    /// What this thread gave back last, if it is still there; if no more are kept, what
    /// another one did.
    pub(crate) fn take(&self) -> Option<T> {
        let own = rayon::current_thread_index();
        let mut list = self.list();
        let place = list.iter().rposition(|(owner, _)| *owner == own);
        let other = || (list.len() >= most()).then(|| list.len() - 1);
        let place = place.or_else(other)?;
        Some(list.swap_remove(place).1)
    }

    /// Keeps a thing for this thread, if there is room.
    pub(crate) fn give_back(&self, thing: T) {
        let own = rayon::current_thread_index();
        let mut list = self.list();
        if list.len() < most() {
            list.push((own, thing));
        }
    }

    fn list(&self) -> MutexGuard<'_, Vec<(Option<usize>, T)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many things are kept: two for each thread, which may begin other work while some of
/// its own waits.
fn most() -> usize {
    2 * rayon::current_num_threads()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thread_gets_its_own_back() {
        let spare = Spare::default();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2);
        let pool = pool.build().unwrap();
        pool.broadcast(|context| spare.give_back(context.index()));
        spare.give_back(9);
        let own = pool.broadcast(|_| spare.take());
        assert_eq!(own, [Some(0), Some(1)]);
        assert_eq!(spare.take(), Some(9));
        assert_eq!(spare.take(), None);
    }

    #[test]
    fn where_no_more_are_kept_another_ones_is_given() {
        let spare = Spare::default();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2);
        let pool = pool.build().unwrap();
        let first = |context: rayon::BroadcastContext<'_>| context.index() == 0;
        pool.broadcast(|context| {
            if first(context) {
                (0..9).for_each(|thing| spare.give_back(thing));
            }
        });
        let taken = pool.broadcast(|context| (!first(context)).then(|| spare.take()).flatten());
        assert_eq!(taken, [None, Some(3)]);
    }
}
