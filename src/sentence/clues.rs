//! The clues that tell the end of a heading or paragraph from a line that was wrapped.
//!
//! The weights of the words come from counts over Arabic news: of the words that begin a
//! sentence 69 % begin with و and 1 % with ال, inside of sentences 7 % and 27 %.

use super::chars::{always_closes, goes_on, is_arabic, is_bullet, sign};
use super::layout::{HEADING_LINES, Habit, first_word_width};
use super::lexicon::{folded, label, never_first, never_last, opens_sentence};
use super::page::{Line, Page};
use super::work;

/// A line without a stop and the line right below it.
#[derive(Debug)]
pub(super) struct LineEnd<'t> {
    above: &'t str,
    below: &'t str,
    above_width: usize,
    /// The width that the line would have with the first word from below.
    longer: usize,
    last_word: String,
    first_word: String,
    second_word: String,
    /// Where the first sentence below ends, if on that line.
    below_stop: Option<usize>,
}

impl<'t> LineEnd<'t> {
    /// The end of line `i` of `page`, which is not its last one.
    pub(super) fn new(page: &Page<'t>, i: usize) -> Self {
        let (above, below) = (page.lines[i], page.lines[i + 1]);
        let above_text = &page.text[above.start..above.end];
        let below_text = &page.text[below.start..below.end];
        work::spend(above_text.len() + below_text.len());
        Self {
            above: above_text,
            below: below_text,
            above_width: above.width,
            longer: above.width + 1 + first_word_width(page.text, &below),
            last_word: bare(last_word(above_text)),
            first_word: bare(first_word(below_text)),
            second_word: bare(below_text.split_whitespace().nth(1).unwrap_or("")),
            below_stop: below.first_stop.map(|stop| stop - below.start),
        }
    }

    fn ends_with(&self, signs: &[char]) -> bool {
        self.above.ends_with(signs)
    }
}

/// One reason to part two lines, or to join them if the weight is below zero.
struct Clue {
    weight: f64,
    holds: fn(&LineEnd<'_>) -> bool,
}

/// The clues from words and signs.
const CLUES: &[Clue] = &[
    // Nothing begins with what closes: a stop or bracket that was wrapped alone.
    Clue {
        weight: -20.0,
        holds: |e| {
            e.below
                .starts_with(|c| sign(c).is_some() || always_closes(c) || goes_on(c))
        },
    },
    // A byline, caption or menu stands alone: `المصدر: وكالات`.
    Clue {
        weight: 14.0,
        holds: |e| is_labelled(e.below) || is_labelled(e.above),
    },
    // A rule or a bar is no text: `|`, `* * *`.
    Clue {
        weight: 14.0,
        holds: |e| !has_words(e.above) || !has_words(e.below),
    },
    // Items of a list: `• الأول`; a dash may also stand in a sentence.
    Clue {
        weight: 14.0,
        holds: |e| begins_item(e.below, is_bullet),
    },
    Clue {
        weight: 2.0,
        holds: |e| begins_item(e.below, is_dash),
    },
    // Two headings in a row that quote: `بوتين: نعم` above `ترامب: لا`.
    Clue {
        weight: 6.0,
        holds: |e| announces(e.above) && announces(e.below) && e.below_stop.is_none(),
    },
    // No sentence has only a word or two: what stops there belongs to the line above.
    Clue {
        weight: -3.0,
        holds: |e| {
            e.below_stop
                .is_some_and(|stop| e.below[..stop].split_whitespace().count() < 3)
        },
    },
    // A Latin sentence does not begin with a small letter.
    Clue {
        weight: -6.0,
        holds: |e| first_letter(e.below).is_some_and(char::is_lowercase),
    },
    // Nothing begins with الذي or أو.
    Clue {
        weight: -6.0,
        holds: |e| never_first(&e.first_word),
    },
    // Nothing ends with في or the.
    Clue {
        weight: -5.0,
        holds: |e| never_last(&e.last_word),
    },
    // Something must follow a comma or an opening sign.
    Clue {
        weight: -5.0,
        holds: |e| {
            e.ends_with(&[
                ',', '،', ';', '؛', '(', '[', '«', '-', '–', '—', 'ـ', '/', '+',
            ])
        },
    },
    // A bracket opened above and closed below.
    Clue {
        weight: -4.0,
        holds: |e| unclosed(e.above),
    },
    // A quotation opened above, if the page uses its marks well.
    Clue {
        weight: -1.5,
        holds: |e| e.above.matches('"').count() % 2 == 1,
    },
    // A line in another script is another text: the English caption of an Arabic page.
    Clue {
        weight: 4.0,
        holds: |e| other_script(e.above, e.below),
    },
    // `وقال`, `وأضاف`, `The`: words that mostly open sentences.
    Clue {
        weight: 2.5,
        holds: |e| opens_sentence(&e.first_word),
    },
    // و begins most sentences of Arabic news.
    Clue {
        weight: 1.2,
        holds: |e| e.first_word.starts_with('و'),
    },
    // ال hardly begins any, but stands on every fourth word inside.
    Clue {
        weight: -2.5,
        holds: |e| e.first_word.starts_with("ال"),
    },
    // A capital begins sentences, and names inside of them.
    Clue {
        weight: 1.0,
        holds: |e| first_letter(e.below).is_some_and(char::is_uppercase),
    },
    // A line may end with dots that mean an end or a pause, but after an abbreviation it goes on.
    Clue {
        weight: 1.5,
        holds: |e| e.ends_with(&['…']) || e.above.ends_with(".."),
    },
    Clue {
        weight: -6.0,
        holds: |e| e.ends_with(&['.']) && !e.above.ends_with(".."),
    },
    // A verb comes first and its subject with ال after it: `كشفت الشرطة`.
    Clue {
        weight: 0.6,
        holds: |e| {
            !e.first_word.starts_with("ال")
                && !e.first_word.starts_with('و')
                && e.second_word.starts_with("ال")
        },
    },
    // After a colon mostly comes what it announces.
    Clue {
        weight: -0.5,
        holds: |e| e.ends_with(&[':']),
    },
];

/// The clue from the width: could the word below have stood on the line above?
fn width_clue(end: &LineEnd<'_>, habit: Habit) -> f64 {
    let room = |width: usize| width.saturating_sub(end.longer) as f64 / width.max(1) as f64;
    match habit {
        Habit::Filled { width } if end.longer > width => -5.0,
        Habit::Filled { width } => 1.0 + (8.0 * room(width)).min(3.0),
        Habit::Ragged { width } if end.longer > width => -2.5,
        Habit::Ragged { width } => -1.8 + room(width),
        Habit::Paragraphs => 1.5,
    }
}

/// How much speaks for parting the lines; above zero they part.
pub(super) fn score(end: &LineEnd<'_>, habit: Habit) -> f64 {
    let words: f64 = CLUES
        .iter()
        .filter(|clue| (clue.holds)(end))
        .map(|clue| clue.weight)
        .sum();
    words
        + width_clue(end, habit)
        + if habit == Habit::Paragraphs && end.above_width > 150 {
            2.0
        } else {
            0.0
        }
}

/// How much the `lines` lines from `start` look like a heading of the lines below; they belong to
/// the run of open lines that ends before `run_end`.
pub(super) fn heading(page: &Page<'_>, start: usize, lines: usize, run_end: usize) -> f64 {
    let first = page.lines[start];
    let last = page.lines[start + lines - 1];
    let text = &page.text[first.start..last.end];
    let width: usize = page.lines[start..start + lines]
        .iter()
        .map(|line| line.width)
        .sum();
    let flows = |line: &Line| line.first_stop.is_some();
    if width > 140 || page.lines[start..start + lines].iter().any(flows) {
        return -10.0;
    }
    let words = text.split_whitespace().count();
    let opener = bare(first_word(text));
    let mut score = match lines {
        1 => 0.0,
        2 => -0.5,
        _ => -2.0,
    };
    if first.gap {
        score += 0.5;
    }
    // A heading is short.
    score -= 0.6 * words.saturating_sub(12) as f64;
    // A heading names its subject first; a sentence begins with what the news begins with.
    if opens_sentence(&opener) {
        score -= 3.0;
    }
    if opener.starts_with('و') {
        score -= 2.0;
    }
    // `قال إن`: reported speech is running text.
    if text.split_whitespace().any(|word| bare(word) == "ان") {
        score -= 1.0;
    }
    // `بوتين: لا حل عسكريا` is how headings quote.
    if announces(text) {
        score += 1.5;
    }
    // A heading has few clauses.
    if text.contains(['،', ',']) {
        score -= 1.0;
    }
    // Its lines were filled to a width of their own.
    let own_width = page.lines[start..start + lines]
        .iter()
        .map(|line| line.width)
        .max();
    let filled = |line: usize| Some(LineEnd::new(page, line).longer) > own_width;
    if lines > 1 && (start..start + lines - 1).all(filled) {
        score += 1.5;
    }
    // The text below fills more of the page, or is no text at all.
    let under = page.lines[start + lines];
    if under.width * 2 > last.width * 3 {
        score += 1.0;
    } else if !under.closed && under.width * 3 < last.width * 2 {
        score -= 1.0;
    }
    // A second short line below belongs to the heading.
    let below = start + lines;
    if lines < HEADING_LINES && !page.lines[below].closed && is_short(&page.lines[below], &last) {
        score -= if below + 1 == run_end { 5.0 } else { 2.0 };
    }
    score
}

/// Whether `below` is not much longer than the last line of a heading.
fn is_short(below: &Line, heading: &Line) -> bool {
    below.width < 60 && below.width * 2 < heading.width * 3
}

/// Whether a name and a colon begin the text: `بوتين: لا حل عسكريا`.
fn announces(text: &str) -> bool {
    text.find(':')
        .is_some_and(|at| at + 1 < text.len() && text[..at].split_whitespace().count() < 6)
}

fn first_word(line: &str) -> &str {
    line.split_whitespace().next().unwrap_or("")
}

fn last_word(line: &str) -> &str {
    line.split_whitespace().next_back().unwrap_or("")
}

/// The folded word without signs at its ends, and nothing for words of no language.
fn bare(word: &str) -> String {
    if word.len() > 128 {
        return String::new();
    }
    folded(word.trim_matches(|c: char| !c.is_alphanumeric()))
}

fn first_letter(line: &str) -> Option<char> {
    line.chars().take(8).find(|c| c.is_alphanumeric())
}

/// Whether the line holds a letter or a digit.
pub(super) fn has_words(line: &str) -> bool {
    line.chars().any(|c| is_arabic(c) || c.is_alphanumeric())
}

fn begins_item(line: &str, is_mark: fn(char) -> bool) -> bool {
    let mut chars = line.chars();
    chars.next().is_some_and(is_mark) && chars.next().is_some_and(char::is_whitespace)
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—')
}

fn unclosed(line: &str) -> bool {
    let tail = |open: char, close: char| line.rfind(open) > line.rfind(close);
    tail('(', ')') || tail('«', '»') || tail('[', ']')
}

/// Whether the line begins with the label of a byline, caption or menu and is as short as one.
fn is_labelled(line: &str) -> bool {
    if line.len() > 160 {
        return false;
    }
    let form = folded(line);
    label(&form).is_some_and(|(_, length)| {
        let rest = form[length..].trim_start();
        rest.is_empty() || rest.starts_with([':', '|'])
    })
}

/// Whether one line is written in Arabic and the other not at all.
fn other_script(above: &str, below: &str) -> bool {
    let arabic = |line: &str| line.chars().any(is_arabic);
    let words = |line: &str| line.chars().filter(|&c| c.is_alphabetic()).nth(3).is_some();
    arabic(above) != arabic(below) && words(above) && words(below)
}
