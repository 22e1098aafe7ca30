//! Any text has claims that lie within it and do not overlap, in both languages.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use stance::{ClaimFinder, SentenceSplitter, Span};

static FINDERS: LazyLock<[ClaimFinder; 2]> = LazyLock::new(|| {
    [
        ClaimFinder::arabic().expect("the shipped lexicon"),
        ClaimFinder::open("en").expect("the shipped lexicon"),
    ]
});

fuzz_target!(|text: &str| {
    let sentences = SentenceSplitter::new().split(text);
    for finder in FINDERS.iter() {
        let mut end = 0;
        for claim in finder.find(text, &sentences) {
            assert!(end <= claim.span.start && claim.span.start < claim.span.end);
            end = claim.span.end;
            let cue = claim.cue.as_ref().map(|cue| cue.span);
            let speaker = claim.speaker.as_ref().and_then(|speaker| speaker.span);
            let parts: [Option<Span>; 4] = [cue, speaker, claim.target, claim.content];
            for part in parts.into_iter().flatten() {
                // Slicing panics if it does not lie on characters.
                assert!(!part.of(text).is_empty());
            }
        }
    }
});
