use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};

use proptest::prelude::*;

use super::*;

const BATCH_ITEMS: usize = 64;
const MOST_ITEMS: usize = BATCHES * BATCH_ITEMS;

/// Starts with work on single items.
fn each<T: Send + 'static, U: Send + 'static>(
    source: impl Iterator<Item = T> + Send + 'static,
    bytes: impl Fn(&T) -> usize + Send + 'static,
    work: impl Fn(T) -> U + Send + Sync + 'static,
) -> InOrder<T, U> {
    let all = move |batch: Vec<T>| batch.into_iter().map(&work).collect();
    start(source, BATCH_ITEMS, bytes, all).unwrap()
}

fn made<T: Send + 'static, U: Send + 'static>(results: InOrder<T, U>) -> Vec<U> {
    results
        .flat_map(|event| match event {
            Event::Made(made) => made,
            Event::Waiting => Vec::new(),
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
    let results = each(0..1_000u64, |_| 1, slow_first);
    assert_eq!(made(results), (0..1_000).map(|n| n * n).collect::<Vec<_>>());
}

#[test]
fn the_reader_waits_for_the_caller() {
    static READ: AtomicUsize = AtomicUsize::new(0);
    let source = (0..100).inspect(|_| {
        READ.fetch_add(1, Ordering::SeqCst);
    });
    let mut results = each(source, |_| MOST_BYTES / 4, |n| n);
    thread::sleep(Duration::from_millis(100));
    // Four fit, and one waits.
    assert_eq!(READ.load(Ordering::SeqCst), 5);
    assert!(matches!(results.next(), Some(Event::Made(first)) if first == [0]));
    assert_eq!(made(results).len(), 99);
}

#[test]
fn no_more_items_are_read_than_may_be_on_the_way() {
    static READ: AtomicUsize = AtomicUsize::new(0);
    let source = (0..5 * MOST_ITEMS).inspect(|_| {
        READ.fetch_add(1, Ordering::SeqCst);
    });
    let results = each(source, |_| 1, |n| n);
    thread::sleep(Duration::from_millis(100));
    assert_eq!(READ.load(Ordering::SeqCst), MOST_ITEMS + 1);
    assert_eq!(made(results), (0..5 * MOST_ITEMS).collect::<Vec<_>>());
}

#[test]
fn an_item_beyond_the_budget_is_worked_on_alone() {
    let results = each(0..5, |_| 3 * MOST_BYTES, |n| n);
    assert_eq!(made(results), [0, 1, 2, 3, 4]);
}

#[test]
fn a_wait_is_told_once() {
    let slow = (0..2).inspect(|_| thread::sleep(Duration::from_millis(150)));
    let told: Vec<bool> = each(slow, |_| 1, |n| n)
        .map(|event| matches!(event, Event::Waiting))
        .collect();
    assert_eq!(told, [true, false, true, false]);
}

#[test]
fn items_come_out_while_the_next_one_is_awaited() {
    let (more, items) = channel();
    let mut results = each(items.into_iter(), |_| 1, |n| n);
    let mut got = Vec::new();
    for sent in [0..3, 3..4] {
        let expected = sent.end;
        sent.for_each(|n| more.send(n).unwrap());
        // Waits for ever if the source, which waits for the next one, holds them back.
        while got.len() < expected {
            if let Some(Event::Made(made)) = results.next() {
                got.extend(made);
            }
        }
    }
    drop(more);
    assert_eq!(got, [0, 1, 2, 3]);
    assert!(made(results).is_empty());
}

#[test]
fn items_are_worked_on_together_while_they_come_fast() {
    let slow = |batch: Vec<usize>| {
        thread::sleep(Duration::from_millis(1));
        vec![batch.len(); batch.len()]
    };
    let sizes = made(start(0..10_000, BATCH_ITEMS, |_| 1, slow).unwrap());
    assert_eq!(sizes.len(), 10_000);
    assert!(sizes.iter().all(|&size| size <= BATCH_ITEMS));
    let fair = MOST_ITEMS / (2 * rayon::current_num_threads());
    let many = fair.clamp(2, 8);
    let together = sizes.iter().filter(|&&size| size >= many).count();
    assert!(together > 5_000, "{together}");
    let sizes = made(start(0..100, BATCH_ITEMS, |_| BATCH_BYTES / 2, slow).unwrap());
    assert!(sizes.iter().all(|&size| size <= 2));
}

#[test]
fn a_reader_that_nobody_takes_from_ends() {
    let (alive, ended) = channel::<()>();
    let source = (0..).inspect(move |_| {
        let _alive = &alive;
    });
    let mut results = each(source, |_| 1, |n: usize| n);
    assert!(results.next().is_some());
    drop(results);
    let end = ended.recv_timeout(Duration::from_secs(20));
    assert_eq!(end, Err(RecvTimeoutError::Disconnected));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Items of any size at any pace: each with its bytes, and how long it is waited
    /// for and worked on, in steps of 20 µs.
    #[test]
    fn any_items_keep_the_order(
        items in proptest::collection::vec((0..MOST_BYTES, 0..9_u64, 0..9_u64), 0..200),
    ) {
        let pause = |steps: u64| match steps.checked_sub(6) {
            None => {}
            Some(steps) => thread::sleep(Duration::from_micros(20 * steps)),
        };
        let numbers: Vec<usize> = (0..items.len()).collect();
        let source = items.into_iter().enumerate().inspect(move |(_, item)| pause(item.1));
        let results = each(source, |(_, item)| item.0, move |(number, item)| {
            pause(item.2);
            number
        });
        prop_assert_eq!(made(results), numbers);
    }
}
