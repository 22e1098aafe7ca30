//! `stance model`.

use std::path::PathBuf;

use stance::model::Classifier;
use stance::{Dataset, Input, report};

use super::ReportFormat;
use super::apart;
use super::failure::{Outcome, Result};
use super::sink::Sink;

/// Look into a model file
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Info(Info),
}

/// Show the model card: data, scores, calibration, intended use, limits
#[derive(Debug, clap::Args)]
struct Info {
    /// The model file [default: the model in the program]
    file: Option<PathBuf>,
    /// The labelled file that it was trained on, to name it; refused if its SHA-256 is another
    #[arg(long, value_name = "LABELS")]
    data: Option<PathBuf>,
    /// How to print the card
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    format: ReportFormat,
    /// Write the card to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub fn run(args: &Args) -> Result<Outcome> {
    let Command::Info(args) = &args.command;
    apart::check(
        &[apart::output(args.output.as_deref())],
        args.file.iter().chain(&args.data),
    )?;
    let classifier = match &args.file {
        Some(path) => Classifier::load(path)?,
        None => Classifier::embedded()?,
    };
    let mut card = classifier.card()?;
    if let Some(file) = &args.data {
        let dataset = Dataset::read(&Input::new(file))?;
        card = card.trained_on(&file.to_string_lossy(), &dataset.sha256.unwrap_or_default())?;
    }
    let mut sink = Sink::open(args.output.as_deref())?;
    let report = match args.format {
        ReportFormat::Text => report::text::card(&card, &sink.style()),
        ReportFormat::Json => report::json::card(&card)?,
        ReportFormat::Markdown => report::markdown::card(&card),
    };
    sink.write(&report)?;
    sink.finish()?;
    Ok(Outcome::Done)
}
