//! Claims: who said it, with which word, about whom.
//!
//! A [`ClaimFinder`] knows the words of one language from the tables of a
//! lexicon: reporting verbs with what must follow them, titles, states,
//! institutions, names. It reads an article once. A text in other letters than
//! the language's is not read: there each sentence is one claim without a cue.

mod assemble;
mod base;
mod classes;
mod conjugation;
mod cues;
mod form;
mod found;
mod frame;
mod language;
mod lexicon;
mod memory;
mod naming;
mod phrase;
mod quote;
mod quoted;
mod reading;
mod resolve;
mod shipped;
mod sources;
mod speaker;
mod table;
mod target;
mod verbs;
mod weights;
mod words;

use std::path::Path;
use std::sync::{Arc, LazyLock, OnceLock};

use crate::error::{Error, Result};
use crate::sentence::{Sentence, SentenceKind};
use crate::span::Span;
use lexicon::Lexicon;
use table::Tables;

pub use quote::QuoteKind;

/// The word that reports a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cue {
    /// Where it stands, without a conjunction written together with it.
    pub span: Span,
    /// The word of the lexicon that it is a form of; for a mark or a source
    /// phrase the name of its class.
    pub lemma: Arc<str>,
    /// What kind of act it is: `report`, `accuse`, `praise`, … as in the
    /// lexicon, or `colon`, `source`, `quotation`.
    pub class: Arc<str>,
}

/// Who makes a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speaker {
    /// Where the sentence names the speaker; `None` where only a pronoun or
    /// the verb's form stands for it.
    pub span: Option<Span>,
    /// The fullest name in the article, without title.
    pub name: Option<String>,
}

/// A reported speech act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Which of the given sentences holds it.
    pub sentence: usize,
    /// From its cue, or its speaker if that stands first, to the end of its
    /// content; the whole sentence if it is the only claim.
    pub span: Span,
    /// The word or mark that reports it; `None` if the sentence stands in the
    /// middle of a quotation, or if the text is in other letters than the
    /// lexicon's, so that its sentences were taken as claims.
    pub cue: Option<Cue>,
    /// Who makes it, where that could be found.
    pub speaker: Option<Speaker>,
    /// The party that it is likeliest about. A claim that neither accuses nor asks nor
    /// cooperates has no target by the codebook, which the finder cannot know: a
    /// [`Predictor`](crate::Predictor) gives the target of the stance that it predicts.
    pub target: Option<Span>,
    /// How the words are given.
    pub quote: Option<QuoteKind>,
    /// What is claimed.
    pub content: Option<Span>,
}

/// Finds claims by a lexicon.
///
/// ```
/// use stance::{ClaimFinder, Sentence, SentenceKind, Span};
/// let finder = ClaimFinder::arabic()?;
/// let text = "قالت الوزيرة ليلى حمدان إن بلادها مستعدة للتعاون مع تونس";
/// let claims = finder.find_in_sentence(text);
/// assert_eq!(claims.len(), 1);
/// assert_eq!(claims[0].cue.as_ref().map(|cue| cue.span.of(text)), Some("قالت"));
/// let speaker = claims[0].speaker.as_ref().and_then(|speaker| speaker.span);
/// assert_eq!(speaker.map(|span| span.of(text)), Some("ليلى حمدان"));
/// # Ok::<(), stance::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct ClaimFinder {
    lexicon: Arc<Lexicon>,
}

/// The finders with the shipped lexicons that were asked for, each read once.
static SHIPPED: LazyLock<Vec<OnceLock<ClaimFinder>>> =
    LazyLock::new(|| shipped::LEXICONS.iter().map(|_| OnceLock::new()).collect());

impl ClaimFinder {
    /// A finder with the shipped Arabic lexicon.
    ///
    /// # Errors
    ///
    /// Only if the shipped tables are wrong, which a test excludes.
    pub fn arabic() -> Result<Self> {
        Self::for_language("ar")
    }

    /// A finder with the shipped lexicon of a language, by its ISO 639-1 code.
    ///
    /// # Errors
    ///
    /// If no lexicon of that language is shipped.
    pub fn for_language(code: &str) -> Result<Self> {
        let named = shipped::LEXICONS.iter().zip(&*SHIPPED);
        let ((_, files), read) = named
            .into_iter()
            .find(|((name, _), _)| *name == code)
            .ok_or_else(|| {
                let known: Vec<&str> = shipped::LEXICONS.iter().map(|(name, _)| *name).collect();
                Error::new(format!("no lexicon of the language '{code}' is shipped"))
                    .remedy(format!("use one of {} or give a folder", known.join(", ")))
            })?;
        if let Some(finder) = read.get() {
            return Ok(finder.clone());
        }
        let finder = Self::of(&Tables::Shipped(files))?;
        Ok(read.get_or_init(|| finder).clone())
    }

    /// A finder with the shipped lexicon of this code, or else with the one in
    /// this folder.
    ///
    /// # Errors
    ///
    /// If there is neither, or a table of the folder is wrong.
    pub fn open(code_or_folder: &str) -> Result<Self> {
        let shipped = shipped::LEXICONS.iter();
        let codes: Vec<&str> = shipped.map(|(name, _)| *name).collect();
        if codes.contains(&code_or_folder) {
            return Self::for_language(code_or_folder);
        }
        let folder = Path::new(code_or_folder);
        if !folder.is_dir() {
            return Err(Error::new("no such lexicon")
                .remedy(format!(
                    "use one of {} or the folder of a lexicon",
                    codes.join(", ")
                ))
                .at(folder));
        }
        Self::from_folder(folder)
    }

    /// A finder with the lexicon in a folder, whose tables have the names and
    /// columns of the shipped ones. A table that is not there is empty.
    ///
    /// # Errors
    ///
    /// If a table cannot be read, or `verbs.csv` has no row.
    pub fn from_folder(folder: impl AsRef<Path>) -> Result<Self> {
        let folder = folder.as_ref();
        Self::of(&Tables::Folder(folder.to_owned())).map_err(|e| e.at(folder))
    }

    fn of(tables: &Tables) -> Result<Self> {
        Ok(Self {
            lexicon: Arc::new(Lexicon::read(tables)?),
        })
    }

    /// Whether a text is written in the letters of the lexicon's language
    /// (`letters` in its `language.csv`): at least half of its letters are, or
    /// it has none. Languages that share their letters are not told apart.
    #[must_use]
    pub fn reads(&self, text: &str) -> bool {
        self.lexicon.language.reads(text)
    }

    /// The claims of an article in order, given its sentences in order. Spans
    /// count in `text`. Speakers are resolved over the whole article.
    ///
    /// In a text that the finder does not read, each sentence and heading is
    /// one claim without a cue.
    #[must_use]
    pub fn find(&self, text: &str, sentences: &[Sentence]) -> Vec<Claim> {
        let mut found = self.read(text, sentences);
        for nth in 0..found.claims.len() {
            found.claims[nth].target = found.target(nth, None);
        }
        found.claims
    }

    /// The claims of a text that is one sentence.
    #[must_use]
    pub fn find_in_sentence(&self, sentence: &str) -> Vec<Claim> {
        let (span, kind) = (trimmed(sentence), SentenceKind::Sentence);
        self.find(sentence, &[Sentence { span, kind }])
    }
}

/// A text without the white space around it.
fn trimmed(text: &str) -> Span {
    let start = text.len() - text.trim_start().len();
    Span::new(start, text.trim_end().len().max(start))
}

#[cfg(test)]
mod tests;
