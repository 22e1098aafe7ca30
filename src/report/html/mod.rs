//! Self-contained pages: no address is fetched, all text is escaped, and both can
//! be read without JavaScript.
//!
//! The templates lie in `src/report/templates`. They escape everything; nothing is
//! marked as safe.

mod articles;
mod canvas;
mod chart;
mod curves;
mod evaluation;
mod lines;
mod matrix;
mod reasons;

use askama::Template;

pub use articles::{Entry, articles};
pub use evaluation::{Mistake, run};

use crate::error::{Error, Result};
use crate::text::visible::visible;

/// How many colours there are; more labels begin with the first again, and differ
/// by their names.
const COLOURS: usize = 8;

/// The colour of a label.
fn colour(label: usize) -> usize {
    label % COLOURS
}

/// The page, without control characters, which have no place in HTML, and with what
/// turns a text around shown.
fn render(template: &impl Template) -> Result<String> {
    let page = template
        .render()
        .map_err(|error| Error::new("the page could not be written as HTML").caused_by(error))?;
    // HTML knows these as white space.
    let space = |c: char| matches!(c, '\t' | '\r' | '\u{C}');
    let lines = page.split('\n');
    let lines = lines.map(|line| visible(&line.replace(space, " ")));
    Ok(lines.collect::<Vec<_>>().join("\n"))
}
