//! `stance split`.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use serde::Serialize;
use stance::{Article, CodePoints, Error, Sentence, SentenceKind, SentenceSplitter};

use super::failure::{Failure, Outcome, Result};
use super::journal::Run;
use super::json;
use super::reading::{ArticleArgs, say_assumed};
use super::stream::{Stream, StreamArgs, articles};
use super::table::{printable, printable_name, table};

/// Cut articles into sentences, headings, bylines and captions
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Articles: .txt, .md, .html, .csv, .tsv, .jsonl and .xml (RSS, Atom) files, each also as .gz or .zst, folders of them, or - for JSON Lines on standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    reading: ArticleArgs,
    /// How to write the segments [default: table on a terminal, jsonl elsewhere]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// What to write a line for
    #[arg(long, value_enum, default_value_t = Unit::Segment)]
    by: Unit,
    #[command(flatten)]
    stream: StreamArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Tables to read, one an article
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
    let terminal = args.stream.output.is_none() && io::stdout().is_terminal();
    let format = match args.format {
        Some(format) => format,
        None if args.by == Unit::Segment && terminal => Format::Table,
        None => Format::Jsonl,
    };
    if args.by == Unit::Article && format == Format::Table {
        let error = Error::new("--by article is written as JSON Lines only");
        return Err(Failure::Usage(error.remedy("add --format jsonl")));
    }
    let run = || {
        let arguments = Args {
            stream: StreamArgs::default(),
            ..args.clone()
        };
        Ok(Run::new(&arguments, None))
    };
    let mut stream = Stream::open(
        &args.stream,
        &args.inputs,
        (format == Format::Jsonl).then_some(run),
    )?;
    let splitter = SentenceSplitter::new();
    let by = args.by;
    let work = move |article: Article| {
        let segments = splitter.split(&article.text);
        match (by, format) {
            (Unit::Article, _) => places(&article, &segments),
            (Unit::Segment, Format::Jsonl) => lines(&article, &segments),
            (Unit::Segment, Format::Table) => Ok(rows(&article, &segments, terminal).into_bytes()),
        }
    };
    let reading = args.reading.options();
    let articles = articles(&args.inputs, &reading, by == Unit::Article);
    let outcome = stream.run(articles, "articles", work, |text| match text {
        Err(error) if by == Unit::Article => Ok(json::line(&Unread {
            id: error.place().unwrap_or_default(),
            error: error.to_string(),
        })?),
        text => Ok(text.unwrap_or_default()),
    });
    say_assumed(&reading);
    stream.end(outcome)
}

/// The line of an article.
fn places(article: &Article, segments: &[Sentence]) -> stance::Result<Vec<u8>> {
    let points = CodePoints::new(&article.text);
    let places = segments.iter().map(|segment| points.span(segment.span));
    json::line(&ArticleLine {
        id: &article.id,
        spans: places.map(|place| [place.start, place.end]).collect(),
        kinds: segments.iter().map(|segment| segment.kind).collect(),
    })
}

/// The lines of an article's segments.
fn lines(article: &Article, segments: &[Sentence]) -> stance::Result<Vec<u8>> {
    let points = CodePoints::new(&article.text);
    let segments = segments.iter().map(|segment| {
        let place = points.span(segment.span);
        Segment {
            article: &article.id,
            start: place.start,
            end: place.end,
            kind: segment.kind,
            text: segment.span.of(&article.text),
        }
    });
    json::lines(&segments.collect::<Vec<_>>())
}

/// The table of an article's segments.
fn rows(article: &Article, segments: &[Sentence], terminal: bool) -> String {
    let points = CodePoints::new(&article.text);
    let rows = segments.iter().map(|segment| {
        let place = points.span(segment.span);
        vec![
            segment.kind.as_str().into(),
            format!("{}-{}", place.start, place.end).into(),
            printable(segment.span.of(&article.text)).into(),
        ]
    });
    let table = table(&["kind", "place", "text"], rows, terminal);
    format!("{}\n{table}\n\n", printable_name(&article.id))
}
