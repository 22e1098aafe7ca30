//! From characters to words and n-grams.

mod blocks;
mod chars;
pub(crate) mod fingerprint;
pub(crate) mod letters;
pub(crate) mod lexer;
pub mod ngrams;
pub mod normalise;
pub mod stem;
pub mod tokens;
pub mod visible;
