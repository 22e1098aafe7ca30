"""Arrow in and out over the PyCapsule interface."""

import csv
import io

import numpy as np
import pytest

pa = pytest.importorskip("pyarrow")

TEXTS = [
    "اتهم المحافظ الشركة بتأخير أعمال الجسر",
    None,
    "دعا الوزير جميع الأطراف إلى وقف القتال",
    "اتهم المحافظ الشركة بتأخير أعمال الجسر",
]
TYPES = {
    "utf8": pa.string(),
    "large": pa.large_string(),
    "view": pa.string_view(),
    "dictionary": pa.dictionary(pa.int8(), pa.string()),
    "dictionary of large": pa.dictionary(pa.uint16(), pa.large_string()),
}
COLUMNS = ["stance", "confidence", "abstained"]


@pytest.fixture(params=TYPES)
def texts(request):
    values = pa.array(TEXTS)
    if pa.types.is_dictionary(TYPES[request.param]):
        return values.dictionary_encode().cast(TYPES[request.param])
    return values.cast(TYPES[request.param])


def test_an_array_gives_an_array(classifier, texts):
    out = pa.record_batch(classifier.predict_arrow(texts))
    assert out.schema.names == COLUMNS + [f"p_{label}" for label in classifier.labels]
    assert out["stance"].to_pylist() == list(classifier.predict(TEXTS))
    assert [column.null_count for column in out.columns] == [1] * len(out.columns)
    rounded = [
        [None if np.isnan(p) else int(p * 1e6 + 0.5) / 1e6 for p in row]
        for row in classifier.predict_proba(TEXTS)
    ]
    for place, label in enumerate(classifier.labels):
        assert out[f"p_{label}"].to_pylist() == [row[place] for row in rounded]


def test_a_stream_gives_a_stream(classifier, texts):
    chunks = pa.chunked_array([texts, texts.slice(0, 0), texts.slice(1, 2)])
    stream = classifier.predict_arrow(chunks)
    out = pa.table(stream)
    assert out["stance"].to_pylist() == list(classifier.predict(TEXTS + TEXTS[1:3]))
    with pytest.raises(RuntimeError, match="read already"):
        pa.table(stream)


def test_numpy_comes_out_of_arrow_too(classifier, texts):
    assert list(classifier.predict(texts)) == list(classifier.predict(TEXTS))
    chunks = pa.chunked_array([texts, texts])
    expected = classifier.predict_proba(TEXTS * 2)
    assert classifier.predict_proba(chunks).tobytes() == expected.tobytes()


def test_nulls_only_and_nothing(classifier):
    out = pa.record_batch(classifier.predict_arrow(pa.nulls(3)))
    assert out.num_rows == 3 and out["stance"].null_count == 3
    for empty in (pa.array([], pa.string()), pa.nulls(0)):
        assert len(classifier.predict_arrow(empty)) == 0
    assert pa.table(classifier.predict_arrow(pa.chunked_array([], pa.string()))).num_rows == 0


def test_slices_are_read_from_their_offset(classifier):
    texts = pa.array(TEXTS)
    assert list(classifier.predict(texts.slice(2, 1))) == ["proposal"]


def test_a_stream_is_computed_as_it_is_read(classifier):
    given = []

    def batches():
        for number in range(5):
            given.append(number)
            yield pa.record_batch({"text": TEXTS})

    schema = pa.schema({"text": pa.string()})
    reader = pa.RecordBatchReader.from_batches(schema, batches())
    claims = pa.RecordBatchReader.from_stream(classifier.claims_arrow(reader))
    assert given == []
    claims.read_next_batch()
    assert given == [0]
    assert sum(batch.num_rows for batch in claims) == 4 * 3


def test_claims_are_the_command_s_columns(classifier, seeds, command):
    output = command("predict", "seeds/", "--format", "csv")
    expected = list(csv.DictReader(io.StringIO(output, newline="")))
    articles = pa.Table.from_pylist(seeds).to_batches()[0]
    claims = pa.record_batch(classifier.claims_arrow(articles))
    assert claims.schema.names == list(expected[0])

    def written(value):
        if isinstance(value, bool):
            return str(value).lower()
        return "" if value is None else value

    own = [{name: written(value) for name, value in row.items()} for row in claims.to_pylist()]
    assert len(own) == len(expected)
    for row, other in zip(own, expected):
        for name, value in row.items():
            number = isinstance(value, (int, float))
            assert value == (type(value)(other[name]) if number else other[name]), name


def test_claims_of_titles_and_of_plain_texts(classifier):
    table = pa.table({"id": [5, None], "title": [TEXTS[0], " "], "text": ["", TEXTS[2]]})
    claims = pa.table(classifier.claims_arrow(table))
    assert claims["article"].to_pylist() == ["5", "1"]
    assert claims["field"].to_pylist() == ["title", "text"]
    plain = pa.record_batch(classifier.claims_arrow(pa.array(TEXTS)))
    assert plain["article"].to_pylist() == ["0", "2", "3"]
    assert plain["stance"].to_pylist() == ["accusation", "proposal", "accusation"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (pa.array([1, 2]), "type Int64; give strings"),
        (pa.record_batch({"a": ["x"]}), "a table; give one column"),
        (pa.array([b"x"]), "type Binary"),
    ],
)
def test_other_types_are_refused(classifier, given, says):
    with pytest.raises(TypeError, match=says):
        classifier.predict_arrow(given)
    with pytest.raises(TypeError, match=says):
        classifier.predict(given)


def test_a_table_without_texts_is_refused(classifier):
    with pytest.raises(KeyError, match="no column 'text'; the columns are a, b"):
        classifier.claims_arrow(pa.table({"a": ["x"], "b": ["y"]}))


def test_an_error_of_the_source_comes_through(classifier):
    def broken():
        yield pa.record_batch({"text": TEXTS})
        raise OSError("the source is gone")

    reader = pa.RecordBatchReader.from_batches(pa.schema({"text": pa.string()}), broken())
    with pytest.raises(Exception, match="the source is gone"):
        pa.table(classifier.claims_arrow(reader))


def test_polars_goes_in_and_out(classifier):
    pl = pytest.importorskip("polars")
    series = pl.Series(TEXTS)
    assert list(classifier.predict(series)) == list(classifier.predict(TEXTS))
    for given in (series, series.cast(pl.Categorical)):
        out = pl.DataFrame(classifier.predict_arrow(given))
        assert out["stance"].to_list() == list(classifier.predict(TEXTS))
    claims = pl.DataFrame(classifier.claims_arrow(pl.DataFrame({"text": TEXTS})))
    assert claims["article"].to_list() == ["0", "2", "3"]


def test_pandas_goes_in_and_out(classifier):
    pd = pytest.importorskip("pandas")
    expected = list(classifier.predict(TEXTS))
    for kind in (object, "string", "category"):
        assert list(classifier.predict(pd.Series(TEXTS, dtype=kind))) == expected
    claims = pa.table(classifier.claims_arrow(pd.DataFrame({"text": TEXTS}))).to_pandas()
    assert list(claims["article"]) == ["0", "2", "3"]
