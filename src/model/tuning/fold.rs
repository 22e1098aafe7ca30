//! The features of a fold, made once for all trials.

use ndarray::Array2;

use crate::dataset::Dataset;
use crate::error::Result;
use crate::features::FittedExtractor;
use crate::matrix::{CsrMatrix, FactoredMatrix};

use super::super::class_weight::row_weights;
use super::super::classifier::logits;
use super::super::objective::softmax_in_place;
use super::super::train::{LabelledRows, TrainOptions, solve};

/// The rows of a fold and those of the others as features of all groups.
pub struct Fold {
    extractor: FittedExtractor,
    others: FactoredMatrix,
    truth_of_others: Vec<usize>,
    weights_of_others: Option<Vec<f64>>,
    own: CsrMatrix,
    /// The places of its rows in the data set.
    pub rows: Vec<usize>,
}

impl Fold {
    /// The features of the fold, with vocabularies of the other folds' rows.
    ///
    /// # Errors
    ///
    /// If these have no feature, or a weight is of no label.
    pub fn new(
        dataset: &Dataset,
        options: &TrainOptions,
        fold_of: &[usize],
        fold: usize,
    ) -> Result<Self> {
        let others = dataset.filter(|row| fold_of[row] != fold);
        let own = dataset.filter(|row| fold_of[row] == fold);
        let texts = others.texts();
        let (extractor, matrix) = options.features.fit_factored(&texts, &|_| ())?;
        Ok(Self {
            others: matrix,
            truth_of_others: others.truth(),
            weights_of_others: row_weights(&options.class_weight, &others)?,
            own: extractor.transform(&own.texts()),
            extractor,
            rows: (0..fold_of.len())
                .filter(|&row| fold_of[row] == fold)
                .collect(),
        })
    }

    /// Whether this group has features here.
    pub fn has(&self, group: &str) -> bool {
        let groups = self.extractor.extractor().groups();
        groups.iter().any(|own| own.name == group)
    }

    /// The probabilities of the fold's rows (rows × labels) by a model of these
    /// groups that was trained on the others.
    ///
    /// # Errors
    ///
    /// If the fit does not converge.
    pub fn probabilities(
        &self,
        groups: &[String],
        labels: usize,
        options: &TrainOptions,
    ) -> Result<Array2<f64>> {
        let own = self.extractor.extractor().groups().iter().enumerate();
        let ranges: Vec<_> = own
            .filter(|(_, group)| groups.contains(&group.name))
            .map(|(place, _)| self.extractor.columns_of(place))
            .collect();
        let others = self.others.select_columns(&ranges);
        let rows = LabelledRows {
            truth: &self.truth_of_others,
            labels,
            weights: self.weights_of_others.as_deref(),
        };
        let solution = solve(others, rows, options, &|_| ())?;
        let own = self.own.select_columns(&ranges);
        let mut probabilities = Array2::zeros((own.rows(), labels));
        for (row, mut into) in probabilities.rows_mut().into_iter().enumerate() {
            if let Some(into) = into.as_slice_mut() {
                logits(&solution.weights, &solution.intercepts, own.row(row), into);
                softmax_in_place(into);
            }
        }
        Ok(probabilities)
    }
}
