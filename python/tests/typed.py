"""What a type checker must find. test_typing.py gives it to mypy; it is not run."""

import numpy as np
from numpy.typing import NDArray
from typing_extensions import assert_type

import stance
from stance.sklearn import StanceClassifier
from stance.types import Claim, Explanation, OffersArray, OffersStream, Segment


def uses(c: stance.Classifier, array: OffersArray, stream: OffersStream) -> None:
    assert_type(stance.shared("own.model"), stance.Classifier)
    assert_type(c.predict(["text", None], min_confidence=0.5), NDArray[np.object_])
    assert_type(c.predict_proba(array), NDArray[np.float64])
    assert_type(c.predict_arrow(array), stance.ArrowArray)
    assert_type(c.predict_arrow(stream), stance.ArrowStream)
    assert_type(c.claims_arrow(array, all=True), stance.ArrowArray)
    assert_type(c.claims_arrow(stream, lexicon="en"), stance.ArrowStream)
    assert_type(c.claims(["text", {"id": 5, "text": "text"}]), list[list[Claim] | None])
    assert_type(c.split("text"), list[Segment])
    assert_type(c.explain("text", against="none"), Explanation)
    assert_type(stance.Classifier.train("labels.csv"), stance.Classifier)
    assert_type(stance.Classifier.train(array, ["a"], class_weight="balanced"), stance.Classifier)
    for claims in c.claims(stream):
        for claim in claims or []:
            if claim["cue"] is not None:
                assert_type(claim["cue"]["start"], int)
    # What comes out of one call goes into the next.
    c.predict(c.predict(["text"]))
    c.claims_arrow(c.claims_arrow(stream))
    StanceClassifier(alpha=0.5).fit(["text"], ["label"]).predict(["text"])


def refused(c: stance.Classifier) -> None:
    c.predict([1])  # type: ignore[list-item]
    c.predict(7)  # type: ignore[arg-type]
    c.predict_arrow(["text"])  # type: ignore[call-overload]
    c.claims(["text"], everything=True)  # type: ignore[call-arg]
    stance.Classifier.train("labels.csv", preset="best")  # type: ignore[arg-type]
    c.labels = ["a"]  # type: ignore[misc]
