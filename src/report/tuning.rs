//! Which table a search for options has.

use super::section::{Section, score};
use crate::model::Tuning;

/// What was tried, and below it what was chosen and why.
pub(super) fn table(tuning: &Tuning) -> Section {
    let title = format!("Tried by {}-fold cross-validation", tuning.folds);
    let columns = ["options", "macro-F1", "standard error", "log-loss"];
    let mut section = Section::new(title, 1, &columns);
    for (place, trial) in tuning.trials.iter().enumerate() {
        section.row([
            trial.options(),
            score(Some(trial.macro_f1)),
            score(Some(trial.standard_error)),
            score(Some(trial.log_loss)),
        ]);
        if let Some(row) = section.rows.last_mut().filter(|_| place == tuning.chosen) {
            row.iter_mut().for_each(|cell| cell.strong = true);
        }
    }
    section.notes.push(tuning.reason());
    section.notes.push(
        "The options were chosen on these folds, so that the scores of the chosen ones flatter a \
         little."
            .into(),
    );
    section
}
