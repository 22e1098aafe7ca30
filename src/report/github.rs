//! Workflow commands of GitHub Actions, which it shows as annotations.

use std::fmt::Write;

use super::section::{count, range, score};
use crate::evaluate::Run;

/// How many annotations of a kind GitHub shows for a step.
const SHOWN: usize = 10;

/// An evaluation as a notice, an error for each gate that failed, and warnings
/// for the first rows lost against the baseline.
#[must_use]
pub fn run(run: &Run) -> String {
    let file = match run.labels_file.as_str() {
        "-" => String::new(),
        path => format!("file={},", property(path)),
    };
    let scores = &run.evaluation;
    let interval = match scores.intervals.macro_f1 {
        None => String::new(),
        interval => format!(" (95 % interval {})", range(interval)),
    };
    let summary = format!(
        "macro-F1 {}{interval}, accuracy {} on {}",
        score(Some(scores.macro_f1)),
        score(Some(scores.accuracy)),
        count(scores.n, "row"),
    );
    let mut text = format!("::notice {file}title=stance evaluate::{}\n", data(&summary));
    for gate in run.gates.iter().filter(|gate| !gate.passed) {
        let message = data(&gate.message);
        // Writing to a String cannot fail.
        let _ = writeln!(text, "::error {file}title=stance evaluate::{message}");
    }
    let lost = run
        .against
        .iter()
        .flat_map(|against| &against.comparison.lost);
    for change in lost.take(SHOWN) {
        let line = run.rows.get(change.row).map_or(1, |row| row.line);
        let message = format!("was predicted right, and is now '{}'", change.new);
        let _ = writeln!(
            text,
            "::warning {file}line={line},title=lost against the baseline::{}",
            data(&message)
        );
    }
    text
}

/// What stands behind the second pair of colons.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_begin_another_command() {
        assert_eq!(data("5 %\n::error::x"), "5 %25%0A::error::x");
        assert_eq!(property("a,b:c.csv"), "a%2Cb%3Ac.csv");
    }
}
