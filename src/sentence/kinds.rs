//! What kind of segment each one is.

use super::chars::{is_arabic, is_bullet};
use super::clues::has_words;
use super::lexicon::{folded, label, opens_sentence};
use super::page::Page;
use super::segments::Segment;
use super::work;
use super::{Sentence, SentenceKind};

/// No heading, byline or line of a menu has more words than this.
const SHORT: usize = 20;

/// No credit or agency line has more words than this.
const CREDIT: usize = 5;

/// How many bytes tell the script of a page.
const FIRST_PART: usize = 4000;

/// Every how many of them one is looked at: an odd number, since Arabic letters have two.
const SAMPLED: usize = 7;

/// Gives every segment of `text` its kind.
pub(super) fn assign(page: &Page<'_>, segments: &[Segment]) -> Vec<Sentence> {
    let arabic = mostly_arabic(page.text);
    let last_closed = segments.iter().rposition(|segment| segment.closed);
    let mut foreign = ForeignLine::default();
    segments
        .iter()
        .enumerate()
        .map(|(i, segment)| {
            let heads = last_closed.is_some_and(|last| i < last);
            let kind = if arabic && foreign.holds(page, segment) {
                SentenceKind::Caption
            } else {
                kind(segment.span.of(page.text), segment, heads)
            };
            Sentence {
                span: segment.span,
                kind,
            }
        })
        .collect()
}

/// `heads`: whether running text follows.
fn kind(shown: &str, segment: &Segment, heads: bool) -> SentenceKind {
    if !has_words(shown) {
        return SentenceKind::Junk;
    }
    if segment.closed {
        return SentenceKind::Sentence;
    }
    let words = shown.split_whitespace().take(SHORT + 1).count();
    // `(رويترز)` also stands behind the last sentence.
    if words <= CREDIT && shown.starts_with('(') && shown.ends_with(')') {
        return SentenceKind::Byline;
    }
    if !segment.apart || words > SHORT || shown.starts_with(is_bullet) {
        return SentenceKind::Sentence;
    }
    let form = folded(shown);
    if let Some((kind, length)) = label(&form)
        && is_label_line(kind, &form[length..], words)
    {
        return kind;
    }
    if ends_with_credit(shown) {
        return SentenceKind::Caption;
    }
    let opener = form.split_whitespace().next().unwrap_or("");
    let runs = opens_sentence(opener) && words > 8;
    if heads && !runs {
        SentenceKind::Heading
    } else {
        SentenceKind::Sentence
    }
}

/// Whether what follows a label makes the line one: `المصدر : رويترز`, but not `صور الحرب في حلب`.
fn is_label_line(kind: SentenceKind, rest: &str, words: usize) -> bool {
    let announced = rest.trim_start().starts_with([':', '/', '|', '-', '–']);
    match kind {
        SentenceKind::Byline => announced || rest.trim().is_empty() || words <= CREDIT,
        SentenceKind::Caption => announced,
        _ => announced || words <= CREDIT,
    }
}

/// Whether a line ends with the name of an agency in brackets: `خلال جلسة اليوم (الأوروبية)`.
fn ends_with_credit(line: &str) -> bool {
    line.strip_suffix(')')
        .and_then(|line| line.rsplit_once('('))
        .is_some_and(|(_, credit)| (1..CREDIT).contains(&credit.split_whitespace().count()))
}

/// Remembers whether the last line asked for is without Arabic, so that each is read once.
#[derive(Default)]
struct ForeignLine {
    line: Option<usize>,
    foreign: bool,
}

impl ForeignLine {
    /// Whether the segment stands on a line without any Arabic: on an Arabic page the text of a
    /// picture.
    fn holds(&mut self, page: &Page<'_>, segment: &Segment) -> bool {
        let no_arabic = |text: &str| {
            work::spend(text.len());
            !text.chars().any(is_arabic)
        };
        let shown = segment.span.of(page.text);
        if !no_arabic(shown)
            || shown
                .split_whitespace()
                .filter(|word| has_words(word))
                .nth(3)
                .is_none()
        {
            return false;
        }
        if self.line != Some(segment.first_line) {
            let line = page.lines[segment.first_line];
            self.line = Some(segment.first_line);
            self.foreign = no_arabic(&page.text[line.start..line.end]);
        }
        self.foreign
    }
}

/// Whether most letters of the first part of a text are Arabic, from a sample of its bytes.
fn mostly_arabic(text: &str) -> bool {
    let (mut arabic, mut latin) = (0_usize, 0_usize);
    for byte in text.bytes().take(FIRST_PART).step_by(SAMPLED) {
        arabic += usize::from(matches!(byte, 0xD8..=0xDB));
        latin += usize::from(byte.is_ascii_alphabetic());
    }
    arabic > latin
}
