//! The command line: one file a command, each with its arguments and its run.

mod agree;
mod apart;
mod check;
mod compare;
mod evaluate;
mod evaluate_claims;
mod explain;
mod failure;
mod fit;
mod journal;
mod json;
mod labels;
mod model;
mod pipeline;
mod predict;
mod progress;
mod reading;
mod sink;
mod split;
mod stream;
mod table;
mod train;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use stance::ClaimFinder;
use stance::evaluate::Resampling;
use stance::model::Classifier;
use stance::text::visible::visible;

use failure::{Failure, Outcome};

/// The stack of each thread. One that waits for a part of its article may begin the
/// next one meanwhile, on the same stack.
const STACK_BYTES: usize = 8 << 20;

/// Finds the claims in news articles and tags each with its speaker's stance.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// How many threads work; the output is the same for any number (0 or auto: one a core)
    #[arg(long, global = true, value_name = "N", default_value = "auto", value_parser = threads)]
    threads: usize,
}

#[derive(Debug, Subcommand)]
enum Command {
    Train(train::Args),
    Predict(predict::Args),
    Evaluate(evaluate::Args),
    Compare(compare::Args),
    Explain(explain::Args),
    EvaluateClaims(evaluate_claims::Args),
    Split(split::Args),
    Check(check::Args),
    Agree(agree::Args),
    Model(model::Args),
}

/// How to print a report.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum ReportFormat {
    Text,
    Json,
    Markdown,
}

/// From which samples the intervals of a report are drawn.
#[derive(Debug, Args)]
struct ResamplingArgs {
    /// Seed of the intervals
    #[arg(long, value_name = "N", default_value_t = Resampling::default().seed)]
    seed: u64,
    /// How many samples the intervals are drawn from (0: no intervals)
    #[arg(long, value_name = "N", default_value_t = Resampling::default().replicates)]
    replicates: usize,
}

impl ResamplingArgs {
    fn resampling(&self) -> Resampling {
        Resampling {
            seed: self.seed,
            replicates: self.replicates,
        }
    }
}

/// Which model to use.
#[derive(Debug, Clone, Args)]
struct ModelArg {
    /// The model file [default: the model in the program]
    #[arg(short, long, value_name = "FILE")]
    model: Option<PathBuf>,
}

impl ModelArg {
    fn load(&self) -> stance::Result<Classifier> {
        match &self.model {
            Some(path) => Classifier::load(path),
            None => Classifier::embedded(),
        }
    }

    /// What a report calls it.
    fn name(&self) -> String {
        match &self.model {
            Some(path) => path.display().to_string(),
            None => "the model in the program".to_string(),
        }
    }
}

/// In which language to look for claims.
#[derive(Debug, Clone, Args)]
struct LexiconArg {
    /// The words that report claims: ar, en, or the folder of a lexicon of your own [default: ar]
    #[arg(long, value_name = "LEXICON")]
    lexicon: Option<String>,
}

impl LexiconArg {
    fn load(&self) -> stance::Result<ClaimFinder> {
        match &self.lexicon {
            Some(lexicon) => ClaimFinder::open(lexicon),
            None => ClaimFinder::arabic(),
        }
    }
}

/// Says which of the texts are in other letters than the lexicon's, if any are.
fn say_unread(unread: usize, what: &str, first: Option<&str>) {
    let Some(first) = first else { return };
    let plural = if unread == 1 { "" } else { "s" };
    say(&format!(
        "note: {unread} {what}{plural} in other letters than the lexicon's (first: {first}): there \
         each sentence is taken as one claim, without cue, speaker and target; name a lexicon with \
         --lexicon"
    ));
}

/// Parses the arguments, runs the command and tells how it ended.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let threads = rayon::ThreadPoolBuilder::new()
        .num_threads(cli.threads)
        .stack_size(STACK_BYTES);
    if let Err(error) = threads.build_global() {
        let error = stance::Error::new(format!("the threads cannot be started: {error}"))
            .remedy("name fewer with --threads");
        return tell(&Failure::from(error));
    }
    let outcome = match cli.command {
        // By a thread of the pool, which need not hand each step over to one.
        Command::Train(args) => rayon::scope(|_| train::run(&args)),
        Command::Predict(args) => predict::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Split(args) => split::run(&args),
        Command::Evaluate(args) => evaluate::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::EvaluateClaims(args) => evaluate_claims::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Agree(args) => agree::run(&args),
        Command::Model(args) => model::run(&args),
    };
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::No) => ExitCode::FAILURE,
        Err(failure) => tell(&failure),
    }
}

/// Prints a failure on standard error.
fn tell(failure: &Failure) -> ExitCode {
    match failure {
        // The reader has seen enough.
        Failure::ClosedPipe => ExitCode::SUCCESS,
        Failure::Told => ExitCode::FAILURE,
        Failure::Usage(error) => {
            say(&format!("error: {error}"));
            ExitCode::from(2)
        }
        Failure::Error(error) => {
            say(&format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Writes a line to standard error, where names of files and articles steer nothing;
/// if it is closed there is nobody to tell.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{}", visible(line));
}

/// A number of threads; 0 means one a core.
fn threads(text: &str) -> std::result::Result<usize, String> {
    match text {
        "auto" => Ok(0),
        number => match number.parse() {
            Ok(threads @ 0..=1024) => Ok(threads),
            _ => Err("give a number up to 1024, or auto".into()),
        },
    }
}

/// A number of folds, of which one alone leaves nothing to train on.
fn folds(text: &str) -> std::result::Result<usize, String> {
    match text.parse() {
        Ok(1) => Err("1 folds are none: give 2 or more".into()),
        Ok(folds) => Ok(folds),
        Err(_) => Err("give a whole number".into()),
    }
}

/// A number from 0 to 1.
fn share(text: &str) -> std::result::Result<f64, String> {
    match text.parse() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("give a number from 0 to 1".into()),
    }
}
