//! Claims of articles, batch by batch in the order of the input.

use rayon::prelude::*;
use serde::Serialize;
use stance::{Article, Articles, Error, Labels, Prediction, Predictor, report};

use super::super::failure::{Outcome, Result};
use super::super::progress;
use super::super::sink::Sink;
use super::super::{say, say_unread};
use super::{Format, flat, table};

/// How many bytes of articles are read before they are worked on side by side.
const BATCH_BYTES: usize = 4 << 20;
/// How many articles are, at most.
const BATCH_ARTICLES: usize = 512;

/// Writes a line a claim.
pub fn claims(
    articles: Articles,
    predictor: &Predictor,
    labels: &Labels,
    format: Format,
    sink: &mut Sink,
) -> Result<Outcome> {
    if format == Format::Csv {
        sink.text(&flat::header(labels)?)?;
    }
    let mut of_table = Vec::new();
    let outcome = each(
        articles,
        predictor,
        |article| tagged(predictor, article),
        |read| {
            let (article, claims) = match read {
                Ok(read) => read,
                Err(error) => return tell(&error),
            };
            note_if_empty(&article);
            match format {
                Format::Jsonl => {
                    for claim in &claims {
                        sink.json(claim)?;
                    }
                }
                Format::Csv => sink.text(&flat::lines(&claims, labels)?)?,
                Format::Table => of_table.extend(claims),
                // Written by `page`.
                Format::Html => {}
            }
            Ok(Outcome::Done)
        },
    )?;
    if format == Format::Table {
        sink.text(&table::claims(&of_table, sink.is_terminal()))?;
    }
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
pub fn by_article(articles: Articles, predictor: &Predictor, sink: &mut Sink) -> Result<Outcome> {
    each(
        articles,
        predictor,
        |article| tagged(predictor, article),
        |read| match read {
            Ok((article, claims)) => {
                let line = ArticleLine::Read {
                    article: &article.id,
                    claims: &claims,
                };
                sink.json(&line)?;
                Ok(Outcome::Done)
            }
            Err(error) => {
                let line = ArticleLine::Unread {
                    article: error.place().unwrap_or_default(),
                    error: error.to_string(),
                };
                sink.json(&line)?;
                tell(&error)
            }
        },
    )
}

/// How many reasons are kept for each claim; the page shows fewer words.
const REASONS: usize = 12;

/// Writes all articles as one page.
pub fn page(
    articles: Articles,
    predictor: &Predictor,
    labels: &Labels,
    model: &str,
    sink: &mut Sink,
) -> Result<Outcome> {
    let mut entries = Vec::new();
    let explain = |article| predictor.explain(article, REASONS);
    let outcome = each(articles, predictor, explain, |read| {
        let outcome = match &read {
            Ok(read) => {
                note_if_empty(&read.article);
                Outcome::Done
            }
            Err(error) => tell(error)?,
        };
        entries.push(read);
        Ok(outcome)
    })?;
    sink.text(&report::html::articles(model, labels, &entries)?)?;
    Ok(outcome)
}

/// The article with its claims.
fn tagged(predictor: &Predictor, article: Article) -> stance::Result<(Article, Vec<Prediction>)> {
    let claims = predictor.predict(&article);
    Ok((article, claims))
}

fn note_if_empty(article: &Article) {
    if article.text.trim().is_empty() && article.title.is_none() {
        say(&format!("note: {}: the article is empty", article.id));
    }
}

/// Calls `take` in order with what `work` made of each article, or why it could
/// not be read; `No` if one could not.
fn each<T: Send>(
    mut articles: Articles,
    predictor: &Predictor,
    work: impl Fn(Article) -> stance::Result<T> + Sync,
    mut take: impl FnMut(stance::Result<T>) -> Result<Outcome>,
) -> Result<Outcome> {
    let bar = progress::bar(None, "articles");
    let mut outcome = Outcome::Done;
    let mut unread = 0;
    let mut first_unread = None;
    loop {
        let batch = batch(&mut articles);
        if batch.is_empty() {
            bar.finish_and_clear();
            say_unread(unread, "article", first_unread.as_deref());
            return Ok(outcome);
        }
        for article in batch.iter().flatten() {
            if !predictor.reads(article) {
                unread += 1;
                first_unread.get_or_insert_with(|| article.id.clone());
            }
        }
        let read: Vec<stance::Result<T>> = (batch.into_par_iter())
            .map(|article| article.and_then(&work))
            .collect();
        for read in read {
            bar.inc(1);
            if bar.suspend(|| take(read))? == Outcome::No {
                outcome = Outcome::No;
            }
        }
    }
}

fn batch(articles: &mut Articles) -> Vec<stance::Result<Article>> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    while bytes < BATCH_BYTES && batch.len() < BATCH_ARTICLES {
        let Some(article) = articles.next() else {
            break;
        };
        bytes += article.as_ref().map_or(0, |article| article.text.len());
        batch.push(article);
    }
    batch
}

fn tell(error: &Error) -> Result<Outcome> {
    say(&format!("error: {error}"));
    Ok(Outcome::No)
}
