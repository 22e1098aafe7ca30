//! Work that all threads share and one after the other takes in order.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

/// Makes something of each item by all threads, and hands it to `take` in the order of
/// the items, one at a time, while the next are made. What is made waits for what comes
/// before it, and where `take` is slow, threads wait for it. `take` must not share work
/// out to threads, one of which may wait for it.
pub fn in_order<I: Send, M: Send>(
    items: impl Iterator<Item = I> + Send,
    make: impl Fn(I) -> M + Sync,
    mut take: impl FnMut(M) + Send,
) {
    let waiting = Mutex::new(BTreeMap::new());
    let waiting = || waiting.lock().unwrap_or_else(PoisonError::into_inner);
    let taking = Mutex::new((0, &mut take));
    items.enumerate().par_bridge().for_each(|(place, item)| {
        let made = make(item);
        let many = {
            let mut waiting = waiting();
            waiting.insert(place, made);
            waiting.len() > 2 * rayon::current_num_threads()
        };
        // What comes while another thread takes is taken by that one, or by a later one,
        // unless it takes more slowly than the others make.
        let turn = match many {
            true => Some(taking.lock().unwrap_or_else(PoisonError::into_inner)),
            false => taking.try_lock().ok(),
        };
        if let Some(mut taking) = turn {
            let (next, take) = &mut *taking;
            // The others go on adding to the list meanwhile.
            loop {
                let Some(made) = waiting().remove(next) else {
                    break;
                };
                take(made);
                *next += 1;
            }
        }
    });
    while let Some((_, made)) = waiting().pop_first() {
        take(made);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_taken_in_order() {
        for threads in [1, 2, 5] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
            let mut taken = Vec::new();
            (pool.build().unwrap())
                .install(|| in_order(0..1_000, |n| n * n, |square| taken.push(square)));
            assert!(taken.into_iter().eq((0..1_000).map(|n| n * n)));
        }
    }

    #[test]
    fn slow_items_and_slow_taking_change_nothing() {
        let pause = |often: bool| {
            if often {
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
        };
        for (slow_item, slow_taking) in [(true, false), (false, true)] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(4);
            let mut taken = Vec::new();
            let make = |n: usize| {
                pause(slow_item && n.is_multiple_of(10));
                n
            };
            let take = |n| {
                pause(slow_taking);
                taken.push(n);
            };
            pool.build()
                .unwrap()
                .install(|| in_order(0..100, make, take));
            assert!(taken.into_iter().eq(0..100));
        }
    }
}
