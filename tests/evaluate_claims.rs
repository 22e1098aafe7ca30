//! `stance evaluate-claims`: scores computed by hand, lexicons, bad input.

#![allow(clippy::unwrap_used, reason = "a test may panic and say why it skips")]

use std::fs;
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

/// Rows whose cues carry the stance.
const LABELS: &str = "\
text,label
اتهم المدير البلدية بإهمال الطريق,accusation
اتهمت النقابة الشركة بطرد العمال,accusation
اتهم السكان المصنع بتلويث النهر,accusation
دعا المدير البلدية إلى إصلاح الطريق,proposal
دعت النقابة الشركة إلى رفع الأجور,proposal
دعا السكان المصنع إلى تنقية المياه,proposal
أكد المدير أن الطريق مفتوح,none
أكدت النقابة أن الأجور ثابتة,none
أكد السكان أن النهر عميق,none
";

/// Four sentences of two articles:
///
/// 1. all is found, but the gold names the speaker more briefly;
/// 2. two claims: the first mixed in the gold, the second without the full
///    stop, with another speaker, target and stance;
/// 3. a claim that the gold does not have;
/// 4. no claim;
/// 5. a claim of the gold that is not found.
fn gold() -> String {
    let claim = |start: usize, end: usize, cue: &str, fields: [Option<&str>; 4]| {
        let [speaker, target, quote, stance] = fields;
        json!({"start": start, "end": end, "cue": cue, "speaker": speaker, "target": target,
               "quote": quote, "stance": stance})
    };
    let first = "اتهمت نقابة البحارة شركة الموانئ بإخفاء التقرير";
    let second = "وأكد الجبالي أن العمل مستمر، ودعا الحكومة إلى فتح الرصيف.";
    let indirect = Some("indirect");
    let lines = [
        json!({"article": "a", "sentence": first, "claims": [claim(
            0, first.chars().count(), "اتهمت",
            [Some("البحارة"), Some("شركة الموانئ"), indirect, Some("accusation")])]}),
        json!({"article": "a", "sentence": second, "claims": [
            claim(1, 27, "أكد", [Some("الجبالي"), None, Some("mixed"), Some("none")]),
            claim(30, second.chars().count() - 1, "دعا",
                [Some("سمير"), Some("الوزارة"), indirect, Some("cooperation")])]}),
        json!({"article": "b", "sentence": "أكد الجبالي أن الرصيف مغلق", "claims": []}),
        json!({"article": "b", "sentence": "وصل القطار متأخرا", "claims": []}),
        json!({"article": "b", "sentence": "ارتفع سعر الطن", "claims": [claim(
            0, 14, "ارتفع", [None, None, indirect, Some("none")])]}),
    ];
    lines.map(|line| format!("{line}\n")).concat()
}

/// Runs the program in the folder.
fn run(folder: &TempDir, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_stance"))
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .unwrap()
}

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, content) in files {
        fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

/// A folder with the gold and a model of [`LABELS`].
fn trained() -> TempDir {
    let folder = folder(&[("labels.csv", LABELS), ("gold.jsonl", &gold())]);
    let output = run(&folder, &["train", "labels.csv", "-m", "m", "--folds", "0"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    folder
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

#[test]
fn scores_are_those_computed_by_hand() {
    let folder = trained();
    let arguments = [
        "evaluate-claims",
        "gold.jsonl",
        "-m",
        "m",
        "--replicates",
        "0",
    ];
    let output = run(&folder, &arguments);
    assert_eq!(text(output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
    // Claims: 3 of 4 found are right, 3 of 4 in gold are found; 2 of them with
    // the right span and with the right stance. Words: 17 shared of 7 + 5 + 5 + 5
    // found and 7 + 5 + 5 + 3 in gold. Of the 3 claims found 1 speaker is right to
    // the letter and 2 share a word, 1 of 2 targets and 2 of 3 kinds are right; one
    // claim is rightly without a target. Of the 2 with the right stance 1 has a target,
    // which is right.
    let expected = "\
Claims in 5 sentences of 2 articles
 question                 precision   recall      F1   95 % interval   in gold
-------------------------------------------------------------------------------
 claims found                 0.750    0.750   0.750             n/a         4
 span, exact                  0.500    0.500   0.500             n/a         4
 span, words                  0.773    0.850   0.810             n/a        20
 speaker, exact               0.333    0.333   0.333             n/a         3
 speaker, a word shared       0.667    0.667   0.667             n/a         3
 target, a word shared        0.500    0.500   0.500             n/a         2
 target or rightly none       0.667    0.667   0.667             n/a         3
 target, stance right         1.000    1.000   1.000             n/a         1
 kind of quotation            0.667    0.667   0.667             n/a         3
 found with its stance        0.500    0.500   0.500             n/a         4
A claim is found if its cue shares a character with the gold's. Speakers, targets and quotations are scored on the claims found; targets with all their stances as predicted, then with none as an answer too, and then of the claims whose stance is right.
";
    assert_eq!(text(output.stdout), expected);
}

#[test]
fn every_format_says_the_same() {
    let folder = trained();
    let run = |format: &str| {
        let arguments = [
            "evaluate-claims",
            "gold.jsonl",
            "-m",
            "m",
            "--format",
            format,
            "-o",
            "out",
        ];
        let output = run(&folder, &arguments);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert!(output.stdout.is_empty());
        fs::read_to_string(folder.path().join("out")).unwrap()
    };
    let report: Value = serde_json::from_str(&run("json")).unwrap();
    assert_eq!(
        (&report["sentences"], &report["articles"]),
        (&json!(5), &json!(2))
    );
    assert_eq!(report["span_overlap"]["precision"], json!(17.0 / 22.0));
    assert_eq!(report["span_overlap"]["support"], 20);
    // Drawn are a and a, a and b, or b and b: all found of a, none of b.
    assert_eq!(report["claims"]["f1_interval"], json!([0.0, 1.0]));
    assert_eq!(report["resampling"], json!({"seed": 1, "replicates": 2000}));
    let markdown = run("markdown");
    let row = "| span, words | 0.773 | 0.850 | 0.810 | 0.000 to 1.000 | 20 |";
    assert!(markdown.contains(row), "{markdown}");
}

#[test]
fn the_intervals_hang_on_their_seed_alone() {
    let folder = trained();
    let report = |seed: &str, threads: &str| {
        let arguments = [
            "evaluate-claims",
            "gold.jsonl",
            "-m",
            "m",
            "--seed",
            seed,
            "--replicates",
            "3",
            "--threads",
            threads,
        ];
        text(run(&folder, &arguments).stdout)
    };
    assert_eq!(report("1", "1"), report("1", "3"));
    assert_ne!(report("1", "1"), report("4", "1"));
}

const ENGLISH: &str = r#"{"sentence":"Haddad accused Turkey of lying.","claims":[{"start":0,"end":31,"cue":"accused","speaker":"Haddad","target":"Turkey","quote":"indirect","stance":"accusation"}]}
"#;

#[test]
fn a_lexicon_of_the_texts_language_finds_their_claims() {
    let folder = folder(&[("en.jsonl", ENGLISH)]);
    let report = |lexicon: &[&str]| {
        let arguments = [
            &["evaluate-claims", "en.jsonl", "--format", "json"],
            lexicon,
        ]
        .concat();
        let output = run(&folder, &arguments);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        (report, text(output.stderr))
    };
    let (found, said) = report(&["--lexicon", "en"]);
    assert_eq!(said, "");
    assert_eq!(found["claims"]["f1"], 1.0);
    assert_eq!(found["speaker_exact"]["f1"], 1.0);
    // In other letters the sentence is a claim; its cue and so all else is missed.
    let (found, said) = report(&[]);
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(
        said.starts_with("note: 1 sentence in other letters"),
        "{said}"
    );
    assert!(said.contains("Haddad accused Turkey of lying."), "{said}");
    assert_eq!(found["claims"]["f1"], 0.0);
    assert_eq!(found["span_exact"]["support"], 1);
}

#[test]
fn texts_without_a_lexicon_are_a_claim_a_sentence() {
    let files = [
        (
            "1.txt",
            "The port is closed. Haddad accused Turkey of lying.\n",
        ),
        ("2.txt", "قال الجبالي إن الرصيف مغلق. وصل القطار متأخرا.\n"),
        ("3.txt", "Порт закрыт до понедельника.\n"),
    ];
    let folder = folder(&files);
    let claims = |arguments: &[&str]| {
        let output = run(
            &folder,
            &[&["predict", ".", "--format", "jsonl"], arguments].concat(),
        );
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let lines = text(output.stdout);
        let values = lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap());
        (values.collect::<Vec<Value>>(), text(output.stderr))
    };
    let (found, said) = claims(&[]);
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(
        said.starts_with("note: 2 articles in other letters"),
        "{said}"
    );
    let found: Vec<(&str, Option<&str>)> = found
        .iter()
        .map(|claim| {
            (
                claim["text"].as_str().unwrap(),
                claim["cue"]["text"].as_str(),
            )
        })
        .collect();
    let expected = [
        ("The port is closed.", None),
        ("Haddad accused Turkey of lying.", None),
        ("قال الجبالي إن الرصيف مغلق.", Some("قال")),
        ("Порт закрыт до понедельника.", None),
    ];
    assert_eq!(found, expected);

    let (found, said) = claims(&["--lexicon", "en"]);
    assert!(
        said.starts_with("note: 2 articles in other letters"),
        "{said}"
    );
    let cues: Vec<_> = found
        .iter()
        .map(|claim| claim["cue"]["text"].as_str())
        .collect();
    assert_eq!(cues, [Some("accused"), None, None, None]);
}

#[test]
fn a_lexicon_may_be_a_folder() {
    let folder = folder(&[("1.txt", "Marcus dixit omnia bona.\n")]);
    let lexicon = folder.path().join("la");
    fs::create_dir(&lexicon).unwrap();
    let tables = [
        (
            "verbs.csv",
            "lemma,present,participle,noun,class,target,frame\ndixit,dicit,dicens,,report,,*\n",
        ),
        (
            "affixes.csv",
            "kind,stem,cut,suffix,gender,number\npast,,,,,\n",
        ),
        (
            "language.csv",
            "setting,value\nletters,a-z\nnames,capitalised\norder,subject-first\n",
        ),
    ];
    for (name, content) in tables {
        fs::write(lexicon.join(name), content).unwrap();
    }
    let output = run(&folder, &["predict", "1.txt", "--lexicon", "la"]);
    assert_eq!(text(output.stderr), "");
    let claim: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(claim["cue"]["text"], "dixit");
    assert_eq!(claim["speaker"]["text"], "Marcus");
}

/// One line on standard error with all of `parts`, nothing else, status 1.
#[track_caller]
fn fails(folder: &TempDir, arguments: &[&str], parts: &[&str]) {
    let output = run(folder, &[arguments, &["-o", "out"]].concat());
    let said = text(output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    for part in parts {
        assert!(said.contains(part), "'{part}' is not in: {said}");
    }
    assert!(output.stdout.is_empty());
    assert!(!folder.path().join("out").exists());
}

#[test]
fn bad_input_is_named() {
    let outside = r#"{"sentence":"قال إن","claims":[{"start":0,"end":7,"cue":"قال"}]}"#;
    let turned = r#"{"sentence":"قال إن","claims":[{"start":3,"end":1,"cue":"قال"}]}"#;
    let folder = folder(&[
        (
            "no.jsonl",
            "{\"sentence\":\"قال\",\"claims\":[]}\nno json\n",
        ),
        ("fields.jsonl", "{\"text\":\"قال\",\"claims\":[]}\n"),
        ("outside.jsonl", outside),
        ("turned.jsonl", turned),
        ("empty.jsonl", "\n"),
        ("language.csv", "setting,value\nletters,abc\n"),
    ]);
    let gold = |file, parts: &[&str]| fails(&folder, &["evaluate-claims", file], parts);
    gold("missing.jsonl", &["missing.jsonl: ", "check the path"]);
    gold("no.jsonl", &["no.jsonl:2: no annotated sentence"]);
    gold(
        "fields.jsonl",
        &["fields.jsonl:1: ", "missing field `sentence`"],
    );
    gold(
        "outside.jsonl",
        &["outside.jsonl:1: claim 0..7 lies outside", "code points"],
    );
    gold("turned.jsonl", &["turned.jsonl:1: claim 3..1 lies outside"]);
    gold("empty.jsonl", &["empty.jsonl: has no sentences"]);
    let lexicon = |name, parts: &[&str]| {
        fails(&folder, &["predict", "-", "--lexicon", name], parts);
    };
    lexicon("xx", &["xx: no such lexicon", "ar, en"]);
    lexicon(".", &["no range of letters, as a-z: 'letters,abc'"]);
}
