//! Which table an evaluation of claims has.

use super::section::{Section, count, range, score};
use crate::evaluate::ClaimEvaluation;

pub(super) fn table(evaluation: &ClaimEvaluation) -> Section {
    let title = format!(
        "Claims in {} of {}",
        count(evaluation.sentences, "sentence"),
        count(evaluation.articles, "article")
    );
    let columns = [
        "question",
        "precision",
        "recall",
        "F1",
        "95 % interval",
        "in gold",
    ];
    let mut section = Section::new(title, 1, &columns);
    let questions = [
        ("claims found", Some(evaluation.claims)),
        ("span, exact", Some(evaluation.span_exact)),
        ("span, words", Some(evaluation.span_overlap)),
        ("speaker, exact", Some(evaluation.speaker_exact)),
        ("speaker, a word shared", Some(evaluation.speaker_overlap)),
        ("target, a word shared", Some(evaluation.target)),
        ("target or rightly none", Some(evaluation.target_or_none)),
        ("target, stance right", evaluation.target_right_stance),
        ("kind of quotation", Some(evaluation.quote)),
        ("found with its stance", evaluation.end_to_end),
    ];
    for (question, scores) in questions {
        let Some(scores) = scores else { continue };
        section.row([
            question.to_owned(),
            score(scores.precision),
            score(scores.recall),
            score(scores.f1),
            range(scores.f1_interval),
            scores.support.to_string(),
        ]);
    }
    section.notes.push(
        "A claim is found if its cue shares a character with the gold's. Speakers, targets and \
         quotations are scored on the claims found; targets with all their stances as \
         predicted, then with none as an answer too, and then of the claims whose stance is \
         right."
            .to_owned(),
    );
    if evaluation.claims.f1_interval.is_some() {
        section.notes.push(format!(
            "Intervals are percentiles of {} bootstrap replicates of {}, seed {}.",
            evaluation.resampling.replicates,
            count(evaluation.articles, "article"),
            evaluation.resampling.seed
        ));
    }
    section
}
