//! Places in a text.

/// A half-open range of bytes in a text; both ends lie on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
}

impl Span {
    /// The range `start..end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "span {start}..{end} runs backwards");
        Self { start, end }
    }

    /// The text that stands in the span.
    ///
    /// # Panics
    ///
    /// If the span does not belong to `text`.
    #[must_use]
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start..self.end]
    }

    /// How many bytes the span covers.
    #[must_use]
    pub fn len(&self) -> usize {
        self.end - self.start
    }

    /// Whether the span covers nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies wholly inside.
    #[must_use]
    pub fn contains(&self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two spans share a byte.
    #[must_use]
    pub fn overlaps(&self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The same length of text, `by` bytes further on.
    #[must_use]
    pub fn shifted(&self, by: usize) -> Self {
        Self::new(self.start + by, self.end + by)
    }
}

/// How many bytes lie between two marks of [`CodePoints`].
const STRIDE: usize = 128;

/// Turns byte offsets of one text into offsets in Unicode code points.
///
/// ```
/// use stance::{CodePoints, Span};
/// let text = "قال: yes";
/// let yes = Span::new(8, 11);
/// assert_eq!(yes.of(text), "yes");
/// assert_eq!(CodePoints::new(text).span(yes), Span::new(5, 8));
/// ```
#[derive(Debug)]
pub struct CodePoints<'t> {
    text: &'t [u8],
    /// Code points before byte `STRIDE * i`.
    before: Vec<usize>,
}

impl<'t> CodePoints<'t> {
    /// Reads `text` once.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let text = text.as_bytes();
        let mut count = 0;
        let before = text
            .chunks(STRIDE)
            .map(|chunk| {
                let here = count;
                count += starts(chunk);
                here
            })
            .collect();
        Self { text, before }
    }

    /// The number of code points before byte `offset`.
    ///
    /// # Panics
    ///
    /// If `offset` lies behind the end of the text.
    #[must_use]
    pub fn offset(&self, offset: usize) -> usize {
        let mark = offset / STRIDE;
        match self.before.get(mark) {
            Some(before) => before + starts(&self.text[mark * STRIDE..offset]),
            // The end of a text whose length is a multiple of the stride.
            None => match mark.checked_sub(1) {
                Some(last) => self.before[last] + starts(&self.text[last * STRIDE..offset]),
                None => 0,
            },
        }
    }

    /// `span` in code points.
    #[must_use]
    pub fn span(&self, span: Span) -> Span {
        Span::new(self.offset(span.start), self.offset(span.end))
    }
}

/// The number of bytes that begin a code point, of a stride at most.
fn starts(bytes: &[u8]) -> usize {
    // Eight bits hold their number, so that many are counted at once.
    const { assert!(STRIDE <= u8::MAX as usize) };
    let starts = bytes.iter().map(|byte| u8::from(byte & 0xC0 != 0x80));
    usize::from(starts.sum::<u8>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn counts_as_chars_does(text in "[a-zأ-ي😀 ]{0,400}") {
            let points = CodePoints::new(&text);
            for (count, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(points.offset(byte), count);
            }
            prop_assert_eq!(points.offset(text.len()), text.chars().count());
        }
    }

    #[test]
    fn the_end_may_fall_on_a_mark() {
        let text = "ب".repeat(STRIDE);
        assert_eq!(CodePoints::new(&text).offset(text.len()), STRIDE);
        assert_eq!(CodePoints::new("").offset(0), 0);
    }
}
