//! Annotated sentences, read from JSON Lines.

use serde::Deserialize;

use super::AnnotatedClaim;
use crate::error::{Error, Result};
use crate::input::{Input, Lines, ReadOptions};
use crate::span::Span;

/// A sentence with the claims that annotators found in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldSentence {
    /// The sentence.
    pub text: String,
    /// The article that it stands in; empty if unknown.
    pub article: String,
    /// Its claims in order, with spans in bytes of `text`.
    pub claims: Vec<AnnotatedClaim>,
}

#[derive(Deserialize)]
struct Record {
    sentence: String,
    #[serde(default)]
    article: String,
    claims: Vec<RecordedClaim>,
}

#[derive(Deserialize)]
struct RecordedClaim {
    start: usize,
    end: usize,
    cue: Option<String>,
    speaker: Option<String>,
    target: Option<String>,
    quote: Option<String>,
    stance: Option<String>,
}

impl GoldSentence {
    /// Reads a file of JSON Lines: `sentence`, `article` (may be left out) and
    /// `claims`, each with `start` and `end` in Unicode code points and with
    /// `cue`, `speaker`, `target`, `quote` and `stance`, which may be null.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, it holds no line or one that is no such
    /// record, or a claim lies outside of its sentence.
    pub fn read(input: &Input) -> Result<Vec<Self>> {
        Self::read_with(input, &ReadOptions::default())
    }

    /// As [`GoldSentence::read`], in the encoding that `options` say.
    ///
    /// # Errors
    ///
    /// As [`GoldSentence::read`].
    pub fn read_with(input: &Input, options: &ReadOptions) -> Result<Vec<Self>> {
        let mut sentences = Vec::new();
        for line in Lines::new(input, input.open_text(options)?) {
            let (number, line) = line?;
            if !line.trim().is_empty() {
                sentences.push(Self::parse(&line).map_err(|e| e.at(input.name()).line(number))?);
            }
        }
        if sentences.is_empty() {
            return Err(Error::new("has no sentences")
                .remedy("give a line of JSON for each")
                .at(input.name()));
        }
        Ok(sentences)
    }

    fn parse(line: &str) -> Result<Self> {
        let record: Record = serde_json::from_str(line).map_err(|e| {
            Error::new(format!("no annotated sentence: {e}"))
                .remedy("give each line a sentence and its claims")
                .caused_by(e)
        })?;
        let text = record.sentence;
        let bytes: Vec<usize> = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        let claims = record
            .claims
            .into_iter()
            .map(|claim| {
                let outside = || {
                    let (start, end) = (claim.start, claim.end);
                    Error::new(format!("claim {start}..{end} lies outside of the sentence"))
                        .remedy("count in Unicode code points of the sentence")
                };
                let start = *bytes.get(claim.start).ok_or_else(outside)?;
                let end = *bytes
                    .get(claim.end)
                    .filter(|&&end| end >= start)
                    .ok_or_else(outside)?;
                let span = Span::new(start, end);
                Ok(AnnotatedClaim {
                    span,
                    cue: claim.cue.and_then(|cue| place(&text, span, &cue)),
                    speaker: claim.speaker,
                    target: claim.target,
                    quote: claim.quote,
                    stance: claim.stance,
                })
            })
            .collect::<Result<_>>()?;
        Ok(Self {
            text,
            article: record.article,
            claims,
        })
    }
}

/// Where a cue stands in its claim: as a word of its own or behind one letter,
/// a conjunction, before as a part of a word.
fn place(text: &str, claim: Span, cue: &str) -> Option<Span> {
    let inside = claim.of(text);
    let places = || inside.match_indices(cue).map(|(at, _)| at);
    let whole = places().find(|&at| {
        let before: Vec<char> = inside[..at].chars().rev().take(2).collect();
        let after = inside[at + cue.len()..].chars().next();
        let begins = match before[..] {
            [first, second] => !first.is_alphanumeric() || !second.is_alphanumeric(),
            _ => true,
        };
        begins && !after.is_some_and(char::is_alphanumeric)
    });
    let at = whole.or_else(|| places().next())?;
    Some(Span::new(at, at + cue.len()).shifted(claim.start))
}
