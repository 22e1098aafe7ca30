//! Whether a stop ends a sentence: the sign with what stands around it, and the rules.

use super::chars::{
    Sign, always_closes, always_opens, goes_on, is_arabic, is_blank, is_bullet, is_cased,
    is_invisible, is_line_end, is_quote, sign,
};
use super::lexicon::{folded, opens_sentence};
use super::work;

/// The longest word that a rule looks at, in characters.
const LONGEST_WORD: usize = 32;

/// One or more stops in a row with the closing marks after them, and their surroundings.
#[derive(Debug)]
pub(super) struct Stop<'t> {
    text: &'t str,
    /// Where the first sign stands.
    pub(super) start: usize,
    /// After the last sign and the marks that close it.
    pub(super) end: usize,
    /// How many dots there are; `…` counts for three.
    pub(super) dots: usize,
    /// Whether there is a `?`, a `!` or an unmistakable full stop.
    pub(super) loud: bool,
    /// Whether a quotation mark or bracket closes after the signs.
    pub(super) closes: bool,
    /// The visible character right before, if no space is between.
    pub(super) before: Option<char>,
    /// The next visible character of the paragraph.
    pub(super) next: Option<char>,
    /// Where that character stands.
    next_at: usize,
    /// Whether it follows at once.
    pub(super) glued: bool,
    /// Whether it stands on the next line.
    pub(super) new_line: bool,
    /// Where the sentence before the stop may begin.
    from: usize,
    word: &'t str,
}

impl<'t> Stop<'t> {
    /// Reads the stop at `start`, a sign; `from` is the end of the sentence before.
    pub(super) fn read(text: &'t str, start: usize, from: usize) -> Self {
        let mut stop = Self {
            text,
            start,
            end: start,
            dots: 0,
            loud: false,
            closes: false,
            before: text[from..start]
                .chars()
                .rev()
                .find(|&c| !is_invisible(c))
                .filter(|c| !c.is_whitespace()),
            next: None,
            next_at: text.len(),
            glued: true,
            new_line: false,
            from,
            word: word_before(&text[from..], start - from),
        };
        stop.take_signs_and_closers();
        stop.take_reference();
        stop.look_ahead();
        stop
    }

    fn take_signs_and_closers(&mut self) {
        let mut at = self.start;
        while let Some(c) = self.text[at..].chars().next() {
            work::spend(1);
            if let Some(sign) = sign(c) {
                match sign {
                    Sign::Dot => self.dots += 1,
                    Sign::Ellipsis => self.dots += 3,
                    Sign::Cry | Sign::Full => self.loud = true,
                }
            } else if always_closes(c) || is_quote(c) && self.quote_closes(at, c) {
                self.closes = true;
            } else if is_invisible(c) {
                at += c.len_utf8();
                continue;
            } else if is_blank(c) && !is_line_end(c) {
                let Some(closer) = self.closer_after_space(at) else {
                    break;
                };
                at = closer;
                continue;
            } else {
                break;
            }
            at += c.len_utf8();
            self.end = at;
        }
    }

    /// Whether the quotation mark at `at`, right after a stop, closes.
    ///
    /// `.“We` opens. Before an Arabic word `"` closes what a new sentence follows: `."وقال`.
    fn quote_closes(&self, at: usize, quote: char) -> bool {
        let after = at + quote.len_utf8();
        match self.text[after..].chars().next() {
            Some(c) if is_arabic(c) => opens_sentence(&word_after(self.text, after)),
            Some(c) if c.is_alphanumeric() => !matches!(quote, '“' | '‘'),
            _ => true,
        }
    }

    /// After a space: where the next sign or closing mark of this stop stands, if one does.
    fn closer_after_space(&self, at: usize) -> Option<usize> {
        let rest = &self.text[at..];
        let skipped = rest.find(|c: char| !is_blank(c) || is_line_end(c))?;
        work::spend(skipped);
        let mut chars = rest[skipped..].chars();
        let c = chars.next()?;
        let stands_apart = |after: Option<char>| {
            after.is_none_or(|c| {
                is_blank(c) || goes_on(c) || always_closes(c) || is_quote(c) || sign(c).is_some()
            })
        };
        let belongs = always_closes(c)
            || matches!(sign(c), Some(Sign::Cry | Sign::Full))
            || (is_quote(c) || sign(c).is_some()) && stands_apart(chars.next());
        belongs.then_some(at + skipped)
    }

    /// A reference in brackets belongs to the sentence before: `so far. [12] The next`.
    fn take_reference(&mut self) {
        let rest = &self.text[self.end..];
        let inner = rest.strip_prefix(' ').unwrap_or(rest);
        let Some(inner) = inner.strip_prefix('[') else {
            return;
        };
        let length = inner
            .bytes()
            .take(24)
            .take_while(|b| b.is_ascii_digit() || matches!(b, b' ' | b',' | b'-'))
            .count();
        if length > 0 && inner.as_bytes().get(length) == Some(&b']') {
            self.end = self.text.len() - inner.len() + length + 1;
        }
    }

    fn look_ahead(&mut self) {
        let mut lines = 0;
        let mut last = ' ';
        for (at, c) in self.text[self.end..].char_indices() {
            work::spend(1);
            if is_line_end(c) && !(last == '\r' && c == '\n') {
                lines += 1;
            }
            last = c;
            if lines > 1 {
                return;
            }
            if !is_blank(c) {
                self.next = Some(c);
                self.next_at = self.end + at;
                self.new_line = lines > 0;
                return;
            }
            self.glued &= is_invisible(c);
        }
    }

    /// The word that the stop ends, with the dots inside it: `U.S` before the last dot of `U.S.`
    pub(super) fn word(&self) -> &'t str {
        self.word
    }

    /// The part of that word after its last inner dot: `S`.
    pub(super) fn last_part(&self) -> &'t str {
        let word = self.word();
        word.rsplit('.').next().unwrap_or(word)
    }

    /// The word before that one.
    pub(super) fn word_before_it(&self) -> &'t str {
        let at = self.start - self.word().len();
        let gap = self.text[self.from..at]
            .chars()
            .rev()
            .take(4)
            .take_while(|&c| is_blank(c) && !is_line_end(c));
        let blank: usize = gap.map(char::len_utf8).sum();
        word_before(&self.text[self.from..], at - blank - self.from)
    }

    /// The word after the stop, folded.
    pub(super) fn next_word(&self) -> String {
        word_after(self.text, self.next_at)
    }

    /// Whether the next line begins with the number or letter of a list's item.
    pub(super) fn item_follows(&self) -> bool {
        let rest = &self.text[self.next_at..];
        let sign = rest.bytes().take(4).position(|b| matches!(b, b'.' | b')'));
        self.new_line
            && sign.is_some_and(|sign| {
                is_counter(&rest[..sign]) && rest[sign + 1..].starts_with(char::is_whitespace)
            })
    }

    /// The first letter after the stop, behind opening marks.
    pub(super) fn next_letter(&self) -> Option<char> {
        self.text[self.next_at..]
            .chars()
            .take(4)
            .take_while(|&c| !is_line_end(c))
            .find(|&c| !is_quote(c) && !always_opens(c) && !is_blank(c))
    }

    /// The character after the next one.
    pub(super) fn second(&self) -> Option<char> {
        self.text[self.next_at..].chars().nth(1)
    }

    /// Whether the next word mostly opens sentences.
    pub(super) fn opener_follows(&self) -> bool {
        opens_sentence(&self.next_word())
    }

    /// Whether the stop is a single dot.
    pub(super) fn single(&self) -> bool {
        self.dots == 1 && !self.loud
    }

    /// Whether nothing but the word, perhaps behind a bullet, stands between the sentence before
    /// and the stop.
    pub(super) fn word_stands_alone(&self) -> bool {
        let word = self.start - self.word().len();
        let line = self.text[self.from..word]
            .chars()
            .rev()
            .take(LONGEST_WORD)
            .take_while(|&c| !is_line_end(c));
        let (mut bullet, mut length) = (false, 0);
        for c in line {
            if !is_blank(c) && !is_bullet(c) {
                return false;
            }
            bullet |= is_bullet(c);
            length += c.len_utf8();
        }
        bullet
            || self.text[self.from..word - length]
                .chars()
                .rev()
                .take(LONGEST_WORD)
                .all(is_blank)
    }

    /// The rest of an address that the stop may stand in.
    pub(super) fn rest_of_address(&self) -> &'t str {
        let rest = &self.text[self.next_at..];
        let length = rest
            .bytes()
            .take(LONGEST_WORD)
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'@'))
            .count();
        &rest[..length]
    }

    /// Whether the next character is a letter with capital and small form.
    pub(super) fn cased_follows(&self) -> bool {
        self.next_letter().is_some_and(is_cased)
    }

    /// Whether the next letter is Arabic.
    pub(super) fn arabic_follows(&self) -> bool {
        self.next_letter().is_some_and(is_arabic)
    }
}

/// The word at `start`, behind opening marks, folded.
fn word_after(text: &str, start: usize) -> String {
    work::spend(LONGEST_WORD);
    let word: String = text[start..]
        .chars()
        .take(LONGEST_WORD)
        .skip_while(|&c| is_quote(c) || always_opens(c))
        .take_while(|&c| {
            !is_blank(c) && !goes_on(c) && sign(c).is_none() && !is_quote(c) && !always_closes(c)
        })
        .collect();
    folded(&word)
}

/// Whether `word` counts the items of a list.
pub(super) fn is_counter(word: &str) -> bool {
    let length = word.chars().count();
    let digits = length <= 2 && word.chars().all(char::is_numeric);
    let letter = length == 1 && word.chars().all(char::is_alphabetic);
    let roman = length <= 5 && word.chars().all(|c| "IVX".contains(c));
    length > 0 && (digits || letter || roman)
}

fn word_before(text: &str, end: usize) -> &str {
    work::spend(LONGEST_WORD);
    let length: usize = text[..end]
        .chars()
        .rev()
        .take(LONGEST_WORD)
        .take_while(|&c| {
            !c.is_whitespace()
                && !always_opens(c)
                && !always_closes(c)
                && !is_quote(c)
                && !goes_on(c)
                && !matches!(c, '/' | '–' | '—')
        })
        .map(char::len_utf8)
        .sum();
    text[end - length..end].trim_start_matches(is_invisible)
}
