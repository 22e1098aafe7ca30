//! Which line ends part segments: a page wrapped at some width must be joined again, and its
//! headings must not be joined with what stands below them.
//!
//! A line that ends with a stop needs no decision. For every other line end with text right below
//! the clues of `clues.rs` are added up: each is about the logarithm of how much likelier it is
//! where a segment ends than inside of one.

use super::clues::{self, LineEnd};
use super::page::{Line, Page};

/// No heading has more lines than this.
pub(super) const HEADING_LINES: usize = 3;

/// What a line end in the middle of a run of text must overcome: only a missing stop can part
/// segments there.
const MISSING_STOP: f64 = 3.0;

/// What it must overcome in a block of short lines without any stop, which is one heading.
const WITHIN_HEADING: f64 = 6.0;

/// Lines of a heading are no longer than this, in code points.
const HEADING_WIDTH: usize = 70;

/// How the lines of a page came about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Habit {
    /// A line is a paragraph.
    Paragraphs,
    /// Lines are filled up to a width.
    Filled {
        /// The width, in code points.
        width: usize,
    },
    /// Lines end somewhere.
    Ragged {
        /// The greatest width, in code points.
        width: usize,
    },
}

impl Habit {
    /// The habit of `page`, from its open lines: those with text right below and no stop.
    fn of(page: &Page<'_>) -> Self {
        let mut open = Vec::new();
        let mut closed = 0_usize;
        for pair in page.lines.windows(2) {
            let [above, below] = pair else { continue };
            if below.gap {
                continue;
            }
            if above.closed {
                closed += 1;
            } else {
                open.push((
                    above.width,
                    above.width + 1 + first_word_width(page.text, below),
                ));
            }
        }
        let Some(width) = open.iter().map(|&(width, _)| width).max() else {
            return Self::Paragraphs;
        };
        let full = open.iter().filter(|&&(_, longer)| longer > width).count();
        let beyond = page.lines.iter().filter(|line| line.width > width).count();
        let one_width = full * 5 >= open.len() * 3 && beyond * 5 <= page.lines.len();
        if one_width && open.len() > 2 {
            Self::Filled { width }
        } else if open.len() * 2 <= open.len() + closed || beyond * 5 > page.lines.len() * 2 {
            Self::Paragraphs
        } else {
            Self::Ragged { width }
        }
    }
}

/// The length in code points of the word a line begins with.
pub(super) fn first_word_width(text: &str, line: &Line) -> usize {
    text[line.start..line.end]
        .chars()
        .take(64)
        .take_while(|c| !c.is_whitespace())
        .count()
}

/// For each line whether a segment ends with it although no stop says so.
pub(super) fn breaks(page: &Page<'_>) -> Vec<bool> {
    let habit = Habit::of(page);
    let mut breaks = vec![false; page.lines.len()];
    let mut at = 0;
    while at < page.lines.len() {
        let run = run_length(&page.lines[at..]);
        part_run(page, habit, at..at + run, &mut breaks);
        at += run;
    }
    breaks
}

/// How many lines there are up to the first that is closed or has a blank line below.
fn run_length(lines: &[Line]) -> usize {
    let joined = lines
        .windows(2)
        .take_while(|pair| !pair[0].closed && !pair[1].gap)
        .count();
    joined + 1
}

/// Parts one run of open lines; only the last one may be closed.
fn part_run(page: &Page<'_>, habit: Habit, run: std::ops::Range<usize>, breaks: &mut [bool]) {
    let last = run.end - 1;
    breaks[last] = !page.lines[last].closed;
    let scores: Vec<f64> = run
        .clone()
        .take(run.len() - 1)
        .map(|i| clues::score(&LineEnd::new(page, i), habit))
        .collect();
    let lines = &page.lines[run.clone()];
    let heading_block = lines.len() <= HEADING_LINES
        && lines
            .iter()
            .all(|line| line.width <= HEADING_WIDTH && line.first_stop.is_none());
    let threshold = if heading_block {
        WITHIN_HEADING
    } else {
        MISSING_STOP
    };
    let mut start = run.start;
    let mut at = run.start;
    while at < last {
        let here = |line: usize| scores[line - run.start];
        if at == start && !heading_block {
            let whole =
                |lines: &usize| (start..start + lines - 1).all(|line| here(line) < WITHIN_HEADING);
            let heading = (1..=HEADING_LINES.min(last - start))
                .filter(whole)
                .map(|lines| {
                    (
                        lines,
                        here(start + lines - 1) + clues::heading(page, start, lines, run.end),
                    )
                })
                .max_by(|a, b| a.1.total_cmp(&b.1));
            if let Some((lines, score)) = heading
                && score > 0.0
            {
                breaks[start + lines - 1] = true;
                start += lines;
                at = start;
                continue;
            }
        }
        if here(at) > threshold {
            breaks[at] = true;
            start = at + 1;
        }
        at += 1;
    }
}
