//! Markdown tables, for the job page of a CI system.

use std::fmt::Write;

use super::section::Section;
use super::{agreement, card, check, claims, explanation, layout, run};
use crate::check::Report;
use crate::evaluate::{Agreement, ClaimEvaluation, Comparison, Evaluation, Run};
use crate::model::{Explanation, ModelCard};

/// The tables of an evaluation under a heading each.
#[must_use]
pub fn evaluation(evaluation: &Evaluation) -> String {
    render(&layout::evaluation(evaluation))
}

/// The tables of an evaluation with what was asked of it.
#[must_use]
pub fn run(run: &Run) -> String {
    render(&run::tables(run))
}

/// The tables of a comparison, with its verdict; `rows` holds the name of each
/// row, and a row beyond them is named by its number from 1.
#[must_use]
pub fn comparison(comparison: &Comparison, rows: &[String]) -> String {
    render(&layout::comparison(comparison, rows))
}

/// The findings of a check and its tables, for the data card of a labelled file.
#[must_use]
pub fn check(report: &Report) -> String {
    let mut sections = vec![check::findings(report)];
    sections.extend(check::tables(report));
    render(&sections)
}

/// The tables of an agreement.
#[must_use]
pub fn agreement(agreement: &Agreement) -> String {
    render(&agreement::tables(agreement))
}

/// The tables of an explanation.
#[must_use]
pub fn explanation(explanation: &Explanation) -> String {
    render(&explanation::tables(explanation))
}

/// The tables of a model card.
#[must_use]
pub fn card(card: &ModelCard) -> String {
    render(&card::tables(card))
}

/// The table of an evaluation of claims.
#[must_use]
pub fn claims(evaluation: &ClaimEvaluation) -> String {
    render(&[claims::table(evaluation)])
}

fn render(sections: &[Section]) -> String {
    let blocks: Vec<String> = sections.iter().map(block).collect();
    blocks.join("\n")
}

fn block(section: &Section) -> String {
    let mut text = format!("## {}\n\n", escape(&section.title));
    if !section.rows.is_empty() {
        line(
            &mut text,
            section.columns.iter().map(|column| escape(&column.name)),
        );
        let rule = |numbers| if numbers { "---:" } else { ":---" };
        line(
            &mut text,
            section.columns.iter().map(|column| rule(column.numbers)),
        );
        for row in &section.rows {
            line(
                &mut text,
                row.iter().map(|cell| match cell.strong {
                    true => format!("**{}**", escape(&cell.text)),
                    false => escape(&cell.text),
                }),
            );
        }
        text.push('\n');
    }
    for note in &section.notes {
        let _ = writeln!(text, "{}\n", escape(note));
    }
    // One empty line between blocks comes from joining them.
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn line(text: &mut String, cells: impl Iterator<Item = impl std::fmt::Display>) {
    text.push('|');
    for cell in cells {
        // Writing to a String cannot fail.
        let _ = write!(text, " {cell} |");
    }
    text.push('\n');
}

/// The text as itself: what Markdown or HTML would read as markup is escaped, and
/// control characters, which would end the row, are replaced.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '&' => escaped.push_str("&amp;"),
            '|' | '\\' | '*' | '_' | '`' | '[' | ']' | '~' | '#' | '@' | '!' | '$' => {
                escaped.extend(['\\', c]);
            }
            c if c.is_control() => escaped.push('\u{FFFD}'),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_name_stays_text() {
        assert_eq!(escape("a|b"), r"a\|b");
        assert_eq!(escape("<script>&"), "&lt;script>&amp;");
        assert_eq!(escape("x\ny"), "x\u{FFFD}y");
    }
}
