//! The folder of a report.

use std::fs;
use std::path::{Path, PathBuf};

use stance::evaluate::Run;
use stance::report::html::Mistake;
use stance::{Error, report};

use super::super::failure::Result;
use super::super::sink::Sink;

/// Makes the folder, so that a wrong path is told before the work.
pub fn prepare(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).map_err(|error| {
        Error::new(format!("the folder cannot be made: {error}"))
            .remedy("name a folder that you may write to")
            .at(folder)
    })?;
    Ok(())
}

/// What a report's folder holds.
const FILES: [&str; 4] = [
    "report.json",
    "report.md",
    "report.html",
    "report.junit.xml",
];

/// The files that will be written.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    FILES.map(|name| folder.join(name)).into()
}

/// Writes the report in each format that belongs into the folder.
pub fn write(folder: &Path, run: &Run, mistakes: &[Mistake]) -> Result<()> {
    let contents = [
        report::json::run(run)?,
        report::markdown::run(run),
        report::html::run(run, mistakes)?,
        report::junit::run(run)?,
    ];
    for (file, content) in files(folder).iter().zip(contents) {
        let mut sink = Sink::open(Some(file))?;
        sink.write(&content)?;
        sink.finish()?;
    }
    Ok(())
}
