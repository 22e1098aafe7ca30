//! `stance predict` and `stance split`: shapes, offsets, order.

#![allow(clippy::unwrap_used, reason = "a test may panic and say why it skips")]

use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use proptest::prelude::*;
use serde_json::Value;
use tempfile::TempDir;

fn stance(arguments: &[&str], stdin: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_stance"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(stdin.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

/// The standard output of a command that must succeed.
#[track_caller]
fn lines(arguments: &[&str], stdin: &str) -> Vec<Value> {
    let output = stance(arguments, stdin);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The characters `start..end` of `text`.
fn characters(text: &str, of: &Value) -> String {
    let place = |key: &str| of[key].as_u64().unwrap() as usize;
    text.chars()
        .skip(place("start"))
        .take(place("end") - place("start"))
        .collect()
}

#[test]
fn offsets_count_code_points_of_the_file() {
    let claims = lines(&["predict", "seeds/", "--format", "jsonl"], "");
    assert!(claims.len() > 50);
    let mut texts: HashMap<String, String> = HashMap::new();
    for claim in &claims {
        let name = claim["article"].as_str().unwrap();
        let text = texts.entry(name.to_string()).or_insert_with(|| {
            fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
        });
        assert_eq!(characters(text, claim), claim["text"].as_str().unwrap());
        let sentence = characters(text, &claim["sentence"]);
        assert!(sentence.contains(claim["text"].as_str().unwrap()));
        for part in ["cue", "speaker", "target", "content"] {
            if claim[part]["text"].is_string() {
                assert_eq!(
                    characters(text, &claim[part]),
                    claim[part]["text"].as_str().unwrap()
                );
            }
        }
    }
    assert_eq!(texts.len(), 5);
}

#[test]
fn a_claim_has_the_documented_fields() {
    let claims = lines(&["predict", "seeds/", "--format", "jsonl"], "");
    for claim in claims {
        let keys: Vec<&str> = claim
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(
            keys,
            [
                "article",
                "sentence",
                "start",
                "end",
                "text",
                "cue",
                "speaker",
                "target",
                "quote",
                "content",
                "stance",
                "confidence",
                "abstained",
                "probabilities"
            ]
        );
        let probabilities = claim["probabilities"].as_object().unwrap();
        let labels: Vec<&str> = probabilities.keys().map(String::as_str).collect();
        assert_eq!(labels, ["accusation", "cooperation", "none", "proposal"]);
        let sum: f64 = probabilities.values().map(|p| p.as_f64().unwrap()).sum();
        assert!((sum - 1.0).abs() < 1e-5, "{sum}");
        let best = claim["stance"].as_str().unwrap();
        assert_eq!(probabilities[best], claim["confidence"]);
    }
}

#[test]
fn a_folder_is_read_in_the_order_of_its_names() {
    let articles = lines(&["predict", "seeds", "--by", "article"], "");
    let names: Vec<&str> = articles
        .iter()
        .map(|line| line["article"].as_str().unwrap())
        .collect();
    let mut sorted = names.clone();
    sorted.sort_unstable();
    assert_eq!(names, sorted);
    assert_eq!(names[0], "seeds/000_fc65b9d9868c7766.txt");
}

#[test]
fn threads_change_nothing() {
    let one = stance(&["predict", "seeds/", "--threads", "1"], "").stdout;
    let four = stance(&["predict", "seeds/", "--threads", "4"], "").stdout;
    assert_eq!(one, four);
}

#[test]
fn records_are_named_by_id_or_by_line() {
    let input = "{\"id\":\"n1\",\"text\":\"قال الوزير إن الوفد وصل.\"}\n\n{\"text\":\"a\"}\n{\"id\":7,\"text\":\"b\"}\n";
    let articles = lines(&["predict", "-", "--by", "article"], input);
    let names: Vec<&str> = articles
        .iter()
        .map(|line| line["article"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        ["n1", "-#2", "-#3", "7"],
        "a blank line gives a line"
    );
}

#[test]
fn a_title_is_a_heading_of_its_own() {
    let input = "{\"title\":\"الوزير: سنواصل التعاون\",\"text\":\"قال الوزير إن الوفد وصل.\"}\n";
    let claims = lines(&["predict", "-"], input);
    let title = &claims[0];
    assert_eq!(title["field"], "title");
    assert_eq!(title["sentence"]["kind"], "heading");
    assert_eq!(title["start"], 0);
    assert!(claims[1].get("field").is_none());
}

#[test]
fn a_text_in_other_letters_is_said_though_it_gives_no_claim() {
    let input = "{\"title\":\"الوزير: سنواصل التعاون\",\"text\":\"(Reuters)\"}\n";
    let output = stance(&["predict", "-", "--format", "jsonl"], input);
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 1);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.starts_with("note: 1 article in other letters"),
        "{said}"
    );
}

#[test]
fn offsets_in_a_title_count_its_leading_space() {
    let title = "  الوزير: سنواصل التعاون ";
    let article = serde_json::json!({ "title": title, "text": "وصل الوفد." });
    let claims = lines(&["predict", "-"], &format!("{article}\n"));
    assert_eq!(
        (&claims[0]["start"], &claims[0]["end"]),
        (&2.into(), &24.into())
    );
    for place in [&claims[0], &claims[0]["cue"], &claims[0]["speaker"]] {
        assert_eq!(characters(title, place), place["text"].as_str().unwrap());
    }
}

#[test]
fn a_byte_order_mark_is_no_text() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.txt");
    fs::write(&path, "\u{FEFF}قال الوزير إن الوفد وصل.\r\n").unwrap();
    let claims = lines(&["predict", path.to_str().unwrap()], "");
    assert_eq!(claims[0]["start"], 0);
    assert_eq!(claims[0]["text"], "قال الوزير إن الوفد وصل.");
}

#[test]
fn below_the_least_confidence_there_is_no_stance() {
    for claim in lines(&["predict", "seeds/", "--min-confidence", "0.8"], "") {
        let sure = claim["confidence"].as_f64().unwrap() >= 0.8;
        assert_eq!(claim["abstained"], !sure);
        assert_eq!(claim["stance"].is_null(), !sure);
        assert_eq!(claim["probabilities"].as_object().unwrap().len(), 4);
    }
}

#[test]
fn csv_has_the_same_claims() {
    let claims = lines(&["predict", "seeds/", "--format", "jsonl"], "");
    let output = stance(&["predict", "seeds/", "--format", "csv"], "");
    let mut reader = csv::Reader::from_reader(&output.stdout[..]);
    let records: Vec<HashMap<String, String>> = reader.deserialize().map(Result::unwrap).collect();
    assert_eq!(records.len(), claims.len());
    for (record, claim) in records.iter().zip(&claims) {
        assert_eq!(record["text"], claim["text"].as_str().unwrap());
        assert_eq!(record["start"], claim["start"].to_string());
        assert_eq!(record["stance"], claim["stance"].as_str().unwrap());
        let none: f64 = record["p_none"].parse().unwrap();
        assert_eq!(claim["probabilities"]["none"], none);
        assert_eq!(record["abstained"], claim["abstained"].to_string());
        assert_eq!(record["kind"], claim["sentence"]["kind"].as_str().unwrap());
        for part in ["cue", "speaker", "target"] {
            let place = &claim[part];
            assert_eq!(record[part], place["text"].as_str().unwrap_or(""));
        }
        for part in ["cue", "speaker", "target", "content"] {
            for end in ["start", "end"] {
                let offset = claim[part][end].as_u64();
                let offset = offset.map_or(String::new(), |offset| offset.to_string());
                assert_eq!(record[&format!("{part}_{end}")], offset, "{claim}");
            }
        }
    }
}

#[test]
fn csv_tells_a_title_from_the_text() {
    let input = "{\"title\":\"الوزير: سنواصل التعاون\",\"text\":\"قال الوزير إن الوفد وصل.\"}\n";
    let output = stance(&["predict", "-", "--format", "csv"], input);
    let mut reader = csv::Reader::from_reader(&output.stdout[..]);
    let fields: Vec<String> = (reader.deserialize())
        .map(|record: Result<HashMap<String, String>, _>| record.unwrap()["field"].clone())
        .collect();
    assert_eq!(fields, ["title", "text"]);
}

#[test]
fn what_does_not_go_together_is_a_wrong_argument() {
    let jsonl = "--by article is written as JSON Lines only; add --format jsonl";
    for (arguments, says) in [
        (
            &["predict", "--by", "row", "-", "--all"][..],
            "leave --all out",
        ),
        (
            &["predict", "--by", "row", "-", "--lexicon", "en"],
            "leave --lexicon out",
        ),
        (
            &["predict", "--by", "article", "-", "--format", "table"],
            jsonl,
        ),
        (
            &["predict", "--by", "article", "-", "--format", "csv"],
            jsonl,
        ),
        (
            &["split", "--by", "article", "-", "--format", "table"],
            jsonl,
        ),
    ] {
        let output = stance(arguments, "");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn rows_keep_their_columns() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("rows.csv");
    fs::write(
        &path,
        "id,text,note\n1,\"دعا الوزير إلى الحوار. وانتهى\",\"a, b\"\n2,وصل الوفد,\n",
    )
    .unwrap();
    let path = path.to_str().unwrap();
    let rows = lines(&["predict", "--by", "row", path], "");
    assert_eq!(
        rows.len(),
        2,
        "a row is one claim, however many sentences it has"
    );
    assert_eq!(
        (&rows[0]["id"], &rows[0]["note"]),
        (&"1".into(), &"a, b".into())
    );
    assert!(rows[0]["stance"].is_string());
    let csv = stance(&["predict", "--by", "row", path, "--format", "csv"], "").stdout;
    let csv = String::from_utf8(csv).unwrap();
    assert!(csv.starts_with(
        "id,text,note,stance,confidence,abstained,p_accusation,p_cooperation,p_none,p_proposal\n1,"
    ));
    assert_eq!(csv.lines().count(), 3);
}

#[test]
fn json_rows_keep_their_types() {
    let rows = lines(
        &["predict", "--by", "row", "-"],
        "{\"text\":\"x\",\"n\":[1,{\"a\":null}],\"big\":1.5}\n",
    );
    assert_eq!(rows[0]["n"], serde_json::json!([1, {"a": null}]));
    assert_eq!(rows[0]["big"], 1.5);
}

#[test]
fn the_first_row_of_a_csv_gives_the_columns() {
    let input = "{\"a\":null,\"text\":\"x, \\\"y\\\"\",\"=b\":[1.0,\"z\"]}\n\
                 {\"text\":\"x\",\"a\":1}\n\
                 {\"a\":true,\"text\":\"=x\",\"=b\":-2}\n\
                 {\"a\":1,\"text\":\"x\",\"=b\":2,\"p_none\":3}\n";
    let output = stance(&["predict", "--by", "row", "-", "--format", "csv"], input);
    assert_eq!(output.status.code(), Some(1));
    let csv = String::from_utf8(output.stdout).unwrap();
    let begins: Vec<&str> = (csv.lines())
        .map(|line| line.split_once(",none,").map_or(line, |(before, _)| before))
        .collect();
    assert_eq!(
        begins,
        [
            "a,text,'=b,stance,confidence,abstained,p_accusation,p_cooperation,p_none,p_proposal",
            ",\"x, \"\"y\"\"\",\"[1.0,\"\"z\"\"]\"",
            "true,'=x,-2",
        ]
    );
    let said = String::from_utf8(output.stderr).unwrap();
    let [second, fourth, _] = said.lines().collect::<Vec<_>>()[..] else {
        panic!("{said}");
    };
    assert!(second.starts_with("error: -:2: the record has the fields text, a, stance, "));
    assert!(second.contains(", the first one had a, text, '=b, stance, "));
    assert!(fourth.starts_with("error: -:4: has a column 'p_none' already"));
}

#[test]
fn segments_cover_the_article() {
    let article = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/002_9881ad367b76134a.txt"),
    )
    .unwrap();
    let segments = lines(
        &[
            "split",
            "seeds/002_9881ad367b76134a.txt",
            "--format",
            "jsonl",
        ],
        "",
    );
    let joined: String = segments
        .iter()
        .map(|s| s["text"].as_str().unwrap())
        .collect();
    let without_space = |text: &str| text.split_whitespace().collect::<String>();
    assert_eq!(without_space(&joined), without_space(&article));
    for segment in &segments {
        assert_eq!(
            characters(&article, segment),
            segment["text"].as_str().unwrap()
        );
    }
    let by_article = lines(
        &["split", "seeds/002_9881ad367b76134a.txt", "--by", "article"],
        "",
    );
    assert_eq!(
        by_article[0]["spans"].as_array().unwrap().len(),
        segments.len()
    );
    assert_eq!(by_article[0]["kinds"][0], segments[0]["kind"]);
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_stance"))
        .args(["predict", "seeds/"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_text_is_one_line_out(texts in proptest::collection::vec(any::<String>(), 1..8)) {
        let input: String = texts
            .iter()
            .map(|text| format!("{}\n", serde_json::json!({ "text": text })))
            .collect();
        let articles = lines(&["predict", "-", "--by", "article"], &input);
        prop_assert_eq!(articles.len(), texts.len());
        for (article, text) in articles.iter().zip(&texts) {
            for claim in article["claims"].as_array().unwrap() {
                prop_assert_eq!(&characters(text, claim), claim["text"].as_str().unwrap());
            }
        }
    }
}
