//! Unpacking of gzip and Zstandard, told by how the bytes begin.

use std::fmt;
use std::io::{self, BufRead, BufReader, Cursor, Read};

use flate2::bufread::GzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::limits;

/// A stream of bytes, as files and pipes give it.
pub type Bytes = Box<dyn BufRead + Send>;

const GZIP: [u8; 2] = [0x1F, 0x8B];
const ZSTD: [u8; 4] = [0x28, 0xB5, 0x2F, 0xFD];
/// How a frame of Zstandard begins that is skipped, as pzstd writes one first; the lower
/// half of its first byte may be any.
const SKIPPED: [u8; 4] = [0x50, 0x2A, 0x4D, 0x18];
const MARKS: [(&[u8], Packing); 3] = [
    (&GZIP, Packing::Gzip),
    (&ZSTD, Packing::Zstd),
    (&SKIPPED, Packing::Zstd),
];

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    Gzip,
    Zstd,
}

impl Packing {
    /// The packing that a file's extension, in lower case, stands for.
    pub fn of_extension(extension: &str) -> Option<Self> {
        match extension {
            "gz" => Some(Self::Gzip),
            "zst" => Some(Self::Zstd),
            _ => None,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "Zstandard",
        }
    }
}

/// The bytes as they were before packing, and how they were packed.
///
/// No more is read than is needed to tell, so that a line in a pipe is not waited for.
pub fn unpack(mut packed: Bytes) -> io::Result<(Bytes, Option<Packing>)> {
    let mut head = Vec::new();
    // The head as the marks have it.
    let mut plain = Vec::new();
    while MARKS
        .iter()
        .any(|(mark, _)| mark.len() > plain.len() && mark.starts_with(&plain))
    {
        let next = loop {
            match packed.fill_buf() {
                Ok(bytes) => break bytes.first().copied(),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        };
        let Some(next) = next else { break };
        packed.consume(1);
        plain.push(match head.is_empty() && next & 0xF0 == SKIPPED[0] {
            true => SKIPPED[0],
            false => next,
        });
        head.push(next);
    }
    let known = MARKS.iter().find(|(mark, _)| plain.starts_with(mark));
    let packing = known.map(|(_, packing)| *packing);
    let whole: Bytes = Box::new(Cursor::new(head).chain(packed));
    let unpacker = match packing {
        None => return Ok((whole, None)),
        Some(Packing::Gzip) => Unpacker::Gzip(Members::new(Counted::new(whole))),
        Some(Packing::Zstd) => Unpacker::Zstd(Box::new(Frames::new(Counted::new(whole)))),
    };
    let guarded = Guarded {
        unpacker,
        unpacked: 0,
    };
    Ok((
        Box::new(BufReader::with_capacity(1 << 16, guarded)),
        packing,
    ))
}

/// Bytes that are counted as they are taken.
struct Counted {
    bytes: Bytes,
    taken: u64,
}

impl Counted {
    fn new(bytes: Bytes) -> Self {
        Self { bytes, taken: 0 }
    }
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(buffer)?;
        self.taken += read as u64;
        Ok(read)
    }
}

impl BufRead for Counted {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.bytes.fill_buf()
    }

    fn consume(&mut self, bytes: usize) {
        self.taken += bytes as u64;
        self.bytes.consume(bytes);
    }
}

enum Unpacker {
    Gzip(Members),
    Zstd(Box<Frames>),
}

/// An unpacker that refuses what unpacks to far too much.
struct Guarded {
    unpacker: Unpacker,
    unpacked: u64,
}

impl Read for Guarded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let (read, taken, packing) = match &mut self.unpacker {
            Unpacker::Gzip(gzip) => (gzip.read(buffer), gzip.taken(), Packing::Gzip),
            Unpacker::Zstd(zstd) => (zstd.read(buffer), zstd.packed.taken, Packing::Zstd),
        };
        let read = read.map_err(|error| explain(packing, &error))?;
        self.unpacked += read as u64;
        if self.unpacked > limits::UNPACKED_FREELY && self.unpacked / limits::UNPACKED_RATIO > taken
        {
            return Err(refuse(format!(
                "unpacks to more than {} times its size; unpack it yourself and look at it",
                limits::UNPACKED_RATIO
            )));
        }
        Ok(read)
    }
}

fn refuse(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

/// What a person can do with an unpacker's error.
fn explain(packing: Packing, error: &io::Error) -> io::Error {
    let name = packing.name();
    refuse(match error.kind() {
        io::ErrorKind::UnexpectedEof => {
            format!("is cut off, its {name} data end too early; get the file again")
        }
        _ if error
            .get_ref()
            .is_some_and(|inner| inner.is::<OtherBytes>()) =>
        {
            format!("has other bytes behind its {name} data; unpack it yourself and look at it")
        }
        _ => {
            format!("is damaged, its {name} data cannot be unpacked ({error}); get the file again")
        }
    })
}

/// That other bytes stand behind packed data.
#[derive(Debug)]
struct OtherBytes;

impl fmt::Display for OtherBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("other bytes follow")
    }
}

impl std::error::Error for OtherBytes {}

/// The members of gzip data, one behind the other, perhaps with zeros behind the last
/// one, which tapes and block devices put there.
struct Members {
    /// None behind the last one.
    member: Option<GzDecoder<Counted>>,
    taken: u64,
}

impl Members {
    fn new(packed: Counted) -> Self {
        Self {
            member: Some(GzDecoder::new(packed)),
            taken: 0,
        }
    }

    /// How many packed bytes were taken.
    fn taken(&self) -> u64 {
        (self.member.as_ref()).map_or(self.taken, |member| member.get_ref().taken)
    }

    /// The member behind one that was read to its end.
    fn behind(member: GzDecoder<Counted>) -> io::Result<Option<GzDecoder<Counted>>> {
        let mut packed = member.into_inner();
        let mut padded = false;
        loop {
            let bytes = packed.fill_buf()?;
            let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
            padded |= zeros > 0;
            match bytes.get(zeros) {
                None if bytes.is_empty() => return Ok(None),
                None => packed.consume(zeros),
                Some(&byte) if byte == GZIP[0] && !padded => {
                    return Ok(Some(GzDecoder::new(packed)));
                }
                Some(_) => return Err(io::Error::other(OtherBytes)),
            }
        }
    }
}

impl Read for Members {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            let read = member.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            self.taken = member.get_ref().taken;
            self.member = self.member.take().map(Self::behind).transpose()?.flatten();
        }
        Ok(0)
    }
}

/// The frames of Zstandard data, one behind the other.
struct Frames {
    packed: Counted,
    decoder: FrameDecoder,
    inside: bool,
    /// Whether a frame was read to its end.
    some: bool,
}

impl Frames {
    fn new(packed: Counted) -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(limits::ZSTD_WINDOW);
        Self {
            packed,
            decoder,
            inside: false,
            some: false,
        }
    }

    /// Begins the next frame; false at the end of the data.
    fn begin(&mut self) -> io::Result<bool> {
        loop {
            if self.packed.fill_buf()?.is_empty() {
                return Ok(false);
            }
            match self.decoder.reset(&mut self.packed) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let length = u64::from(length);
                    if io::copy(&mut (&mut self.packed).take(length), &mut io::sink())? < length {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                Err(FrameDecoderError::ReadFrameHeaderError(
                    ReadFrameHeaderError::BadMagicNumber(_)
                    | ReadFrameHeaderError::MagicNumberReadError(_),
                )) if self.some => return Err(io::Error::other(OtherBytes)),
                Err(error) => return Err(self.failed(error)),
            }
        }
    }

    /// The decoder's error, or that the data ended, which it tells in many ways.
    fn failed(&mut self, error: FrameDecoderError) -> io::Error {
        match self.packed.fill_buf() {
            Ok([]) => io::ErrorKind::UnexpectedEof.into(),
            Ok(_) => io::Error::other(error),
            Err(error) => error,
        }
    }
}

impl Read for Frames {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.inside {
                if !self.begin()? {
                    return Ok(0);
                }
                self.inside = true;
            }
            if self.decoder.can_collect() > 0 {
                return self.decoder.read(buffer);
            }
            if self.decoder.is_finished() {
                let said = self.decoder.get_checksum_from_data();
                if said.is_some() && said != self.decoder.get_calculated_checksum() {
                    return Err(io::Error::other("the checksum is wrong"));
                }
                self.inside = false;
                self.some = true;
                continue;
            }
            let one = BlockDecodingStrategy::UptoBlocks(1);
            if let Err(error) = self.decoder.decode_blocks(&mut self.packed, one) {
                return Err(self.failed(error));
            }
        }
    }
}
