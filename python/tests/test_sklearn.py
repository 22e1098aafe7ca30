"""The estimator among scikit-learn's own tools."""

import csv
import pickle

import numpy as np
import pytest

pytest.importorskip("sklearn")

from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils.estimator_checks import check_estimator

import stance
from conftest import ROOT
from stance.sklearn import StanceClassifier

WORDS = {"accusation": "لوم", "cooperation": "تعاون", "proposal": "دعوة"}
TEXTS = [f"{word} رقم {number}" for number in range(12) for word in WORDS.values()]
LABELS = list(WORDS) * 12


def estimator(**parameters):
    return StanceClassifier(preset="general", **parameters)


@pytest.mark.filterwarnings("ignore:Can't test estimator")
def test_scikit_learn_s_own_checks():
    """Those that do not need numbers as input, which scikit-learn leaves out itself."""
    results = check_estimator(estimator(), on_skip=None, on_fail=None)
    assert [r for r in results if r["status"] not in ("passed", "skipped")] == []
    passed = {result["check_name"] for result in results if result["status"] == "passed"}
    assert "check_estimator_cloneable" in passed


def test_fits_and_predicts():
    fitted = estimator().fit(TEXTS, LABELS)
    assert list(fitted.classes_) == sorted(WORDS)
    assert list(fitted.predict(TEXTS)) == LABELS
    assert fitted.predict_proba(TEXTS).shape == (36, 3)
    assert fitted.score(TEXTS, LABELS) == 1.0
    direct = stance.Classifier.train(TEXTS, LABELS, preset="general", folds=0)
    assert fitted.classifier_.to_bytes() == direct.to_bytes()
    again = pickle.loads(pickle.dumps(fitted))
    assert again.predict_proba(TEXTS).tobytes() == fitted.predict_proba(TEXTS).tobytes()


@pytest.mark.parametrize(
    "classes", [[30, 4, 100], [True, False, True], [2.0, 1.0, 3.0], ["b", "a", "ب"]]
)
def test_labels_of_any_type(classes):
    truth = np.array(classes * 12)
    fitted = estimator().fit(TEXTS, truth)
    assert list(fitted.classes_) == sorted(set(classes))
    # Two words share a label where two classes are the same.
    assert list(fitted.predict(TEXTS)) == list(truth)


def test_more_than_ten_numbers_stay_in_order():
    words = [f"{'abcdefghijkl'[place] * 4}" for place in range(12)]
    fitted = estimator().fit(words * 4, list(range(12)) * 4)
    assert list(fitted.predict(words)) == list(range(12))


def test_parameters_are_scikit_learn_s():
    own = estimator(alpha=0.3, folds=2)
    assert clone(own).get_params() == own.get_params()
    assert own.set_params(alpha=0.7).alpha == 0.7
    with pytest.raises(NotFittedError):
        estimator().predict(TEXTS)
    with pytest.raises(ValueError, match="a text is missing"):
        estimator().fit(TEXTS, LABELS).predict([None])
    with pytest.raises(ValueError, match="2 dimensions"):
        estimator().fit(TEXTS, np.zeros((36, 2)))
    with pytest.raises(ValueError, match="Unknown label type"):
        estimator().fit(TEXTS, np.linspace(0, 1, 36))


def test_pipeline_cross_validation_and_grid():
    pipeline = make_pipeline(FunctionTransformer(lambda texts: [t.strip() for t in texts]), estimator())
    groups = [place // 3 for place in range(36)]
    scores = cross_val_score(pipeline, TEXTS, LABELS, groups=groups, cv=GroupKFold(3))
    assert list(scores) == [1.0] * 3
    search = GridSearchCV(estimator(), {"alpha": [0.1, 1.0], "folds": [0, 2]}, cv=3, n_jobs=2)
    search.fit(np.array(TEXTS, dtype=object), LABELS)
    assert search.best_score_ == 1.0 and list(search.classes_) == sorted(WORDS)


def test_calibration_changes_no_label():
    plain, calibrated = estimator().fit(TEXTS, LABELS), estimator(folds=3).fit(TEXTS, LABELS)
    assert list(plain.predict(TEXTS)) == list(calibrated.predict(TEXTS))
    assert (plain.predict_proba(TEXTS) != calibrated.predict_proba(TEXTS)).any()
    grouped = estimator(folds=3).fit(TEXTS, LABELS, groups=[place // 3 for place in range(36)])
    assert grouped.classifier_.card["validation"]["folds"] == 3


def test_balanced_weights_on_real_rows():
    with open(ROOT / "labels/seeds.csv", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    texts, labels = [row["text"] for row in rows], [row["label"] for row in rows]
    plain, balanced = (
        estimator(class_weight=weight).fit(texts, labels).predict_proba(texts)
        for weight in (None, "balanced")
    )
    rarest = min(set(labels), key=labels.count)
    place = sorted(set(labels)).index(rarest)
    assert balanced[:, place].mean() > plain[:, place].mean()
