//! What is known of a word at which a speaker's name may begin or end.

use super::super::classes::Classes;
use super::super::cues::{Draft, DraftKind, Reader};
use super::super::lexicon::Follower;
use super::super::phrase::Phrase;
use super::super::weights::{Piece, digit, piece, pieces};
use super::super::words::Gap;

/// The kinds that a word is taken for, of several the first, and what they are called
/// without and with an article.
static KINDS: [(Classes, Piece<'_>, Piece<'_>); 20] = [
    (Classes::GIVEN, piece("given name"), piece("the given name")),
    (
        Classes::NATIONALITY,
        piece("nationality"),
        piece("the nationality"),
    ),
    (Classes::PERSON, piece("person"), piece("the person")),
    (Classes::PEOPLE, piece("people"), piece("the people")),
    (
        Classes::INSTITUTION,
        piece("institution"),
        piece("the institution"),
    ),
    (Classes::PLACE, piece("place"), piece("the place")),
    (Classes::DOCUMENT, piece("document"), piece("the document")),
    (Classes::DAY, piece("day"), piece("the day")),
    (
        Classes::DESCRIBING,
        piece("describing"),
        piece("the describing"),
    ),
    (Classes::ABOUT, piece("about"), piece("the about")),
    (Classes::WITH, piece("with"), piece("the with")),
    (
        Classes::PREPOSITION,
        piece("preposition"),
        piece("the preposition"),
    ),
    (Classes::ADVERB, piece("adverb"), piece("the adverb")),
    (
        Classes::AUXILIARY,
        piece("auxiliary"),
        piece("the auxiliary"),
    ),
    (Classes::NEGATION, piece("negation"), piece("the negation")),
    (Classes::PRONOUN, piece("pronoun"), piece("the pronoun")),
    (
        Classes::CONJUNCTION,
        piece("conjunction"),
        piece("the conjunction"),
    ),
    (Classes::OCCASION, piece("occasion"), piece("the occasion")),
    (
        Classes::DETERMINER,
        piece("determiner"),
        piece("the determiner"),
    ),
    (
        Classes::COMMON,
        piece("common noun"),
        piece("the common noun"),
    ),
];

/// What else may be known of a word.
static MARKS: [Piece<'_>; 12] = pieces([
    "unknown",
    "joined",
    "definite",
    "cue",
    "quoted",
    "number",
    "relation",
    "definite relation",
    "feminine",
    "plural",
    "name",
    "form of an agent",
]);

/// How the features of a word begin that stands here beside the others.
struct Place {
    is: Piece<'static>,
    gap: Piece<'static>,
    letter: Piece<'static>,
}

macro_rules! place {
    ($constant:ident $name:literal) => {
        const $constant: Place = Place {
            is: piece(concat!($name, " is=")),
            gap: piece(concat!($name, " gap=")),
            letter: piece(concat!($name, " letter=")),
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
        let kind = |at| self.kind(at);
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
        give(&[piece("way="), way(draft.kind)]);
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
        let kind = |at| self.kind(at);
        let (this, head) = (kind(Some(at)), kind(Some(subject.first)));
        let (kind_next, kind_after) = (kind(next), kind(after));
        let state = self.state(first, at);
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
        give(&[piece("way="), way(draft.kind), piece(" rule="), rule]);
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
        let Some(at) = at else {
            return give(&[is, piece("end")]);
        };
        let word = &self.phrases.words[at];
        for class in word.classes.names() {
            give(&[is, class]);
        }
        let marks = [
            word.classes.is_empty(),
            word.and,
            word.definite,
            word.has_cues(),
            word.quoted,
            word.number,
            word.relation,
            word.relation && word.definite,
            word.feminine,
            word.plural,
            self.phrases.name_like(at),
            !word.base.is_empty(),
        ];
        for (_, &mark) in marks.iter().zip(&MARKS).filter(|(yes, _)| **yes) {
            give(&[is, mark]);
        }
        for name in word.gap.names() {
            give(&[gap, name]);
        }
        if let Some(preposition) = word.preposition {
            give(&[letter, piece(preposition.encode_utf8(&mut [0; 4]))]);
        }
    }

    /// What a word is taken for.
    fn kind(&self, at: Option<usize>) -> Piece<'static> {
        let Some(at) = at else {
            return piece("end");
        };
        let word = &self.phrases.words[at];
        if word.is(Classes::COMPLEMENTIZER) {
            return piece("complementizer");
        }
        if word.preposition.is_some() {
            return piece("letter");
        }
        if word.is(Classes::RELATIVE) {
            return piece("relative");
        }
        if word.gap.has(Gap::BREAK) {
            return match self.phrases.name_like(at) {
                true => piece("name apart"),
                false => piece("apart"),
            };
        }
        let article = |without, with| if word.definite { with } else { without };
        if word.and {
            return article(piece("joined"), piece("the joined"));
        }
        let known = KINDS.iter().find(|(class, ..)| word.is(*class));
        match known {
            Some(&(_, without, with)) => article(without, with),
            None if word.has_cues() => piece("cue"),
            None if word.relation => article(piece("relation"), piece("the relation")),
            None => article(piece("unknown"), piece("the unknown")),
        }
    }

    /// What the words from `first` to `at` make so far.
    fn state(&self, first: usize, at: usize) -> Piece<'static> {
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
            (true, _, false, false) => piece("name"),
            (true, _, true, false) => piece("whole name"),
            (true, _, false, true) => piece("described name"),
            (true, _, true, true) => piece("whole described name"),
            (_, true, false, false) => piece("named"),
            (_, true, true, false) => piece("whole named"),
            (_, true, false, true) => piece("described named"),
            (_, true, true, true) => piece("whole described named"),
            (_, _, false, false) => piece("title"),
            (_, _, true, false) => piece("whole title"),
            (_, _, false, true) => piece("described title"),
            (_, _, true, true) => piece("whole described title"),
        }
    }
}

/// How a claim was recognised.
fn way(kind: DraftKind) -> Piece<'static> {
    match kind {
        DraftKind::Finite => piece("finite"),
        DraftKind::Participle => piece("participle"),
        DraftKind::Noun => piece("noun"),
        DraftKind::Colon => piece("colon"),
        DraftKind::Source => piece("source"),
        DraftKind::Quotation => piece("quotation"),
    }
}
