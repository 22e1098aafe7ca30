//! Outputs that would replace an input, each other, or be read as an input next time.

use std::path::{Path, PathBuf};

use stance::{Error, Input, Result};

/// Checks that no output is an input or another output, nor lies in a folder that is an
/// input, where the next run would read it.
///
/// # Errors
///
/// If one is or does.
pub fn check(outputs: &[&Path], inputs: &[&Path]) -> Result<()> {
    let mut seen: Vec<PathBuf> = Vec::new();
    for output in outputs {
        let Some(place) = place(output) else {
            continue;
        };
        if seen.contains(&place) {
            return Err(Error::new("would be written twice")
                .remedy("name another file for one of the outputs")
                .at(output));
        }
        for input in inputs {
            let Ok(read) = input.canonicalize() else {
                continue;
            };
            if read == place {
                return Err(
                    Error::new("is an input and would be replaced by the output")
                        .remedy("name another output")
                        .at(output),
                );
            }
            if read.is_dir() && place.starts_with(&read) && is_read(&place, &read) {
                return Err(Error::new(
                    "lies in a folder that is an input, where the next run would read it",
                )
                .remedy("name an output elsewhere")
                .at(output));
            }
        }
        seen.push(place);
    }
    Ok(())
}

/// Where an output will lie; none of what is no ordinary file, such as `/dev/null`.
fn place(output: &Path) -> Option<PathBuf> {
    if let Ok(place) = output.canonicalize() {
        return place.is_file().then_some(place);
    }
    let folder = match output.parent()? {
        here if here.as_os_str().is_empty() => Path::new("."),
        folder => folder,
    };
    Some(folder.canonicalize().ok()?.join(output.file_name()?))
}

/// Whether a file would be read with the folder, by its kind and by hidden names.
fn is_read(file: &Path, folder: &Path) -> bool {
    let inside = file.strip_prefix(folder).unwrap_or(file);
    let is_hidden = |part: &std::ffi::OsStr| part.as_encoded_bytes().starts_with(b".");
    !inside.iter().any(is_hidden) && Input::Path(file.into()).kind().is_some()
}
