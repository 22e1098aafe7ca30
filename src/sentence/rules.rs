//! The rules for stops, in the order in which they are asked.
//!
//! The first rule that has an answer decides; without any answer a stop ends its sentence. In an
//! example `‖` shows where the sentences part; the tests hold every rule to its example.

use super::chars::{always_opens, goes_on, is_arabic, is_arabic_mark, is_invisible};
use super::lexicon::{Abbreviation, abbreviation};
use super::stops::{Stop, is_counter};

/// One reason for which a stop ends a sentence or does not.
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "names and examples are for readers and tests")
)]
pub(super) struct Rule {
    /// What the rule is about, with its reason.
    pub(super) name: &'static str,
    /// A text that shows it.
    pub(super) example: &'static str,
    /// Whether the stop ends the sentence, if the rule knows.
    pub(super) verdict: fn(&Stop<'_>) -> Option<bool>,
}

/// Whether `stop` ends its sentence.
pub(super) fn ends_sentence(stop: &Stop<'_>) -> bool {
    RULES
        .iter()
        .find_map(|rule| (rule.verdict)(stop))
        .unwrap_or(true)
}

/// All rules.
pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "the last stop of a paragraph ends it",
        example: "وصل الوفد مساء د.‖",
        verdict: |s| s.next.is_none().then_some(true),
    },
    Rule {
        name: "a sign in brackets comments on a word",
        example: "وصف الخطة بأنها سلمية (؟) قبل الهجوم.‖",
        verdict: |s| (s.loud && s.closes && s.before.is_some_and(always_opens)).then_some(false),
    },
    Rule {
        name: "a comma or colon right after a quoted stop shows that the sentence goes on",
        example: "سأل الصحافي \"متى تنتهي الحرب؟\"، ثم غادر القاعة.‖",
        verdict: |s| (!s.new_line && s.next.is_some_and(goes_on)).then_some(false),
    },
    Rule {
        name: "a dot between digits belongs to the number, time or date",
        example: "ارتفع السعر 7.9 في المئة إلى ١٢.٥ دولار.‖",
        verdict: |s| {
            (s.single() && s.glued && is_digit(s.before) && is_digit(s.next)).then_some(false)
        },
    },
    Rule {
        name: "a sign before a name or number that begins with it",
        example: "The site runs on .NET, costs .5 cents and has a !Kung page.‖",
        verdict: |s| {
            let alone = s.dots < 2 && s.glued && !s.closes && s.before.is_none();
            (alone && is_ascii_word(s.next)).then_some(false)
        },
    },
    Rule {
        name: "a capital glued to the small letters before it begins a sentence that lost its space",
        example: "The talks failed.‖The envoy left.‖",
        verdict: |s| (s.glued && is_ascii_word(s.next) && lost_space(s)).then_some(true),
    },
    Rule {
        name: "Latin letters, digits and hyphens glued to a stop belong to an address or a name",
        example: "يمكن الاطلاع على www.example.org/a?b=1 أو Node.js كذلك.‖",
        verdict: |s| {
            let inside =
                is_ascii_word(s.next) || matches!(s.next, Some('/' | '=' | '&' | '_' | '-' | '@'));
            (s.glued && !s.closes && inside && is_ascii_word_or_slash(s.before)).then_some(false)
        },
    },
    Rule {
        name: "two or more dots before Arabic text are a pause like a comma",
        example: "نريد التعليم.. وخدمات أفضل ... لا أكثر.‖",
        verdict: pause,
    },
    Rule {
        name: "the next item of a list begins anew, even with a small letter",
        example: "a. The first point.‖\nb. The second point.‖",
        verdict: |s| (s.item_follows() && !shortens(s)).then_some(true),
    },
    Rule {
        name: "after a small letter the sentence goes on",
        example: "“Why now?” asked the minister.‖ Nobody knew… or said so.‖",
        verdict: |s| {
            (s.cased_follows() && s.next_letter().is_some_and(char::is_lowercase)).then_some(false)
        },
    },
    Rule {
        name: "a number or letter alone before the dot counts the items of a list",
        example: "1. The first point.‖ 2. The second point.‖",
        verdict: |s| {
            (s.single() && !s.glued && s.word_stands_alone() && is_counter(s.word()))
                .then_some(false)
        },
    },
    Rule {
        name: "after a number the sign of an era or a measure may end the sentence",
        example: "ولد عام 1950م. ودرس في دمشق حتى 1972 م. ثم سافر.‖",
        verdict: era,
    },
    Rule {
        name: "a single Arabic letter is an initial or a title",
        example: "قال د. سامي في تقرير أ.ف.ب عن ق.م وما بعدها.‖",
        verdict: |s| (s.single() && is_arabic_initial(s.last_part())).then_some(false),
    },
    Rule {
        name: "initials whose dots slipped to the next letter",
        example: "قالت الوكالة (يو .بي .آي) إن د .سامي وصل.‖",
        verdict: slipped,
    },
    Rule {
        name: "a single Latin capital is an initial",
        example: "J. K. Rowling met George W. Bush.‖ He took vitamin C.‖ The rest did not.‖",
        verdict: initial,
    },
    Rule {
        name: "abbreviations, each after its class",
        example: "Mr. Smith of Acme Inc. in Paris saw fig. 3 at 5 p.m.‖ The rest left, cf. Jones.‖",
        verdict: abbreviated,
    },
];

fn is_digit(c: Option<char>) -> bool {
    c.is_some_and(char::is_numeric)
}

fn is_ascii_word(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_ascii_alphanumeric())
}

fn is_ascii_word_or_slash(c: Option<char>) -> bool {
    is_ascii_word(c) || matches!(c, Some('/' | ')' | '_' | '-'))
}

/// Whether a word in small letters, or a number, meets a capital in neither an address nor a name.
fn lost_space(stop: &Stop<'_>) -> bool {
    let word = stop.word();
    let after = stop.rest_of_address();
    let address = word.contains(['@', '.', '\\', '_', '#'])
        || word.starts_with("www")
        || after.contains('@')
        || after
            .split('.')
            .skip(1)
            .any(|part| part.starts_with(|c: char| c.is_ascii_lowercase()));
    let small = word
        .chars()
        .rev()
        .take(2)
        .filter(|c| c.is_lowercase())
        .count()
        == 2;
    let number = word.len() > 3 && word.chars().all(|c| c.is_numeric());
    !address
        && (small || number || stop.closes)
        && stop.next.is_some_and(char::is_uppercase)
        && stop.second().is_some_and(|c| c.is_lowercase() || c == ' ')
}

/// Whether the word before the dot is an initial or an abbreviation.
fn shortens(stop: &Stop<'_>) -> bool {
    stop.last_part().chars().count() == 1 || abbreviation(stop.word()).is_some()
}

fn pause(stop: &Stop<'_>) -> Option<bool> {
    if stop.loud || stop.dots < 2 {
        return None;
    }
    if stop.closes || stop.dots > 3 {
        return None;
    }
    (!stop.cased_follows()).then_some(false)
}

fn arabic_letters(part: &str) -> impl Iterator<Item = char> {
    part.chars()
        .filter(|&c| !is_arabic_mark(c) && !is_invisible(c))
}

/// One letter, or و with the letter of a doctor or professor: `ود. سامي`.
fn is_arabic_initial(part: &str) -> bool {
    let mut letters = arabic_letters(part);
    match (letters.next(), letters.next(), letters.next()) {
        (Some(only), None, None) => is_arabic(only),
        (Some('و'), Some('د' | 'أ'), None) => true,
        _ => false,
    }
}

fn slipped(stop: &Stop<'_>) -> Option<bool> {
    if !stop.single() || !stop.glued || stop.before.is_some() || !stop.arabic_follows() {
        return None;
    }
    let before = arabic_letters(stop.word_before_it().trim_start_matches('.')).count();
    (before == 1 || before == 2 && stop.next_word().chars().count() <= 2).then_some(false)
}

fn era(stop: &Stop<'_>) -> Option<bool> {
    if !stop.single()
        || !stop
            .before
            .is_some_and(|c| is_arabic(c) || is_arabic_mark(c))
    {
        return None;
    }
    let of_number = |c: &char| c.is_numeric() || *c == '.';
    let after_number = arabic_letters(stop.word())
        .next()
        .is_some_and(|c| of_number(&c))
        || stop.word_before_it().ends_with(char::is_numeric);
    if !after_number {
        return None;
    }
    let sign: String = arabic_letters(stop.word()).skip_while(of_number).collect();
    match sign.as_str() {
        "م" | "ه" | "ق.م" | "ب.م" | "كم" | "ص" => Some(stop.opener_follows()),
        _ => None,
    }
}

fn initial(stop: &Stop<'_>) -> Option<bool> {
    if !stop.single() {
        return None;
    }
    let word = stop.word();
    let mut last = stop.last_part().chars();
    if !(last.next().is_some_and(char::is_uppercase) && last.next().is_none()) {
        return None;
    }
    if stop.arabic_follows() {
        return Some(stop.opener_follows());
    }
    let in_name =
        stop.word_before_it().starts_with(char::is_uppercase) || stop.word_before_it().is_empty();
    let alone = word.chars().count() == 1;
    Some(stop.opener_follows() && !(alone && in_name))
}

fn abbreviated(stop: &Stop<'_>) -> Option<bool> {
    if !stop.single()
        || stop.closes
        || !stop
            .before
            .is_some_and(|c| c == '°' || !is_arabic(c) && c.is_alphabetic())
    {
        return None;
    }
    match abbreviation(stop.word())? {
        Abbreviation::Title | Abbreviation::Link => Some(false),
        Abbreviation::Number => is_digit(stop.next).then_some(false),
        Abbreviation::Tail => Some(stop.opener_follows()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SentenceSplitter;

    #[test]
    fn every_rule_does_what_its_example_shows() {
        for rule in RULES {
            let expected: Vec<&str> = rule
                .example
                .split('‖')
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .collect();
            let text = rule.example.replace('‖', "");
            let found: Vec<&str> = SentenceSplitter::new()
                .split(&text)
                .iter()
                .map(|s| s.span.of(&text))
                .collect();
            assert_eq!(found, expected, "{}", rule.name);
        }
    }
}
