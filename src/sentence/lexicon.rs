//! The word lists of the splitter, which a linguist may edit in `lexicon/`.

use std::sync::LazyLock;

use hashbrown::HashMap;

use super::SentenceKind;
use super::chars::{is_arabic, is_arabic_mark, is_invisible};

/// How the words after an abbreviation tell whether the sentence goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Abbreviation {
    /// A name follows: `Mr.`
    Title,
    /// The same sentence follows: `e.g.`
    Link,
    /// A number follows, or the word is no abbreviation: `No.`, `Sept.`
    Number,
    /// It may also end the sentence: `Inc.`, `U.S.`
    Tail,
}

/// The form of a word in the lists: lower case, no vowel marks, one alef.
pub(super) fn folded(word: &str) -> String {
    let mut form = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            'أ' | 'إ' | 'آ' | 'ٱ' => form.push('ا'),
            c if is_arabic(c) => form.push(c),
            c if is_arabic_mark(c) || is_invisible(c) => {}
            c => form.extend(c.to_lowercase()),
        }
    }
    form
}

fn rows(csv: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    csv.lines()
        .skip(1)
        .filter_map(|line| line.split_once(','))
        .map(|(form, rest)| (form, rest.split_once(',').map_or(rest, |(class, _)| class)))
}

const ABBREVIATIONS: &str = include_str!("lexicon/abbreviations.csv");
const OPENERS: &str = include_str!("lexicon/openers.csv");
const LINKERS: &str = include_str!("lexicon/linkers.csv");
const LABELS: &str = include_str!("lexicon/labels.csv");
const DATELINES: &str = include_str!("lexicon/datelines.csv");

static BY_FORM: LazyLock<HashMap<&str, Abbreviation>> = LazyLock::new(|| {
    rows(ABBREVIATIONS)
        .filter_map(|(form, class)| Some((form, abbreviation_class(class)?)))
        .collect()
});
static OPENING: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| rows(OPENERS).collect());
static LINKING: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| rows(LINKERS).collect());
static PLACES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| rows(DATELINES).collect());
static LABELLED: LazyLock<Vec<(&str, SentenceKind)>> = LazyLock::new(|| {
    rows(LABELS)
        .filter_map(|(form, kind)| Some((form, label_kind(kind)?)))
        .collect()
});

fn abbreviation_class(name: &str) -> Option<Abbreviation> {
    Some(match name {
        "title" => Abbreviation::Title,
        "link" => Abbreviation::Link,
        "number" => Abbreviation::Number,
        "tail" => Abbreviation::Tail,
        _ => return None,
    })
}

fn label_kind(name: &str) -> Option<SentenceKind> {
    [
        SentenceKind::Byline,
        SentenceKind::Caption,
        SentenceKind::Junk,
    ]
    .into_iter()
    .find(|kind| kind.as_str() == name)
}

/// What kind of abbreviation `word` is, written without its last dot.
///
/// A form with a capital stands for itself, one without for any case.
pub(super) fn abbreviation(word: &str) -> Option<Abbreviation> {
    BY_FORM
        .get(word)
        .or_else(|| BY_FORM.get(word.to_lowercase().as_str()))
        .copied()
}

/// The word behind the و or ف that joins a sentence to the one before.
fn joined(word: &str) -> Option<&str> {
    word.strip_prefix('و').or_else(|| word.strip_prefix('ف'))
}

/// Whether the folded `word` mostly stands at the head of a sentence.
///
/// Some words do so only with و or ف: `وهذا`.
pub(super) fn opens_sentence(word: &str) -> bool {
    OPENING.get(word) == Some(&"alone")
        || joined(word).is_some_and(|rest| OPENING.contains_key(rest))
}

/// Whether something must follow the folded `word`, so that no line of its own ends with it.
pub(super) fn never_last(word: &str) -> bool {
    let last = |word: &str| matches!(LINKING.get(word), Some(&("last" | "both")));
    last(word) || joined(word).is_some_and(last)
}

/// Whether something must stand before the folded `word`.
pub(super) fn never_first(word: &str) -> bool {
    matches!(LINKING.get(word), Some(&("first" | "both")))
}

/// Whether the folded `place` is one that reports are dated from.
pub(super) fn is_dateline(place: &str) -> bool {
    PLACES.contains_key(place)
}

/// The kind of a line that begins with a label, and how long the label is in its folded form.
pub(super) fn label(folded_line: &str) -> Option<(SentenceKind, usize)> {
    // A menu loses the spaces between its items: `الشريط الاخباريدولي`.
    let may_stick =
        |form: &str, kind: SentenceKind| kind == SentenceKind::Junk && form.contains(' ');
    LABELLED
        .iter()
        .filter(|(form, kind)| {
            folded_line.strip_prefix(form).is_some_and(|rest| {
                may_stick(form, *kind) || !rest.starts_with(char::is_alphanumeric)
            })
        })
        .map(|&(form, kind)| (kind, form.len()))
        .max_by_key(|&(_, length)| length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_normalised_and_free_of_duplicates() {
        for (name, csv, columns) in [
            ("abbreviations", ABBREVIATIONS, 3),
            ("openers", OPENERS, 3),
            ("linkers", LINKERS, 3),
            ("labels", LABELS, 2),
            ("datelines", DATELINES, 2),
        ] {
            let lines: Vec<&str> = csv.lines().skip(1).collect();
            for pair in lines.windows(2) {
                let [first, second] = pair else { continue };
                assert!(
                    first.split(',').next() < second.split(',').next(),
                    "{name}: '{first}' must stand after '{second}', or is there twice"
                );
            }
            for line in lines {
                let fields: Vec<&str> = line.split(',').collect();
                assert_eq!(fields.len(), columns, "{name}: '{line}'");
                assert!(
                    fields.iter().all(|f| !f.is_empty() && *f == f.trim()),
                    "{name}: '{line}'"
                );
                if name != "abbreviations" {
                    assert_eq!(
                        folded(fields[0]),
                        fields[0],
                        "{name}: '{line}' is not folded"
                    );
                }
            }
        }
    }

    #[test]
    fn every_class_is_known() {
        assert!(rows(ABBREVIATIONS).all(|(_, class)| abbreviation_class(class).is_some()));
        assert!(rows(OPENERS).all(|(_, place)| ["alone", "and"].contains(&place)));
        assert!(rows(LINKERS).all(|(_, place)| ["first", "last", "both"].contains(&place)));
        assert!(rows(LABELS).all(|(_, kind)| label_kind(kind).is_some()));
    }
}
