//! From characters to words and n-grams.

pub mod ngrams;
pub mod normalise;
pub mod stem;
pub mod tokens;
pub mod visible;
