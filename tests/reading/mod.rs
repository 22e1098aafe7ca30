//! Files of `tests/inputs/` as articles, and what is refused.

#![allow(dead_code, reason = "not every test uses all of it")]

use std::fs;
use std::path::{Path, PathBuf};

use stance::{Article, Articles, Input, ReadNoteKind, ReadOptions};
use tempfile::TempDir;

pub const TITLE: &str = "خلاف حول موعد افتتاح الجسر الجديد";
pub const FIRST: &str = "اتهم محافظ المدينة الشركة المنفذة بتأخير أعمال الجسر الجديد، وقال إن العقد ينص على غرامات يومية.";
pub const SECOND: &str =
    "وردّت الشركة في بيان أن الأمطار أوقفت العمل أسبوعين، ودعت إلى تشكيل لجنة مشتركة تزور الموقع.";
pub const THIRD: &str =
    "ومن المقرر أن يفتتح الجسر في نهاية العام، بعد أن أُجّل افتتاحه مرتين خلال الأشهر الستة الماضية.";

pub fn inputs(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/inputs")
        .join(name)
}

/// The fields of the records in these files.
pub fn named_fields() -> ReadOptions {
    ReadOptions {
        text_field: "body".into(),
        id_field: "url".into(),
        title_field: "headline".into(),
        ..ReadOptions::default()
    }
}

/// The articles of a file that must all be readable.
#[track_caller]
pub fn read_with(path: &Path, options: &ReadOptions) -> Vec<Article> {
    Articles::new([Input::Path(path.into())])
        .with(options.clone())
        .map(|article| article.unwrap_or_else(|error| panic!("{error}")))
        .collect()
}

#[track_caller]
pub fn read(name: &str) -> Vec<Article> {
    read_with(&inputs(name), &ReadOptions::default())
}

/// The text of a file of one article.
#[track_caller]
pub fn text(name: &str) -> String {
    let [article] = &read(name)[..] else {
        panic!("{name} holds one article");
    };
    article.text.clone()
}

/// The error of bytes that cannot be read, without the folder.
#[track_caller]
pub fn refused(name: &str, bytes: &[u8]) -> String {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    let error = Articles::new([Input::Path(path)])
        .find_map(Result::err)
        .expect("it is refused");
    let error = error.to_string();
    error.replace(&format!("{}/", folder.path().display()), "")
}

/// The guessed encoding of a file, if one was guessed.
pub fn guess(name: &str) -> Option<String> {
    let options = ReadOptions::default();
    read_with(&inputs(name), &options);
    let notes = options.notes.all();
    assert!(notes.len() < 2, "{notes:?}");
    notes.first().map(|note| {
        assert_eq!((note.inputs, &note.first), (1, &inputs(name)));
        match note.kind {
            ReadNoteKind::Guessed(encoding) => encoding.to_string(),
            ReadNoteKind::Replaced(_) => panic!("nothing is replaced"),
        }
    })
}
