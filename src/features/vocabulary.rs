//! The terms of a model, one for each column.

use super::terms::Terms;
use crate::error::{Error, Result};

/// Different terms in the order of their bytes, which is that of their code points.
///
/// They lie one behind the other in one buffer; offsets of 32 bits say where
/// each begins. The model file stores the two as they are.
#[derive(Debug, Clone)]
pub struct Vocabulary(Terms);

impl Vocabulary {
    /// A vocabulary from what [`Vocabulary::as_bytes`] and
    /// [`Vocabulary::offsets`] gave.
    ///
    /// # Errors
    ///
    /// If `bytes` is not UTF-8, if `offsets` does not go from 0 to the end of
    /// `bytes` by rising steps from character to character, or if the terms do
    /// not rise strictly.
    pub fn from_parts(bytes: Vec<u8>, offsets: Vec<u32>) -> Result<Self> {
        let text = String::from_utf8(bytes)
            .map_err(|error| broken("it is not UTF-8").caused_by(error.utf8_error()))?;
        if offsets.first() != Some(&0)
            || offsets.last().map(|&end| end as usize) != Some(text.len())
        {
            return Err(broken("its offsets do not go from its begin to its end"));
        }
        let mut previous = "";
        for (index, ends) in offsets.windows(2).enumerate() {
            // An empty term, or one that runs backwards, is not above the one before.
            let term = text.get(ends[0] as usize..ends[1] as usize).unwrap_or("");
            if term <= previous {
                return Err(broken(&format!("term {index} does not rise")));
            }
            previous = term;
        }
        Ok(Self(Terms::from_different(text, offsets)))
    }

    /// The number of terms.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no term.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The term with this index.
    ///
    /// # Panics
    ///
    /// If `index` is not smaller than [`Vocabulary::len`].
    #[must_use]
    pub fn term(&self, index: u32) -> &str {
        self.0.term(index)
    }

    /// The index of a term.
    #[must_use]
    pub fn index(&self, term: &str) -> Option<u32> {
        self.0.number(term)
    }

    /// All terms in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        let ends = self.offsets().windows(2);
        ends.map(|ends| &self.0.text()[ends[0] as usize..ends[1] as usize])
    }

    /// All terms, one behind the other.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.text().as_bytes()
    }

    /// Where each term begins in [`Vocabulary::as_bytes`], and the end of the
    /// last: one more than there are terms.
    #[must_use]
    pub fn offsets(&self) -> &[u32] {
        self.0.offsets()
    }
}

impl PartialEq for Vocabulary {
    fn eq(&self, other: &Self) -> bool {
        (self.as_bytes(), self.offsets()) == (other.as_bytes(), other.offsets())
    }
}

fn broken(how: &str) -> Error {
    Error::new(format!("the vocabulary is broken: {how}")).remedy("train the model anew")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn terms_are_found() {
        let vocabulary = Vocabulary::from_parts("abcقال".into(), vec![0, 1, 3, 9]).unwrap();
        assert_eq!(vocabulary.iter().collect::<Vec<_>>(), ["a", "bc", "قال"]);
        assert_eq!(
            (vocabulary.term(1), vocabulary.index("قال")),
            ("bc", Some(2))
        );
        assert_eq!((vocabulary.index("b"), vocabulary.index("")), (None, None));
        assert_eq!(vocabulary.len(), 3);
        assert!(Vocabulary::from_parts(vec![], vec![0]).unwrap().is_empty());
    }

    #[test]
    fn broken_parts_are_refused() {
        let cases: [(&[u8], &[u32], &str); 10] = [
            (b"ab", &[], "from its begin to its end"),
            (b"ab", &[0], "from its begin to its end"),
            (b"ab", &[0, 1], "from its begin to its end"),
            (b"ab", &[1, 2], "from its begin to its end"),
            (b"ab", &[0, 3, 2], "term 0 does not rise"),
            (b"ab", &[0, 2, 1, 2], "term 1 does not rise"),
            (b"ab", &[0, 1, 1, 2], "term 1 does not rise"),
            (b"aa", &[0, 1, 2], "term 1 does not rise"),
            ("ق".as_bytes(), &[0, 1, 2], "term 0 does not rise"),
            (&[0xFF], &[0, 1], "not UTF-8"),
        ];
        for (bytes, offsets, expected) in cases {
            let error = Vocabulary::from_parts(bytes.to_vec(), offsets.to_vec()).unwrap_err();
            assert!(error.to_string().contains(expected), "{offsets:?}: {error}");
        }
    }

    proptest! {
        #[test]
        fn parts_go_round(terms in proptest::collection::btree_set("[a-cق-ن]{1,4}", 0..40)) {
            let mut offsets = vec![0];
            let mut bytes = Vec::new();
            for term in &terms {
                bytes.extend_from_slice(term.as_bytes());
                offsets.push(bytes.len() as u32);
            }
            let vocabulary = Vocabulary::from_parts(bytes.clone(), offsets.clone()).unwrap();
            prop_assert_eq!((vocabulary.as_bytes(), vocabulary.offsets()), (&bytes[..], &offsets[..]));
            for (index, term) in (0..).zip(&terms) {
                prop_assert_eq!(vocabulary.index(term), Some(index));
                prop_assert_eq!(vocabulary.term(index), term);
            }
        }

        #[test]
        fn any_parts_are_taken_or_refused(
            bytes in proptest::collection::vec(97u8..100, 0..9),
            offsets in proptest::collection::vec(0u32..10, 0..6),
        ) {
            if let Ok(vocabulary) = Vocabulary::from_parts(bytes, offsets) {
                prop_assert!(vocabulary.iter().zip(vocabulary.iter().skip(1)).all(|(a, b)| a < b));
            }
        }
    }
}
