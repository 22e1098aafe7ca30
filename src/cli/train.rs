//! `stance train`.

use std::io::Write;
use std::path::PathBuf;

use ndarray::Array2;
use stance::evaluate::{Evaluation, Resampling};
use stance::model::{Classifier, Confirmation, cross_validate};
use stance::{Dataset, Error, Input, WholeFile};

use super::failure::{Outcome, Result};
use super::fit::FitArgs;
use super::progress;
use super::say;

/// Train a model on a labelled CSV
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A labelled .csv or .jsonl file with the columns text and label, and perhaps group
    labels: String,
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
    /// Cross-validate with this many folds (0: do not)
    #[arg(long, value_name = "K", default_value_t = 5)]
    folds: usize,
    /// Seed of the folds and of the intervals
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

pub fn run(args: &Args) -> Result<Outcome> {
    let dataset = Dataset::read(&Input::new(&args.labels))?;
    let mut options = args.fit.options();
    options.dense_bytes = args.dense_bytes.unwrap_or(options.dense_bytes);
    let bar = progress::bar(Some(args.folds as u64 + 1), "fits");
    // Before the work, so that a wrong path does not cost it.
    let mut file = WholeFile::create(&args.model)?;
    bar.set_message("training");
    bar.tick();
    let classifier = Classifier::fit(&dataset, &options)?;
    bar.inc(1);
    let scores = if args.folds == 0 {
        None
    } else {
        bar.set_message("cross-validating");
        let out_of_fold =
            cross_validate(&dataset, &options, args.folds, args.seed, |_| bar.inc(1))?;
        Some(evaluate(&dataset, &out_of_fold, args.seed)?)
    };
    bar.finish_and_clear();
    let bytes = classifier.to_bytes()?;
    file.write_all(&bytes)
        .map_err(|error| Error::io(&args.model, error))?;
    file.finish()?;
    report(args, &dataset, &classifier, scores.as_ref());
    Ok(Outcome::Done)
}

fn evaluate(dataset: &Dataset, out_of_fold: &Array2<f64>, seed: u64) -> stance::Result<Evaluation> {
    let resampling = Resampling {
        seed,
        ..Resampling::default()
    };
    Evaluation::new(
        &dataset.labels,
        &dataset.truth(),
        out_of_fold,
        Some(&dataset.groups()),
        &resampling,
    )
}

/// Says on standard error what was trained and how to use it.
fn report(args: &Args, dataset: &Dataset, classifier: &Classifier, scores: Option<&Evaluation>) {
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
    if let Some(scores) = scores {
        say(&format!(
            "{}-fold cross-validation: macro F1 {:.3}, accuracy {:.3}",
            args.folds, scores.macro_f1, scores.accuracy
        ));
    }
    let model = args.model.display();
    say(&format!(
        "wrote {model}; use it with: stance predict -m {model} seeds/"
    ));
}
