//! Reading a lexicon from its tables.

use std::path::Path;

use hashbrown::HashMap;
use serde::Deserialize;

use super::classes::Classes;
use super::conjugation::{Affixes, FormKind, Inflection};
use super::language::Language;
use super::lexicon::{
    CueForm, CueWord, Entry, Follower, Frame, Lexicon, Phrasebook, Role, SourcePhrase,
};
use super::memory::Memories;
use super::naming::NameModel;
use super::table::Tables;
use super::target::TargetModel;
use crate::error::{Error, Result};
use crate::text::normalise::normalise;

#[derive(Deserialize)]
struct VerbRow {
    lemma: String,
    present: String,
    participle: String,
    noun: String,
    class: String,
    target: String,
    frame: String,
    #[serde(default)]
    letters: String,
}

#[derive(Deserialize)]
struct LightRow {
    verb: String,
    present: String,
    nouns: String,
    class: String,
    target: String,
}

#[derive(Deserialize)]
struct NounRow {
    form: String,
    class: String,
    role: String,
}

#[derive(Deserialize)]
struct WordRow {
    form: String,
    class: String,
}

#[derive(Deserialize)]
struct PhraseRow {
    words: String,
    #[serde(default)]
    then: String,
}

/// A place, and the state that speaks of itself by its name.
#[derive(Deserialize)]
struct PlaceRow {
    form: String,
    #[serde(default)]
    nationality: String,
}

#[derive(Deserialize)]
struct FormRow {
    form: String,
}

impl Lexicon {
    /// Reads all tables of a language.
    pub(super) fn read(tables: &Tables) -> Result<Self> {
        let mut builder = Builder {
            lexicon: Self {
                language: Language::read(tables)?,
                cues: Vec::new(),
                sources: Phrasebook::default(),
                formulas: Phrasebook::default(),
                targets: TargetModel::read(tables)?,
                names: NameModel::read(tables)?,
                entries: Vec::new(),
                forms: HashMap::new(),
                memories: Memories::default(),
            },
            literals: 0,
        };
        builder.words(tables)?;
        builder.cues(tables)?;
        builder.phrases(tables)?;
        if builder.lexicon.cues.is_empty() {
            return Err(Error::new("the lexicon has no cues").remedy("give it a table verbs.csv"));
        }
        Ok(builder.lexicon)
    }
}

/// A lexicon that is being read.
struct Builder {
    lexicon: Lexicon,
    literals: u16,
}

impl Builder {
    fn entry(&mut self, form: &str) -> &mut Entry {
        self.lexicon.entry(&normalise(form))
    }

    fn classify(&mut self, form: &str, class: Classes) {
        let classes = &mut self.entry(form).classes;
        *classes = classes.or(class);
    }

    fn literal(&mut self, form: &str) -> u16 {
        let next = self.literals;
        let number = *self.entry(form).literal.get_or_insert(next);
        if number == next {
            self.literals += 1;
        }
        number
    }

    fn words(&mut self, tables: &Tables) -> Result<()> {
        for table in ["words.csv", "agents.csv"] {
            for (line, WordRow { form, class }) in tables.rows(table)? {
                let class =
                    Classes::named(&class).ok_or_else(|| unknown("class", &class, table, line))?;
                self.classify(&form, class);
                if class.has(Classes::AGENT) {
                    self.with_endings(&form, class);
                }
            }
        }
        for (table, class) in [
            ("given_names.csv", Classes::GIVEN),
            ("common_nouns.csv", Classes::COMMON),
        ] {
            for (_, FormRow { form }) in tables.rows(table)? {
                self.classify(&form, class);
            }
        }
        for (_, FormRow { form }) in tables.rows("nationalities.csv")? {
            let number = self.literal(&form);
            for ending in NATIONALITY_ENDINGS {
                let form = format!("{form}{ending}");
                self.classify(&form, Classes::NATIONALITY);
                self.entry(&form).literal.get_or_insert(number);
            }
        }
        for (_, PlaceRow { form, nationality }) in tables.rows("places.csv")? {
            self.classify(&form, Classes::PLACE);
            let number = self.literal(if nationality.is_empty() {
                &form
            } else {
                &nationality
            });
            self.entry(&form).literal.get_or_insert(number);
        }
        Ok(())
    }

    /// نظيره, حكومتها, متحدثا: a head with a pronoun or in the accusative.
    fn with_endings(&mut self, form: &str, class: Classes) {
        let stem = form
            .strip_suffix('ة')
            .map_or_else(|| form.to_owned(), |stem| format!("{stem}ت"));
        for object in self.lexicon.language.objects.clone() {
            let owned = &mut self.entry(&format!("{stem}{object}")).owned;
            *owned = owned.or(class).or(Classes::OWN);
        }
        if !self.lexicon.language.article.is_empty() && stem == form {
            self.classify(&format!("{form}ا"), class);
        }
    }

    fn cues(&mut self, tables: &Tables) -> Result<()> {
        let affixes = Affixes::read(tables)?;
        let language = self.lexicon.language.clone();
        for (_, row) in tables.rows::<LightRow>("light.csv")? {
            let frames = row
                .nouns
                .split('|')
                .map(|frame| self.frame(frame))
                .collect();
            let cue = self.cue(&row.verb, &row.class, &row.target, frames, Role::Light);
            self.inflect(cue, &language, &affixes, &row.verb, &row.present, "");
        }
        for (_, row) in tables.rows::<VerbRow>("verbs.csv")? {
            let frames = row
                .frame
                .split('|')
                .map(|frame| self.frame(frame))
                .collect();
            let cue = self.cue(&row.lemma, &row.class, &row.target, frames, Role::Verb);
            self.lexicon.cues[usize::from(cue)]
                .letters
                .extend(row.letters.chars());
            self.inflect(
                cue,
                &language,
                &affixes,
                &row.lemma,
                &row.present,
                &row.participle,
            );
            for noun in row.noun.split('|').filter(|noun| !noun.is_empty()) {
                self.form(noun, cue, Inflection::NOUN, false);
                self.classify(noun, Classes::COMMON);
            }
        }
        for (line, row) in tables.rows::<NounRow>("nouns.csv")? {
            let role = match row.role.as_str() {
                "of" => Role::Of,
                "continue" => Role::Continue,
                other => return Err(unknown("role", other, "nouns.csv", line)),
            };
            let frames = vec![self.frame("*")];
            let cue = self.cue(&row.form, &row.class, "", frames, role);
            self.form(&row.form, cue, Inflection::NOUN, false);
        }
        Ok(())
    }

    fn cue(
        &mut self,
        lemma: &str,
        class: &str,
        target: &str,
        frames: Vec<Frame>,
        role: Role,
    ) -> u16 {
        let targets: Vec<Follower> = target
            .split('|')
            .filter(|target| !target.is_empty())
            .map(|target| self.follower(target))
            .collect();
        let followers = frames.iter().map(|frame| frame.follower);
        let letters = followers
            .chain(targets.iter().copied())
            .filter_map(|follower| match follower {
                Follower::Letter(letter) => Some(letter),
                _ => None,
            })
            .collect();
        self.lexicon.cues.push(CueWord {
            lemma: lemma.into(),
            class: class.into(),
            targets,
            frames,
            letters,
            role,
        });
        u16::try_from(self.lexicon.cues.len() - 1).unwrap_or(u16::MAX)
    }

    fn inflect(
        &mut self,
        cue: u16,
        language: &Language,
        affixes: &Affixes,
        past: &str,
        present: &str,
        participle: &str,
    ) {
        let noun = Classes::AGENT.or(Classes::COMMON).or(Classes::ADVERB);
        let participle_is_noun = self.entry(participle).classes_of(false).has(noun);
        affixes.forms(language, past, present, participle, |form, inflection| {
            let ambiguous = match inflection.kind {
                FormKind::Participle => participle_is_noun,
                _ => self.entry(form).classes_of(false).has(noun),
            };
            self.form(form, cue, inflection, ambiguous);
        });
    }

    fn form(&mut self, form: &str, cue: u16, inflection: Inflection, ambiguous: bool) {
        let cues = &mut self.entry(form).cues;
        if !cues
            .iter()
            .any(|known| known.cue == cue && known.inflection.kind == inflection.kind)
        {
            cues.push(CueForm {
                cue,
                inflection,
                ambiguous,
            });
        }
    }

    fn phrases(&mut self, tables: &Tables) -> Result<()> {
        for (_, PhraseRow { words, .. }) in tables.rows("formulas.csv")? {
            let words: Vec<u16> = words
                .split_whitespace()
                .map(|word| self.literal(word))
                .collect();
            if let Some(&first) = words.first() {
                self.lexicon.formulas.add(first, words);
            }
        }
        let mut sources = Vec::new();
        for (_, PhraseRow { words, then }) in tables.rows("sources.csv")? {
            let words: Vec<u16> = words
                .split_whitespace()
                .map(|word| self.literal(word))
                .collect();
            let then = if then.is_empty() {
                Follower::Object
            } else {
                self.follower(&then)
            };
            sources.push(SourcePhrase { words, then });
        }
        // The longest phrase is tried first.
        sources.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.len()));
        for source in sources {
            if let Some(&first) = source.words.first() {
                self.lexicon.sources.add(first, source);
            }
        }
        Ok(())
    }

    fn follower(&mut self, text: &str) -> Follower {
        match text {
            "*" => Follower::Any,
            "that" => Follower::That,
            "\"" => Follower::Quote,
            ":" => Follower::Colon,
            "obj" => Follower::Object,
            "verb" => Follower::Verb,
            _ => {
                let folded = normalise(text);
                let mut chars = folded.chars();
                match (chars.next(), chars.next()) {
                    (Some(letter), None) => Follower::Letter(letter),
                    _ => Follower::Word(self.literal(text)),
                }
            }
        }
    }

    fn frame(&mut self, text: &str) -> Frame {
        let bare = text.trim_end_matches(['!', '&', '#']);
        let marks = &text[bare.len()..];
        Frame {
            follower: self.follower(bare),
            near: marks.contains('!'),
            agent: marks.contains('&'),
            document: marks.contains('#'),
        }
    }
}

/// Feminine, plural and dual of an adjective of nationality.
const NATIONALITY_ENDINGS: [&str; 7] = ["", "ة", "ا", "ين", "ون", "تين", "تان"];

fn unknown(what: &str, value: &str, table: &str, line: u64) -> Error {
    Error::new(format!("unknown {what} '{value}'"))
        .remedy("use one that the shipped lexicon uses")
        .at(Path::new(table))
        .line(line)
}
