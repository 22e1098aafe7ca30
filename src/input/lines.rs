//! Lines of an input.

use std::io::BufRead;

use super::Input;
use super::decode::{Text, decoded};
use super::limits::{RECORD_BYTES, megabytes};
use crate::error::{Error, Result};

/// The lines of an input, each with its number from 1 and without its end.
///
/// A line that is too long or cannot be decoded is an error in its place, and
/// the next ones follow; behind an error in reading nothing does.
pub struct Lines {
    input: Input,
    text: Text,
    number: u64,
    ended: bool,
}

impl Lines {
    /// The lines of `text`, which was opened from `input`.
    pub fn new(input: &Input, text: Text) -> Self {
        Self {
            input: input.clone(),
            text,
            number: 0,
            ended: false,
        }
    }

    /// The next line with its end; none at the end of the input.
    fn read(&mut self) -> Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let mut too_long = false;
        loop {
            let chunk = self.text.fill_buf().map_err(|error| {
                self.ended = true;
                Error::io(self.input.name(), error)
            })?;
            let end = memchr::memchr(b'\n', chunk);
            let length = end.map_or(chunk.len(), |end| end + 1);
            too_long |= (line.len() + length) as u64 > RECORD_BYTES;
            if !too_long {
                line.extend_from_slice(&chunk[..length]);
            }
            self.text.consume(length);
            if end.is_none() && length > 0 {
                continue;
            }
            let malformed = self.text.malformed(self.text.position());
            if too_long {
                return Err(Error::new(format!(
                    "the line is longer than {}",
                    megabytes(RECORD_BYTES)
                ))
                .remedy("write one record a line"));
            }
            return match malformed {
                Some(error) => Err(error),
                None if line.is_empty() => Ok(None),
                None => Ok(Some(line)),
            };
        }
    }
}

impl Iterator for Lines {
    type Item = Result<(u64, String)>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        self.number += 1;
        let number = self.number;
        let line = self.read().map(|line| {
            let line = line?;
            let line = line
                .strip_suffix(b"\n")
                .map_or(&line[..], |line| line.strip_suffix(b"\r").unwrap_or(line));
            Some((number, decoded(line).into_owned()))
        });
        line.map_err(|error| error.at(self.input.name()).line(number))
            .transpose()
    }
}
