//! `stance predict`.

mod articles;
pub mod flat;
mod rows;
mod table;

use std::path::PathBuf;

use stance::{Articles, Error, Predictor};

use super::failure::{Outcome, Result};
use super::reading::{ArticleArgs, inputs, say_assumed};
use super::sink::Sink;
use super::{LexiconArg, ModelArg, share};

/// Find the claims in articles and tag each with its speaker's stance
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Articles: .txt, .md, .html, .csv, .tsv, .jsonl and .xml (RSS, Atom) files, each also as .gz or .zst, folders of them, or - for JSON Lines on standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<String>,
    #[command(flatten)]
    reading: ArticleArgs,
    #[command(flatten)]
    model: ModelArg,
    #[command(flatten)]
    lexicon: LexiconArg,
    /// How to write the claims [default: table on a terminal, jsonl elsewhere]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// What to write a line for
    #[arg(long, value_enum, default_value_t = Unit::Claim)]
    by: Unit,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Give no stance where the highest probability is below this
    #[arg(long, value_name = "P", default_value_t = 0.0, value_parser = share)]
    min_confidence: f64,
    /// Also write the sentences that hold no claim
    #[arg(long)]
    all: bool,
}

/// How to write the claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// A table to read
    Table,
    /// Comma-separated values
    Csv,
    /// One JSON object a line
    Jsonl,
    /// A page of the articles with their claims marked, and why they get their stance
    Html,
}

/// What to write a line for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Unit {
    /// Each claim of each article
    Claim,
    /// Each article, with all of its claims (jsonl only)
    Article,
    /// Each row of a .csv, .tsv or .jsonl file, taken as one claim
    Row,
}

pub fn run(args: &Args) -> Result<Outcome> {
    args.check_rows()?;
    let classifier = args.model.load()?;
    let predictor = Predictor::new(&classifier)?
        .finder(args.lexicon.load()?)
        .min_confidence(args.min_confidence)
        .all(args.all);
    let reading = args.reading.options();
    let articles = || Articles::new(inputs(&args.inputs)).with(reading.clone());
    let mut sink = Sink::open(args.output.as_deref())?;
    let format = match args.format {
        Some(format) => format,
        None if args.by != Unit::Article && sink.is_terminal() => Format::Table,
        None => Format::Jsonl,
    };
    let labels = classifier.labels();
    let outcome = match args.by {
        _ if format == Format::Html => {
            args.check_page()?;
            let name = args.model.name();
            articles::page(articles(), &predictor, labels, &name, &mut sink)?
        }
        Unit::Claim => articles::claims(articles(), &predictor, labels, format, &mut sink)?,
        Unit::Article if format == Format::Jsonl => {
            articles::by_article(articles(), &predictor, &mut sink)?
        }
        Unit::Article => {
            return Err(Error::new("--by article is written as JSON Lines only")
                .remedy("add --format jsonl")
                .into());
        }
        Unit::Row => rows::run(
            &inputs(&args.inputs),
            &reading,
            &predictor,
            labels,
            format,
            &mut sink,
        )?,
    };
    say_assumed(&reading);
    sink.finish()?;
    Ok(outcome)
}

impl Args {
    /// Checks that nothing is asked of rows that only articles have.
    fn check_rows(&self) -> stance::Result<()> {
        let option = match (self.by, &self.lexicon.lexicon) {
            (Unit::Row, Some(_)) => "--lexicon",
            (Unit::Row, None) if self.all => "--all",
            _ => return Ok(()),
        };
        Err(Error::new("--by row looks for no claims in the rows")
            .remedy(format!("leave {option} out")))
    }

    /// Checks that nothing is asked of the page that it does not do.
    fn check_page(&self) -> stance::Result<()> {
        if self.by != Unit::Claim {
            return Err(Error::new("the page is made of articles")
                .remedy("leave out --by or choose another --format"));
        }
        if self.all {
            return Err(
                Error::new("--all adds nothing to the page, which shows whole articles")
                    .remedy("leave out --all"),
            );
        }
        Ok(())
    }
}
