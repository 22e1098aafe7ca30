//! `stance evaluate`.

mod source;

use std::path::PathBuf;

use clap::ArgGroup;
use stance::evaluate::{Evaluation, LearningPoint, PredictedRow, Resampling, Run};
use stance::report;
use stance::{Dataset, Input};

use super::ModelArg;
use super::failure::{Outcome, Result};
use super::fit::FitArgs;
use super::labels::truth;
use super::sink::Sink;

/// Compare labels with those of a model, or of a training
#[derive(Debug, clap::Args)]
#[command(
    group = ArgGroup::new("training").args(["folds", "train"]),
    mut_arg("preset", |arg| arg.requires("training")),
    mut_arg("alpha", |arg| arg.requires("training")),
    mut_arg("class_weight", |arg| arg.requires("training")),
)]
pub struct Args {
    /// A labelled .csv or .jsonl file with the columns text and label, and perhaps group
    labels: String,
    #[command(flatten)]
    model: ModelArg,
    /// Use no model: cross-validate the training on LABELS with this many folds, groups kept together
    #[arg(long, value_name = "K", conflicts_with = "model")]
    folds: Option<usize>,
    /// Use no model: train on this labelled file
    #[arg(long, value_name = "FILE", conflicts_with = "model")]
    train: Option<String>,
    #[command(flatten)]
    fit: FitArgs,
    /// Also train on random parts of the rows, to see what more rows would bring
    #[arg(long, requires = "training")]
    learning_curve: bool,
    /// How many rows these parts have at least
    #[arg(long, value_name = "N,…", value_delimiter = ',', default_values_t = [1_000, 2_000, 4_000], requires = "learning_curve", value_parser = clap::value_parser!(u32).range(1..))]
    sizes: Vec<u32>,
    /// How to print the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write the report to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Seed of folds, parts and intervals
    #[arg(long, value_name = "N", default_value_t = Resampling::default().seed)]
    seed: u64,
    /// How many samples the intervals are drawn from (0: no intervals)
    #[arg(long, value_name = "N", default_value_t = Resampling::default().replicates)]
    replicates: usize,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Format {
    Text,
    Json,
    Markdown,
}

pub fn run(args: &Args) -> Result<Outcome> {
    let input = Input::new(&args.labels);
    let dataset = Dataset::read(&input)?;
    let run = evaluate(args, &input, &dataset)?;

    let mut sink = Sink::open(args.output.as_deref())?;
    let report = match args.format {
        Format::Text => report::text::run(&run, &sink.style()),
        Format::Json => report::json::run(&run)?,
        Format::Markdown => report::markdown::run(&run),
    };
    sink.text(&report)?;
    sink.finish()?;
    Ok(Outcome::Done)
}

fn evaluate(args: &Args, input: &Input, dataset: &Dataset) -> Result<Run> {
    let predicted = source::predict(args, dataset)?;
    let labels = &predicted.labels;
    let truth = truth(dataset, labels).map_err(|error| error.at(input.name()))?;
    let groups = dataset.groups();
    let resampling = Resampling {
        seed: args.seed,
        replicates: args.replicates,
    };
    let evaluation =
        |probabilities| Evaluation::new(labels, &truth, probabilities, Some(&groups), &resampling);
    let learning_curve = (predicted.parts.iter())
        .map(|step| {
            Ok(LearningPoint::new(
                step.rows,
                &evaluation(&step.probabilities)?,
            ))
        })
        .collect::<stance::Result<_>>()?;
    let lines: Vec<u64> = dataset.examples.iter().map(|row| row.line).collect();
    Ok(Run {
        labels_file: args.labels.clone(),
        labels_sha256: dataset.sha256.clone(),
        model: predicted.model,
        gates: Vec::new(),
        evaluation: evaluation(&predicted.probabilities)?,
        learning_curve,
        rows: PredictedRow::all(labels, &lines, &truth, &predicted.probabilities),
    })
}

impl Args {
    /// The sizes of the parts.
    fn sizes(&self) -> Vec<usize> {
        self.sizes.iter().map(|&size| size as usize).collect()
    }
}
