//! Tags that would keep the parser of HTML busy: it compares the name of each
//! attribute with those of all before it in the tag.

use crate::error::{Error, Result};
use crate::input::limits::{ATTRIBUTE_PAIRS, ATTRIBUTE_PAIRS_A_BYTE};

/// How many times its own length of a page is looked at before it is refused.
const LOOKS: usize = 16;

/// Refuses a page whose tags have too many attributes.
///
/// Whatever looks like the begin of a tag is taken for one, also within scripts,
/// comments and values: nothing can hide a tag, and the few attributes that seem to
/// stand there are far from the limit.
///
/// # Errors
///
/// If there are too many pairs of attributes of one tag for a page of this size.
pub fn check(html: &str) -> Result<()> {
    let html = html.as_bytes();
    let most = ATTRIBUTE_PAIRS + ATTRIBUTE_PAIRS_A_BYTE * html.len();
    let (mut pairs, mut looked) = (0_usize, 0);
    // Tags that end at one place: the parser sees one of them.
    let (mut last_end, mut largest) = (0, 0);
    for begin in memchr::memchr_iter(b'<', html) {
        let name = match html.get(begin + 1) {
            Some(b'/') => begin + 2,
            _ => begin + 1,
        };
        if !html.get(name).is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let (end, attributes) = tag(html, name);
        if end != last_end {
            pairs = pairs.saturating_add(largest);
            (last_end, largest) = (end, 0);
        }
        largest = largest.max(attributes.saturating_mul(attributes));
        looked += end - begin;
        if pairs.saturating_add(largest) > most || looked > LOOKS * html.len() {
            return Err(Error::new("the tags of the page have too many attributes")
                .remedy("save its text as .txt"));
        }
    }
    Ok(())
}

/// Where the tag with its name at `at` ends, and how many attributes it has, by the
/// states of the standard's tokenizer.
fn tag(html: &[u8], at: usize) -> (usize, usize) {
    let space = |byte: u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0C');
    let skip = |at: usize, over: &dyn Fn(u8) -> bool| {
        let rest = html.get(at..).unwrap_or_default();
        let length = rest.iter().position(|&byte| !over(byte));
        at + length.unwrap_or(rest.len())
    };
    let mut attributes = 0;
    let mut at = skip(at, &|byte| !space(byte) && byte != b'/' && byte != b'>');
    loop {
        at = skip(at, &|byte| space(byte) || byte == b'/');
        match html.get(at) {
            None => return (html.len(), attributes),
            Some(b'>') => return (at, attributes),
            Some(_) => attributes += 1,
        }
        // An equals sign that comes first belongs to the name.
        at = skip(at + 1, &|byte| {
            !space(byte) && !matches!(byte, b'/' | b'>' | b'=')
        });
        at = skip(at, &space);
        if html.get(at) != Some(&b'=') {
            continue;
        }
        at = skip(at + 1, &space);
        at = match html.get(at) {
            Some(&quote @ (b'"' | b'\'')) => {
                let value = &html[at + 1..];
                let length = memchr::memchr(quote, value).unwrap_or(value.len());
                (at + length + 2).min(html.len())
            }
            _ => skip(at, &|byte| !space(byte) && byte != b'>'),
        };
    }
}
