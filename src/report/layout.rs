//! Which tables a report has, for text and Markdown alike.

use super::section::{Cell, Section, count, percent, range, score, signed};
use crate::evaluate::{Average, AverageIntervals, ChangedRow, Comparison, Evaluation};

/// Up to how many labels the confusion matrix is shown whole.
pub(super) const LARGEST_MATRIX: usize = 30;

/// How many mistakes are listed in place of a matrix that is too large.
const MISTAKES: usize = 20;

/// The tables of an evaluation, the most important first.
pub(super) fn evaluation(evaluation: &Evaluation) -> Vec<Section> {
    let mut sections = vec![overall(evaluation), scores(evaluation)];
    sections.extend(label_intervals(evaluation));
    sections.extend([
        confusion(evaluation),
        reliability(evaluation),
        risk(evaluation),
    ]);
    sections
}

/// "412 rows in 37 groups".
fn size(n: usize, groups: usize) -> String {
    if n == groups {
        count(n, "row")
    } else {
        format!("{} in {}", count(n, "row"), count(groups, "group"))
    }
}

pub(super) fn overall(evaluation: &Evaluation) -> Section {
    let title = format!("Scores on {}", size(evaluation.n, evaluation.groups));
    let mut section = Section::new(title, 1, &["metric", "value", "95 % interval"]);
    let intervals = &evaluation.intervals;
    for (name, value, interval) in [
        ("accuracy", Some(evaluation.accuracy), intervals.accuracy),
        ("macro-F1", Some(evaluation.macro_f1), intervals.macro_f1),
        (
            "weighted F1",
            evaluation.weighted_average.f1,
            intervals.weighted_average.f1,
        ),
        (
            "Matthews correlation",
            evaluation.matthews,
            intervals.matthews,
        ),
        (
            "Cohen's kappa",
            evaluation.cohen_kappa,
            intervals.cohen_kappa,
        ),
        (
            "log-loss (nats)",
            Some(evaluation.log_loss),
            intervals.log_loss,
        ),
        ("Brier score", Some(evaluation.brier), intervals.brier),
        (
            "expected calibration error",
            Some(evaluation.calibration.expected_error),
            intervals.expected_calibration_error,
        ),
    ] {
        section.row([name.to_owned(), score(value), range(interval)]);
    }
    for undefined in &evaluation.undefined {
        section.notes.push(format!(
            "n/a because {}: {}",
            undefined.reason,
            undefined.metrics.join(", ")
        ));
    }
    section
}

pub(super) fn scores(evaluation: &Evaluation) -> Section {
    let mut section = Section::new(
        "Scores by label",
        1,
        &[
            "label",
            "precision",
            "recall",
            "F1",
            "average precision",
            "rows",
            "predicted",
        ],
    );
    for (name, label) in &evaluation.labels {
        section.row([
            name.clone(),
            score(label.precision),
            score(label.recall),
            score(label.f1),
            score(label.average_precision),
            label.support.to_string(),
            label.predicted.to_string(),
        ]);
    }
    let mut average = |name: &str, average: Average| {
        section.row([
            name.to_owned(),
            score(average.precision),
            score(average.recall),
            score(average.f1),
            String::new(),
            evaluation.n.to_string(),
            evaluation.n.to_string(),
        ]);
    };
    average("(macro average)", evaluation.macro_average);
    average("(micro average)", evaluation.micro_average);
    average("(weighted average)", evaluation.weighted_average);
    section
}

/// Nothing where there are no intervals at all; the first table says why.
pub(super) fn label_intervals(evaluation: &Evaluation) -> Option<Section> {
    evaluation.intervals.accuracy?;
    let resampling = &evaluation.resampling;
    let mut section = Section::new(
        "95 % intervals by label",
        1,
        &["label", "precision", "recall", "F1", "average precision"],
    );
    for (name, own) in &evaluation.intervals.labels {
        section.row([
            name.clone(),
            range(own.precision),
            range(own.recall),
            range(own.f1),
            range(own.average_precision),
        ]);
    }
    let mut average = |name: &str, own: &AverageIntervals| {
        section.row([
            name.to_owned(),
            range(own.precision),
            range(own.recall),
            range(own.f1),
            String::new(),
        ]);
    };
    average("(macro average)", &evaluation.intervals.macro_average);
    average("(weighted average)", &evaluation.intervals.weighted_average);
    section.notes.push(format!(
        "Percentiles of {} bootstrap replicates of {}, seed {}.",
        resampling.replicates,
        if evaluation.groups == evaluation.n {
            "the rows"
        } else {
            "the groups"
        },
        resampling.seed
    ));
    section
        .notes
        .push("Calibration error: the basic interval, as drawing anew makes it larger.".to_owned());
    Some(section)
}

pub(super) fn confusion(evaluation: &Evaluation) -> Section {
    let matrix = &evaluation.confusion;
    let list = mistakes(evaluation);
    if matrix.labels().len() > LARGEST_MATRIX {
        return list;
    }
    let columns: Vec<&str> = std::iter::once("truth \\ predicted")
        .chain(matrix.labels().iter())
        .collect();
    let mut section = Section::new(
        "Confusion matrix (a row is the truth, a column the prediction)",
        1,
        &columns,
    );
    for (truth, (name, counts)) in matrix.labels().iter().zip(matrix.counts()).enumerate() {
        let counts = counts.iter().enumerate().map(|(predicted, count)| Cell {
            text: count.to_string(),
            strong: predicted == truth,
        });
        section.rows.push(
            std::iter::once(Cell::from(name.to_owned()))
                .chain(counts)
                .collect(),
        );
    }
    section.narrower = Some(Box::new(list));
    section
}

/// The confusion matrix as a list, for many labels or a narrow page.
fn mistakes(evaluation: &Evaluation) -> Section {
    let labels = evaluation.confusion.labels();
    let mistakes = evaluation.confusion.mistakes();
    let mut section = Section::new(
        "Most frequent confusions",
        2,
        &["truth", "predicted", "rows"],
    );
    for &(truth, predicted, count) in mistakes.iter().take(MISTAKES) {
        section.row([
            labels.name(truth).to_owned(),
            labels.name(predicted).to_owned(),
            count.to_string(),
        ]);
    }
    section.notes.push(match mistakes.len() {
        0 => "No row was mistaken.".to_owned(),
        n if n > MISTAKES => format!("{MISTAKES} of {n} pairs of labels that were confused."),
        _ => "All pairs of labels that were confused.".to_owned(),
    });
    section
}

pub(super) fn reliability(evaluation: &Evaluation) -> Section {
    let mut section = Section::new(
        "Reliability: is the highest probability as often right as it says?",
        1,
        &["highest probability", "rows", "mean", "accuracy"],
    );
    for bin in evaluation.calibration.bins.iter().filter(|bin| bin.n > 0) {
        section.row([
            format!("{:.3} to {:.3}", bin.low, bin.high),
            bin.n.to_string(),
            score(bin.confidence),
            score(bin.accuracy),
        ]);
    }
    section
}

pub(super) fn risk(evaluation: &Evaluation) -> Section {
    let mut section = Section::new(
        "Risk at coverage: errors if only the surest rows are answered",
        0,
        &["coverage", "rows", "lowest confidence", "error rate"],
    );
    for point in &evaluation.risk_at_coverage {
        section.row([
            percent(point.coverage),
            point.n.to_string(),
            score(Some(point.threshold)),
            percent(point.error_rate),
        ]);
    }
    section
}

/// The tables of a comparison; `row` gives a row's name.
pub(super) fn comparison(comparison: &Comparison, rows: &[String]) -> Vec<Section> {
    let title = format!("Two models on {}", size(comparison.n, comparison.groups));
    let mut summary = Section::new(title, 1, &["metric", "old", "new", "difference"]);
    let (old, new) = (&comparison.old, &comparison.new);
    for (name, old, new) in [
        ("accuracy", old.accuracy, new.accuracy),
        ("macro-F1", old.macro_f1, new.macro_f1),
    ] {
        summary.row([
            name.to_owned(),
            score(Some(old)),
            score(Some(new)),
            signed(new - old),
        ]);
    }
    summary
        .notes
        .push(format!("Verdict: {}.", comparison.verdict()));

    let changed = |title: &str, changes: &[ChangedRow]| {
        let title = format!("{title}: {}", changes.len());
        let mut section = Section::new(title, 4, &["row", "truth", "old", "new"]);
        for change in changes {
            section.row([
                row_name(rows, change.row),
                change.truth.clone(),
                change.old.clone(),
                change.new.clone(),
            ]);
        }
        section
    };
    vec![
        summary,
        changed("Rows won", &comparison.won),
        changed("Rows lost", &comparison.lost),
    ]
}

/// The name of a row, or its number from 1 if it has none.
pub(super) fn row_name(rows: &[String], row: usize) -> String {
    match rows.get(row) {
        Some(name) => name.clone(),
        None => format!("#{}", row + 1),
    }
}
