//! `stance evaluate`.

use std::path::PathBuf;

use stance::evaluate::{Evaluation, Resampling};
use stance::report;
use stance::{Dataset, Error, Input, Labels};

use super::ModelArg;
use super::failure::{Outcome, Result};
use super::sink::Sink;

/// Compare a model's labels with those of a labelled CSV
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A labelled .csv or .jsonl file with the columns text and label, and perhaps group
    labels: String,
    #[command(flatten)]
    model: ModelArg,
    /// How to print the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write the report to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Seed of the intervals
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
    let classifier = args.model.load()?;
    let input = Input::new(&args.labels);
    let dataset = Dataset::read(&input)?;
    let truth = truth(&dataset, classifier.labels()).map_err(|error| error.at(input.name()))?;
    let probabilities = classifier.predict_proba(&dataset.texts());
    let resampling = Resampling {
        seed: args.seed,
        replicates: args.replicates,
    };
    let evaluation = Evaluation::new(
        classifier.labels(),
        &truth,
        &probabilities,
        Some(&dataset.groups()),
        &resampling,
    )?;

    let mut sink = Sink::open(args.output.as_deref())?;
    let report = match args.format {
        Format::Text => report::text::evaluation(&evaluation, &sink.style()),
        Format::Json => report::json::evaluation(&evaluation)?,
        Format::Markdown => report::markdown::evaluation(&evaluation),
    };
    sink.text(&report)?;
    sink.finish()?;
    Ok(Outcome::Done)
}

/// The labels of the rows as indices into the model's labels.
fn truth(dataset: &Dataset, labels: &Labels) -> stance::Result<Vec<usize>> {
    dataset
        .examples
        .iter()
        .map(|row| {
            let name = dataset.labels.name(row.label);
            labels.index(name).ok_or_else(|| {
                let known: Vec<&str> = labels.iter().collect();
                Error::new(format!("the model has no label '{name}'"))
                    .remedy(format!("its labels are {}", known.join(", ")))
                    .line(row.line)
            })
        })
        .collect()
}
