//! What is known of a word at which a speaker's name may begin or end.

use super::super::classes::Classes;
use super::super::cues::{Draft, DraftKind, Reader};
use super::super::lexicon::Follower;
use super::super::phrase::Phrase;
use super::super::weights::{Piece, digit, piece};
use super::super::words::Gap;

/// The kinds that a word is taken for, of several the first, and what they are called
/// without and with an article.
const KINDS: [(Classes, &str, &str); 20] = [
    (Classes::GIVEN, "given name", "the given name"),
    (Classes::NATIONALITY, "nationality", "the nationality"),
    (Classes::PERSON, "person", "the person"),
    (Classes::PEOPLE, "people", "the people"),
    (Classes::INSTITUTION, "institution", "the institution"),
    (Classes::PLACE, "place", "the place"),
    (Classes::DOCUMENT, "document", "the document"),
    (Classes::DAY, "day", "the day"),
    (Classes::DESCRIBING, "describing", "the describing"),
    (Classes::ABOUT, "about", "the about"),
    (Classes::WITH, "with", "the with"),
    (Classes::PREPOSITION, "preposition", "the preposition"),
    (Classes::ADVERB, "adverb", "the adverb"),
    (Classes::AUXILIARY, "auxiliary", "the auxiliary"),
    (Classes::NEGATION, "negation", "the negation"),
    (Classes::PRONOUN, "pronoun", "the pronoun"),
    (Classes::CONJUNCTION, "conjunction", "the conjunction"),
    (Classes::OCCASION, "occasion", "the occasion"),
    (Classes::DETERMINER, "determiner", "the determiner"),
    (Classes::COMMON, "common noun", "the common noun"),
];

/// How the features of a word begin that stands here beside the others.
struct Place {
    is: &'static str,
    gap: &'static str,
    letter: &'static str,
}

macro_rules! place {
    ($constant:ident $name:literal) => {
        const $constant: Place = Place {
            is: concat!($name, " is="),
            gap: concat!($name, " gap="),
            letter: concat!($name, " letter="),
        };
    };
}

place!(BEFORE "before");
place!(THIS "this");
place!(NEXT "next");
place!(AFTER "after");

impl Reader<'_, '_> {
    /// Calls `give` with the features of word `at` as the first of the name, all words of
    /// the phrase before it being none of it; each by its name, in pieces.
    pub(super) fn begin_features(
        &self,
        draft: &Draft<'_>,
        subject: &Phrase,
        at: usize,
        give: &mut impl FnMut(&[Piece<'_>]),
    ) {
        let words = self.phrases.words;
        let before = at.checked_sub(1).filter(|&before| before >= subject.first);
        let (next, after) = (self.word(at + 1), self.word(at + 2));
        self.is(THIS, Some(at), give);
        self.is(BEFORE, before, give);
        self.is(NEXT, next, give);
        let kind = |at| piece(self.kind(at));
        let (this, head) = (kind(Some(at)), kind(Some(subject.first)));
        let (kind_before, kind_next, kind_after) = (kind(before), kind(next), kind(after));
        let (rule, named) = match at.cmp(&subject.name.0) {
            std::cmp::Ordering::Less => ("before", "before named"),
            std::cmp::Ordering::Equal => ("name", "name named"),
            std::cmp::Ordering::Greater => ("behind", "behind named"),
        };
        let named = piece(if subject.named { named } else { rule });
        let rule = piece(rule);
        let inside = piece(if at < subject.end { "inside" } else { "behind" });
        let position = digit((at - subject.first).min(6));
        let order = if at == subject.first {
            "first"
        } else {
            "later"
        };
        give(&[piece("rule="), rule]);
        give(&[piece("named="), named]);
        give(&[piece("position="), position]);
        give(&[piece("this="), this]);
        give(&[piece("before="), kind_before]);
        give(&[piece("this="), this, piece(" before="), kind_before]);
        give(&[piece("this="), this, piece(" next="), kind_next]);
        give(&[
            piece("this="),
            this,
            piece(" next="),
            kind_next,
            piece(" after="),
            kind_after,
        ]);
        give(&[piece("head="), head, piece(" this="), this]);
        give(&[
            piece("head="),
            head,
            piece(" this="),
            this,
            piece(" before="),
            kind_before,
        ]);
        give(&[piece("rule="), rule, piece(" this="), this]);
        give(&[piece("named="), named, piece(" head="), head]);
        give(&[piece("rule="), rule, piece(" next="), kind_next]);
        give(&[piece("phrase="), inside]);
        give(&[piece("phrase="), inside, piece(" this="), this]);
        give(&[piece("rule="), rule, piece(" position="), position]);
        give(&[piece("way="), piece(way(draft.kind))]);
        give(&[piece(order)]);
        give(&[piece("order="), piece(order), piece(" head="), head]);
        let head_word = piece(words.noun_of(subject.first));
        give(&[piece("word="), piece(words.noun_of(at))]);
        give(&[
            piece("word before="),
            piece(before.map_or("", |at| words.noun_of(at))),
        ]);
        give(&[piece("order="), piece(order), piece(" word="), head_word]);
        give(&[piece("head word="), head_word, piece(" this="), this]);
        let names = (at..self.end())
            .take(6)
            .take_while(|&at| self.phrases.name_like(at));
        give(&[piece("names="), digit(names.count())]);
    }

    /// Calls `give` with the features of the last of these words as the last of the name
    /// that begins with the first of them.
    pub(super) fn end_features(
        &self,
        draft: &Draft<'_>,
        subject: &Phrase,
        (first, at): (usize, usize),
        give: &mut impl FnMut(&[Piece<'_>]),
    ) {
        let words = self.phrases.words;
        let (next, after) = (self.word(at + 1), self.word(at + 2));
        self.is(THIS, Some(at), give);
        self.is(NEXT, next, give);
        self.is(AFTER, after, give);
        let kind = |at| piece(self.kind(at));
        let (this, head) = (kind(Some(at)), kind(Some(subject.first)));
        let (kind_next, kind_after) = (kind(next), kind(after));
        let state = piece(self.state(first, at));
        let against = |end: usize| match (at + 1).cmp(&end) {
            std::cmp::Ordering::Less => piece("inside"),
            std::cmp::Ordering::Equal => piece("end"),
            std::cmp::Ordering::Greater => piece("behind"),
        };
        let (rule, phrase) = (against(subject.name.1), against(subject.end));
        give(&[piece("next="), kind_next]);
        give(&[piece("this="), this]);
        give(&[piece("this="), this, piece(" next="), kind_next]);
        give(&[piece("head="), head, piece(" next="), kind_next]);
        give(&[piece("next="), kind_next, piece(" after="), kind_after]);
        give(&[piece("words="), digit((at + 1 - first).min(7))]);
        give(&[piece("state="), state]);
        give(&[piece("state="), state, piece(" next="), kind_next]);
        give(&[piece("rule="), rule]);
        give(&[piece("phrase="), phrase]);
        give(&[piece("rule="), rule, piece(" next="), kind_next]);
        give(&[piece("rule="), rule, piece(" state="), state]);
        give(&[
            piece("rule="),
            rule,
            piece(" this="),
            this,
            piece(" next="),
            kind_next,
        ]);
        if at + 1 == draft.content {
            give(&[piece("before the content")]);
        }
        if at + 1 >= draft.content {
            give(&[piece("in the content")]);
        }
        let class = draft.word.map_or("source", |word| &word.class);
        give(&[piece("class="), piece(class), piece(" next="), kind_next]);
        give(&[piece("way="), piece(way(draft.kind)), piece(" rule="), rule]);
        if draft
            .word
            .is_some_and(|word| word.targets.contains(&Follower::Object))
        {
            give(&[piece("object next="), kind_next]);
        }
        give(&[piece("word="), piece(words.noun_of(at))]);
        let Some(next) = next else {
            return;
        };
        let letters = draft.word.map_or(&[][..], |word| &word.letters);
        if words[next]
            .preposition
            .is_some_and(|letter| letters.contains(&letter))
        {
            give(&[piece("letter of the cue")]);
        }
        let spelt = words.noun_of(next);
        let ending = spelt.char_indices().nth_back(1).map_or(0, |(at, _)| at);
        let beginning = spelt
            .char_indices()
            .nth(3)
            .map_or(spelt.len(), |(at, _)| at);
        // An object in the accusative has no article: هجوما.
        let article = if words[next].definite {
            "article"
        } else {
            "none"
        };
        let last = spelt.char_indices().next_back().map_or(0, |(at, _)| at);
        give(&[
            piece("last="),
            piece(&spelt[last..]),
            piece(" article="),
            piece(article),
        ]);
        give(&[piece("ending="), piece(&spelt[ending..])]);
        give(&[piece("beginning="), piece(&spelt[..beginning])]);
    }

    /// A word of the sentence, if there is one at `at`.
    fn word(&self, at: usize) -> Option<usize> {
        (at < self.end()).then_some(at)
    }

    /// All that is known of the word in this place beside the other.
    fn is(
        &self,
        Place { is, gap, letter }: Place,
        at: Option<usize>,
        give: &mut impl FnMut(&[Piece<'_>]),
    ) {
        let is = piece(is);
        let Some(at) = at else {
            return give(&[is, piece("end")]);
        };
        let word = &self.phrases.words[at];
        for class in word.classes.names() {
            give(&[is, piece(class)]);
        }
        for (yes, name) in [
            (word.classes.is_empty(), "unknown"),
            (word.and, "joined"),
            (word.definite, "definite"),
            (!word.cues.is_empty(), "cue"),
            (word.quoted, "quoted"),
            (word.number, "number"),
            (word.relation, "relation"),
            (word.relation && word.definite, "definite relation"),
            (word.feminine, "feminine"),
            (word.plural, "plural"),
            (self.phrases.name_like(at), "name"),
            (!word.base.is_empty(), "form of an agent"),
        ] {
            if yes {
                give(&[is, piece(name)]);
            }
        }
        for name in word.gap.names() {
            give(&[piece(gap), piece(name)]);
        }
        if let Some(preposition) = word.preposition {
            give(&[piece(letter), piece(preposition.encode_utf8(&mut [0; 4]))]);
        }
    }

    /// What a word is taken for.
    fn kind(&self, at: Option<usize>) -> &'static str {
        let Some(at) = at else {
            return "end";
        };
        let word = &self.phrases.words[at];
        if word.is(Classes::COMPLEMENTIZER) {
            return "complementizer";
        }
        if word.preposition.is_some() {
            return "letter";
        }
        if word.is(Classes::RELATIVE) {
            return "relative";
        }
        if word.gap.has(Gap::BREAK) {
            return match self.phrases.name_like(at) {
                true => "name apart",
                false => "apart",
            };
        }
        let article = |without, with| if word.definite { with } else { without };
        if word.and {
            return article("joined", "the joined");
        }
        let known = KINDS.into_iter().find(|(class, ..)| word.is(*class));
        match known {
            Some((_, without, with)) => article(without, with),
            None if !word.cues.is_empty() => "cue",
            None if word.relation => article("relation", "the relation"),
            None => article("unknown", "the unknown"),
        }
    }

    /// What the words from `first` to `at` make so far.
    fn state(&self, first: usize, at: usize) -> &'static str {
        let words = &self.phrases.words[first..=at];
        let whole = words
            .iter()
            .any(|word| word.definite || word.is(Classes::PLACE));
        let described = words[1..]
            .iter()
            .any(|word| word.is(Classes::DESCRIBING) || word.preposition.is_some());
        let name = (first..=at).all(|at| self.phrases.name_like(at));
        let named = words.iter().any(|word| word.is(Classes::GIVEN));
        match (name, named, whole, described) {
            (true, _, false, false) => "name",
            (true, _, true, false) => "whole name",
            (true, _, false, true) => "described name",
            (true, _, true, true) => "whole described name",
            (_, true, false, false) => "named",
            (_, true, true, false) => "whole named",
            (_, true, false, true) => "described named",
            (_, true, true, true) => "whole described named",
            (_, _, false, false) => "title",
            (_, _, true, false) => "whole title",
            (_, _, false, true) => "described title",
            (_, _, true, true) => "whole described title",
        }
    }
}

/// How a claim was recognised.
fn way(kind: DraftKind) -> &'static str {
    match kind {
        DraftKind::Finite => "finite",
        DraftKind::Participle => "participle",
        DraftKind::Noun => "noun",
        DraftKind::Colon => "colon",
        DraftKind::Source => "source",
        DraftKind::Quotation => "quotation",
    }
}
