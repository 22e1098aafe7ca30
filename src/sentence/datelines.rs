//! Headings that run into the text: `قمة جديدة في الصيف باريس – اتفق الزعماء`.
//!
//! Where a page has lost its line ends, nothing but the dateline, the place with its dash, shows
//! where the heading stops and the text begins.

use super::chars::is_arabic_mark;
use super::lexicon::{folded, is_dateline, never_last, opens_sentence};
use super::work;

/// No heading has more words than this.
const LONGEST_HEADING: usize = 12;

/// A longer word, in bytes, is no word of a heading.
const LONGEST_WORD: usize = 60;

/// How many bytes from the start a dash may stand; it is sought before any word is read.
const WINDOW: usize = 200;

/// The first byte of `–` and `—`.
const GENERAL_PUNCTUATION: u8 = 0xE2;

/// The last byte of `ـ`, which hardly any other Arabic letter has.
const STRETCHING_TAIL: u8 = 0x80;

/// The shortest heading, in words.
const SHORTEST_HEADING: usize = 2;

/// Where in `piece`, the text from the end of a sentence on, a dateline begins after a heading.
pub(super) fn find(piece: &str) -> Option<usize> {
    let window = &piece.as_bytes()[..piece.len().min(WINDOW)];
    memchr::memchr3(b'-', GENERAL_PUNCTUATION, STRETCHING_TAIL, window)?;
    let mut words: Vec<(usize, &str)> = Vec::with_capacity(LONGEST_HEADING + 4);
    let mut rest = piece;
    while words.len() < LONGEST_HEADING + 4 {
        rest = rest.trim_start();
        let at = piece.len() - rest.len();
        let word = &rest[..rest.find(char::is_whitespace).unwrap_or(rest.len())];
        if word.is_empty() || word.len() > LONGEST_WORD {
            return None;
        }
        work::spend(word.len());
        rest = &rest[word.len()..];
        if is_dash(word) || ends_with_dash(word) && !words.is_empty() {
            return begin(&words, at, word);
        }
        words.push((at, word));
    }
    None
}

/// Where the place before the dash begins, if the words before it are a heading.
fn begin(words: &[(usize, &str)], at: usize, dash: &str) -> Option<usize> {
    let mut place: Vec<(usize, &str)> = words.to_vec();
    let glued = dash.trim_end_matches(is_dash_char);
    if !glued.is_empty() {
        place.push((at, glued));
    }
    // `القاهرة (رويترز) –`, `واشنطن، العاصمة ــ`
    if place
        .last()
        .is_some_and(|(_, word)| word.starts_with('(') && word.ends_with(')'))
    {
        place.pop();
    }
    for behind in 0..2 {
        let end = place.len().checked_sub(behind)?;
        let comma = behind == 0
            || place[..end]
                .last()
                .is_some_and(|(_, word)| word.ends_with(['،', ',']));
        for length in (1..=3).rev() {
            let Some(start) = end.checked_sub(length) else {
                continue;
            };
            let form: Vec<String> = place[start..end]
                .iter()
                .map(|(_, word)| bare(word))
                .collect();
            let heading = &place[..start];
            if comma && is_dateline(&form.join(" ")) && is_heading(heading) {
                return Some(place[start].0);
            }
        }
    }
    None
}

fn is_heading(words: &[(usize, &str)]) -> bool {
    let (Some((_, first)), Some((_, last))) = (words.first(), words.last()) else {
        return false;
    };
    let fits = (SHORTEST_HEADING..=LONGEST_HEADING).contains(&words.len());
    let goes_on = never_last(&bare(last)) || last.ends_with(['،', ',', ':', '(']);
    let reports = first.starts_with('و') && opens_sentence(&bare(first));
    fits && !goes_on && !reports
}

fn bare(word: &str) -> String {
    folded(word.trim_matches(|c: char| !c.is_alphanumeric() || is_arabic_mark(c)))
}

/// The dashes of datelines; `ـ` is the stretching sign, used as one.
fn is_dash_char(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | 'ـ')
}

fn is_dash(word: &str) -> bool {
    word.chars().all(is_dash_char)
}

fn ends_with_dash(word: &str) -> bool {
    word.ends_with(is_dash_char)
}
