use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::features::Extractor;

/// An extractor for texts with one group.
fn one(view: View, tfidf: Tfidf) -> Extractor {
    Extractor::new(vec![FeatureGroup {
        name: "one".into(),
        view,
        weight: 0.5,
        tfidf,
    }])
    .unwrap()
}

/// A row by columns.
#[derive(Default)]
struct Row {
    cells: Vec<(u32, f64)>,
    /// How many of them are of groups that have ended.
    ended: usize,
}

impl Sums<u32> for Row {
    fn add(&mut self, &column: &u32, weight: f64) {
        self.cells.push((column, weight));
    }

    fn end_group(&mut self, scale: f64) {
        let group = self.cells[self.ended..].iter_mut();
        group.for_each(|(_, value)| *value *= scale);
        self.ended = self.cells.len();
    }
}

/// The scan gives each text the row of the extractor.
fn check(extractor: &FittedExtractor, texts: &[String]) {
    let scan = Scan::new(extractor, |column| column).unwrap();
    let mut scratch = scan.scratch();
    for text in texts {
        let matrix = extractor.transform(&[text]);
        let (columns, values) = matrix.row(0);
        let mut row = Row::default();
        scan.add(text, &mut scratch, &mut row);
        assert_eq!(row.ended, row.cells.len());
        row.cells.sort_unstable_by_key(|(column, _)| *column);
        let own: Vec<u32> = row.cells.iter().map(|(column, _)| *column).collect();
        assert_eq!(own, columns, "{text:?}");
        for ((_, own), value) in row.cells.iter().zip(values) {
            assert!(
                (own - f64::from(*value)).abs() < 1e-6,
                "{own} {value} {text:?}"
            );
        }
    }
}

const TEXTS: [&str; 8] = [
    "قال الوزير إن بلاده تدعم السلام في المنطقة، ولا بد من وقف إطلاق النار",
    "اتّهمت الحكومــة المعارضة بتدبير «الهجوم» على المدينة، وقالت إن ٣٫٥ ملايين تضرروا",
    "وأكد الرئيس أن قرار المحكمة غير قانوني  ودعا إلى التعاون مع الأمم المتحدة",
    "طالبت المنظمة بوقف المجازر: «يجب أن يتوقف القصف» و قالت ذلك",
    "The café said: “No comment.” The cafe\u{301} was closed…",
    "ﻻ إلٰه إلا ﷲ و ا\u{653}ب ـــ a\u{200C}b \u{200F}c\u{200B}d",
    "a b a b a b c",
    "",
];

fn owned() -> Vec<String> {
    TEXTS.map(String::from).to_vec()
}

#[test]
fn rows_are_those_of_the_extractor() {
    let of_view = |low, high| {
        Tfidf::new(Analyzer::Word)
            .ngram_range(low, high)
            .normalise(false)
            .min_token_chars(1)
    };
    let words = |low, high| Tfidf::new(Analyzer::Word).ngram_range(low, high);
    let characters = |analyzer, low, high| Tfidf::new(analyzer).ngram_range(low, high);
    for extractor in [
        Extractor::default(),
        Extractor::general(),
        one(View::Text, words(1, 2)),
        one(View::Text, words(2, 3).min_token_chars(3)),
        one(View::Text, words(1, 3).sublinear_tf(true)),
        // A frequent word is no term, its bigrams are.
        one(View::Text, words(1, 2).min_token_chars(1).max_df(0.3)),
        one(View::Text, characters(Analyzer::Char, 2, 5).max_df(0.3)),
        one(View::Text, characters(Analyzer::Char, 1, 1)),
        one(View::Text, characters(Analyzer::CharWb, 2, 5)),
        // Words shorter than the n-grams are n-grams.
        one(
            View::Text,
            characters(Analyzer::CharWb, 4, 6).max_features(50),
        ),
        one(View::Stems, of_view(1, 2)),
        one(View::Cue, of_view(1, 2)),
        one(View::Content, of_view(1, 2)),
        one(View::Classes, of_view(1, 3)),
        one(View::Acts, of_view(1, 3)),
    ] {
        check(&extractor.fit(&TEXTS).unwrap(), &owned());
    }
}

#[test]
fn other_readings_of_a_view_are_left_to_the_extractor() {
    for extractor in [
        one(View::Text, Tfidf::new(Analyzer::Word).normalise(false)),
        one(View::Stems, Tfidf::new(Analyzer::Word)),
        one(View::Stems, Tfidf::new(Analyzer::Char).normalise(false)),
    ] {
        assert!(Scan::new(&extractor.fit(&TEXTS).unwrap(), |_| ()).is_none());
    }
}

#[test]
fn long_texts_and_words_have_their_rows() {
    let long = [
        "وزارة".repeat(300),
        "قال الوزير ".repeat(300),
        " ".repeat(900),
    ];
    let mut texts = owned();
    texts.extend(long);
    for extractor in [Extractor::default(), Extractor::general()] {
        check(&extractor.fit(&texts).unwrap(), &texts);
    }
}

static FITTED: LazyLock<[FittedExtractor; 2]> = LazyLock::new(|| {
    [Extractor::default(), Extractor::general()].map(|extractor| extractor.fit(&TEXTS).unwrap())
});

proptest! {
    #[test]
    fn any_text_has_its_row(text: String) {
        FITTED.iter().for_each(|fitted| check(fitted, std::slice::from_ref(&text)));
    }

    #[test]
    fn any_words_have_their_row(
        words in proptest::collection::vec("[والبت]{0,2}(قال|وزير|سلام|اتهم|لا بد|غير قانوني|a|b|cafe\u{301})[هاين]{0,2}[ .،:\u{64B}-\u{655}\u{200F}\n]{1,2}", 0..12)
    ) {
        FITTED.iter().for_each(|fitted| check(fitted, &[words.concat()]));
    }
}
