//! How far annotators agree who labelled the same rows.

mod measures;

use std::collections::BTreeMap;

use serde::Serialize;

use super::confusion::{LabelCounts, check_length};
use super::intervals::count_labels;
use super::metrics;
use super::resampling::{Groups, Interval, Resampling};
use crate::error::{Error, Result};
use crate::label::Labels;

use measures::{Given, Sums, annotators};

/// The agreement of two or more annotators, in the shape in which it is written
/// as JSON.
///
/// A measure is `None` where it has no value: no row with two labels, or all
/// labels the same, which leaves no chance to correct for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Agreement {
    /// The annotators.
    pub annotators: Vec<String>,
    /// How many rows have two labels or more; all measures are of such rows.
    pub rows: usize,
    /// How many rows have a label of every annotator.
    pub complete_rows: usize,
    /// How many rows are left out, having one label or none.
    pub single_rows: usize,
    /// On how many rows annotators differ.
    pub disagreements: usize,
    /// The number of groups that intervals are drawn over; of rows, without groups.
    pub groups: usize,
    /// The share of pairs of labels of the same row that are equal; with two
    /// annotators the share of rows on which they agree.
    pub observed: Measure,
    /// Fleiss' kappa (Fleiss 1971) on the complete rows.
    pub fleiss_kappa: Measure,
    /// Krippendorff's alpha for nominal data with missing labels (Krippendorff 2011).
    pub krippendorff_alpha: Measure,
    /// Each pair of annotators.
    pub pairs: Vec<PairAgreement>,
    /// Each label.
    pub labels: BTreeMap<String, LabelAgreement>,
    /// How the rows were drawn for the intervals.
    pub resampling: Resampling,
}

/// A value with its chance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Measure {
    /// The value, if it has one.
    pub value: Option<f64>,
    /// The 95 % percentile interval of the bootstrap over groups; `None` without a
    /// value, with fewer than two groups, or without replicates.
    pub interval: Option<Interval>,
}

/// Two annotators.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairAgreement {
    /// The one given first.
    pub first: String,
    /// The other.
    pub second: String,
    /// How many rows both labelled.
    pub rows: usize,
    /// The share of them on which they agree.
    pub observed: Measure,
    /// Cohen's kappa (Cohen 1960), (pₒ − pₑ) / (1 − pₑ).
    pub cohen_kappa: Measure,
}

/// One label.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LabelAgreement {
    /// How often each annotator gave it in the rows that count, in the order of
    /// the annotators.
    pub given: Vec<usize>,
    /// Specific agreement: the share of equal pairs of labels among those with
    /// this label. With two annotators it is 2·both / (first + second) (Cicchetti
    /// and Feinstein 1990), which is also the F1 of one against the other.
    pub specific: Measure,
}

/// The measures of one draw of rows.
struct Scores {
    observed: Option<f64>,
    fleiss: Option<f64>,
    alpha: Option<f64>,
    /// Share and kappa of each pair.
    pairs: Vec<(Option<f64>, Option<f64>)>,
    labels: Vec<Option<f64>>,
}

impl Agreement {
    /// Measures how far annotators agree.
    ///
    /// `given` holds a row for each text and in it the label of each annotator, as
    /// an index into `labels`, or none. `groups` names the group of each row; a row
    /// of an empty name, and each row without `groups`, is a group of its own.
    ///
    /// # Errors
    ///
    /// If there are fewer than two annotators, the shapes do not fit, an index is
    /// no label, or no row has two labels.
    pub fn new(
        annotators: &[String],
        labels: &Labels,
        given: &[Vec<Option<usize>>],
        groups: Option<&[String]>,
        resampling: &Resampling,
    ) -> Result<Self> {
        if annotators.len() < 2 {
            return Err(Error::new("there are fewer than two annotators")
                .remedy("give the labels of at least two"));
        }
        if let Some(groups) = groups {
            check_length("groups", groups.len(), given.len())?;
        }
        for row in given {
            check_length("labels in a row", row.len(), annotators.len())?;
            if let Some(label) = row.iter().flatten().find(|&&label| label >= labels.len()) {
                return Err(Error::new(format!(
                    "label {label} is outside of the {} labels",
                    labels.len()
                ))
                .remedy("give indices into the label set"));
            }
        }
        let table = Table::new(given);
        if table.rows.is_empty() {
            return Err(Error::new("no row has labels of two annotators")
                .remedy("check that the annotators labelled the same rows"));
        }
        let names: Option<Vec<String>> =
            groups.map(|groups| table.rows.iter().map(|&row| groups[row].clone()).collect());
        let groups = Groups::new(table.rows.len(), names.as_deref());
        Ok(table.agreement(annotators, labels, given.len(), &groups, resampling))
    }
}

/// The rows with two labels or more.
struct Table<'a> {
    /// Their places among all rows.
    rows: Vec<usize>,
    /// The labels by annotator.
    by_annotator: Vec<&'a [Option<usize>]>,
    /// The labels by how many gave them.
    counted: Vec<Given>,
    /// Whether each annotator gave a label.
    complete: Vec<bool>,
}

impl<'a> Table<'a> {
    fn new(given: &'a [Vec<Option<usize>>]) -> Self {
        let mut table = Self {
            rows: Vec::new(),
            by_annotator: Vec::new(),
            counted: Vec::new(),
            complete: Vec::new(),
        };
        for (place, row) in given.iter().enumerate() {
            let mut counts: BTreeMap<usize, u64> = BTreeMap::new();
            for &label in row.iter().flatten() {
                *counts.entry(label).or_default() += 1;
            }
            let counted: Given = counts.into_iter().collect();
            if annotators(&counted) > 1 {
                table.rows.push(place);
                table.complete.push(row.iter().all(Option::is_some));
                table.by_annotator.push(row);
                table.counted.push(counted);
            }
        }
        table
    }

    /// The labels of two annotators in those of these rows that both labelled.
    fn both(
        &self,
        (first, second): (usize, usize),
        rows: impl Iterator<Item = usize>,
    ) -> impl Iterator<Item = (usize, usize)> {
        rows.filter_map(move |row| {
            let labels = self.by_annotator[row];
            Some((labels[first]?, labels[second]?))
        })
    }

    fn scores(&self, rows: &[usize], pairs: &[(usize, usize)], labels: usize) -> Scores {
        let sums = Sums::of(rows.iter().map(|&row| &self.counted[row]));
        let complete = rows.iter().filter(|&&row| self.complete[row]);
        let of_pair = |&pair: &(usize, usize)| {
            let counts = count_labels(labels, self.both(pair, rows.iter().copied()));
            let any = counts.iter().any(|label: &LabelCounts| label.support > 0);
            (
                any.then(|| metrics::accuracy(&counts)),
                metrics::cohen_kappa(&counts),
            )
        };
        Scores {
            observed: sums.observed(),
            fleiss: Sums::of(complete.map(|&row| &self.counted[row])).fleiss(),
            alpha: sums.alpha(),
            pairs: pairs.iter().map(of_pair).collect(),
            labels: (0..labels).map(|label| sums.specific(label)).collect(),
        }
    }

    fn agreement(
        &self,
        annotators: &[String],
        labels: &Labels,
        given: usize,
        groups: &Groups,
        resampling: &Resampling,
    ) -> Agreement {
        let pairs: Vec<(usize, usize)> = (0..annotators.len())
            .flat_map(|first| (first + 1..annotators.len()).map(move |second| (first, second)))
            .collect();
        let all: Vec<usize> = (0..self.rows.len()).collect();
        let scores = self.scores(&all, &pairs, labels.len());
        let replicates = resampling.replicates(groups, |draw| {
            self.scores(&draw.collect::<Vec<_>>(), &pairs, labels.len())
        });
        let measure = |score: &dyn Fn(&Scores) -> Option<f64>| {
            let value = score(&scores);
            let interval = value.and_then(|_| Interval::of(replicates.iter().map(score)));
            Measure { value, interval }
        };
        Agreement {
            annotators: annotators.to_vec(),
            rows: self.rows.len(),
            complete_rows: self.complete.iter().filter(|complete| **complete).count(),
            single_rows: given - self.rows.len(),
            disagreements: self.counted.iter().filter(|row| row.len() > 1).count(),
            groups: groups.len(),
            observed: measure(&|scores| scores.observed),
            fleiss_kappa: measure(&|scores| scores.fleiss),
            krippendorff_alpha: measure(&|scores| scores.alpha),
            pairs: (pairs.iter().enumerate())
                .map(|(place, &pair)| PairAgreement {
                    first: annotators[pair.0].clone(),
                    second: annotators[pair.1].clone(),
                    rows: self.both(pair, all.iter().copied()).count(),
                    observed: measure(&|scores| scores.pairs[place].0),
                    cohen_kappa: measure(&|scores| scores.pairs[place].1),
                })
                .collect(),
            labels: (labels.iter().enumerate())
                .map(|(label, name)| {
                    let agreement = LabelAgreement {
                        given: (0..annotators.len())
                            .map(|annotator| self.times(annotator, label))
                            .collect(),
                        specific: measure(&|scores| scores.labels[label]),
                    };
                    (name.to_owned(), agreement)
                })
                .collect(),
            resampling: *resampling,
        }
    }

    /// How often the annotator gave the label.
    fn times(&self, annotator: usize, label: usize) -> usize {
        let rows = self.by_annotator.iter();
        rows.filter(|row| row[annotator] == Some(label)).count()
    }
}
