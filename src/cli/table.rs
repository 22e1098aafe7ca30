//! Tables for a person.

use comfy_table::{Attribute, Cell, ContentArrangement, Table};
use stance::text::visible::{visible, visible_name};

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

/// A text in one line, with what would steer a terminal or turn the line shown.
pub fn printable(text: &str) -> String {
    visible(&in_one_line(text))
}

/// A name, as [`printable`], with the unseen marks of direction shown too.
pub fn printable_name(name: &str) -> String {
    visible_name(&in_one_line(name))
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
