//! The cells of a record.

use std::sync::Arc;

use crate::input::decoded;

/// The cells of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Cells {
    /// Their names, as many as there are cells.
    header: Arc<[String]>,
    /// One behind the other.
    text: String,
    /// Where each ends.
    ends: Box<[usize]>,
}

impl Cells {
    /// Those of a record that has as many as the header.
    pub fn new(header: &Arc<[String]>, record: &csv::ByteRecord) -> Self {
        let end = |place| record.range(place).map_or(0, |range| range.end);
        Self {
            header: Arc::clone(header),
            text: decoded(record.as_slice()).into_owned(),
            ends: (0..record.len()).map(end).collect(),
        }
    }

    /// The cells with their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut start = 0;
        let cells = self.ends.iter().map(move |&end| {
            let cell = self.text.get(start..end).unwrap_or_default();
            start = end;
            cell
        });
        self.header.iter().map(String::as_str).zip(cells)
    }
}
