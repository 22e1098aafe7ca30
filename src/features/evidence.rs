//! What stands behind the numbers of one text, in words that a reader understands.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::span::Span;
use crate::text::ngrams::spaced_words;
use crate::text::normalise::Folded;
use crate::text::stem::stem;
use crate::text::tokens;

use super::acts::acts;
use super::extractor::{FeatureGroup, FittedExtractor};
use super::lexicon::{class, class_name};
use super::tfidf::{Analyzer, FittedTfidf};
use super::view::{Reading, View};

/// Features of a text that a reader takes for one thing: a term, or all
/// character n-grams of one word.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// The place of the feature group among the groups.
    pub group: usize,
    /// What it is, in words.
    pub words: String,
    /// Columns and values. The value of an n-gram that stands in several words
    /// is shared out among them by how often it stands in each.
    pub values: Vec<(u32, f64)>,
}

impl FittedExtractor {
    /// The row of a text, sorted into what a reader can name: the groups in
    /// order, and in each of them the words in the order of the text or the
    /// terms in that of the alphabet. The values of a column sum to its value in
    /// [`FittedExtractor::transform`] before that is rounded to 32 bits.
    #[must_use]
    pub fn evidence(&self, text: &str) -> Vec<Evidence> {
        let reading = Reading::new(text);
        let mut evidence = Vec::new();
        for (number, group) in self.extractor().groups().iter().enumerate() {
            let (own, tfidf) = (self.columns_of(number), &self.fitted()[number]);
            let row = tfidf.exact_row(&reading.view(group.view)).into_iter();
            let row =
                row.map(|(column, value)| (own.start + column, value * f64::from(group.weight)));
            let add = |(words, values)| Evidence {
                group: number,
                words,
                values,
            };
            if group.tfidf.analyzer() == Analyzer::CharWb {
                let found = by_word(tfidf, group, &reading, &own);
                evidence.extend(share_out(found, row.collect()).into_iter().map(add));
            } else {
                let source = Source::new(&reading, group);
                evidence.extend(row.map(|(column, value)| {
                    let (_, term) = self.feature(column);
                    add((source.describe(term), vec![(column, value)]))
                }));
            }
        }
        evidence
    }
}

/// A word and the columns of its n-grams, each as often as it stands there.
type WordColumns = (String, Vec<u32>);

/// The words of a view with the n-grams in them, each different word once.
fn by_word(
    tfidf: &FittedTfidf,
    group: &FeatureGroup,
    reading: &Reading,
    own: &Range<u32>,
) -> Vec<WordColumns> {
    let view = reading.view(group.view);
    let folded = group.tfidf.folds().then(|| Folded::new(&view));
    let text: &str = folded.as_ref().map_or(&view, Folded::as_str);
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut words: Vec<WordColumns> = Vec::new();
    for span in spaced_words(text) {
        let word = span.of(text);
        let columns = tfidf.columns_of_word(word).map(|column| own.start + column);
        if let Some(&place) = places.get(word) {
            words[place].1.extend(columns);
            continue;
        }
        let original = folded.as_ref().map_or(word, |f| f.original(span).of(&view));
        places.insert(word, words.len());
        words.push((bare(original).to_owned(), columns.collect()));
    }
    words
}

/// The values of a row, shared out among the words.
fn share_out(words: Vec<WordColumns>, row: BTreeMap<u32, f64>) -> Vec<(String, Vec<(u32, f64)>)> {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for column in words.iter().flat_map(|(_, columns)| columns) {
        *counts.entry(*column).or_default() += 1;
    }
    words
        .into_iter()
        .map(|(word, mut columns)| {
            columns.sort_unstable();
            let shared = columns.chunk_by(u32::eq).filter_map(|same| {
                let (value, all) = (row.get(&same[0])?, counts.get(&same[0])?);
                Some((same[0], value * same.len() as f64 / *all as f64))
            });
            (word, shared.collect::<Vec<_>>())
        })
        .filter(|(_, values)| !values.is_empty())
        .collect()
}

/// A word without the marks of punctuation around it, if anything is left.
fn bare(word: &str) -> &str {
    let mut spans = tokens::tokens(word);
    match spans.next() {
        None => word,
        Some(first) => &word[first.start..spans.last().unwrap_or(first).end],
    }
}

/// The words that a view's terms were made from.
struct Source<'t> {
    text: &'t str,
    view: View,
    /// What the view makes of each word, and where the word stands in `text`.
    words: Vec<(String, Span)>,
}

impl<'t> Source<'t> {
    fn new(reading: &Reading<'t>, group: &FeatureGroup) -> Self {
        let text = match group.view {
            View::Text | View::Stems => reading.text(),
            View::Content | View::Classes | View::Acts => reading.content(),
            View::Cue => "",
        };
        let folded = Folded::new(text);
        let made = |word: &str| match group.view {
            View::Stems | View::Content => Some(stem(word).to_owned()),
            View::Classes => class(word).map(str::to_owned),
            _ => Some(word.to_owned()),
        };
        let words = match group.view {
            View::Acts => acts(folded.as_str())
                .into_iter()
                .map(|(act, span)| (act.to_owned(), folded.original(span)))
                .collect(),
            _ => tokens::tokens(folded.as_str())
                .filter_map(|span| {
                    let made = made(span.of(folded.as_str()))?;
                    Some((made, folded.original(span)))
                })
                .collect(),
        };
        Self {
            text,
            view: group.view,
            words,
        }
    }

    /// A term of the view in words.
    fn describe(&self, term: &str) -> String {
        let original = self.original(term);
        match self.view {
            View::Text => original.unwrap_or(term).to_owned(),
            View::Cue => join(term, cue_word),
            View::Stems | View::Content => match original {
                Some(original) => format!("{original} (stem {term})"),
                None => format!("stem {term}"),
            },
            View::Classes | View::Acts => {
                let what = match self.view {
                    View::Classes => "class",
                    _ => "act",
                };
                let names = join(term, |code| class_name(code).unwrap_or(code).to_owned());
                match original {
                    Some(original) => format!("{original} ({what}: {names})"),
                    None => format!("{what}: {names}"),
                }
            }
        }
    }

    /// The first words of the text of which the view makes this term.
    fn original(&self, term: &str) -> Option<&'t str> {
        let parts: Vec<&str> = term.split(' ').collect();
        let place = self.words.windows(parts.len()).find(|words| {
            words
                .iter()
                .map(|word| word.0.as_str())
                .eq(parts.iter().copied())
        })?;
        let (first, last) = (place.first()?.1, place.last()?.1);
        match self.view {
            // Classed words stand apart; what lies between them is not meant.
            View::Classes | View::Acts if parts.len() > 1 => None,
            _ => Some(Span::new(first.start, last.end).of(self.text)),
        }
    }
}

/// Each word of a term in other words, joined by "+".
fn join(term: &str, name: impl Fn(&str) -> String) -> String {
    term.split(' ').map(name).collect::<Vec<_>>().join(" + ")
}

/// A word of [`View::Cue`] in other words.
fn cue_word(word: &str) -> String {
    const PREFIXES: [(&str, &str); 5] = [
        ("class_", "class of the cue"),
        ("lemma_", "cue"),
        ("place_", "place of the cue"),
        ("quote_", "quotation"),
        ("later_", "class of a later cue"),
    ];
    let named = PREFIXES.iter().find_map(|(prefix, name)| {
        let value = word.strip_prefix(prefix)?;
        Some(format!("{name}: {}", value.replace('_', " ")))
    });
    named.unwrap_or_else(|| word.replace('_', " "))
}
