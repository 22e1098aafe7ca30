//! Noun phrases: how far a person, an institution or a state reaches.

use super::classes::Classes;
use super::language::Names;
use super::lexicon::Lexicon;
use super::words::{Gap, WordList};

/// A noun phrase, as positions of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Phrase {
    pub(super) first: usize,
    /// Behind the last word.
    pub(super) end: usize,
    /// The name of a person in it, or all of it.
    pub(super) name: (usize, usize),
    /// Whether a person's name was found.
    pub(super) named: bool,
    /// The class of its first word.
    pub(super) head: Classes,
}

impl Phrase {
    /// Whether it can say something.
    pub(super) fn is_agent(&self) -> bool {
        self.named || self.head.has(Classes::AGENT)
    }
}

/// Reads phrases in the words of a sentence.
#[derive(Clone, Copy)]
pub(super) struct Phrases<'a, 'l> {
    pub(super) lexicon: &'l Lexicon,
    pub(super) words: &'a WordList<'l>,
    /// Behind the last word of the sentence.
    pub(super) end: usize,
}

/// What capitalised words are not names.
const NO_NAME: Classes = Classes::FUNCTION
    .or(Classes::AGENT)
    .or(Classes::NATIONALITY)
    .or(Classes::DETERMINER);

/// The longest phrase in words.
const LONGEST: usize = 16;

impl Phrases<'_, '_> {
    /// Whether the word can be a part of a name.
    pub(super) fn name_like(&self, at: usize) -> bool {
        let word = &self.words[at];
        if word.number || word.preposition.is_some() {
            return false;
        }
        match self.lexicon.language.names {
            Names::Capitalised => word.capital && !word.is(NO_NAME),
            Names::Unlisted if word.is(Classes::GIVEN) && !word.definite => {
                // علي, بان: names that look like function words.
                let follows = match word.is(Classes::COMPLEMENTIZER) {
                    true => self
                        .words
                        .get(at + 1)
                        .is_some_and(|next| next.is(Classes::GIVEN)),
                    false => self.name_follows(at),
                };
                !word.is(Classes::FUNCTION) || !word.maksura && follows
            }
            Names::Unlisted if word.is(Classes::NAME_PREFIX) => self.name_follows(at),
            Names::Unlisted => {
                word.classes.is_empty() && !word.has_cues() && !word.and && !word.definite
            }
        }
    }

    fn name_follows(&self, at: usize) -> bool {
        let Some(next) = self.words.get(at + 1).filter(|_| at + 1 < self.end) else {
            return false;
        };
        !next.gap.has(Gap::BREAK)
            && next.preposition.is_none()
            && (next.is(Classes::GIVEN.or(Classes::NAME_PREFIX))
                || next.definite
                    && (next.classes.is_empty() || self.words[at].is(Classes::NAME_PREFIX))
                || next.classes.is_empty() && !next.has_cues() && !next.number)
    }

    /// Whether a word with an article can end a name (العبادي).
    fn surname(&self, at: usize) -> bool {
        let word = &self.words[at];
        // مشعل السلمي: an adjective behind a given name alone.
        let alone = self.words[at - 1].is(Classes::GIVEN) && (at < 2 || !self.name_like(at - 2));
        if alone
            && word.definite
            && word.relation
            && !word.feminine
            && word.preposition.is_none()
            && !word.is(Classes::AGENT.or(Classes::NATIONALITY))
        {
            return true;
        }
        let after_prefix = self.words[at - 1].is(Classes::NAME_PREFIX);
        word.preposition.is_none()
            && !word.and
            && (after_prefix
                || word.definite && word.classes.is_empty() && !word.feminine && !word.plural
                || word.is(Classes::PRONOUN) && word.span.len() < 6)
    }

    /// The end of the run of name words from `at`.
    fn name_end(&self, at: usize) -> usize {
        let mut end = at;
        while end < self.end
            && end - at < 6
            && (end == at || !self.words[end].gap.has(Gap::BREAK.or(Gap::QUOTE)))
            && (self.name_like(end) || end > at && self.surname(end))
        {
            end += 1;
        }
        end
    }

    /// The phrase that begins with word `at`; `stops` are the prepositions
    /// written together with a word that do not belong to it.
    pub(super) fn read(&self, at: usize, stops: &[char]) -> Option<Phrase> {
        let first = self.words.get(at).filter(|_| at < self.end)?;
        let name = first.is(Classes::GIVEN) && self.name_like(at);
        if first.is(Classes::FUNCTION) && !first.is(Classes::AGENT) && !name
            || first.number
            || first.classes.is_empty() && first.has_cues() && !first.definite
        {
            return None;
        }
        let mut end = at;
        let mut name: Option<(usize, usize)> = None;
        let mut complete = false; // it holds a definite word, a place or a name
        let mut described = false; // a preposition has opened a description
        if first.is(Classes::DETERMINER)
            && let Some(of) = self.words.get(at + 1).filter(|_| at + 2 < self.end)
            && of.is(Classes::PARTITIVE)
        {
            return self.read(at + 2, stops).map(|phrase| Phrase {
                first: at,
                name: if phrase.named {
                    phrase.name
                } else {
                    (at, phrase.end)
                },
                ..phrase
            });
        }
        while end < self.end && end - at < LONGEST {
            let word = &self.words[end];
            if end > at {
                if word.gap.has(Gap::BREAK) || word.gap.has(Gap::QUOTE) && name.is_some() {
                    break;
                }
                if word.and {
                    let joins = !word.is(Classes::FUNCTION)
                        && (!word.has_cues() || word.definite)
                        && (word.is(Classes::AGENT.or(Classes::GIVEN).or(Classes::NATIONALITY))
                            || word.definite && name.is_none());
                    if !joins {
                        break;
                    }
                    complete = word.definite || word.is(Classes::PLACE);
                    end += 1;
                    continue;
                }
                if word.is(Classes::LINK) {
                    complete = false;
                    end += 1;
                    continue;
                }
                if self.opens_description(at, end, name.is_some()) {
                    described = true;
                    complete = false;
                    end += 1;
                    continue;
                }
                let named = word.is(Classes::GIVEN) && self.name_like(end);
                if word.is(Classes::FUNCTION) && !word.definite && !named
                    || word.number && name.is_some()
                {
                    break;
                }
                if word.is(Classes::RELATIVE
                    .or(Classes::DAY)
                    .or(Classes::ADVERB)
                    .or(Classes::COMPLEMENTIZER))
                {
                    break;
                }
                if let Some(preposition) = word.preposition {
                    let fits = self.words[at].is(Classes::AGENT)
                        && name.is_none()
                        && !stops.contains(&preposition)
                        && preposition != 'ك'
                        && !(preposition == 'ل' && word.is(Classes::OUTLET))
                        && !word.is(Classes::OCCASION.or(Classes::DAY));
                    if !fits {
                        break;
                    }
                    complete = word.definite || word.is(Classes::PLACE) || word.classes.is_empty();
                    end += 1;
                    continue;
                }
            }
            // منظمة "شهود" | إجراء
            complete = complete
                || end > at
                    && word.gap.has(Gap::QUOTE)
                    && self.words[end - 1].quoted
                    && !word.quoted;
            if self.name_like(end) && self.name_may_begin(at, end, complete) {
                let run = self.name_end(end);
                if run > end {
                    // White House, Foreign Minister: no names.
                    let title = self.words.get(run).is_some_and(|next| {
                        run < self.end
                            && self.lexicon.language.names == Names::Capitalised
                            && !next.gap.has(Gap::BREAK)
                            && next.is(Classes::PERSON.or(Classes::INSTITUTION))
                    });
                    if title {
                        end = run;
                        continue;
                    }
                    name = Some((end, run));
                    end = run;
                    complete = true;
                    // A second name may be coordinated without being listed.
                    if let Some(more) = self.coordinated_name(end) {
                        name = name.map(|(from, _)| (from, more));
                        end = more;
                    }
                    continue;
                }
            }
            if name.is_some() && !word.and {
                break;
            }
            if end > at && complete {
                let after_place = self.words[end - 1].is(Classes::PLACE)
                    && !self.words[end - 1].is(Classes::NATIONALITY);
                let adjective = word.is(Classes::NATIONALITY) && (word.definite || !after_place);
                let head = !adjective
                    && word.is(Classes::PERSON
                        .or(Classes::PEOPLE)
                        .or(Classes::INSTITUTION)
                        .or(Classes::PLACE));
                let title = word.is(Classes::PERSON) && self.title_before_name(end);
                if head && !title || !word.definite && !title && !adjective {
                    break;
                }
                // الخارجية القطرية | التوغل: behind an adjective only adjectives go on.
                if self.words[end - 1].is(Classes::NATIONALITY)
                    && !(title || adjective || word.relation || word.is(Classes::EPITHET))
                {
                    break;
                }
            }
            if word.has_cues() && end > at && word.classes.is_empty() && !word.definite {
                break;
            }
            // إدارة فلان | روسيا
            let unknown = word.classes.is_empty() && !word.has_cues();
            complete = complete
                || word.definite
                || word.is(Classes::OWN)
                || word.is(Classes::PLACE)
                || end > at
                    && unknown
                    && self
                        .words
                        .get(end + 1)
                        .is_some_and(|next| next.is(Classes::PLACE));
            end += 1;
        }
        if end == at {
            return None;
        }
        let head = match self.words.get(at + 1) {
            // معظم التغريدات, كل من الطرفين
            Some(next) if first.is(Classes::DETERMINER) && at + 1 < end => {
                first.classes.or(next.classes)
            }
            _ => first.classes,
        };
        let whole = (at, end);
        // Where adjectives stand before their noun, the head is further on.
        let head = match self.lexicon.language.names {
            Names::Unlisted => head,
            Names::Capitalised => self.words[at..end]
                .iter()
                .fold(head, |head, word| head.or(word.classes)),
        };
        let nameless = Classes::INSTITUTION
            .or(Classes::PEOPLE)
            .or(Classes::PLACE)
            .or(Classes::DOCUMENT);
        let use_name = match name {
            Some((from, _)) if from == at => true,
            Some((from, to)) if head.has(Classes::DUAL) => self.joins(from, to),
            Some((from, to)) if described => {
                !head.has(nameless.or(Classes::UNNAMED)) && to - from > 1
            }
            Some(_) => !head.has(nameless),
            None => false,
        };
        Some(Phrase {
            first: at,
            end,
            name: if use_name {
                name.unwrap_or(whole)
            } else {
                whole
            },
            named: use_name,
            head,
        })
    }

    /// A preposition that goes on describing a person (مصدر في الوزارة, نائب عن حزب …).
    fn opens_description(&self, at: usize, here: usize, named: bool) -> bool {
        let word = &self.words[here];
        !named
            && here + 1 < self.end
            && !word.and
            && self.words[at].is(Classes::PERSON.or(Classes::PEOPLE))
            && (word.is(Classes::DESCRIBING)
                || word.is(Classes::ABOUT) && self.words[here + 1].is(Classes::INSTITUTION))
            && !self.words[here + 1].is(Classes::OCCASION.or(Classes::DAY).or(Classes::FUNCTION))
            && !self.words[here + 1].number
            && !(here == at + 1 && self.words[at].is(Classes::PLACE))
    }

    /// A name may begin the phrase, or follow a title that is complete, or a
    /// title of one word (الرئيس).
    fn name_may_begin(&self, at: usize, here: usize, complete: bool) -> bool {
        if here == at
            || self.words[here].is(Classes::GIVEN)
            || self.words[here - 1].is(Classes::PERSON)
        {
            return true;
        }
        let nameless = Classes::INSTITUTION.or(Classes::PEOPLE).or(Classes::PLACE);
        let two = || self.words[at].is(Classes::DUAL) && self.joins(here, self.name_end(here) + 1);
        complete && (!self.words[at].is(nameless) || two())
    }

    /// Whether there are two names among these words (لافروف وكيري): a second one
    /// need not be known, nor then that its first letter is a conjunction.
    fn joins(&self, from: usize, to: usize) -> bool {
        (from + 1..to.min(self.end)).any(|at| {
            let word = &self.words[at];
            let name = word.is(Classes::GIVEN) || word.classes.is_empty() && !word.has_cues();
            name && word.may_join && !word.gap.has(Gap::BREAK)
        })
    }

    /// A title that is followed by a name after at most three words.
    fn title_before_name(&self, at: usize) -> bool {
        (at + 1..self.end.min(at + 6))
            .take_while(|&next| {
                let word = &self.words[next];
                !word.gap.has(Gap::BREAK) && !word.is(Classes::FUNCTION)
            })
            .any(|next| self.name_like(next))
    }

    /// The end of a name after `و` that the lexicon knows.
    fn coordinated_name(&self, at: usize) -> Option<usize> {
        let word = self.words.get(at).filter(|_| at < self.end)?;
        let joined = word.and && word.is(Classes::GIVEN) && !word.gap.has(Gap::BREAK);
        joined.then(|| self.name_end(at).max(at + 1))
    }
}
