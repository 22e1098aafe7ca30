//! What the splitter does with the layouts and signs of real pages, in sentences of our own.
//!
//! `‖` parts segments; `S`, `H`, `B`, `C` and `J` before each name its kind.

#![expect(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

use stance::{SentenceKind, SentenceSplitter};

fn kind(letter: &str) -> SentenceKind {
    match letter {
        "S" => SentenceKind::Sentence,
        "H" => SentenceKind::Heading,
        "B" => SentenceKind::Byline,
        "C" => SentenceKind::Caption,
        "J" => SentenceKind::Junk,
        other => panic!("no kind '{other}'"),
    }
}

/// Checks pages of segments, each written `K│segment‖` with the white space that follows it.
fn check(cases: &[&str]) {
    for case in cases {
        let mut text = String::new();
        let mut expected = Vec::new();
        for part in case.split('‖').filter(|part| !part.trim().is_empty()) {
            let (before, segment) = part.split_once('│').unwrap();
            let letter = before.trim();
            text.push_str(&before[..before.len() - before.trim_start().len()]);
            text.push_str(segment);
            expected.push((segment.trim().to_owned(), kind(letter)));
        }
        let found: Vec<(String, SentenceKind)> = SentenceSplitter::new()
            .split(&text)
            .iter()
            .map(|s| (s.span.of(&text).to_owned(), s.kind))
            .collect();
        assert_eq!(found, expected, "in {text:?}");
    }
}

#[test]
fn stops_in_arabic_text() {
    check(&[
        "S│وصل الوفد إلى جدة.‖ S│وغادر مساء.‖",
        // glued to the next word, to a quotation, to a bracket
        "S│هاجم الجيش مواقع \"داعش\".‖S│في المقابل نفت الحركة ذلك.‖",
        "S│انتهت الجلسة.‖S│\"لن نعود\" قال النائب.‖",
        "S│انتهت الجلسة.‖S│«لن نعود» قال النائب.‖",
        // a space before the stop, also with a quotation mark on either side
        "S│انتهت الجلسة بلا اتفاق .‖ S│وتعود اللجنة غدا .‖",
        "S│تحدث عن فصائل كـ “الجيش الحر” مثلا “.‖ S│ولم يزد.‖",
        "S│قال \"نحن باقون. \"‖ S│وأضاف \"لن نرحل \".‖",
        // other signs
        "S│هل يعود الوفد؟‖ S│لا أحد يعلم!‖ S│وربما لن يعود؟!‖ S│انتهى.‖",
        "S│متى تنتهي الحرب ؟‖ S│سؤال بلا جواب.‖",
        "S│تطالب النقابة بأمرين؛ زيادة الأجور؛ وخفض الساعات، كما قالت.‖",
        "S│اتفقا على ما يلي: وقف النار، وتبادل الأسرى.‖",
        // quotations of several sentences, quotation marks in any state
        "S│قال: \"نريد السلام.‖ S│ولن نقبل بغيره.‖ S│هذا قرارنا\".‖ S│ثم غادر.‖",
        "S│قال ”نريد السلام“.‖ S│ثم غادر ”القاعة.‖ S│وعاد بعد ساعة.‖",
        "S│(غاب الرئيس عن الجلسة.)‖ S│وحضر نائبه.‖",
        // a pause
        "S│نريد التعليم.. والصحة .. لا غير.‖ S│هذا كل شيء…‖",
        "S│قال ... ثم صمت طويلا.‖",
        // a comma after the quoted stop
        "S│سأل \"إلى متى؟\"، وغادر.‖",
        "S│وصفها بالسلمية (!) قبل أن تقع.‖",
    ]);
}

#[test]
fn dots_that_are_no_stops() {
    check(&[
        "S│بلغ العجز 7.9 مليارات، أي ٣.٥ في المئة، عند 10.30 مساء.‖ S│وتراجع لاحقا.‖",
        "S│قال د. سامي وأ. هند وأ.د. كمال إن م. رامي غائب.‖ S│وعاد.‖",
        "S│قال د\u{202A}.\u{202C} سامي ذلك.‖ S│وعاد.‖",
        "S│نقلت (أ.ف.ب) و(د. ب. أ.) و(يو .بي .آي) الخبر.‖ S│ونفته الوزارة.‖",
        "S│بني المعبد عام 300 ق.م. على التل.‖ S│ثم هدم.‖",
        "S│توفي عام 1956م.‖ S│وكان قد هاجر سنة 1375 هـ.‖ S│ولم يعد.‖",
        "S│نشر على موقع www.example.org وعلى https://example.com/a.b?c=d.‖ S│ثم حذفه.‖",
        "S│غرد بوسم #لا_للحرب.‖ S│ثم راسل press@example.org مباشرة.‖",
        "S│يعمل الفريق بلغة Node.js و.NET منذ عام.‖ S│والنتيجة جيدة.‖",
    ]);
}

#[test]
fn stops_in_latin_text() {
    check(&[
        "S│Mr. Smith of Acme Inc. met Gen. J. K. Jones at 5 p.m. on Sept. 3.‖ S│Nobody knew why.‖",
        "S│The U.S. Senate agreed.‖ S│The U.K. did not.‖ S│He left the U.S.‖ S│The rest stayed.‖",
        "S│“Why now?” she asked.‖ S│“I do not know,” he said.‖ S│“Ask the minister.”‖",
        "S│Prices rose 3.5 percent, e.g. for bread, cf. fig. 2.‖ S│Then they fell… and rose again.‖",
        "S│The talks failed.‖S│The envoy left.‖",
        "S│Write to Jane.Doe@example.com or see Report.Final.pdf today.‖ S│It was signed in 1999.‖S│That was all.‖",
        "S│The study is old. [12]‖ S│A new one is due.‖",
        "S│M. Dupont a rencontré Mme Martin.‖ S│« C'est fini. »‖ S│Il est parti !‖ S│Vraiment ?‖",
        "S│Le Dr. Petit, né en 300 av. J.-C. selon lui, a ri.‖ S│Les autres aussi.‖",
        "S│El Sr. Pérez llegó a EE.UU. el lunes.‖ S│¿Por qué?‖ S│¡Nadie lo sabe!‖ S│Volverá.‖",
        "S│La Dra. Ruiz y la sra. Gil firmaron.‖ S│Según ella, «no hay más».‖ S│Fin.‖",
    ]);
}

#[test]
fn stops_of_other_scripts() {
    check(&[
        "S│وزیر اعظم نے کہا۔‖ S│وہ چلے گئے۔‖",
        "S│彼は去った。‖S│私は残った。‖",
        "S│वह गया।‖ S│मैं रुका।‖",
    ]);
}

#[test]
fn wrapped_lines_are_joined() {
    check(&[
        "S│قال وزير الخارجية في مؤتمر صحافي عقده في\nالعاصمة إن بلاده لن تشارك في المؤتمر الذي\nدعت إليه المنظمة.‖ \
         S│وأضاف أن القرار نهائي\nولا رجعة فيه.‖",
        // ragged: short lines in the middle of a sentence
        "S│وفي كلمة ألقاها في\nالجلسة الختامية للمؤتمر الذي استضافته العاصمة أعرب\nالرئيس عن\nأمله في أن تصل الأطراف إلى تسوية قبل\nنهاية العام.‖",
        // carriage returns, and a stop alone on its line
        "S│أعلنت اللجنة موعد\r\nالانتخابات في المدينة\r\n.‖\r\nS│ولم تذكر السبب.‖",
        "S│The minister said on Monday that the country would\nnot take part in the conference that the organisation\nhad called for\nthe summer.‖ S│He did not say why.‖",
        "S│Le ministre a déclaré lundi que le pays ne prendrait\npas part à la conférence que l'organisation avait\nconvoquée pour l'été.‖ S│Il n'a pas dit pourquoi.‖",
        "S│He wrote the Dances, Op.\n46. in a month.‖ S│It was printed by D.\nF. Costello.‖",
        "S│The letter was signed by Mr.\nSmith and sent from the U.S.\nEmbassy on Sunday.‖",
    ]);
}

#[test]
fn headings_stand_alone() {
    check(&[
        "H│جولة محادثات جديدة\n‖S│قال وزير الخارجية إن الجولة ستعقد في جنيف الأسبوع المقبل بحضور جميع الأطراف.‖\n\
         H│خلاف على الجدول\n‖S│وأضاف أن الخلاف على جدول الأعمال ما زال قائما ولن يحل قبل وصول الوفود.‖",
        // two lines between paragraphs without a blank line
        "S│وختم الوزير بالقول إن بلاده ستواصل الجهود من أجل التوصل إلى اتفاق يرضي جميع الأطراف المعنية.‖\n\
         H│الناطق باسم الوفد: لا تنازل عن\nمطالبنا في الجولة المقبلة\n‖\
         S│من جانبه أكد الناطق باسم الوفد أن المطالب لم تتغير وأن الوفد سيعرضها مجددا في الجولة المقبلة.‖",
        // above a wrapped paragraph
        "H│الحكومة تدرس خفض الضرائب\n‖S│قال مسؤول في وزارة المالية إن الحكومة تدرس خفض\n\
         الضرائب على الشركات الصغيرة ابتداء من العام المقبل\nوإنها ستعرض المشروع على البرلمان في دورته القادمة.‖",
        "H│Tax cut planned\n\n‖S│The finance ministry is studying a tax cut for small companies, an official said.‖",
        // run into the dateline
        "H│قمة جديدة في الصيف‖ S│باريس – اتفق الزعماء على لقاء آخر.‖",
        "S│انتهى اللقاء.‖ H│أسعار النفط ترتفع‖ S│لندن (رويترز) - ارتفعت أسعار النفط اليوم.‖",
    ]);
}

#[test]
fn bylines_captions_and_menus() {
    check(&[
        "S│وصل الوفد إلى جدة مساء اليوم.‖\n\nB│المصدر : الجزيرة + وكالات‖",
        "S│وصل الوفد إلى جدة مساء اليوم.‖ B│(رويترز)‖",
        "J│اقرأ أيضا: قمة جديدة‖\n\nS│وصل الوفد إلى جدة مساء اليوم.‖\nJ│|‖",
        "S│وصل الوفد إلى جدة مساء اليوم.‖\nJ│* * *‖\nS│وغادر في الصباح.‖",
        "C│The delegation arrives at the airport of Jeddah on Monday.‖\nC│الوفد لدى وصوله إلى المطار (الفرنسية)‖\n\n\
         S│وصل الوفد إلى مدينة جدة مساء اليوم قبل ساعات من بدء الجلسة الأولى.‖ S│وغادر الوفد الآخر المدينة في الصباح.‖",
    ]);
}

#[test]
fn a_claim_without_a_stop_is_a_sentence() {
    check(&[
        "S│قال الوزير إن بلاده ترفض التدخل‖",
        "S│بوتين: لا حل عسكريا للأزمة‖",
        "S│The minister rejects the plan‖",
    ]);
}

#[test]
fn list_items_keep_their_numbers() {
    check(&[
        "S│1. انسحاب القوات من المدينة.‖\nS│2. تبادل الأسرى بين الطرفين.‖",
        "S│• 1. وقف إطلاق النار في المدينة فورا‖\nS│• 2. فتح المعابر أمام القوافل كلها‖\nS│• 3. تبادل الأسرى.‖",
        "S│a. The first point.‖\nS│b. The second point.‖",
        "S│• وقف إطلاق النار في المدينة فورا.‖\nS│• فتح المعابر أمام القوافل.‖",
    ]);
}

#[test]
fn nothing_comes_of_nothing() {
    for text in ["", " ", "\n\n", "\u{FEFF}", "\u{200F}\u{A0}\r\n"] {
        assert!(SentenceSplitter::new().split(text).is_empty(), "{text:?}");
    }
}
