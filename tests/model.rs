//! Training, the model file and the default model.

#![allow(clippy::unwrap_used, reason = "a test may panic and say why it skips")]

use std::path::{Path, PathBuf};
use std::process::Command;

use stance::model::{Classifier, TrainOptions};
use stance::{Dataset, Input};
use tempfile::TempDir;

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn small() -> (TempDir, Dataset) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("labels.csv");
    let rows = [
        ("اتهم الوزير الشركة بإخفاء الأرقام", "accusation"),
        ("نددت النقابة بقرار الإدارة", "accusation"),
        ("اتهمت اللجنة المدير بالتزوير", "accusation"),
        ("رحب الاتحاد بالاتفاق مع البلدية", "cooperation"),
        ("اتفق الطرفان على مواصلة العمل", "cooperation"),
        ("رحبت الجمعية بالقرار", "cooperation"),
        ("دعا الوزير البلدية إلى فتح الطريق", "proposal"),
        ("طالبت النقابة الإدارة بصرف الرواتب", "proposal"),
        ("دعت اللجنة الشركة إلى نشر الأرقام", "proposal"),
    ];
    let mut csv = String::from("text,label\n");
    for (text, label) in rows {
        csv.push_str(&format!("{text},{label}\n"));
    }
    std::fs::write(&path, csv).unwrap();
    let dataset = Dataset::read(&Input::Path(path)).unwrap();
    (folder, dataset)
}

fn options() -> TrainOptions {
    TrainOptions {
        alpha: 0.1,
        ..TrainOptions::default()
    }
}

#[test]
fn the_default_model_is_rebuilt_byte_for_byte() {
    let folder = TempDir::new().unwrap();
    let model = folder.path().join("again.model");
    let output = Command::new(env!("CARGO_BIN_EXE_stance"))
        .current_dir(root(""))
        .args(["train", "labels/train.csv", "-m"])
        .arg(&model)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let shipped = std::fs::read(root("models/stance.model")).unwrap();
    let again = std::fs::read(model).unwrap();
    assert!(
        shipped == again,
        "models/stance.model is not what labels/train.csv gives; rebuild it with: \
         cargo run --release -- train labels/train.csv"
    );
}

#[test]
fn the_bytes_do_not_depend_on_the_number_of_threads() {
    let (_folder, dataset) = small();
    let bytes = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build().unwrap().install(|| {
            let classifier = Classifier::fit(&dataset, &options()).unwrap();
            classifier.to_bytes().unwrap()
        })
    };
    let one = bytes(1);
    for threads in [2, 3, 5] {
        assert!(bytes(threads) == one, "{threads} threads");
    }
}

#[test]
fn a_model_comes_back_from_its_file() {
    let (folder, dataset) = small();
    let classifier = Classifier::fit(&dataset, &options()).unwrap();
    let path = folder.path().join("small.model");
    classifier.save(&path).unwrap();
    let loaded = Classifier::load(&path).unwrap();
    assert_eq!(loaded.labels(), classifier.labels());
    assert_eq!(loaded.record(), classifier.record());
    let texts = ["رحب الوزير بالقرار", "", "something else"];
    assert_eq!(
        loaded.predict_proba(&texts),
        classifier.predict_proba(&texts)
    );
    assert_eq!(loaded.to_bytes().unwrap(), classifier.to_bytes().unwrap());
}

#[test]
fn every_cut_and_every_changed_byte_is_noticed() {
    let (_folder, dataset) = small();
    let bytes = Classifier::fit(&dataset, &options())
        .unwrap()
        .to_bytes()
        .unwrap();
    for length in (0..bytes.len()).step_by(97) {
        assert!(
            Classifier::from_bytes(&bytes[..length]).is_err(),
            "cut to {length}"
        );
    }
    for place in (0..bytes.len()).step_by(101) {
        let mut changed = bytes.clone();
        changed[place] ^= 0x20;
        // A space at the end of the header may change without consequence.
        if let Ok(loaded) = Classifier::from_bytes(&changed) {
            assert_eq!(bytes[place], b' ', "byte {place}");
            assert_eq!(loaded.to_bytes().unwrap(), bytes);
        }
    }
}

#[test]
fn probabilities_sum_to_one_and_follow_the_words() {
    let (_folder, dataset) = small();
    let classifier = Classifier::fit(&dataset, &options()).unwrap();
    let texts = [
        "اتهمت النقابة الوزير بإخفاء الأرقام",
        "دعت اللجنة إلى فتح الطريق",
        "",
    ];
    let probabilities = classifier.predict_proba(&texts);
    for row in probabilities.rows() {
        assert!((row.sum() - 1.0).abs() < 1e-12);
    }
    let best = stance::evaluate::predicted_labels(&probabilities);
    assert_eq!(classifier.labels().name(best[0]), "accusation");
    assert_eq!(classifier.labels().name(best[1]), "proposal");
}
