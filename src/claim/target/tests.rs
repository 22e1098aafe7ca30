use std::collections::BTreeMap;

use super::super::assemble::end_word;
use super::super::cues::Reader;
use super::super::weights::{Piece, Weights, spelt};
use super::super::words::words;
use super::super::{ClaimFinder, quote};
use crate::span::Span;

/// The parties that may be the target of the first claim of a sentence.
fn parties(text: &str) -> Vec<&str> {
    let finder = ClaimFinder::arabic().expect("the shipped lexicon is right");
    let quotations = quote::quotations(text);
    let words = words(&finder.lexicon, text, &quotations);
    let reader = Reader::new(&finder.lexicon, &words, &quotations, (0, words.len()));
    let drafts = reader.read();
    let draft = drafts.first().expect("the sentence has a claim");
    let end = end_word(&reader, &drafts, 0);
    reader
        .candidates(text, draft, end)
        .into_iter()
        .map(|candidate| {
            let (first, end) = candidate.name;
            Span::new(words[first].noun, words[end - 1].span.end).of(text)
        })
        .collect()
}

#[test]
fn parties_end_before_the_verb_behind_them() {
    for (text, party) in [
        ("وقال الجبالي إن الحراس يأخذون الصناديق", "الحراس"),
        ("وقال الجبالي إن البلدية تجاهلت الطلب", "البلدية"),
        ("وقال الجبالي إن المدير أخفى الأوراق", "المدير"),
        ("وقال الجبالي إن دعم الأردن يحظى بإجماع", "الأردن"),
        ("وقال الجبالي إن الطريق وميليشيات تحرسه", "ميليشيات"),
    ] {
        assert!(parties(text).contains(&party), "{:?}", parties(text));
    }
}

#[test]
fn forms_that_the_lexicon_does_not_list_are_parties() {
    for (text, party) in [
        ("وقال الجبالي إن على شريكتها أن تدفع", "شريكتها"),
        ("وقال الجبالي إن مصانعها لوثت النهر", "مصانعها"),
        ("وقال الجبالي إن بكين تثمن عاليا دور جوبا", "جوبا"),
    ] {
        assert!(parties(text).contains(&party), "{:?}", parties(text));
    }
}

#[test]
fn objects_beside_the_subject_are_parties() {
    let beside = parties("دعت الهيئة المحسنين إلى التبرع");
    assert!(beside.contains(&"المحسنين"), "{beside:?}");
    let annexed = parties("ودعا رئيس حركة البناء إلى تطبيق القانون");
    assert!(!annexed.contains(&"حركة البناء"), "{annexed:?}");
    assert!(!annexed.contains(&"البناء"), "{annexed:?}");
}

#[test]
fn the_content_of_a_source_that_stands_first_has_parties() {
    let found = parties("وبحسب وزارة النقل، فإن الحكومة أهملت الميناء");
    assert!(found.contains(&"الحكومة"), "{found:?}");
}

#[test]
fn letters_pronouns_and_verbs_are_no_parties() {
    for text in [
        "اتهم الجبالي رئيسه بـ \"إهمال الميناء\"",
        "وقال الجبالي إن النائب بابكر لـ \"الميناء\" يشهد",
        "وقال الجبالي إنها يرفضون نقل الرصيف",
    ] {
        for party in parties(text) {
            let last = party.split(' ').next_back();
            assert!(!matches!(last, Some("بـ" | "لـ" | "يرفضون")), "{party}");
        }
    }
}

#[test]
fn names_are_told_from_words_that_no_list_has() {
    let finder = ClaimFinder::arabic().expect("the shipped lexicon is right");
    for (text, party, kind) in [
        (
            "وقال الجبالي إن رئيس الوزراء زمخدار تجاهل الطلب",
            "زمخدار",
            "name",
        ),
        (
            "وقال الجبالي إن محمد زمخدار تجاهل الطلب",
            "محمد زمخدار",
            "name",
        ),
        ("اتهمت تركيا زمخدار بالإهمال", "زمخدار", "unlisted"),
    ] {
        let quotations = quote::quotations(text);
        let words = words(&finder.lexicon, text, &quotations);
        let reader = Reader::new(&finder.lexicon, &words, &quotations, (0, words.len()));
        let drafts = reader.read();
        let found: Vec<(&str, &str)> = reader
            .candidates(text, &drafts[0], words.len())
            .iter()
            .map(|candidate| {
                let (first, end) = candidate.name;
                let name = Span::new(words[first].noun, words[end - 1].span.end);
                (name.of(text), candidate.kind)
            })
            .collect();
        assert!(found.contains(&(party, kind)), "{found:?}");
    }
}

#[test]
fn names_come_apart_as_features_gives_them() {
    let finder = ClaimFinder::arabic().expect("the shipped lexicon is right");
    let mut names = BTreeMap::new();
    let texts = [
        "اتهم الجبالي رئيسه والحكومة بإهمال الميناء ودعا تونس إلى المساعدة",
        "وقال الجبالي إن الحراس يأخذون الصناديق من بيت شريكتها",
        "وبحسب وزارة النقل، فإن الحكومة أهملت \"الميناء\" ومصر أن تدفع للبلدية",
    ];
    let each = |take: &mut dyn FnMut(&[Piece<'_>])| {
        for text in texts {
            let quotations = quote::quotations(text);
            let words = words(&finder.lexicon, text, &quotations);
            let reader = Reader::new(&finder.lexicon, &words, &quotations, (0, words.len()));
            for draft in reader.read() {
                for candidate in reader.candidates(text, &draft, words.len()) {
                    reader.features(text, &draft, &candidate, |name| take(name));
                }
            }
        }
    };
    each(&mut |name| {
        let weight = names.len() as f64;
        names.entry(spelt(name)).or_insert([weight]);
    });
    assert!(names.len() > 100, "{}", names.len());
    let rows = names
        .iter()
        .map(|(name, weight)| (1, name.clone(), *weight));
    let weights = Weights::new(rows, "target.csv").expect("they differ");
    each(&mut |name| assert_eq!(weights.get(name), names.get(&spelt(name)).copied()));
}
