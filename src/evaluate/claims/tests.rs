use super::*;
use crate::input::Input;

const TEXT: &str = "قال حامد إن المعبر مغلق، ودعا كريم تونس إلى فتحه";

fn claim(start: &str, end: &str, cue: &str) -> AnnotatedClaim {
    let at = |word: &str| TEXT.find(word).expect("a word of the text");
    AnnotatedClaim {
        span: Span::new(at(start), at(end) + end.len()),
        cue: Some(Span::new(at(cue), at(cue) + cue.len())),
        speaker: None,
        target: None,
        quote: None,
        stance: None,
    }
}

fn sentence(claims: Vec<AnnotatedClaim>) -> GoldSentence {
    GoldSentence {
        text: TEXT.to_owned(),
        article: String::new(),
        claims,
    }
}

fn none() -> Resampling {
    Resampling {
        seed: 1,
        replicates: 0,
    }
}

#[test]
fn claims_are_matched_by_their_cues() {
    let gold = [sentence(vec![
        claim("قال", "مغلق", "قال"),
        claim("دعا", "فتحه", "دعا"),
    ])];
    // The first claim is found too long, the second not, and one that is none.
    let found = [vec![
        claim("قال", "فتحه", "قال"),
        claim("المعبر", "مغلق", "المعبر"),
    ]];
    let scores = ClaimEvaluation::new(&gold, &found, &none());
    assert_eq!(scores.claims.precision, Some(0.5));
    assert_eq!(scores.claims.recall, Some(0.5));
    assert_eq!(scores.span_exact.f1, Some(0.0));
    // Gold 5 + 5 words, found 10 + 2, of which the 5 of the first claim match.
    assert_eq!(scores.span_overlap.recall, Some(0.5));
    assert_eq!(scores.span_overlap.precision, Some(5.0 / 12.0));
    assert_eq!(scores.end_to_end, None);
}

#[test]
fn fields_are_scored_on_matched_claims() {
    let with = |speaker: Option<&str>, target: Option<&str>, stance: &str| {
        let mut claim = claim("دعا", "فتحه", "دعا");
        claim.speaker = speaker.map(str::to_owned);
        claim.target = target.map(str::to_owned);
        claim.quote = Some("indirect".to_owned());
        claim.stance = Some(stance.to_owned());
        claim
    };
    let gold = [sentence(vec![with(Some("كريم"), Some("تونس"), "proposal")])];
    let found = [vec![with(Some("كريم حامد"), None, "proposal")]];
    let scores = ClaimEvaluation::new(&gold, &found, &none());
    assert_eq!(scores.speaker_exact.f1, Some(0.0));
    assert_eq!(scores.speaker_overlap.f1, Some(1.0));
    assert_eq!(scores.target.recall, Some(0.0));
    assert_eq!(scores.target.precision, None);
    assert_eq!(scores.quote.f1, Some(1.0));
    assert_eq!(scores.end_to_end.and_then(|scores| scores.f1), Some(1.0));
}

#[test]
fn targets_are_scored_once_more_where_the_stance_is_right() {
    let with = |cue: &str, target: &str, stance: &str| {
        let mut claim = claim(cue, cue, cue);
        claim.target = Some(target.to_owned());
        claim.stance = Some(stance.to_owned());
        claim
    };
    let gold = [sentence(vec![
        with("قال", "المعبر", "accusation"),
        with("دعا", "تونس", "proposal"),
    ])];
    let found = [vec![
        with("قال", "كريم", "cooperation"),
        with("دعا", "تونس", "proposal"),
    ]];
    let scores = ClaimEvaluation::new(&gold, &found, &none());
    assert_eq!(scores.target.f1, Some(0.5));
    assert_eq!(scores.target.support, 2);
    let right = scores.target_right_stance.expect("the claims have stances");
    assert_eq!((right.f1, right.support), (Some(1.0), 1));
}

#[test]
fn a_claim_rightly_without_a_target_is_right() {
    let with = |cue: &str, target: Option<&str>| {
        let mut claim = claim(cue, cue, cue);
        claim.target = target.map(str::to_owned);
        claim
    };
    let gold = [sentence(vec![with("قال", None), with("دعا", Some("تونس"))])];
    let score = |first, second| {
        let found = [vec![with("قال", first), with("دعا", second)]];
        let scores = ClaimEvaluation::new(&gold, &found, &none()).target_or_none;
        assert_eq!(scores.support, 2);
        scores.f1
    };
    assert_eq!(score(None, Some("تونس")), Some(1.0));
    assert_eq!(score(Some("كريم"), Some("تونس")), Some(0.5));
    assert_eq!(score(None, None), Some(0.5));
    assert_eq!(score(Some("كريم"), Some("كريم")), Some(0.0));
}

#[test]
fn a_missing_answer_is_no_claim() {
    let gold = [
        sentence(vec![claim("قال", "مغلق", "قال")]),
        sentence(Vec::new()),
    ];
    let scores = ClaimEvaluation::new(&gold, &[], &Resampling::default());
    assert_eq!(scores.claims.recall, Some(0.0));
    assert_eq!(scores.claims.precision, None);
    assert_eq!(scores.claims.f1, Some(0.0));
    assert_eq!(scores.sentences, 2);
}

#[test]
fn gold_is_read_in_code_points() -> crate::Result<()> {
    let folder = tempfile::tempdir().map_err(|e| crate::Error::io(".", e))?;
    let path = folder.path().join("gold.jsonl");
    let line = r#"{"sentence":"وقال حامد: نعم","claims":[{"start":1,"end":14,"cue":"قال","speaker":"حامد","target":null,"quote":"indirect","stance":"none"}]}"#;
    std::fs::write(&path, format!("{line}\n\n")).map_err(|e| crate::Error::io(&path, e))?;
    let gold = GoldSentence::read(&Input::new(&path))?;
    assert_eq!(gold.len(), 1);
    let claim = &gold[0].claims[0];
    assert_eq!(claim.span.of(&gold[0].text), "قال حامد: نعم");
    assert_eq!(claim.cue.map(|cue| cue.of(&gold[0].text)), Some("قال"));
    std::fs::write(&path, line.replace("\"end\":14", "\"end\":99"))
        .map_err(|e| crate::Error::io(&path, e))?;
    let error = GoldSentence::read(&Input::new(&path))
        .expect_err("the claim ends behind the sentence")
        .to_string();
    assert!(error.contains(":1: claim 1..99 lies outside"), "{error}");
    Ok(())
}
