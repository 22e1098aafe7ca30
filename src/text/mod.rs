//! From characters to words and n-grams.

mod blocks;
pub(crate) mod bytes;
mod chars;
pub(crate) mod fingerprint;
pub(crate) mod letters;
pub(crate) mod lexer;
pub mod ngrams;
pub mod normalise;
pub mod stem;
pub mod tokens;
pub mod visible;
mod wide;
pub(crate) mod word;
