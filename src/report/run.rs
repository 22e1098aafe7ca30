//! Which tables the report of an evaluation has beside its scores.

use super::layout;
use super::section::{Section, range, score};
use crate::evaluate::{Gate, LearningPoint, Run};

/// What was asked first, then the scores, then what more rows would bring.
pub(super) fn tables(run: &Run) -> Vec<Section> {
    let mut sections = Vec::new();
    if !run.gates.is_empty() {
        sections.push(gates(&run.gates));
    }
    let mut scores = layout::evaluation(&run.evaluation);
    if let Some(overall) = scores.first_mut() {
        let source = format!("{} against {}.", run.model, run.labels_file);
        overall.notes.insert(0, source);
    }
    sections.extend(scores);
    if !run.learning_curve.is_empty() {
        sections.push(learning_curve(&run.learning_curve));
    }
    sections
}

pub(super) fn gates(gates: &[Gate]) -> Section {
    let failed = gates.iter().filter(|gate| !gate.passed).count();
    let title = match failed {
        0 => "Gates: passed".to_owned(),
        n => format!("Gates: {n} of {} failed", gates.len()),
    };
    let mut section = Section::new(title, 3, &["gate", "result", "found"]);
    for gate in gates {
        let result = if gate.passed { "passed" } else { "failed" };
        section.row([gate.name.clone(), result.to_owned(), gate.message.clone()]);
    }
    section
}

pub(super) fn learning_curve(points: &[LearningPoint]) -> Section {
    let columns = [
        "training rows",
        "accuracy",
        "95 % interval",
        "macro-F1",
        "95 % interval",
    ];
    let mut section = Section::new("Learning curve: what more rows bring", 0, &columns);
    for point in points {
        section.row([
            point.trained_rows.to_string(),
            score(Some(point.accuracy)),
            range(point.accuracy_interval),
            score(Some(point.macro_f1)),
            range(point.macro_f1_interval),
        ]);
    }
    section
}
