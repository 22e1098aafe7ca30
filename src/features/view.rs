//! What a group of features sees of a text.
//!
//! A view is a text made from the text: words separated by spaces, which the
//! group's vectorizer counts. So everything that is known of a claim (its cue,
//! its first words, the classes of its words) becomes TF-IDF features like any
//! other.

use std::borrow::Cow;
use std::sync::{LazyLock, OnceLock};

use serde::{Deserialize, Serialize};

use crate::claim::{Claim, ClaimFinder, QuoteKind};
use crate::text::normalise::normalise;
use crate::text::stem::stem;
use crate::text::tokens::tokens;

use super::acts::acts;
use super::lexicon::class;

/// How many words of the content [`View::Content`] shows.
pub(super) const CONTENT_WORDS: usize = 8;

/// What a group of features sees of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// The text itself.
    #[default]
    Text,
    /// The light stems of its words.
    Stems,
    /// The cue of the claim: its lemma, its class, how it quotes, who speaks.
    Cue,
    /// The light stems of the first words of the claim's content.
    Content,
    /// The classes of the words of the content, in the order of the words.
    Classes,
    /// The acts in the content, in the order of the words.
    Acts,
}

/// A text, read once for all views.
pub struct Reading<'t> {
    text: &'t str,
    claims: Vec<Claim>,
    folded: OnceLock<String>,
    /// The folded content, which three views show.
    folded_content: OnceLock<String>,
}

/// The finder of the cues. A lexicon that cannot be read, which a test
/// excludes, would leave the views without a cue.
static FINDER: LazyLock<Option<ClaimFinder>> = LazyLock::new(|| ClaimFinder::arabic().ok());

impl<'t> Reading<'t> {
    /// Reads a text.
    pub fn new(text: &'t str) -> Self {
        let mut claims = FINDER
            .as_ref()
            .map_or_else(Vec::new, |finder| finder.outline(text));
        // Of a quotation that begins elsewhere there is no mark to speak of.
        claims.retain(|claim| claim.cue.is_some());
        Self {
            text,
            claims,
            folded: OnceLock::new(),
            folded_content: OnceLock::new(),
        }
    }

    /// The text itself.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// What a view shows.
    pub fn view(&self, view: View) -> Cow<'_, str> {
        match view {
            View::Text => Cow::Borrowed(self.text),
            View::Stems => Cow::Owned(stems(self.folded(), usize::MAX)),
            View::Cue => Cow::Owned(self.cue()),
            View::Content => Cow::Owned(stems(self.folded_content(), CONTENT_WORDS)),
            View::Classes => Cow::Owned(classes(self.folded_content())),
            View::Acts => Cow::Owned(act_names(self.folded_content())),
        }
    }

    fn folded(&self) -> &str {
        self.folded.get_or_init(|| normalise(self.text))
    }

    fn folded_content(&self) -> &str {
        self.folded_content
            .get_or_init(|| normalise(self.content()))
    }

    /// The content of the first claim, or the text if there is none.
    pub fn content(&self) -> &'t str {
        match self.claims.first().and_then(|claim| claim.content) {
            Some(content) if !content.is_empty() => content.of(self.text),
            _ => self.text,
        }
    }

    fn cue(&self) -> String {
        let Some(first) = self.claims.first() else {
            return "no_cue".into();
        };
        let mut words = Vec::new();
        if let Some(cue) = &first.cue {
            let place = match cue.span.start * 4 / self.text.len().max(1) {
                0 => "early",
                1 | 2 => "middle",
                _ => "late",
            };
            words.push(format!("class_{}", cue.class));
            words.push(format!("lemma_{}", cue.lemma.replace(' ', "_")));
            words.push(format!("place_{place}"));
        }
        words.push(match first.quote {
            Some(QuoteKind::Direct) => "quote_direct".into(),
            Some(QuoteKind::Mixed) => "quote_mixed".into(),
            Some(QuoteKind::Indirect) | None => "quote_indirect".into(),
        });
        words.push(match first.speaker {
            Some(_) => "speaker".into(),
            None => "no_speaker".into(),
        });
        for later in &self.claims[1..] {
            if let Some(cue) = &later.cue {
                words.push(format!("later_{}", cue.class));
            }
        }
        words.join(" ")
    }
}

/// The stems of the first words of a folded text.
fn stems(folded: &str, words: usize) -> String {
    let stems: Vec<&str> = tokens(folded)
        .map(|word| stem(word.of(folded)))
        .take(words)
        .collect();
    stems.join(" ")
}

/// The classes of the words of a folded text that have one.
fn classes(folded: &str) -> String {
    let classes: Vec<&str> = tokens(folded)
        .filter_map(|word| class(word.of(folded)))
        .collect();
    classes.join(" ")
}

/// The names of the acts in a folded text.
fn act_names(folded: &str) -> String {
    let names: Vec<&str> = acts(folded).into_iter().map(|(act, _)| act).collect();
    names.join(" ")
}
