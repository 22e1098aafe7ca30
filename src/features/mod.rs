//! From texts to rows of numbers.

mod extractor;
mod terms;
mod tfidf;
mod vocabulary;

pub use extractor::{Extractor, FeatureGroup, FittedExtractor};
pub use tfidf::{Analyzer, FittedTfidf, Tfidf};
pub use vocabulary::Vocabulary;
