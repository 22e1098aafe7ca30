//! Claims as comma-separated values.

use stance::{Error, Labels, Prediction};

use super::super::failure::{Failure, Result};

/// The line with the names of the columns.
pub fn header(labels: &Labels) -> Result<String> {
    let mut columns = [
        "article",
        "sentence_start",
        "sentence_end",
        "start",
        "end",
        "text",
        "cue",
        "speaker",
        "speaker_name",
        "target",
        "quote",
        "stance",
        "confidence",
    ]
    .map(str::to_string)
    .to_vec();
    columns.extend(labels.iter().map(|label| format!("p_{label}")));
    write([columns].iter())
}

/// A line a claim.
pub fn lines(claims: &[Prediction], labels: &Labels) -> Result<String> {
    let records: Vec<Vec<String>> = claims.iter().map(|claim| record(claim, labels)).collect();
    write(records.iter())
}

fn record(claim: &Prediction, labels: &Labels) -> Vec<String> {
    let speaker = claim.speaker.as_ref();
    let text = |text: Option<&String>| text.cloned().unwrap_or_default();
    let mut record = vec![
        claim.article.clone(),
        claim.sentence.start.to_string(),
        claim.sentence.end.to_string(),
        claim.start.to_string(),
        claim.end.to_string(),
        claim.text.clone(),
        text(claim.cue.as_ref().map(|cue| &cue.text)),
        text(speaker.and_then(|speaker| speaker.text.as_ref())),
        text(speaker.and_then(|speaker| speaker.name.as_ref())),
        text(claim.target.as_ref().map(|target| &target.text)),
        claim.quote.unwrap_or_default().to_string(),
        text(claim.tag.stance.as_ref()),
        claim
            .tag
            .confidence
            .map_or(String::new(), |p| p.to_string()),
    ];
    record.extend(labels.iter().map(|label| {
        let probability = claim.tag.probabilities.get(label);
        probability.map_or(String::new(), f64::to_string)
    }));
    record
}

/// Records as CSV.
pub fn write<'r>(records: impl Iterator<Item = &'r Vec<String>>) -> Result<String> {
    let fail = |error: &dyn std::fmt::Display| Failure::from(Error::new(error.to_string()));
    let mut writer = csv::Writer::from_writer(Vec::new());
    for record in records {
        writer.write_record(record).map_err(|error| fail(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| fail(&error))?;
    String::from_utf8(bytes).map_err(|error| fail(&error))
}
