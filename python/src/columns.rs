//! Results in columns: those of `stance predict --format csv`.

use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Float64Array, Int64Array, StringArray, StructArray};
use arrow_schema::{ArrowError, DataType, Field, Fields};
use stance::{Labels, Place, Prediction, Tag};

/// Columns of the same length, with their names.
type Columns = Vec<(String, ArrayRef)>;

/// The claims, a row each.
pub fn of_claims(claims: &[Prediction], labels: &Labels) -> Result<StructArray, ArrowError> {
    let text = |of: fn(&Prediction) -> Option<&str>| -> ArrayRef {
        Arc::new(claims.iter().map(of).collect::<StringArray>())
    };
    let number = |of: fn(&Prediction) -> Option<usize>| -> ArrayRef {
        let numbers = claims.iter().map(of);
        // A text is never so long that its places would not fit.
        let numbers = numbers.map(|number| number.and_then(|number| i64::try_from(number).ok()));
        Arc::new(numbers.collect::<Int64Array>())
    };
    let columns: [(&str, ArrayRef); 21] = [
        ("article", text(|claim| Some(&claim.article))),
        ("field", text(|claim| Some(claim.field.unwrap_or("text")))),
        ("kind", text(|claim| Some(claim.sentence.kind.as_str()))),
        ("sentence_start", number(|claim| Some(claim.sentence.start))),
        ("sentence_end", number(|claim| Some(claim.sentence.end))),
        ("start", number(|claim| Some(claim.start))),
        ("end", number(|claim| Some(claim.end))),
        ("text", text(|claim| Some(&claim.text))),
        ("cue", text(|claim| words(claim.cue.as_ref()))),
        ("cue_start", number(|claim| start(claim.cue.as_ref()))),
        ("cue_end", number(|claim| end(claim.cue.as_ref()))),
        (
            "speaker",
            text(|claim| claim.speaker.as_ref()?.text.as_deref()),
        ),
        (
            "speaker_start",
            number(|claim| claim.speaker.as_ref()?.start),
        ),
        ("speaker_end", number(|claim| claim.speaker.as_ref()?.end)),
        (
            "speaker_name",
            text(|claim| claim.speaker.as_ref()?.name.as_deref()),
        ),
        ("target", text(|claim| words(claim.target.as_ref()))),
        ("target_start", number(|claim| start(claim.target.as_ref()))),
        ("target_end", number(|claim| end(claim.target.as_ref()))),
        ("quote", text(|claim| claim.quote)),
        (
            "content_start",
            number(|claim| start(claim.content.as_ref())),
        ),
        ("content_end", number(|claim| end(claim.content.as_ref()))),
    ];
    let mut columns: Columns = columns.map(|(name, values)| (name.into(), values)).into();
    let tags: Vec<Option<&Tag>> = claims.iter().map(|claim| Some(&claim.tag)).collect();
    columns.extend(tag_columns(&tags, labels));
    together(columns)
}

/// The stances of texts, a row each, empty for a text that is missing.
pub fn of_tags(tags: &[Option<Tag>], labels: &Labels) -> Result<StructArray, ArrowError> {
    let tags: Vec<Option<&Tag>> = tags.iter().map(Option::as_ref).collect();
    together(tag_columns(&tags, labels))
}

fn tag_columns(tags: &[Option<&Tag>], labels: &Labels) -> Columns {
    let stances = tags
        .iter()
        .map(|tag| tag.and_then(|tag| tag.stance.as_deref()));
    let confidences = tags.iter().map(|tag| tag.and_then(|tag| tag.confidence));
    let abstained = tags.iter().map(|tag| tag.map(|tag| tag.abstained));
    let mut columns: Columns = vec![
        ("stance".into(), Arc::new(stances.collect::<StringArray>())),
        (
            "confidence".into(),
            Arc::new(confidences.collect::<Float64Array>()),
        ),
        (
            "abstained".into(),
            Arc::new(abstained.collect::<BooleanArray>()),
        ),
    ];
    for label in labels.iter() {
        let of_label =
            |tag: &Option<&Tag>| tag.and_then(|tag| tag.probabilities.get(label).copied());
        let probabilities: Float64Array = tags.iter().map(of_label).collect();
        columns.push((format!("p_{label}"), Arc::new(probabilities)));
    }
    columns
}

fn together(columns: Columns) -> Result<StructArray, ArrowError> {
    let field = |(name, values): &(String, ArrayRef)| {
        let of: &DataType = values.data_type();
        Field::new(name, of.clone(), true)
    };
    let fields: Fields = columns.iter().map(field).collect();
    let values = columns.into_iter().map(|(_, values)| values).collect();
    StructArray::try_new(fields, values, None)
}

fn words(place: Option<&Place>) -> Option<&str> {
    place.map(|place| place.text.as_str())
}

fn start(place: Option<&Place>) -> Option<usize> {
    place.map(|place| place.start)
}

fn end(place: Option<&Place>) -> Option<usize> {
    place.map(|place| place.end)
}
