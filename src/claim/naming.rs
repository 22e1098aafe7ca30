//! Which words of the speaker's phrase name the speaker.
//!
//! A phrase begins with a title and ends where the content begins, or so the rules
//! say that found it. Where the name begins in it and where it ends is decided word
//! by word, by two logistic models in the manner of a tagger: walking on from the
//! phrase's first word, does the name begin here; and from there on, does it end
//! here. The likeliest pair is the name. A lexicon without `speaker.csv` leaves it to
//! the rules.

use serde::Deserialize;

use super::assemble::start_word;
use super::classes::Classes;
use super::cues::{Draft, Reader};
use super::phrase::Phrase;
use super::table::Tables;
use super::weights::Weights;
use super::words::Gap;
use crate::error::Result;
use crate::text::fingerprint::Fingerprint;

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

/// So many features most words have.
const FEATURES: usize = 64;

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
        let rows = rows.map(|(line, row)| (line, row.feature, [row.begins, row.ends]));
        Weights::new(rows, TABLE).map(Self)
    }

    /// How likely it is that the name begins, or ends, at the word with these features,
    /// which are forgotten.
    fn share(&self, column: usize, asked: &mut Vec<Fingerprint>) -> f64 {
        let score = self.0.score(asked)[column];
        asked.clear();
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
        for nth in 0..drafts.len() {
            let next = drafts.get(nth + 1).map_or(self.end(), start_word);
            let draft = &mut drafts[nth];
            let Some(subject) = draft.subject else {
                continue;
            };
            let settled = match before {
                Some((read, settled)) if draft.inherited && read == subject => settled,
                _ => self.settled(draft, subject, next),
            };
            let own = subject.first > draft.at && !draft.inherited;
            if own && !self.is_opened(draft.content) {
                let behind = match draft.content == subject.end {
                    true => settled.end,
                    false => draft.content.max(settled.end),
                };
                draft.content = behind.max(self.cue_word(draft) + 1).min(self.end());
            }
            draft.subject = Some(settled);
            before = Some((subject, settled));
        }
    }

    /// Whether the content that begins with this word is set apart from what is before
    /// it: by أن, a quotation or a colon.
    fn is_opened(&self, content: usize) -> bool {
        let words = self.phrases.words;
        content < self.end()
            && (words[content].is(Classes::COMPLEMENTIZER)
                || words[content].gap.has(Gap::COLON)
                || words[content].quoted && content > self.first && !words[content - 1].quoted)
    }

    /// The last word of the cue; that of a light verb is its noun.
    fn cue_word(&self, draft: &Draft<'_>) -> usize {
        let words = &self.phrases.words[draft.at..self.end()];
        draft.at + words.partition_point(|word| word.span.end < draft.cue.end)
    }

    /// Before which word the name of a subject ends: it reaches neither into its cue nor
    /// into its content nor into the claim that begins with word `next`.
    fn limit(&self, draft: &Draft<'_>, subject: Phrase, next: usize) -> usize {
        let words = self.phrases.words;
        let fixed = if subject.first < draft.at {
            Some(draft.at)
        } else {
            let noun = Some(self.cue_word(draft)).filter(|&noun| noun > draft.at);
            let content = Some(draft.content).filter(|&content| self.is_opened(content));
            [noun, content, Some(next)]
                .into_iter()
                .flatten()
                .filter(|&at| at > subject.first)
                .min()
        };
        let limit = fixed.unwrap_or(self.end()).min(self.end());
        (subject.first + 1..limit)
            .find(|&at| words[at].gap.has(Gap::STOP))
            .unwrap_or(limit)
    }

    /// The phrase with the likeliest name. The rules know better where the names of two
    /// stand, which are seldom annotated.
    fn settled(&self, draft: &Draft<'_>, subject: Phrase, next: usize) -> Phrase {
        if subject.head.has(Classes::DUAL) {
            return subject;
        }
        let limit = self.limit(draft, subject, next);
        let (first, end) = self.name(draft, &subject, limit);
        // The phrase ends with its name, but for what describes it behind.
        let described = subject.name.1 < subject.end;
        Phrase {
            name: (first, end),
            end: if described { subject.end.max(end) } else { end },
            named: self.phrases.name_like(first) && (first > subject.first || subject.named),
            ..subject
        }
    }

    /// Where the likeliest name begins, and ends before word `limit`.
    fn name(&self, draft: &Draft<'_>, subject: &Phrase, limit: usize) -> (usize, usize) {
        let model = &self.phrases.lexicon.names;
        let mut asked = Vec::with_capacity(FEATURES);
        let last = limit.min(subject.first + REACH);
        // Behind the phrase only a name or a party begins one: not نفى النائب | تلك الاتهامات.
        let may_begin = |at: usize| {
            at < subject.end
                || self.phrases.name_like(at)
                || self.phrases.words[at].is(Classes::AGENT)
        };
        let begins = walk(subject.first..last, 1.0, |at| {
            if !may_begin(at) {
                return 0.0;
            }
            self.begin_features(draft, subject, at, &mut |name| {
                model.0.ask(name, &mut asked);
            });
            model.share(BEGINS, &mut asked)
        });
        let begins: Vec<(f64, usize)> = begins.collect();
        let best = begins.iter().map(|&(share, _)| share).fold(0.0, f64::max);
        let mut likeliest = (0.0, subject.name);
        for &(share, first) in begins.iter().filter(|(share, _)| *share >= KEEP * best) {
            let last = limit.min(first + LONGEST);
            let ends = walk(first..last, share, |at| {
                self.end_features(draft, subject, (first, at), &mut |name| {
                    model.0.ask(name, &mut asked);
                });
                model.share(ENDS, &mut asked)
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
    mut words: impl Iterator<Item = usize>,
    mut share: f64,
    mut stops: impl FnMut(usize) -> f64,
) -> impl Iterator<Item = (f64, usize)> {
    let least = share * GO_ON;
    std::iter::from_fn(move || {
        let at = words.next().filter(|_| share >= least)?;
        let here = stops(at);
        let found = (share * here, at);
        share *= 1.0 - here;
        Some(found)
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Claim, ClaimFinder};
    use crate::span::Span;

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
            (
                "وقال وليد الناصري: \"عممت البلدية القرار على الجميع\"",
                "وليد الناصري",
            ),
            // The object of the verb is no part of it.
            ("واتهمت إدارة المصنع البلدية بإهمال الميناء", "إدارة المصنع"),
        ] {
            assert_eq!(speaker(text), Some(name), "{text}");
        }
    }

    /// What the speaker and the content of each claim are.
    fn parts(text: &str) -> Vec<(Option<&str>, Option<&str>)> {
        let finder = ClaimFinder::arabic().expect("the shipped lexicon is right");
        let of = |span: Option<Span>| span.map(|span| span.of(text));
        let claims = finder.find_in_sentence(text).into_iter();
        let part = |claim: Claim| {
            let speaker = claim.speaker.and_then(|speaker| speaker.span);
            (of(speaker), of(claim.content))
        };
        claims.map(part).collect()
    }

    #[test]
    fn a_name_stays_before_the_cue_the_content_and_the_next_claim() {
        for (text, expected) in [
            // Before the verb.
            (
                "رئيس البلدية دعا السكان إلى الهدوء",
                vec![(Some("رئيس البلدية"), Some("السكان إلى الهدوء"))],
            ),
            // Before what opens the content.
            (
                "وقال سفير البلاد في القاهرة وليد الناصري إن القرار خاطئ",
                vec![(Some("وليد الناصري"), Some("القرار خاطئ"))],
            ),
            (
                "وليد الناصري: البلدية أهملت الميناء",
                vec![(Some("وليد الناصري"), Some("البلدية أهملت الميناء"))],
            ),
        ] {
            assert_eq!(parts(text), expected, "{text}");
        }
        let text = "ونفى النائب تلك الاتهامات، وقال إنه سيرد";
        for (speaker, _) in parts(text) {
            assert_eq!(speaker, Some("النائب"));
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
