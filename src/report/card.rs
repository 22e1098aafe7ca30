//! Which tables a model card has.

use serde_json::Value;

use super::section::{Section, percent, score};
use crate::evaluate::Abstention;
use crate::model::{ClassWeight, ModelCard, Validation};

/// The card, from what the model is to how it can be made again.
pub(super) fn tables(card: &ModelCard) -> Vec<Section> {
    let mut sections = vec![
        list("Intended use", &card.intended_use),
        list("Limits", &card.limits),
        data(card),
    ];
    match &card.validation {
        None => sections.push(list(
            "Cross-validation",
            &["None was done (--folds 0).".to_owned()],
        )),
        Some(validation) => sections.extend([
            scores(validation),
            calibration(validation),
            abstention(&validation.abstention),
        ]),
    }
    sections.extend([features(card), fit(card)]);
    sections
}

fn list(title: &str, lines: &[String]) -> Section {
    let mut section = Section::new(title, 0, &[]);
    section.notes = lines.to_vec();
    section
}

fn data(card: &ModelCard) -> Section {
    let mut section = Section::new("Training data", 1, &["label", "rows", "share"]);
    let all = card.data.rows;
    let share = |rows: usize| percent(rows as f64 / all.max(1) as f64);
    for (label, &rows) in &card.data.labels {
        section.row([label.clone(), rows.to_string(), share(rows)]);
    }
    section.row(["(all)".into(), all.to_string(), share(all)]);
    if let Some(file) = &card.data.file {
        section.notes.push(format!("The file: {file}"));
    }
    section.notes.push(match &card.data.sha256 {
        Some(sha256) => format!("SHA-256 of the file: {sha256}"),
        None => "The file was read from standard input.".into(),
    });
    section
}

fn scores(validation: &Validation) -> Section {
    let title = match validation.rows {
        None => format!("Scores of {}-fold cross-validation", validation.folds),
        Some(rows) => format!(
            "Scores on the first of {} folds, {rows} rows",
            validation.folds
        ),
    };
    let mut section = Section::new(title, 1, &["label", "precision", "recall", "F1"]);
    for (name, label) in &validation.labels {
        section.row([
            name.clone(),
            score(label.precision),
            score(label.recall),
            score(label.f1),
        ]);
    }
    section.notes.push(format!(
        "Macro-F1 {:.3}, accuracy {:.3}, seed {}. The rows of a group (an article) are never in \
         two folds.",
        validation.macro_f1, validation.accuracy, validation.seed
    ));
    section
}

fn calibration(validation: &Validation) -> Section {
    let mut section = Section::new(
        "Calibration of the probabilities",
        1,
        &["", "log-loss (nats)", "expected calibration error"],
    );
    for (name, sureness) in [("before", validation.before), ("after", validation.after)] {
        section.row([
            name.into(),
            score(Some(sureness.log_loss)),
            score(Some(sureness.expected_calibration_error)),
        ]);
    }
    section.notes.push(format!(
        "Temperature {:.3}, fitted on the out-of-fold predictions.",
        validation.temperature.value()
    ));
    section
}

/// How much is left at each risk.
pub(super) fn abstention(abstention: &[Abstention]) -> Section {
    let mut section = Section::new(
        "Risk at coverage: how much is left if few answers may be wrong",
        1,
        &[
            "at most wrong",
            "--min-confidence",
            "rows",
            "answered",
            "wrong",
        ],
    );
    for own in abstention {
        section.row([
            format!("{:.0} %", 100.0 * own.most_wrong),
            score(own.min_confidence),
            own.n.to_string(),
            percent(own.coverage),
            own.error_rate.map_or_else(|| score(None), percent),
        ]);
    }
    section
        .notes
        .push("On rows like those of the training file; elsewhere more answers are wrong.".into());
    section
}

fn features(card: &ModelCard) -> Section {
    let title = format!("Features: {}", card.features);
    let columns = [
        "group",
        "sees",
        "n-grams of",
        "from",
        "to",
        "weight",
        "features",
    ];
    let mut section = Section::new(title, 3, &columns);
    for group in &card.groups {
        let (shortest, longest) = group.ngram_range;
        section.row([
            group.name.clone(),
            name(&group.view),
            name(&group.analyzer),
            shortest.to_string(),
            longest.to_string(),
            group.weight.to_string(),
            group.features.to_string(),
        ]);
    }
    section
}

fn fit(card: &ModelCard) -> Section {
    let mut section = Section::new("The model file", 2, &["what", "value"]);
    let (objective, steps) = (card.objective, card.steps);
    for (what, value) in [
        ("SHA-256", card.sha256.clone()),
        ("bytes", card.bytes.to_string()),
        ("format version", card.format.to_string()),
        ("trained by stance", card.crate_version.clone()),
        ("preset", card.preset.clone().unwrap_or_else(|| score(None))),
        ("alpha", card.alpha.to_string()),
        ("class weights", weights(&card.class_weight)),
        (
            "objective",
            format!("{objective:.4} after {steps} Newton steps"),
        ),
        ("linfa-logistic", name(&card.linfa)),
    ] {
        section.row([what.into(), value]);
    }
    section.notes.push(match &card.command {
        Some(command) => format!("The same file comes from: {command}"),
        None => "No command gives this file: its features were set in a program.".into(),
    });
    section
}

fn weights(how: &ClassWeight) -> String {
    match how {
        ClassWeight::Labels(weights) => {
            let weights = weights
                .iter()
                .map(|(label, weight)| format!("{label} {weight}"));
            weights.collect::<Vec<_>>().join(", ")
        }
        how => name(how),
    }
}

/// The name of a choice, as in JSON, with spaces.
fn name(choice: &impl serde::Serialize) -> String {
    match serde_json::to_value(choice) {
        Ok(Value::String(name)) => name.replace('_', " "),
        _ => String::new(),
    }
}
