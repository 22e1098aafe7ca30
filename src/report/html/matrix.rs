//! Tables of counts whose cells are of a stronger colour the more they hold.

/// A table of counts.
pub(super) struct Matrix {
    /// What the rows are.
    pub(super) of_rows: &'static str,
    /// What the columns are.
    pub(super) of_columns: &'static str,
    /// The names of the columns.
    pub(super) columns: Vec<String>,
    /// The names of the rows, with a cell for each column.
    pub(super) rows: Vec<(String, Vec<Count>)>,
}

/// A cell.
pub(super) struct Count {
    /// What it holds.
    pub(super) n: u64,
    /// How strong its colour is, from 0 (nothing) to 9.
    pub(super) heat: u64,
    /// Whether the row and the column are the same.
    pub(super) diagonal: bool,
}

impl Count {
    /// A count and the one of the strongest colour.
    pub(super) fn new(n: u64, most: u64) -> Self {
        Self {
            n,
            heat: match n {
                0 => 0,
                _ => (9 * n).div_ceil(most.max(1)).min(9),
            },
            diagonal: false,
        }
    }
}
