//! `stance explain`.

#![allow(clippy::unwrap_used, reason = "a test may panic and say why it skips")]

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use stance::model::{Classifier, Explanation, GroupContribution, Others, Question, Reason};
use stance::report::{self, TextStyle};

const CLAIM: &str = "اتهم المحافظ الشركة المنفذة بتأخير أعمال الجسر، ودعا البلدية إلى محاسبتها.";

fn stance(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_stance"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

#[test]
fn the_shipped_model_explains_itself_to_the_last_digit() {
    let classifier = Classifier::embedded().unwrap();
    let labels: Vec<String> = classifier.labels().iter().map(str::to_owned).collect();
    for claim in [
        CLAIM,
        "رحب الوفدان، بالاتفاق ــــ \u{200F}«الجديد»",
        "x",
        "!",
    ] {
        let probabilities = classifier.predict_proba(&[claim]);
        for (l, label) in labels.iter().enumerate() {
            for (m, against) in labels.iter().enumerate().filter(|(m, _)| *m != l) {
                let question = Question {
                    label: Some(label),
                    against: Some(against),
                };
                let explained = classifier.explain(claim, &question).unwrap();
                let odds = (probabilities[[0, l]] / probabilities[[0, m]]).ln();
                let reasons = explained.reasons.iter().map(|reason| reason.contribution);
                let groups = explained.groups.iter().map(|group| group.contribution);
                for sum in [reasons.sum::<f64>(), groups.sum()] {
                    assert!((explained.intercept + sum - odds).abs() < 1e-9, "{claim}");
                }
                assert!((explained.log_odds - odds).abs() < 1e-9);
            }
        }
    }
}

#[test]
fn a_reader_sees_words() {
    let classifier = Classifier::embedded().unwrap();
    let explained = classifier.explain(CLAIM, &Question::default()).unwrap();
    let words: Vec<&str> = explained
        .reasons
        .iter()
        .map(|reason| reason.words.as_str())
        .collect();
    // A word as it is spelled, a cue with its lemma and class, the class of a word.
    for expected in ["بتأخير", "cue: اتهم", "class of the cue: accuse"] {
        assert!(words.contains(&expected), "{expected} is not in {words:#?}");
    }
    assert!(
        words.iter().any(|words| words.contains("(class: fail)")),
        "{words:#?}"
    );
    // Character n-grams are one reason a word.
    let characters = explained
        .reasons
        .iter()
        .filter(|reason| reason.group == "characters");
    assert!(characters.count() <= CLAIM.split_whitespace().count());
}

#[test]
fn json_sums_and_standard_input() {
    let arguments = ["explain", "-", "--format", "json", "--top", "5"];
    let output = stance(&arguments, CLAIM);
    assert!(output.status.success());
    let printed = text(output.stdout);
    assert_eq!(
        printed,
        text(stance(&["explain", CLAIM, "--format", "json", "--top", "5"], "").stdout)
    );
    let json: Value = serde_json::from_str(&printed).unwrap();
    let reasons = json["reasons"].as_array().unwrap();
    assert_eq!(reasons.len(), 5);
    let number = |value: &Value| value.as_f64().unwrap();
    let sum: f64 = reasons
        .iter()
        .map(|reason| number(&reason["contribution"]))
        .sum();
    let sum = sum + number(&json["others"]["contribution"]) + number(&json["intercept"]);
    assert!((sum - number(&json["log_odds"])).abs() < 1e-9);
    let p = |label: &Value| number(&json["probabilities"][label.as_str().unwrap()]);
    let odds = (p(&json["label"]) / p(&json["against"])).ln();
    assert!((odds - number(&json["log_odds"])).abs() < 1e-9);
}

#[test]
fn bad_input_is_one_line() {
    for (arguments, input, parts) in [
        (&["explain", ""][..], "", ["the text is empty", "claim"]),
        (&["explain", "-"], " \n", ["the text is empty", "claim"]),
        (
            &["explain", "x", "--label", "praise"],
            "",
            ["no label 'praise'", "accusation, "],
        ),
        (
            &["explain", "x", "--against", "praise"],
            "",
            ["no label 'praise'", "proposal"],
        ),
        (
            &["explain", "x", "--label", "none", "--against", "none"],
            "",
            ["'none' cannot be compared with itself", "two different"],
        ),
        (
            &["explain", "x", "-m", "no.model"],
            "",
            ["no.model: ", "check the path"],
        ),
    ] {
        let output = stance(arguments, input);
        let said = text(output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        for part in parts {
            assert!(said.contains(part), "'{part}' is not in: {said}");
        }
        assert!(output.stdout.is_empty());
    }
    assert_eq!(stance(&["explain"], "").status.code(), Some(2));
}

/// Numbers that sum: 1.5 − 0.9 + 0.1 = 0.7, and e^0.7 = 2.01.
fn explanation() -> Explanation {
    let reason = |group: &str, words: &str, features, contribution| Reason {
        group: group.into(),
        words: words.into(),
        features,
        contribution,
    };
    Explanation {
        label: "accusation".into(),
        against: "none".into(),
        predicted: "accusation".into(),
        probabilities: BTreeMap::from([("accusation".into(), 0.668), ("none".into(), 0.332)]),
        log_odds: 0.7,
        intercept: 0.1,
        groups: vec![GroupContribution {
            group: "words".into(),
            features: 4,
            contribution: 0.6,
        }],
        reasons: vec![
            reason("words", "اتهم", 1, 1.5),
            reason("words", "a\u{1b}b", 1, -0.8),
        ],
        others: Others {
            reasons: 2,
            features: 2,
            contribution: -0.1,
        },
    }
}

#[test]
fn the_tables_of_an_explanation() {
    let expected = "\
Predicted label: accusation
 label        probability
--------------------------
 accusation         0.668
 none               0.332

Why accusation and not none? By group of features
 group         features   contribution
---------------------------------------
 words                4         +0.600
 (intercept)                    +0.100
 (log-odds)                     +0.700
Contributions above 0 pull toward accusation, below 0 toward none. They sum to the log-odds: the model holds accusation for 2.0 times as probable as none.

The strongest reasons
 group         words       features   contribution
---------------------------------------------------
 words         اتهم               1         +1.500
 words         a\u{FFFD}b                1         -0.800
 (others)      2 reasons          2         -0.100
 (intercept)                                +0.100
 (log-odds)                                 +0.700
";
    let printed = report::text::explanation(&explanation(), &TextStyle::default());
    assert_eq!(printed, expected, "{printed}");
    let printed = report::markdown::explanation(&explanation());
    assert!(
        printed.contains("| words | اتهم | 1 | +1.500 |"),
        "{printed}"
    );
}
