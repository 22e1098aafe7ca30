//! Which tables an explanation has.

use super::section::{Cell, Section, count, score};
use crate::model::Explanation;

/// The probabilities, the contributions of the groups, and the reasons.
pub(super) fn tables(explanation: &Explanation) -> Vec<Section> {
    vec![
        probabilities(explanation),
        groups(explanation),
        reasons(explanation),
    ]
}

fn probabilities(explanation: &Explanation) -> Section {
    let title = format!("Predicted label: {}", explanation.predicted);
    let mut section = Section::new(title, 1, &["label", "probability"]);
    for (label, probability) in &explanation.probabilities {
        let cell = |text: String| Cell {
            text,
            strong: *label == explanation.predicted,
        };
        section
            .rows
            .push(vec![cell(label.clone()), cell(score(Some(*probability)))]);
    }
    section
}

fn groups(explanation: &Explanation) -> Section {
    let Explanation { label, against, .. } = explanation;
    let mut section = Section::new(
        format!("Why {label} and not {against}? By group of features"),
        1,
        &["group", "features", "contribution"],
    );
    let contributions = explanation.groups.iter().map(|group| group.contribution);
    let mut printed = summing(contributions.chain([explanation.intercept])).into_iter();
    for group in &explanation.groups {
        let contribution = printed.next().unwrap_or_default();
        section.row([
            group.group.clone(),
            group.features.to_string(),
            contribution,
        ]);
    }
    let intercept = printed.next().unwrap_or_default();
    section.row(["(intercept)".into(), String::new(), intercept]);
    sum(&mut section, 2, explanation);
    let odds = libm::exp(explanation.log_odds.abs());
    let (more, less) = match explanation.log_odds >= 0.0 {
        true => (label, against),
        false => (against, label),
    };
    section.notes.push(format!(
        "Contributions above 0 pull toward {label}, below 0 toward {against}. They sum to the \
         log-odds: the model holds {more} for {odds:.1} times as probable as {less}."
    ));
    section
}

fn reasons(explanation: &Explanation) -> Section {
    let mut section = Section::new(
        "The strongest reasons",
        2,
        &["group", "words", "features", "contribution"],
    );
    let listed = explanation.reasons.iter().map(|reason| reason.contribution);
    let rest = [explanation.others.contribution, explanation.intercept];
    let mut printed = summing(listed.chain(rest)).into_iter();
    for reason in &explanation.reasons {
        section.row([
            reason.group.clone(),
            reason
                .words
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" "),
            reason.features.to_string(),
            printed.next().unwrap_or_default(),
        ]);
    }
    let others = printed.next().unwrap_or_default();
    if explanation.others.reasons > 0 {
        section.row([
            "(others)".into(),
            count(explanation.others.reasons, "reason"),
            explanation.others.features.to_string(),
            others,
        ]);
    }
    let intercept = printed.next().unwrap_or_default();
    section.row([
        "(intercept)".into(),
        String::new(),
        String::new(),
        intercept,
    ]);
    sum(&mut section, 3, explanation);
    section
}

/// The last row.
fn sum(section: &mut Section, words: usize, explanation: &Explanation) {
    let mut cells = vec![String::new(); words + 1];
    cells[0] = "(log-odds)".into();
    cells[words] = signed_thousandths(thousandths(explanation.log_odds));
    let strong = |text| Cell { text, strong: true };
    section.rows.push(cells.into_iter().map(strong).collect());
}

/// Numbers with three digits that sum to the rounded sum of all: each is the
/// difference of two rounded sums, and so at most 0.001 off.
fn summing(values: impl Iterator<Item = f64>) -> Vec<String> {
    let (mut sum, mut printed) = (0.0, 0);
    values
        .map(|value| {
            sum += value;
            let next = thousandths(sum);
            let text = signed_thousandths(next - printed);
            printed = next;
            text
        })
        .collect()
}

fn thousandths(value: f64) -> i64 {
    (value * 1e3).round() as i64
}

fn signed_thousandths(value: i64) -> String {
    let sign = if value < 0 { '-' } else { '+' };
    let size = value.unsigned_abs();
    format!("{sign}{}.{:03}", size / 1000, size % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_numbers_sum_to_the_printed_sum() {
        // Three times 0.0004 is 0.0012: rounded one by one they would sum to 0.
        let printed = summing([0.0004, 0.0004, 0.0004].into_iter());
        assert_eq!(printed, ["+0.000", "+0.001", "+0.000"]);
        let printed = summing([-1.2346, 0.2].into_iter());
        assert_eq!(printed, ["-1.235", "+0.200"]);
    }
}
