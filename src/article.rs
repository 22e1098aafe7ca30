//! Articles.

/// A text with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// The path as it was given and walked, or the record's `id`.
    pub id: String,
    /// The heading, where the source keeps it apart from the text.
    pub title: Option<String>,
    /// The text, without a byte-order mark and with carriage returns kept.
    pub text: String,
}
