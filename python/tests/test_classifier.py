"""The class itself: what goes in, what comes out, what is refused."""

import copy
import os
import pickle
import signal
import threading
import time

import numpy as np
import pytest

import stance

TEXTS = [
    "اتهم المحافظ الشركة بتأخير أعمال الجسر",
    "دعا الوزير جميع الأطراف إلى وقف القتال",
    "قال المتحدث إن الاجتماع يبدأ صباح الأحد",
]
LABELS = ["accusation", "cooperation", "none", "proposal"]
# Enough rows to train on: who accuses says لوم, who proposes says دعوة.
ROWS = [f"{word} رقم {number}" for number in range(20) for word in ("لوم", "دعوة")]
TRUTH = ["accusation", "proposal"] * 20
# More than can be done in a second.
LONG = [f"{text} {number}" for number in range(40_000) for text in TEXTS]


def test_predicts_the_likeliest_label(classifier):
    assert classifier.labels == LABELS
    stances = classifier.predict(TEXTS)
    assert list(stances) == ["accusation", "proposal", "none"]
    probabilities = classifier.predict_proba(TEXTS)
    assert probabilities.shape == (3, 4) and probabilities.dtype == np.float64
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-12)
    assert [LABELS[best] for best in probabilities.argmax(axis=1)] == list(stances)


def test_takes_whatever_holds_texts(classifier):
    expected = classifier.predict_proba(TEXTS).tobytes()
    for given in (tuple(TEXTS), iter(TEXTS), np.array(TEXTS), np.array(TEXTS, dtype=object)):
        assert classifier.predict_proba(given).tobytes() == expected


def test_missing_texts_stay_missing(classifier):
    stances = classifier.predict([None, TEXTS[0], float("nan")])
    assert list(stances) == [None, "accusation", None]
    probabilities = classifier.predict_proba([None, TEXTS[0]])
    assert np.isnan(probabilities[0]).all() and not np.isnan(probabilities[1]).any()
    assert classifier.claims([None, {"text": None}, "", {"id": 7, "text": TEXTS[0]}])[:3] == [
        None,
        None,
        [],
    ]


def test_nothing_gives_nothing(classifier):
    assert classifier.predict([]).shape == (0,)
    assert classifier.predict_proba([]).shape == (0, 4)
    assert classifier.claims([]) == []
    assert stance.Classifier.split("") == []


def test_abstains_below_a_confidence(classifier):
    sure = classifier.predict_proba(TEXTS).max(axis=1)
    between = float(np.sort(sure)[:2].mean())
    stances = classifier.predict(TEXTS, min_confidence=between)
    assert [stance is None for stance in stances] == list(sure < between)
    with pytest.raises(ValueError, match="min_confidence is 1.5"):
        classifier.predict(TEXTS, min_confidence=1.5)


def test_finds_claims_with_their_places(classifier):
    text = "افتتح المعرض أمس. " + TEXTS[0] + "."
    (claims,) = classifier.claims([{"id": 12, "title": "", "text": text}])
    assert [claim["article"] for claim in claims] == ["12"]
    claim = claims[0]
    assert claim["stance"] == "accusation" and claim["cue"]["text"] == "اتهم"
    assert claim["speaker"]["text"] == "المحافظ"
    for place in (claim, claim["cue"], claim["speaker"], claim["target"]):
        assert text[place["start"] : place["end"]] == place["text"]
    (with_all,) = classifier.claims([text], all=True)
    assert len(with_all) == 2 and with_all[0]["cue"] is None and with_all[0]["article"] == "0"


def test_reads_english_with_its_lexicon(classifier):
    (claims,) = classifier.claims(["The minister said that the bridge was safe."], lexicon="en")
    assert claims[0]["cue"]["text"] == "said"
    with pytest.raises(stance.StanceError, match="no such lexicon"):
        classifier.claims([""], lexicon="no/such/folder")


def test_splits_and_explains(classifier):
    text = "وصل الوفد إلى دمشق. غادر مساء."
    segments = stance.Classifier.split(text)
    assert [segment["text"] for segment in segments] == ["وصل الوفد إلى دمشق.", "غادر مساء."]
    assert all(text[s["start"] : s["end"]] == s["text"] for s in segments)
    explanation = classifier.explain(TEXTS[0], against="none", top=3)
    assert explanation["label"] == "accusation" and len(explanation["reasons"]) == 3
    parts = [reason["contribution"] for reason in explanation["reasons"]]
    total = explanation["intercept"] + sum(parts) + explanation["others"]["contribution"]
    assert total == pytest.approx(explanation["log_odds"], abs=1e-9)
    row = classifier.predict_proba([TEXTS[0]])[0]
    odds = np.log(row[LABELS.index("accusation")] / row[LABELS.index("none")])
    assert explanation["log_odds"] == pytest.approx(odds, abs=1e-9)


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda c: c.predict("text"), TypeError, "give a list of texts"),
        (lambda c: c.predict(b"text"), TypeError, "give a list of texts"),
        (lambda c: c.predict([1]), TypeError, "text 0 is of type int"),
        (lambda c: c.predict([["a"]]), TypeError, "text 0 is of type list"),
        (lambda c: c.predict(np.zeros((2, 2))), TypeError, "ndarray"),
        (lambda c: c.predict(7), TypeError, "int"),
        (lambda c: c.predict(["\ud800"]), UnicodeEncodeError, "surrogate"),
        (lambda c: c.claims({"text": "a"}), TypeError, "give a list of articles"),
        (lambda c: c.claims([{"body": "a"}]), KeyError, "no key 'text'"),
        (lambda c: c.claims([{"text": 5}]), TypeError, "text of article 0 is of type int"),
        (lambda c: c.claims(["", {"text": "", "title": 5}]), TypeError, "title of article 1"),
        (lambda c: c.claims([3]), TypeError, "article 0 is of type int"),
        (lambda c: c.explain(" "), stance.StanceError, "the text is empty"),
        (lambda c: c.explain("a", label="praise"), stance.StanceError, "no label 'praise'"),
        (lambda c: c.predict_arrow(["a"]), TypeError, "no Arrow data"),
        (lambda c: stance.Classifier.load("no such file"), FileNotFoundError, "check the path"),
        (lambda c: stance.Classifier.from_bytes(b"{}"), stance.StanceError, "is not a model"),
        (lambda c: c.save("no/such/folder/file"), OSError, "folder"),
        (lambda c: c.train(ROWS, TRUTH[:3]), ValueError, "40 texts, 3 labels"),
        (lambda c: c.train(ROWS, ["a"] * 40, folds=0), stance.StanceError, "only one label"),
        (lambda c: c.train([None], ["a"]), stance.StanceError, "text of row 1 is empty"),
        (lambda c: c.train(ROWS, TRUTH, preset="x"), ValueError, "no preset 'x'"),
        (lambda c: c.train(ROWS, TRUTH, alpha=-1), stance.StanceError, "alpha is -1"),
        (lambda c: c.train(ROWS), TypeError, "texts and labels"),
        (lambda c: stance.set_threads(5000), ValueError, "too many"),
    ],
)
def test_says_what_is_wrong(classifier, call, error, says):
    with pytest.raises(error, match=says):
        call(classifier)


def test_trains_on_rows_in_memory(tmp_path):
    trained = stance.Classifier.train(ROWS, TRUTH, preset="general", folds=2)
    assert list(trained.predict(["لوم شديد", "دعوة جديدة"])) == ["accusation", "proposal"]
    assert trained.card["data"]["rows"] == 40
    trained.save(tmp_path / "own.model")
    again = stance.Classifier.load(tmp_path / "own.model")
    assert again.to_bytes() == trained.to_bytes()
    # Memory and file give the same model but for the file's hash.
    path = tmp_path / "rows.csv"
    path.write_text("text,label\n" + "".join(f"{t},{y}\n" for t, y in zip(ROWS, TRUTH)), "utf-8")
    of_file = stance.Classifier.train(path, preset="general", folds=2)
    assert of_file.predict_proba(ROWS).tobytes() == trained.predict_proba(ROWS).tobytes()


def test_pickles_by_its_bytes(classifier):
    trained = stance.Classifier.train(ROWS, TRUTH, preset="general", folds=0)
    again = pickle.loads(pickle.dumps(trained))
    assert again.to_bytes() == trained.to_bytes()
    assert again.predict_proba(TEXTS).tobytes() == trained.predict_proba(TEXTS).tobytes()
    assert copy.deepcopy(classifier).labels == LABELS


def test_a_shared_classifier_is_loaded_once(tmp_path, classifier):
    assert stance.shared() is stance.shared()
    path = tmp_path / "own.model"
    stance.Classifier.train(ROWS, TRUTH, preset="general", folds=0).save(path)
    first = stance.shared(path)
    assert stance.shared(str(path)) is first
    path.write_bytes(classifier.to_bytes())
    assert stance.shared(path).labels == LABELS


def test_threads_do_not_change_a_bit(classifier):
    expected = classifier.predict_proba(TEXTS * 50).tobytes()
    try:
        stance.set_threads(1)
        assert classifier.predict_proba(TEXTS * 50).tobytes() == expected
    finally:
        stance.set_threads(0)


def test_a_panic_is_an_exception():
    with pytest.raises(RuntimeError, match="has a bug.*the reason"):
        stance._stance._panic("the reason")


def test_other_threads_run_meanwhile(classifier):
    """The interpreter is released: a thread counts while another one predicts."""
    counted = 0
    done = threading.Event()

    def count():
        nonlocal counted
        while not done.is_set():
            counted += 1
            time.sleep(0.001)

    counter = threading.Thread(target=count)
    texts = [f"{text} {number}" for number in range(700) for text in TEXTS]
    counter.start()
    before = counted
    began = time.monotonic()
    classifier.predict(texts)
    took, during = time.monotonic() - began, counted - before
    done.set()
    counter.join()
    assert during >= took / 0.001 / 20, f"{during} steps in {took:.2f} s"


def read_a_stream(classifier):
    pa = pytest.importorskip("pyarrow")
    claims = classifier.claims_arrow(pa.chunked_array([pa.array(LONG)]))
    try:
        pa.table(claims)
    except pa.ArrowInvalid:
        # The stream has ended by an error; Python hears of Ctrl-C at the next call.
        time.sleep(0.1)


@pytest.mark.parametrize(
    "work",
    [
        lambda c: c.predict(LONG),
        lambda c: c.claims(LONG),
        read_a_stream,
        lambda c: c.train(LONG[:30_000], ["none", "proposal", "accusation"] * 10_000, folds=5),
    ],
    ids=["predict", "claims", "stream", "train"],
)
def test_ctrl_c_ends_long_work(classifier, work):
    # A shell that starts the tests in the background has it ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    stop = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
    stop.start()
    began = time.monotonic()
    try:
        with pytest.raises(KeyboardInterrupt):
            work(classifier)
    finally:
        signal.signal(signal.SIGINT, before)
    assert time.monotonic() - began < 5


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_forked_process_has_threads_of_its_own(classifier):
    """The pool's threads are not there in a fork; waiting for them would never end."""
    expected = classifier.predict_proba(TEXTS)
    child = os.fork()
    if child == 0:
        same = classifier.predict_proba(TEXTS).tobytes() == expected.tobytes()
        os._exit(0 if same else 1)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            assert os.waitstatus_to_exitcode(status) == 0
            return
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    pytest.fail("the fork waits for ever")
