//! From texts to rows of numbers.

mod acts;
mod evidence;
mod extractor;
mod lexicon;
mod scan;
mod terms;
mod tfidf;
mod view;
mod vocabulary;

pub use evidence::Evidence;
pub use extractor::{Extractor, FeatureGroup, FittedExtractor};
pub(crate) use scan::{Scan, Scratch, Sums};
pub use tfidf::{Analyzer, FittedTfidf, Tfidf};
pub use view::View;
pub use vocabulary::Vocabulary;
