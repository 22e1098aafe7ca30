//! Tables for a person.

use comfy_table::{Attribute, Cell, ContentArrangement, Table};

/// A table under these heads, as wide as the terminal.
pub fn table(heads: &[&str], rows: impl Iterator<Item = Vec<Cell>>, terminal: bool) -> String {
    let mut table = Table::new();
    table.set_header(
        heads
            .iter()
            .map(|head| Cell::new(head).add_attribute(Attribute::Bold)),
    );
    table.set_content_arrangement(ContentArrangement::Dynamic);
    if !terminal {
        table.force_no_tty();
    }
    table.add_rows(rows);
    table.to_string()
}

/// A text in one line, without what would steer a terminal.
pub fn printable(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace(char::is_control, "\u{FFFD}")
}
