//! The labelled files that the project ships.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use stance::evaluate::GoldSentence;
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

/// The annotated sentences of the articles.
fn sentences() -> Vec<GoldSentence> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("labels/claims.jsonl");
    GoldSentence::read(&Input::Path(path)).expect("the file can be read")
}

#[test]
fn annotated_claims_are_whole() {
    let sentences = sentences();
    assert!(sentences.len() >= 5_000, "{} sentences", sentences.len());
    for (line, sentence) in (1..).zip(&sentences) {
        let text = &sentence.text;
        for claim in &sentence.claims {
            assert!(claim.cue.is_some(), "line {line}: no cue in {text}");
            let names = [&claim.speaker, &claim.target];
            for name in names.into_iter().flatten() {
                assert!(text.contains(name), "line {line}: {name} in {text}");
            }
            let quote = claim.quote.as_deref();
            assert!(
                matches!(quote, Some("direct" | "indirect" | "mixed")),
                "line {line}"
            );
            let none = claim.stance.as_deref() == Some("none");
            assert!(
                claim.target.is_none() || !none,
                "line {line}: a target of no stance"
            );
        }
        for pair in sentence.claims.windows(2) {
            assert!(
                pair[0].span.end <= pair[1].span.start,
                "line {line}: claims overlap"
            );
        }
    }
}

/// What was found wrong in one file must be put right in the other.
#[test]
fn both_files_give_a_claim_the_same_label() {
    let rows = rows("train.csv");
    let labels: BTreeMap<String, String> = rows
        .iter()
        .map(|row| (text(row, "text"), text(row, "label")))
        .collect();
    let mut shared = 0;
    for (line, sentence) in (1..).zip(sentences()) {
        for claim in &sentence.claims {
            if let Some(label) = labels.get(claim.span.of(&sentence.text)) {
                assert_eq!(Some(label), claim.stance.as_ref(), "line {line}");
                shared += 1;
            }
        }
    }
    assert!(shared >= 5_000, "{shared} claims");
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
    let rows = rows("train.csv");
    let of_rows = rows.iter().map(|row| (row.line, text(row, "text")));
    let sentences = (1..).zip(sentences().into_iter().map(|sentence| sentence.text));
    for (line, text) in of_rows.chain(sentences) {
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
                assert!(joined || inside(after), "line {line}: {name}");
            }
        }
    }
}
