//! `stance train` with its calibration, and `stance model info`.

#![allow(clippy::unwrap_used, reason = "a test may panic and say why it skips")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use sha2::{Digest, Sha256};
use stance::evaluate::predicted_labels;
use stance::model::{Classifier, Temperature, TrainOptions, Validation, cross_validate};
use stance::{Dataset, Input};
use tempfile::TempDir;

fn stance(folder: &Path, arguments: &[&str]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_stance"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    output
}

/// Thirty rows in ten groups; every fifth has the other label, so that the model
/// cannot be right on all of them.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    let mut csv = String::from("text,label,group\n");
    for row in 0..30 {
        let wrong = row % 5 == 0;
        let (word, label) = match (row % 2 == 0) != wrong {
            true => ("rises", "up"),
            false => ("falls", "down"),
        };
        let word = if wrong { "moves" } else { word };
        csv.push_str(&format!(
            "the river {word} near town {row},{label},g{}\n",
            row / 3
        ));
    }
    fs::write(folder.path().join("rows.csv"), csv).unwrap();
    folder
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

fn sha256(path: &Path) -> String {
    let digest = Sha256::digest(fs::read(path).unwrap());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_card_names_the_training_file_that_it_is_shown() {
    let folder = folder();
    let path = folder.path();
    let train = ["train", "rows.csv", "-m", "a.model", "--folds", "0"];
    stance(path, &[&train[..], &["--preset", "general"]].concat());
    let info = ["model", "info", "a.model", "--format", "json"];
    let card = json(&stance(path, &info));
    assert_eq!(card["preset"], "general");
    assert_eq!(card["data"]["file"], Value::Null);

    let card = json(&stance(
        path,
        &[&info[..], &["--data", "rows.csv"]].concat(),
    ));
    assert_eq!(card["data"]["file"], "rows.csv");
    let command = "stance train rows.csv --preset general --folds 0";
    assert_eq!(card["command"], command);

    let rows = fs::read_to_string(path.join("rows.csv")).unwrap();
    fs::write(path.join("other.csv"), rows + "it rises,up,g\n").unwrap();
    let refused = Command::new(env!("CARGO_BIN_EXE_stance"))
        .args(info)
        .args(["--data", "other.csv"])
        .current_dir(path)
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8(refused.stderr).unwrap();
    let problem = "other.csv: the model was trained on a file of the SHA-256 ";
    assert!(said.contains(problem), "{said}");
}

#[test]
fn the_card_tells_how_to_make_the_same_file() {
    let folder = folder();
    let path = folder.path();
    let train = [
        "train",
        "rows.csv",
        "-m",
        "a.model",
        "--alpha",
        "0.5",
        "--class-weight",
    ];
    let trained = stance(
        path,
        &[&train[..], &["balanced", "--folds", "3", "--seed", "7"]].concat(),
    );
    let said = String::from_utf8(trained.stderr).unwrap();
    for part in [
        "3-fold cross-validation: macro F1",
        "calibrated at temperature",
        "5 %",
    ] {
        assert!(said.contains(part), "'{part}' is not in: {said}");
    }
    // Its table has lines.
    assert!(!said.contains('\u{FFFD}'), "{said}");

    let card = json(&stance(
        path,
        &["model", "info", "a.model", "--format", "json"],
    ));
    assert_eq!(card["sha256"], sha256(&path.join("a.model")));
    assert_eq!(
        card["bytes"],
        fs::metadata(path.join("a.model")).unwrap().len()
    );
    assert_eq!(card["data"]["sha256"], sha256(&path.join("rows.csv")));
    assert_eq!(card["data"]["rows"], 30);
    let (up, down) = (
        &card["data"]["labels"]["up"],
        &card["data"]["labels"]["down"],
    );
    assert_eq!(up.as_u64().unwrap() + down.as_u64().unwrap(), 30);
    assert_eq!(
        (&card["validation"]["folds"], &card["validation"]["seed"]),
        (&3.into(), &7.into())
    );
    let groups = card["groups"].as_array().unwrap();
    let features: u64 = groups
        .iter()
        .map(|group| group["features"].as_u64().unwrap())
        .sum();
    assert_eq!(card["features"], features);

    let command = card["command"].as_str().unwrap();
    let again: Vec<&str> = command.split(' ').skip(1).collect();
    let again: Vec<&str> = again
        .into_iter()
        .map(|word| {
            if word == "LABELS.csv" {
                "rows.csv"
            } else {
                word
            }
        })
        .chain(["-m", "b.model"])
        .collect();
    stance(path, &again);
    assert_eq!(
        sha256(&path.join("a.model")),
        sha256(&path.join("b.model")),
        "{command}"
    );
}

#[test]
fn the_card_is_text_and_markdown() {
    let folder = folder();
    stance(
        folder.path(),
        &["train", "rows.csv", "-m", "a.model", "--folds", "2"],
    );
    let text = String::from_utf8(stance(folder.path(), &["model", "info", "a.model"]).stdout);
    let markdown = ["model", "info", "a.model", "--format", "markdown"];
    let markdown = String::from_utf8(stance(folder.path(), &markdown).stdout).unwrap();
    for part in [
        "Intended use",
        "Limits",
        "Training data",
        "Scores of 2-fold cross-validation",
        "Calibration of the probabilities",
        "Risk at coverage",
        "stance train LABELS.csv --folds 2 --seed 1",
    ] {
        assert!(
            text.as_ref().unwrap().contains(part),
            "'{part}' is not in {text:?}"
        );
        assert!(markdown.contains(part), "'{part}' is not in: {markdown}");
    }
}

#[test]
fn without_folds_there_is_no_calibration() {
    let folder = folder();
    let train = stance(
        folder.path(),
        &["train", "rows.csv", "-m", "a.model", "--folds", "0"],
    );
    let said = String::from_utf8(train.stderr).unwrap();
    assert!(
        said.contains("not cross-validated") && said.contains("not calibrated"),
        "{said}"
    );
    let card = json(&stance(
        folder.path(),
        &["model", "info", "a.model", "--format", "json"],
    ));
    assert_eq!(card["validation"], Value::Null);
    let limits = card["limits"][0].as_str().unwrap();
    assert!(limits.contains("not calibrated"), "{limits}");
    let model = Classifier::load(&folder.path().join("a.model")).unwrap();
    assert_eq!(model.temperature(), Temperature::default());
}

#[test]
fn calibration_changes_no_label_and_no_byte_from_thread_to_thread() {
    let folder = folder();
    let dataset = Dataset::read(&Input::Path(folder.path().join("rows.csv"))).unwrap();
    let options = TrainOptions::default();
    let fit = || {
        let out_of_fold = cross_validate(&dataset, &options, 5, 1, |_| ()).unwrap();
        let validation = Validation::new(&dataset, &out_of_fold, 5, 1).unwrap();
        assert!(validation.after.log_loss <= validation.before.log_loss + 0.05);
        Classifier::fit(&dataset, &options)
            .unwrap()
            .calibrated(validation)
    };
    let pool = |threads| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap()
    };
    let (one, three) = (pool(1).install(fit), pool(3).install(fit));
    assert!(one.to_bytes().unwrap() == three.to_bytes().unwrap());
    assert_ne!(one.temperature(), Temperature::default());

    let texts = dataset.texts();
    let raw = Classifier::fit(&dataset, &options)
        .unwrap()
        .predict_proba(&texts);
    let calibrated = one.predict_proba(&texts);
    assert_eq!(predicted_labels(&raw), predicted_labels(&calibrated));
    let loaded = Classifier::from_bytes(&one.to_bytes().unwrap()).unwrap();
    assert_eq!(loaded.predict_proba(&texts), calibrated);
    // p^(1/T), made to sum to one.
    let inverse = 1.0 / one.temperature().value();
    for (raw, calibrated) in raw.rows().into_iter().zip(calibrated.rows()) {
        let powers = raw.mapv(|p| p.powf(inverse));
        for (power, p) in powers.iter().zip(calibrated) {
            assert!((power / powers.sum() - p).abs() < 1e-12);
        }
    }
}
