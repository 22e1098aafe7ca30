//! How inputs are read, for all commands that read texts.

use std::path::PathBuf;

use stance::{Encoding, Input, ReadNoteKind, ReadOptions};

use super::say;

/// In which encoding inputs are.
#[derive(Debug, Clone, clap::Args)]
pub struct EncodingArgs {
    /// The encoding of the inputs, such as windows-1256 [default: UTF-8, or what they say or look like]
    #[arg(long, value_name = "NAME", help_heading = "Reading")]
    encoding: Option<Encoding>,
    /// Replace bytes that are not of the encoding by U+FFFD instead of refusing them
    #[arg(long, help_heading = "Reading")]
    lossy: bool,
}

/// Which field of a record holds the text.
#[derive(Debug, Clone, clap::Args)]
pub struct TextArgs {
    /// The column or field that holds the text
    #[arg(
        long,
        value_name = "NAME",
        default_value = "text",
        help_heading = "Reading"
    )]
    text_field: String,
    #[command(flatten)]
    encoding: EncodingArgs,
}

/// How articles are read.
#[derive(Debug, Clone, clap::Args)]
pub struct ArticleArgs {
    #[command(flatten)]
    text: TextArgs,
    /// The column or field that holds an article's name
    #[arg(
        long,
        value_name = "NAME",
        default_value = "id",
        help_heading = "Reading"
    )]
    id_field: String,
    /// The column or field that holds an article's title
    #[arg(
        long,
        value_name = "NAME",
        default_value = "title",
        help_heading = "Reading"
    )]
    title_field: String,
}

/// How labelled rows are read.
#[derive(Debug, Clone, clap::Args)]
pub struct RowArgs {
    #[command(flatten)]
    text: TextArgs,
    /// The column or field that holds the label
    #[arg(
        long,
        value_name = "NAME",
        default_value = "label",
        help_heading = "Reading"
    )]
    label_field: String,
}

impl EncodingArgs {
    fn options(&self) -> ReadOptions {
        ReadOptions {
            encoding: self.encoding,
            lossy: self.lossy,
            ..ReadOptions::default()
        }
    }

    /// Reads with these options and says what was assumed.
    pub fn read<T>(
        &self,
        read: impl FnOnce(&ReadOptions) -> stance::Result<T>,
    ) -> stance::Result<T> {
        reading(self.options(), read)
    }
}

impl TextArgs {
    fn options(&self) -> ReadOptions {
        ReadOptions {
            text_field: self.text_field.clone(),
            ..self.encoding.options()
        }
    }
}

impl ArticleArgs {
    pub fn options(&self) -> ReadOptions {
        ReadOptions {
            id_field: self.id_field.clone(),
            title_field: self.title_field.clone(),
            ..self.text.options()
        }
    }
}

impl RowArgs {
    pub fn options(&self) -> ReadOptions {
        ReadOptions {
            label_field: self.label_field.clone(),
            ..self.text.options()
        }
    }

    /// Reads with these options and says what was assumed.
    pub fn read<T>(
        &self,
        read: impl FnOnce(&ReadOptions) -> stance::Result<T>,
    ) -> stance::Result<T> {
        reading(self.options(), read)
    }
}

/// Reads with these options and says what was assumed, also if it fails.
fn reading<T>(
    options: ReadOptions,
    read: impl FnOnce(&ReadOptions) -> stance::Result<T>,
) -> stance::Result<T> {
    let read = read(&options);
    say_assumed(&options);
    read
}

/// The inputs that arguments name.
pub fn inputs(arguments: &[PathBuf]) -> Vec<Input> {
    arguments.iter().map(Input::new).collect()
}

/// Says what was assumed in reading, once a kind.
pub fn say_assumed(options: &ReadOptions) {
    for note in options.notes.all() {
        let inputs = match note.inputs {
            1 => String::new(),
            more => format!(" and {} more", more - 1),
        };
        let first = note.first.display();
        say(&match note.kind {
            ReadNoteKind::Guessed(encoding) => format!(
                "note: {first}{inputs}: not UTF-8 and without a mark, read as {encoding}, which it \
                 looks like; name another with --encoding"
            ),
            ReadNoteKind::Replaced(encoding) => format!(
                "note: {first}{inputs}: bytes that are not {encoding} were replaced by U+FFFD"
            ),
        });
    }
}
