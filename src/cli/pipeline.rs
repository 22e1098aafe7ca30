//! Work on all cores, in the order of the input and in bounded memory.
//!
//! One thread reads, the threads of rayon work, and the caller takes the results. What
//! was read lies in a queue; a thread that is free takes its share of it as one batch.
//! So batches form by themselves: of one item where items come slowly, of many where
//! they come fast; no item waits for one that is not there yet, nor is a thread woken for each.
//!
//! At most so many items as are [`BATCHES`] batches, or [`MOST_BYTES`] bytes of them, are on
//! the way; the reader waits for the caller. What is made of an item may be much larger than
//! the item, so that their number is the bound that counts. Whoever stops taking ends the program soon after: a
//! reader that waits for its input cannot be stopped otherwise.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use stance::{Error, Result};

/// How many batches of as many items as one may have are on the way at most.
const BATCHES: usize = 8;
/// How many bytes of input are, unless one item alone has more.
const MOST_BYTES: usize = 8 << 20;
/// How many bytes of input a batch has at most, unless one item alone has more.
const BATCH_BYTES: usize = 64 << 10;
/// How long the caller may wait before it is told so.
const PATIENCE: Duration = Duration::from_millis(50);

/// What the caller gets.
pub enum Event<U> {
    /// The next results.
    Made(Vec<U>),
    /// The next result is not there yet: time to hand on what is kept back.
    Waiting,
}

/// The results in the order of the items.
pub struct InOrder<T, U> {
    shared: Arc<Shared<T, U>>,
    /// Whether the caller knows that it must wait.
    told: bool,
}

/// What turns a batch into as many results.
type Work<T, U> = dyn Fn(Vec<T>) -> Vec<U> + Send + Sync;

/// What the reader, the threads that work and the caller share.
struct Shared<T, U> {
    work: Box<Work<T, U>>,
    /// How many threads work at most.
    threads: usize,
    state: Mutex<State<T, U>>,
    /// The reader waits for room here.
    room: Condvar,
    /// The caller waits for the next results here.
    made: Condvar,
}

struct State<T, U> {
    /// How many items a batch has at most.
    batch_items: usize,
    /// What was read and not taken yet, with its bytes.
    read: VecDeque<(T, usize)>,
    /// The batches that the caller has not got, in order; none where one is worked on.
    batches: VecDeque<Option<Batch<U>>>,
    /// How many batches the caller has got.
    given: u64,
    /// How many items are on the way, and how many bytes.
    items: usize,
    bytes: usize,
    /// How many threads are at work, and whether one more was called.
    working: usize,
    called: bool,
    /// Whether nothing more will be read.
    ended: bool,
    /// Whether nobody takes the results any more.
    closed: bool,
}

/// A batch that is made, and how many items it had and how many bytes they.
struct Batch<U> {
    made: Vec<U>,
    items: usize,
    bytes: usize,
}

/// Begins to read `source` and to `work` on batches of its items, of which each gives
/// one result in its place; `bytes` is the size of an item, of which a batch has
/// `batch_items` at most.
pub fn start<T: Send + 'static, U: Send + 'static>(
    source: impl Iterator<Item = T> + Send + 'static,
    batch_items: usize,
    bytes: impl Fn(&T) -> usize + Send + 'static,
    work: impl Fn(Vec<T>) -> Vec<U> + Send + Sync + 'static,
) -> Result<InOrder<T, U>> {
    let shared = Arc::new(Shared {
        work: Box::new(work),
        threads: rayon::current_num_threads(),
        state: Mutex::new(State {
            batch_items,
            read: VecDeque::new(),
            batches: VecDeque::new(),
            given: 0,
            items: 0,
            bytes: 0,
            working: 0,
            called: false,
            ended: false,
            closed: false,
        }),
        room: Condvar::new(),
        made: Condvar::new(),
    });
    let own = Arc::clone(&shared);
    let read = move || {
        for item in source {
            let bytes = bytes(&item);
            if !own.put(item, bytes) {
                return;
            }
        }
        own.state().ended = true;
        own.made.notify_one();
    };
    (thread::Builder::new().name("reader".into()))
        .spawn(read)
        .map_err(|error| {
            Error::new(format!("cannot start a thread: {error}"))
                .remedy("allow this user more threads (ulimit -u)")
        })?;
    Ok(InOrder {
        shared,
        told: false,
    })
}

impl<T, U> State<T, U> {
    /// Whether so many bytes more are too much; nothing is where nothing else is on the way.
    fn is_full(&self, bytes: usize) -> bool {
        self.items == BATCHES * self.batch_items
            || self.items > 0 && self.bytes + bytes > MOST_BYTES
    }

    /// Whether one more thread should be called. It calls the next one itself, if there
    /// is enough to do when it comes.
    fn calls(&mut self, threads: usize) -> bool {
        let calls = !self.called && !self.read.is_empty() && self.working < threads;
        self.called |= calls;
        calls
    }

    /// Takes a thread's share of what was read, with its bytes.
    fn take(&mut self, threads: usize) -> (Vec<T>, usize) {
        let share = self.read.len().div_ceil(threads).min(self.batch_items);
        let (mut number, mut bytes) = (0, 0);
        for (_, more) in self.read.iter().take(share) {
            if number > 0 && bytes + more > BATCH_BYTES {
                break;
            }
            number += 1;
            bytes += more;
        }
        (
            self.read.drain(..number).map(|(item, _)| item).collect(),
            bytes,
        )
    }
}

impl<T: Send + 'static, U: Send + 'static> Shared<T, U> {
    fn state(&self) -> MutexGuard<'_, State<T, U>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts an item into the queue, where there is room; false if nobody wants it.
    fn put(self: &Arc<Self>, item: T, bytes: usize) -> bool {
        let wait = |state: &mut State<T, U>| !state.closed && state.is_full(bytes);
        let state = self.room.wait_while(self.state(), wait);
        let mut state = state.unwrap_or_else(PoisonError::into_inner);
        if state.closed {
            return false;
        }
        state.items += 1;
        state.bytes += bytes;
        state.read.push_back((item, bytes));
        let calls = state.calls(self.threads);
        drop(state);
        self.call(calls);
        true
    }

    /// Calls a thread to work on a batch.
    fn call(self: &Arc<Self>, calls: bool) {
        if calls {
            let own = Arc::clone(self);
            rayon::spawn(move || own.work());
        }
    }

    fn work(self: Arc<Self>) {
        let mut state = self.state();
        state.called = false;
        if state.read.is_empty() {
            return;
        }
        let (batch, bytes) = state.take(self.threads);
        let number = state.given + state.batches.len() as u64;
        state.batches.push_back(None);
        state.working += 1;
        let calls = state.calls(self.threads);
        drop(state);
        self.call(calls);

        let items = batch.len();
        let made = (self.work)(batch);

        let mut state = self.state();
        let place = usize::try_from(number - state.given).unwrap_or(usize::MAX);
        if let Some(batch) = state.batches.get_mut(place) {
            *batch = Some(Batch { made, items, bytes });
        }
        state.working -= 1;
        // A thread that waits for a part of another item may be working here, so it
        // takes one batch, and is called for the next.
        let calls = state.calls(self.threads);
        drop(state);
        if place == 0 {
            self.made.notify_one();
        }
        self.call(calls);
    }
}

impl<T: Send + 'static, U: Send + 'static> Iterator for InOrder<T, U> {
    type Item = Event<U>;

    fn next(&mut self) -> Option<Event<U>> {
        let wait = |state: &mut State<T, U>| match state.batches.front() {
            Some(first) => first.is_none(),
            None => !state.ended || !state.read.is_empty(),
        };
        let (state, made) = (self.shared.state(), &self.shared.made);
        let mut state = if self.told {
            (made.wait_while(state, wait)).unwrap_or_else(PoisonError::into_inner)
        } else {
            let waited = made.wait_timeout_while(state, PATIENCE, wait);
            let (state, waited) = waited.unwrap_or_else(PoisonError::into_inner);
            if waited.timed_out() {
                self.told = true;
                return Some(Event::Waiting);
            }
            state
        };
        let Batch { made, items, bytes } = state.batches.pop_front()??;
        state.given += 1;
        state.items -= items;
        state.bytes -= bytes;
        // The reader is not woken for a few.
        let wakes = state.items <= BATCHES * state.batch_items / 2;
        drop(state);
        if wakes {
            self.shared.room.notify_one();
        }
        self.told = false;
        Some(Event::Made(made))
    }
}

impl<T, U> Drop for InOrder<T, U> {
    fn drop(&mut self) {
        let state = self.shared.state.lock();
        let mut state = state.unwrap_or_else(PoisonError::into_inner);
        state.closed = true;
        state.read.clear();
        drop(state);
        self.shared.room.notify_one();
    }
}

#[cfg(test)]
mod tests;
