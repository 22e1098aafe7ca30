//! Claims of articles, batch by batch in the order of the input.

use rayon::prelude::*;
use serde::Serialize;
use stance::{Article, Articles, Error, Input, Labels, Prediction, Predictor};

use super::super::failure::{Outcome, Result};
use super::super::progress;
use super::super::sink::Sink;
use super::super::{say, say_unread};
use super::{Format, flat, table};

/// How many bytes of articles are read before they are worked on side by side.
const BATCH_BYTES: usize = 4 << 20;
/// How many articles are, at most.
const BATCH_ARTICLES: usize = 512;

/// An article with its claims, or why it could not be read.
type Read = stance::Result<(Article, Vec<Prediction>)>;

/// Writes a line a claim.
pub fn claims(
    inputs: Vec<Input>,
    predictor: &Predictor,
    labels: &Labels,
    format: Format,
    sink: &mut Sink,
) -> Result<Outcome> {
    if format == Format::Csv {
        sink.text(&flat::header(labels)?)?;
    }
    let mut of_table = Vec::new();
    let outcome = each(inputs, predictor, |read| {
        let (article, claims) = match read {
            Ok(read) => read,
            Err(error) => return tell(&error),
        };
        if article.text.trim().is_empty() && article.title.is_none() {
            say(&format!("note: {}: the article is empty", article.id));
        }
        match format {
            Format::Jsonl => {
                for claim in &claims {
                    sink.json(claim)?;
                }
            }
            Format::Csv => sink.text(&flat::lines(&claims, labels)?)?,
            Format::Table => of_table.extend(claims),
        }
        Ok(Outcome::Done)
    })?;
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
pub fn by_article(inputs: Vec<Input>, predictor: &Predictor, sink: &mut Sink) -> Result<Outcome> {
    each(inputs, predictor, |read| match read {
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
    })
}

/// Calls `take` with each article in order; `No` if one could not be read.
fn each(
    inputs: Vec<Input>,
    predictor: &Predictor,
    mut take: impl FnMut(Read) -> Result<Outcome>,
) -> Result<Outcome> {
    let bar = progress::bar(None, "articles");
    let mut articles = Articles::new(inputs);
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
        let read: Vec<Read> = batch
            .into_par_iter()
            .map(|article| {
                article.map(|article| {
                    let claims = predictor.predict(&article);
                    (article, claims)
                })
            })
            .collect();
        for read in read {
            bar.inc(1);
            if let Ok((article, _)) = &read
                && !predictor.reads(article)
            {
                unread += 1;
                first_unread.get_or_insert_with(|| article.id.clone());
            }
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
