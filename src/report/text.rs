//! Tables for a terminal or a plain text file.

use comfy_table::{
    Attribute, Cell, CellAlignment, Column, ColumnConstraint, ContentArrangement, LineStyle, Table,
    TableStyle, Width,
};

use super::section::Section;
use super::{agreement, card, check, claims, explanation, layout, run, tuning};
use crate::check::Report;
use crate::evaluate::{Agreement, ClaimEvaluation, Comparison, Evaluation, Run};
use crate::model::{Explanation, ModelCard, Tuning, Validation};

/// How the text may look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TextStyle {
    /// The most columns of characters in a line; without it, as many as it takes.
    pub width: Option<u16>,
    /// Whether lines are drawn with box characters, and names from right to left
    /// are kept apart from the numbers beside them by Unicode isolates: for a
    /// terminal. Without it both are left to plain ASCII.
    pub unicode: bool,
    /// Whether heads and the right cells of the confusion matrix are set in bold
    /// by ANSI codes.
    pub bold: bool,
}

/// The tables of an evaluation.
#[must_use]
pub fn evaluation(evaluation: &Evaluation, style: &TextStyle) -> String {
    render(&layout::evaluation(evaluation), style)
}

/// The tables of an evaluation with what was asked of it.
#[must_use]
pub fn run(run: &Run, style: &TextStyle) -> String {
    render(&run::tables(run), style)
}

/// The tables of a comparison, with its verdict; `rows` holds the name of each
/// row, and a row beyond them is named by its number from 1.
#[must_use]
pub fn comparison(comparison: &Comparison, rows: &[String], style: &TextStyle) -> String {
    render(&layout::comparison(comparison, rows), style)
}

/// The findings of a check a line each, its tables, and how many findings there are.
#[must_use]
pub fn check(report: &Report, style: &TextStyle) -> String {
    let mut text = String::new();
    for finding in &report.findings {
        text += &printable(&check::line(finding));
        text.push('\n');
    }
    let tables = check::tables(report);
    if !tables.is_empty() {
        if !text.is_empty() {
            text.push('\n');
        }
        text += &render(&tables, style);
        text.push('\n');
    }
    text + &check::summary(report) + "\n"
}

/// The tables of an agreement.
#[must_use]
pub fn agreement(agreement: &Agreement, style: &TextStyle) -> String {
    render(&agreement::tables(agreement), style)
}

/// The tables of an explanation.
#[must_use]
pub fn explanation(explanation: &Explanation, style: &TextStyle) -> String {
    render(&explanation::tables(explanation), style)
}

/// The tables of a model card.
#[must_use]
pub fn card(card: &ModelCard, style: &TextStyle) -> String {
    render(&card::tables(card), style)
}

/// How much is left if at most some share of the answers may be wrong.
#[must_use]
pub fn abstention(validation: &Validation, style: &TextStyle) -> String {
    render(&[card::abstention(&validation.abstention)], style)
}

/// What a search for options tried, what it chose and why.
#[must_use]
pub fn tuning(tuning: &Tuning, style: &TextStyle) -> String {
    render(&[tuning::table(tuning)], style)
}

/// The table of an evaluation of claims.
#[must_use]
pub fn claims(evaluation: &ClaimEvaluation, style: &TextStyle) -> String {
    render(&[claims::table(evaluation)], style)
}

fn render(sections: &[Section], style: &TextStyle) -> String {
    let blocks: Vec<String> = sections
        .iter()
        .map(|section| block(section, style))
        .collect();
    blocks.join("\n")
}

fn block(section: &Section, style: &TextStyle) -> String {
    let mut table = table(section, style);
    if let Some(width) = style.width {
        if let Some(narrower) = &section.narrower
            && width_of(&table) > width
        {
            return block(narrower, style);
        }
        fit(&mut table, section, width);
    }
    let mut text = match style.bold {
        true => format!("\x1b[1m{}\x1b[0m\n", section.title),
        false => format!("{}\n", section.title),
    };
    if !section.rows.is_empty() {
        text += &table.trim_fmt();
        text.push('\n');
    }
    for note in &section.notes {
        text += &printable(note);
        text.push('\n');
    }
    text
}

fn table(section: &Section, style: &TextStyle) -> Table {
    let rule = if style.unicode { '─' } else { '-' };
    let mut table = Table::new();
    // How the table looks is the caller's choice, not that of the environment.
    table.force_no_tty();
    if style.bold {
        table.enforce_styling();
    }
    table.load_style(
        TableStyle::new().header_separator(LineStyle::none().fill(rule).junction(rule)),
    );
    let cell = |text: &str, strong: bool| {
        let cell = Cell::new(apart(&printable(text), style));
        if strong {
            cell.add_attribute(Attribute::Bold)
        } else {
            cell
        }
    };
    table.set_header(
        section
            .columns
            .iter()
            .map(|column| cell(&column.name, true)),
    );
    for row in &section.rows {
        table.add_row(
            row.iter()
                .map(|content| cell(&content.text, content.strong)),
        );
    }
    for (column, head) in table.column_iter_mut().zip(&section.columns) {
        if head.numbers {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// How many characters of a column of words are left at least, the space around
/// them included.
const NARROWEST_WORDS: u16 = 12;

/// Breaks words, but no number, so that the table fits into the width; where even
/// that is too wide, it is left as it is.
fn fit(table: &mut Table, section: &Section, width: u16) {
    let cells = section.rows.iter().flat_map(|row| row.iter().enumerate());
    let mut least: Vec<u16> = (section.columns.iter())
        .map(|column| match column.numbers {
            true => longest_word(&column.name),
            false => 0,
        })
        .collect();
    for (column, cell) in cells.filter(|(column, _)| section.columns[*column].numbers) {
        // Numbers are ASCII.
        least[column] = least[column].max(length(&cell.text));
    }
    let mut sum: u16 = 0;
    for ((column, head), least) in table.column_iter_mut().zip(&section.columns).zip(least) {
        let least = match head.numbers {
            true => least.saturating_add(column.padding_width()),
            false => NARROWEST_WORDS,
        };
        sum = sum.saturating_add(least);
        if head.numbers {
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least)));
        }
    }
    if sum <= width {
        table.set_width(width);
        table.set_content_arrangement(ContentArrangement::Dynamic);
    }
}

fn longest_word(text: &str) -> u16 {
    text.split(' ').map(length).max().unwrap_or_default()
}

fn length(text: &str) -> u16 {
    u16::try_from(text.chars().count()).unwrap_or(u16::MAX)
}

/// The characters that the table takes in a line if nothing is broken.
fn width_of(table: &Table) -> u16 {
    let padding = table.column_iter().map(Column::padding_width);
    (table.column_max_content_widths().into_iter().zip(padding))
        .fold(0, |sum: u16, (content, padding)| {
            sum.saturating_add(content).saturating_add(padding)
        })
}

/// The text without control characters, which could move the cursor.
fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { '\u{FFFD}' } else { c })
        .collect()
}

/// Sets a name from right to left apart, so that a terminal does not turn the
/// columns of its row around.
fn apart(text: &str, style: &TextStyle) -> String {
    // The blocks from Hebrew to Arabic Extended-A, and the presentation forms.
    let right_to_left =
        |c| matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}');
    if style.unicode && text.contains(right_to_left) {
        format!("\u{2068}{text}\u{2069}")
    } else {
        text.to_owned()
    }
}
