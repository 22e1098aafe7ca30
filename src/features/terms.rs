//! Strings that are numbered.

use std::hash::BuildHasher;
use std::sync::OnceLock;

use hashbrown::{DefaultHashBuilder, HashTable};

/// Different terms in one buffer, numbered from 0 in the order in which they
/// came, and found by a hash table of their numbers, which is made when something is
/// looked for.
///
/// No number depends on a hash, so the hasher may have another seed in each run.
#[derive(Debug, Clone)]
pub(super) struct Terms {
    text: String,
    /// Where each term begins, and the end of the last.
    offsets: Vec<u32>,
    table: OnceLock<HashTable<u32>>,
    hasher: DefaultHashBuilder,
}

impl Terms {
    pub(super) fn new() -> Self {
        Self::from_different(String::new(), vec![0])
    }

    /// Terms that are laid out already: all different, `offsets` at their
    /// character boundaries in `text`, beginning with 0 and rising.
    pub(super) fn from_different(text: String, offsets: Vec<u32>) -> Self {
        Self {
            text,
            offsets,
            table: OnceLock::new(),
            hasher: DefaultHashBuilder::default(),
        }
    }

    fn table(&self) -> &HashTable<u32> {
        self.table.get_or_init(|| {
            let mut table = HashTable::with_capacity(self.len());
            // One less than the offsets, whose ends are of 32 bits and differ.
            for number in 0..self.len() as u32 {
                let hash = self.hasher.hash_one(self.term(number));
                // There is room for all, so that nothing is ever hashed again.
                table.insert_unique(hash, number, |_| 0);
            }
            table
        })
    }

    /// The number of terms.
    pub(super) fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// The term with this number, which must be smaller than [`Terms::len`].
    pub(super) fn term(&self, number: u32) -> &str {
        slice(&self.text, &self.offsets, number)
    }

    pub(super) fn number(&self, term: &str) -> Option<u32> {
        self.find(self.hasher.hash_one(term), term)
    }

    fn find(&self, hash: u64, term: &str) -> Option<u32> {
        let same = |&number: &u32| self.term(number) == term;
        self.table().find(hash, same).copied()
    }

    /// The number of each of other terms, which are added where they are new. `None` if they
    /// would no longer fit.
    pub(super) fn add_all(&mut self, others: &Self) -> Option<Vec<u32>> {
        let others = (0..others.len() as u32).map(|number| others.term(number));
        others.map(|term| self.number_or_add(term)).collect()
    }

    /// The number of `term`, which is added if it is new. `None` if it would no
    /// longer fit into a buffer of 4 GiB.
    pub(super) fn number_or_add(&mut self, term: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(term);
        if let Some(number) = self.find(hash, term) {
            return Some(number);
        }
        let number = u32::try_from(self.len()).ok()?;
        let end = u32::try_from(self.text.len() + term.len()).ok()?;
        self.text.push_str(term);
        self.offsets.push(end);
        let (text, offsets, hasher) = (&self.text, &self.offsets, &self.hasher);
        // It is there since the term was looked for.
        self.table
            .get_mut()?
            .insert_unique(hash, number, |&number| {
                hasher.hash_one(slice(text, offsets, number))
            });
        Some(number)
    }

    /// All terms, one behind the other.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Where each term begins in [`Terms::text`], and the end of the last.
    pub(super) fn offsets(&self) -> &[u32] {
        &self.offsets
    }
}

fn slice<'t>(text: &'t str, offsets: &[u32], number: u32) -> &'t str {
    let number = number as usize;
    &text[offsets[number] as usize..offsets[number + 1] as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_given_in_order_and_kept() {
        let mut terms = Terms::new();
        for n in 0..1_000_u32 {
            assert_eq!(terms.number_or_add(&format!("كلمة{n}")), Some(n));
        }
        for n in 0..1_000_u32 {
            assert_eq!(terms.number_or_add(&format!("كلمة{n}")), Some(n));
            assert_eq!(terms.term(n), format!("كلمة{n}"));
        }
        assert_eq!(terms.len(), 1_000);
        assert_eq!(terms.number("كلمة"), None);
    }
}
