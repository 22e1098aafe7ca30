//! From what was read in a sentence to its claims.

use std::ops::Range;
use std::sync::Arc;

use super::classes::Classes;
use super::cues::{Draft, DraftKind, Reader};
use super::words::Word;
use super::{Claim, Cue, Speaker};
use crate::span::Span;

/// Makes the `nth` of the sentence's drafts into a claim, but for its target.
pub(super) fn assemble(
    reader: &Reader<'_, '_>,
    text: &str,
    sentence: Span,
    drafts: &[Draft<'_>],
    nth: usize,
) -> Claim {
    let draft = &drafts[nth];
    let words = reader.phrases.words;
    let end_word = end_word(reader, drafts, nth);
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
        cue: mark(reader, text, draft, sentence).map(|span| Cue {
            span,
            lemma: draft
                .word
                .map_or_else(|| class.clone(), |word| word.lemma.clone()),
            class,
        }),
        speaker: reader.speaker(draft).map(|span| Speaker {
            span: Some(closed(text, span)),
            name: None,
        }),
        target: None,
        quote: Some(reader.quote_kind(content)),
        // A cue and its speaker may be the whole sentence.
        content: Some(content).filter(|content| !content.is_empty()),
    }
}

/// The target of the claim that was made of the `nth` draft, if it has the stance of one
/// of these columns ([`columns`](super::target::columns)).
pub(super) fn target(
    reader: &Reader<'_, '_>,
    text: &str,
    drafts: &[Draft<'_>],
    nth: usize,
    columns: Range<usize>,
) -> Option<Span> {
    let (words, draft) = (reader.phrases.words, &drafts[nth]);
    let end = end_word(reader, drafts, nth);
    let (first, end) = reader.target(text, draft, end, columns)?;
    Some(closed(
        text,
        Span::new(words[first].noun, words[end - 1].span.end),
    ))
}

/// The word behind the last of the `nth` draft's claim.
pub(super) fn end_word(reader: &Reader<'_, '_>, drafts: &[Draft<'_>], nth: usize) -> usize {
    drafts.get(nth + 1).map_or(reader.phrases.end, |next| {
        connector(reader.phrases.words, drafts[nth].at, start_word(next))
    })
}

/// The first word of a claim.
pub(super) fn start_word(draft: &Draft<'_>) -> usize {
    match draft.subject {
        Some(subject) if !draft.inherited => subject.first.min(draft.at),
        _ => draft.at,
    }
}

/// The first of the words that only lead over to the claim at word `at`.
fn connector(words: &[Word], after: usize, mut at: usize) -> usize {
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
fn content(words: &[Word], draft: &Draft<'_>, start: usize, end: usize) -> Span {
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
fn start_at(words: &[Word], start: usize) -> usize {
    words
        .partition_point(|word| word.span.end <= start)
        .min(words.len().saturating_sub(1))
}

/// The cue: of what stands between two words only the colon; of a quotation that
/// an earlier sentence opened the closing mark, if it stands in this one.
fn mark(reader: &Reader<'_, '_>, text: &str, draft: &Draft<'_>, sentence: Span) -> Option<Span> {
    let between = draft.cue.of(text);
    let cue = match draft.kind {
        DraftKind::Colon => between.find(':').map_or(draft.cue, |colon| {
            Span::new(draft.cue.start + colon, draft.cue.start + colon + 1)
        }),
        DraftKind::Quotation if !sentence.contains(draft.cue) => reader
            .quotations
            .iter()
            .find(|quotation| quotation.span.start == draft.cue.start)
            .map(|quotation| Span::new(quotation.inner.end, quotation.span.end))?,
        _ => draft.cue,
    };
    (sentence.contains(cue) && !cue.is_empty()).then_some(cue)
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
