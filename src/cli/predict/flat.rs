//! Claims as comma-separated values.

use stance::{Error, Labels, Place, Prediction};

use super::super::failure::{Failure, Result};

/// The columns before the probabilities.
const COLUMNS: [&str; 24] = [
    "article",
    "field",
    "kind",
    "sentence_start",
    "sentence_end",
    "start",
    "end",
    "text",
    "cue",
    "cue_start",
    "cue_end",
    "speaker",
    "speaker_start",
    "speaker_end",
    "speaker_name",
    "target",
    "target_start",
    "target_end",
    "quote",
    "content_start",
    "content_end",
    "stance",
    "confidence",
    "abstained",
];

/// The line with the names of the columns.
pub fn header(labels: &Labels) -> Result<String> {
    let probabilities = labels.iter().map(|label| format!("p_{label}"));
    let columns = COLUMNS.map(str::to_string).into_iter();
    write([columns.chain(probabilities).collect()].iter())
}

/// A line a claim.
pub fn lines(claims: &[Prediction], labels: &Labels) -> Result<String> {
    let records: Vec<Vec<String>> = claims.iter().map(|claim| record(claim, labels)).collect();
    write(records.iter())
}

fn record(claim: &Prediction, labels: &Labels) -> Vec<String> {
    let (sentence, tag) = (&claim.sentence, &claim.tag);
    let speaker = claim.speaker.as_ref();
    let [cue, target, content] =
        [&claim.cue, &claim.target, &claim.content].map(|place| place.as_ref());
    let text = |place: Option<&Place>| place.map_or(String::new(), |place| place.text.clone());
    let ends = |place: Option<&Place>| match place {
        Some(place) => [place.start.to_string(), place.end.to_string()],
        None => Default::default(),
    };
    let [cue_start, cue_end] = ends(cue);
    let [target_start, target_end] = ends(target);
    let [content_start, content_end] = ends(content);
    let mut record = vec![
        claim.article.clone(),
        claim.field.unwrap_or("text").into(),
        sentence.kind.as_str().into(),
        sentence.start.to_string(),
        sentence.end.to_string(),
        claim.start.to_string(),
        claim.end.to_string(),
        claim.text.clone(),
        text(cue),
        cue_start,
        cue_end,
        cell(speaker.and_then(|speaker| speaker.text.as_ref())),
        cell(speaker.and_then(|speaker| speaker.start)),
        cell(speaker.and_then(|speaker| speaker.end)),
        cell(speaker.and_then(|speaker| speaker.name.as_ref())),
        text(target),
        target_start,
        target_end,
        claim.quote.unwrap_or_default().to_string(),
        content_start,
        content_end,
        cell(tag.stance.as_ref()),
        cell(tag.confidence),
        tag.abstained.to_string(),
    ];
    record.extend((labels.iter()).map(|label| cell(tag.probabilities.get(label))));
    record
}

/// A value as a cell, which is empty without one.
fn cell(value: Option<impl ToString>) -> String {
    value.map_or(String::new(), |value| value.to_string())
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
