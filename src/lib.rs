//! Finds the claims in news articles (who said what, about whom) and tags
//! each with the stance of its speaker.

mod article;
mod claim;
mod dataset;
mod error;
mod in_order;
mod input;
mod label;
mod matrix;
mod output;
mod overview;
mod prediction;
mod prefetch;
mod rows;
mod sentence;
mod span;
mod spare;

pub mod check;
pub mod evaluate;
pub mod features;
pub mod model;
#[cfg(feature = "report")]
pub mod report;
pub mod text;

pub use article::{Article, Articles};
pub use claim::{Claim, ClaimFinder, Cue, QuoteKind, Speaker};
pub use dataset::{AnnotatedRow, Annotations, Dataset, Example, JoinedBy, Weights};
pub use error::{Error, Result};
pub use input::{Encoding, Input, InputKind, ReadNote, ReadNoteKind, ReadNotes, ReadOptions};
pub use label::Labels;
pub use matrix::CsrMatrix;
pub use output::{PartFile, WholeFile, behind_links};
pub use overview::{Overview, Pair, Stances};
pub use prediction::{
    ExplainedArticle, Place, Prediction, Predictor, Score, Scores, SentencePlace, SpeakerPlace, Tag,
};
pub use rows::{Cell, Row, Rows};
pub use sentence::{Sentence, SentenceKind, SentenceSplitter};
pub use span::{CodePoints, Span};
