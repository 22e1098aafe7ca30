//! The pieces between the ends that stops and lines give.

use super::chars::is_blank;
use super::datelines;
use super::page::Page;
use crate::span::Span;

/// A piece of a text, with how it stands on its page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment {
    /// Where it stands, without blanks at its ends.
    pub(super) span: Span,
    /// Whether a stop ends it.
    pub(super) closed: bool,
    /// The line it begins on.
    pub(super) first_line: usize,
    /// Whether it begins with a line and ends with one, or runs into a dateline.
    pub(super) apart: bool,
}

/// The segments of `page`, given for each line whether a segment ends with it.
pub(super) fn cut(page: &Page<'_>, breaks: &[bool]) -> Vec<Segment> {
    let mut segments = Vec::with_capacity(page.stops.len() + page.lines.len() / 4);
    let mut stops = page.stops.iter().copied().peekable();
    let mut start = 0;
    let mut first_line = 0;
    let mut add = |end: usize, closed: bool, line: usize| {
        let piece = &page.text[start..end];
        let shown = piece.trim_start_matches(is_blank);
        let from = end - shown.len();
        start = end;
        while first_line < line && page.lines[first_line].end <= from {
            first_line += 1;
        }
        let shown = shown.trim_end_matches(is_blank);
        if shown.is_empty() {
            return;
        }
        let text_at = datelines::find(shown);
        if let Some(heading) = text_at.map(|at| shown[..at].trim_end_matches(is_blank)) {
            segments.push(Segment {
                span: Span::new(from, from + heading.len()),
                closed: false,
                first_line,
                apart: true,
            });
        }
        let end = from + shown.len();
        let text = shown[text_at.unwrap_or(0)..].trim_start_matches(is_blank);
        let begin = end - text.len();
        let whole_lines = page.lines[first_line].start == begin && page.lines[line].end == end;
        segments.push(Segment {
            span: Span::new(begin, end),
            closed,
            first_line,
            apart: whole_lines,
        });
    };
    for (i, (line, &broken)) in page.lines.iter().zip(breaks).enumerate() {
        while let Some(stop) = stops.next_if(|&stop| stop <= line.end) {
            add(stop, true, i);
        }
        if broken {
            add(line.end, false, i);
        }
    }
    segments
}
