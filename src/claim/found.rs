//! The claims of a text, and their targets, which can be asked for when the stances are
//! known.

use super::assemble::{assemble, target};
use super::cues::{Draft, Reader};
use super::lexicon::Lexicon;
use super::quote::{Quotation, quotations};
use super::resolve::Resolver;
use super::target::columns;
use super::words::{Word, WordList, words};
use super::{Claim, ClaimFinder, trimmed};
use crate::sentence::{Sentence, SentenceKind};
use crate::span::Span;

/// How many words of a sentence are read at once. No sentence of news is as
/// long; the rules look far and wide, and would be slow on a page without stops.
const LONGEST: usize = 400;

/// The claims of a text, without their targets.
pub(crate) struct Found<'t, 'l> {
    /// The claims in order.
    pub(crate) claims: Vec<Claim>,
    text: &'t str,
    lexicon: &'l Lexicon,
    /// How they were read; nothing if each sentence was taken as one.
    read: Option<Read<'l>>,
}

/// What was read in a text.
struct Read<'l> {
    quotations: Vec<Quotation>,
    words: WordList<'l>,
    pieces: Vec<Piece<'l>>,
    /// The piece that holds each claim, and which of its drafts the claim was.
    places: Vec<(usize, usize)>,
}

/// A sentence, or a part of one that is too long, with the drafts of its claims.
struct Piece<'l> {
    /// Its first word and the one behind its last.
    words: (usize, usize),
    drafts: Vec<Draft<'l>>,
}

impl Found<'_, '_> {
    /// The party that a claim is about if it has this stance: none for `none`, and the
    /// likeliest one for a label that is not the codebook's, or where none is known.
    pub(crate) fn target(&self, claim: usize, stance: Option<&str>) -> Option<Span> {
        let read = self.read.as_ref()?;
        let (piece, nth) = read.places[claim];
        let Piece { words, drafts } = &read.pieces[piece];
        let reader = Reader::new(self.lexicon, &read.words, &read.quotations, *words);
        target(&reader, self.text, drafts, nth, columns(stance))
    }
}

impl ClaimFinder {
    /// The claims of an article, given its sentences in order.
    pub(crate) fn read<'t>(&self, text: &'t str, sentences: &[Sentence]) -> Found<'t, '_> {
        let lexicon = &*self.lexicon;
        let (claims, read) = if self.reads(text) {
            let (claims, read) = read(lexicon, text, sentences);
            (claims, Some(read))
        } else {
            (whole(sentences), None)
        };
        Found {
            claims,
            text,
            lexicon,
            read,
        }
    }

    /// The claims of a text that is one sentence, without their targets, and with no
    /// speaker but those that stand with their cues: what the classifier sees of it.
    pub(crate) fn outline(&self, sentence: &str) -> Vec<Claim> {
        if !self.reads(sentence) {
            return Vec::new();
        }
        let quotations = quotations(sentence);
        let words = words(&self.lexicon, sentence, &quotations);
        let mut claims = Vec::new();
        for (span, piece) in pieces(sentence, trimmed(sentence), &words, (0, words.len())) {
            let reader = Reader::new(&self.lexicon, &words, &quotations, piece);
            let drafts = reader.drafts();
            let of_piece =
                (0..drafts.len()).map(|nth| assemble(&reader, sentence, span, &drafts, nth));
            claims.extend(of_piece);
        }
        claims
    }
}

/// Reads the claims of a text in the language of the lexicon.
fn read<'l>(lexicon: &'l Lexicon, text: &str, sentences: &[Sentence]) -> (Vec<Claim>, Read<'l>) {
    let quotations = quotations(text);
    let words = words(lexicon, text, &quotations);
    let mut resolver = Resolver::new(lexicon, text, &words);
    let (mut claims, mut read_pieces, mut places) = (Vec::new(), Vec::new(), Vec::new());
    let mut first = 0;
    for (index, sentence) in sentences.iter().enumerate() {
        first += words[first..].partition_point(|word| word.span.start < sentence.span.start);
        let end = first + words[first..].partition_point(|word| word.span.end <= sentence.span.end);
        if may_claim(sentence) {
            for (span, piece) in pieces(text, sentence.span, &words, (first, end)) {
                let reader = Reader::new(lexicon, &words, &quotations, piece);
                let drafts = reader.read();
                for (nth, draft) in drafts.iter().enumerate() {
                    let mut claim = assemble(&reader, text, span, &drafts, nth);
                    claim.sentence = index;
                    resolver.resolve(draft, &mut claim);
                    claims.push(claim);
                    places.push((read_pieces.len(), nth));
                }
                if !drafts.is_empty() {
                    read_pieces.push(Piece {
                        words: piece,
                        drafts,
                    });
                }
            }
        }
        first = end;
    }
    // It holds on to the words, which are handed on.
    drop(resolver);
    let read = Read {
        quotations,
        words,
        pieces: read_pieces,
        places,
    };
    (claims, read)
}

/// A sentence with its words from `first` to before `end`, in pieces if it is too long.
fn pieces(
    text: &str,
    sentence: Span,
    words: &[Word],
    (first, end): (usize, usize),
) -> impl Iterator<Item = (Span, (usize, usize))> {
    (first..end).step_by(LONGEST).map(move |from| {
        let to = end.min(from + LONGEST);
        let start = match from {
            _ if from == first => sentence.start,
            _ => words[from].span.start,
        };
        let stop = match to {
            _ if to == end => sentence.end,
            _ => text[..words[to].span.start].trim_end().len(),
        };
        (Span::new(start, stop.max(start)), (from, to))
    })
}

/// Bylines, captions and scraps hold no claims.
fn may_claim(sentence: &Sentence) -> bool {
    matches!(
        sentence.kind,
        SentenceKind::Sentence | SentenceKind::Heading
    )
}

/// Each sentence as a claim.
fn whole(sentences: &[Sentence]) -> Vec<Claim> {
    let claims = sentences.iter().enumerate();
    claims
        .filter(|(_, sentence)| may_claim(sentence) && !sentence.span.is_empty())
        .map(|(index, sentence)| Claim {
            sentence: index,
            span: sentence.span,
            cue: None,
            speaker: None,
            target: None,
            quote: None,
            content: Some(sentence.span),
        })
        .collect()
}
