//! Counting by hash, which says what is rare before anything is kept of it.

use crate::prefetch::prefetch;

/// The largest number of buckets: 64 MiB of 2 bytes each.
const MOST_BUCKETS: usize = 1 << 25;
/// The smallest, below which it saves nothing to have fewer.
const FEWEST_BUCKETS: usize = 1 << 12;
/// How many counts are asked for before the first of them is needed.
const AHEAD: usize = 16;

/// Counts of things by their hashes. A bucket counts all things whose hashes lead
/// to it, so that it never counts too little, up to 65,535.
pub struct Buckets {
    counts: Vec<u16>,
    /// How far a hash is shifted to become the number of its bucket.
    shift: u32,
}

impl Buckets {
    /// The counts of about so many things in all, by `parts` threads: `each_hash`
    /// is called once a part, with a function that takes all hashes.
    pub fn count(
        things: usize,
        parts: usize,
        each_hash: impl Fn(&mut dyn FnMut(u64)) + Sync,
    ) -> Self {
        let length = things
            .next_power_of_two()
            .clamp(FEWEST_BUCKETS, MOST_BUCKETS);
        let shift = 64 - length.ilog2();
        let mut counts = vec![0_u16; length];
        let part = length.div_ceil(parts.max(1));
        rayon::scope(|scope| {
            for (place, counts) in counts.chunks_mut(part).enumerate() {
                let each_hash = &each_hash;
                scope.spawn(move |_| {
                    // Each is asked for some time before it is counted.
                    let (mut asked, mut next) = ([usize::MAX; AHEAD], 0);
                    let count = |counts: &mut [u16], bucket: usize| {
                        if let Some(count) = counts.get_mut(bucket) {
                            *count = count.saturating_add(1);
                        }
                    };
                    each_hash(&mut |hash| {
                        let bucket = ((hash >> shift) as usize).wrapping_sub(place * part);
                        // Those of others are theirs to ask for.
                        if bucket < counts.len() {
                            prefetch(counts, bucket);
                        }
                        count(counts, std::mem::replace(&mut asked[next], bucket));
                        next = (next + 1) % AHEAD;
                    });
                    for bucket in asked {
                        count(counts, bucket);
                    }
                });
            }
        });
        Self { counts, shift }
    }

    /// No less than how often a thing was counted.
    pub fn most(&self, hash: u64) -> u32 {
        match self.counts[(hash >> self.shift) as usize] {
            u16::MAX => u32::MAX,
            count => count.into(),
        }
    }

    /// Says that [`Buckets::most`] of this hash will be asked soon.
    pub fn ask_for(&self, hash: u64) {
        prefetch(&self.counts, (hash >> self.shift) as usize);
    }

    /// The largest count that `wanted` buckets reach, or 1 if there are fewer.
    pub fn reached_by(&self, wanted: usize) -> u32 {
        let mut buckets = vec![0_usize; usize::from(u16::MAX) + 1];
        for &count in &self.counts {
            buckets[usize::from(count)] += 1;
        }
        let mut reaching = 0;
        for (count, own) in buckets.iter().enumerate().skip(1).rev() {
            reaching += own;
            if reaching >= wanted {
                return count as u32;
            }
        }
        1
    }
}

/// A hash of a number whose high bits depend on all of it: the halves of a product
/// of 128 bits, one upon the other, as in wyhash.
pub fn hash(key: u64) -> u64 {
    let product = u128::from(key ^ 0xA076_1D64_78BD_642F) * 0xE703_7ED1_A0B4_28DB_u128;
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_count_is_too_small_and_parts_do_not_matter() {
        let all = |take: &mut dyn FnMut(u64)| {
            for key in 0..3_000_u64 {
                (0..=key % 5).for_each(|_| take(hash(key)));
            }
        };
        let one = Buckets::count(9_000, 1, all);
        assert!((0..3_000).all(|key| one.most(hash(key)) > key as u32 % 5));
        // 16,384 buckets for 3,000 keys: few of them meet.
        let exact = (0..3_000).filter(|&key| one.most(hash(key)) == key as u32 % 5 + 1);
        assert!(exact.count() > 2_000);
        assert_eq!((one.reached_by(400), one.reached_by(16_385)), (5, 1));
        let three = Buckets::count(9_000, 3, all);
        assert_eq!(one.counts, three.counts);
    }

    #[test]
    fn counts_end_at_the_largest_number() {
        let buckets = Buckets::count(1, 1, |take| (0..70_000).for_each(|_| take(1)));
        assert_eq!(buckets.most(1), u32::MAX);
    }
}
