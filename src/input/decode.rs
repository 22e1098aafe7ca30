//! Bytes of any encoding as a stream of UTF-8.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::{self, BufRead, Read};
use std::path::PathBuf;

use encoding_rs::{Decoder, DecoderResult};

use super::charset::{self, Encoding, Looks};
use super::decompress::Bytes;
use super::limits::megabytes;
use super::options::{ReadNoteKind, ReadOptions};
use crate::error::{Error, Result};

/// How many decoded bytes are kept at a time.
const BUFFER: usize = 1 << 16;
/// How many bytes behind the first that is not UTF-8 an encoding is guessed from.
const EVIDENCE: usize = 1 << 16;
/// How many bytes of ASCII a page may begin with before its declaration is believed.
const DECLARING: usize = 1 << 20;
const REPLACEMENT: &[u8] = "\u{FFFD}".as_bytes();
/// How many places that could not be decoded are kept apart from each other.
const MOST_PLACES: usize = 4_096;

/// How the encoding of an input is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    /// Nothing else was said.
    Assumed,
    Told,
    Marked,
    Declared,
    Guessed,
}

/// What may tell the encoding of an input, besides the options.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clues {
    /// A mark of UTF-16; one of UTF-8 is passed over in any case.
    pub marks: bool,
    /// What it declares, as pages do.
    pub declaration: bool,
    /// What it looks like, if it is no UTF-8.
    pub looks: bool,
    /// That it holds records, of which one that is no text spoils no other.
    pub records: bool,
}

/// A place in the text that could not be decoded.
struct Place {
    /// From where to where it lies in the decoded text, in bytes.
    decoded: (u64, u64),
    /// Which byte of the source it is, counted from 0.
    source: u64,
}

/// An input as UTF-8 without a byte-order mark.
///
/// What cannot be decoded becomes U+FFFD. Unless that is wanted, whoever reads
/// asks [`Text::malformed`] behind each of its units, so that one bad record
/// does not spoil the next ones.
pub struct Text {
    name: PathBuf,
    bytes: Bytes,
    options: ReadOptions,
    clues: Clues,
    /// Bytes that were taken to look at them and are not decoded yet.
    ahead: Vec<u8>,
    /// Why no more bytes could be taken to look at them.
    failed: Option<io::Error>,
    state: State,
    /// How many bytes of the source are decoded.
    source: u64,
    out: Vec<u8>,
    /// Which part of `out` is decoded text that was not read yet.
    unread: (usize, usize),
    /// How many bytes of text were read.
    read: u64,
    malformed: VecDeque<Place>,
    /// Whether something was replaced.
    replaced: bool,
    /// How many bytes may still be read before it is too much.
    allowed: u64,
}

/// Bytes that were read from a [`Text`], between characters, as the UTF-8 that they are:
/// it is checked faster here than by the standard library.
pub fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    encoding_rs::UTF_8.decode_without_bom_handling(bytes).0
}

enum State {
    /// Nothing is known yet.
    Start,
    /// All bytes so far were ASCII.
    Ascii,
    Decoding {
        decoder: Decoder,
        known: Known,
    },
    End {
        encoding: Encoding,
        known: Known,
    },
}

impl Text {
    /// Text from unpacked bytes, whose encoding these clues may tell.
    pub fn new(name: PathBuf, bytes: Bytes, options: &ReadOptions, clues: Clues) -> Self {
        Self {
            name,
            bytes,
            options: options.clone(),
            clues,
            ahead: Vec::new(),
            failed: None,
            state: State::Start,
            source: 0,
            out: vec![0; BUFFER],
            unread: (0, 0),
            read: 0,
            malformed: VecDeque::new(),
            replaced: false,
            allowed: u64::MAX,
        }
    }

    /// Text that was decoded before.
    pub fn from_utf8(text: Vec<u8>) -> Self {
        let (options, clues) = (ReadOptions::default(), Clues::default());
        let encoding = Encoding(encoding_rs::UTF_8);
        let known = Known::Assumed;
        Self {
            state: State::End { encoding, known },
            unread: (0, text.len()),
            out: text,
            ..Self::new(PathBuf::new(), Box::new(io::empty()), &options, clues)
        }
    }

    /// Allows `bytes` more to be read; then it is an error.
    pub fn allow(&mut self, bytes: u64) {
        self.allowed = bytes;
    }

    /// How many bytes of text were read.
    pub fn position(&self) -> u64 {
        self.read
    }

    /// The error for the first place before `end`, a position in the text, that
    /// could not be decoded; forgets all places before it.
    pub fn malformed(&mut self, end: u64) -> Option<Error> {
        let mut first = None;
        while let Some(place) = self.malformed.front()
            && place.decoded.0 < end
        {
            first.get_or_insert(place.source);
            // A run of them may reach into the next unit.
            if place.decoded.1 > end {
                break;
            }
            self.malformed.pop_front();
        }
        first.map(|source| self.not_decodable(source))
    }

    /// The whole text.
    ///
    /// # Errors
    ///
    /// If it cannot be read or decoded, or has more than `most` bytes.
    pub fn whole(mut self, most: u64, what: &str) -> Result<String> {
        let name = self.name.clone();
        self.read_whole(most, what).map_err(|error| error.at(name))
    }

    fn read_whole(&mut self, most: u64, what: &str) -> Result<String> {
        let mut text = Vec::new();
        loop {
            let name = self.name.clone();
            let chunk = self.fill_buf().map_err(|error| Error::io(name, error))?;
            let length = chunk.len();
            text.extend_from_slice(chunk);
            self.consume(length);
            if let Some(error) = self.malformed(self.position()) {
                return Err(error);
            }
            if text.len() as u64 > most {
                return Err(
                    Error::new(format!("{what} is larger than {}", megabytes(most)))
                        .remedy("split it"),
                );
            }
            if length == 0 {
                return String::from_utf8(text).map_err(|error| Error::new(error.to_string()));
            }
        }
    }

    fn not_decodable(&self, source: u64) -> Error {
        let (encoding, known) = match &self.state {
            State::Start | State::Ascii => (Encoding(encoding_rs::UTF_8), Known::Assumed),
            State::Decoding { decoder, known } => (Encoding(decoder.encoding()), *known),
            State::End { encoding, known } => (*encoding, *known),
        };
        let byte = source + 1;
        let (said, remedy) = match known {
            Known::Assumed => (
                "",
                "name its encoding, for example --encoding windows-1256, or add --lossy",
            ),
            Known::Told => (", as --encoding says", "name another, or add --lossy"),
            Known::Marked => (", as its mark says", "write it anew, or add --lossy"),
            Known::Declared => (
                ", as it declares",
                "name its encoding with --encoding, or add --lossy",
            ),
            Known::Guessed => (
                ", as was guessed",
                "name its encoding with --encoding, or add --lossy",
            ),
        };
        Error::new(format!(
            "is not {encoding}{said} (byte {byte} begins no character)"
        ))
        .remedy(remedy)
    }

    /// Takes more bytes to look at; false at the end, and where reading fails: what
    /// comes before that is read first.
    fn look_ahead(&mut self) -> io::Result<bool> {
        if self.failed.is_some() {
            return Ok(false);
        }
        let length = match self.bytes.fill_buf() {
            Ok(bytes) => {
                self.ahead.extend_from_slice(bytes);
                bytes.len()
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
            Err(error) => {
                self.failed = Some(error);
                return Ok(false);
            }
        };
        self.bytes.consume(length);
        Ok(length > 0)
    }

    fn decode_as(&mut self, encoding: &'static encoding_rs::Encoding, known: Known) {
        self.state = State::Decoding {
            decoder: encoding.new_decoder_without_bom_handling(),
            known,
        };
    }

    /// Looks at the first bytes for what they tell of the encoding.
    fn start(&mut self) -> io::Result<()> {
        let has_marks = self.clues.marks;
        let undecided = |ahead: &[u8]| {
            let longer = |mark: &[u8]| mark.len() > ahead.len() && mark.starts_with(ahead);
            let utf_32 = charset::UTF_32.into_iter().filter(|_| has_marks);
            let mut marks = charset::MARKS
                .into_iter()
                .map(|(mark, _)| mark)
                .chain(utf_32);
            marks.any(longer)
        };
        while undecided(&self.ahead) && self.look_ahead()? {}
        let is_utf_32 = |mark| self.ahead.starts_with(mark);
        if has_marks && charset::UTF_32.into_iter().any(is_utf_32) {
            let error = "is UTF-32; write it as UTF-8";
            return Err(io::Error::new(io::ErrorKind::InvalidData, error));
        }
        for (mark, encoding) in charset::MARKS {
            let counts = self.clues.marks || encoding == encoding_rs::UTF_8;
            if counts && self.ahead.starts_with(mark) {
                self.ahead.drain(..mark.len());
                self.source = mark.len() as u64;
                self.decode_as(encoding, Known::Marked);
                return Ok(());
            }
        }
        if let Some(encoding) = self.options.encoding {
            self.decode_as(encoding.0, Known::Told);
            return Ok(());
        }
        if self.clues.looks {
            while self.ahead.len() < charset::UTF_16_WITHIN && self.look_ahead()? {}
            if let Some(encoding) = charset::unmarked_utf_16(&self.ahead) {
                self.guess(encoding);
                return Ok(());
            }
        }
        self.state = State::Ascii;
        Ok(())
    }

    fn guess(&mut self, encoding: &'static encoding_rs::Encoding) {
        let kind = ReadNoteKind::Guessed(Encoding(encoding));
        self.options.notes.add(kind, &self.name);
        self.decode_as(encoding, Known::Guessed);
    }

    /// Hands on the ASCII at the beginning, and decides by what stands behind it.
    fn ascii(&mut self) -> io::Result<()> {
        if self.ahead.is_empty() && !self.look_ahead()? {
            if let Some(error) = self.failed.take() {
                return Err(error);
            }
            self.end(Encoding(encoding_rs::UTF_8), Known::Assumed);
            return Ok(());
        }
        if self.clues.declaration && self.source == 0 {
            while self.ahead.is_ascii() && self.ahead.len() < DECLARING && self.look_ahead()? {}
            if let Some(encoding) = charset::declared(&self.ahead)
                && (self.ahead.is_ascii() || !self.is_utf_8()?)
            {
                self.decode_as(encoding, Known::Declared);
                return Ok(());
            }
        }
        let ascii = encoding_rs::Encoding::ascii_valid_up_to(&self.ahead).min(BUFFER);
        if ascii > 0 {
            self.out[..ascii].copy_from_slice(&self.ahead[..ascii]);
            self.ahead.drain(..ascii);
            self.unread = (0, ascii);
            self.source += ascii as u64;
            return Ok(());
        }
        if !self.clues.looks {
            self.decode_as(encoding_rs::UTF_8, Known::Assumed);
            return Ok(());
        }
        match self.looks()? {
            Looks::Utf8 => self.decode_as(encoding_rs::UTF_8, Known::Assumed),
            Looks::Like(encoding) => self.guess(encoding),
            Looks::Binary(_) if self.options.lossy || self.clues.records => {
                self.decode_as(encoding_rs::UTF_8, Known::Assumed);
            }
            Looks::Binary(place) => {
                let byte = self.source + place as u64 + 1;
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    format!(
                        "is not text (byte {byte} is a control character); convert it to text, or \
                         name its encoding with --encoding"
                    ),
                ));
            }
        }
        Ok(())
    }

    /// Takes the bytes that an encoding is guessed from; whether no more follow.
    fn take_evidence(&mut self) -> io::Result<bool> {
        let mut ended = false;
        while !ended && self.ahead.len() < EVIDENCE {
            ended = !self.look_ahead()?;
        }
        Ok(ended)
    }

    /// What the next bytes look like, of which one is not ASCII.
    fn looks(&mut self) -> io::Result<Looks> {
        let ended = self.take_evidence()?;
        Ok(charset::looks(&self.ahead, ended))
    }

    /// Whether the next bytes, of which one is not ASCII, are UTF-8 whatever they declare.
    fn is_utf_8(&mut self) -> io::Result<bool> {
        let ended = self.take_evidence()?;
        Ok(charset::is_utf_8(&self.ahead, ended))
    }

    fn end(&mut self, encoding: Encoding, known: Known) {
        self.state = State::End { encoding, known };
    }

    /// Decodes the next bytes.
    fn decode(&mut self) -> io::Result<()> {
        let State::Decoding { decoder, known } = &mut self.state else {
            return Ok(());
        };
        let from_ahead = !self.ahead.is_empty();
        let bytes = match from_ahead {
            true => &self.ahead[..],
            false if self.failed.is_some() => return self.failed.take().map_or(Ok(()), Err),
            false => self.bytes.fill_buf()?,
        };
        let last = bytes.is_empty();
        let guessed = *known == Known::Guessed && decoder.encoding().is_single_byte();
        if guessed && let Some(place) = charset::utf_8_within(bytes) {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!(
                    "looks like {} at its beginning and like UTF-8 from byte {} on; write it in \
                     one encoding, or name one with --encoding",
                    decoder.encoding().name(),
                    self.source + place as u64 + 1
                ),
            ));
        }
        // Room for a replacement character is kept.
        let room = self.out.len() - REPLACEMENT.len();
        let (result, taken, mut written) =
            decoder.decode_to_utf8_without_replacement(bytes, &mut self.out[..room], last);
        let (encoding, known) = (Encoding(decoder.encoding()), *known);
        match from_ahead {
            true => drop(self.ahead.drain(..taken)),
            false => self.bytes.consume(taken),
        }
        self.source += taken as u64;
        match result {
            DecoderResult::InputEmpty if last => self.end(encoding, known),
            DecoderResult::InputEmpty | DecoderResult::OutputFull => {}
            DecoderResult::Malformed(length, behind) => {
                let place = (self.source).saturating_sub(u64::from(behind) + u64::from(length));
                self.out[written..written + REPLACEMENT.len()].copy_from_slice(REPLACEMENT);
                self.note_malformed(self.read + written as u64, place, encoding);
                written += REPLACEMENT.len();
            }
        }
        self.unread = (0, written);
        Ok(())
    }

    /// Notes a replacement at a position in the text for what stands at one in the source.
    fn note_malformed(&mut self, decoded: u64, source: u64, encoding: Encoding) {
        if self.options.lossy {
            if !std::mem::replace(&mut self.replaced, true) {
                let kind = ReadNoteKind::Replaced(encoding);
                self.options.notes.add(kind, &self.name);
            }
            return;
        }
        let end = decoded + REPLACEMENT.len() as u64;
        let full = self.malformed.len() == MOST_PLACES;
        match self.malformed.back_mut() {
            Some(last) if full || last.decoded.1 == decoded => last.decoded.1 = end,
            _ => self.malformed.push_back(Place {
                decoded: (decoded, end),
                source,
            }),
        }
    }
}

impl BufRead for Text {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.unread.0 == self.unread.1 {
            let done = match self.state {
                State::Start => self.start(),
                State::Ascii => self.ascii(),
                State::Decoding { .. } => self.decode(),
                State::End { .. } => break,
            };
            match done {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => other?,
            }
        }
        Ok(&self.out[self.unread.0..self.unread.1])
    }

    fn consume(&mut self, bytes: usize) {
        self.unread.0 += bytes;
        self.read += bytes as u64;
    }
}

impl Read for Text {
    /// Reads up to the limit that [`Text::allow`] sets.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let allowed = usize::try_from(self.allowed).unwrap_or(usize::MAX);
        let chunk = self.fill_buf()?;
        let read = chunk.len().min(buffer.len()).min(allowed);
        if read == 0 && !chunk.is_empty() && !buffer.is_empty() {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        buffer[..read].copy_from_slice(&chunk[..read]);
        self.consume(read);
        self.allowed -= read as u64;
        Ok(read)
    }
}
