//! The claim finder held to annotated sentences, where they are at hand.

#![allow(clippy::print_stderr)]

use std::path::{Path, PathBuf};

use stance::evaluate::{AnnotatedClaim, ClaimEvaluation, GoldSentence, Resampling};
use stance::{ClaimFinder, Input, Result};

fn gold(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data/gold")
        .join(name);
    if !path.exists() {
        eprintln!("SKIPPED: {} is not there", path.display());
        return None;
    }
    Some(path)
}

fn evaluate(path: &Path) -> Result<ClaimEvaluation> {
    let gold = GoldSentence::read(&Input::new(path))?;
    let finder = ClaimFinder::arabic()?;
    let found: Vec<Vec<AnnotatedClaim>> = gold
        .iter()
        .map(|sentence| {
            let text =
                |span: Option<stance::Span>| span.map(|span| span.of(&sentence.text).to_owned());
            finder
                .find_in_sentence(&sentence.text)
                .into_iter()
                .map(|claim| AnnotatedClaim {
                    span: claim.span,
                    cue: claim.cue.map(|cue| cue.span),
                    speaker: text(claim.speaker.and_then(|speaker| speaker.span)),
                    target: text(claim.target),
                    quote: claim.quote.map(|quote| quote.as_str().to_owned()),
                    stance: None,
                })
                .collect()
        })
        .collect();
    Ok(ClaimEvaluation::new(&gold, &found, &Resampling::default()))
}

/// The targets of the claim finder: a change that falls below one must say why.
#[test]
fn keeps_its_scores_on_gold() -> Result<()> {
    for name in ["dev.jsonl", "seeds.jsonl"] {
        let Some(path) = gold(name) else {
            continue;
        };
        let scores = evaluate(&path)?;
        let least = |what: &str, f1: Option<f64>, least: f64| {
            assert!(f1 >= Some(least), "{name}: {what} {f1:?} < {least}");
        };
        least("claims found", scores.claims.f1, 0.90);
        least("words of spans", scores.span_overlap.f1, 0.85);
        least("speakers", scores.speaker_overlap.f1, 0.85);
        least("quotations", scores.quote.f1, 0.90);
    }
    Ok(())
}
