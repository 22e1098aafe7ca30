//! `stance check`.

use std::path::PathBuf;

use stance::check::{CheckOptions, ModelOptions, check};
use stance::{Labels, report};

use super::ReportFormat;
use super::apart;
use super::failure::{Outcome, Result};
use super::progress;
use super::reading::{RowArgs, inputs, say_assumed};
use super::sink::Sink;

/// Look labelled files over: empty, doubled, contradicting and suspect rows
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Labelled .csv, .tsv or .jsonl files with the columns text and label; no text may be in two of them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    reading: RowArgs,
    /// How to print the report
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    format: ReportFormat,
    /// Write the report to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// End with status 1 on warnings too
    #[arg(long)]
    strict: bool,
    /// All labels that there are, instead of a guess which are misspelt
    #[arg(long, value_name = "LABEL,…", value_delimiter = ',')]
    labels: Option<Vec<String>>,
    /// The most characters of a text
    #[arg(long, value_name = "N", default_value_t = CheckOptions::default().longest)]
    longest: usize,
    /// From which share of common character 5-grams on two texts are nearly the same (Jaccard index)
    #[arg(long, value_name = "SHARE", default_value_t = CheckOptions::default().similarity)]
    similarity: f64,
    /// Do not ask a model which labels are suspect
    #[arg(long)]
    no_model: bool,
    /// In how many parts the rows are cut; each is judged by a model of the others
    #[arg(long, value_name = "K", default_value_t = ModelOptions::default().folds, conflicts_with = "no_model")]
    folds: usize,
    /// Seed of the folds
    #[arg(long, value_name = "N", default_value_t = ModelOptions::default().seed, conflicts_with = "no_model")]
    seed: u64,
    /// How many suspect rows to list, and how many that the model is least sure of
    #[arg(long, value_name = "N", default_value_t = ModelOptions::default().most, conflicts_with = "no_model")]
    suspects: usize,
}

pub fn run(args: &Args) -> Result<Outcome> {
    let inputs = inputs(&args.files);
    let labels = args.labels.as_ref();
    let options = CheckOptions {
        reading: args.reading.options(),
        labels: labels
            .map(|labels| Labels::new(labels.iter().map(String::as_str)))
            .transpose()?,
        longest: args.longest,
        similarity: args.similarity,
        model: (!args.no_model).then(|| ModelOptions {
            folds: args.folds,
            seed: args.seed,
            most: args.suspects,
            ..ModelOptions::default()
        }),
    };
    // Before the work, so that a wrong path does not cost it.
    apart::check(&[apart::output(args.output.as_deref())], &args.files)?;
    let mut sink = Sink::open(args.output.as_deref())?;
    let bar = progress::bar((!args.no_model).then_some(args.folds as u64), "fits");
    bar.set_message("checking");
    let report = check(&inputs, &options, |_| bar.inc(1))?;
    bar.finish_and_clear();
    say_assumed(&options.reading);
    let text = match args.format {
        ReportFormat::Text => report::text::check(&report, &sink.style()),
        ReportFormat::Json => report::json::check(&report)?,
        ReportFormat::Markdown => report::markdown::check(&report),
    };
    sink.write(&text)?;
    sink.finish()?;
    Ok(
        match report.errors > 0 || args.strict && report.warnings > 0 {
            true => Outcome::No,
            false => Outcome::Done,
        },
    )
}
