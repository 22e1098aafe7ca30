//! Runs of words and of characters, as scikit-learn's `CountVectorizer` makes them.
//!
//! Each function lays the text out in one buffer and hands out slices of it,
//! so that no n-gram is copied.

use crate::span::Span;

/// Calls `take` with each run of `range.0` to `range.1` words, joined by one space.
pub fn word_ngrams<'w>(
    words: impl IntoIterator<Item = &'w str>,
    range: (usize, usize),
    mut take: impl FnMut(&str),
) {
    let mut joined = String::new();
    let mut starts = Vec::new();
    for word in words {
        starts.push(joined.len());
        joined.push_str(word);
        joined.push(' ');
    }
    // One more start, behind the last word's space.
    starts.push(joined.len());
    each_window(&starts, range, |start, end| take(&joined[start..end - 1]));
}

/// Calls `take` with each run of `range.0` to `range.1` characters.
///
/// Two or more white spaces count as one space; a single one stays what it is.
pub fn char_ngrams(text: &str, range: (usize, usize), mut take: impl FnMut(&str)) {
    let collapsed = collapse_spaces(text);
    each_window(&boundaries(&collapsed), range, |start, end| {
        take(&collapsed[start..end]);
    });
}

/// Calls `take` with each run of `range.0` to `range.1` characters inside a
/// word, where a word is what stands between white space, with one space
/// before and one behind.
///
/// A word that is not longer than n with its two spaces is one n-gram, and
/// longer n are not counted for it.
pub fn char_wb_ngrams(text: &str, (low, high): (usize, usize), mut take: impl FnMut(&str)) {
    let mut padded = String::with_capacity(text.len() + 2);
    for word in spaced_words(text) {
        padded.clear();
        padded.push(' ');
        padded.push_str(word.of(text));
        padded.push(' ');
        let starts = boundaries(&padded);
        let length = starts.len() - 1;
        if length < low {
            take(&padded);
        } else {
            each_window(&starts, (low, high), |start, end| take(&padded[start..end]));
        }
    }
}

/// What stands between white space, in order.
pub fn spaced_words(text: &str) -> impl Iterator<Item = Span> {
    let mut start = 0;
    text.split(is_space)
        .map(move |word| {
            let span = Span::new(start, start + word.len());
            // The white space behind it.
            let space = text[span.end..].chars().next();
            start = span.end + space.map_or(0, char::len_utf8);
            span
        })
        .filter(|word| !word.is_empty())
}

/// Calls `take` with the ends of each run of `low` to `high` pieces, where
/// `starts` holds the beginning of each piece and the end of the last.
fn each_window(starts: &[usize], (low, high): (usize, usize), mut take: impl FnMut(usize, usize)) {
    for n in low..=high.min(starts.len() - 1) {
        for (start, end) in starts.iter().zip(&starts[n..]) {
            take(*start, *end);
        }
    }
}

/// Where each character of `text` begins, and the end.
fn boundaries(text: &str) -> Vec<usize> {
    text.char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect()
}

fn collapse_spaces(text: &str) -> String {
    let mut collapsed = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let mut run = false;
        while is_space(c) && chars.next_if(|&next| is_space(next)).is_some() {
            run = true;
        }
        collapsed.push(if run { ' ' } else { c });
    }
    collapsed
}

/// White space as Python's `\s` has it, which holds four more control
/// characters than Unicode's.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1C}'..='\u{1F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn collect(make: impl FnOnce(&mut dyn FnMut(&str))) -> Vec<String> {
        let mut all = Vec::new();
        make(&mut |ngram| all.push(ngram.to_owned()));
        all
    }

    // The expectations are CountVectorizer(…).build_analyzer()'s of scikit-learn 1.9.1.

    #[test]
    fn words() {
        let ngrams = collect(|take| word_ngrams(["قال", "الوزير", "إن"], (1, 2), take));
        assert_eq!(ngrams, ["قال", "الوزير", "إن", "قال الوزير", "الوزير إن"]);
        let ngrams = collect(|take| word_ngrams(["قال"], (2, 3), take));
        assert_eq!(ngrams, [""; 0]);
        let ngrams = collect(|take| word_ngrams([], (1, 2), take));
        assert_eq!(ngrams, [""; 0]);
    }

    #[test]
    fn characters() {
        let ngrams = collect(|take| char_ngrams("ab \n c\td", (2, 3), take));
        assert_eq!(
            ngrams,
            ["ab", "b ", " c", "c\t", "\td", "ab ", "b c", " c\t", "c\td"]
        );
        let ngrams = collect(|take| char_ngrams("ab", (1, 9), take));
        assert_eq!(ngrams, ["a", "b", "ab"]);
        assert_eq!(collect(|take| char_ngrams("", (1, 2), take)), [""; 0]);
    }

    #[test]
    fn characters_within_words() {
        let ngrams = collect(|take| char_wb_ngrams("a\u{1F}bcd\n", (3, 6), take));
        assert_eq!(
            ngrams,
            [" a ", " bc", "bcd", "cd ", " bcd", "bcd ", " bcd "]
        );
        // Shorter than n: once.
        let ngrams = collect(|take| char_wb_ngrams("و قال", (4, 5), take));
        assert_eq!(ngrams, [" و ", " قال", "قال ", " قال "]);
        assert_eq!(
            collect(|take| char_wb_ngrams(" \n ", (1, 2), take)),
            [""; 0]
        );
    }
}
