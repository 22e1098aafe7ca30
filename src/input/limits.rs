//! How much an input may hold, so that no file can take all memory or time.

/// The longest text of an article, in bytes of UTF-8 (a thick book has 2 MB).
pub const ARTICLE_BYTES: u64 = 10_000_000;
/// The longest id of an article, in bytes.
pub const ID_BYTES: usize = 4_000;
/// The longest title of an article, in bytes.
pub const TITLE_BYTES: usize = 64_000;
/// The longest line of a JSON Lines file and the longest record of a CSV, in bytes.
pub const RECORD_BYTES: u64 = 64_000_000;
/// The largest HTML file and the largest item of a feed, in bytes.
pub const PAGE_BYTES: u64 = 16_000_000;
/// The largest report or other file that is read as a whole, in bytes.
pub const FILE_BYTES: u64 = 1_000_000_000;
/// The most columns that a CSV may have.
pub const COLUMNS: usize = 10_000;
/// The most delimiters in a record of a CSV, those in its fields counted: each takes
/// eight times its size.
pub const DELIMITERS: usize = 1_000_000;
/// The most values of a record of JSON Lines that is kept whole, those in its lists and
/// objects counted: one takes 40 times the bytes that it is written in.
pub const VALUES: usize = 100_000;
/// The most elements, texts and comments of an HTML page.
pub const PAGE_NODES: usize = 300_000;
/// How many pairs the attributes of an HTML page's tags may make, a tag of n having
/// n × n, besides [`ATTRIBUTE_PAIRS_A_BYTE`]: the parser's work grows with them.
pub const ATTRIBUTE_PAIRS: usize = 1_000_000;
/// How many more of these pairs a page may have for each of its bytes.
pub const ATTRIBUTE_PAIRS_A_BYTE: usize = 300;
/// How deep the elements of HTML and XML may stand in each other.
pub const DEPTH: usize = 500;
/// From how many unpacked bytes on the ratio of compression is looked at.
pub const UNPACKED_FREELY: u64 = 64_000_000;
/// How many times its own size a compressed file may unpack to; news packs to
/// a quarter or a tenth, a log of equal lines to a hundredth.
pub const UNPACKED_RATIO: u64 = 250;
/// The largest window of a `.zst` file, which is held in memory; that of `zstd --long`.
pub const ZSTD_WINDOW: u64 = 128 << 20;

/// A number of bytes as a person writes it.
pub fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes / 1_000_000)
}
