//! A bar on a terminal, nothing elsewhere.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar that counts to `length`, or a counter where the length is unknown.
pub fn bar(length: Option<u64>, unit: &str) -> ProgressBar {
    let (bar, template) = match length {
        Some(length) => (
            ProgressBar::new(length),
            "{msg} {wide_bar} {pos}/{len} UNIT, {elapsed}, {eta} left".to_string(),
        ),
        None => (
            ProgressBar::new_spinner(),
            "{spinner} {msg} {human_pos} UNIT, {per_sec}, {elapsed}".to_string(),
        ),
    };
    let style = ProgressStyle::with_template(&template.replace("UNIT", unit));
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
