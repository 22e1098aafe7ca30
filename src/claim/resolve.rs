//! Who a speaker is, over the whole article.
//!
//! Names are joined when one is the end of the other (Lavrov, Sergei Lavrov),
//! titles when they stood with a name before (the Russian president), and a
//! speaker that only the verb shows is the last one that fits it.

use std::collections::VecDeque;

use hashbrown::HashMap;

use super::classes::Classes;
use super::conjugation::Inflection;
use super::cues::{Draft, DraftKind};
use super::lexicon::Lexicon;
use super::phrase::{Phrase, Phrases};
use super::words::WordList;
use super::{Claim, Speaker};
use crate::span::Span;
use crate::text::normalise::normalise;

/// How many claims back a speaker is remembered.
const MEMORY: usize = 12;

/// A person of the article.
#[derive(Debug)]
struct Person<'a> {
    /// The fullest name so far, as the article writes it.
    full: &'a str,
    /// Its words, folded.
    words: Vec<&'a str>,
}

/// Somebody who has made a claim.
#[derive(Debug)]
struct Heard<'a> {
    name: &'a str,
    feminine: Option<bool>,
    plural: bool,
}

/// Follows the speakers of one article.
pub(super) struct Resolver<'a, 'l> {
    text: &'a str,
    words: &'a WordList<'l>,
    article: &'a str,
    people: Vec<Person<'a>>,
    /// The people by the last word of their names.
    by_surname: HashMap<&'a str, Vec<usize>>,
    /// Who had a title last: by the title and by its first word.
    by_title: HashMap<String, usize>,
    by_head: HashMap<String, usize>,
    heard: VecDeque<Heard<'a>>,
}

impl<'a, 'l> Resolver<'a, 'l> {
    /// Reads the names in the article.
    pub(super) fn new(lexicon: &'l Lexicon, text: &'a str, words: &'a WordList<'l>) -> Self {
        let mut resolver = Self {
            text,
            words,
            article: &lexicon.language.article,
            people: Vec::new(),
            by_surname: HashMap::new(),
            by_title: HashMap::new(),
            by_head: HashMap::new(),
            heard: VecDeque::new(),
        };
        let phrases = Phrases {
            lexicon,
            words,
            end: words.len(),
        };
        let mut at = 0;
        while at < words.len() {
            let begins = words[at].is(Classes::PERSON.or(Classes::GIVEN));
            match begins
                .then(|| phrases.read(at, &lexicon.language.prepositions))
                .flatten()
            {
                Some(phrase) => {
                    if phrase.named {
                        resolver.meet(&phrase);
                    }
                    at = phrase.end.max(at + 1);
                }
                None => at += 1,
            }
        }
        resolver
    }

    /// Names the speaker of the next claim.
    pub(super) fn resolve(&mut self, draft: &Draft<'_>, claim: &mut Claim) {
        let inflection = draft.inflection;
        let Some(subject) = draft.subject else {
            claim.speaker = self.last(inflection, draft.kind).map(|name| Speaker {
                span: None,
                name: Some(name.to_owned()),
            });
            return;
        };
        let name = self.name(
            &subject,
            claim.speaker.as_ref().and_then(|speaker| speaker.span),
        );
        if let Some(speaker) = &mut claim.speaker {
            speaker.name = name.map(str::to_owned);
        }
        let Some(name) = name else {
            return;
        };
        let known = self.heard.iter().rev().find(|heard| heard.name == name);
        let known = known.and_then(|heard| heard.feminine);
        let shows = draft.kind == DraftKind::Finite && !draft.inherited;
        if self.heard.len() == MEMORY {
            self.heard.pop_front();
        }
        self.heard.push_back(Heard {
            feminine: match inflection.feminine {
                Some(feminine) if shows => Some(feminine),
                _ => known,
            },
            // A verb before its subject does not show the number.
            plural: shows && inflection.plural || subject.head.has(Classes::PEOPLE),
            name,
        });
    }

    fn name(&mut self, subject: &Phrase, span: Option<Span>) -> Option<&'a str> {
        if subject.named {
            let person = self.meet(subject);
            return Some(self.people[person].full);
        }
        // A surname that only its article tells from a noun.
        if subject.head.is_empty() {
            let surname = self.fold(subject.first, subject.end);
            let namesakes = self.by_surname.get(&*surname);
            if let Some(&person) = namesakes.and_then(|people| people.last()) {
                return Some(self.people[person].full);
            }
        }
        let known = || {
            let title = self.fold(subject.first, subject.end);
            let alone = subject.end == subject.first + 1;
            let head = alone.then(|| self.by_head.get(self.bare(&title))).flatten();
            self.by_title.get(&title).or(head)
        };
        match subject.head.has(Classes::PERSON).then(known).flatten() {
            Some(&person) => Some(self.people[person].full),
            None => span.map(|span| span.of(self.text)),
        }
    }

    /// The last speaker that a verb can mean.
    fn last(&self, inflection: Inflection, kind: DraftKind) -> Option<&'a str> {
        let verb = kind == DraftKind::Finite;
        let fits = |heard: &&Heard| {
            let gender = match (heard.feminine, inflection.feminine) {
                (Some(one), Some(two)) => one == two,
                _ => true,
            };
            !verb || gender && (heard.plural || !inflection.plural)
        };
        self.heard.iter().rev().find(fits).map(|heard| heard.name)
    }

    /// The person of a phrase with a name, new or known.
    fn meet(&mut self, phrase: &Phrase) -> usize {
        let (first, end) = phrase.name;
        let words: Vec<&str> = (first..end).map(|at| self.words.noun_of(at)).collect();
        let full = self.span(first, end).of(self.text);
        let surname = words.last().copied().unwrap_or_default();
        let namesakes = self.by_surname.entry(surname).or_default();
        let known = namesakes
            .iter()
            .rev()
            .copied()
            .find(|&person| same(&self.people[person].words, &words));
        let person = known.unwrap_or_else(|| {
            namesakes.push(self.people.len());
            self.people.push(Person {
                full,
                words: words.clone(),
            });
            self.people.len() - 1
        });
        let known = &mut self.people[person];
        if words.len() > known.words.len() {
            known.full = full;
            known.words = words;
        }
        if phrase.first < first {
            let title = self.fold(phrase.first, first);
            self.by_head.insert(self.head(&title).to_owned(), person);
            self.by_title.insert(title, person);
        }
        person
    }

    fn span(&self, first: usize, end: usize) -> Span {
        Span::new(self.words[first].noun, self.words[end - 1].span.end)
    }

    fn fold(&self, first: usize, end: usize) -> String {
        normalise(self.span(first, end).of(self.text))
    }

    /// The first word of a title without its article.
    fn head<'t>(&self, title: &'t str) -> &'t str {
        self.bare(title.split_whitespace().next().unwrap_or(title))
    }

    fn bare<'t>(&self, word: &'t str) -> &'t str {
        word.strip_prefix(self.article).unwrap_or(word)
    }
}

/// Whether two names can be one person's: one is the end of the other.
fn same(one: &[&str], two: &[&str]) -> bool {
    one.ends_with(two) || two.ends_with(one)
}
