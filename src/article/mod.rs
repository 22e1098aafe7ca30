//! Articles, and the readers of all that holds them.

mod feed;
mod folder;
mod markdown;
mod page;
mod tags;

use std::path::Path;

use crate::error::{Error, Result, path_name};
use crate::input::limits::{ARTICLE_BYTES, ID_BYTES, PAGE_BYTES, TITLE_BYTES, megabytes};
use crate::input::{Input, InputKind, ReadOptions};
use crate::rows::{NAMES, Row, Rows};
use feed::Feed;
use folder::{Inputs, Step};

/// A text with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// The path as it was given and walked, or the record's `id`, or path#line.
    pub id: String,
    /// The heading, where the source keeps it apart from the text.
    pub title: Option<String>,
    /// The text, without a byte-order mark and with carriage returns kept; of a
    /// page, a feed or Markdown what is left without the marks.
    pub text: String,
}

/// Reads articles one after the other.
///
/// A `.csv`, `.tsv`, `.jsonl` or `.ndjson` file and standard input hold an
/// article a record, with the fields `text` and perhaps `id` and `title`, or
/// others that [`ReadOptions`] name. A `.xml`, `.rss` or `.atom` file holds one
/// an item of RSS or entry of Atom. Of a `.html` or `.htm` page the article's
/// text is taken, of a `.md` file the text without its marks. Any other file is
/// one article. All of them may be packed by gzip or Zstandard, which is told by
/// how they begin.
///
/// A folder is walked in the order of its names; hidden files, files with other
/// extensions than these, and links are left out. A `.json` file is refused.
///
/// An input that cannot be read is an error in its place, and the next ones follow.
pub struct Articles {
    inputs: Inputs,
    options: ReadOptions,
    open: Option<Open>,
    /// Whether each line of JSON Lines is an article.
    each_line: bool,
}

/// An input that holds several articles.
enum Open {
    Records(Input, Box<Rows>),
    Items(Box<Feed>),
}

impl Articles {
    /// A reader of these inputs in this order.
    #[must_use]
    pub fn new(inputs: impl IntoIterator<Item = Input>) -> Self {
        Self {
            inputs: Inputs::new(inputs),
            options: ReadOptions::default(),
            open: None,
            each_line: false,
        }
    }

    /// Gives an article or an error for each line of JSON Lines. A blank line, which is
    /// passed over otherwise, is an empty article, and the lines of standard input are
    /// those of its bytes: nothing is unpacked.
    #[must_use]
    pub fn line_by_line(mut self) -> Self {
        self.each_line = true;
        self
    }

    /// Reads them with these options, whose notes tell what was assumed.
    #[must_use]
    pub fn with(self, options: ReadOptions) -> Self {
        Self { options, ..self }
    }

    /// Reads `input`, or opens it for the articles that it holds.
    fn enter(&mut self, input: Input) -> Result<Option<Article>> {
        let whole = |most, what| input.open_text(&self.options)?.whole(most, what);
        let article = |title: Option<String>, text: String| Article {
            id: path_name(input.name()).into_owned(),
            title: title.filter(|title| !title.trim().is_empty()),
            text,
        };
        if input.extension().as_deref() == Some("json") {
            // A path that does not exist is the more helpful message.
            input.open()?;
            return Err(Error::new("is JSON, of which only lines are read")
                .remedy("name it .jsonl, one object a line")
                .at(input.name()));
        }
        let read = match input.kind() {
            None | Some(InputKind::Text) => article(None, whole(ARTICLE_BYTES, ARTICLE)?),
            Some(InputKind::Markdown) => {
                let (title, text) = markdown::read(&whole(ARTICLE_BYTES, ARTICLE)?);
                article(title, text)
            }
            Some(InputKind::Page) => {
                let page = page::read(&whole(PAGE_BYTES, "the page")?);
                let (title, text) = page.map_err(|error| error.at(input.name()))?;
                article(title, text)
            }
            Some(InputKind::Feed) => {
                let text = input.open_text(&self.options)?;
                self.open = Some(Open::Items(Box::new(Feed::new(input.name(), text))));
                return Ok(None);
            }
            Some(InputKind::Csv | InputKind::Tsv | InputKind::JsonLines) => {
                let rows = Rows::open_articles(&input, &self.options, self.each_line)?;
                self.open = Some(Open::Records(input, Box::new(rows)));
                return Ok(None);
            }
        };
        Ok(Some(read))
    }

    /// The next article of the input that is open.
    fn next_inside(&mut self) -> Option<Result<Article>> {
        match self.open.as_mut()? {
            Open::Records(input, rows) => {
                let row = rows.next()?;
                Some(row.and_then(|row| from_row(input.name(), &row, &self.options)))
            }
            Open::Items(items) => items.next(),
        }
    }
}

impl Iterator for Articles {
    type Item = Result<Article>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(article) = self.next_inside() {
                return Some(article);
            }
            self.open = None;
            match self.inputs.next()? {
                Step::Read(input) => {
                    if let Some(article) = self.enter(input).transpose() {
                        return Some(article);
                    }
                }
                Step::Failed(error) => return Some(Err(error)),
            }
        }
    }
}

/// What is too large if an article is.
const ARTICLE: &str = "the article";

fn from_row(path: &Path, row: &Row, options: &ReadOptions) -> Result<Article> {
    let fail = |error: Error| error.at(path).line(row.line);
    let text = row.text(&options.text_field).ok_or_else(|| {
        let field = &options.text_field;
        let missing = || {
            let fields: Vec<&str> = row.cells().take(NAMES).map(|(name, _)| name).collect();
            let fields = fields.join(", ");
            Error::new(format!("has no field '{field}' (its fields are {fields})"))
        };
        fail(row.other(field).unwrap_or_else(missing).remedy(format!(
            "give every record a string '{field}', or name another with --text-field"
        )))
    })?;
    let id = row.text(&options.id_field).filter(|id| !id.is_empty());
    let article = Article {
        id: id.unwrap_or_else(|| format!("{}#{}", path_name(path), row.line)),
        title: (row.text(&options.title_field)).filter(|title| !title.trim().is_empty()),
        text,
    };
    article.within_limits().map_err(fail)
}

impl Article {
    /// Itself, if it is not too large.
    fn within_limits(self) -> Result<Self> {
        let larger = |what: &str, most: String| Error::new(format!("{what} is larger than {most}"));
        if self.text.len() as u64 > ARTICLE_BYTES {
            return Err(larger(ARTICLE, megabytes(ARTICLE_BYTES)).remedy("split it"));
        }
        if self.id.len() > ID_BYTES {
            return Err(larger("the id", format!("{} KB", ID_BYTES / 1_000))
                .remedy("give it a short name, or name another field with --id-field"));
        }
        if self
            .title
            .as_ref()
            .is_some_and(|title| title.len() > TITLE_BYTES)
        {
            return Err(larger("the title", format!("{} KB", TITLE_BYTES / 1_000))
                .remedy("move it to the text"));
        }
        Ok(self)
    }
}
