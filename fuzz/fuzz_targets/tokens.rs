//! Any text has words that lie in order, and folds to a text that folds to itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stance::text::normalise::normalise;
use stance::text::tokens::tokens;

fuzz_target!(|text: &str| {
    let mut end = 0;
    for word in tokens(text) {
        assert!(end <= word.start && word.start < word.end);
        assert!(!word.of(text).trim().is_empty());
        end = word.end;
    }
    let folded = normalise(text);
    assert_eq!(normalise(&folded), folded);
});
