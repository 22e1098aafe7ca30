//! Folders, walked in the order of names.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::input::{EXTENSIONS, Input, cannot_open};

/// Inputs one after the other, with the files of folders in their places.
pub struct Inputs {
    /// What is still to come, the next one last.
    pending: Vec<Pending>,
    /// How many files were found in folders.
    found: usize,
}

enum Pending {
    /// As it was given.
    Given(Input),
    /// A file that was found in a folder.
    File(PathBuf),
    /// A folder that was found in a folder.
    Folder(PathBuf),
    /// The end of a folder that was given, with the number of files found before it.
    End(PathBuf, usize),
}

/// The next of the inputs.
pub enum Step {
    Read(Input),
    Failed(Error),
}

impl Inputs {
    pub fn new(inputs: impl IntoIterator<Item = Input>) -> Self {
        let mut pending: Vec<Pending> = inputs.into_iter().map(Pending::Given).collect();
        pending.reverse();
        Self { pending, found: 0 }
    }

    fn enter(&mut self, folder: &Path) -> Option<Step> {
        match entries(folder) {
            Ok(entries) => {
                self.pending.extend(entries.into_iter().rev());
                None
            }
            Err(error) => Some(Step::Failed(error)),
        }
    }
}

impl Iterator for Inputs {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        loop {
            match self.pending.pop()? {
                Pending::Given(Input::Path(path)) if path.is_dir() => {
                    self.pending.push(Pending::End(path.clone(), self.found));
                    if let Some(failed) = self.enter(&path) {
                        self.pending.pop();
                        return Some(failed);
                    }
                }
                Pending::Given(input) => return Some(Step::Read(input)),
                Pending::File(path) => {
                    self.found += 1;
                    return Some(Step::Read(Input::Path(path)));
                }
                Pending::Folder(path) => {
                    if let Some(failed) = self.enter(&path) {
                        self.found += 1;
                        return Some(failed);
                    }
                }
                Pending::End(path, before) if self.found == before => {
                    let known: Vec<&str> = EXTENSIONS.iter().map(|(known, _)| *known).collect();
                    return Some(Step::Failed(
                        Error::new("holds no article")
                            .remedy(format!(
                                "put files there that end in .{} (links are not followed)",
                                known.join(", .")
                            ))
                            .at(path),
                    ));
                }
                Pending::End(..) => {}
            }
        }
    }
}

/// What a folder holds, in the order of names, without hidden files, links and
/// what is no file (a pipe would be waited for), and without files of other kinds.
fn entries(folder: &Path) -> Result<Vec<Pending>> {
    let listed = fs::read_dir(folder).map_err(|error| cannot_open(folder, error))?;
    let mut paths = Vec::new();
    for entry in listed {
        let entry = entry.map_err(|error| Error::io(folder, error))?;
        let Ok(kind) = entry.file_type() else {
            continue;
        };
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if !hidden && (kind.is_dir() || kind.is_file()) {
            paths.push((entry.path(), kind.is_dir()));
        }
    }
    paths.sort();
    let pending = paths.into_iter().filter_map(|(path, is_folder)| {
        if is_folder {
            return Some(Pending::Folder(path));
        }
        let known = Input::Path(path.clone()).kind().is_some();
        known.then_some(Pending::File(path))
    });
    Ok(pending.collect())
}
