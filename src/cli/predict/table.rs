//! Claims as a table.

use comfy_table::{Cell, Color};
use stance::Prediction;

use super::super::table::{printable, table};

/// The claims, article by article.
pub fn claims(claims: &[Prediction], terminal: bool) -> String {
    let mut out = String::new();
    for of_article in claims.chunk_by(|a, b| a.article == b.article) {
        out.push_str(&format!("{}\n", printable(&of_article[0].article)));
        let rows = of_article.iter().map(|claim| {
            let speaker = claim.speaker.as_ref();
            let name = speaker.and_then(|s| s.name.as_ref().or(s.text.as_ref()));
            vec![
                stance(claim.tag.stance.as_deref(), claim.tag.abstained),
                Cell::new(
                    claim
                        .tag
                        .confidence
                        .map_or(String::new(), |p| format!("{p:.2}")),
                ),
                Cell::new(printable(name.map_or("", String::as_str))),
                Cell::new(printable(claim.cue.as_ref().map_or("", |cue| &cue.text))),
                Cell::new(printable(claim.target.as_ref().map_or("", |t| &t.text))),
                Cell::new(printable(&claim.text)),
            ]
        });
        let heads = ["stance", "p", "speaker", "cue", "target", "claim"];
        out.push_str(&table(&heads, rows, terminal));
        out.push_str("\n\n");
    }
    out
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
