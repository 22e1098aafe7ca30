//! `stance split`.

use std::path::PathBuf;

use serde::Serialize;
use stance::{Article, Articles, CodePoints, Error, SentenceKind, SentenceSplitter};

use super::failure::{Outcome, Result};
use super::reading::{ArticleArgs, inputs, say_assumed};
use super::say;
use super::sink::Sink;
use super::table::{printable, table};

/// Cut articles into sentences, headings, bylines and captions
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Articles: .txt, .md, .html, .csv, .tsv, .jsonl and .xml (RSS, Atom) files, each also as .gz or .zst, folders of them, or - for JSON Lines on standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<String>,
    #[command(flatten)]
    reading: ArticleArgs,
    /// How to write the segments [default: table on a terminal, jsonl elsewhere]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// What to write a line for
    #[arg(long, value_enum, default_value_t = Unit::Segment)]
    by: Unit,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A table to read
    Table,
    /// One JSON object a line
    Jsonl,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Unit {
    /// Each segment of each article
    Segment,
    /// Each article, with the places of all of its segments (jsonl only)
    Article,
}

/// A segment; offsets in code points of the article's text.
#[derive(Serialize)]
struct Segment<'a> {
    article: &'a str,
    start: usize,
    end: usize,
    kind: SentenceKind,
    text: &'a str,
}

/// The segments of an article; offsets in code points of its text.
#[derive(Serialize)]
struct ArticleLine<'a> {
    id: &'a str,
    spans: Vec<[usize; 2]>,
    kinds: Vec<SentenceKind>,
}

/// An article that could not be read.
#[derive(Serialize)]
struct Unread {
    id: String,
    error: String,
}

pub fn run(args: &Args) -> Result<Outcome> {
    let mut sink = Sink::open(args.output.as_deref())?;
    let format = match args.format {
        Some(format) => format,
        None if args.by == Unit::Segment && sink.is_terminal() => Format::Table,
        None => Format::Jsonl,
    };
    if args.by == Unit::Article && format == Format::Table {
        return Err(Error::new("--by article is written as JSON Lines only")
            .remedy("add --format jsonl")
            .into());
    }
    let splitter = SentenceSplitter::new();
    let mut outcome = Outcome::Done;
    let reading = args.reading.options();
    for article in Articles::new(inputs(&args.inputs)).with(reading.clone()) {
        match article {
            Ok(article) => write(&article, &splitter, args.by, format, &mut sink)?,
            Err(error) => {
                if args.by == Unit::Article {
                    let unread = Unread {
                        id: error.place().unwrap_or_default(),
                        error: error.to_string(),
                    };
                    sink.json(&unread)?;
                }
                say(&format!("error: {error}"));
                outcome = Outcome::No;
            }
        }
    }
    sink.finish()?;
    say_assumed(&reading);
    Ok(outcome)
}

fn write(
    article: &Article,
    splitter: &SentenceSplitter,
    by: Unit,
    format: Format,
    sink: &mut Sink,
) -> Result<()> {
    let text = &article.text;
    let points = CodePoints::new(text);
    let segments = splitter.split(text);
    let places = segments.iter().map(|segment| points.span(segment.span));
    match (by, format) {
        (Unit::Article, _) => sink.json(&ArticleLine {
            id: &article.id,
            spans: places.map(|place| [place.start, place.end]).collect(),
            kinds: segments.iter().map(|segment| segment.kind).collect(),
        }),
        (Unit::Segment, Format::Jsonl) => {
            for (segment, place) in segments.iter().zip(places) {
                sink.json(&Segment {
                    article: &article.id,
                    start: place.start,
                    end: place.end,
                    kind: segment.kind,
                    text: segment.span.of(text),
                })?;
            }
            Ok(())
        }
        (Unit::Segment, Format::Table) => {
            let rows = segments.iter().zip(places).map(|(segment, place)| {
                vec![
                    segment.kind.as_str().into(),
                    format!("{}-{}", place.start, place.end).into(),
                    printable(segment.span.of(text)).into(),
                ]
            });
            let table = table(&["kind", "place", "text"], rows, sink.is_terminal());
            sink.text(&format!("{}\n{table}\n\n", printable(&article.id)))
        }
    }
}
