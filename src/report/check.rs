//! Which tables the report of a check has.

use super::section::{Section, count, percent, score};
use crate::check::{Doubt, Doubts, Finding, Kind, LabelSummary, Report, Severity};

/// A finding as a line that editors and terminals can follow to its place.
pub(super) fn line(finding: &Finding) -> String {
    let severity = severity(finding.severity);
    let kind = kind(finding.kind);
    format!(
        "{}: {severity}: {} [{kind}]",
        finding.location, finding.message
    )
}

/// "2 files, 410 rows: 1 error, 2 warnings, 0 notes".
pub(super) fn summary(report: &Report) -> String {
    let rows = report.files.iter().map(|file| file.rows).sum();
    format!(
        "{}, {}: {}, {}, {}",
        count(report.files.len(), "file"),
        count(rows, "row"),
        count(report.errors, "error"),
        count(report.warnings, "warning"),
        count(report.notes, "note"),
    )
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// The name of the kind, as in JSON.
fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Unreadable => "unreadable",
        Kind::EmptyText => "empty-text",
        Kind::EmptyLabel => "empty-label",
        Kind::HeaderRow => "header-row",
        Kind::LongText => "long-text",
        Kind::ControlCharacter => "control-character",
        Kind::DirectionCharacter => "direction-character",
        Kind::ReplacementCharacter => "replacement-character",
        Kind::NotInText => "not-in-text",
        Kind::DuplicateId => "duplicate-id",
        Kind::UnknownLabel => "unknown-label",
        Kind::LabelSet => "label-set",
        Kind::RareLabel => "rare-label",
        Kind::Contradiction => "contradiction",
        Kind::Duplicate => "duplicate",
        Kind::Leakage => "leakage",
        Kind::NearDuplicate => "near-duplicate",
        Kind::NearLeakage => "near-leakage",
        Kind::ModelSkipped => "model-skipped",
    }
}

/// The findings as a table.
pub(super) fn findings(report: &Report) -> Section {
    let columns = ["place", "severity", "kind", "finding"];
    let mut section = Section::new(summary(report), columns.len(), &columns);
    for finding in &report.findings {
        section.row([
            finding.location.to_string(),
            severity(finding.severity).to_owned(),
            kind(finding.kind).to_owned(),
            finding.message.clone(),
        ]);
    }
    section
}

/// The tables beside the findings.
pub(super) fn tables(report: &Report) -> Vec<Section> {
    let mut sections = Vec::new();
    sections.extend(report.all.as_ref().map(|all| balance(report, all)));
    if let Some(doubts) = &report.model {
        sections.extend([thresholds(doubts), suspects(doubts), unsure(doubts)]);
    }
    sections
}

fn balance(report: &Report, all: &LabelSummary) -> Section {
    let mut section = Section::new(
        "Rows and lengths by label",
        1,
        &[
            "label",
            "rows",
            "share",
            "characters: 5 %",
            "median",
            "95 %",
            "longest",
            "words: median",
        ],
    );
    for label in report.labels.iter().chain([all]) {
        section.row([
            label.label.clone(),
            label.rows.to_string(),
            percent(label.share),
            label.characters.p5.to_string(),
            label.characters.median.to_string(),
            label.characters.p95.to_string(),
            label.characters.max.to_string(),
            label.words.median.to_string(),
        ]);
    }
    section
}

fn thresholds(doubts: &Doubts) -> Section {
    let mut section = Section::new(
        format!(
            "Suspected labels: {} of {} rows",
            doubts.suspected, doubts.rows
        ),
        1,
        &["label", "mean probability in its rows", "suspected"],
    );
    for (name, label) in &doubts.labels {
        section.row([
            name.clone(),
            score(Some(label.threshold)),
            label.suspected.to_string(),
        ]);
    }
    section.notes.push(format!(
        "A row is suspected if a model of the other folds ({} folds, seed {}) gives another label \
         more than its own, and at least the mean probability of that label in its rows.",
        doubts.folds, doubts.seed
    ));
    section.notes.push(
        "Not judged: copies of a text, and labels of fewer rows than folds or of one group alone."
            .to_owned(),
    );
    section
}

fn suspects(doubts: &Doubts) -> Section {
    let title = format!(
        "Suspected rows: {} of {}",
        doubts.suspects.len(),
        doubts.suspected
    );
    listed(title, "suggested", &doubts.suspects)
}

fn unsure(doubts: &Doubts) -> Section {
    let title = format!(
        "Rows that the model is least sure of: {}",
        doubts.unsure.len()
    );
    listed(title, "other", &doubts.unsure)
}

fn listed(title: String, other: &str, rows: &[Doubt]) -> Section {
    let p_other = format!("p {other}");
    let columns = ["place", "given", other, "text", "p given", &p_other];
    let mut section = Section::new(title, 4, &columns);
    for row in rows {
        section.row([
            row.location.to_string(),
            row.given.clone(),
            row.suggested.clone(),
            row.text.clone(),
            score(Some(row.p_given)),
            score(Some(row.p_suggested)),
        ]);
    }
    section
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_called_as_in_json() {
        for kind_ in [Kind::EmptyText, Kind::NearLeakage, Kind::ModelSkipped] {
            assert_eq!(serde_json::to_value(kind_).unwrap(), kind(kind_));
        }
    }
}
