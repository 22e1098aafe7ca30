//! Where the predictions that are evaluated come from.

use ndarray::Array2;
use stance::model::{
    Classifier, LearningStep, TrainOptions, cross_validate, cross_validated_learning_curve,
    learning_curve,
};
use stance::{Dataset, Input, Labels};

use super::super::failure::Result;
use super::super::progress;
use super::Args;

/// Predictions for the rows of a labelled file.
pub struct Predicted {
    /// What predicted.
    pub model: String,
    /// The labels that it tells apart.
    pub labels: Labels,
    /// The model, if one model predicted all rows.
    pub classifier: Option<Classifier>,
    /// Rows × labels.
    pub probabilities: Array2<f64>,
    /// What models of parts of the training rows predicted, up to all rows; empty
    /// if that was not asked for.
    pub parts: Vec<LearningStep>,
}

/// Predicts the rows by the model, or by the training, that the arguments name.
pub fn predict(args: &Args, dataset: &Dataset) -> Result<Predicted> {
    match (&args.train, args.folds) {
        (Some(file), _) => trained(args, file, dataset),
        (None, Some(folds)) => folded(args, folds, dataset),
        (None, None) => {
            let classifier = args.model.load()?;
            args.check_thresholds(classifier.labels())?;
            Ok(Predicted {
                model: args.model.name(),
                labels: classifier.labels().clone(),
                probabilities: classifier.predict_proba(&dataset.texts()),
                classifier: Some(classifier),
                parts: Vec::new(),
            })
        }
    }
}

/// Out-of-fold predictions.
fn folded(args: &Args, folds: usize, dataset: &Dataset) -> Result<Predicted> {
    args.check_thresholds(&dataset.labels)?;
    let options = args.fit.options()?;
    let sizes = args.sizes();
    let fits = match args.learning_curve {
        // Sizes that turn out too large end the bar early.
        true => folds * (sizes.len() + 1),
        false => folds,
    };
    let bar = progress::bar(Some(fits as u64), "fits");
    bar.tick();
    let (probabilities, parts) = if args.learning_curve {
        split(cross_validated_learning_curve(
            dataset,
            &options,
            folds,
            &sizes,
            args.seed,
            || bar.inc(1),
        )?)
    } else {
        let probabilities = cross_validate(dataset, &options, folds, args.seed, |_| bar.inc(1))?;
        (probabilities, Vec::new())
    };
    bar.finish_and_clear();
    Ok(Predicted {
        model: format!("{folds}-fold cross-validation, alpha {}", options.alpha),
        labels: dataset.labels.clone(),
        classifier: None,
        probabilities,
        parts,
    })
}

/// Predictions by a model that is trained for them alone.
fn trained(args: &Args, file: &str, dataset: &Dataset) -> Result<Predicted> {
    let input = Input::new(file);
    let train = (args.reading).read(|options| Dataset::read_with(&input, options))?;
    args.check_thresholds(&train.labels)?;
    let options = args.fit.options()?;
    let texts = dataset.texts();
    let (classifier, probabilities, parts) = if args.learning_curve {
        let sizes = args.sizes();
        let bar = progress::bar(Some(sizes.len() as u64 + 1), "fits");
        bar.tick();
        let done = || bar.inc(1);
        let steps = learning_curve(&train, &texts, &options, &sizes, args.seed, done)?;
        bar.finish_and_clear();
        let (probabilities, parts) = split(steps);
        (None, probabilities, parts)
    } else {
        let options = TrainOptions {
            dense_bytes: 0,
            ..options.clone()
        };
        let classifier = Classifier::fit(&train, &options)?;
        let probabilities = classifier.predict_proba(&texts);
        (Some(classifier), probabilities, Vec::new())
    };
    Ok(Predicted {
        model: format!("trained on {file}, alpha {}", options.alpha),
        labels: train.labels,
        classifier,
        probabilities,
        parts,
    })
}

/// The predictions of all rows, which are the last step's, and all steps.
fn split(steps: Vec<LearningStep>) -> (Array2<f64>, Vec<LearningStep>) {
    let all = steps.last().map(|step| step.probabilities.clone());
    (all.unwrap_or_default(), steps)
}
