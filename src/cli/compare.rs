//! `stance compare`.

use std::path::{Path, PathBuf};

use stance::evaluate::{Comparison, predicted_labels, read_predictions};
use stance::model::Classifier;
use stance::{Dataset, Input, InputKind, Labels, ReadOptions, report};

use super::apart;
use super::failure::{Outcome, Result};
use super::reading::RowArgs;
use super::sink::Sink;
use super::{ReportFormat, ResamplingArgs};

/// Say which of two models is better on the same rows, and whether that is more than chance
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The old model: a model file, or a .csv or .jsonl file of its predictions for LABELS, written by stance predict --by row
    old: PathBuf,
    /// The new model, likewise
    new: PathBuf,
    /// A labelled .csv, .tsv or .jsonl file with the columns text and label, and perhaps group
    labels: PathBuf,
    #[command(flatten)]
    reading: RowArgs,
    /// How to print the report
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    format: ReportFormat,
    /// Write the report to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    resampling: ResamplingArgs,
}

pub fn run(args: &Args) -> Result<Outcome> {
    // Before the work, so that a wrong path does not cost it.
    apart::check(
        &[apart::output(args.output.as_deref())],
        [&args.old, &args.new, &args.labels],
    )?;
    let mut sink = Sink::open(args.output.as_deref())?;
    let labelled = Input::new(&args.labels);
    let (dataset, old, new) = args.reading.read(|options| {
        let dataset = Dataset::read_with(&labelled, options)?;
        let old = predictions(&args.old, &dataset, options)?;
        let new = predictions(&args.new, &dataset, options)?;
        Ok((dataset, old, new))
    })?;
    let names = dataset.labels.iter().map(str::to_owned);
    let labels = Labels::new(names.chain(old.iter().chain(&new).cloned()))?;
    let truth = (dataset.examples.iter()).map(|row| dataset.labels.name(row.label));
    let comparison = Comparison::new(
        &labels,
        &indices(&labels, truth),
        &indices(&labels, old.iter().map(String::as_str)),
        &indices(&labels, new.iter().map(String::as_str)),
        Some(&dataset.groups()),
        &args.resampling.resampling(),
    )?;
    let rows: Vec<String> = (dataset.examples.iter())
        .map(|row| format!("{}:{}", args.labels.display(), row.line))
        .collect();

    let report = match args.format {
        ReportFormat::Text => report::text::comparison(&comparison, &rows, &sink.style()),
        ReportFormat::Json => report::json::comparison(&comparison, &rows)?,
        ReportFormat::Markdown => report::markdown::comparison(&comparison, &rows),
    };
    sink.write(&report)?;
    sink.finish()?;
    Ok(Outcome::Done)
}

/// The labels that a model, or a file of predictions, gives the rows.
fn predictions(
    file: &Path,
    dataset: &Dataset,
    options: &ReadOptions,
) -> stance::Result<Vec<String>> {
    let input = Input::new(file);
    if let Some(InputKind::Csv | InputKind::Tsv | InputKind::JsonLines) = input.kind() {
        return read_predictions(&input, dataset, options);
    }
    let classifier = Classifier::load(file)?;
    let predicted = predicted_labels(&classifier.predict_proba(&dataset.texts()));
    let labels = classifier.labels();
    Ok((predicted.into_iter())
        .map(|label| labels.name(label).to_owned())
        .collect())
}

/// The indices of names that are all among the labels.
fn indices<'n>(labels: &Labels, names: impl Iterator<Item = &'n str>) -> Vec<usize> {
    names.filter_map(|name| labels.index(name)).collect()
}
