//! From texts to rows of numbers.

mod terms;
mod tfidf;
mod vocabulary;

pub use tfidf::{Analyzer, FittedTfidf, Tfidf};
pub use vocabulary::Vocabulary;
