//! `stance agree`.

use std::iter;
use std::path::{Path, PathBuf};

use stance::evaluate::Agreement;
use stance::{Annotations, report};

use super::apart;
use super::failure::{Outcome, Result};
use super::predict::flat::{self, Cells};
use super::reading::{RowArgs, inputs};
use super::sink::Sink;
use super::{ReportFormat, ResamplingArgs, say};

/// Measure how far annotators agree, and list where they do not
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Labelled .csv, .tsv or .jsonl files, one an annotator, with the columns text and label, and perhaps id and group
    #[arg(num_args = 2.., required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    reading: RowArgs,
    /// How to print the report
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    format: ReportFormat,
    /// Write the report to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write the rows on which annotators differ to a CSV with an empty column label, to settle them
    #[arg(long, value_name = "FILE")]
    disagreements: Option<PathBuf>,
    #[command(flatten)]
    resampling: ResamplingArgs,
}

pub fn run(args: &Args) -> Result<Outcome> {
    // Before the work, so that a wrong path does not cost it.
    let outputs: Vec<&Path> = iter::once(apart::output(args.output.as_deref()))
        .chain(args.disagreements.as_deref())
        .collect();
    apart::check(&outputs, &args.files)?;
    let mut sink = Sink::open(args.output.as_deref())?;
    let settle = (args.disagreements.as_deref())
        .map(|path| Sink::open(Some(path)))
        .transpose()?;
    let inputs = inputs(&args.files);
    let annotations = (args.reading).read(|options| Annotations::read_with(&inputs, options))?;
    let rows = annotations.rows.iter();
    let given: Vec<Vec<Option<usize>>> = rows.clone().map(|row| row.given.clone()).collect();
    let groups: Vec<String> = rows
        .map(|row| row.group.clone().unwrap_or_default())
        .collect();
    let resampling = args.resampling.resampling();
    let agreement = Agreement::new(
        &annotations.annotators,
        &annotations.labels,
        &given,
        Some(&groups),
        &resampling,
    )
    .map_err(|error| error.within(&format!("joined by {}", annotations.joined_by)))?;

    if let Some(settle) = settle {
        write(&annotations, settle)?;
    }
    let text = match args.format {
        ReportFormat::Text => report::text::agreement(&agreement, &sink.style()),
        ReportFormat::Json => report::json::agreement(&agreement)?,
        ReportFormat::Markdown => report::markdown::agreement(&agreement),
    };
    sink.write(&text)?;
    sink.finish()?;
    say(&format!(
        "{} rows joined by {}",
        annotations.rows.len(),
        annotations.joined_by
    ));
    Ok(Outcome::Done)
}

/// Writes the rows to settle: id, text, a column an annotator, and the empty label.
/// They are settled in a spreadsheet, so nothing in them may run there.
fn write(annotations: &Annotations, mut sink: Sink) -> Result<()> {
    let mut header = vec!["id".to_string(), "text".to_string()];
    header.extend(annotations.annotators.iter().cloned());
    header.push("label".to_string());
    let write = |record: &[String]| flat::write(record, Cells::Harmless);
    let mut text = write(&header);
    for row in annotations.disagreements() {
        let mut record = vec![row.id.clone().unwrap_or_default(), row.text.clone()];
        record.extend(row.given.iter().map(|given| match given {
            Some(label) => annotations.labels.name(*label).to_string(),
            None => String::new(),
        }));
        record.push(String::new());
        text += &write(&record);
    }
    sink.write(&text)?;
    sink.finish()
}
