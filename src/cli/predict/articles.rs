//! Claims of articles.

use std::sync::Arc;

use serde::Serialize;
use stance::{Article, Articles, Error, Labels, Prediction, Predictor, report};

use super::super::failure::{Outcome, Result};
use super::super::stream::Stream;
use super::super::{json, say, say_unread};
use super::flat::Cells;
use super::{Format, flat, table};

/// What is written of an article.
struct Lines {
    text: String,
    notes: Notes,
}

/// What is said of an article.
struct Notes {
    id: String,
    empty: bool,
    /// Whether it is in the letters of the lexicon.
    read: bool,
}

impl Notes {
    fn new(predictor: &Predictor, article: &Article) -> Self {
        Self {
            id: article.id.clone(),
            empty: article.text.trim().is_empty() && article.title.is_none(),
            read: predictor.reads(article),
        }
    }
}

/// How many articles are in other letters than the lexicon's, and the first of them.
#[derive(Default)]
struct Unread {
    articles: usize,
    first: Option<String>,
}

impl Unread {
    fn count(&mut self, notes: Notes) {
        if !notes.read {
            self.articles += 1;
            self.first.get_or_insert(notes.id);
        }
    }

    fn say(&self) {
        say_unread(self.articles, "article", self.first.as_deref());
    }
}

/// Writes a line a claim, or a table an article.
pub fn claims(
    articles: Articles,
    predictor: &Arc<Predictor<'static>>,
    labels: &'static Labels,
    (format, cells): (Format, Cells),
    stream: &mut Stream,
) -> Result<Outcome> {
    let terminal = stream.sink.is_terminal();
    if format == Format::Csv && stream.mark().done == 0 {
        let header = flat::header(labels, cells)?;
        let header = if terminal {
            flat::shown(&header)
        } else {
            header
        };
        stream.sink.text(&header)?;
    }
    let own = Arc::clone(predictor);
    let work = move |article: Article| {
        let claims = own.predict(&article);
        let text = match format {
            Format::Csv if terminal => flat::shown(&flat::lines(&claims, labels, cells)?),
            Format::Csv => flat::lines(&claims, labels, cells)?,
            Format::Table => table::claims(&article.id, &claims, terminal),
            // A page is written by `page`.
            Format::Jsonl | Format::Html => claims
                .iter()
                .map(json::line)
                .collect::<stance::Result<_>>()?,
        };
        Ok(Lines {
            text,
            notes: Notes::new(&own, &article),
        })
    };
    let mut unread = Unread::default();
    let outcome = stream.run(articles, "articles", work, |lines| {
        let Ok(lines) = lines else {
            return Ok(String::new());
        };
        if lines.notes.empty {
            say_empty(&lines.notes.id);
        }
        unread.count(lines.notes);
        Ok(lines.text)
    })?;
    unread.say();
    Ok(outcome)
}

/// An article's line with `--by article`.
#[derive(Serialize)]
#[serde(untagged)]
enum ArticleLine<'a> {
    Read {
        article: &'a str,
        claims: &'a [Prediction],
    },
    Unread {
        article: String,
        error: String,
    },
}

/// Writes a line an article.
pub fn by_article(
    articles: Articles,
    predictor: &Arc<Predictor<'static>>,
    stream: &mut Stream,
) -> Result<Outcome> {
    let own = Arc::clone(predictor);
    let work = move |article: Article| {
        let line = ArticleLine::Read {
            article: &article.id,
            claims: &own.predict(&article),
        };
        Ok(Lines {
            text: json::line(&line)?,
            notes: Notes::new(&own, &article),
        })
    };
    let mut unread = Unread::default();
    let outcome = stream.run(articles, "articles", work, |lines| match lines {
        Ok(lines) => {
            unread.count(lines.notes);
            Ok(lines.text)
        }
        Err(error) => Ok(json::line(&ArticleLine::Unread {
            article: error.place().unwrap_or_default(),
            error: error.to_string(),
        })?),
    })?;
    unread.say();
    Ok(outcome)
}

/// How many reasons are kept for each claim; the page shows fewer words.
const REASONS: usize = 12;

/// How many bytes of articles a page may hold: 32 MB are some 10,000 articles of
/// news, more than a browser likes to show.
const PAGE_BYTES: usize = 32 << 20;

/// Writes all articles as one page, which is held in memory.
pub fn page(
    articles: Articles,
    predictor: &Arc<Predictor<'static>>,
    labels: &Labels,
    model: &str,
    stream: &mut Stream,
) -> Result<Outcome> {
    let own = Arc::clone(predictor);
    let work = move |article: Article| {
        let notes = Notes::new(&own, &article);
        Ok((own.explain(article, REASONS)?, notes))
    };
    let mut entries = Vec::new();
    let mut bytes = 0;
    let mut unread = Unread::default();
    let outcome = stream.run(articles, "articles", work, |read| {
        match read {
            Ok((read, notes)) => {
                bytes += read.article.text.len();
                if bytes > PAGE_BYTES {
                    return Err(Error::new(format!(
                        "the page would hold more than {} MB of text",
                        PAGE_BYTES >> 20
                    ))
                    .remedy("make pages of parts of the input, or choose --format jsonl")
                    .into());
                }
                if notes.empty {
                    say_empty(&notes.id);
                }
                unread.count(notes);
                entries.push(Ok(read));
            }
            Err(error) => entries.push(Err(error)),
        }
        Ok(String::new())
    })?;
    unread.say();
    stream
        .sink
        .text(&report::html::articles(model, labels, &entries)?)?;
    Ok(outcome)
}

fn say_empty(id: &str) {
    say(&format!("note: {id}: the article is empty"));
}
