//! `stance evaluate`.

mod folder;
mod mistakes;
mod source;

use std::iter;
use std::path::{Path, PathBuf};

use clap::ArgGroup;
use stance::evaluate::{
    Baseline, Evaluation, LearningPoint, PredictedRow, Resampling, Run, Threshold,
};
use stance::{Dataset, Error, Input, Labels, report};

use super::apart;
use super::failure::{Failure, Outcome, Result};
use super::fit::FitArgs;
use super::reading::RowArgs;
use super::sink::Sink;
use super::{ModelArg, folds, say, share};
use source::Predicted;

/// Compare labels with those of a model, or of a training
#[derive(Debug, clap::Args)]
#[command(
    group = ArgGroup::new("training").args(["folds", "train"]),
    mut_arg("preset", |arg| arg.requires("training")),
    mut_arg("groups", |arg| arg.requires("training")),
    mut_arg("alpha", |arg| arg.requires("training")),
    mut_arg("min_df", |arg| arg.requires("training")),
    mut_arg("max_features", |arg| arg.requires("training")),
    mut_arg("class_weight", |arg| arg.requires("training")),
    mut_arg("tolerance", |arg| arg.requires("training")),
)]
pub struct Args {
    /// A labelled .csv, .tsv or .jsonl file with the columns text and label, and perhaps group
    labels: PathBuf,
    #[command(flatten)]
    reading: RowArgs,
    #[command(flatten)]
    model: ModelArg,
    /// Use no model: cross-validate the training on LABELS with this many folds, groups kept together
    #[arg(long, value_name = "K", value_parser = folds, conflicts_with = "model")]
    folds: Option<usize>,
    /// Use no model: train on this labelled file
    #[arg(long, value_name = "FILE", conflicts_with = "model")]
    train: Option<PathBuf>,
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
    /// Also write report.json, report.md, report.html and report.junit.xml to this folder
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,
    /// Fail if a metric is below a number, such as macro_f1=0.70 or accusation.recall=0.6; may be repeated
    #[arg(long, value_name = "METRIC=NUMBER", value_parser = Threshold::at_least)]
    fail_under: Vec<Threshold>,
    /// Fail if log_loss, brier or expected_calibration_error is above a number, such as log_loss=0.9; may be repeated
    #[arg(long, value_name = "METRIC=NUMBER", value_parser = Threshold::at_most)]
    fail_over: Vec<Threshold>,
    /// Compare with the report.json of an earlier run on the same LABELS, and fail if the macro-F1 fell beyond chance
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// By how much the macro-F1 may fall
    #[arg(long, value_name = "NUMBER", default_value_t = 0.01, requires = "baseline", value_parser = share)]
    max_drop: f64,
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
    /// A page with curves and the worst mistakes
    Html,
    /// JUnit XML for a build server
    Junit,
    /// Annotations for GitHub Actions
    Github,
}

pub fn run(args: &Args) -> Result<Outcome> {
    let input = Input::new(&args.labels);
    let dataset = (args.reading).read(|options| Dataset::read_with(&input, options))?;
    let baseline = baseline(args, &dataset)?;
    if let Some(folder) = &args.report {
        folder::prepare(folder)?;
    }
    let reports = args.report.iter().flat_map(|folder| folder::files(folder));
    let reports: Vec<PathBuf> = reports.collect();
    let outputs: Vec<&Path> = (reports.iter().map(PathBuf::as_path))
        .chain([apart::output(args.output.as_deref())])
        .collect();
    let read = [&args.model.model, &args.train, &args.baseline];
    apart::check(
        &outputs,
        iter::once(&args.labels).chain(read.into_iter().flatten()),
    )?;
    let mut sink = Sink::open(args.output.as_deref())?;
    let predicted = source::predict(args, &dataset)?;
    let run = evaluate(args, &dataset, &predicted, baseline.as_ref())?;
    let mistakes = mistakes::worst(&run, &dataset, &predicted.explanations);

    if let Some(folder) = &args.report {
        folder::write(folder, &run, &mistakes)?;
    }
    let report = match args.format {
        Format::Text => report::text::run(&run, &sink.style()),
        Format::Json => report::json::run(&run)?,
        Format::Markdown => report::markdown::run(&run),
        Format::Html => report::html::run(&run, &mistakes)?,
        Format::Junit => report::junit::run(&run)?,
        Format::Github => report::github::run(&run),
    };
    sink.write(&report)?;
    sink.finish()?;
    for gate in run.gates.iter().filter(|gate| !gate.passed) {
        say(&format!("gate failed: {}", gate.message));
    }
    Ok(match run.passed() {
        true => Outcome::Done,
        false => Outcome::No,
    })
}

/// The baseline that was named, if it is of these rows.
fn baseline(args: &Args, dataset: &Dataset) -> Result<Option<Baseline>> {
    let Some(path) = &args.baseline else {
        return Ok(None);
    };
    if args.replicates == 0 {
        let error = Error::new("a baseline needs the replicates of the bootstrap");
        return Err(Failure::Usage(error.remedy("leave out --replicates 0")));
    }
    let baseline = Baseline::read(path)?;
    baseline.check(&args.labels.to_string_lossy(), dataset.sha256.as_deref())?;
    Ok(Some(baseline))
}

fn evaluate(
    args: &Args,
    dataset: &Dataset,
    predicted: &Predicted,
    baseline: Option<&Baseline>,
) -> Result<Run> {
    let labels = &predicted.labels;
    let truth = &predicted.truth;
    let groups = dataset.groups();
    let resampling = Resampling {
        seed: args.seed,
        replicates: args.replicates,
    };
    let evaluation =
        |probabilities| Evaluation::new(labels, truth, probabilities, Some(&groups), &resampling);
    let learning_curve = (predicted.parts.iter())
        .map(|step| {
            Ok(LearningPoint::new(
                step.rows,
                &evaluation(&step.probabilities)?,
            ))
        })
        .collect::<stance::Result<_>>()?;
    let lines: Vec<u64> = dataset.examples.iter().map(|row| row.line).collect();
    let mut run = Run {
        labels_file: args.labels.to_string_lossy().into_owned(),
        labels_sha256: dataset.sha256.clone(),
        model: predicted.model.clone(),
        gates: Vec::new(),
        against: None,
        evaluation: evaluation(&predicted.probabilities)?,
        learning_curve,
        rows: PredictedRow::all(labels, &lines, truth, &predicted.probabilities),
    };
    for threshold in args.thresholds() {
        run.gates.push(threshold.gate(&run.evaluation)?);
    }
    if let Some(baseline) = baseline {
        let against = baseline.compare(&run, Some(&groups), &resampling)?;
        run.gates.push(against.gate(args.max_drop));
        run.against = Some(against);
    }
    Ok(run)
}

impl Args {
    /// The sizes of the parts.
    fn sizes(&self) -> Vec<usize> {
        self.sizes.iter().map(|&size| size as usize).collect()
    }

    /// Checks what is asked of the scores before they are computed.
    fn check_thresholds(&self, labels: &Labels) -> stance::Result<()> {
        self.thresholds()
            .try_for_each(|threshold| threshold.check(labels))
    }

    fn thresholds(&self) -> impl Iterator<Item = &Threshold> {
        self.fail_under.iter().chain(&self.fail_over)
    }
}
