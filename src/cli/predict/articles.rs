//! Claims of articles.

use std::sync::Arc;

use serde::Serialize;
use stance::{Article, Articles, Error, Labels, Prediction, Predictor, report};

use super::super::failure::{Outcome, Result};
use super::super::stream::Stream;
use super::super::{json, say, say_unread};
use super::flat::Cells;
use super::{Format, flat, table};

/// How many characters of an article's id a note shows.
const NOTED_ID: usize = 200;

/// What is written of an article.
struct Lines {
    text: Vec<u8>,
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
    fn new(predictor: &Predictor, article: &Article, claims: &[Prediction]) -> Self {
        // Only what was read gives claims with cues, and a title that was not is one without.
        // Where they do not tell, the letters of text and title are looked at once more.
        let has = |of_title: bool, cue: bool| {
            let shows = |claim: &Prediction| (claim.field.is_some(), claim.cue.is_some());
            claims.iter().any(|claim| shows(claim) == (of_title, cue))
        };
        let told = has(false, true) && !has(true, false);
        Self {
            id: article.id.clone(),
            empty: article.text.trim().is_empty() && article.title.is_none(),
            read: told || predictor.reads(article),
        }
    }
}

/// Articles that are noted together: how many, and the first of them.
#[derive(Default)]
struct Noted {
    articles: usize,
    first: Option<String>,
}

impl Noted {
    fn count(&mut self, id: &str) {
        self.articles += 1;
        (self.first).get_or_insert_with(|| id.chars().take(NOTED_ID).collect());
    }
}

/// What is said of all articles at the end.
#[derive(Default)]
struct Summary {
    empty: Noted,
    /// Those in other letters than the lexicon's.
    unread: Noted,
}

impl Summary {
    fn count(&mut self, notes: &Notes) {
        if notes.empty {
            self.empty.count(&notes.id);
        }
        if !notes.read {
            self.unread.count(&notes.id);
        }
    }

    fn say(&self) {
        if let Some(first) = &self.empty.first {
            say(&match self.empty.articles - 1 {
                0 => format!("note: {first}: the article is empty"),
                more => format!("note: {first} and {more} more: the articles are empty"),
            });
        }
        say_unread(
            self.unread.articles,
            "article",
            self.unread.first.as_deref(),
        );
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
        let header = flat::header(labels, cells);
        let header = if terminal {
            flat::shown(&header)
        } else {
            header
        };
        stream.sink.write(&header)?;
    }
    let own = Arc::clone(predictor);
    let work = move |article: Article| {
        let claims = own.predict(&article);
        let text = match format {
            Format::Csv if terminal => {
                flat::shown(&flat::lines(&claims, labels, cells)).into_bytes()
            }
            Format::Csv => flat::lines(&claims, labels, cells).into_bytes(),
            Format::Table => table::claims(&article.id, &claims, terminal).into_bytes(),
            // A page is written by `page`.
            Format::Jsonl | Format::Html => json::lines(&claims)?,
        };
        Ok(Lines {
            text,
            notes: Notes::new(&own, &article, &claims),
        })
    };
    let mut summary = Summary::default();
    let outcome = stream.run(articles, "articles", work, |lines| {
        let Ok(lines) = lines else {
            return Ok(Vec::new());
        };
        summary.count(&lines.notes);
        Ok(lines.text)
    })?;
    summary.say();
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
        let claims = own.predict(&article);
        let line = ArticleLine::Read {
            article: &article.id,
            claims: &claims,
        };
        Ok(Lines {
            text: json::line(&line)?,
            // A blank line is one, and its own line says so.
            notes: Notes {
                empty: false,
                ..Notes::new(&own, &article, &claims)
            },
        })
    };
    let mut summary = Summary::default();
    let outcome = stream.run(articles, "articles", work, |lines| match lines {
        Ok(lines) => {
            summary.count(&lines.notes);
            Ok(lines.text)
        }
        Err(error) => Ok(json::line(&ArticleLine::Unread {
            article: error.place().unwrap_or_default(),
            error: error.to_string(),
        })?),
    })?;
    summary.say();
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
        let explained = own.explain(article, REASONS)?;
        let notes = Notes::new(&own, &explained.article, &explained.claims);
        Ok((explained, notes))
    };
    let mut entries = Vec::new();
    let mut bytes = 0;
    let mut summary = Summary::default();
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
                summary.count(&notes);
                entries.push(Ok(read));
            }
            Err(error) => entries.push(Err(error)),
        }
        Ok(Vec::new())
    })?;
    summary.say();
    stream
        .sink
        .write(&report::html::articles(model, labels, &entries)?)?;
    Ok(outcome)
}
