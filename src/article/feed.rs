//! The items of RSS and the entries of Atom.

use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};

use quick_xml::escape::{escape, resolve_predefined_entity};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use super::{Article, page};
use crate::error::{Error, Result, path_name};
use crate::input::Text;
use crate::input::limits::{DEPTH, PAGE_BYTES, megabytes};

/// How long the name of an element may be, which is kept while it is open, in bytes.
const NAME_BYTES: usize = 1_000;

/// The articles of a feed, one after the other; where it breaks off, the last one says
/// why. No more of it is held than the item at hand.
pub struct Feed {
    path: PathBuf,
    reader: Reader<Source>,
    buffer: Vec<u8>,
    items: Items,
    /// That a byte of the item at hand could not be decoded.
    malformed: Option<Error>,
    /// Whether there was an article.
    some: bool,
    ended: bool,
}

impl Feed {
    pub fn new(path: &Path, text: Text) -> Self {
        let mut reader = Reader::from_reader(Source {
            text,
            line: 1,
            left: PAGE_BYTES,
        });
        reader.config_mut().allow_dangling_amp = true;
        Self {
            path: path.into(),
            reader,
            buffer: Vec::new(),
            items: Items::default(),
            malformed: None,
            some: false,
            ended: false,
        }
    }

    /// The next article; none where others may follow.
    fn step(&mut self) -> Option<Result<Article>> {
        let line = self.reader.get_ref().line;
        if self.items.open.is_none() {
            self.reader.get_mut().left = PAGE_BYTES;
        }
        self.buffer.clear();
        let made = match self.reader.read_event_into(&mut self.buffer) {
            Ok(Event::Eof) => {
                self.ended = true;
                return self.end();
            }
            Ok(event) => self.items.take(&event, line, &self.path),
            Err(error) => Err(match error {
                quick_xml::Error::Io(error) => failed(&error),
                error => Error::new(format!("is not XML: {error}"))
                    .remedy("get it again, or name it .html if it is a page"),
            }
            .line(self.reader.get_ref().line)),
        };
        let text = &mut self.reader.get_mut().text;
        if let Some(error) = text.malformed(text.position()) {
            let before = memchr::memmem::find(&self.buffer, "\u{FFFD}".as_bytes()).unwrap_or(0);
            let lines = memchr::memchr_iter(b'\n', &self.buffer[..before]).count() as u64;
            self.malformed.get_or_insert(error.line(line + lines));
        }
        match made {
            // What is no part of an item spoils none.
            Ok(None) if self.items.open.is_none() => self.malformed.take().map(Err),
            Ok(None) => None,
            Ok(Some(article)) => Some(self.malformed.take().map_or(article, Err)),
            Err(error) => {
                self.ended = true;
                Some(Err(error))
            }
        }
    }

    /// What is wrong at the end, if anything is.
    fn end(&mut self) -> Option<Result<Article>> {
        let cut_off = |what| Error::new(what).remedy("get it again");
        let line = self.reader.get_ref().line;
        let error = match self.malformed.take() {
            Some(error) => error,
            None if self.items.open.is_some() => cut_off("is cut off inside of an item").line(line),
            None if self.items.depth > 0 => cut_off("is cut off before its end").line(line),
            None if !self.some => Error::new("holds no item of RSS and no entry of Atom")
                .remedy("name a feed; save other XML as .txt, .csv or .jsonl"),
            None => return None,
        };
        Some(Err(error))
    }
}

impl Iterator for Feed {
    type Item = Result<Article>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            if let Some(article) = self.step() {
                self.some = true;
                return Some(article.map_err(|error| error.at(&self.path)));
            }
        }
        None
    }
}

/// The error of reading on.
fn failed(error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::FileTooLarge => {
            let most = megabytes(PAGE_BYTES);
            Error::new(format!("an item or a mark is larger than {most}")).remedy("split it")
        }
        _ => Error::new(error.to_string()),
    }
}

/// A text with the number of its line, of which no more than is left may be taken.
struct Source {
    text: Text,
    line: u64,
    left: u64,
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Source {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let bytes = self.text.fill_buf()?;
        let left = usize::try_from(self.left).unwrap_or(usize::MAX);
        match left {
            0 if !bytes.is_empty() => Err(io::ErrorKind::FileTooLarge.into()),
            _ => Ok(&bytes[..bytes.len().min(left)]),
        }
    }

    fn consume(&mut self, length: usize) {
        // What is consumed was given before, so nothing is read here.
        if let Ok(bytes) = self.text.fill_buf() {
            let taken = &bytes[..length.min(bytes.len())];
            self.line += memchr::memchr_iter(b'\n', taken).count() as u64;
        }
        self.text.consume(length);
        self.left = self.left.saturating_sub(length as u64);
    }
}

/// The elements of a feed, put together to items.
#[derive(Default)]
struct Items {
    /// How many elements are open.
    depth: usize,
    /// The prefix of the first element, as of `atom:feed`.
    prefix: Option<Vec<u8>>,
    /// The item that is open.
    open: Option<Item>,
    /// The line that the last item began in, and the items that did so far.
    last: (u64, u64),
}

/// An item that is open.
#[derive(Default)]
struct Item {
    line: u64,
    /// Which of the items it is that begin in its line, counted from 1.
    nth: u64,
    /// How deep the item itself stands.
    depth: usize,
    is_atom: bool,
    /// The prefix of its name, which its parts have too.
    prefix: Vec<u8>,
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
            b"content" => Some(Self::Content),
            b"description" | b"summary" => Some(Self::Summary),
            b"guid" | b"id" => Some(Self::Id),
            b"link" => Some(Self::Link),
            _ => None,
        }
    }
}

impl Items {
    /// Takes the event that begins in this line; an article if an item ends with it.
    fn take(&mut self, event: &Event, line: u64, path: &Path) -> Result<Option<Result<Article>>> {
        match event {
            Event::Start(start) => {
                self.depth += 1;
                let error = if self.depth > DEPTH {
                    format!("its elements stand more than {DEPTH} deep in each other")
                } else if start.name().as_ref().len() > NAME_BYTES {
                    format!("an element has a name of more than {NAME_BYTES} bytes")
                } else {
                    self.start(start, line);
                    return Ok(None);
                };
                return Err(Error::new(error)
                    .remedy("write the texts of the feed as escaped HTML")
                    .line(line));
            }
            Event::Empty(start) => {
                self.depth += 1;
                self.start(start, line);
                return Ok(self.end(start.local_name().as_ref(), path));
            }
            Event::End(end) => return Ok(self.end(end.local_name().as_ref(), path)),
            Event::Text(text) => self.words(&String::from_utf8_lossy(text)),
            Event::CData(text) => self.words(&String::from_utf8_lossy(text)),
            Event::GeneralRef(entity) => self.words(&resolved(entity)),
            _ => {}
        }
        Ok(None)
    }

    fn start(&mut self, start: &BytesStart, line: u64) {
        let prefix = prefix_of(start);
        let root = self.prefix.get_or_insert_with(|| prefix.to_vec());
        let local = start.local_name();
        let Some(item) = &mut self.open else {
            let is_feeds = prefix.is_empty() || prefix == root.as_slice();
            if is_feeds && matches!(local.as_ref(), b"item" | b"entry") {
                let before = if self.last.0 == line { self.last.1 } else { 0 };
                self.last = (line, before + 1);
                self.open = Some(Item {
                    line,
                    nth: before + 1,
                    depth: self.depth,
                    is_atom: local.as_ref() == b"entry",
                    prefix: prefix.to_vec(),
                    ..Item::default()
                });
            }
            return;
        };
        if let Some(part) = &mut item.open {
            part.tag("<", local.as_ref());
        } else if let Some(name) = item.name_of(start)
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

    fn end(&mut self, name: &[u8], path: &Path) -> Option<Result<Article>> {
        let mut article = None;
        if let Some(item) = &mut self.open {
            if self.depth == item.depth {
                article = self.open.take().map(|item| item.article(path));
            } else if self.depth == item.depth + 1 {
                item.parts.extend(item.open.take());
            } else if let Some(part) = &mut item.open {
                part.tag("</", name);
            }
        }
        self.depth = self.depth.saturating_sub(1);
        article
    }

    fn words(&mut self, words: &str) {
        let part = self.open.as_mut().and_then(|item| item.open.as_mut());
        match part {
            Some(part) if part.form == Form::Xhtml => part.words.push_str(&escape(words)),
            Some(part) => part.words.push_str(words),
            None => {}
        }
    }
}

/// What stands before the colon of an element's name.
fn prefix_of<'s>(start: &'s BytesStart) -> &'s [u8] {
    let name = start.name().into_inner();
    memchr::memchr(b':', name).map_or(b"", |colon| &name[..colon])
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
    /// What a part of it is; none if it is of another vocabulary, as `media:title` is.
    fn name_of(&self, start: &BytesStart) -> Option<Name> {
        match start.name().as_ref() {
            b"content:encoded" => Some(Name::Content),
            _ if prefix_of(start) == self.prefix => Name::of(start.local_name().as_ref()),
            _ => None,
        }
    }

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
        let place = || match (path_name(path), self.line, self.nth) {
            (path, line, 1) => format!("{path}#{line}"),
            (path, line, nth) => format!("{path}#{line}.{nth}"),
        };
        let article = Article {
            id: id.unwrap_or_else(place),
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
