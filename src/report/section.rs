//! A table and how its numbers are written.

use crate::evaluate::Interval;

/// A table under its title.
pub(super) struct Section {
    pub(super) title: String,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<Cell>>,
    /// Lines below the table.
    pub(super) notes: Vec<String>,
    /// What to show if the table is too wide for the page.
    pub(super) narrower: Option<Box<Section>>,
}

/// The head of a column.
pub(super) struct Column {
    pub(super) name: String,
    pub(super) numbers: bool,
}

/// The content of a cell.
pub(super) struct Cell {
    pub(super) text: String,
    /// Whether the eye should find it first.
    pub(super) strong: bool,
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self {
            text,
            strong: false,
        }
    }
}

impl Section {
    /// A table whose columns up to `words` hold words and the others numbers.
    pub(super) fn new(title: impl Into<String>, words: usize, columns: &[&str]) -> Self {
        let column = |(place, name): (usize, &&str)| Column {
            name: (*name).to_owned(),
            numbers: place >= words,
        };
        Self {
            title: title.into(),
            columns: columns.iter().enumerate().map(column).collect(),
            rows: Vec::new(),
            notes: Vec::new(),
            narrower: None,
        }
    }

    /// Adds a row, of one cell for each column.
    pub(super) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.map(Cell::from).into());
    }
}

/// "1 row", "2 rows".
pub(super) fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// Three digits, or "n/a".
pub(super) fn score(value: Option<f64>) -> String {
    match value.map(|value| format!("{value:.3}")) {
        None => "n/a".to_owned(),
        Some(text) if text == "-0.000" => "0.000".to_owned(),
        Some(text) => text,
    }
}

/// Three digits with their sign.
pub(super) fn signed(value: f64) -> String {
    format!("{value:+.3}")
}

/// "0.612 to 0.701", or "n/a".
pub(super) fn range(interval: Option<Interval>) -> String {
    interval.map_or_else(
        || score(None),
        |interval| {
            format!(
                "{} to {}",
                score(Some(interval.low)),
                score(Some(interval.high))
            )
        },
    )
}

/// "33.3 %".
pub(super) fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}
