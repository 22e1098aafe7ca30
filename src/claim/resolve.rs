//! Who a speaker is, over the whole article.

use super::Claim;
use super::cues::Draft;
use super::lexicon::Lexicon;
use super::words::Word;

/// Follows the speakers of one article.
pub(super) struct Resolver<'a> {
    text: &'a str,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(_lexicon: &Lexicon, text: &'a str, _words: &[Word<'_>]) -> Self {
        Self { text }
    }

    pub(super) fn resolve(&mut self, _draft: &Draft<'_>, claim: &mut Claim) {
        if let Some(speaker) = &mut claim.speaker {
            speaker.name = speaker.span.map(|span| span.of(self.text).to_owned());
        }
    }
}
