//! The bytes of a model file, in bounded memory whatever the file says of itself.

use std::io::{BufRead, Read};
use std::path::Path;

use safetensors::tensor::Metadata;

use super::{damaged, no_model};
use crate::error::{Error, Result};
use crate::input::Input;

/// How large a model may be.
const MODEL_BYTES: usize = 1 << 30;
/// How large its header may be; that of the default model has 6 kB.
const HEADER_BYTES: usize = 16 << 20;
/// How the header of every model begins.
const BEGIN: &[u8] = b"{\"__metadata__\":{\"stance\"";

/// Reads the file, and no more of it than its header tells if that is one of a model.
pub(super) fn read(path: &Path) -> Result<Vec<u8>> {
    let mut file = Input::Path(path.into()).open()?;
    let mut bytes = Vec::new();
    let mut up_to = |bytes: &mut Vec<u8>, length: usize| {
        let more = length.saturating_sub(bytes.len()) as u64;
        let part: &mut dyn BufRead = &mut file;
        part.take(more)
            .read_to_end(bytes)
            .map_err(|error| Error::io(path, error))
    };
    up_to(&mut bytes, 8 + BEGIN.len())?;
    let header = check_begin(&bytes)?;
    up_to(&mut bytes, 8 + header)?;
    if bytes.len() < 8 + header {
        return Err(damaged(&"it is shorter than it says"));
    }
    let metadata: Metadata =
        serde_json::from_slice(&bytes[8..]).map_err(|error| damaged(&error))?;
    let length = (8 + header).saturating_add(metadata.data_len());
    check_size(length)?;
    // One more byte would be one too many.
    up_to(&mut bytes, length + 1)?;
    Ok(bytes)
}

/// The length of the header, if the bytes begin as a model.
pub(super) fn check_begin(bytes: &[u8]) -> Result<usize> {
    let (length, header) = bytes.split_first_chunk().ok_or_else(no_model)?;
    if !header.starts_with(BEGIN) {
        return Err(no_model());
    }
    match usize::try_from(u64::from_le_bytes(*length)) {
        Ok(length) if length <= HEADER_BYTES => Ok(length),
        _ => Err(damaged(&format!(
            "it says that its header has {} bytes, and {HEADER_BYTES} are allowed",
            u64::from_le_bytes(*length)
        ))),
    }
}

/// Checks that a model is not too large to be read again.
pub(super) fn check_size(bytes: usize) -> Result<()> {
    if bytes > MODEL_BYTES {
        return Err(Error::new(format!(
            "the model has more than {} MB, and no more are allowed",
            MODEL_BYTES >> 20
        ))
        .remedy("train it with fewer groups of features (--groups) or labels"));
    }
    Ok(())
}
