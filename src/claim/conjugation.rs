//! The forms of a verb, by the rules of `affixes.csv`.

use std::path::Path;

use serde::Deserialize;

use super::language::Language;
use super::table::Tables;
use crate::error::{Error, Result};

/// What sort of form it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum FormKind {
    Past,
    Present,
    Participle,
    Noun,
}

/// What a form says of its subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Inflection {
    pub(super) kind: FormKind,
    /// Whether the subject is feminine, where the form shows it.
    pub(super) feminine: Option<bool>,
    /// Whether the subject is more than one, where the form shows it.
    pub(super) plural: bool,
    /// Whether a pronoun as object is written together with the verb.
    pub(super) object: bool,
}

impl Inflection {
    /// A noun's.
    pub(super) const NOUN: Self = Self {
        kind: FormKind::Noun,
        feminine: None,
        plural: false,
        object: false,
    };

    /// Whether one subject can have both, this form first. A verb before its
    /// subject (`leads`) stands in the singular whatever the subject is.
    pub(super) fn agrees(self, other: Self, leads: bool) -> bool {
        let gender = match (self.feminine, other.feminine) {
            (Some(one), Some(two)) => one == two,
            _ => true,
        };
        let number = self.plural == other.plural || leads && other.plural;
        number && (gender || leads && other.plural)
    }
}

#[derive(Deserialize)]
struct Row {
    kind: String,
    stem: String,
    cut: String,
    suffix: String,
    gender: String,
    number: String,
}

struct Affix {
    kind: FormKind,
    /// The ending of the stems that the rule is for.
    stem: String,
    cut: String,
    suffix: String,
    feminine: Option<bool>,
    plural: bool,
}

/// The rules of one language.
pub(super) struct Affixes(Vec<Affix>);

impl Affixes {
    pub(super) fn read(tables: &Tables) -> Result<Self> {
        let mut affixes = Vec::new();
        for (line, row) in tables.rows::<Row>("affixes.csv")? {
            let bad = |value: &str| {
                Error::new(format!("unknown value '{value}'"))
                    .remedy("use one that the shipped lexicon uses")
                    .at(Path::new("affixes.csv"))
                    .line(line)
            };
            affixes.push(Affix {
                kind: match row.kind.as_str() {
                    "past" => FormKind::Past,
                    "present" => FormKind::Present,
                    "participle" => FormKind::Participle,
                    other => return Err(bad(other)),
                },
                stem: row.stem,
                cut: row.cut,
                suffix: row.suffix,
                feminine: match row.gender.as_str() {
                    "feminine" => Some(true),
                    "masculine" => Some(false),
                    "" => None,
                    other => return Err(bad(other)),
                },
                plural: match row.number.as_str() {
                    "plural" | "dual" => true,
                    "singular" | "" => false,
                    other => return Err(bad(other)),
                },
            });
        }
        Ok(Self(affixes))
    }

    /// Calls `take` with every form of a verb, given in its cited forms.
    pub(super) fn forms(
        &self,
        language: &Language,
        past: &str,
        present: &str,
        participle: &str,
        mut take: impl FnMut(&str, Inflection),
    ) {
        self.of_stem(FormKind::Past, past, |form, inflection| {
            take(form, inflection);
            with_objects(language, form, inflection, &mut take);
        });
        self.of_stem(FormKind::Participle, participle, &mut take);
        self.of_stem(FormKind::Present, present, |form, inflection| {
            if language.present.is_empty() {
                return take(form, inflection);
            }
            // The first letter is the person's: يقول, تقول.
            let Some(rest) = form.chars().next().map(|c| &form[c.len_utf8()..]) else {
                return;
            };
            for &(person, feminine) in &language.present {
                let mut inflection = inflection;
                if !inflection.plural {
                    inflection.feminine = Some(feminine);
                }
                let form = format!("{person}{rest}");
                take(&form, inflection);
                with_objects(language, &form, inflection, &mut take);
                for future in &language.future {
                    take(&format!("{future}{form}"), inflection);
                }
            }
        });
    }

    /// The rules for the longest ending that `stem` has, applied.
    fn of_stem(&self, kind: FormKind, stem: &str, mut take: impl FnMut(&str, Inflection)) {
        if stem.is_empty() {
            return;
        }
        let fits = |affix: &&Affix| affix.kind == kind && stem.ends_with(&affix.stem);
        let longest = self
            .0
            .iter()
            .filter(fits)
            .map(|affix| affix.stem.len())
            .max();
        for affix in self.0.iter().filter(fits) {
            if Some(affix.stem.len()) != longest {
                continue;
            }
            let base = stem.strip_suffix(affix.cut.as_str()).unwrap_or(stem);
            let inflection = Inflection {
                kind,
                feminine: affix.feminine,
                plural: affix.plural,
                object: false,
            };
            take(&format!("{base}{}", affix.suffix), inflection);
        }
    }
}

/// `form` with each pronoun that can be its object.
fn with_objects(
    language: &Language,
    form: &str,
    inflection: Inflection,
    take: &mut impl FnMut(&str, Inflection),
) {
    // Before a pronoun وا loses its silent alef, and ى is written as alef.
    let stem = match form.strip_suffix("وا") {
        Some(stem) => format!("{stem}و"),
        None => form
            .strip_suffix('ى')
            .map_or_else(|| form.to_owned(), |stem| format!("{stem}ا")),
    };
    for object in &language.objects {
        let inflection = Inflection {
            object: true,
            ..inflection
        };
        take(&format!("{stem}{object}"), inflection);
    }
}
