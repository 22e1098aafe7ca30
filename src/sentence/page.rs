//! A text as lines and stops: one pass over its bytes.

use super::chars::{is_blank, is_line_end, sign};
use super::rules::ends_sentence;
use super::stops::Stop;
use super::work;
use crate::text::bytes::ByteSet;

/// A line with something on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    /// Its first visible byte.
    pub(super) start: usize,
    /// After its last visible byte.
    pub(super) end: usize,
    /// Its length in code points, as programs that wrap text count it.
    pub(super) width: usize,
    /// Whether it is the first line, or a blank line stands above it.
    pub(super) gap: bool,
    /// Whether it ends with the end of a sentence.
    pub(super) closed: bool,
    /// After the first sentence that ends on the line.
    pub(super) first_stop: Option<usize>,
}

/// The lines of a text and the stops that end sentences.
#[derive(Debug)]
pub(super) struct Page<'t> {
    pub(super) text: &'t str,
    pub(super) lines: Vec<Line>,
    /// The byte after every stop that ends a sentence, in order.
    pub(super) stops: Vec<usize>,
    /// How many of them stand above the line that is read.
    stops_above: usize,
}

/// Bytes with which a line end or a stop may begin; of `؟` (D8 9F) the second byte, since the
/// first one begins every other Arabic letter.
static WANTED: ByteSet = ByteSet::of(&[
    b'\n',
    0x0B,
    0x0C,
    b'\r',
    b'!',
    b'.',
    b'?',
    QUESTION_TAIL,
    0xC2,
    0xD6,
    0xDB,
    0xE0,
    0xE1,
    0xE2,
    0xE3,
    0xEF,
]);

const ARABIC_LEAD: u8 = 0xD8;
const QUESTION_TAIL: u8 = 0x9F;

/// The next line end or stop at or after `from`.
fn next_mark(text: &str, from: usize) -> Option<(usize, char)> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        let found = WANTED.find(bytes, at)?;
        work::spend(found + 1 - at);
        at = found;
        if bytes[at] == QUESTION_TAIL {
            if at > from && bytes[at - 1] == ARABIC_LEAD {
                return Some((at - 1, '؟'));
            }
            at += 1;
            continue;
        }
        let c = text[at..].chars().next()?;
        if is_line_end(c) || sign(c).is_some() {
            return Some((at, c));
        }
        at += c.len_utf8();
    }
}

impl<'t> Page<'t> {
    /// Reads `text`.
    pub(super) fn read(text: &'t str) -> Self {
        let mut page = Self {
            text,
            lines: Vec::new(),
            stops: Vec::new(),
            stops_above: 0,
        };
        let mut line = 0;
        let mut gap = true;
        let mut at = 0;
        let mut from = 0;
        while let Some((start, c)) = next_mark(text, at) {
            if is_line_end(c) {
                at = start + c.len_utf8();
                let pair = c == '\n' && start > 0 && text.as_bytes()[start - 1] == b'\r';
                if !pair {
                    gap = !page.take_line(line, start, gap);
                    if gap {
                        from = start;
                    }
                }
                line = at;
                continue;
            }
            let stop = Stop::read(text, start, from);
            at = stop.end;
            if ends_sentence(&stop) {
                page.stops.push(stop.end);
                from = stop.end;
            }
        }
        page.take_line(line, text.len(), gap);
        page
    }

    /// Adds the line between two line ends; says whether anything stands on it.
    fn take_line(&mut self, start: usize, end: usize, gap: bool) -> bool {
        let line = &self.text[start..end];
        let rest = line.trim_start_matches(is_blank);
        let start = end - rest.len();
        let shown = rest.trim_end_matches(is_blank);
        work::spend(line.len());
        if shown.is_empty() {
            return false;
        }
        let end = start + shown.len();
        self.lines.push(Line {
            start,
            end,
            width: shown.chars().count(),
            gap,
            closed: self.stops.last().is_some_and(|&stop| stop >= end),
            first_stop: self.stops.get(self.stops_above).copied(),
        });
        self.stops_above = self.stops.len();
        true
    }
}
