//! `stance agree`: published examples, joining, what it writes, bad input.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic and say why it skips"
)]

use std::fs;
use std::process::{Command, Output};

use proptest::prelude::*;
use serde_json::{Value, json};
use stance::Labels;
use stance::evaluate::{Agreement, Resampling};
use tempfile::TempDir;

const NO_INTERVALS: Resampling = Resampling {
    seed: 1,
    replicates: 0,
};

/// The agreement of annotators whose labels are letters, a dot where one is missing.
fn agreement(annotators: &[&str], resampling: &Resampling) -> Agreement {
    let all = annotators.iter().flat_map(|given| given.chars());
    let labels = Labels::new(all.filter(|&c| c != '.').map(String::from)).unwrap();
    let given: Vec<Vec<Option<usize>>> = (0..annotators[0].len())
        .map(|row| {
            let letters = annotators.iter().map(|given| &given[row..=row]);
            letters.map(|letter| labels.index(letter)).collect()
        })
        .collect();
    let names: Vec<String> = (1..=annotators.len()).map(|n| n.to_string()).collect();
    Agreement::new(&names, &labels, &given, None, resampling).unwrap()
}

/// Two annotators from a table of counts, the first one's labels being its rows.
fn table(counts: &[&[usize]]) -> [String; 2] {
    let mut both = [String::new(), String::new()];
    for (first, row) in ('a'..).zip(counts) {
        for (second, &count) in ('a'..).zip(*row) {
            both[0].extend(std::iter::repeat_n(first, count));
            both[1].extend(std::iter::repeat_n(second, count));
        }
    }
    both
}

fn near(value: Option<f64>, expected: f64) -> bool {
    value.is_some_and(|value| (value - expected).abs() < 1e-12)
}

#[test]
fn cohens_own_example() {
    // Cohen 1960, "A coefficient of agreement for nominal scales", Table 1, 200
    // cases: pₒ = .70, pₑ = .41, κ = .29 / .59 = .492.
    let [first, second] = table(&[&[88, 14, 18], &[10, 40, 10], &[2, 6, 12]]);
    let agreement = agreement(&[&first, &second], &NO_INTERVALS);
    let pair = &agreement.pairs[0];
    assert_eq!(pair.rows, 200);
    assert!(near(pair.observed.value, 0.7));
    assert!(near(pair.cohen_kappa.value, 0.29 / 0.59));
    assert_eq!(agreement.disagreements, 60);
}

#[test]
fn cohens_kappa_of_two_by_two() {
    // The textbook's 50 grant proposals: both yes 20, both no 15, 5 and 10 mixed:
    // pₒ = .7, pₑ = .5 · .6 + .5 · .4 = .5, κ = .4. Fleiss' kappa of two is
    // Scott's pi with pₑ = .55² + .45² = .505.
    let [first, second] = table(&[&[20, 5], &[10, 15]]);
    let agreement = agreement(&[&first, &second], &NO_INTERVALS);
    assert!(near(agreement.pairs[0].cohen_kappa.value, 0.4));
    assert!(near(agreement.fleiss_kappa.value, 0.195 / 0.495));
    assert!(near(agreement.labels["a"].specific.value, 40.0 / 55.0));
    assert_eq!(agreement.labels["a"].given, [25, 30]);
    assert_eq!(agreement.observed.interval, None);
}

#[test]
fn krippendorffs_example_with_missing_labels() {
    // "Computing Krippendorff's Alpha-Reliability" (2011), section D: α = 0.743;
    // one of the 12 units has a single label.
    let agreement = agreement(
        &[
            "123321412...",
            "1233224125.3",
            ".3332342251.",
            "12332441251.",
        ],
        &NO_INTERVALS,
    );
    let alpha = agreement.krippendorff_alpha.value.unwrap();
    assert_eq!(format!("{alpha:.3}"), "0.743");
    assert_eq!((agreement.rows, agreement.single_rows), (11, 1));
    // Rows 2 to 9 have all four.
    assert_eq!(agreement.complete_rows, 8);
}

#[test]
fn cohens_kappa_is_that_of_scikit_learn() {
    // cohen_kappa_score of scikit-learn 1.9.1, and f1_score(average=None) of the
    // first two for the specific agreement.
    let [first, second, third] = [
        "cncpancacanncnpapcacnanncacppnccaaccccnn",
        "pnapcncncannccpapcacancpcaancccaaaccccpn",
        "pnnpacpccannnanapcnnannpcanppnpnaacpccpn",
    ];
    let all = agreement(&[first, second, third], &NO_INTERVALS);
    let kappas = [0.47916666666666663, 0.40199335548172765, 0.4098360655737706];
    assert_eq!(all.pairs.len(), 3);
    for (pair, expected) in all.pairs.iter().zip(kappas) {
        assert!(near(pair.cohen_kappa.value, expected), "{pair:?}");
    }
    let two = agreement(&[first, second], &NO_INTERVALS);
    let f1 = [
        0.631578947368421,
        0.7096774193548387,
        0.5263157894736842,
        0.5454545454545454,
    ];
    for (label, expected) in two.labels.values().zip(f1) {
        assert!(near(label.specific.value, expected), "{label:?}");
    }
}

#[test]
fn intervals_have_the_known_spread() {
    // 70 of 100 rows agree: the standard error is sqrt(.21 / 100) = 0.0458, the
    // interval .7 ± 1.96 · 0.0458 = .610 to .790.
    let [first, second] = table(&[&[40, 10], &[20, 30]]);
    let all = agreement(&[&first, &second], &Resampling::default());
    let interval = all.observed.interval.unwrap();
    assert!((interval.low - 0.610).abs() < 0.015, "{interval:?}");
    assert!((interval.high - 0.790).abs() < 0.015, "{interval:?}");
    let kappa = &all.pairs[0].cohen_kappa;
    let within = kappa.interval.unwrap();
    assert!(within.low < kappa.value.unwrap() && kappa.value.unwrap() < within.high);
    assert_eq!(all, agreement(&[&first, &second], &Resampling::default()));
}

proptest! {
    #[test]
    fn the_order_of_annotators_and_rows_does_not_matter(
        rows in prop::collection::vec("[abc.]{3}", 1..30),
    ) {
        let column = |annotator: usize, rows: &[String]| -> String {
            rows.iter().map(|row| &row[annotator..=annotator]).collect()
        };
        let all: String = rows.concat();
        prop_assume!(all.contains('a') && all.contains('b'));
        prop_assume!(rows.iter().any(|row| row.matches('.').count() < 2));
        let one = [0, 1, 2].map(|annotator| column(annotator, &rows));
        let reversed: Vec<String> = rows.iter().rev().cloned().collect();
        let other = [2, 0, 1].map(|annotator| column(annotator, &reversed));
        let [one, other] = [one, other].map(|all| {
            agreement(&all.each_ref().map(String::as_str), &NO_INTERVALS)
        });
        let same = |left: Option<f64>, right: Option<f64>| match (left, right) {
            (Some(left), Some(right)) => (left - right).abs() < 1e-9,
            (left, right) => left == right,
        };
        prop_assert!(same(one.observed.value, other.observed.value));
        prop_assert!(same(one.fleiss_kappa.value, other.fleiss_kappa.value));
        prop_assert!(same(one.krippendorff_alpha.value, other.krippendorff_alpha.value));
        // Pair 0 of the one is annotators 0 and 1, pair 2 of the other 0 and 1 too.
        prop_assert!(same(one.pairs[0].cohen_kappa.value, other.pairs[2].cohen_kappa.value));
        for measure in [one.observed, one.fleiss_kappa, one.krippendorff_alpha] {
            prop_assert!(measure.value.is_none_or(|value| (-1.0..=1.0).contains(&value)));
        }
    }

    #[test]
    fn an_annotator_agrees_with_himself(given in "[abc]{2,30}") {
        prop_assume!(given.chars().any(|c| !given.starts_with(c)));
        let both = agreement(&[&given, &given], &NO_INTERVALS);
        prop_assert_eq!(both.observed.value, Some(1.0));
        prop_assert!(near(both.fleiss_kappa.value, 1.0));
        prop_assert!(near(both.krippendorff_alpha.value, 1.0));
        prop_assert!(near(both.pairs[0].cohen_kappa.value, 1.0));
        prop_assert_eq!(both.disagreements, 0);
    }
}

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, content) in files {
        fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

/// Runs `stance agree` in the folder.
fn run(folder: &TempDir, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_stance"))
        .arg("agree")
        .args(arguments)
        .current_dir(folder.path())
        .output()
        .unwrap()
}

/// Three rows by id in another order, one of them changed, one only here, one empty.
const ANN: &str = "\
id,text,label
1,the river rose,none
2,\"they said \"\"no\"\", again\",none
3,they blamed the council,accusation
4,only ann has this,none
5,she skipped none,none
";
const BOB: &str = "\
label,text,id
accusation,they blamed the council,3
accusation,\"they said \"\"no\"\", again\",2
none,the river rose,1
,she skipped none,5
";

#[test]
fn rows_are_joined_by_id_and_disagreements_written_to_settle() {
    let folder = folder(&[("ann.csv", ANN), ("bob.csv", BOB)]);
    let arguments = [
        "ann.csv",
        "bob.csv",
        "--replicates",
        "0",
        "--disagreements",
        "out.csv",
    ];
    let output = run(&folder, &arguments);
    assert_eq!(output.status.code(), Some(0));
    // pₒ = 2/3, pₑ = (2·1 + 1·2) / 9 = 4/9, Cohen's κ = 2/5. Fleiss: pₑ = 1/2,
    // κ = 1/3. Each equal pair counts 2 of the 6 labels: α = (5·4 − 12) / (30 − 12) = 8/18.
    let expected = "\
Agreement of 2 annotators on 3 rows
 measure                value   95 % interval   rows
-----------------------------------------------------
 equal labels           0.667             n/a      3
 Fleiss' kappa          0.333             n/a      3
 Krippendorff's alpha   0.444             n/a      3
The annotators differ on 1 row.
Left out, with a label of one annotator or none: 2 rows.

Pairs of annotators
 first   second   rows   equal labels   95 % interval   Cohen's kappa   95 % interval
--------------------------------------------------------------------------------------
 ann     bob         3          0.667             n/a           0.400             n/a

Agreement by label, and how often each annotator gave it
 label        specific agreement   95 % interval   ann   bob
-------------------------------------------------------------
 accusation                0.667             n/a     1     2
 none                      0.667             n/a     2     1
";
    assert_eq!(String::from_utf8(output.stdout).unwrap(), expected);
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "5 rows joined by id\n"
    );
    assert_eq!(
        fs::read_to_string(folder.path().join("out.csv")).unwrap(),
        "id,text,ann,bob,label\n2,\"they said \"\"no\"\", again\",none,accusation,\n"
    );
}

#[test]
fn rows_are_joined_by_text_where_a_file_has_no_ids() {
    let folder = folder(&[
        (
            "a.csv",
            "id,text,label\n7,قالَ الوزيرُ نعم,none\n8,the river rose,none\n",
        ),
        (
            "b.jsonl",
            "{\"text\":\"قال الوزير  نعم\",\"label\":\"none\"}\n{\"text\":\"the river rose\",\"label\":\"proposal\"}\n",
        ),
        ("c.csv", "text,label\nthe river rose,none\n"),
    ]);
    let arguments = [
        "a.csv",
        "b.jsonl",
        "c.csv",
        "--format",
        "json",
        "--disagreements",
        "out.csv",
    ];
    let output = run(&folder, &arguments);
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "2 rows joined by text\n"
    );
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["annotators"], json!(["a", "b", "c"]));
    assert_eq!(
        (&report["rows"], &report["complete_rows"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(report["pairs"][0]["observed"]["value"], 0.5);
    // Both gave one label only: nothing to correct for chance.
    assert_eq!(report["pairs"][1]["cohen_kappa"]["value"], Value::Null);
    assert_eq!(
        fs::read_to_string(folder.path().join("out.csv")).unwrap(),
        "id,text,a,b,c,label\n8,the river rose,none,proposal,none,\n"
    );
}

/// Runs `stance agree` on two files and expects one line of error with these parts.
#[track_caller]
fn fails(first: &str, second: &str, parts: &[&str]) {
    let folder = folder(&[("a.csv", first), ("b.csv", second)]);
    let output = run(&folder, &["a.csv", "b.csv", "--disagreements", "out.csv"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    for part in parts {
        assert!(said.contains(part), "'{part}' is not in: {said}");
    }
    assert!(output.stdout.is_empty());
    assert!(!folder.path().join("out.csv").exists());
}

#[test]
fn bad_input_is_named() {
    let good = "id,text,label\n1,one,a\n2,two,b\n";
    fails(
        good,
        "id,text\n1,one\n",
        &["b.csv:1: has no column 'label'"],
    );
    fails(good, "id,label\n1,a\n", &["b.csv:1: has no column 'text'"]);
    fails(
        good,
        "id,text,label\n1,one,a\n2,two,b\n1,one,b\n",
        &[
            "b.csv:4: the id '1' stands in line 2 already",
            "an id of its own",
        ],
    );
    fails(
        good,
        "text,label\ntwo,a\none,a\none,b\n",
        &["b.csv:4: the same text stands in line 3 already", "an id"],
    );
    fails(
        good,
        "id,text,label\n1,other words,a\n",
        &[
            "b.csv:2: the text is not that of the same id in a.csv:2",
            "same rows",
        ],
    );
    fails(
        good,
        "id,text,label\n1,one,a\n,two,a\n",
        &["b.csv:3: the row has no id"],
    );
    fails(
        good,
        "id,text,label\n3,three,a\n",
        &[
            "joined by id: no row has labels of two annotators",
            "the same rows",
        ],
    );
    fails(
        "text,label\none,a\n",
        "text,label\none,a\n",
        &["there is only one label, 'a'"],
    );
}

#[test]
fn a_file_named_twice_is_a_mistake() {
    let folder = folder(&[("a.csv", ANN)]);
    let output = run(&folder, &["a.csv", "a.csv"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("a.csv: is named twice"), "{said}");
    assert_eq!(run(&folder, &["a.csv"]).status.code(), Some(2));
}

#[test]
fn groups_are_drawn_whole() {
    // Ten rows of one article: nothing can be drawn.
    let rows = |label: &str| {
        let rows =
            (0..10).map(|n| format!("text {n},{},article\n", if n < 5 { "x" } else { label }));
        format!("text,label,group\n{}", rows.collect::<String>())
    };
    let folder = folder(&[("a.csv", &rows("x")), ("b.csv", &rows("y"))]);
    let output = run(&folder, &["a.csv", "b.csv", "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["groups"], 1);
    assert_eq!(report["observed"], json!({"value": 0.5, "interval": null}));
}
