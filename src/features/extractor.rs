//! Groups of features side by side.

use std::borrow::Cow;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::matrix::{CsrMatrix, FactoredMatrix};

use super::tfidf::{Analyzer, FittedTfidf, Rows, Tfidf, append_rows};
use super::view::{Reading, View};

/// Below how many texts rare terms are kept.
const SMALL: usize = 1_000;

/// One group of features: a vectorizer, and how much its rows count.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureGroup {
    /// What the group is called in explanations and in the model file.
    pub name: String,
    /// What the group sees of a text.
    pub view: View,
    /// What the rows are multiplied by, as `transformer_weights` of
    /// scikit-learn's `FeatureUnion`.
    pub weight: f32,
    /// How a text becomes a row.
    pub tfidf: Tfidf,
}

/// Turns a text into the rows of several groups, one after the other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Extractor {
    groups: Vec<FeatureGroup>,
}

impl Extractor {
    /// These groups in this order.
    ///
    /// # Errors
    ///
    /// If there is no group, or two have the same name.
    pub fn new(groups: Vec<FeatureGroup>) -> Result<Self> {
        if groups.is_empty() {
            return Err(Error::new("there is no group of features").remedy("give at least one"));
        }
        for (place, group) in groups.iter().enumerate() {
            if groups[..place].iter().any(|other| other.name == group.name) {
                return Err(Error::new(format!(
                    "two groups of features are called '{}'",
                    group.name
                ))
                .remedy("rename one"));
            }
        }
        Ok(Self { groups })
    }

    /// The groups for texts of any kind and language: words and characters.
    ///
    /// The characters run across words, so that they see punctuation between words.
    #[must_use]
    pub fn general() -> Self {
        let words = Tfidf::new(Analyzer::Word)
            .ngram_range(1, 2)
            .min_token_chars(1);
        let characters = Tfidf::new(Analyzer::Char).ngram_range(2, 5).min_df(2);
        let groups = [("words", words), ("characters", characters)];
        let groups = groups.map(|(name, tfidf)| FeatureGroup {
            name: name.into(),
            view: View::Text,
            weight: 1.0,
            tfidf: tfidf.sublinear_tf(true),
        });
        Self {
            groups: groups.into(),
        }
    }

    /// Words 1–2 and characters 2–5 within words, with scikit-learn's defaults.
    #[must_use]
    pub fn plain() -> Self {
        let words = Tfidf::new(Analyzer::Word).ngram_range(1, 2);
        let characters = Tfidf::new(Analyzer::CharWb).ngram_range(2, 5);
        let groups = [("words", words), ("characters", characters)];
        let groups = groups.map(|(name, tfidf)| FeatureGroup {
            name: name.into(),
            view: View::Text,
            weight: 1.0,
            tfidf,
        });
        Self {
            groups: groups.into(),
        }
    }

    /// The same groups with at most so many terms each.
    #[must_use]
    pub fn max_features(&self, terms: usize) -> Self {
        let mut own = self.clone();
        for group in &mut own.groups {
            group.tfidf = group.tfidf.clone().max_features(terms);
        }
        own
    }

    /// The same groups without the terms that stand in fewer texts.
    #[must_use]
    pub fn min_df(&self, texts: usize) -> Self {
        let mut own = self.clone();
        for group in &mut own.groups {
            group.tfidf = group.tfidf.clone().min_df(texts);
        }
        own
    }

    /// The groups in order.
    #[must_use]
    pub fn groups(&self) -> &[FeatureGroup] {
        &self.groups
    }

    /// The groups of these names alone, in the order in which they stand here.
    ///
    /// # Errors
    ///
    /// If there is no group of a name, or no name.
    pub fn only<T: AsRef<str>>(&self, names: &[T]) -> Result<Self> {
        for name in names.iter().map(AsRef::as_ref) {
            if !self.groups.iter().any(|group| group.name == name) {
                let known: Vec<&str> = self.groups.iter().map(|own| own.name.as_str()).collect();
                return Err(Error::new(format!("there is no feature group '{name}'"))
                    .remedy(format!("give some of {}", known.join(", "))));
            }
        }
        let named = |group: &&FeatureGroup| names.iter().any(|name| name.as_ref() == group.name);
        Self::new(self.groups.iter().filter(named).cloned().collect())
    }

    /// The names of the groups that are not among the others.
    pub(crate) fn names_beside(&self, others: &Self) -> Vec<String> {
        let names = self.groups.iter().map(|group| &group.name);
        names
            .filter(|name| !others.groups.iter().any(|other| other.name == **name))
            .cloned()
            .collect()
    }

    /// The same groups for a set of so many texts: in a small one every term is
    /// rare, so none is left out for it.
    pub(crate) fn for_texts(&self, texts: usize) -> Self {
        match texts < SMALL {
            true => self.min_df(1),
            false => self.clone(),
        }
    }

    /// Learns the vocabularies of all groups.
    ///
    /// With fewer than 1,000 texts `min_df` is 1 for all of them. A group that
    /// finds no term, as that of Arabic word classes in English, is left out.
    ///
    /// # Errors
    ///
    /// If a parameter is out of its range, or no group finds a term.
    pub fn fit<T: AsRef<str> + Sync>(&self, texts: &[T]) -> Result<FittedExtractor> {
        Ok(self.fit_with_rows(texts, &|_| ())?.0)
    }

    /// Learns from `texts`, and gives their matrix as well: that of
    /// [`FittedExtractor::transform`], sooner.
    ///
    /// # Errors
    ///
    /// As [`Extractor::fit`].
    pub fn fit_transform<T: AsRef<str> + Sync>(
        &self,
        texts: &[T],
    ) -> Result<(FittedExtractor, CsrMatrix)> {
        let (fitted, groups) = self.fit_with_rows(texts, &|_| ())?;
        let mut matrix = CsrMatrix::new(fitted.columns());
        append_rows(&mut matrix, texts.len(), |text, space, into| {
            for (own, (views, rows)) in fitted.places().zip(&groups) {
                let row = rows.row(own.tfidf, views, text, space);
                into.extend(row.map(|(column, value)| own.entry(column, value)));
            }
        });
        Ok((fitted, matrix))
    }

    /// As [`Extractor::fit_transform`], where the rows share what words have of n-grams of
    /// characters; `told` gets the name of each group before its terms are counted, and
    /// none before the rows are made.
    pub(crate) fn fit_factored<T: AsRef<str> + Sync>(
        &self,
        texts: &[T],
        told: &dyn Fn(Option<&str>),
    ) -> Result<(FittedExtractor, FactoredMatrix)> {
        let (fitted, groups) = self.fit_with_rows(texts, told)?;
        told(None);
        let columns = fitted.columns();
        let (mut parts, mut firsts) = (CsrMatrix::new(columns), Vec::new());
        for (own, (_, rows)) in fitted.places().zip(&groups) {
            firsts.push(columns + parts.rows());
            rows.append_parts(own.tfidf, own.start, &mut parts);
        }
        let mut short = CsrMatrix::new(columns + parts.rows());
        append_rows(&mut short, texts.len(), |text, space, into| {
            // The parts of all groups stand behind the columns.
            let mut of_text = Vec::new();
            for ((own, (views, rows)), &first) in fitted.places().zip(&groups).zip(&firsts) {
                let part = |part, value| of_text.push((first as u32 + part, value * own.weight));
                let entry = |column, value| into.push(own.entry(column, value));
                rows.short_row(own.tfidf, views, text, space, part, entry);
            }
            into.append(&mut of_text);
        });
        Ok((fitted, FactoredMatrix::new(short, parts)))
    }

    /// Learns the vocabularies, and for each group what makes the rows of the texts.
    fn fit_with_rows<'t, T: AsRef<str> + Sync>(
        &self,
        texts: &'t [T],
        told: &dyn Fn(Option<&str>),
    ) -> Result<(FittedExtractor, Vec<(Views<'t>, Rows)>)> {
        // Who only counts words need not look for claims.
        let claims = self.groups.iter().any(|group| group.view != View::Text);
        let readings = if claims { read(texts) } else { Vec::new() };
        let (mut groups, mut fitted, mut parts) = (Vec::new(), Vec::new(), Vec::new());
        for group in self.for_texts(texts.len()).groups {
            told(Some(&group.name));
            let seen: Views = match group.view {
                View::Text => texts.iter().map(|text| text.as_ref().into()).collect(),
                view => owned_views(&readings, view),
            };
            let own = group
                .tfidf
                .fit_if_any(&seen)
                .map_err(|error| error.within(&format!("feature group '{}'", group.name)))?;
            if let Some((tfidf, rows)) = own {
                groups.push(group);
                fitted.push(tfidf);
                let seen = if rows.need_texts() { seen } else { Vec::new() };
                parts.push((seen, rows));
            }
        }
        if groups.is_empty() {
            return Err(Error::new(format!(
                "no feature is frequent enough in the {} texts",
                texts.len()
            ))
            .remedy("give texts with words, or more of them"));
        }
        Ok((FittedExtractor::from_parts(Self { groups }, fitted)?, parts))
    }
}

impl Default for Extractor {
    /// The groups of the shipped model; `benches/ablation.rs` shows what each is worth.
    fn default() -> Self {
        // A view's words are folded already, and all of them count.
        let words = |low, high| {
            Tfidf::new(Analyzer::Word)
                .ngram_range(low, high)
                .sublinear_tf(true)
                .min_df(3)
                .normalise(false)
                .min_token_chars(1)
        };
        let characters = Tfidf::new(Analyzer::CharWb)
            .ngram_range(2, 5)
            .sublinear_tf(true)
            .max_features(15_000);
        let groups = [
            ("stems", View::Stems, words(1, 2)),
            ("characters", View::Text, characters),
            ("cue", View::Cue, words(1, 2)),
            ("content", View::Content, words(1, 2)),
            ("classes", View::Classes, words(1, 3)),
            ("acts", View::Acts, words(1, 3)),
        ];
        let groups = groups.map(|(name, view, tfidf)| FeatureGroup {
            name: name.into(),
            view,
            weight: 1.0,
            tfidf,
        });
        Self {
            groups: groups.into(),
        }
    }
}

/// An extractor with its vocabularies.
#[derive(Debug)]
pub struct FittedExtractor {
    extractor: Extractor,
    fitted: Vec<FittedTfidf>,
    /// The first column of each group, and behind the last the number of all columns.
    starts: Vec<u32>,
}

/// A group among the others.
struct Place<'e> {
    tfidf: &'e FittedTfidf,
    /// Its first column.
    start: u32,
    weight: f32,
}

impl Place<'_> {
    /// An entry of the group as one of all.
    fn entry(&self, column: u32, value: f32) -> (u32, f32) {
        (self.start + column, value * self.weight)
    }
}

impl FittedExtractor {
    /// An extractor from the fitted vectorizers of its groups.
    ///
    /// # Errors
    ///
    /// If there are more columns than 32 bits can count.
    pub fn from_parts(extractor: Extractor, fitted: Vec<FittedTfidf>) -> Result<Self> {
        let mut starts = vec![0_u32];
        for (group, tfidf) in extractor.groups.iter().zip(&fitted) {
            let last = starts.last().copied().unwrap_or(0) as usize;
            let next = u32::try_from(last + tfidf.columns()).map_err(|_| {
                Error::new("there are more than 4,294,967,295 features").remedy(format!(
                    "lower max_features of the feature group '{}'",
                    group.name
                ))
            })?;
            starts.push(next);
        }
        Ok(Self {
            extractor,
            fitted,
            starts,
        })
    }

    /// Where each group stands.
    fn places(&self) -> impl Iterator<Item = Place<'_>> {
        let groups = self.fitted.iter().zip(&self.extractor.groups);
        (groups.zip(&self.starts)).map(|((tfidf, group), &start)| Place {
            tfidf,
            start,
            weight: group.weight,
        })
    }

    /// The parameters.
    #[must_use]
    pub fn extractor(&self) -> &Extractor {
        &self.extractor
    }

    /// The fitted vectorizers in the order of the groups.
    #[must_use]
    pub fn fitted(&self) -> &[FittedTfidf] {
        &self.fitted
    }

    /// The number of features of all groups.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.starts.last().map_or(0, |&columns| columns as usize)
    }

    /// The columns of the group at this place among the groups.
    #[must_use]
    pub fn columns_of(&self, group: usize) -> std::ops::Range<u32> {
        self.starts[group]..self.starts[group + 1]
    }

    /// The name of the group and the term that a column stands for.
    ///
    /// # Panics
    ///
    /// If there is no such column.
    #[must_use]
    pub fn feature(&self, column: u32) -> (&str, &str) {
        let group = self.starts.partition_point(|&start| start <= column) - 1;
        let term = self.fitted[group]
            .vocabulary()
            .term(column - self.starts[group]);
        (&self.extractor.groups[group].name, term)
    }

    /// The rows of `texts` (texts × columns).
    #[must_use]
    pub fn transform<T: AsRef<str> + Sync>(&self, texts: &[T]) -> CsrMatrix {
        let readings = read(texts);
        let groups = self.fitted.iter().zip(&self.extractor.groups);
        let parts: Vec<CsrMatrix> = groups
            .map(|(tfidf, group)| tfidf.transform(&views(&readings, group.view)))
            .collect();
        let mut matrix = CsrMatrix::new(self.columns());
        for row in 0..texts.len() {
            matrix.push_row(self.places().zip(&parts).flat_map(|(own, part)| {
                let (columns, values) = part.row(row);
                let entries = columns.iter().zip(values);
                entries.map(move |(&column, &value)| own.entry(column, value))
            }));
        }
        matrix
    }
}

/// What a view shows of each text.
type Views<'t> = Vec<Cow<'t, str>>;

fn read<T: AsRef<str> + Sync>(texts: &[T]) -> Vec<Reading<'_>> {
    texts
        .par_iter()
        .map(|text| Reading::new(text.as_ref()))
        .collect()
}

fn views<'r>(readings: &'r [Reading<'_>], view: View) -> Views<'r> {
    readings
        .par_iter()
        .map(|reading| reading.view(view))
        .collect()
}

/// A view other than the text itself, which may outlive the readings.
fn owned_views<'t>(readings: &[Reading<'_>], view: View) -> Views<'t> {
    readings
        .par_iter()
        .map(|reading| Cow::Owned(reading.view(view).into_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_groups() -> Extractor {
        let group = |name: &str, weight, analyzer| FeatureGroup {
            name: name.into(),
            view: View::Text,
            weight,
            tfidf: Tfidf::new(analyzer),
        };
        Extractor::new(vec![
            group("words", 1.0, Analyzer::Word),
            group("characters", 0.5, Analyzer::Char),
        ])
        .unwrap()
    }

    #[test]
    fn groups_stand_side_by_side() {
        let fitted = two_groups().fit(&["ab ab", "cd"]).unwrap();
        // Words ab, cd; characters space, a, b, c, d.
        assert_eq!(fitted.columns(), 7);
        assert_eq!(fitted.feature(1), ("words", "cd"));
        assert_eq!(fitted.feature(2), ("characters", " "));
        assert_eq!(fitted.feature(6), ("characters", "d"));
        let matrix = fitted.transform(&["cd"]);
        assert_eq!(matrix.row(0).0, [1, 5, 6]);
        let half = 0.5 / 2_f32.sqrt();
        for (value, expected) in matrix.row(0).1.iter().zip([1.0, half, half]) {
            assert!((value - expected).abs() < 1e-6);
        }
    }

    /// Words that stand in a text twice, n-grams of characters of several words, and terms
    /// that are left out; and a text of which nothing is kept.
    #[test]
    fn rows_that_share_parts_are_the_same_rows() {
        let long = "والوزراء ".repeat(10_000);
        let texts = [
            "قال الوزير إن الوزير قال الحق والوزراء قالوا",
            "اتهم الرئيس الحكومة بالكذب، والحكومة اتهمت الرئيس",
            "دعا الوزير إلى التعاون مع الحكومة",
            "the minister said that the ministry said so",
            "…",
            &long,
        ];
        let few = Extractor::plain().max_features(40);
        let group = |name: &str, view, weight, tfidf: Tfidf| FeatureGroup {
            name: name.into(),
            view,
            weight,
            tfidf: tfidf.ngram_range(2, 4),
        };
        let characters = Tfidf::new(Analyzer::CharWb);
        let weighted = Extractor::new(vec![
            group("a", View::Text, 0.5, characters.clone().sublinear_tf(true)),
            group("words", View::Text, 2.0, Tfidf::new(Analyzer::Word)),
            group("b", View::Stems, 3.0, characters),
        ]);
        let extractors = [
            Extractor::plain(),
            Extractor::default(),
            Extractor::general(),
            few,
            weighted.unwrap(),
        ];
        for extractor in extractors {
            let (_, expected) = extractor.fit_transform(&texts).unwrap();
            let (_, factored) = extractor.fit_factored(&texts, &|_| ()).unwrap();
            assert_eq!(
                (factored.rows(), factored.columns()),
                (6, expected.columns())
            );
            factored.each_row(0..6, |row, columns, values| {
                let (of_row, expected) = expected.row(row);
                assert_eq!(columns.len(), of_row.len(), "row {row}");
                for (column, &value) in columns.iter().zip(values) {
                    let place = of_row.binary_search(column).unwrap();
                    assert!(
                        (value - f64::from(expected[place])).abs() < 1e-6,
                        "row {row}"
                    );
                }
            });
            let entries = factored.short_rows().entries();
            let shares = extractor
                .groups()
                .iter()
                .any(|own| own.tfidf.analyzer() == Analyzer::CharWb);
            assert!(!shares || entries < expected.entries(), "{entries} entries");
        }
    }

    #[test]
    fn names_are_unique() {
        let mut groups = two_groups().groups().to_vec();
        groups[1].name = "words".into();
        let error = Extractor::new(groups).unwrap_err().to_string();
        assert!(error.contains("are called 'words'"), "{error}");
    }
}
