//! The class `Classifier`.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use arrow_array::{ArrayRef, StructArray};
use numpy::{PyArray1, PyArray2, PyArrayMethods};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PyString, PyType};
use stance::model::{Classifier as Model, Question};
use stance::{
    Article, ClaimFinder, CodePoints, Error, Prediction, Predictor, SentenceSplitter, Tag,
};

use crate::batches::in_batches;
use crate::errors::raised;
use crate::pool::compute;
use crate::texts::{Texts, arrow_of};
use crate::training::{Rows, Training};
use crate::values::to_python;
use crate::{arrow, articles, columns};

/// Finds claims and tags them with the stance of their speaker.
#[pyclass(frozen, module = "stance")]
pub struct Classifier {
    model: Arc<Model>,
}

/// The finder of Arabic claims, which all classifiers share.
static ARABIC: LazyLock<stance::Result<ClaimFinder>> = LazyLock::new(ClaimFinder::arabic);

/// The finder of a language; without a name, of Arabic.
fn finder(lexicon: Option<&str>) -> PyResult<ClaimFinder> {
    match (lexicon, &*ARABIC) {
        (Some(lexicon), _) => ClaimFinder::open(lexicon).map_err(raised),
        (None, Ok(finder)) => Ok(finder.clone()),
        (None, Err(error)) => Err(raised(Error::new(error.to_string()))),
    }
}

/// What is asked for when claims are found.
#[derive(Clone)]
struct Search {
    model: Arc<Model>,
    finder: ClaimFinder,
    min_confidence: f64,
    all: bool,
}

impl Search {
    fn predictor(&self) -> Predictor<'_> {
        Predictor::with_finder(&self.model, self.finder.clone())
            .min_confidence(self.min_confidence)
            .all(self.all)
    }

    /// What `make` makes of the claims of each article that is not missing.
    fn each<T: Send>(
        &self,
        py: Python<'_>,
        articles: &[Option<Article>],
        make: impl Fn(Vec<Prediction>) -> T + Sync,
    ) -> PyResult<Vec<Option<T>>> {
        use rayon::prelude::*;
        let predictor = self.predictor();
        let bytes = |article: &Option<Article>| article.as_ref().map_or(0, |a| a.text.len());
        in_batches(py, articles, bytes, |articles| {
            let claims = articles.par_iter().map(|article| {
                let claims = predictor.predict(article.as_ref()?);
                Some(make(claims))
            });
            claims.collect()
        })
    }
}

impl Classifier {
    pub fn new(model: Model) -> Self {
        Self {
            model: Arc::new(model),
        }
    }

    fn search(&self, min_confidence: f64, all: bool, lexicon: Option<&str>) -> PyResult<Search> {
        Ok(Search {
            model: self.model.clone(),
            finder: finder(lexicon)?,
            min_confidence: share(min_confidence)?,
            all,
        })
    }
}

/// The stance of each text that is not missing.
fn tags(
    py: Python<'_>,
    model: &Model,
    texts: &[Option<&str>],
    min_confidence: f64,
) -> PyResult<Vec<Option<Tag>>> {
    let predictor =
        Predictor::with_finder(model, finder(None)?).min_confidence(share(min_confidence)?);
    present(py, texts, |texts| predictor.tag(texts))
}

/// What `make` makes of the texts that are not missing, each in its place.
fn present<T: Send>(
    py: Python<'_>,
    texts: &[Option<&str>],
    make: impl Fn(&[&str]) -> Vec<T> + Sync,
) -> PyResult<Vec<Option<T>>> {
    let bytes = |text: &Option<&str>| text.map_or(0, str::len);
    in_batches(py, texts, bytes, |texts| {
        let given: Vec<&str> = texts.iter().flatten().copied().collect();
        let mut made = make(&given).into_iter();
        let places = texts.iter().map(|text| text.and_then(|_| made.next()));
        places.collect()
    })
}

fn share(number: f64) -> PyResult<f64> {
    match (0.0..=1.0).contains(&number) {
        true => Ok(number),
        false => Err(PyValueError::new_err(format!(
            "min_confidence is {number}; give a number from 0 to 1"
        ))),
    }
}

/// A record of the library as Python's own values.
fn record<'py>(
    py: Python<'py>,
    value: serde_json::Result<serde_json::Value>,
) -> PyResult<Bound<'py, PyAny>> {
    let value = value.map_err(|error| raised(Error::new(error.to_string())))?;
    to_python(py, &value)
}

#[pymethods]
impl Classifier {
    /// The classifier that is part of the package, trained on Arabic news claims.
    #[staticmethod]
    fn default(py: Python<'_>) -> PyResult<Self> {
        let model = compute(py, Model::embedded)?;
        Ok(Self::new(model.map_err(raised)?))
    }

    /// Reads a model file, as `stance train` writes it. It runs no code.
    #[staticmethod]
    fn load(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        let model = compute(py, || Model::load(&path))?;
        Ok(Self::new(model.map_err(raised)?))
    }

    /// Reads the content of a model file.
    #[staticmethod]
    fn from_bytes(py: Python<'_>, data: &[u8]) -> PyResult<Self> {
        let model = compute(py, || Model::from_bytes(data))?;
        Ok(Self::new(model.map_err(raised)?))
    }

    /// Trains a classifier on a labelled file (the path of a .csv or .jsonl with the
    /// columns text and label, and perhaps group), or on texts with their labels.
    ///
    /// The options are those of `stance train`, and so is the model: the same
    /// bytes for the same file. Rows of one group stay together when it is
    /// cross-validated; with folds=0 it is not, and its probabilities are not
    /// calibrated.
    #[staticmethod]
    #[pyo3(signature = (texts, labels=None, *, groups=None, preset="default", features=None, alpha=None, class_weight=None, folds=5, seed=1))]
    #[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
    fn train(
        py: Python<'_>,
        texts: &Bound<'_, PyAny>,
        labels: Option<&Bound<'_, PyAny>>,
        groups: Option<&Bound<'_, PyAny>>,
        preset: &str,
        features: Option<Vec<String>>,
        alpha: Option<f64>,
        class_weight: Option<String>,
        folds: usize,
        seed: u64,
    ) -> PyResult<Self> {
        let rows = Rows::given(texts, labels, groups)?;
        let training = Training {
            preset: preset.to_string(),
            features,
            alpha,
            class_weight,
            folds,
            seed,
        };
        Ok(Self::new(training.train(py, rows)?))
    }

    /// The labels that it tells apart, in alphabetical order.
    #[getter]
    fn labels(&self) -> Vec<&str> {
        self.model.labels().iter().collect()
    }

    /// How it was trained, with its scores and limits: the model card.
    #[getter]
    fn card<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let card = self.model.card().map_err(raised)?;
        record(py, serde_json::to_value(card))
    }

    /// The stance of each text, taken as one claim: an object array of strings,
    /// with None for a text that is missing and where the model abstains, its
    /// highest probability being below min_confidence.
    #[pyo3(signature = (texts, *, min_confidence=0.0))]
    fn predict<'py>(
        &self,
        py: Python<'py>,
        texts: &Bound<'py, PyAny>,
        min_confidence: f64,
    ) -> PyResult<Bound<'py, PyArray1<Py<PyAny>>>> {
        let texts = Texts::read(texts)?;
        let tags = tags(py, &self.model, &texts.all(), min_confidence)?;
        let labels = self.model.labels();
        let names: Vec<Py<PyAny>> = labels
            .iter()
            .map(|name| PyString::new(py, name).into_any().unbind())
            .collect();
        let stances = tags.into_iter().map(|tag| {
            let stance = tag.and_then(|tag| labels.index(&tag.stance?));
            stance.map_or_else(|| py.None(), |stance| names[stance].clone_ref(py))
        });
        Ok(PyArray1::from_iter(py, stances))
    }

    /// The probability of each label (texts × labels, the labels in the order of
    /// `labels`), with NaN for a text that is missing.
    fn predict_proba<'py>(
        &self,
        py: Python<'py>,
        texts: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyArray2<f64>>> {
        let texts = Texts::read(texts)?;
        let texts = texts.all();
        let labels = self.model.labels().len();
        let rows = present(py, &texts, |texts| {
            let probabilities = self.model.predict_proba(texts);
            let rows = probabilities.rows().into_iter();
            rows.map(|row| row.to_vec()).collect()
        })?;
        let missing = vec![f64::NAN; labels];
        let rows = rows.iter().flat_map(|row| row.as_ref().unwrap_or(&missing));
        PyArray1::from_iter(py, rows.copied()).reshape([texts.len(), labels])
    }

    /// The stance of each text as Arrow: the columns stance, confidence, abstained
    /// and p_LABEL, all null for a text that is null.
    ///
    /// An array gives an ArrowArray. A stream gives an ArrowStream, which is
    /// computed while it is read. Probabilities have six digits, as those of
    /// `stance predict`.
    #[pyo3(signature = (texts, *, min_confidence=0.0))]
    fn predict_arrow<'py>(
        &self,
        py: Python<'py>,
        texts: &Bound<'py, PyAny>,
        min_confidence: f64,
    ) -> PyResult<Bound<'py, PyAny>> {
        share(min_confidence)?;
        let model = self.model.clone();
        let work = move |py: Python<'_>, texts: &ArrayRef| {
            let texts = arrow::strings(texts)?;
            let texts: Vec<Option<&str>> = texts.iter().collect();
            let tags = tags(py, &model, &texts, min_confidence)?;
            in_columns(py, || columns::of_tags(&tags, model.labels()))
        };
        arrow::map(py, needed_arrow(texts)?, Arc::new(work))
    }

    /// The claims of each article, as `stance predict --format jsonl` writes them:
    /// a list of dicts an article, and None for one that is missing.
    ///
    /// An article is a text, or a dict with the key text and perhaps id and title;
    /// or articles are an Arrow array or table with these columns. One without id
    /// is named by its place, from 0. Offsets count code points. all: also the
    /// sentences without a claim. lexicon: ar, en, or the folder of one.
    #[pyo3(signature = (articles, *, min_confidence=0.0, all=false, lexicon=None))]
    fn claims<'py>(
        &self,
        py: Python<'py>,
        articles: &Bound<'py, PyAny>,
        min_confidence: f64,
        all: bool,
        lexicon: Option<&str>,
    ) -> PyResult<Bound<'py, PyList>> {
        let search = self.search(min_confidence, all, lexicon)?;
        let articles = articles::read(articles)?;
        let claims = search.each(py, &articles, serde_json::to_value)?;
        let claims = claims.into_iter().map(|claims| match claims {
            Some(claims) => record(py, claims),
            None => Ok(py.None().into_bound(py)),
        });
        PyList::new(py, claims.collect::<PyResult<Vec<_>>>()?)
    }

    /// The claims of articles as Arrow, a row a claim, in the columns of
    /// `stance predict --format csv`.
    ///
    /// The articles are an Arrow array of strings, or an array, table or stream
    /// with the columns text and perhaps id and title. A stream gives a stream.
    #[pyo3(signature = (articles, *, min_confidence=0.0, all=false, lexicon=None))]
    fn claims_arrow<'py>(
        &self,
        py: Python<'py>,
        articles: &Bound<'py, PyAny>,
        min_confidence: f64,
        all: bool,
        lexicon: Option<&str>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let search = self.search(min_confidence, all, lexicon)?;
        let before = std::sync::atomic::AtomicUsize::new(0);
        let work = move |py: Python<'_>, given: &ArrayRef| {
            let first = before.fetch_add(given.len(), std::sync::atomic::Ordering::Relaxed);
            let articles = articles::of_arrow(given, first)?;
            let claims = search.each(py, &articles, |claims| claims)?;
            let claims: Vec<Prediction> = claims.into_iter().flatten().flatten().collect();
            in_columns(py, || columns::of_claims(&claims, search.model.labels()))
        };
        arrow::map(py, needed_arrow(articles)?, Arc::new(work))
    }

    /// Cuts a text into sentences, headings, bylines and captions: dicts with
    /// start, end (in code points), kind and text.
    #[staticmethod]
    fn split<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
        let segments = compute(py, || {
            let points = CodePoints::new(text);
            let segments = SentenceSplitter::new().split(text).into_iter();
            let segments = segments.map(|segment| {
                let place = points.span(segment.span);
                serde_json::json!({
                    "start": place.start,
                    "end": place.end,
                    "kind": segment.kind.as_str(),
                    "text": segment.span.of(text),
                })
            });
            segments.collect()
        })?;
        to_python(py, &serde_json::Value::Array(segments))
    }

    /// Why a text, taken as one claim, gets a label and not another one.
    ///
    /// The contributions of intercept, reasons and others sum to log_odds, the
    /// logarithm of how many times more probable label is than against. Without
    /// label the predicted one is explained, without against it is compared with
    /// the most probable other one. top: how many reasons are listed.
    #[pyo3(signature = (text, *, label=None, against=None, top=20))]
    fn explain<'py>(
        &self,
        py: Python<'py>,
        text: &str,
        label: Option<&str>,
        against: Option<&str>,
        top: usize,
    ) -> PyResult<Bound<'py, PyAny>> {
        let question = Question { label, against };
        let explanation = compute(py, || self.model.explain(text, &question))?;
        let explanation = explanation.map_err(raised)?.strongest(top);
        record(py, serde_json::to_value(explanation))
    }

    /// Writes the model file, whole or not at all.
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        compute(py, || self.model.save(&path))?.map_err(raised)
    }

    /// The content of the model file.
    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let bytes = compute(py, || self.model.to_bytes())?;
        Ok(PyBytes::new(py, &bytes.map_err(raised)?))
    }

    /// Pickles the content of the model file.
    fn __reduce__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
        let own: Bound<'py, PyType> = py.get_type::<Self>();
        Ok((own.getattr("from_bytes")?, (self.to_bytes(py)?,)))
    }

    fn __repr__(&self) -> String {
        let labels: Vec<&str> = self.model.labels().iter().collect();
        format!("<stance.Classifier of {}>", labels.join(", "))
    }
}

fn needed_arrow(given: &Bound<'_, PyAny>) -> PyResult<pyo3_arrow::input::AnyArray> {
    arrow_of(given)?.ok_or_else(|| {
        PyTypeError::new_err("no Arrow data was given; give an array, a table or a stream")
    })
}

fn in_columns(
    py: Python<'_>,
    make: impl FnOnce() -> Result<StructArray, arrow_schema::ArrowError> + Send,
) -> PyResult<StructArray> {
    compute(py, make)?.map_err(|error| arrow::raised(py, &error))
}
