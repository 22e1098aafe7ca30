//! What follows a cue: whether it reports, and where its content begins.

use super::classes::Classes;
use super::lexicon::{CueWord, Follower, Role};
use super::phrase::Phrases;
use super::quote::Quotation;
use super::words::Gap;

/// A frame that fits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fit {
    /// The word that fits, or the first one behind it.
    pub(super) at: usize,
    pub(super) follower: Follower,
    pub(super) agent: bool,
    pub(super) document: bool,
}

impl Fit {
    /// Whether a content follows: أن, a quotation, a colon.
    pub(super) fn opens(&self) -> bool {
        matches!(
            self.follower,
            Follower::That | Follower::Quote | Follower::Colon
        )
    }
}

/// How far ahead a frame is looked for, in words.
const WINDOW: usize = 36;
/// How far ahead a preposition or a noun of the frame is looked for.
const COMPLEMENT: usize = 16;
/// What follows at once follows within so many words.
const NEAR: usize = 5;

impl Phrases<'_, '_> {
    /// The first frame of `cue` that fits behind word `at`.
    pub(super) fn fit(&self, cue: &CueWord, at: usize, quotations: &[Quotation]) -> Option<Fit> {
        // A report does not reach into the next one.
        let next_report = (at + 2..self.end.min(at + 1 + WINDOW))
            .find(|&next| self.words[next].next_report)
            .unwrap_or(self.end);
        let fits = cue.frames.iter().filter_map(|frame| {
            let reach = match frame.follower {
                _ if frame.near && !self.words[at].doubled => NEAR,
                Follower::Word(_) | Follower::Letter(_) if cue.role != Role::Light => COMPLEMENT,
                _ => WINDOW,
            };
            let end = next_report.min(at + 1 + reach);
            let found = match frame.follower {
                Follower::Any => Some(at + 1),
                Follower::That => (at + 1..end).find(|&next| {
                    self.words[next].is(Classes::COMPLEMENTIZER)
                        && !(self.words[next].is(Classes::GIVEN) && self.name_like(next))
                }),
                Follower::Quote => self.quotation_behind(at, end, quotations),
                Follower::Colon => (at + 1..end).find(|&next| self.words[next].gap.has(Gap::COLON)),
                Follower::Object => self.object(at, end),
                Follower::Verb => None,
                Follower::Word(literal) => {
                    (at + 1..end).find(|&next| self.words[next].is_literal(literal))
                }
                Follower::Letter(letter) => {
                    (at + 1..end).find(|&next| self.words[next].preposition == Some(letter))
                }
            }?;
            if frame.document {
                let near = found + 1..self.end.min(found + 5);
                if !near
                    .into_iter()
                    .any(|next| self.words[next].is(Classes::DOCUMENT.or(Classes::OCCASION)))
                {
                    return None;
                }
            }
            Some(Fit {
                at: found,
                follower: frame.follower,
                agent: frame.agent,
                document: frame.document,
            })
        });
        // Of words that open a content the first, else the first frame that fits.
        let mut best: Option<Fit> = None;
        for fit in fits {
            match best {
                None => best = Some(fit),
                Some(so_far) if so_far.opens() && fit.opens() && fit.at < so_far.at => {
                    best = Some(fit)
                }
                Some(_) => {}
            }
        }
        best
    }

    fn object(&self, at: usize, end: usize) -> Option<usize> {
        (at + 1 < end
            && !self.words[at + 1].is(Classes::FUNCTION)
            && self.words[at + 1].preposition.is_none())
        .then_some(at + 1)
    }

    /// The first word of a quotation of more than a name that begins behind word `at`.
    pub(super) fn quotation_behind(
        &self,
        at: usize,
        end: usize,
        quotations: &[Quotation],
    ) -> Option<usize> {
        let from = self.words[at].span.end;
        let first = quotations.partition_point(|q| q.span.start < from);
        let next = (at + 1..end).next()?;
        let last = self.words[end - 1].span.end;
        let near = quotations[first..]
            .iter()
            .take_while(|quotation| quotation.span.start < last);
        near.into_iter().find_map(|quotation| {
            let word =
                (next..end).find(|&word| self.words[word].span.start >= quotation.inner.start)?;
            let words = (word..self.end)
                .take_while(|&word| self.words[word].span.end <= quotation.inner.end)
                .count();
            (words > 2 || word == at + 1 && words > 1).then_some(word)
        })
    }
}
