//! Text of Markdown.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// The title and the text of Markdown, without its marks and with an empty line
/// between paragraphs.
///
/// The title is a heading of the first level that begins the text; a block of
/// metadata before it and HTML in it are left out.
pub fn read(source: &str) -> (Option<String>, String) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let mut title = None;
    let mut text = String::new();
    let mut in_metadata = false;
    for event in Parser::new_ext(source, options) {
        match event {
            Event::Start(Tag::MetadataBlock(_)) => in_metadata = true,
            Event::End(TagEnd::MetadataBlock(_)) => in_metadata = false,
            Event::Text(words) | Event::Code(words) if !in_metadata => text.push_str(&words),
            Event::SoftBreak | Event::HardBreak => text.push('\n'),
            Event::End(TagEnd::Heading(HeadingLevel::H1)) if title.is_none() && begins(&text) => {
                title = Some(std::mem::take(&mut text));
            }
            Event::End(TagEnd::TableCell) => text.push('\t'),
            Event::End(TagEnd::TableHead | TagEnd::TableRow | TagEnd::Item) => end_line(&mut text),
            Event::Start(Tag::List(_)) => end_line(&mut text),
            Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::CodeBlock
                | TagEnd::List(_)
                | TagEnd::Table,
            ) => {
                end_line(&mut text);
                if !text.is_empty() && !text.ends_with("\n\n") {
                    text.push('\n');
                }
            }
            _ => {}
        }
    }
    (title, text.trim().to_string())
}

/// Whether nothing but the first line was read.
fn begins(text: &str) -> bool {
    !text.trim().is_empty() && !text.contains("\n\n")
}

/// Ends a line that was begun.
fn end_line(text: &mut String) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_left_out_and_words_kept() {
        let source = "---\nauthor: x\n---\n# A *first* heading\n\nOne **bold** [link](http://x.y)\n\
                      goes on.  \nNext line.\n\n## Second\n\n- item one\n- item two\n\n\
                      <div>html</div>\n\n> quoted\n\n| a | b |\n|---|---|\n| c | d |\n";
        let (title, text) = read(source);
        assert_eq!(title.as_deref(), Some("A first heading"));
        assert_eq!(
            text,
            "One bold link\ngoes on.\nNext line.\n\nSecond\n\nitem one\nitem two\n\nquoted\n\n\
             a\tb\t\nc\td"
        );
    }

    #[test]
    fn only_a_heading_at_the_beginning_is_a_title() {
        assert_eq!(
            read("Words.\n\n# Heading\n\nMore."),
            (None, "Words.\n\nHeading\n\nMore.".into())
        );
        assert_eq!(read(""), (None, String::new()));
    }
}
