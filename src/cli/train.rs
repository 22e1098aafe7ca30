//! `stance train`.

use std::io::Write;
use std::path::PathBuf;

use stance::model::{Classifier, Confirmation, TrainOptions, Validation, cross_validate, tune};
use stance::report::{self, TextStyle};
use stance::{Dataset, Error, Input, WholeFile};

use super::failure::{Outcome, Result};
use super::fit::FitArgs;
use super::progress;
use super::reading::RowArgs;
use super::say;

/// Train a model on a labelled CSV
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A labelled .csv, .tsv or .jsonl file with the columns text and label, and perhaps group
    labels: String,
    #[command(flatten)]
    reading: RowArgs,
    /// Where to write the model
    #[arg(
        short,
        long,
        value_name = "FILE",
        default_value = "models/stance.model"
    )]
    model: PathBuf,
    #[command(flatten)]
    fit: FitArgs,
    /// The largest dense matrix, in bytes, on which linfa confirms the optimum
    #[arg(long, value_name = "BYTES")]
    dense_bytes: Option<u64>,
    /// Cross-validate with this many folds, and calibrate the probabilities by them (0: neither)
    #[arg(long, value_name = "K", default_value_t = 5)]
    folds: usize,
    /// Seed of the folds
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Search groups of features and alpha by the folds, beginning with the preset
    #[arg(long, conflicts_with_all = ["groups", "alpha"])]
    tune: bool,
}

pub fn run(args: &Args) -> Result<Outcome> {
    let input = Input::new(&args.labels);
    let dataset = (args.reading).read(|options| Dataset::read_with(&input, options))?;
    let mut options = args.fit.options()?;
    options.dense_bytes = args.dense_bytes.unwrap_or(options.dense_bytes);
    // Before the work, so that a wrong path does not cost it.
    let mut file = WholeFile::create(&args.model)?;
    if args.tune {
        options = tuned(args, &dataset, &options)?;
    }
    let bar = progress::bar(Some(args.folds as u64 + 1), "fits");
    bar.set_message("training");
    bar.tick();
    let mut classifier = Classifier::fit(&dataset, &options)?;
    bar.inc(1);
    let validated = match args.folds {
        0 => None,
        folds => {
            bar.set_message("cross-validating");
            let out_of_fold = cross_validate(&dataset, &options, folds, args.seed, |_| bar.inc(1))?;
            Some(Validation::new(&dataset, &out_of_fold, folds, args.seed)?)
        }
    };
    if let Some(validation) = validated {
        classifier = classifier.calibrated(validation);
    }
    bar.finish_and_clear();
    let bytes = classifier.to_bytes()?;
    file.write_all(&bytes)
        .map_err(|error| Error::io(&args.model, error))?;
    file.finish()?;
    report(args, &dataset, &classifier);
    Ok(Outcome::Done)
}

/// The options that a search chose; says what was tried and why it was chosen.
fn tuned(args: &Args, dataset: &Dataset, options: &TrainOptions) -> Result<TrainOptions> {
    let bar = progress::bar(Some(0), "fits");
    bar.set_message("tuning");
    bar.tick();
    let tuning = tune(dataset, options, args.folds, args.seed, |done, most| {
        bar.set_length(most as u64);
        bar.set_position(done as u64);
    })?;
    bar.finish_and_clear();
    say(report::text::tuning(&tuning, &TextStyle::default()).trim_end());
    Ok(tuning.apply(options)?)
}

/// Says on standard error what was trained and how to use it.
fn report(args: &Args, dataset: &Dataset, classifier: &Classifier) {
    let record = classifier.record();
    let counts: Vec<String> = dataset
        .labels
        .iter()
        .zip(&record.support)
        .map(|(label, rows)| format!("{label} {rows}"))
        .collect();
    say(&format!("{} rows: {}", record.rows, counts.join(", ")));
    let linfa = match record.linfa {
        Confirmation::Confirmed => "confirmed by linfa-logistic",
        Confirmation::MatrixAboveCap => {
            "sparse solver alone: linfa's dense matrix would exceed --dense-bytes"
        }
        Confirmation::RowsWeighted => "sparse solver alone: linfa has no weights of rows",
        Confirmation::MarginsTooFarApart => {
            "sparse solver alone: the margins are too far apart for linfa's arithmetic"
        }
    };
    say(&format!(
        "{} features, objective {:.4} after {} Newton steps, {linfa}",
        classifier.extractor().columns(),
        record.objective,
        record.steps,
    ));
    match &record.validation {
        Some(validation) => tell(validation),
        None => say(
            "not cross-validated (--folds 0): its scores are not known, and its probabilities \
             are not calibrated",
        ),
    }
    let model = args.model.display();
    say(&format!(
        "wrote {model}; use it with: stance predict -m {model} seeds/"
    ));
}

/// What cross-validation said.
fn tell(validation: &Validation) {
    let (before, after) = (validation.before, validation.after);
    say(&format!(
        "{}-fold cross-validation: macro F1 {:.3}, accuracy {:.3}",
        validation.folds, validation.macro_f1, validation.accuracy
    ));
    say(&format!(
        "calibrated at temperature {:.3}: expected calibration error {:.3} -> {:.3}, \
         log-loss {:.3} -> {:.3}",
        validation.temperature.value(),
        before.expected_calibration_error,
        after.expected_calibration_error,
        before.log_loss,
        after.log_loss,
    ));
    say(report::text::abstention(validation, &TextStyle::default()).trim_end());
}
