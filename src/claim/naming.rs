//! Which words of the speaker's phrase name the speaker.
//!
//! A phrase begins with a title and ends where the content begins, or so the rules
//! say that found it. Where the name begins in it and where it ends is decided word
//! by word, by two logistic models in the manner of a tagger: walking on from the
//! phrase's first word, does the name begin here; and from there on, does it end
//! here. The likeliest pair is the name. A lexicon without `speaker.csv` leaves it to
//! the rules.

use serde::Deserialize;

use super::classes::Classes;
use super::cues::{Draft, Reader};
use super::phrase::Phrase;
use super::table::Tables;
use super::weights::{Piece, Weights};
use crate::error::Result;

mod features;
#[cfg(test)]
mod weights;

const TABLE: &str = "speaker.csv";

/// Among how many words of the phrase, and behind it, the name may begin.
const REACH: usize = 9;
/// The longest name in words.
const LONGEST: usize = 14;
/// A beginning that is less likely than the likeliest by this factor is not gone on from.
const KEEP: f64 = 0.3;
/// How likely it must be that the name has not begun, or ended, to walk on.
const GO_ON: f64 = 0.1;

/// The columns of the table.
const BEGINS: usize = 0;
const ENDS: usize = 1;

/// The weights of the features of a word at which the name may begin or end.
#[derive(Debug)]
pub(super) struct NameModel(Weights<2>);

#[derive(Deserialize)]
struct Row {
    feature: String,
    begins: f64,
    ends: f64,
}

impl NameModel {
    pub(super) fn read(tables: &Tables) -> Result<Self> {
        let rows = tables.rows::<Row>(TABLE)?.into_iter();
        let rows = rows.map(|(_, row)| (row.feature, [row.begins, row.ends]));
        Weights::new(rows, TABLE).map(Self)
    }

    /// How likely it is that the name begins, or ends, at the word whose features
    /// `features` gives.
    fn share(&self, column: usize, features: impl FnOnce(&mut dyn FnMut(&[Piece<'_>]))) -> f64 {
        let mut score = self.0.bias()[column];
        features(&mut |name| {
            score += self.0.get(name).map_or(0.0, |weights| weights[column]);
        });
        1.0 / (1.0 + libm::exp(-score))
    }
}

impl<'l> Reader<'_, 'l> {
    /// Settles which words name the speakers of drafts, and with that where their
    /// contents begin.
    pub(super) fn name_speakers(&self, drafts: &mut [Draft<'l>]) {
        if self.phrases.lexicon.names.0.is_empty() {
            return;
        }
        // The subject of the draft before, as the rules and as the models read it.
        let mut before: Option<(Phrase, Phrase)> = None;
        for draft in drafts {
            let Some(subject) = draft.subject else {
                continue;
            };
            let settled = match before {
                Some((read, settled)) if draft.inherited && read == subject => settled,
                _ => self.settled(draft, subject),
            };
            if subject.first > draft.at && !draft.inherited {
                draft.content = match draft.content == subject.end {
                    true => settled.end,
                    false => draft.content.max(settled.end),
                };
            }
            draft.subject = Some(settled);
            before = Some((subject, settled));
        }
    }

    /// The phrase with the likeliest name. The rules know better where the names of two
    /// stand, which are seldom annotated.
    fn settled(&self, draft: &Draft<'_>, subject: Phrase) -> Phrase {
        if subject.head.has(Classes::DUAL) {
            return subject;
        }
        let (first, end) = self.name(draft, &subject);
        // The phrase ends with its name, but for what describes it behind.
        let described = subject.name.1 < subject.end;
        Phrase {
            name: (first, end),
            end: if described { subject.end.max(end) } else { end },
            named: self.phrases.name_like(first) && (first > subject.first || subject.named),
            ..subject
        }
    }

    /// Where the likeliest name begins and ends.
    fn name(&self, draft: &Draft<'_>, subject: &Phrase) -> (usize, usize) {
        let model = &self.phrases.lexicon.names;
        let last = self.end().min(subject.first + REACH);
        let begins = walk(subject.first..last, 1.0, |at| {
            model.share(BEGINS, |give| self.begin_features(draft, subject, at, give))
        });
        let best = begins.iter().map(|&(share, _)| share).fold(0.0, f64::max);
        let mut likeliest = (0.0, subject.name);
        for &(share, first) in begins.iter().filter(|(share, _)| *share >= KEEP * best) {
            let last = self.end().min(first + LONGEST);
            let ends = walk(first..last, share, |at| {
                model.share(ENDS, |give| {
                    self.end_features(draft, subject, (first, at), give)
                })
            });
            for (share, at) in ends {
                if share > likeliest.0 {
                    likeliest = (share, (first, at + 1));
                }
            }
        }
        likeliest.1
    }
}

/// How likely each of the words is the first at which `stops` says so, times `share`;
/// as far as is worth the walk.
fn walk(
    words: impl Iterator<Item = usize>,
    mut share: f64,
    stops: impl Fn(usize) -> f64,
) -> Vec<(f64, usize)> {
    let least = share * GO_ON;
    let mut found = Vec::new();
    for at in words {
        let here = stops(at);
        found.push((share * here, at));
        share *= 1.0 - here;
        if share < least {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::ClaimFinder;

    fn speaker(text: &str) -> Option<&str> {
        let finder = ClaimFinder::arabic().expect("the shipped lexicon is right");
        let claims = finder.find_in_sentence(text);
        let speaker = claims.first()?.speaker.as_ref()?;
        speaker.span.map(|span| span.of(text))
    }

    #[test]
    fn the_words_that_name_the_speaker() {
        for (text, name) in [
            // The rules stopped at the place, and at the adverb of identity.
            (
                "وذكرت لجنة الشؤون الثقافية في البرلمان أن الجلسة أجلت",
                "لجنة الشؤون الثقافية في البرلمان",
            ),
            ("وأوضح المصدر ذاته أن الرحلة ألغيت", "المصدر ذاته"),
            // A title before the name, between commas or not, and behind it.
            (
                "وقال وزير السياحة، وليد الناصري، إن الموسم كان جيدا",
                "وليد الناصري",
            ),
            (
                "وأعلن عضو المجلس البلدي في صفاقس منير الجلاصي أن الميزانية أقرت",
                "منير الجلاصي",
            ),
            (
                "وقال وليد الناصري المتحدث باسم البلدية إن الجسر سيفتح",
                "وليد الناصري",
            ),
            // The object of the verb is no part of it.
            ("واتهمت إدارة المصنع البلدية بإهمال الميناء", "إدارة المصنع"),
        ] {
            assert_eq!(speaker(text), Some(name), "{text}");
        }
    }

    #[test]
    fn the_content_begins_behind_the_name() {
        let text = "وأوضح المصدر ذاته أن الرحلة ألغيت";
        let finder = ClaimFinder::arabic().expect("the shipped lexicon is right");
        let claims = finder.find_in_sentence(text);
        let content = claims[0].content.map(|span| span.of(text));
        assert_eq!(content, Some("الرحلة ألغيت"));
    }
}
