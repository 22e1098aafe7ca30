//! The labelled files that the project ships.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use stance::{Input, Row, Rows};

fn rows(name: &str) -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("labels")
        .join(name);
    Rows::open(&Input::Path(path), &["text", "label"])
        .expect("the file opens")
        .collect::<stance::Result<_>>()
        .expect("every row can be read")
}

fn text(row: &Row, column: &str) -> String {
    row.text(column).unwrap_or_default()
}

#[test]
fn there_are_rows_enough_of_every_label_and_kind() {
    let rows = rows("train.csv");
    assert!(rows.len() >= 8_000, "{} rows", rows.len());
    let mut labels: BTreeMap<String, usize> = BTreeMap::new();
    for row in &rows {
        *labels.entry(text(row, "label")).or_default() += 1;
        let kind = text(row, "kind");
        assert!(
            ["sentence", "clause", "heading"].contains(&kind.as_str()),
            "line {}",
            row.line
        );
        assert!(
            !text(row, "id").is_empty() && !text(row, "group").is_empty(),
            "line {}",
            row.line
        );
    }
    let names: Vec<&String> = labels.keys().collect();
    assert_eq!(names, ["accusation", "cooperation", "none", "proposal"]);
    assert!(labels.values().all(|&rows| rows >= 1_000), "{labels:?}");
}

#[test]
fn cues_and_speakers_stand_in_their_texts() {
    for row in rows("train.csv") {
        for column in ["cue", "speaker"] {
            let part = text(&row, column);
            assert!(
                text(&row, "text").contains(&part),
                "line {}: {column} {part}",
                row.line
            );
        }
        // A type of event belongs to a stance; rows of lists have none.
        let plover = text(&row, "plover");
        let fits: &[&str] = match text(&row, "label").as_str() {
            "accusation" => &["", "ACCUSE"],
            "proposal" => &["", "REQUEST"],
            "cooperation" => &[
                "",
                "AGREE",
                "CONSULT",
                "SUPPORT",
                "CONCEDE",
                "COOPERATE",
                "AID",
                "RETREAT",
            ],
            _ => &[""],
        };
        assert!(
            fits.contains(&plover.as_str()),
            "line {}: {plover}",
            row.line
        );
    }
}

#[test]
fn no_seed_article_is_trained_on() {
    let train: Vec<String> = rows("train.csv")
        .iter()
        .map(|row| text(row, "text"))
        .collect();
    for row in rows("seeds.csv") {
        assert!(!train.contains(&text(&row, "text")), "line {}", row.line);
    }
}

/// Nobody who lives or lived is given words that they did not say.
#[test]
fn no_real_person_speaks() {
    let names = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/well_known_names.txt"),
    )
    .expect("the list of names");
    let names: Vec<&str> = names.lines().filter(|name| !name.is_empty()).collect();
    assert!(names.len() > 80);
    for row in rows("train.csv") {
        let text = text(&row, "text");
        for name in &names {
            for (place, _) in text.match_indices(name) {
                let mut before = text[..place].chars().rev();
                let after = text[place + name.len()..].chars().next();
                let inside = |c: Option<char>| c.is_some_and(char::is_alphabetic);
                // A conjunction or a preposition may be written together with the name.
                let joined = match before.next() {
                    Some('و' | 'ف' | 'ب' | 'ل' | 'ك') => inside(before.next()),
                    other => inside(other),
                };
                assert!(joined || inside(after), "line {}: {name}", row.line);
            }
        }
    }
}
