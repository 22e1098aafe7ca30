//! Results as text for a terminal, as Markdown for a job page, and as JSON.
//!
//! The formats only print what [`crate::evaluate`] and [`crate::check`] computed. Text and Markdown
//! show the same tables.

mod agreement;
mod check;
mod claims;
pub mod json;
mod layout;
pub mod markdown;
mod section;
pub mod text;

pub use text::TextStyle;
