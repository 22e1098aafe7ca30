//! `stance explain`.

use std::path::PathBuf;

use stance::model::Question;
use stance::{Input, report};

use super::apart;
use super::failure::{Outcome, Result};
use super::reading::EncodingArgs;
use super::sink::Sink;
use super::{ModelArg, ReportFormat};

/// Show why a text gets its stance
///
/// Lists what pulls toward the label and what pulls away from it. The
/// contributions and the intercept sum to the log-odds: the logarithm of how
/// many times more probable the label is than its strongest rival.
///
/// The whole text is taken as one claim, as `predict --by row` does; of an
/// article, give one claim of those that `predict` finds.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The claim, or - for standard input
    text: String,
    #[command(flatten)]
    encoding: EncodingArgs,
    #[command(flatten)]
    model: ModelArg,
    /// Why this label, or why not? [default: the predicted one]
    #[arg(long, value_name = "LABEL")]
    label: Option<String>,
    /// Compare it with this label [default: the most probable other one]
    #[arg(long, value_name = "LABEL")]
    against: Option<String>,
    /// How many reasons to list; the others are summed up
    #[arg(long, value_name = "N", default_value_t = 20)]
    top: usize,
    /// How to print the explanation
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    format: ReportFormat,
    /// Write the explanation to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub fn run(args: &Args) -> Result<Outcome> {
    let stdin = (args.text == "-").then(|| PathBuf::from("-"));
    apart::check(
        &[apart::output(args.output.as_deref())],
        args.model.model.iter().chain(&stdin),
    )?;
    let classifier = args.model.load()?;
    let text = match Input::new(&args.text) {
        stdin @ Input::Stdin => (args.encoding).read(|options| stdin.read_to_string(options))?,
        Input::Path(_) => args.text.clone(),
    };
    let question = Question {
        label: args.label.as_deref(),
        against: args.against.as_deref(),
    };
    let explanation = classifier.explain(&text, &question)?.strongest(args.top);
    let mut sink = Sink::open(args.output.as_deref())?;
    let report = match args.format {
        ReportFormat::Text => report::text::explanation(&explanation, &sink.style()),
        ReportFormat::Json => report::json::explanation(&explanation)?,
        ReportFormat::Markdown => report::markdown::explanation(&explanation),
    };
    sink.write(&report)?;
    sink.finish()?;
    Ok(Outcome::Done)
}
