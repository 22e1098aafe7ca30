//! Bytes that are looked for in long texts, where few of them stand.

/// A set of bytes.
#[derive(Debug)]
pub(crate) struct ByteSet([bool; 256]);

/// How many bytes are looked at at once.
const CHUNK: usize = 16;

impl ByteSet {
    /// The set of these bytes.
    pub(crate) const fn of(bytes: &[u8]) -> Self {
        let mut set = [false; 256];
        let mut nth = 0;
        while nth < bytes.len() {
            set[bytes[nth] as usize] = true;
            nth += 1;
        }
        Self(set)
    }

    /// Where the first of the bytes stands at or behind place `from` of a text.
    #[inline]
    pub(crate) fn find(&self, text: &[u8], from: usize) -> Option<usize> {
        let has = |byte: u8| self.0[usize::from(byte)];
        // Most chunks have none, which is told without a branch for each byte.
        let none = |chunk: &&[u8; CHUNK]| !chunk.iter().fold(false, |any, &byte| any | has(byte));
        let (chunks, _) = text.get(from..)?.as_chunks();
        let near = from + CHUNK * chunks.iter().take_while(none).count();
        let rest = text[near..].iter().position(|&byte| has(byte))?;
        Some(near + rest)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_next_one_is_found_each_time() {
        let ends = ByteSet::of(b".!");
        let text = b"Why? Because he said so! Now go.";
        let found = [0, 23, 24, 31, 32].map(|from| ends.find(text, from));
        assert_eq!(found, [Some(23), Some(23), Some(31), Some(31), None]);
    }

    proptest! {
        #[test]
        fn the_first_byte_is_found(
            text in proptest::collection::vec(0_u8..40, 0..99),
            set in proptest::collection::vec(0_u8..40, 0..4),
            from in 0_usize..99,
        ) {
            let has = |byte: &u8| set.contains(byte);
            let expected = (from..text.len()).find(|&at| has(&text[at]));
            let set = ByteSet::of(&set);
            prop_assert_eq!(set.find(&text, from), expected);
        }
    }
}
