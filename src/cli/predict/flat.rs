//! Claims as comma-separated values.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde_json::Number;
use stance::text::visible::visible;
use stance::{Labels, Place, Prediction};

/// How the texts of cells are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cells {
    /// As they are.
    Raw,
    /// With a single quote before those that a spreadsheet would run.
    Harmless,
}

impl Cells {
    /// The text as it stands in a cell.
    pub fn written(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Harmless if runs(text) => Cow::Owned(format!("'{text}")),
            Self::Harmless | Self::Raw => Cow::Borrowed(text),
        }
    }
}

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
pub fn header(labels: &Labels, cells: Cells) -> String {
    let probabilities = labels.iter().map(|label| format!("p_{label}"));
    let columns = COLUMNS.map(str::to_string).into_iter();
    write(&columns.chain(probabilities).collect::<Vec<_>>(), cells)
}

/// A line a claim.
pub fn lines(claims: &[Prediction], labels: &Labels, cells: Cells) -> String {
    (claims.iter())
        .map(|claim| write(&record(claim, labels), cells))
        .collect()
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

/// A record as a line of CSV.
pub fn write(record: &[String], cells: Cells) -> String {
    let mut line = Record::new(cells);
    for cell in record {
        line.cell(cell);
    }
    line.end()
}

/// A line of CSV that grows by cells.
pub struct Record {
    cells: Cells,
    line: String,
    /// Whether it has a cell.
    begun: bool,
}

impl Record {
    pub fn new(cells: Cells) -> Self {
        Self {
            cells,
            line: String::with_capacity(1 << 9),
            begun: false,
        }
    }

    /// Adds a cell, in quotation marks if the text needs them.
    pub fn cell(&mut self, text: &str) {
        self.begin();
        let text = self.cells.written(text);
        let bytes = text.as_bytes();
        let needs = memchr::memchr3(b',', b'\n', b'\r', bytes);
        match needs.or_else(|| memchr::memchr(b'"', bytes)) {
            None => self.line.push_str(&text),
            Some(_) => self.quoted(&text),
        }
    }

    /// Adds a cell with a number as JSON writes it; an empty one if that writes none.
    pub fn number(&mut self, number: f64) {
        self.begin();
        if let Some(number) = Number::from_f64(number) {
            // Writing to a string does not fail.
            let _ = write!(self.line, "{number}");
        }
    }

    fn begin(&mut self) {
        if self.begun {
            self.line.push(',');
        }
        self.begun = true;
    }

    fn quoted(&mut self, text: &str) {
        for (place, part) in text.split('"').enumerate() {
            // Each mark within the text is written twice.
            self.line.push_str(if place == 0 { "\"" } else { "\"\"" });
            self.line.push_str(part);
        }
        self.line.push('"');
    }

    /// The line with its end.
    pub fn end(mut self) -> String {
        // A line without anything would be none.
        if self.line.is_empty() {
            self.line.push_str("\"\"");
        }
        self.line.push('\n');
        self.line
    }
}

/// Lines of CSV for a terminal, which obeys nothing of them but their ends.
pub fn shown(lines: &str) -> String {
    let lines: Vec<String> = lines.split('\n').map(visible).collect();
    lines.join("\n")
}

/// Whether a spreadsheet would take the cell for a formula. A number is none, nor is
/// `-#7`, which names a record of standard input.
fn runs(cell: &str) -> bool {
    // The wide forms are formulas for spreadsheets in Chinese and Japanese.
    let begins = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    let number = cell.strip_prefix("-#").unwrap_or(cell);
    cell.starts_with(begins) && number.parse::<f64>().is_err()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(cell: &str, cells: Cells) -> String {
        let line = write(&[cell.to_owned(), "x".to_owned()], cells);
        let mut reader = csv::ReaderBuilder::new();
        let mut reader = reader.has_headers(false).from_reader(line.as_bytes());
        let record = reader.records().next().unwrap().unwrap();
        assert_eq!((record.len(), &record[1]), (2, "x"));
        record[0].to_owned()
    }

    #[test]
    fn formulas_become_texts() {
        for cell in [
            "=1+1",
            "+cmd|' /C calc'!A0",
            "-2+3",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "＝1",
            "-",
        ] {
            assert_eq!(written(cell, Cells::Harmless), format!("'{cell}"));
            assert_eq!(written(cell, Cells::Raw), cell);
        }
        for cell in ["-1.5", "+3", "-1e9", "-#7", "", "قال", "a=b", "'=1", "1-2"] {
            assert_eq!(written(cell, Cells::Harmless), cell);
        }
    }

    proptest! {
        #[test]
        fn any_cells_are_written_as_by_the_library(
            cells in proptest::collection::vec("[a,\"\r\n \t'=ق-]{0,6}", 1..5),
        ) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(&cells).unwrap();
            let expected = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            prop_assert_eq!(write(&cells, Cells::Raw), expected);
        }
    }
}
