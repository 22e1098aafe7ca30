//! Finds the claims in news articles (who said what, about whom) and tags
//! each with the stance of its speaker.

mod article;
mod claim;
mod error;
mod label;
mod matrix;
mod sentence;
mod span;

pub mod evaluate;
pub mod text;

pub use article::Article;
pub use claim::{Claim, ClaimFinder, Cue, QuoteKind, Speaker};
pub use error::{Error, Result};
pub use label::Labels;
pub use matrix::CsrMatrix;
pub use sentence::{Sentence, SentenceKind, SentenceSplitter};
pub use span::{CodePoints, Span};
