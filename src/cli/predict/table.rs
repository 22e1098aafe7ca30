//! Claims as a table.

use comfy_table::{Cell, Color};
use stance::Prediction;

use super::super::table::{printable, printable_name, table};

/// The claims of an article; nothing if there are none.
pub fn claims(article: &str, claims: &[Prediction], terminal: bool) -> String {
    if claims.is_empty() {
        return String::new();
    }
    let rows = claims.iter().map(|claim| {
        let confidence = claim.tag.confidence;
        vec![
            stance(claim.tag.stance.as_deref(), claim.tag.abstained),
            Cell::new(confidence.map_or(String::new(), |p| format!("{p:.2}"))),
            Cell::new(printable_name(claim.speaker_name().unwrap_or_default())),
            Cell::new(printable(claim.cue.as_ref().map_or("", |cue| &cue.text))),
            Cell::new(printable_name(
                claim.target.as_ref().map_or("", |t| &t.text),
            )),
            Cell::new(printable(&claim.text)),
        ]
    });
    let heads = ["stance", "p", "speaker", "cue", "target", "claim"];
    let table = table(&heads, rows, terminal);
    format!("{}\n{table}\n\n", printable_name(article))
}

/// A stance in its colour.
pub fn stance(label: Option<&str>, abstained: bool) -> Cell {
    let colour = match label {
        Some("accusation") => Color::Red,
        Some("cooperation") => Color::Green,
        Some("proposal") => Color::Blue,
        _ => Color::Reset,
    };
    let text = match label {
        Some(label) => label,
        None if abstained => "(unsure)",
        None => "",
    };
    Cell::new(printable(text)).fg(colour)
}
