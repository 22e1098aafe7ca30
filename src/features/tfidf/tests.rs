use proptest::prelude::*;

use super::*;
use crate::matrix::CsrMatrix;

/// What scikit-learn computed; `tests/data/tfidf_sklearn.py` makes it.
const TABLE: &str = include_str!("../../../tests/data/tfidf_sklearn.json");

#[derive(Deserialize)]
struct Table {
    texts: Vec<String>,
    unseen: Vec<String>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    params: Tfidf,
    terms: Vec<String>,
    idf: Vec<f64>,
    rows: Vec<Vec<(u32, f64)>>,
    unseen_rows: Vec<Vec<(u32, f64)>>,
}

#[test]
fn equal_to_scikit_learn() {
    let table: Table = serde_json::from_str(TABLE).unwrap();
    assert_eq!(table.cases.len(), 11);
    for case in &table.cases {
        let fitted = case.params.fit(&table.texts).unwrap();
        let name = &case.params;
        let terms: Vec<&str> = fitted.vocabulary().iter().collect();
        assert_eq!(terms, case.terms, "{name:?}");
        for (own, expected) in fitted.idf().iter().zip(&case.idf) {
            assert!((f64::from(*own) - expected).abs() < 1e-6, "{name:?}");
        }
        assert_rows(&fitted.transform(&table.texts), &case.rows, name);
        assert_rows(&fitted.transform(&table.unseen), &case.unseen_rows, name);
    }
}

fn assert_rows(matrix: &CsrMatrix, expected: &[Vec<(u32, f64)>], name: &Tfidf) {
    assert_eq!(matrix.rows(), expected.len(), "{name:?}");
    for (number, expected) in expected.iter().enumerate() {
        let (columns, weights) = matrix.row(number);
        let expected_columns: Vec<u32> = expected.iter().map(|(column, _)| *column).collect();
        assert_eq!(columns, expected_columns, "{name:?}, row {number}");
        for (own, (column, expected)) in weights.iter().zip(expected) {
            let difference = (f64::from(*own) - expected).abs();
            assert!(
                difference < 1e-6,
                "{name:?}, row {number}, column {column}: {own} {expected}"
            );
        }
    }
}

#[test]
fn of_equals_the_first_terms_stay() {
    let tfidf = Tfidf::new(Analyzer::Word).max_features(3);
    let fitted = tfidf.fit(&["dd cc bb", "ee dd aa"]).unwrap();
    let terms: Vec<&str> = fitted.vocabulary().iter().collect();
    assert_eq!(terms, ["aa", "bb", "dd"]);
}

#[test]
fn bad_parameters_are_named() {
    let word = || Tfidf::new(Analyzer::Word);
    let cases = [
        (word().ngram_range(0, 1), "ngram_range (0, 1)"),
        (word().ngram_range(3, 2), "ngram_range (3, 2)"),
        (word().ngram_range(1, 101), "ngram_range (1, 101)"),
        (word().min_df(0), "min_df is 0"),
        (
            word().min_df(2),
            "no term of the 2 texts is left with min_df 2",
        ),
        (word().max_df(0.0), "max_df is 0"),
        (word().max_df(1.5), "max_df is 1.5"),
        (word().max_df(f64::NAN), "max_df is NaN"),
        (word().max_features(0), "max_features is 0"),
        (word().min_token_chars(0), "min_token_chars is 0"),
        (word().min_token_chars(4), "no term in the 2 texts"),
    ];
    for (tfidf, expected) in cases {
        let error = tfidf.fit(&["one", "two"]).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    let none: [&str; 0] = [];
    let error = word().fit(&none).unwrap_err().to_string();
    assert!(error.contains("no term in the 0 texts"), "{error}");
}

#[test]
fn broken_parts_are_refused() {
    let vocabulary = || Vocabulary::from_parts(b"ab".to_vec(), vec![0, 1, 2]).unwrap();
    let word = || Tfidf::new(Analyzer::Word);
    assert!(FittedTfidf::from_parts(word(), vocabulary(), vec![1.0, 2.0]).is_ok());
    for idf in [vec![1.0], vec![1.0; 3], vec![1.0, f32::NAN], vec![0.0, 1.0]] {
        assert!(FittedTfidf::from_parts(word(), vocabulary(), idf).is_err());
    }
    assert!(FittedTfidf::from_parts(word().min_df(0), vocabulary(), vec![1.0; 2]).is_err());
}

#[test]
fn parameters_are_stored_by_scikit_learns_names() {
    let tfidf = Tfidf::new(Analyzer::CharWb).ngram_range(2, 5).max_df(0.5);
    let json = serde_json::to_value(&tfidf).unwrap();
    assert_eq!(json["analyzer"], "char_wb");
    assert_eq!(json["ngram_range"], serde_json::json!([2, 5]));
    assert_eq!(serde_json::from_value::<Tfidf>(json).unwrap(), tfidf);
}

/// Texts of few words, so that words are shared, with odd characters between.
fn texts() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec(
        "((قال|اتَّهم|الوزير|Talks|و|\u{200F}|\u{301}|[a-cا-ت ،.0-2\n]) ?){0,12}",
        1..20,
    )
}

fn any_tfidf() -> impl Strategy<Value = Tfidf> {
    let analyzer = prop_oneof![
        Just(Analyzer::Word),
        Just(Analyzer::Char),
        Just(Analyzer::CharWb)
    ];
    let most = prop_oneof![Just(None), (1usize..30).prop_map(Some)];
    (
        analyzer,
        1usize..4,
        0usize..3,
        1usize..3,
        most,
        any::<[bool; 2]>(),
    )
        .prop_map(
            |(analyzer, shortest, more, min_df, most, [sublinear, normalise])| {
                Tfidf::new(analyzer)
                    .ngram_range(shortest, shortest + more)
                    .min_df(min_df)
                    .max_features(most)
                    .sublinear_tf(sublinear)
                    .normalise(normalise)
            },
        )
}

/// The terms with idf as a plain count of all strings gives them.
fn fit_by_strings(tfidf: &Tfidf, texts: &[String]) -> Vec<(String, f32)> {
    let counts = tfidf.count_strings(texts).unwrap();
    let kept = tfidf.prune(&counts, texts.len()).into_iter();
    let idf = |number: u32| {
        let df = counts.df[number as usize] as f64;
        (libm::log((1.0 + texts.len() as f64) / (1.0 + df)) + 1.0) as f32
    };
    kept.map(|number| (counts.terms.term(number).to_owned(), idf(number)))
        .collect()
}

proptest! {
    /// Counting by numbers and leaving out what is rare change nothing.
    #[test]
    fn terms_and_rows_are_those_of_a_plain_count(
        tfidf in any_tfidf(), max_df in 0.3..=1.0, texts in texts(),
    ) {
        let tfidf = tfidf.max_df(max_df);
        let expected = fit_by_strings(&tfidf, &texts);
        match tfidf.fit_transform(&texts) {
            Ok((fitted, matrix)) => {
                let terms = fitted.vocabulary().iter().map(str::to_owned);
                let own: Vec<_> = terms.zip(fitted.idf().iter().copied()).collect();
                prop_assert_eq!(own, expected);
                prop_assert_eq!(matrix, fitted.transform(&texts));
            }
            Err(_) => prop_assert!(expected.is_empty()),
        }
    }

    #[test]
    fn rows_have_length_one_or_nothing(tfidf in any_tfidf(), texts in texts(), unseen: String) {
        // Nothing may be left of the texts.
        let Ok(fitted) = tfidf.fit(&texts) else { return Ok(()) };
        let terms: Vec<&str> = fitted.vocabulary().iter().collect();
        prop_assert!(terms.is_sorted_by(|a, b| a < b));
        for text in texts.iter().chain([&unseen]) {
            let row = fitted.transform_one(text);
            let norm: f64 = row.iter().map(|(_, w)| f64::from(*w).powi(2)).sum();
            prop_assert!(row.is_empty() || (norm - 1.0).abs() < 1e-6, "{norm}");
            prop_assert!(row.is_sorted_by(|a, b| a.0 < b.0));
            prop_assert!(row.iter().all(|&(column, w)| (column as usize) < fitted.columns() && w > 0.0));
        }
    }

    #[test]
    fn parts_go_round(tfidf in any_tfidf(), texts in texts()) {
        let Ok(fitted) = tfidf.fit(&texts) else { return Ok(()) };
        let vocabulary = Vocabulary::from_parts(
            fitted.vocabulary().as_bytes().to_vec(),
            fitted.vocabulary().offsets().to_vec(),
        ).unwrap();
        let again = FittedTfidf::from_parts(tfidf, vocabulary, fitted.idf().to_vec()).unwrap();
        prop_assert_eq!(again.transform(&texts), fitted.transform(&texts));
        prop_assert_eq!(again, fitted);
    }
}

/// Enough texts and words for several parts, and words enough that many runs meet in buckets.
#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let texts: Vec<String> = (0..21_000)
        .map(|n| format!("قال {} إن {} وصل {}", n % 7, n * n % 1_009, n % 5_003))
        .collect();
    let kept = |tfidf: Tfidf| tfidf.min_df(3).max_features(200);
    let cases = [
        kept(Tfidf::new(Analyzer::CharWb).ngram_range(2, 4)),
        kept(Tfidf::new(Analyzer::Word).ngram_range(1, 3)),
        kept(Tfidf::new(Analyzer::Word).ngram_range(2, 3)),
    ];
    for tfidf in cases {
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
            let fit = || tfidf.fit_transform(&texts).unwrap();
            pool.build().unwrap().install(fit)
        };
        let one = run(1);
        assert_eq!(one.0.columns(), 200);
        assert!(one.1 == one.0.transform(&texts), "{tfidf:?}");
        let terms = fit_by_strings(&tfidf, &texts)
            .into_iter()
            .map(|(term, _)| term);
        assert!(terms.eq(one.0.vocabulary().iter().map(str::to_owned)));
        for threads in [2, 5] {
            assert!(run(threads) == one, "{threads} threads, {tfidf:?}");
        }
    }
}

/// The counts do not depend on which half was merged into which.
#[test]
fn merging_has_no_order() {
    let tfidf = Tfidf::new(Analyzer::Word);
    let count = |texts: &[&str]| tfidf.count(texts).unwrap();
    let (a, b) = (["cc aa", "aa bb aa"], ["bb dd", "aa"]);
    let named = |counts: Counts| -> std::collections::BTreeMap<String, (usize, usize)> {
        (0..counts.terms.len())
            .map(|n| {
                (
                    counts.terms.term(n as u32).to_owned(),
                    (counts.df[n], counts.tf[n]),
                )
            })
            .collect()
    };
    let ab = named(count(&a).merge(count(&b)).unwrap());
    let ba = named(count(&b).merge(count(&a)).unwrap());
    assert_eq!(ab, ba);
    assert_eq!(ab["aa"], (3, 4));
    assert_eq!(ab["dd"], (1, 1));
}
