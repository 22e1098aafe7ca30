//! `stance predict`.

mod articles;
pub mod flat;
mod rows;
mod table;

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::Arc;

use stance::model::Classifier;
use stance::{ClaimFinder, Error, Predictor};

use super::failure::{Failure, Outcome, Result};
use super::journal::Run;
use super::reading::{ArticleArgs, inputs, say_assumed};
use super::stream::{Stream, StreamArgs, articles};
use super::{LexiconArg, ModelArg, share};
use flat::Cells;

/// Find the claims in articles and tag each with its speaker's stance
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Articles: .txt, .md, .html, .csv, .tsv, .jsonl and .xml (RSS, Atom) files, each also as .gz or .zst, folders of them, or - for JSON Lines on standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
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
    /// Give no stance where the highest probability is below this
    #[arg(long, value_name = "P", default_value_t = 0.0, value_parser = share)]
    min_confidence: f64,
    /// Also write the sentences that hold no claim
    #[arg(long)]
    all: bool,
    /// Write cells of CSV that begin with = + - @, tab or return as they are; without it
    /// they get a single quote in front, numbers apart, so that no spreadsheet runs them
    #[arg(long)]
    raw_cells: bool,
    #[command(flatten)]
    stream: StreamArgs,
}

/// How to write the claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Tables to read, one an article or 500 rows
    Table,
    /// Comma-separated values
    Csv,
    /// One JSON object a line
    Jsonl,
    /// A page of the articles with their claims marked, and why they get their stance; it
    /// is held in memory, and may have 32 MB of text
    Html,
}

/// What to write a line for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Unit {
    /// Each claim of each article
    Claim,
    /// Each article, with all of its claims (jsonl only)
    Article,
    /// Each row of a .csv, .tsv or .jsonl file, taken as one claim (no folders)
    Row,
}

pub fn run(args: &Args) -> Result<Outcome> {
    let format = args.format();
    args.check(format).map_err(Failure::Usage)?;
    // The reader and the workers may be at work when the program ends, so what they
    // use lives as long as the program.
    let (classifier, finder) = rayon::join(
        || args.model.load(),
        // In rows no claims are looked for.
        || {
            (args.by != Unit::Row)
                .then(|| args.lexicon.load())
                .transpose()
        },
    );
    let (classifier, finder) = (&*Box::leak(Box::new(classifier?)), finder?);
    let run = matches!(format, Format::Jsonl | Format::Csv).then_some(|| args.run(classifier));
    let read = args.inputs.iter().chain(&args.model.model);
    let mut stream = Stream::open(&args.stream, read, run)?;
    let outcome = args.write(format, classifier, finder, &mut stream);
    stream.end(outcome)
}

impl Args {
    /// The format that was asked for, or that suits the place of the output.
    fn format(&self) -> Format {
        match self.format {
            Some(format) => format,
            None if self.by != Unit::Article
                && self.stream.output.is_none()
                && io::stdout().is_terminal() =>
            {
                Format::Table
            }
            None => Format::Jsonl,
        }
    }

    fn write(
        &self,
        format: Format,
        classifier: &'static Classifier,
        finder: Option<ClaimFinder>,
        stream: &mut Stream,
    ) -> Result<Outcome> {
        let labels = classifier.labels();
        let reading = self.reading.options();
        let cells = match self.raw_cells {
            true => Cells::Raw,
            false => Cells::Harmless,
        };
        let outcome = if let Some(finder) = finder {
            let predictor = Predictor::with_finder(classifier, finder);
            let predictor = predictor.min_confidence(self.min_confidence).all(self.all);
            let predictor = &Arc::new(predictor);
            let by_article = self.by == Unit::Article;
            let articles = articles(&self.inputs, &reading, by_article);
            if format == Format::Html {
                articles::page(articles, predictor, labels, &self.model.name(), stream)
            } else if by_article {
                articles::by_article(articles, predictor, stream)
            } else {
                articles::claims(articles, predictor, labels, (format, cells), stream)
            }
        } else {
            // There is no finder where the unit is the row.
            let classifier = (classifier, self.min_confidence);
            let inputs = (inputs(&self.inputs), &reading);
            rows::run(inputs, classifier, (format, cells), (stream, &self.stream))
        };
        say_assumed(&reading);
        outcome
    }

    /// What run this is.
    fn run(&self, classifier: &Classifier) -> Result<Run> {
        let arguments = Self {
            stream: StreamArgs::default(),
            ..self.clone()
        };
        Ok(Run::new(&arguments, Some(classifier.checksum()?)))
    }

    /// Checks that nothing is asked of a unit or a format that it does not do.
    fn check(&self, format: Format) -> stance::Result<()> {
        self.check_rows()?;
        if format == Format::Html {
            self.check_page()?;
        }
        if self.by == Unit::Article && format != Format::Jsonl {
            return Err(Error::new("--by article is written as JSON Lines only")
                .remedy("add --format jsonl"));
        }
        Ok(())
    }

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
