//! The article of an HTML page.

use std::cell::Cell;

use dom_query::{Document, NodeId};
use dom_smoothie::{Config, Readability, TextMode};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::Tracer;
use html5ever::{ParseOpts, parse_document};

use super::tags;
use crate::error::{Error, Result};
use crate::input::limits::{DEPTH, PAGE_NODES};

/// What belongs to the page and not to its article, wherever it stands.
const BOILERPLATE: &str = "script, style, noscript, template, iframe, object, svg, canvas, \
     nav, footer, aside, dialog, button, select, textarea, \
     [hidden], [aria-hidden=true], [role=navigation], [role=search], [role=complementary], \
     [role=contentinfo], [role=dialog]";

/// From how many characters on a part of the page is taken for its article at
/// once; below it, parts that look like boilerplate are tried too.
const SHORTEST: usize = 140;

/// How much may be done to find the article, in bytes of text times the depth of
/// the elements: each of them is weighed with all that stands in it. A second or
/// two; the page of a long article has a hundredth of it.
const WORK: usize = 100_000_000;

/// How many bytes are parsed before the size of the tree is looked at.
const STEP: usize = 4_096;

/// The title of a page, and the text of its article with an empty line between
/// paragraphs; of a page without an article, or one too long and deep to look for
/// it, all text but [`BOILERPLATE`].
///
/// # Errors
///
/// If its elements or attributes are too many, or its elements stand too deep in each
/// other.
pub fn read(html: &str) -> Result<(Option<String>, String)> {
    let (document, depth) = parse(html)?;
    let config = Config {
        text_mode: TextMode::Formatted,
        char_threshold: SHORTEST,
        ..Config::default()
    };
    // Its heading and its metadata may stand in what is removed.
    let readability = Readability::with_document(document, None, Some(config));
    let mut readability = readability.map_err(|error| Error::new(error.to_string()))?;
    let metadata = readability.get_article_metadata(readability.parse_json_ld());
    readability.doc.select(BOILERPLATE).remove();
    let all = text_of(&readability.doc);
    if all.len().saturating_mul(depth) > WORK {
        return Ok((Some(metadata.title), all));
    }
    let text = match readability.parse() {
        Ok(article) => article.text_content.trim().to_string(),
        Err(_) => all,
    };
    Ok((Some(metadata.title), text))
}

/// The text of a piece of HTML.
///
/// # Errors
///
/// As [`read`].
pub fn read_piece(html: &str) -> Result<String> {
    let (document, _) = parse(html)?;
    document.select(BOILERPLATE).remove();
    Ok(text_of(&document))
}

fn text_of(document: &Document) -> String {
    let body = document.body();
    body.map_or(String::new(), |body| {
        body.formatted_text().trim().to_string()
    })
}

/// Parses a page, and stops where it grows out of bounds: a few bytes can make
/// very many elements, and the parser's work grows with how many are open.
/// Returns also how deep about its elements stand in each other.
fn parse(html: &str) -> Result<(Document, usize)> {
    tags::check(html)?;
    let mut depth = 0;
    let mut parser = parse_document(Document::default(), ParseOpts::default());
    let mut rest = html;
    while !rest.is_empty() {
        let (step, behind) = rest.split_at(step_of(rest));
        rest = behind;
        parser.process(StrTendril::from(step));
        let builder = &parser.tokenizer.sink;
        if builder.sink.tree.len() > PAGE_NODES {
            return Err(
                Error::new(format!("the page has more than {PAGE_NODES} elements"))
                    .remedy("split it, or save its text as .txt"),
            );
        }
        let open = Open::default();
        builder.trace_handles(&open);
        depth = depth.max(open.0.get());
        if depth > DEPTH {
            return Err(Error::new(format!(
                "the elements of the page stand more than {DEPTH} deep in each other"
            ))
            .remedy("save its text as .txt"));
        }
    }
    Ok((parser.finish(), depth))
}

/// How many bytes of whole characters the next step has.
fn step_of(rest: &str) -> usize {
    let all = rest.len().min(STEP);
    (0..=all)
        .rfind(|&end| rest.is_char_boundary(end))
        .unwrap_or(all)
}

/// Counts the elements that are open while a page is parsed.
#[derive(Default)]
struct Open(Cell<usize>);

impl Tracer for Open {
    type Handle = NodeId;

    fn trace_handle(&self, _: &NodeId) {
        self.0.set(self.0.get() + 1);
    }
}
