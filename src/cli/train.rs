//! `stance train`.

use std::io::Write;
use std::path::PathBuf;

use stance::model::{
    Classifier, Confirmation, Phase, TrainOptions, Validation, cross_validate, tune,
};
use stance::report::{self, TextStyle};
use stance::{Dataset, Error, Input, WholeFile};

use super::apart;
use super::failure::{Outcome, Result};
use super::fit::{FitArgs, SolverArg};
use super::progress;
use super::reading::RowArgs;
use super::{folds, say};

/// Train a model on a labelled CSV
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A labelled .csv, .tsv or .jsonl file with the columns text and label, and perhaps group
    labels: PathBuf,
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
    /// Who finds the optimum
    #[arg(long, value_enum, default_value = "auto")]
    solver: SolverArg,
    /// The largest dense matrix, in bytes, on which linfa finds or confirms the optimum
    #[arg(long, value_name = "BYTES")]
    dense_bytes: Option<u64>,
    /// The column with the weight of each row, a number above 0 [default: each row counts 1]
    #[arg(long, value_name = "COLUMN")]
    weight_field: Option<String>,
    /// Cross-validate with this many folds, and calibrate the probabilities by them (0: neither)
    /// [default: 5; from 50,000 rows on the first of 5 alone, which costs a fit and not five]
    #[arg(long, value_name = "K", value_parser = folds)]
    folds: Option<usize>,
    /// Seed of the folds
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Search groups of features and alpha by the folds, beginning with the preset
    #[arg(long, conflicts_with_all = ["groups", "alpha"])]
    tune: bool,
}

/// How many folds there are unless another number is asked for.
const FOLDS: usize = 5;
/// From how many rows on only the first of them is predicted unless all are asked
/// for: its 10,000 rows give an accuracy to ± 0.01.
const ROWS_FOR_ONE_FOLD: usize = 50_000;

pub fn run(args: &Args) -> Result<Outcome> {
    let bar = progress::bar(None, "passes");
    bar.set_message("reading");
    bar.tick();
    let input = Input::new(&args.labels);
    let dataset = (args.reading).read(|options| match &args.weight_field {
        Some(column) => Dataset::read_weighted(&input, column, options),
        None => Dataset::read_with(&input, options),
    })?;
    // The program ends when it is needed no more, so its many texts are not freed.
    let dataset: &'static Dataset = Box::leak(Box::new(dataset));
    let mut options = args.fit.options()?;
    options.solver = args.solver.into();
    options.dense_bytes = args.dense_bytes.unwrap_or(options.dense_bytes);
    apart::check(&[&args.model], [&args.labels])?;
    // Before the work, so that a wrong path does not cost it.
    let mut file = WholeFile::create(&args.model)?;
    if args.tune {
        options = tuned(args, dataset, &options)?;
    }
    let mut classifier = Classifier::fit_telling(dataset, &options, &|phase| {
        bar.set_message(match phase {
            Phase::Counting(group) => format!("counting {group}"),
            Phase::Rows => "making rows".into(),
            Phase::Solving(_) => "solving".into(),
            Phase::Linfa => "asking linfa".into(),
        });
        if let Phase::Solving(passes) = phase {
            bar.set_position(passes as u64);
        }
        bar.tick();
    })?;
    bar.finish_and_clear();
    if let Some(validation) = validated(args, dataset, &options)? {
        classifier = classifier.calibrated(validation);
    }
    let bytes = classifier.to_bytes()?;
    file.write_all(&bytes)
        .map_err(|error| Error::io(&args.model, error))?;
    file.finish()?;
    report(args, dataset, &classifier);
    Ok(Outcome::Done)
}

/// What the folds say, if there are any.
fn validated(args: &Args, dataset: &Dataset, options: &TrainOptions) -> Result<Option<Validation>> {
    let folds = args.folds.unwrap_or(FOLDS);
    if folds == 0 {
        return Ok(None);
    }
    let one = args.folds.is_none() && dataset.examples.len() >= ROWS_FOR_ONE_FOLD;
    let bar = progress::bar(Some(if one { 1 } else { folds as u64 }), "fits");
    bar.set_message("cross-validating");
    bar.tick();
    let validation = if one {
        Validation::of_first_fold(dataset, options, folds, args.seed)?
    } else {
        let out_of_fold = cross_validate(dataset, options, folds, args.seed, |_| bar.inc(1))?;
        Validation::new(dataset, &out_of_fold, folds, args.seed)?
    };
    bar.finish_and_clear();
    Ok(Some(validation))
}

/// The options that a search chose; says what was tried and why it was chosen.
fn tuned(args: &Args, dataset: &Dataset, options: &TrainOptions) -> Result<TrainOptions> {
    let bar = progress::bar(Some(0), "fits");
    bar.set_message("tuning");
    bar.tick();
    let folds = args.folds.unwrap_or(FOLDS);
    let tuning = tune(dataset, options, folds, args.seed, |done, most| {
        bar.set_length(most as u64);
        bar.set_position(done as u64);
    })?;
    bar.finish_and_clear();
    let told = report::text::tuning(&tuning, &TextStyle::default());
    told.trim_end().lines().for_each(say);
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
        Confirmation::NotAsked => "sparse solver alone, as asked for",
        Confirmation::Solved => "by linfa-logistic, as asked for",
    };
    let steps = match record.linfa {
        Confirmation::Solved => String::new(),
        _ => format!(" after {} Newton steps", record.steps),
    };
    say(&format!(
        "{} features, objective {:.4}{steps}, {linfa}",
        classifier.extractor().columns(),
        record.objective,
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
    let folds = match validation.rows {
        None => format!("{}-fold cross-validation", validation.folds),
        Some(rows) => format!(
            "the first of {} folds, {rows} rows (all with --folds {0})",
            validation.folds
        ),
    };
    say(&format!(
        "{folds}: macro F1 {:.3}, accuracy {:.3}",
        validation.macro_f1, validation.accuracy
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
    let abstention = report::text::abstention(validation, &TextStyle::default());
    abstention.trim_end().lines().for_each(say);
}
