//! Articles or rows in, lines out: what `predict` and `split` share.

use std::hash::Hasher;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use stance::{Article, Articles, Error, PartFile, ReadOptions};
use twox_hash::{XxHash3_64, XxHash3_128};

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

/// An XXH3 of 64 bits.
type Digest = u64;

/// What goes in.
pub trait Item: Send + 'static {
    /// How many are worked on together at most. What is made of them waits for the output.
    const TOGETHER: usize;

    /// About how many bytes it holds.
    fn bytes(&self) -> usize;
    /// Tells it from other items.
    fn hash(&self, hash: &mut impl Hasher);
}

impl Item for Article {
    const TOGETHER: usize = 64;

    fn bytes(&self) -> usize {
        self.text.len() + self.title.as_ref().map_or(0, String::len)
    }

    fn hash(&self, hash: &mut impl Hasher) {
        let title = self.title.as_deref().unwrap_or_default();
        for part in [&self.id, title, &self.text] {
            hash.write(&(part.len() as u64).to_le_bytes());
            hash.write(part.as_bytes());
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
    /// The inputs that are done, if the run can be continued.
    inputs: Inputs,
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
            inputs: Inputs::default(),
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
        take: impl FnMut(stance::Result<T>) -> Result<Vec<u8>>,
    ) -> Result<Outcome> {
        let each = move |item: stance::Result<I>| item.and_then(&work);
        let work = move |batch: Vec<_>| batch.into_iter().map(&each).collect();
        self.run_checked(source, unit, work, Ok, take)
    }

    /// As [`Stream::run`], with `work` on several items at once, of which each gives one
    /// result in its place. What `check` refuses of the results, in their order, is told
    /// and counted as what cannot be read is.
    pub fn run_checked<I: Item, T: Send + 'static, U>(
        &mut self,
        mut source: impl Iterator<Item = stance::Result<I>> + Send + 'static,
        unit: &str,
        work: impl Fn(Vec<stance::Result<I>>) -> Vec<stance::Result<T>> + Send + Sync + 'static,
        mut check: impl FnMut(T) -> stance::Result<U>,
        mut take: impl FnMut(stance::Result<U>) -> Result<Vec<u8>>,
    ) -> Result<Outcome> {
        self.skip(&mut source)?;
        let bar = progress::bar(None, unit);
        let is_kept = self.sink.can_be_continued();
        let results = pipeline::start(
            source,
            I::TOGETHER,
            |item| item.as_ref().map_or(0, Item::bytes),
            move |batch| {
                let digest = |item: &_| is_kept.then(|| digest(item));
                let digests: Vec<_> = batch.iter().map(digest).collect();
                work(batch).into_iter().zip(digests).collect()
            },
        )?;
        for event in results {
            let made = match event {
                Event::Made(made) => made,
                Event::Waiting => {
                    self.flush()?;
                    self.keep_mark()?;
                    continue;
                }
            };
            bar.inc(made.len() as u64);
            bar.suspend(|| {
                made.into_iter().try_for_each(|(made, digest)| {
                    self.take(made.and_then(&mut check), &mut take)?;
                    self.inputs.extend(digest);
                    Ok::<_, Failure>(())
                })
            })?;
            // A steady trickle never makes the caller wait.
            if self.flushed.elapsed() > BETWEEN_FLUSHES {
                self.flush()?;
            }
            if self.marked.1.elapsed() > BETWEEN_MARKS {
                self.keep_mark()?;
            }
        }
        bar.finish_and_clear();
        Ok(self.sum_up())
    }

    /// Reads over what is done already, and makes sure that it is the same.
    fn skip<I: Item>(
        &mut self,
        source: &mut impl Iterator<Item = stance::Result<I>>,
    ) -> Result<()> {
        if self.mark.done == 0 {
            return Ok(());
        }
        let mut seen = 0;
        while seen < self.mark.done
            && let Some(item) = source.next()
        {
            self.inputs.extend([digest(&item)]);
            seen += 1;
        }
        if self.inputs.hex() != self.mark.inputs {
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
        take: &mut impl FnMut(stance::Result<T>) -> Result<Vec<u8>>,
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
        let is_empty = text.is_empty();
        self.sink.write(text)?;
        if self.args.line_buffered && !is_empty {
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
            self.mark.inputs = self.inputs.hex();
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

/// The digest of an item, or of what is wrong with it. It tells of a mistake, not of an
/// attack.
fn digest<I: Item>(item: &stance::Result<I>) -> Digest {
    let mut hash = XxHash3_64::with_seed(0);
    match item {
        Ok(item) => item.hash(&mut hash),
        Err(error) => hash.write(error.to_string().as_bytes()),
    }
    hash.finish()
}

/// The digests of all items so far, which make one.
#[derive(Default)]
struct Inputs(XxHash3_128);

impl Inputs {
    fn extend(&mut self, digests: impl IntoIterator<Item = Digest>) {
        for digest in digests {
            self.0.write(&digest.to_le_bytes());
        }
    }

    fn hex(&self) -> String {
        format!("{:032x}", self.0.finish_128())
    }
}

/// `1 input is`, `2 inputs are`.
fn counted(inputs: u64) -> String {
    match inputs {
        1 => "1 input is".to_string(),
        inputs => format!("{inputs} inputs are"),
    }
}
