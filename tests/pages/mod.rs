//! Pages to test, and what is read from them.

#![allow(dead_code, reason = "not every test uses all of it")]

use std::fs;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use stance::evaluate::{Evaluation, PredictedRow, Resampling, Run};
use stance::model::{Classifier, Question, TrainOptions};
use stance::report::html::{self, Entry, Mistake};
use stance::{Article, Dataset, Error, Input, Labels, Predictor};

/// An article that would like to be a program.
pub const HOSTILE: &str = "اتهم الوزير </p></details><script>document.title='taken'</script> \
    الشركة بتأخير العمل.\r\nدعا \"المدير\" <img src=\"http://example.org/x.png\" onerror=\"alert(1)\"> \
    جميع الأطراف إلى وقف القتال &amp; الحوار.\u{0}\u{202E}\n{{ 7 * 7 }} {% raw %}";

/// Two labels learned from a few sentences.
pub fn classifier() -> Classifier {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("train.csv");
    let mut csv = "text,label\n".to_owned();
    for (text, label) in [
        ("اتهم الوزير الشركة بتأخير العمل", "accusation"),
        ("حمل المدير الجيش مسؤولية القتال", "accusation"),
        ("دعا المدير الأطراف إلى الحوار", "proposal"),
        ("طالب الوزير الجيش بوقف القتال", "proposal"),
    ] {
        csv += &format!("{text},{label}\n").repeat(3);
    }
    fs::write(&file, csv).unwrap();
    let dataset = Dataset::read(&Input::new(file)).unwrap();
    Classifier::fit(&dataset, &TrainOptions::default()).unwrap()
}

fn article(id: &str, title: Option<&str>, text: &str) -> Article {
    Article {
        id: id.to_owned(),
        title: title.map(str::to_owned),
        text: text.to_owned(),
    }
}

/// Three articles, the first of which is hostile, and one that could not be read.
pub fn entries(classifier: &Classifier) -> Vec<Entry> {
    let predictor = Predictor::new(classifier).unwrap();
    let explain = |article| predictor.explain(article, 10);
    vec![
        explain(article(
            "\"><script>alert(1)</script>",
            Some("قال الوزير إن <b>العمل</b> مستمر"),
            HOSTILE,
        )),
        explain(article(
            "two",
            None,
            "اتهم محمود حسن الشركة بتأخير الأعمال.\n\nودعا محمود حسن الجيش إلى وقف القتال.",
        )),
        explain(article("three", None, "Nothing is said here.")),
        Err(Error::new("is no <UTF-8>")),
    ]
}

/// The page of these articles.
pub fn articles_page() -> String {
    let classifier = classifier();
    let entries = entries(&classifier);
    html::articles("a <model> & more", classifier.labels(), &entries).unwrap()
}

/// Four rows of labels that would like to be markup: the first and the third are
/// right, the second is wrong with 0.6, the fourth with 0.5.
pub fn four_rows() -> Run {
    let labels = Labels::new(["<b>accusation", "none", "proposal"]).unwrap();
    let probabilities = ndarray::array![
        [0.8, 0.1, 0.1],
        [0.3, 0.6, 0.1],
        [0.2, 0.7, 0.1],
        [0.1, 0.5, 0.4],
    ];
    let truth = [0, 0, 1, 2];
    let resampling = Resampling {
        seed: 1,
        replicates: 100,
    };
    Run {
        labels_file: "<i>labels.csv".to_owned(),
        labels_sha256: None,
        model: "a & b".to_owned(),
        gates: Vec::new(),
        against: None,
        evaluation: Evaluation::new(&labels, &truth, &probabilities, None, &resampling).unwrap(),
        learning_curve: Vec::new(),
        rows: PredictedRow::all(&labels, &[2, 3, 4, 5], &truth, &probabilities),
    }
}

/// The page of the four rows; the explanation is of another model, since only its
/// words matter.
pub fn evaluation_page() -> String {
    let run = four_rows();
    let text = format!("اتهم الوزير الشركة {HOSTILE}");
    let explanation = classifier()
        .explain("اتهم الوزير الشركة", &Question::default())
        .unwrap();
    let mistakes: Vec<Mistake> = (PredictedRow::worst_mistakes(&run.rows, 9).into_iter())
        .map(|row| Mistake {
            row: &run.rows[row],
            text: &text,
            explanation: Some(explanation.clone()),
        })
        .collect();
    html::run(&run, &mistakes).unwrap()
}

/// An element with its attributes and the text in it and in its children.
#[derive(Debug, Clone, Default)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub text: String,
}

impl Element {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str())
    }

    pub fn has_class(&self, class: &str) -> bool {
        self.attribute("class")
            .is_some_and(|own| own.split(' ').any(|own| own == class))
    }
}

/// The elements that have no end.
const VOID: [&str; 5] = ["meta", "link", "input", "br", "img"];

/// The elements of a page in the order of their ends.
///
/// Fails where an element is not ended inside the one that it began in.
#[track_caller]
pub fn elements(page: &str) -> Vec<Element> {
    let mut reader = Reader::from_str(page);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    // The script has && in it.
    reader.config_mut().allow_dangling_amp = true;
    let (mut open, mut done): (Vec<Element>, Vec<Element>) = (Vec::new(), Vec::new());
    loop {
        let event = reader.read_event().unwrap();
        match event {
            Event::Eof => break,
            Event::Start(tag) => {
                let mut element = element(&tag);
                // What stands in them is no markup.
                if matches!(element.name.as_str(), "script" | "style") {
                    let raw = reader.read_text(tag.name()).unwrap();
                    element.text = raw.decode().unwrap().into_owned();
                    done.push(element);
                    continue;
                }
                match VOID.contains(&element.name.as_str()) {
                    true => done.push(element),
                    false => open.push(element),
                }
            }
            Event::Empty(tag) => done.push(element(&tag)),
            Event::End(tag) => {
                let name = String::from_utf8(tag.name().as_ref().to_vec()).unwrap();
                let element = open.pop().unwrap();
                assert_eq!(element.name, name, "ended after {}", element.text);
                if let Some(parent) = open.last_mut() {
                    parent.text.push_str(&element.text);
                }
                done.push(element);
            }
            Event::Text(text) => {
                if let Some(parent) = open.last_mut() {
                    parent.text.push_str(&text.decode().unwrap());
                }
            }
            Event::GeneralRef(reference) => {
                let name = reference.decode().unwrap();
                let decoded = quick_xml::escape::unescape(&format!("&{name};"))
                    .unwrap()
                    .into_owned();
                if let Some(parent) = open.last_mut() {
                    parent.text.push_str(&decoded);
                }
            }
            Event::DocType(_) => {}
            other => panic!("unexpected in a page: {other:?}"),
        }
    }
    assert!(open.is_empty(), "not ended: {open:?}");
    done
}

fn element(tag: &BytesStart) -> Element {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    Element {
        name: text(tag.name().as_ref()),
        attributes: (tag.html_attributes())
            .map(|attribute| {
                let attribute = attribute.unwrap();
                let value = text(&attribute.value);
                let value = quick_xml::escape::unescape(&value).unwrap().into_owned();
                (text(attribute.key.as_ref()), value)
            })
            .collect(),
        text: String::new(),
    }
}
