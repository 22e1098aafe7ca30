//! The folder of a report.

use std::fs;
use std::path::Path;

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

/// Writes the report in each format that belongs into the folder.
pub fn write(folder: &Path, run: &Run, mistakes: &[Mistake]) -> Result<()> {
    let files = [
        ("report.json", report::json::run(run)?),
        ("report.md", report::markdown::run(run)),
        ("report.html", report::html::run(run, mistakes)?),
        ("report.junit.xml", report::junit::run(run)?),
    ];
    for (name, content) in files {
        let mut sink = Sink::open(Some(&folder.join(name)))?;
        sink.text(&content)?;
        sink.finish()?;
    }
    Ok(())
}
