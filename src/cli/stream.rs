//! Articles or rows in, lines out: what `predict` and `split` share.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};
use stance::{Article, Articles, Error, PartFile, ReadOptions};

use super::failure::{Failure, Outcome, Result};
use super::journal::{Mark, Run};
use super::pipeline::{self, Event};
use super::reading::inputs;
use super::sink::Sink;
use super::{apart, progress, say};

/// How often it is kept how far a run is.
const BETWEEN_MARKS: Duration = Duration::from_millis(500);
/// How long results are kept back while others follow at once.
const BETWEEN_FLUSHES: Duration = Duration::from_millis(50);

/// How a stream is written, and what happens to what cannot be read.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct StreamArgs {
    /// Write to a file instead of standard output; it gets its name when it is whole,
    /// and grows as FILE.part
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Continue the interrupted run that left FILE.part of --output, if there is one (jsonl and csv)
    #[arg(long, requires = "output")]
    pub resume: bool,
    /// Stop at the first input that cannot be read
    #[arg(long)]
    pub fail_fast: bool,
    /// Hand on each article's lines at once, also while the next ones are ready
    #[arg(long)]
    pub line_buffered: bool,
}

/// What goes in.
pub trait Item: Send + 'static {
    /// About how many bytes it holds.
    fn bytes(&self) -> usize;
    /// Tells it from other items.
    fn hash(&self, hash: &mut Sha256);
}

impl Item for Article {
    fn bytes(&self) -> usize {
        self.text.len() + self.title.as_ref().map_or(0, String::len)
    }

    fn hash(&self, hash: &mut Sha256) {
        let title = self.title.as_deref().unwrap_or_default();
        for part in [&self.id, title, &self.text] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
    }
}

/// The articles of these inputs. Where each article gives a line, a blank line of
/// JSON Lines is an empty article, so that lines out stand beside lines in.
pub fn articles(names: &[PathBuf], reading: &ReadOptions, a_line_each: bool) -> Articles {
    let articles = Articles::new(inputs(names)).with(reading.clone());
    match a_line_each {
        true => articles.line_by_line(),
        false => articles,
    }
}

/// A stream with its output.
pub struct Stream<'a> {
    args: &'a StreamArgs,
    pub sink: Sink,
    mark: Mark,
    /// How far the last mark was, and when it was made.
    marked: (u64, Instant),
    /// When the output was handed on.
    flushed: Instant,
    /// Whether an error was told.
    told: bool,
}

impl<'a> Stream<'a> {
    /// Opens the output, which is none of the `inputs`, and finds how far the run is
    /// that is to be continued; `run` tells what run it is, if its output can be
    /// continued.
    pub fn open<'i>(
        args: &'a StreamArgs,
        inputs: impl IntoIterator<Item = &'i PathBuf>,
        run: Option<impl FnOnce() -> Result<Run>>,
    ) -> Result<Self> {
        apart::check(&[apart::output(args.output.as_deref())], inputs)?;
        let (sink, mark) = match (&args.output, run) {
            (Some(path), Some(run)) if path.is_file() || !path.exists() => {
                Sink::part(path, &run()?, args.resume)?
            }
            (Some(path), _) if args.resume => {
                let error = Error::new("cannot be continued")
                    .remedy("leave out --resume, or write jsonl or csv to an ordinary file");
                return Err(Failure::Usage(error.at(path)));
            }
            (path, _) => (Sink::open(path.as_deref())?, Mark::default()),
        };
        let marked = (mark.done, Instant::now());
        Ok(Self {
            args,
            sink,
            mark,
            marked,
            flushed: Instant::now(),
            told: false,
        })
    }

    /// How far the run is.
    pub fn mark(&self) -> &Mark {
        &self.mark
    }

    /// Works on all items of `source` on all cores and calls `take` in their order
    /// with what became of each, for the text to write. `No` if one could not be read.
    pub fn run<I: Item, T: Send + 'static>(
        &mut self,
        source: impl Iterator<Item = stance::Result<I>> + Send + 'static,
        unit: &str,
        work: impl Fn(I) -> stance::Result<T> + Send + Sync + 'static,
        take: impl FnMut(stance::Result<T>) -> Result<String>,
    ) -> Result<Outcome> {
        self.run_checked(source, unit, work, Ok, take)
    }

    /// As [`Stream::run`]; what `check` refuses of the results, in their order, is told
    /// and counted as what cannot be read is.
    pub fn run_checked<I: Item, T: Send + 'static, U>(
        &mut self,
        source: impl Iterator<Item = stance::Result<I>> + Send + 'static,
        unit: &str,
        work: impl Fn(I) -> stance::Result<T> + Send + Sync + 'static,
        mut check: impl FnMut(T) -> stance::Result<U>,
        mut take: impl FnMut(stance::Result<U>) -> Result<String>,
    ) -> Result<Outcome> {
        let mut source = Numbered {
            source,
            digest: self.sink.can_be_continued().then_some(0),
        };
        self.skip(&mut source)?;
        let bar = progress::bar(None, unit);
        let results = pipeline::start(
            source,
            |(item, _)| item.as_ref().map_or(0, Item::bytes),
            move |(item, digest)| (item.and_then(&work), digest),
        )?;
        for event in results {
            let (made, digest) = match event {
                Event::Made(made) => made,
                Event::Waiting => {
                    self.flush()?;
                    self.keep_mark()?;
                    continue;
                }
            };
            bar.inc(1);
            bar.suspend(|| self.take(made.and_then(&mut check), &mut take))?;
            self.mark.inputs = digest.map(hex).unwrap_or_default();
            if self.marked.1.elapsed() > BETWEEN_MARKS {
                self.keep_mark()?;
            }
        }
        bar.finish_and_clear();
        Ok(self.sum_up())
    }

    /// Reads over what is done already, and makes sure that it is the same.
    fn skip<I: Item>(
        &self,
        source: &mut Numbered<impl Iterator<Item = stance::Result<I>>>,
    ) -> Result<()> {
        if self.mark.done == 0 {
            return Ok(());
        }
        let mut seen = 0;
        while seen < self.mark.done && source.next().is_some() {
            seen += 1;
        }
        if source.digest.map(hex).as_ref() != Some(&self.mark.inputs) {
            let first = match self.mark.done {
                1 => "the first input is not that".to_string(),
                done => format!("the first {done} inputs are not those"),
            };
            return Err(Error::new(format!("{first} of the interrupted run"))
                .remedy("give the same ones, or begin anew without --resume")
                .into());
        }
        say(&format!("note: {} done already", counted(seen)));
        Ok(())
    }

    fn take<T>(
        &mut self,
        made: stance::Result<T>,
        take: &mut impl FnMut(stance::Result<T>) -> Result<String>,
    ) -> Result<()> {
        if let Err(error) = &made {
            say(&format!("error: {error}"));
            self.told = true;
            if self.args.fail_fast {
                return Err(Failure::Told);
            }
        }
        let failed = u64::from(made.is_err());
        let text = take(made)?;
        self.sink.text(&text)?;
        let at_once = self.args.line_buffered && !text.is_empty();
        // A steady trickle never makes the caller wait.
        if at_once || self.flushed.elapsed() > BETWEEN_FLUSHES {
            self.flush()?;
        }
        self.mark.done += 1;
        self.mark.failed += failed;
        self.mark.bytes = self.sink.length();
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        self.sink.flush()?;
        self.flushed = Instant::now();
        Ok(())
    }

    /// Keeps how far the run is, if it is further than it was.
    fn keep_mark(&mut self) -> Result<()> {
        if self.mark.done > self.marked.0 {
            self.sink.mark(&self.mark)?;
            self.marked = (self.mark.done, Instant::now());
        }
        Ok(())
    }

    /// Says how many inputs could not be read, if there was more than that one.
    fn sum_up(&self) -> Outcome {
        let Mark { done, failed, .. } = self.mark;
        if failed == 0 {
            return Outcome::Done;
        }
        if done > 1 {
            say(&format!(
                "error: {failed} of {done} inputs could not be read"
            ));
        }
        Outcome::No
    }

    /// Puts the output in its place, or keeps what is done of it for --resume.
    pub fn end(mut self, outcome: Result<Outcome>) -> Result<Outcome> {
        let failure = match outcome {
            Ok(outcome) => {
                return match self.sink.finish() {
                    Err(Failure::ClosedPipe) if self.told => Err(Failure::Told),
                    finished => finished.map(|()| outcome),
                };
            }
            // That nobody reads on does not undo what was told.
            Err(Failure::ClosedPipe) if self.told => Failure::Told,
            Err(failure) => failure,
        };
        // The output before the failure is good; if it cannot be written out, that is
        // the failure that is told already.
        let _ = self.sink.flush();
        let _ = self.keep_mark();
        match &self.args.output {
            Some(output) if self.sink.can_be_continued() && self.marked.0 > 0 => say(&format!(
                "note: {} done and kept in {}; --resume goes on from there",
                counted(self.marked.0),
                PartFile::part_of(output).display()
            )),
            _ => self.sink.discard(),
        }
        Err(failure)
    }
}

/// Items, each with the digest of all up to it, if one is asked for: half of the
/// SHA-256 of the digest before it and of its own content.
struct Numbered<S> {
    source: S,
    digest: Option<u128>,
}

impl<I: Item, S: Iterator<Item = stance::Result<I>>> Iterator for Numbered<S> {
    type Item = (stance::Result<I>, Option<u128>);

    fn next(&mut self) -> Option<Self::Item> {
        let item = self.source.next()?;
        self.digest = self.digest.map(|before| {
            let mut hash = Sha256::new();
            hash.update(before.to_le_bytes());
            match &item {
                Ok(item) => item.hash(&mut hash),
                Err(error) => hash.update(error.to_string()),
            }
            let half = &hash.finalize()[..16];
            half.iter().fold(0, |n, &byte| n << 8 | u128::from(byte))
        });
        Some((item, self.digest))
    }
}

/// `1 input is`, `2 inputs are`.
fn counted(inputs: u64) -> String {
    match inputs {
        1 => "1 input is".to_string(),
        inputs => format!("{inputs} inputs are"),
    }
}

fn hex(digest: u128) -> String {
    format!("{digest:032x}")
}
