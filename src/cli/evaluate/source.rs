//! Where the predictions that are evaluated come from.

use std::path::Path;

use ndarray::Array2;
use stance::model::{
    Classifier, Fold, LearningStep, cross_validate, cross_validated_learning_curve, learning_curve,
};
use stance::{Dataset, Input, Labels};

use super::super::failure::{Failure, Result};
use super::super::labels::truth;
use super::super::{progress, say};
use super::Args;
use super::mistakes::{self, Explanations};

/// Predictions for the rows of a labelled file.
pub struct Predicted {
    /// What predicted.
    pub model: String,
    /// The labels that it tells apart.
    pub labels: Labels,
    /// The labels of the rows as indices into them.
    pub truth: Vec<usize>,
    /// Rows × labels.
    pub probabilities: Array2<f64>,
    /// What models of parts of the training rows predicted, up to all rows; empty
    /// if that was not asked for.
    pub parts: Vec<LearningStep>,
    /// Why the worst mistakes were made.
    pub explanations: Explanations,
}

/// Predicts the rows by the model, or by the training, that the arguments name.
pub fn predict(args: &Args, dataset: &Dataset) -> Result<Predicted> {
    match (&args.train, args.folds) {
        (Some(file), _) => trained(args, file, dataset),
        (None, Some(folds)) => folded(args, folds, dataset),
        (None, None) => {
            let classifier = args.model.load()?;
            let truth = check(args, dataset, classifier.labels())?;
            if dataset.sha256.is_some() && dataset.sha256 == classifier.record().sha256 {
                say(
                    "note: the model was trained on these very rows, so the scores say nothing \
                     about others; --folds 5 does",
                );
            }
            by(&classifier, args.model.name(), dataset, truth)
        }
    }
}

/// Out-of-fold predictions.
fn folded(args: &Args, folds: usize, dataset: &Dataset) -> Result<Predicted> {
    let truth = check(args, dataset, &dataset.labels)?;
    let options = args.fit.options()?;
    let sizes = args.sizes();
    let fits = match args.learning_curve {
        // Sizes that turn out too large end the bar early.
        true => folds * (sizes.len() + 1),
        false => folds,
    };
    let bar = progress::bar(Some(fits as u64), "fits");
    bar.tick();
    // While the model of a fold is there; what a larger part of the rows says comes
    // later, and stays.
    let mut explained = Vec::new();
    let done = |fold: Fold| {
        let Fold {
            classifier,
            rows,
            probabilities,
            ..
        } = fold;
        explained.push(mistakes::explain(
            classifier,
            dataset,
            &truth,
            rows,
            probabilities,
        ));
        bar.inc(1);
    };
    let (probabilities, parts) = if args.learning_curve {
        let steps =
            cross_validated_learning_curve(dataset, &options, folds, &sizes, args.seed, done)?;
        (last(&steps), steps)
    } else {
        let probabilities = cross_validate(dataset, &options, folds, args.seed, done)?;
        (probabilities, Vec::new())
    };
    bar.finish_and_clear();
    let mut explanations = Explanations::new();
    for own in explained {
        explanations.extend(own?);
    }
    Ok(Predicted {
        model: format!("{folds}-fold cross-validation, alpha {}", options.alpha),
        labels: dataset.labels.clone(),
        truth,
        probabilities,
        parts,
        explanations,
    })
}

/// Predictions by a model that is trained for them alone.
fn trained(args: &Args, file: &Path, dataset: &Dataset) -> Result<Predicted> {
    let input = Input::new(file);
    let train = (args.reading).read(|options| Dataset::read_with(&input, options))?;
    let truth = check(args, dataset, &train.labels)?;
    let options = args.fit.options()?;
    let model = format!("trained on {}, alpha {}", file.display(), options.alpha);
    if args.learning_curve {
        let texts = dataset.texts();
        let sizes = args.sizes();
        let bar = progress::bar(Some(sizes.len() as u64 + 1), "fits");
        bar.tick();
        let done = || bar.inc(1);
        let (parts, classifier) =
            learning_curve(&train, &texts, &options, &sizes, args.seed, done)?;
        bar.finish_and_clear();
        let probabilities = last(&parts);
        return predicted(&classifier, model, dataset, truth, probabilities, parts);
    }
    let classifier = Classifier::fit(&train, &options.without_linfa())?;
    by(&classifier, model, dataset, truth)
}

/// What one classifier predicts for all rows.
fn by(
    classifier: &Classifier,
    model: String,
    dataset: &Dataset,
    truth: Vec<usize>,
) -> Result<Predicted> {
    let probabilities = classifier.predict_proba(&dataset.texts());
    predicted(classifier, model, dataset, truth, probabilities, Vec::new())
}

/// What one classifier predicted for all rows.
fn predicted(
    classifier: &Classifier,
    model: String,
    dataset: &Dataset,
    truth: Vec<usize>,
    probabilities: Array2<f64>,
    parts: Vec<LearningStep>,
) -> Result<Predicted> {
    let rows: Vec<usize> = (0..truth.len()).collect();
    Ok(Predicted {
        explanations: mistakes::explain(classifier, dataset, &truth, &rows, &probabilities)?,
        labels: classifier.labels().clone(),
        model,
        truth,
        probabilities,
        parts,
    })
}

/// The labels of the rows, before the work, as what predicts knows them; checks
/// also what is asked of the scores.
fn check(args: &Args, dataset: &Dataset, labels: &Labels) -> Result<Vec<usize>> {
    args.check_thresholds(labels).map_err(Failure::Usage)?;
    Ok(truth(dataset, labels).map_err(|error| error.at(&args.labels))?)
}

/// What was predicted after training on all rows.
fn last(steps: &[LearningStep]) -> Array2<f64> {
    let all = steps.last().map(|step| step.probabilities.clone());
    all.unwrap_or_default()
}
