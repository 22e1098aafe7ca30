//! Outputs that would replace an input, each other, or be read as an input next time.

use std::path::{Path, PathBuf};

use stance::{Error, Input, Result, behind_links};

/// The names of the files behind the standard streams. Where a system has no such
/// names, those files are not known.
const STDIN: &str = "/dev/stdin";
const STDOUT: &str = "/dev/stdout";

/// What `-o` names, or standard output, which a shell may have sent to a file as well.
pub fn output(named: Option<&Path>) -> &Path {
    named.unwrap_or(Path::new(STDOUT))
}

/// Checks that no output is an input or another output, nor lies in a folder that is an
/// input, where the next run would read it. Inputs are also models and all else that
/// is read, and `-` for standard input.
///
/// # Errors
///
/// If one is or does.
pub fn check<'i>(outputs: &[&Path], inputs: impl IntoIterator<Item = &'i PathBuf>) -> Result<()> {
    let inputs: Vec<PathBuf> = inputs.into_iter().filter_map(|name| source(name)).collect();
    let mut seen: Vec<PathBuf> = Vec::new();
    for output in outputs {
        let Some(place) = place(output) else {
            continue;
        };
        let name = match *output == Path::new(STDOUT) {
            true => &place,
            false => *output,
        };
        if seen.contains(&place) {
            return Err(Error::new("would be written twice")
                .remedy("name another file for one of the outputs")
                .at(name));
        }
        for read in &inputs {
            if *read == place {
                return Err(
                    Error::new("is an input and would be replaced by the output")
                        .remedy("name another output")
                        .at(name),
                );
            }
            if read.is_dir() && place.starts_with(read) && is_read(&place, read) {
                return Err(Error::new(
                    "lies in a folder that is an input, where the next run would read it",
                )
                .remedy("name an output elsewhere")
                .at(name));
            }
        }
        seen.push(place);
    }
    Ok(())
}

/// Where an input lies; none if there is no such thing, which its reader will tell.
fn source(input: &Path) -> Option<PathBuf> {
    let named = match Input::new(input) {
        Input::Stdin => STDIN.into(),
        Input::Path(path) => path,
    };
    named.canonicalize().ok()
}

/// Where an output will lie; none of what is no ordinary file, such as `/dev/null`.
fn place(output: &Path) -> Option<PathBuf> {
    if output.metadata().is_ok_and(|about| !about.is_file()) {
        return None;
    }
    let output = &*behind_links(output);
    if let Ok(place) = output.canonicalize() {
        return Some(place);
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
