//! From articles to claims with their stance, in the shape in which they are written.
//!
//! Offsets count Unicode code points of the article's text (for a title, of the
//! title), half-open.

mod tag;

use serde::Serialize;

use crate::article::Article;
use crate::claim::{Claim, ClaimFinder, QuoteKind};
use crate::error::Result;
use crate::model::{Classifier, Explanation, Question};
use crate::sentence::{Sentence, SentenceKind, SentenceSplitter};
use crate::span::{CodePoints, Span};

pub use tag::{Score, Scores, Tag};

/// A claim with its stance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Prediction {
    /// The article's name.
    pub article: String,
    /// `title` if the claim stands in the title and not in the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<&'static str>,
    /// The sentence that holds the claim.
    pub sentence: SentencePlace,
    /// Where the claim begins.
    pub start: usize,
    /// Where the claim ends.
    pub end: usize,
    /// The claim's words.
    pub text: String,
    /// The word that reports; none for a sentence without a claim, for one in
    /// the middle of a quotation, and for one taken as a claim because the article is
    /// in other letters than the lexicon's.
    pub cue: Option<Place>,
    /// Who makes the claim.
    pub speaker: Option<SpeakerPlace>,
    /// Who is accused, asked or cooperated with.
    pub target: Option<Place>,
    /// How much of the content stands in quotation marks.
    pub quote: Option<&'static str>,
    /// What is claimed.
    pub content: Option<Place>,
    /// The stance; none where the model abstains, or where there is no claim.
    #[serde(flatten)]
    pub tag: Tag,
}

/// Where a sentence stands and what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SentencePlace {
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// What it is.
    pub kind: SentenceKind,
}

/// Words and where they stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The words.
    pub text: String,
    /// Where they begin.
    pub start: usize,
    /// Where they end.
    pub end: usize,
}

/// A speaker: the words that name it in the sentence, if any do, and its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SpeakerPlace {
    /// The words in the sentence.
    pub text: Option<String>,
    /// Where they begin.
    pub start: Option<usize>,
    /// Where they end.
    pub end: Option<usize>,
    /// The fullest name in the article, without title.
    pub name: Option<String>,
}

/// An article with its claims and why they get their stances.
#[derive(Debug, Clone, PartialEq)]
pub struct ExplainedArticle {
    /// The article.
    pub article: Article,
    /// Its claims in order, those of its title first.
    pub claims: Vec<Prediction>,
    /// Why each claim gets its stance, in the order of the claims.
    pub explanations: Vec<Explanation>,
}

impl Prediction {
    /// Whether it is a claim, and not a sentence without one.
    #[must_use]
    pub fn is_claim(&self) -> bool {
        self.tag.confidence.is_some()
    }

    /// The speaker's name, or else the words that name the speaker.
    #[must_use]
    pub fn speaker_name(&self) -> Option<&str> {
        let speaker = self.speaker.as_ref()?;
        speaker.name.as_deref().or(speaker.text.as_deref())
    }
}

impl Place {
    fn new(text: &str, span: Span, points: &CodePoints) -> Self {
        let place = points.span(span);
        Self {
            text: span.of(text).into(),
            start: place.start,
            end: place.end,
        }
    }
}

impl SpeakerPlace {
    /// A speaker, if there are words or a name for it.
    fn new(place: Option<Place>, name: Option<String>) -> Option<Self> {
        let (text, start, end) = match place {
            Some(place) => (Some(place.text), Some(place.start), Some(place.end)),
            None if name.is_some() => (None, None, None),
            None => return None,
        };
        Some(Self {
            text,
            start,
            end,
            name,
        })
    }
}

/// Finds the claims of articles and tags them.
#[derive(Debug)]
pub struct Predictor<'m> {
    classifier: &'m Classifier,
    splitter: SentenceSplitter,
    finder: ClaimFinder,
    min_confidence: f64,
    all: bool,
}

impl<'m> Predictor<'m> {
    /// A predictor that finds claims in Arabic and never abstains.
    ///
    /// # Errors
    ///
    /// Only if the shipped lexicon cannot be read, which a test excludes.
    pub fn new(classifier: &'m Classifier) -> Result<Self> {
        Ok(Self::with_finder(classifier, ClaimFinder::arabic()?))
    }

    /// A predictor that finds claims by `finder` and never abstains. A finder is
    /// dear to make and cheap to clone, so who makes many predictors keeps one.
    #[must_use]
    pub fn with_finder(classifier: &'m Classifier, finder: ClaimFinder) -> Self {
        Self {
            classifier,
            splitter: SentenceSplitter::new(),
            finder,
            min_confidence: 0.0,
            all: false,
        }
    }

    /// Below which confidence the model abstains: from 0 to 1.
    #[must_use]
    pub fn min_confidence(mut self, confidence: f64) -> Self {
        self.min_confidence = confidence;
        self
    }

    /// Whether sentences without a claim are given too, without cue and stance.
    #[must_use]
    pub fn all(mut self, yes: bool) -> Self {
        self.all = yes;
        self
    }

    /// Whether an article is in the letters of the finder's language. If not,
    /// each of its sentences is one claim without cue, speaker and target.
    #[must_use]
    pub fn reads(&self, article: &Article) -> bool {
        let title = article.title.as_deref().unwrap_or_default();
        self.finder.reads(&article.text) && self.finder.reads(title)
    }

    /// The claims of an article in order, those of its title first.
    #[must_use]
    pub fn predict(&self, article: &Article) -> Vec<Prediction> {
        let mut claims = Vec::new();
        if let Some(title) = &article.title {
            let start = title.len() - title.trim_start().len();
            let heading = Sentence {
                span: Span::new(start, start + title.trim().len()),
                kind: SentenceKind::Heading,
            };
            self.add(&mut claims, article, title, &[heading], Some("title"));
        }
        let sentences = self.splitter.split(&article.text);
        self.add(&mut claims, article, &article.text, &sentences, None);
        claims
    }

    /// The claims of an article, each with the `most` strongest reasons why it gets
    /// its stance and not the most probable other one. Sentences without a claim
    /// are left out.
    ///
    /// # Errors
    ///
    /// If a claim is empty, which a claim never is.
    pub fn explain(&self, article: Article, most: usize) -> Result<ExplainedArticle> {
        let mut claims = self.predict(&article);
        claims.retain(Prediction::is_claim);
        let explain = |claim: &Prediction| {
            let explanation = self.classifier.explain(&claim.text, &Question::default());
            explanation.map(|explanation| explanation.strongest(most))
        };
        let explanations = claims.iter().map(explain).collect::<Result<_>>()?;
        Ok(ExplainedArticle {
            article,
            claims,
            explanations,
        })
    }

    /// The claims of a text with these sentences, each with its tag. The target is the
    /// party that a claim of its stance is about; where the model abstains it is the
    /// likeliest.
    #[must_use]
    pub fn find(&self, text: &str, sentences: &[Sentence]) -> Vec<(Claim, Tag)> {
        let mut found = self.finder.read(text, sentences);
        let texts: Vec<&str> = found
            .claims
            .iter()
            .map(|claim| claim.span.of(text))
            .collect();
        let tags = self.tag(&texts);
        for (nth, tag) in tags.iter().enumerate() {
            found.claims[nth].target = found.target(nth, tag.stance.as_deref());
        }
        found.claims.into_iter().zip(tags).collect()
    }

    /// Adds what is written of the claims of one text with these sentences.
    fn add(
        &self,
        predictions: &mut Vec<Prediction>,
        article: &Article,
        text: &str,
        sentences: &[Sentence],
        field: Option<&'static str>,
    ) {
        let points = CodePoints::new(text);
        let mut tagged = self.find(text, sentences).into_iter().peekable();
        predictions.reserve(tagged.len());
        for (number, sentence) in sentences.iter().enumerate() {
            let place = points.span(sentence.span);
            let blank = |span: Span| {
                let own = points.span(span);
                Prediction {
                    article: article.id.clone(),
                    field,
                    sentence: SentencePlace {
                        start: place.start,
                        end: place.end,
                        kind: sentence.kind,
                    },
                    start: own.start,
                    end: own.end,
                    text: span.of(text).into(),
                    cue: None,
                    speaker: None,
                    target: None,
                    quote: None,
                    content: None,
                    tag: Tag::default(),
                }
            };
            let mut found = false;
            while let Some((claim, tag)) = tagged.next_if(|(claim, _)| claim.sentence == number) {
                found = true;
                let at = |span: Span| Place::new(text, span, &points);
                predictions.push(Prediction {
                    cue: claim.cue.as_ref().map(|cue| at(cue.span)),
                    speaker: (claim.speaker)
                        .and_then(|speaker| SpeakerPlace::new(speaker.span.map(at), speaker.name)),
                    target: claim.target.map(at),
                    quote: claim.quote.map(QuoteKind::as_str),
                    content: claim.content.map(at),
                    tag,
                    ..blank(claim.span)
                });
            }
            if self.all && !found {
                predictions.push(blank(sentence.span));
            }
        }
    }

    /// The stance of each text, taken as one claim.
    #[must_use]
    pub fn tag<T: AsRef<str> + Sync>(&self, texts: &[T]) -> Vec<Tag> {
        let scores = Scores::new(self.classifier, texts, self.min_confidence);
        scores.iter().map(|score| Tag::new(&score)).collect()
    }
}
