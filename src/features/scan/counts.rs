//! How often each term stands in a text.

/// An odd number without a pattern in its bits.
const FACTOR: u32 = 0x9E37_79B1;

/// How often each term stands in a text, in the order in which they are met.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// The terms by rank, each with its count.
    found: Vec<(u32, u32)>,
    /// Where a rank falls, or in the first free place behind, its place in `found` and
    /// one; 0 where none is. At most half of the places are taken.
    places: Vec<u32>,
    shift: u32,
}

impl Counts {
    /// Forgets all terms, and makes room for so many.
    pub(super) fn clear(&mut self, most: usize) {
        let places = (2 * most).next_power_of_two().max(2);
        self.found.clear();
        self.found.reserve(most);
        self.places.clear();
        self.places.resize(places, 0);
        self.shift = u32::BITS - places.trailing_zeros();
    }

    /// Counts a term.
    #[inline]
    pub(super) fn add(&mut self, rank: u32) {
        let last = self.places.len() - 1;
        let mut at = (rank.wrapping_mul(FACTOR) >> self.shift) as usize;
        loop {
            let place = &mut self.places[at & last];
            if *place == 0 {
                self.found.push((rank, 1));
                *place = self.found.len() as u32;
                return;
            }
            let (own, count) = &mut self.found[*place as usize - 1];
            if *own == rank {
                *count += 1;
                return;
            }
            at += 1;
        }
    }

    /// The terms by rank, each with its count.
    pub(super) fn found(&self) -> &[(u32, u32)] {
        &self.found
    }
}
