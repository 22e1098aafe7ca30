//! Work on all cores, in the order of the input and in bounded memory.
//!
//! One thread reads, the threads of rayon work, and the caller takes the results. At
//! most [`MOST_ITEMS`] items, or [`MOST_BYTES`] bytes of them, are on the way; the
//! reader waits for the caller. Whoever stops taking ends the program soon after: a
//! reader that waits for its input cannot be stopped otherwise.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use stance::{Error, Result};

/// How many items are on the way at most.
const MOST_ITEMS: usize = 256;
/// How many bytes of input are, unless one item alone has more.
const MOST_BYTES: usize = 8 << 20;
/// How long the caller may wait before it is told so.
const PATIENCE: Duration = Duration::from_millis(50);

/// What the caller gets.
pub enum Event<U> {
    /// The next result.
    Made(U),
    /// The next result is not there yet: time to hand on what is kept back.
    Waiting,
}

/// The results in the order of the items.
pub struct InOrder<U> {
    order: Receiver<Ticket<U>>,
    /// The ticket of the next result.
    next: Option<Ticket<U>>,
    budget: Arc<Budget>,
    /// Whether the caller knows that it must wait.
    told: bool,
}

/// Where a result will arrive, and the bytes of its item.
struct Ticket<U> {
    result: Receiver<U>,
    bytes: usize,
}

/// Begins to read `source` and to `work` on its items; `bytes` is the size of one.
pub fn start<T: Send + 'static, U: Send + 'static>(
    source: impl Iterator<Item = T> + Send + 'static,
    bytes: impl Fn(&T) -> usize + Send + 'static,
    work: impl Fn(T) -> U + Send + Sync + 'static,
) -> Result<InOrder<U>> {
    let budget = Arc::new(Budget::default());
    let (tickets, order) = sync_channel(MOST_ITEMS);
    let (own, work) = (Arc::clone(&budget), Arc::new(work));
    thread::Builder::new()
        .name("reader".into())
        .spawn(move || read(source, bytes, &work, &own, &tickets))
        .map_err(|error| {
            Error::new(format!("cannot start a thread: {error}"))
                .remedy("allow this user more threads (ulimit -u)")
        })?;
    Ok(InOrder {
        order,
        next: None,
        budget,
        told: false,
    })
}

fn read<T: Send + 'static, U: Send + 'static>(
    source: impl Iterator<Item = T>,
    bytes: impl Fn(&T) -> usize,
    work: &Arc<impl Fn(T) -> U + Send + Sync + 'static>,
    budget: &Budget,
    tickets: &SyncSender<Ticket<U>>,
) {
    for item in source {
        let bytes = bytes(&item);
        budget.take(bytes);
        let (made, result) = sync_channel(1);
        if tickets.send(Ticket { result, bytes }).is_err() {
            return;
        }
        let work = Arc::clone(work);
        rayon::spawn(move || {
            // If nobody takes it, nobody wants it.
            let _ = made.send(work(item));
        });
    }
}

impl<U> Iterator for InOrder<U> {
    type Item = Event<U>;

    fn next(&mut self) -> Option<Event<U>> {
        let ticket = match self.next.take() {
            Some(ticket) => ticket,
            None => match receive(&self.order, self.told) {
                Ok(ticket) => ticket,
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => return self.waiting(),
            },
        };
        match receive(&ticket.result, self.told) {
            Ok(made) => {
                self.budget.give(ticket.bytes);
                self.told = false;
                Some(Event::Made(made))
            }
            Err(RecvTimeoutError::Timeout) => {
                self.next = Some(ticket);
                self.waiting()
            }
            // Only a panic loses a result, and a panic ends the program.
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }
}

impl<U> InOrder<U> {
    fn waiting(&mut self) -> Option<Event<U>> {
        self.told = true;
        Some(Event::Waiting)
    }
}

/// Waits for the next message, and for ever if the caller knows that it must.
fn receive<V>(from: &Receiver<V>, told: bool) -> std::result::Result<V, RecvTimeoutError> {
    if told {
        from.recv().map_err(|_| RecvTimeoutError::Disconnected)
    } else {
        from.recv_timeout(PATIENCE)
    }
}

/// The bytes that are on the way.
#[derive(Default)]
struct Budget {
    used: Mutex<usize>,
    freed: Condvar,
}

impl Budget {
    /// Waits until there is room for so many bytes, or nothing else on the way.
    fn take(&self, bytes: usize) {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |used: &mut usize| *used > 0 && *used + bytes > MOST_BYTES;
        let mut used = (self.freed.wait_while(used, full)).unwrap_or_else(PoisonError::into_inner);
        *used += bytes;
    }

    fn give(&self, bytes: usize) {
        *self.used.lock().unwrap_or_else(PoisonError::into_inner) -= bytes;
        self.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn made<U>(results: InOrder<U>) -> Vec<U> {
        results
            .filter_map(|event| match event {
                Event::Made(made) => Some(made),
                Event::Waiting => None,
            })
            .collect()
    }

    #[test]
    fn results_keep_the_order() {
        let slow_first = |n: u64| {
            thread::sleep(Duration::from_micros(if n.is_multiple_of(7) {
                2_000
            } else {
                10
            }));
            n * n
        };
        let results = start(0..1_000u64, |_| 1, slow_first).unwrap();
        assert_eq!(made(results), (0..1_000).map(|n| n * n).collect::<Vec<_>>());
    }

    #[test]
    fn the_reader_waits_for_the_caller() {
        static READ: AtomicUsize = AtomicUsize::new(0);
        let source = (0..100).inspect(|_| {
            READ.fetch_add(1, Ordering::SeqCst);
        });
        let mut results = start(source, |_| MOST_BYTES / 4, |n| n).unwrap();
        thread::sleep(Duration::from_millis(100));
        // Four fit, and one waits.
        assert_eq!(READ.load(Ordering::SeqCst), 5);
        assert!(matches!(results.next(), Some(Event::Made(0))));
        assert_eq!(made(results).len(), 99);
    }

    #[test]
    fn an_item_beyond_the_budget_is_worked_on_alone() {
        let results = start(0..5, |_| 3 * MOST_BYTES, |n| n).unwrap();
        assert_eq!(made(results), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn a_wait_is_told_once() {
        let slow = (0..2).inspect(|_| thread::sleep(Duration::from_millis(150)));
        let told: Vec<bool> = (start(slow, |_| 1, |n| n).unwrap())
            .map(|event| matches!(event, Event::Waiting))
            .collect();
        assert_eq!(told, [true, false, true, false]);
    }
}
