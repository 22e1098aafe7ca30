//! Bytes that are looked for in long texts, where few of them stand.

/// A set of bytes.
#[derive(Debug)]
pub struct ByteSet([bool; 256]);

/// How many bytes are looked at at once.
const CHUNK: usize = 16;

impl ByteSet {
    /// The set of these bytes.
    #[must_use]
    pub const fn of(bytes: &[u8]) -> Self {
        let mut set = [false; 256];
        let mut nth = 0;
        while nth < bytes.len() {
            set[bytes[nth] as usize] = true;
            nth += 1;
        }
        Self(set)
    }

    /// The set with all bytes below this one.
    #[must_use]
    pub const fn and_below(mut self, limit: u8) -> Self {
        let mut byte = 0;
        while byte < limit {
            self.0[byte as usize] = true;
            byte += 1;
        }
        self
    }

    /// Where the first of the bytes stands at or behind place `from` of a text.
    ///
    /// ```
    /// use stance::text::bytes::ByteSet;
    /// let ends = ByteSet::of(b".!");
    /// assert_eq!(ends.find(b"Why? Because! No.", 0), Some(12));
    /// assert_eq!(ends.find(b"Why? Because! No.", 13), Some(16));
    /// assert_eq!(ends.find(b"Why? Because! No.", 17), None);
    /// ```
    #[must_use]
    #[inline]
    pub fn find(&self, text: &[u8], from: usize) -> Option<usize> {
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

    proptest! {
        #[test]
        fn the_first_byte_is_found(
            text in proptest::collection::vec(0_u8..40, 0..99), set: Vec<u8>, below in 0_u8..3, from in 0_usize..99
        ) {
            let has = |byte: &u8| *byte < below || set.contains(byte);
            let expected = (from..text.len()).find(|&at| has(&text[at]));
            let set = ByteSet::of(&set).and_below(below);
            prop_assert_eq!(set.find(&text, from), expected);
        }
    }
}
