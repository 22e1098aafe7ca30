//! Quotations: their marks and how much of a claim they hold.

use crate::span::Span;
use crate::text::bytes::ByteSet;

/// How the words of a speaker are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QuoteKind {
    /// All of the content stands in quotation marks.
    Direct,
    /// None of it does.
    Indirect,
    /// A part of it does.
    Mixed,
}

impl QuoteKind {
    /// The name of the kind in the output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Indirect => "indirect",
            Self::Mixed => "mixed",
        }
    }
}

/// A quotation with its marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quotation {
    /// From the opening mark to behind the closing one.
    pub(super) span: Span,
    /// What stands between the marks.
    pub(super) inner: Span,
}

/// Marks that pair with one another; a page that mixes directions may write
/// any of a family at either end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Straight,
    Curly,
    Guillemets,
}

fn family(c: char) -> Option<Family> {
    Some(match c {
        '"' | '＂' => Family::Straight,
        '“' | '”' | '„' | '‟' => Family::Curly,
        '«' | '»' => Family::Guillemets,
        _ => return None,
    })
}

/// The quotations of `text` that are not inside of others, in order. A
/// quotation that nobody closes ends with its line.
pub(super) fn quotations(text: &str) -> Vec<Quotation> {
    let mut found = Vec::new();
    let mut open: Option<(Family, usize, usize)> = None;
    let mut depth = 0_usize;
    let mut behind = 0;
    while let Some(at) = MARKS.find(text.as_bytes(), behind) {
        let Some(c) = text[at..].chars().next() else {
            break;
        };
        behind = at + c.len_utf8();
        if c == '\n' {
            if let Some((_, start, inner)) = open.take() {
                let end = start + text[start..at].trim_end().len();
                push(&mut found, start, inner.min(end), end, end);
            }
        } else if let Some(mark) = family(c) {
            match open {
                None => {
                    open = Some((mark, at, behind));
                    depth = 0;
                }
                Some((family, start, inner)) if family == mark => {
                    // A mark that leans on the next word opens a quotation inside.
                    let leans = || {
                        let before = text[..at].chars().next_back().unwrap_or(' ');
                        let next = text[behind..].chars().next().unwrap_or(' ');
                        (before.is_whitespace() || before == '(') && next.is_alphanumeric()
                    };
                    if matches!(c, '“' | '«' | '„') && leans() {
                        depth += 1;
                    } else if depth > 0 {
                        depth -= 1;
                    } else {
                        push(&mut found, start, inner, at, behind);
                        open = None;
                    }
                }
                Some(_) => {}
            }
        }
    }
    if let Some((_, start, inner)) = open {
        let end = text.trim_end().len().max(inner);
        push(&mut found, start, inner, end, end);
    }
    found
}

/// With which bytes line ends and marks begin.
static MARKS: ByteSet = ByteSet::of(&[b'\n', b'"', 0xC2, 0xE2, 0xEF]);

fn push(found: &mut Vec<Quotation>, start: usize, inner: usize, inner_end: usize, end: usize) {
    found.push(Quotation {
        span: Span::new(start, end),
        inner: Span::new(inner, inner_end),
    });
}

#[cfg(test)]
mod tests {
    use super::{MARKS, family};

    #[test]
    fn every_mark_and_line_end_is_looked_for() {
        for c in ('\0'..=char::MAX).filter(|&c| c == '\n' || family(c).is_some()) {
            for before in [0, 15, 16, 33] {
                let text = format!("{}{c}", "a".repeat(before));
                assert_eq!(MARKS.find(text.as_bytes(), 0), Some(before), "{c:?}");
            }
        }
    }
}
