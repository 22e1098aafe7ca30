//! Claims: who said it, with which word, about whom.
//!
//! A [`ClaimFinder`] knows the words of one language from the tables of a
//! lexicon: reporting verbs with what must follow them, titles, states,
//! institutions, names. It reads an article once.

mod conjugation;
mod cues;
mod frame;
mod language;
mod lexicon;
mod phrase;
mod quote;
mod resolve;
mod shipped;
mod speaker;
mod table;
mod target;
mod words;

use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::sentence::{Sentence, SentenceKind};
use crate::span::Span;
use cues::{Draft, DraftKind, Reader};
use lexicon::{Classes, Lexicon};
use phrase::Phrases;
use table::Tables;
use words::{Word, words};

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
    /// The word or mark that reports it.
    pub cue: Option<Cue>,
    /// Who makes it, where that could be found.
    pub speaker: Option<Speaker>,
    /// The party that it would be about. Claims that neither accuse nor ask
    /// nor cooperate have no target by the codebook, which this span cannot
    /// know: drop it for them.
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
        let (_, files) = shipped::LEXICONS
            .iter()
            .find(|(name, _)| *name == code)
            .ok_or_else(|| {
                let known: Vec<&str> = shipped::LEXICONS.iter().map(|(name, _)| *name).collect();
                Error::new(format!("no lexicon of the language '{code}' is shipped"))
                    .remedy(format!("use one of {} or give a folder", known.join(", ")))
            })?;
        Self::of(&Tables::Shipped(files))
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

    /// The claims of an article in order, given its sentences in order. Spans
    /// count in `text`. Speakers are resolved over the whole article.
    #[must_use]
    pub fn find(&self, text: &str, sentences: &[Sentence]) -> Vec<Claim> {
        let quotations = quote::quotations(text);
        let words = words(&self.lexicon, text, &quotations);
        let mut resolver = resolve::Resolver::new(&self.lexicon, text, &words);
        let mut claims = Vec::new();
        let mut first = 0;
        for (index, sentence) in sentences.iter().enumerate() {
            first += words[first..].partition_point(|word| word.span.start < sentence.span.start);
            let end =
                first + words[first..].partition_point(|word| word.span.end <= sentence.span.end);
            if matches!(
                sentence.kind,
                SentenceKind::Sentence | SentenceKind::Heading
            ) && first < end
            {
                let reader = Reader {
                    phrases: Phrases {
                        lexicon: &self.lexicon,
                        words: &words,
                        end,
                    },
                    first,
                    quotations: &quotations,
                };
                let drafts = reader.read();
                for (nth, draft) in drafts.iter().enumerate() {
                    let mut claim = assemble(&reader, text, sentence.span, &drafts, nth);
                    claim.sentence = index;
                    resolver.resolve(draft, &mut claim);
                    claims.push(claim);
                }
            }
            first = end;
        }
        claims
    }

    /// The claims of a text that is one sentence.
    #[must_use]
    pub fn find_in_sentence(&self, sentence: &str) -> Vec<Claim> {
        let start = sentence.len() - sentence.trim_start().len();
        let span = Span::new(start, sentence.trim_end().len().max(start));
        let kind = SentenceKind::Sentence;
        self.find(sentence, &[Sentence { span, kind }])
    }
}

/// Makes the `nth` of the sentence's drafts into a claim.
fn assemble(
    reader: &Reader<'_, '_>,
    text: &str,
    sentence: Span,
    drafts: &[Draft<'_>],
    nth: usize,
) -> Claim {
    let draft = &drafts[nth];
    let words = reader.phrases.words;
    let end_word = drafts.get(nth + 1).map_or(reader.phrases.end, |next| {
        connector(words, draft.at, start_word(next))
    });
    let single = drafts.len() == 1;
    let start = if single || nth == 0 && words[reader.first].quoted {
        sentence.start
    } else {
        words[start_word(draft)].core
    };
    let end = match drafts.get(nth + 1) {
        None => sentence.end,
        Some(_) => {
            let before = text[..words[end_word].span.start].trim_end_matches(|c: char| {
                c.is_whitespace() || matches!(c, '،' | ',' | '؛' | ';' | '-' | '–' | '—' | '(')
            });
            before.len()
        }
    }
    .max(start);
    let content = content(words, draft, start, end);
    let class: Arc<str> = match (draft.word, draft.kind) {
        (Some(word), _) => word.class.clone(),
        (None, DraftKind::Colon) => "colon".into(),
        (None, DraftKind::Quotation) => "quotation".into(),
        (None, _) => "source".into(),
    };
    Claim {
        sentence: 0,
        span: Span::new(start, end),
        cue: Some(Cue {
            span: mark(text, draft),
            lemma: draft
                .word
                .map_or_else(|| class.clone(), |word| word.lemma.clone()),
            class,
        }),
        speaker: reader.speaker(draft).map(|span| Speaker {
            span: Some(closed(text, span)),
            name: None,
        }),
        target: reader
            .target(draft, end_word.max(draft.content))
            .map(|(first, end)| {
                closed(text, Span::new(words[first].noun, words[end - 1].span.end))
            }),
        quote: Some(reader.quote_kind(content)),
        content: Some(content),
    }
}

/// The first word of a claim.
fn start_word(draft: &Draft<'_>) -> usize {
    match draft.subject {
        Some(subject) if !draft.inherited => subject.first.min(draft.at),
        _ => draft.at,
    }
}

/// The first of the words that only lead over to the claim at word `at`.
fn connector(words: &[Word<'_>], after: usize, mut at: usize) -> usize {
    let leads = Classes::CONJUNCTION
        .or(Classes::ADVERSATIVE)
        .or(Classes::AUXILIARY);
    while at > after + 1 && words[at - 1].is(leads) && !words[at - 1].quoted {
        at -= 1;
        let inside = words[at - 1].is(Classes::DESCRIBING) && words[at].is(Classes::CONJUNCTION);
        if inside && at > after + 1 {
            at -= 1;
        }
    }
    at
}

/// The content of a claim: behind its cue and speaker, or before the cue if
/// that stands at the end.
fn content(words: &[Word<'_>], draft: &Draft<'_>, start: usize, end: usize) -> Span {
    let from = words.get(draft.content).map_or(end, |word| {
        // Behind the complementizer: إلى أن …
        let that = (draft.content..words.len().min(draft.content + 3))
            .find(|&at| words[at].is(Classes::COMPLEMENTIZER));
        match that.and_then(|that| words.get(that + 1)) {
            Some(next) if next.span.start < end => next.span.start,
            _ => word.span.start,
        }
    });
    match draft.kind {
        DraftKind::Source => Span::new(start, draft.cue.start.max(start)),
        _ if from >= end || words[start_at(words, start)].quoted && draft.cue.start > start => {
            Span::new(start, draft.cue.start.clamp(start, end.max(start)))
        }
        _ => Span::new(from.max(start), end),
    }
}

/// The word that begins at byte `start` or behind it.
fn start_at(words: &[Word<'_>], start: usize) -> usize {
    words
        .partition_point(|word| word.span.end <= start)
        .min(words.len().saturating_sub(1))
}

/// The cue: of what stands between two words only the colon.
fn mark(text: &str, draft: &Draft<'_>) -> Span {
    let between = draft.cue.of(text);
    match between.find(':') {
        Some(colon) if draft.kind == DraftKind::Colon => {
            Span::new(draft.cue.start + colon, draft.cue.start + colon + 1)
        }
        _ => draft.cue,
    }
}

/// `span` with the mark that closes a quotation opened in it.
fn closed(text: &str, span: Span) -> Span {
    let inside = span.of(text);
    let marks = |c: &char| matches!(c, '"' | '“' | '”' | '«' | '»');
    let next = text[span.end..].chars().next().filter(marks);
    match next {
        Some(mark) if inside.chars().filter(marks).count() % 2 == 1 => {
            Span::new(span.start, span.end + mark.len_utf8())
        }
        _ => span,
    }
}

#[cfg(test)]
mod tests;
