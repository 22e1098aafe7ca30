//! The items of RSS and the entries of Atom.

use std::path::Path;

use quick_xml::escape::{escape, resolve_predefined_entity};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use super::{Article, page};
use crate::error::{Error, Result};
use crate::input::limits::DEPTH;

/// The articles of a feed; where it breaks off, the last one says why.
pub fn read(path: &Path, xml: &str) -> Vec<Result<Article>> {
    let mut feed = Feed {
        path,
        articles: Vec::new(),
        depth: 0,
        item: None,
    };
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    let mut lines = Lines {
        xml: xml.as_bytes(),
        at: 0,
        line: 1,
    };
    let at = |error: Error, line| Err(error.at(path).line(line));
    loop {
        let begin = reader.buffer_position();
        let event = match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(event) => event,
            Err(error) => {
                let line = lines.number(reader.error_position());
                let error = Error::new(format!("is not XML: {error}"))
                    .remedy("get it again, or name it .html if it is a page");
                feed.articles.push(at(error, line));
                return feed.articles;
            }
        };
        // The count is of lines up to here, so it is asked for in order.
        let line = lines.number(begin);
        if let Err(error) = feed.take(&event, line) {
            feed.articles.push(at(error, line));
            return feed.articles;
        }
    }
    if feed.item.is_some() {
        let error = Error::new("is cut off inside of an item").remedy("get it again");
        feed.articles.push(at(error, lines.number(u64::MAX)));
    }
    if feed.articles.is_empty() {
        let error = Error::new("holds no item of RSS and no entry of Atom")
            .remedy("name a feed; save other XML as .txt, .csv or .jsonl");
        return vec![Err(error.at(path))];
    }
    feed.articles
}

/// Numbers of lines, asked for in order.
struct Lines<'x> {
    xml: &'x [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn number(&mut self, position: u64) -> u64 {
        let position = usize::try_from(position).unwrap_or(usize::MAX);
        let end = position.clamp(self.at, self.xml.len());
        let between = &self.xml[self.at..end];
        self.line += memchr::memchr_iter(b'\n', between).count() as u64;
        self.at = end;
        self.line
    }
}

struct Feed<'p> {
    path: &'p Path,
    articles: Vec<Result<Article>>,
    /// How many elements are open.
    depth: usize,
    item: Option<Item>,
}

/// An item that is open.
#[derive(Default)]
struct Item {
    line: u64,
    /// How deep the item itself stands.
    depth: usize,
    is_atom: bool,
    /// The part that is open.
    open: Option<Part>,
    parts: Vec<Part>,
    /// Where it links to, if that is said in an attribute.
    link: Option<String>,
}

/// A part of an item.
struct Part {
    name: Name,
    form: Form,
    /// A text if it is plain, else HTML.
    words: String,
}

/// In which form a part holds its words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Plain,
    /// HTML that is written as a text.
    Html,
    /// HTML that is a part of the XML.
    Xhtml,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Name {
    Title,
    Content,
    Summary,
    Id,
    Link,
}

impl Name {
    fn of(element: &[u8]) -> Option<Self> {
        match element {
            b"title" => Some(Self::Title),
            b"content" | b"content:encoded" => Some(Self::Content),
            b"description" | b"summary" => Some(Self::Summary),
            b"guid" | b"id" => Some(Self::Id),
            b"link" => Some(Self::Link),
            _ => None,
        }
    }
}

impl Feed<'_> {
    fn take(&mut self, event: &Event, line: u64) -> Result<()> {
        match event {
            Event::Start(start) => {
                self.depth += 1;
                if self.depth > DEPTH {
                    return Err(Error::new(format!(
                        "its elements stand more than {DEPTH} deep in each other"
                    ))
                    .remedy("write the texts of the feed as escaped HTML"));
                }
                self.start(start, line);
            }
            Event::Empty(start) => {
                self.depth += 1;
                self.start(start, line);
                self.end(start.local_name().as_ref());
            }
            Event::End(end) => self.end(end.local_name().as_ref()),
            Event::Text(text) => self.words(&String::from_utf8_lossy(text)),
            Event::CData(text) => self.words(&String::from_utf8_lossy(text)),
            Event::GeneralRef(entity) => self.words(&resolved(entity)),
            _ => {}
        }
        Ok(())
    }

    fn start(&mut self, start: &BytesStart, line: u64) {
        let name = start.name();
        let Some(item) = &mut self.item else {
            if matches!(name.as_ref(), b"item" | b"entry") {
                self.item = Some(Item {
                    line,
                    depth: self.depth,
                    is_atom: name.as_ref() == b"entry",
                    ..Item::default()
                });
            }
            return;
        };
        if let Some(part) = &mut item.open {
            part.tag("<", start.local_name().as_ref());
        } else if let Some(name) = Name::of(name.as_ref())
            && self.depth == item.depth + 1
        {
            let is_other = attribute(start, "rel").is_some_and(|rel| rel != "alternate");
            if let Some(link) = attribute(start, "href").filter(|_| name == Name::Link && !is_other)
            {
                item.link = Some(link);
            }
            item.open = Some(Part {
                name,
                form: match attribute(start, "type").as_deref() {
                    Some("html" | "text/html") => Form::Html,
                    Some("xhtml") => Form::Xhtml,
                    None if !item.is_atom => Form::Html,
                    _ => Form::Plain,
                },
                words: String::new(),
            });
        }
    }

    fn end(&mut self, name: &[u8]) {
        if let Some(item) = &mut self.item {
            if self.depth == item.depth {
                let article = self.item.take().map(|item| item.article(self.path));
                self.articles.extend(article);
            } else if self.depth == item.depth + 1 {
                if let Some(part) = item.open.take() {
                    item.parts.push(part);
                }
            } else if let Some(part) = &mut item.open {
                part.tag("</", name);
            }
        }
        self.depth = self.depth.saturating_sub(1);
    }

    fn words(&mut self, words: &str) {
        let part = self.item.as_mut().and_then(|item| item.open.as_mut());
        match part {
            Some(part) if part.form == Form::Xhtml => part.words.push_str(&escape(words)),
            Some(part) => part.words.push_str(words),
            None => {}
        }
    }
}

impl Part {
    /// Keeps a tag that is a part of the XML.
    fn tag(&mut self, bracket: &str, name: &[u8]) {
        if self.form != Form::Plain {
            self.words.push_str(bracket);
            self.words.push_str(&String::from_utf8_lossy(name));
            self.words.push('>');
        }
    }

    /// The words without marks.
    fn text(self) -> Result<String> {
        let is_markup = |(at, _): (usize, &str)| {
            let next = self.words[at + 1..].chars().next();
            next.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!'))
        };
        let has_marks = self.words.match_indices('<').any(is_markup);
        match self.form {
            Form::Plain => Ok(self.words.trim().to_string()),
            Form::Xhtml => page::read_piece(&self.words),
            Form::Html if has_marks => page::read_piece(&self.words),
            // Without elements its line ends are its paragraphs.
            Form::Html if self.words.contains('&') => {
                let lines: Vec<&str> = self.words.trim().lines().collect();
                page::read_piece(&lines.join("<br>"))
            }
            Form::Html => Ok(self.words.trim().to_string()),
        }
    }
}

impl Item {
    /// The text of the first part of a name that is not empty.
    fn text(&mut self, name: Name) -> Result<Option<String>> {
        let is_it = |part: &Part| part.name == name && !part.words.trim().is_empty();
        let Some(place) = self.parts.iter().position(is_it) else {
            return Ok(None);
        };
        Ok(Some(self.parts.swap_remove(place).text()?))
    }

    fn article(mut self, path: &Path) -> Result<Article> {
        let line = self.line;
        self.read(path).map_err(|error| error.at(path).line(line))
    }

    fn read(&mut self, path: &Path) -> Result<Article> {
        let text = match self.text(Name::Content)? {
            Some(content) => content,
            None => self.text(Name::Summary)?.unwrap_or_default(),
        };
        let title = self.text(Name::Title)?.unwrap_or_default();
        let words: Vec<&str> = title.split_whitespace().collect();
        let id = match self.text(Name::Id)? {
            Some(id) => Some(id),
            None => self.text(Name::Link)?.or(self.link.take()),
        };
        let article = Article {
            id: id.unwrap_or_else(|| format!("{}#{}", path.display(), self.line)),
            title: (!words.is_empty()).then(|| words.join(" ")),
            text,
        };
        article.within_limits()
    }
}

/// What a reference such as `&amp;` or `&#1608;` stands for; itself if nothing.
fn resolved(entity: &BytesRef) -> String {
    if let Ok(Some(character)) = entity.resolve_char_ref() {
        return character.to_string();
    }
    let name = String::from_utf8_lossy(entity).into_owned();
    match resolve_predefined_entity(&name) {
        Some(text) => text.to_string(),
        None => format!("&{name};"),
    }
}

/// The value of an attribute.
fn attribute(start: &BytesStart, name: &str) -> Option<String> {
    let attribute = start.try_get_attribute(name).ok()??;
    Some(String::from_utf8_lossy(&attribute.value).into_owned())
}
