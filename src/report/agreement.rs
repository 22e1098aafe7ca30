//! Which tables an agreement has.

use super::section::{Section, count, range, score};
use crate::evaluate::{Agreement, Measure};

pub(super) fn tables(agreement: &Agreement) -> Vec<Section> {
    vec![overall(agreement), pairs(agreement), labels(agreement)]
}

fn overall(agreement: &Agreement) -> Section {
    let title = format!(
        "Agreement of {} annotators on {}",
        agreement.annotators.len(),
        count(agreement.rows, "row")
    );
    let mut section = Section::new(title, 1, &["measure", "value", "95 % interval", "rows"]);
    let (rows, complete) = (agreement.rows, agreement.complete_rows);
    for (name, measure, rows) in [
        ("equal labels", agreement.observed, rows),
        ("Fleiss' kappa", agreement.fleiss_kappa, complete),
        ("Krippendorff's alpha", agreement.krippendorff_alpha, rows),
    ] {
        let [value, interval] = cells(measure);
        section.row([name.to_owned(), value, interval, rows.to_string()]);
    }
    section.notes.push(format!(
        "The annotators differ on {}.",
        count(agreement.disagreements, "row")
    ));
    if agreement.single_rows > 0 {
        section.notes.push(format!(
            "Left out, with a label of one annotator or none: {}.",
            count(agreement.single_rows, "row")
        ));
    }
    if agreement.observed.interval.is_some() {
        section.notes.push(format!(
            "Percentiles of {} bootstrap replicates of {}, seed {}.",
            agreement.resampling.replicates,
            count(agreement.groups, "group"),
            agreement.resampling.seed
        ));
    }
    section
}

fn pairs(agreement: &Agreement) -> Section {
    let mut section = Section::new(
        "Pairs of annotators",
        2,
        &[
            "first",
            "second",
            "rows",
            "equal labels",
            "95 % interval",
            "Cohen's kappa",
            "95 % interval",
        ],
    );
    for pair in &agreement.pairs {
        let [observed, observed_interval] = cells(pair.observed);
        let [kappa, kappa_interval] = cells(pair.cohen_kappa);
        section.row([
            pair.first.clone(),
            pair.second.clone(),
            pair.rows.to_string(),
            observed,
            observed_interval,
            kappa,
            kappa_interval,
        ]);
    }
    section
}

fn labels(agreement: &Agreement) -> Section {
    let columns: Vec<&str> = ["label", "specific agreement", "95 % interval"]
        .into_iter()
        .chain(agreement.annotators.iter().map(String::as_str))
        .collect();
    let title = "Agreement by label, and how often each annotator gave it";
    let mut section = Section::new(title, 1, &columns);
    for (name, label) in &agreement.labels {
        let [specific, interval] = cells(label.specific);
        let given = label.given.iter().map(ToString::to_string);
        let cells = [name.clone(), specific, interval].into_iter().chain(given);
        section.rows.push(cells.map(Into::into).collect());
    }
    section
}

fn cells(measure: Measure) -> [String; 2] {
    [score(measure.value), range(measure.interval)]
}
