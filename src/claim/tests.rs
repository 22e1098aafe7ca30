use proptest::prelude::*;

use super::*;
use crate::text::normalise::normalise;

fn arabic() -> ClaimFinder {
    ClaimFinder::arabic().expect("the shipped lexicon is right")
}

/// Cue, speaker and kind of quotation of a claim.
type Parts<'t> = (&'t str, Option<&'t str>, &'static str);

fn claims<'t>(finder: &ClaimFinder, text: &'t str) -> Vec<Parts<'t>> {
    let part = |span: Span| span.of(text);
    finder
        .find_in_sentence(text)
        .iter()
        .map(|claim| {
            (
                claim.cue.as_ref().map_or("", |cue| part(cue.span)),
                claim
                    .speaker
                    .as_ref()
                    .and_then(|speaker| speaker.span)
                    .map(part),
                claim.quote.map_or("", QuoteKind::as_str),
            )
        })
        .collect()
}

fn targets(text: &str) -> Vec<Option<&str>> {
    let found = arabic().find_in_sentence(text);
    found
        .iter()
        .map(|claim| claim.target.map(|span| span.of(text)))
        .collect()
}

#[test]
fn speakers_before_and_after_the_verb() {
    let finder = arabic();
    let cases = [
        ("قال مدير الميناء إن الرصيف مغلق", "قال", "مدير الميناء"),
        (
            "مدير الميناء سمير الجبالي يقول إن الرصيف مغلق",
            "يقول",
            "سمير الجبالي",
        ),
        (
            "وأكّدت وزيرة النقل المغربية هدى برادة، في بيان، أن الخط سيعود",
            "أكّدت",
            "هدى برادة",
        ),
        (
            "أكدت وزيرة الخارجية هدى برادة أن المعبر مفتوح",
            "أكدت",
            "هدى برادة",
        ),
        ("طالبت سفيرة النرويج بفتح المعبر", "طالبت", "سفيرة النرويج"),
        (
            "وقال الوزيران بيرغكفيست وتوملينسون إن المعبر مفتوح",
            "قال",
            "بيرغكفيست وتوملينسون",
        ),
        (
            "دعا السفيران الفنلندي والدنماركي إلى فتح المعبر",
            "دعا",
            "السفيران الفنلندي والدنماركي",
        ),
        (
            "وكان رئيس الوفد، جواد الحلاق، قد أعلن أن الجولة انتهت",
            "أعلن",
            "جواد الحلاق",
        ),
        (
            "في المقابل نفى مصدر عسكري أن تكون القوات انسحبت",
            "نفى",
            "مصدر عسكري",
        ),
        ("الحلاق: لن نوقع قبل نشر الخرائط", ":", "الحلاق"),
        (
            "وصل القطار متأخرا بسبب الثلوج، وفق وزارة النقل",
            "وفق",
            "وزارة النقل",
        ),
        (
            "ونقلت وكالة الأنباء عن الجبالي قوله إن السفن تنتظر",
            "قوله",
            "الجبالي",
        ),
        (
            "وجه سكان الحي انتقادات إلى البلدية بسبب النفايات",
            "انتقادات",
            "سكان الحي",
        ),
        (
            "\"لن نرحل من هنا\"، تقول المزارعة سعاد المهدي",
            "تقول",
            "سعاد المهدي",
        ),
    ];
    for (text, cue, speaker) in cases {
        let found = claims(&finder, text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!((found[0].0, found[0].1), (cue, Some(speaker)), "{text}");
    }
}

#[test]
fn narration_and_homographs_are_no_claims() {
    let finder = arabic();
    for text in [
        "نقل الجرحى إلى المستشفى بعد انهيار السقف",
        "ارتفع سعر الطن إلى أربعين دينارا في السوق",
        "يذكر أن الجسر بني قبل ستين عاما",
        "جرى الاحتفال بين النهرين في يوم مشمس",
        "من المقرر أن تعلن الشركة أرباحها الأسبوع المقبل",
        "وكان الرجل على سبيل القول المأثور قليل الكلام",
        "رفع العمال العلم فوق المبنى الجديد",
        "استعاد الفريق عدة نقاط كان المنافس قد كسبها في الشوط الأول",
        "شهد الشاطئ عواصف شديدة إضافة إلى أمواج عالية",
        "فيينا: ثلاثة معارض للخط العربي هذا الشهر",
    ] {
        assert_eq!(claims(&finder, text), [], "{text}");
    }
}

#[test]
fn each_cue_with_content_opens_a_claim() {
    let text = "وأكد الجبالي أن العمل مستمر، وأعرب عن أسفه للتأخير، مشيرا إلى أن الشركة ستعوض التجار، لكن نقابة البحارة نفت ذلك.";
    let found = arabic().find_in_sentence(text);
    let parts: Vec<&str> = found.iter().map(|claim| claim.span.of(text)).collect();
    assert_eq!(
        parts,
        [
            "أكد الجبالي أن العمل مستمر",
            "أعرب عن أسفه للتأخير",
            "مشيرا إلى أن الشركة ستعوض التجار",
            "نقابة البحارة نفت ذلك.",
        ]
    );
    let speakers: Vec<_> = claims(&arabic(), text)
        .into_iter()
        .map(|claim| claim.1)
        .collect();
    let jabali = Some("الجبالي");
    assert_eq!(speakers, [jabali, jabali, jabali, Some("نقابة البحارة")]);
}

#[test]
fn a_claim_alone_is_its_whole_sentence() {
    let text = "  في السياق ذاته، قال الجبالي إن الرصيف مغلق.  ";
    let found = arabic().find_in_sentence(text);
    assert_eq!(found[0].span.of(text), text.trim());
    assert_eq!(
        found[0].content.map(|span| span.of(text)),
        Some("الرصيف مغلق.")
    );
}

#[test]
fn a_claim_without_words_has_no_content() {
    for text in ["قال Jكتاب", "قال المدير."] {
        for claim in arabic().find_in_sentence(text) {
            assert!(claim.content.is_none_or(|content| !content.is_empty()));
        }
    }
    let claim = arabic().find_in_sentence("قال Jكتاب").remove(0);
    assert_eq!((claim.speaker.is_some(), claim.content), (true, None));
}

#[test]
fn what_is_reported_inside_stays_inside() {
    let found = claims(
        &arabic(),
        "قال المتحدث إن رئيس البلدية الذي وعد بالحل طلب مهلة",
    );
    assert_eq!(found, [("قال", Some("المتحدث"), "indirect")]);
}

#[test]
fn kinds_of_quotations() {
    let finder = arabic();
    for (text, kind) in [
        ("قال الجبالي إن الرصيف مغلق", "indirect"),
        ("قال الجبالي: «الرصيف مغلق والسفن تنتظر»", "direct"),
        ("قال الجبالي إن “الرصيف مغلق والسفن تنتظر”.", "direct"),
        (
            "قال الجبالي إن الرصيف \"مغلق حتى إشعار آخر\" منذ أمس",
            "mixed",
        ),
        (
            "قال الجبالي إن سفينة تابعة لشركة \"البحر الأزرق\" غرقت",
            "indirect",
        ),
        // Nobody closed the quotation.
        ("قال الجبالي: \"الرصيف مغلق والسفن تنتظر", "direct"),
    ] {
        assert_eq!(claims(&finder, text)[0].2, kind, "{text}");
    }
}

#[test]
fn targets_stand_where_the_cue_keeps_a_place() {
    assert_eq!(
        targets("اتهمت نقابة البحارة شركة الموانئ بإخفاء التقرير"),
        [Some("شركة الموانئ")]
    );
    assert_eq!(
        targets("دعا الجبالي الحكومة الأردنية إلى فتح الرصيف"),
        [Some("الحكومة الأردنية")]
    );
    assert_eq!(
        targets("وقال الجبالي إن بلاده مستعدة للتعاون مع اليابان"),
        [Some("اليابان")]
    );
}

/// Name of the speaker of each claim of an article, a line a sentence.
fn names(text: &str) -> Vec<Option<String>> {
    let mut start = 0;
    let mut sentences = Vec::new();
    for line in text.split_inclusive('\n') {
        sentences.push(Sentence {
            span: Span::new(start, start + line.trim_end().len()),
            kind: SentenceKind::Sentence,
        });
        start += line.len();
    }
    let found = arabic().find(text, &sentences);
    found
        .into_iter()
        .map(|claim| claim.speaker.and_then(|speaker| speaker.name))
        .collect()
}

#[test]
fn speakers_are_resolved_over_the_article() {
    let text = "قال وزير النقل سمير الجبالي إن الخط سيعود.\n\
        وأضاف أن التذاكر رخيصة.\n\
        ورأت الباحثة هدى برادة أن الأسعار مرتفعة.\n\
        وأكدت أن الدراسة جاهزة.\n\
        وشدد الجبالي على أن العمل مستمر.\n\
        وقال وزير النقل إن الجدول سينشر غدا.";
    let jabali = || Some("سمير الجبالي".to_owned());
    let barada = || Some("هدى برادة".to_owned());
    assert_eq!(
        names(text),
        [jabali(), jabali(), barada(), barada(), jabali(), jabali()]
    );
}

#[test]
fn english_is_data() {
    let finder = ClaimFinder::for_language("en").expect("English is shipped");
    let cases: [(&str, &[Parts<'_>]); 7] = [
        (
            "Transport Minister Karim Haddad said that the line would reopen.",
            &[("said", Some("Karim Haddad"), "indirect")],
        ),
        (
            "Haddad accused Turkey of closing the port, and urged Egypt to help.",
            &[
                ("accused", Some("Haddad"), "indirect"),
                ("urged", Some("Haddad"), "indirect"),
            ],
        ),
        (
            "\"The port is closed for a week,\" said Anna Bell.",
            &[("said", Some("Anna Bell"), "direct")],
        ),
        (
            "Two ships sank, according to the harbour police.",
            &[("according", Some("the harbour police"), "indirect")],
        ),
        (
            "Haddad: we will not sign",
            &[(":", Some("Haddad"), "indirect")],
        ),
        ("The report that the bridge had fallen was read aloud.", &[]),
        ("The ship left the port at noon.", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(claims(&finder, text), expected, "{text}");
    }
}

#[test]
fn english_claims_have_targets() {
    let finder = ClaimFinder::for_language("en").expect("English is shipped");
    for (text, expected) in [
        (
            "The spokesman said that Brandt must resign.",
            Some("Brandt"),
        ),
        ("Anna Weber demanded that Polk resign.", Some("Polk")),
        ("Haddad accused Turkey of closing the port.", Some("Turkey")),
        ("Haddad said it would rain.", None),
    ] {
        let claims = finder.find_in_sentence(text);
        let targets: Vec<_> = claims.iter().map(|claim| claim.target).collect();
        assert_eq!(targets.len(), 1, "{text}");
        assert_eq!(targets[0].map(|span| span.of(text)), expected, "{text}");
    }
}

#[test]
fn unknown_languages_and_bad_lexicons_are_errors() -> Result<()> {
    let error = ClaimFinder::for_language("xx")
        .expect_err("no such language")
        .to_string();
    assert!(
        error.contains("'xx'") && error.contains("ar, en"),
        "{error}"
    );

    let folder = tempfile::tempdir().map_err(|e| Error::io(".", e))?;
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).map_err(|e| Error::io(name, e))
    };
    let error = ClaimFinder::from_folder(folder.path())
        .expect_err("an empty folder")
        .to_string();
    assert!(error.contains("verbs.csv"), "{error}");
    write(
        "verbs.csv",
        "lemma,present,participle,noun,class,target,frame\ndixit,dicit,dicens,,report,,*\n",
    )?;
    write(
        "affixes.csv",
        "kind,stem,cut,suffix,gender,number\npast,,,,,\n",
    )?;
    write(
        "language.csv",
        "setting,value\norder,subject-first\nnames,capitalised\n",
    )?;
    let finder = ClaimFinder::from_folder(folder.path())?;
    assert_eq!(
        claims(&finder, "Marcus dixit omnia bona"),
        [("dixit", Some("Marcus"), "indirect")]
    );
    write("words.csv", "form,class\nquod,complementiser\n")?;
    let error = ClaimFinder::from_folder(folder.path())
        .expect_err("a class that is none")
        .to_string();
    assert!(
        error.contains("words.csv:2: unknown class 'complementiser'"),
        "{error}"
    );
    Ok(())
}

/// Rows are sorted, unlike each other and written without vowel marks.
#[test]
fn tables_are_in_order() {
    for (language, files) in shipped::LEXICONS {
        for (name, content) in *files {
            let place = format!("{language}/{name}");
            let mut reader = csv::Reader::from_reader(content.as_bytes());
            let rows: Vec<Vec<String>> = reader
                .records()
                .map(|row| row.expect("a row").iter().map(str::to_owned).collect())
                .collect();
            for pair in rows.windows(2) {
                assert!(
                    pair[0] < pair[1],
                    "{place}: {:?} stands before {:?}",
                    pair[0],
                    pair[1]
                );
            }
            for field in rows.iter().flatten() {
                assert_eq!(field.trim(), field, "{place}");
                let marked = |c: char| ('\u{64B}'..='\u{652}').contains(&c) || c == '\u{640}';
                assert!(!field.contains(marked), "{place}: {field} bears marks");
                if name.ends_with("names.csv") || name.ends_with("nouns.csv") {
                    assert!(!normalise(field).is_empty(), "{place}");
                }
            }
        }
    }
}

/// Pieces that make the rules work: cues, titles, marks, function words.
const PIECES: &str = "(قال|وأكد|أن|إن|الوزير|سمير|الجبالي|مشيرا|إلى|عن|نقلت|قوله|وجه|انتقادات|\"|“|”|«|»|:|،|\\.|\n|بحسب|على|لكن|و|الذي|كل|من|ذ|7|said| |x|وزارة|روسيا|لن){0,30}";

proptest! {
    #[test]
    fn no_text_makes_it_panic(text: String) {
        for language in ["ar", "en"] {
            let _ = finder(language).find_in_sentence(&text);
        }
    }

    #[test]
    fn claims_lie_in_their_sentence_and_apart(pieces in proptest::collection::vec(PIECES, 0..3)) {
        let text = pieces.join(" ");
        let mut sentences = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            sentences.push(Sentence { span: Span::new(start, start + line.len()), kind: SentenceKind::Sentence });
            start += line.len();
        }
        let claims = finder("ar").find(&text, &sentences);
        for claim in &claims {
            let sentence = sentences[claim.sentence].span;
            prop_assert!(sentence.contains(claim.span));
            let parts = [
                claim.cue.as_ref().map(|cue| cue.span),
                claim.content,
                claim.target,
                claim.speaker.as_ref().and_then(|speaker| speaker.span),
            ];
            for part in parts.into_iter().flatten() {
                prop_assert!(sentence.contains(part), "{part:?} of {claim:?}");
                prop_assert!(text.get(part.start..part.end).is_some());
            }
        }
        for pair in claims.windows(2) {
            prop_assert!(pair[0].span.end <= pair[1].span.start, "{pair:?}");
        }
    }
}

/// Reading a lexicon takes longer than a case.
fn finder(language: &str) -> &'static ClaimFinder {
    static FINDERS: std::sync::OnceLock<Vec<ClaimFinder>> = std::sync::OnceLock::new();
    let finders = FINDERS.get_or_init(|| {
        let shipped = ["ar", "en"].into_iter();
        shipped
            .map(|code| ClaimFinder::for_language(code).expect("it is shipped"))
            .collect()
    });
    &finders[usize::from(language == "en")]
}
