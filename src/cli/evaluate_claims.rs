//! `stance evaluate-claims`.

use std::iter;
use std::path::PathBuf;

use rayon::prelude::*;
use stance::evaluate::{AnnotatedClaim, ClaimEvaluation, GoldSentence};
use stance::{Input, Predictor, Sentence, SentenceKind, Span, report};

use super::apart;
use super::failure::{Outcome, Result};
use super::reading::EncodingArgs;
use super::sink::Sink;
use super::{LexiconArg, ModelArg, ReportFormat, ResamplingArgs, say_unread};

/// Compare the claims that predict finds with those that annotators found
#[derive(Debug, clap::Args)]
pub struct Args {
    /// JSON Lines with sentence, claims (each with start, end, cue, speaker, target, quote, stance) and perhaps article
    gold: PathBuf,
    #[command(flatten)]
    encoding: EncodingArgs,
    #[command(flatten)]
    model: ModelArg,
    #[command(flatten)]
    lexicon: LexiconArg,
    /// How to print the report
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    format: ReportFormat,
    /// Write the report to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    resampling: ResamplingArgs,
}

pub fn run(args: &Args) -> Result<Outcome> {
    // Before the work, so that a wrong path does not cost it.
    apart::check(
        &[apart::output(args.output.as_deref())],
        iter::once(&args.gold).chain(&args.model.model),
    )?;
    let mut sink = Sink::open(args.output.as_deref())?;
    let classifier = args.model.load()?;
    let finder = args.lexicon.load()?;
    let input = Input::new(&args.gold);
    let gold = (args.encoding).read(|options| GoldSentence::read_with(&input, options))?;
    let unread: Vec<&str> = gold
        .iter()
        .map(|sentence| sentence.text.as_str())
        .filter(|text| !finder.reads(text))
        .collect();
    say_unread(unread.len(), "sentence", unread.first().copied());
    let predictor = Predictor::with_finder(&classifier, finder);
    let found: Vec<Vec<AnnotatedClaim>> = gold
        .par_iter()
        .map(|sentence| annotate(&predictor, &sentence.text))
        .collect();
    let resampling = args.resampling.resampling();
    let evaluation = ClaimEvaluation::new(&gold, &found, &resampling);

    let text = match args.format {
        ReportFormat::Text => report::text::claims(&evaluation, &sink.style()),
        ReportFormat::Json => report::json::claims(&evaluation)?,
        ReportFormat::Markdown => report::markdown::claims(&evaluation),
    };
    sink.write(&text)?;
    sink.finish()?;
    Ok(Outcome::Done)
}

/// The claims of a sentence as predict gives them.
fn annotate(predictor: &Predictor<'_>, text: &str) -> Vec<AnnotatedClaim> {
    let whole = Sentence {
        span: Span::new(0, text.len()),
        kind: SentenceKind::Sentence,
    };
    let words = |span: Span| span.of(text).to_owned();
    let claims = predictor.find(text, &[whole]).into_iter();
    claims
        .map(|(claim, tag)| AnnotatedClaim {
            span: claim.span,
            cue: claim.cue.map(|cue| cue.span),
            speaker: claim.speaker.and_then(|speaker| speaker.span).map(words),
            target: claim.target.map(words),
            quote: claim.quote.map(|quote| quote.as_str().to_owned()),
            stance: tag.stance.as_deref().map(str::to_string),
        })
        .collect()
}
