//! The pages, without a browser.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic and say why it skips"
)]

mod pages;

use std::collections::HashSet;
use std::fs;
use std::process::{Command, Output};

use pages::{Element, articles_page, classifier, elements, entries, evaluation_page, four_rows};
use stance::evaluate::PredictedRow;
use stance::{Labels, Overview, Place, Prediction, SentenceKind, SentencePlace, SpeakerPlace, Tag};

fn named<'e>(elements: &'e [Element], name: &str) -> Vec<&'e Element> {
    elements.iter().filter(|own| own.name == name).collect()
}

#[test]
fn nothing_is_fetched_from_anywhere() {
    for page in [articles_page(), evaluation_page()] {
        for element in elements(&page) {
            for (name, value) in &element.attributes {
                match name.as_str() {
                    "src" | "srcset" | "action" | "data" | "poster" | "style" => {
                        panic!("{element:?}")
                    }
                    "href" => assert!(value.starts_with('#') || value == "data:,", "{value}"),
                    own => assert!(!own.starts_with("on"), "{element:?}"),
                }
            }
            if element.name == "style" || element.name == "script" {
                for address in ["://", "url(", "@import", "fetch(", "import("] {
                    assert!(!element.text.contains(address), "{address}");
                }
            }
        }
        assert!(page.contains("default-src 'none'"));
    }
}

#[test]
fn markup_in_an_article_stays_text() {
    let page = articles_page();
    let found = elements(&page);
    assert_eq!(named(&found, "script").len(), 1);
    for name in ["img", "b"] {
        let added = named(&found, name).len();
        // The numbers of an explanation are the only bold words.
        let own = page.matches("<b>+").count() + page.matches("<b>−").count();
        assert_eq!(added, if name == "b" { own } else { 0 }, "{name}");
    }
    let text = &named(&found, "body")[0].text;
    for part in [
        "</p></details><script>document.title='taken'</script>",
        "<img src=\"http://example.org/x.png\" onerror=\"alert(1)\">",
        "&amp; الحوار",
        "{{ 7 * 7 }} {% raw %}",
        "<b>العمل</b>",
        "\"><script>alert(1)</script>",
        "a <model> & more",
        "is no <UTF-8>",
    ] {
        assert!(text.contains(part), "{part}");
    }
    assert!(!page.contains('\u{0}') && !page.contains('\r'));

    let page = evaluation_page();
    let found = elements(&page);
    assert_eq!(named(&found, "script").len(), 0);
    assert_eq!(named(&found, "img").len(), 0);
    assert_eq!(named(&found, "i").len(), 0);
    let text = &named(&found, "body")[0].text;
    for part in ["<b>accusation", "<i>labels.csv", "a & b", "<script>"] {
        assert!(text.contains(part), "{part}");
    }
}

#[test]
fn a_claim_is_marked_once_and_has_a_row() {
    let classifier = classifier();
    let claims: Vec<Prediction> = (entries(&classifier).iter().flatten())
        .flat_map(|entry| entry.claims.clone())
        .collect();
    assert!(claims.len() >= 4, "{claims:?}");
    let page = articles_page();
    let found = elements(&page);
    let ids: Vec<&str> = found.iter().filter_map(|own| own.attribute("id")).collect();
    let unique: HashSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "an id stands twice");
    for element in named(&found, "a") {
        let to = element.attribute("href").unwrap().trim_start_matches('#');
        assert!(unique.contains(to), "{to} leads nowhere");
    }
    let rows = named(&found, "tr");
    for (number, claim) in (1..).zip(&claims) {
        let (row, mark) = (format!("r{number}"), format!("c{number}"));
        let row = rows.iter().find(|own| own.attribute("id") == Some(&row));
        let row = &row.unwrap().text;
        assert!(row.contains(claim.tag.stance.as_deref().unwrap()), "{row}");
        if let Some(name) = claim.speaker_name() {
            assert!(row.contains(name), "{row}");
        }
        let parts = found.iter().filter(|own| own.has_class("claim"));
        let to = format!("#r{number}");
        let parts: Vec<_> = parts
            .filter(|own| own.attribute("href") == Some(&to))
            .collect();
        assert_eq!(parts[0].attribute("id"), Some(mark.as_str()));
        let hint = parts[0].attribute("title").unwrap();
        assert!(
            hint.starts_with(claim.tag.stance.as_deref().unwrap()),
            "{hint}"
        );
        assert!(hint.contains("why not "), "{hint}");
    }
    assert_eq!(
        rows.iter()
            .filter(|own| own.attribute("id").is_some())
            .count(),
        claims.len()
    );
}

#[test]
fn every_line_of_an_article_runs_in_its_own_direction() {
    let found = elements(&articles_page());
    let lines: Vec<_> = (named(&found, "p").into_iter())
        .filter(|own| own.attribute("dir") == Some("auto"))
        .collect();
    // A title, three lines, two and one.
    assert_eq!(lines.len(), 7);
    assert!(lines[6].text.ends_with("Nothing is said here."));
    // Only the second article has a blank line.
    let gaps: Vec<_> = lines.iter().filter(|own| own.has_class("gap")).collect();
    assert_eq!(gaps.len(), 1);
    assert!(gaps[0].text.ends_with("الجيش إلى وقف القتال."));
}

#[test]
fn the_report_shows_the_matrix_the_curves_and_the_worst_mistakes() {
    assert_eq!(PredictedRow::worst_mistakes(&four_rows().rows, 9), [1, 3]);
    assert_eq!(PredictedRow::worst_mistakes(&four_rows().rows, 1), [1]);
    let found = elements(&evaluation_page());
    let cells: Vec<&str> = (named(&found, "td").into_iter())
        .filter(|own| {
            own.attribute("class")
                .is_some_and(|own| own.starts_with('h'))
        })
        .map(|own| own.text.as_str())
        .collect();
    assert_eq!(cells, ["1", "1", "0", "0", "1", "0", "0", "1", "0"]);
    let diagonal = found.iter().filter(|own| own.has_class("diagonal")).count();
    assert_eq!(diagonal, 3);
    let titles: Vec<&str> = (named(&found, "title").into_iter())
        .filter(|own| own.attribute("id").is_some())
        .map(|own| own.text.as_str())
        .collect();
    assert_eq!(
        titles,
        [
            "Precision over recall, by label",
            "Accuracy over the highest probability",
            "Errors over coverage"
        ]
    );
    let mistakes: Vec<_> = (named(&found, "tr").into_iter())
        .filter(|own| own.text.contains("اتهم"))
        .collect();
    assert_eq!(mistakes.len(), 2);
    assert!(mistakes[0].text.starts_with('3') && mistakes[0].text.contains("0.600"));
    assert!(mistakes[1].text.starts_with('5') && mistakes[1].text.contains("0.500"));
    let body = &named(&found, "body")[0].text;
    assert!(body.contains("The worst mistakes: 2 of 2"));
}

#[test]
fn curves_of_a_run_are_those_of_its_probabilities() {
    let curves = four_rows().precision_recall_curves();
    // proposal: 0.4 is right; then 0.1 three times.
    let points: Vec<(f64, f64)> = (curves[2].iter())
        .map(|point| (point.recall, point.precision))
        .collect();
    assert_eq!(points, [(1.0, 1.0), (1.0, 0.25)]);
    // none: 0.7 is right, 0.6, 0.5 and 0.1 are not.
    let points: Vec<f64> = curves[1].iter().map(|point| point.precision).collect();
    assert_eq!(points, [1.0, 0.5, 1.0 / 3.0, 0.25]);
}

/// A claim of these words.
fn claim(speaker: Option<&str>, target: Option<&str>, stance: Option<&str>) -> Prediction {
    Prediction {
        article: "a".into(),
        field: None,
        sentence: SentencePlace {
            start: 0,
            end: 1,
            kind: SentenceKind::Sentence,
        },
        start: 0,
        end: 1,
        text: "x".into(),
        cue: None,
        speaker: speaker.map(|name| SpeakerPlace {
            text: None,
            start: None,
            end: None,
            name: Some(name.into()),
        }),
        target: target.map(|words| Place {
            text: words.into(),
            start: 0,
            end: 1,
        }),
        quote: None,
        content: None,
        tag: Tag {
            stance: stance.map(Into::into),
            confidence: Some(0.5),
            abstained: stance.is_none(),
            probabilities: [].into(),
        },
    }
}

#[test]
fn speakers_are_counted_by_their_folded_names() {
    let labels = Labels::new(["accusation", "none"]).unwrap();
    let no_claim = Prediction {
        tag: Tag::default(),
        ..claim(Some("أحمد"), None, None)
    };
    let claims = [
        claim(Some("كيري"), Some("روسيا"), Some("none")),
        claim(Some("أحمد"), Some("إيران"), Some("accusation")),
        claim(Some("احمد"), Some("ايران"), Some("accusation")),
        claim(Some("أحمد"), None, None),
        claim(None, Some("إيران"), Some("none")),
        no_claim,
    ];
    let overview = Overview::new(&labels, &claims);
    assert_eq!((overview.claims, overview.all.total()), (5, 5));
    assert_eq!(overview.all.counts, [2, 2]);
    assert_eq!(overview.all.abstained, 1);
    assert_eq!(overview.unnamed.counts, [0, 1]);
    let speakers: Vec<_> = (overview.speakers.iter())
        .map(|(name, own)| (name.as_str(), own.counts.clone(), own.abstained))
        .collect();
    assert_eq!(speakers, [("أحمد", vec![2, 0], 1), ("كيري", vec![0, 1], 0)]);
    let pairs: Vec<_> = (overview.pairs.iter())
        .map(|pair| (pair.speaker.as_str(), pair.target.as_str(), pair.claims))
        .collect();
    assert_eq!(pairs, [("أحمد", "إيران", 2), ("كيري", "روسيا", 1)]);
}

fn stance(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_stance"))
        .args(arguments)
        .output()
        .unwrap()
}

#[test]
fn the_command_writes_the_page_and_refuses_what_does_not_go_with_it() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let (model, text, out) = (path("m.model"), path("a.txt"), path("a.html"));
    classifier().save(path("m.model").as_ref()).unwrap();
    fs::write(&text, pages::HOSTILE).unwrap();
    let predict = ["predict", "-m", &model, "--format", "html", &text];
    let output = stance(&[&predict[..], &["-o", &out]].concat());
    assert!(output.status.success(), "{output:?}");
    let page = fs::read_to_string(&out).unwrap();
    assert!(named(&elements(&page), "a").len() >= 2);
    for (more, says) in [
        (&["--all"][..], "--all adds nothing to the page"),
        (&["--by", "row"], "the page is made of articles"),
        (&["--by", "article"], "the page is made of articles"),
    ] {
        let output = stance(&[&predict[..], more].concat());
        assert_eq!(output.status.code(), Some(2));
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn a_report_has_a_page_that_the_same_seed_repeats() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let (model, labels) = (path("m.model"), path("labels.csv"));
    classifier().save(path("m.model").as_ref()).unwrap();
    fs::write(
        &labels,
        "text,label\nاتهم المدير الجيش,accusation\nاتهم المدير الجيش بالقتال,proposal\n",
    )
    .unwrap();
    let evaluate = ["evaluate", "-m", &model, &labels, "--format", "html"];
    let output = stance(&[&evaluate[..], &["--report", &path("report")]].concat());
    assert!(output.status.success(), "{output:?}");
    let page = fs::read(folder.path().join("report/report.html")).unwrap();
    assert!(page == output.stdout, "the two pages differ");
    let page = String::from_utf8(page).unwrap();
    assert!(page.contains("The worst mistakes: 1 of 1"));
    assert!(page.contains("not proposal:"));
}
