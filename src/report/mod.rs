//! Results as text for a terminal, as Markdown for a job page, as JSON, as HTML,
//! as JUnit XML and as annotations of GitHub.
//!
//! The formats only print what [`crate::evaluate`], [`crate::check`] and
//! [`crate::model`] computed. Text and Markdown show the same tables.

mod agreement;
mod card;
mod check;
mod claims;
mod explanation;
pub mod github;
pub mod html;
pub mod json;
pub mod junit;
mod layout;
pub mod markdown;
mod run;
mod section;
pub mod text;
mod tuning;

pub use text::TextStyle;
