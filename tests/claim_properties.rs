//! What must hold for the claims of any text, and that long texts cost no more
//! than in proportion.

#![allow(clippy::unwrap_used, reason = "a test may panic and say why it fails")]

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use stance::{Claim, ClaimFinder, SentenceSplitter};

/// The finders of both languages; reading a lexicon takes longer than a case.
fn finders() -> &'static [ClaimFinder] {
    static FINDERS: OnceLock<Vec<ClaimFinder>> = OnceLock::new();
    FINDERS.get_or_init(|| {
        let languages = ["ar", "en"].into_iter();
        languages
            .map(|code| ClaimFinder::for_language(code).unwrap())
            .collect()
    })
}

/// Claims lie in their sentences, in order and apart; all parts of a claim lie
/// in its sentence and on boundaries of characters, the cue in the claim itself.
fn hold(text: &str) -> Result<(), TestCaseError> {
    let sentences = SentenceSplitter::new().split(text);
    for finder in finders() {
        let claims = finder.find(text, &sentences);
        for claim in &claims {
            let sentence = sentences[claim.sentence].span;
            prop_assert!(sentence.contains(claim.span), "{claim:?}");
            prop_assert!(!claim.span.is_empty(), "{claim:?}");
            for part in parts(claim) {
                prop_assert!(sentence.contains(part), "{part:?} of {claim:?}");
                prop_assert!(text.get(part.start..part.end).is_some(), "{part:?}");
            }
            if let Some(cue) = &claim.cue {
                prop_assert!(claim.span.contains(cue.span), "{claim:?}");
                prop_assert!(!cue.span.is_empty(), "{claim:?}");
            }
            if let Some(target) = claim.target {
                prop_assert!(!target.is_empty(), "{claim:?}");
                prop_assert!(target.start < claim.span.end, "{claim:?}");
            }
        }
        for pair in claims.windows(2) {
            prop_assert!(pair[0].sentence <= pair[1].sentence);
            prop_assert!(pair[0].span.end <= pair[1].span.start, "{pair:?}");
        }
    }
    Ok(())
}

fn parts(claim: &Claim) -> impl Iterator<Item = stance::Span> {
    let speaker = claim.speaker.as_ref().and_then(|speaker| speaker.span);
    [Some(claim.span), claim.content, claim.target, speaker]
        .into_iter()
        .flatten()
}

/// Pieces that make the rules work: cues, names, titles, marks, words of grammar.
const PIECES: &[&str] = &[
    "قال",
    "وأكد",
    "مشيرا",
    "إلى",
    "أن",
    "إن",
    "اتهمت",
    "دعا",
    "بحسب",
    "وفق",
    "نقلت",
    "عن",
    "قوله",
    "وجه",
    "انتقادات",
    "الوزير",
    "سمير",
    "الجبالي",
    "نقابة البحارة",
    "الحكومة الأردنية",
    "روسيا",
    "الذي",
    "لكن",
    "كان",
    "قد",
    "على",
    "مع",
    "\"",
    "“",
    "”",
    "«",
    "»",
    "'",
    ":",
    "،",
    "؛",
    ".",
    "!",
    "(",
    ")",
    "-",
    "\n",
    "\n\n",
    "\u{200F}",
    "\u{64B}",
    "7",
    "said",
    "Haddad",
    "according to",
    "the",
    "Minister",
    "accused",
    "of",
    "that",
    "x",
    "🙂",
    "é",
    "ﻻ",
];

proptest! {
    #[test]
    fn claims_of_any_text(text in "\\PC{0,200}") {
        hold(&text)?;
    }

    #[test]
    fn claims_of_texts_that_make_the_rules_work(
        pieces in prop::collection::vec((prop::sample::select(PIECES), any::<bool>()), 0..80),
    ) {
        let mut text = String::new();
        for (piece, space) in pieces {
            text.push_str(piece);
            if space {
                text.push(' ');
            }
        }
        hold(&text)?;
    }

    /// A text in other letters gives a claim a sentence, whatever stands in it.
    #[test]
    fn other_letters_give_whole_sentences(text in "[а-яА-Я .!\n]{1,80}") {
        prop_assume!(text.contains(char::is_alphabetic));
        let sentences = SentenceSplitter::new().split(&text);
        for finder in finders() {
            prop_assert!(!finder.reads(&text));
            for claim in finder.find(&text, &sentences) {
                prop_assert_eq!(claim.span, sentences[claim.sentence].span);
                prop_assert_eq!(claim.cue, None);
            }
        }
    }
}

/// The noun of a verb is not looked for in the claim behind it.
#[test]
fn a_cue_stands_in_its_own_claim() {
    let text = "وجه'وأكد\"مشيرا انتقادات";
    hold(text).unwrap();
    let claims = finders()[0].find(text, &SentenceSplitter::new().split(text));
    let cues = claims
        .iter()
        .map(|claim| claim.cue.as_ref().map(|cue| cue.span.of(text)));
    assert_eq!(cues.collect::<Vec<_>>(), [Some("وجه"), Some("أكد")]);
    // Its content begins behind its speaker, as without the noun.
    let text = "امتنع الوزير عن الإجابة واكتفى بالقول إن الأمر معقد";
    let claims = finders()[0].find(text, &SentenceSplitter::new().split(text));
    let content = claims[0].content.map(|content| content.of(text));
    assert_eq!(content, Some("عن الإجابة"));
}

/// The time that the finder takes for `unit` over and over, up to so many bytes.
fn time(unit: &str, bytes: usize) -> Duration {
    let text = unit.repeat(bytes / unit.len());
    let sentences = SentenceSplitter::new().split(&text);
    let whole = vec![stance::Sentence {
        span: stance::Span::new(0, text.len()),
        kind: stance::SentenceKind::Sentence,
    }];
    let start = Instant::now();
    for finder in finders() {
        for sentences in [&sentences, &whole] {
            let _ = finder.find(&text, sentences);
        }
    }
    start.elapsed()
}

/// Eight times the text may take eight times the time, not 64 times.
#[test]
fn long_texts_take_time_in_proportion() {
    for unit in [
        "\"",
        "« ",
        "»",
        "\" ق ",
        "قال ",
        "وقال ",
        "قال إن ",
        "قال \"الوزير\" ",
        "مشيرا إلى أن ",
        "الوزير ",
        "سمير الجبالي ",
        "سمير، ",
        "نقلت عن ",
        "اتهم روسيا ",
        "بحسب ",
        "كان قد ",
        "مع روسيا ",
        "said ",
        "said that Haddad ",
        "Haddad ",
        "according to ",
        "the minister of ",
        "ا",
        ":",
        "(",
    ] {
        let small = time(unit, 1 << 17).max(Duration::from_millis(20));
        let large = time(unit, 1 << 20);
        assert!(
            large < small * 24,
            "1 MB of '{unit}' takes {large:?}, an eighth of it {small:?}"
        );
    }
}
