from collections.abc import Iterable, Sequence
from typing import Any, Literal

from typing_extensions import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin

from ._stance import Classifier, Texts

__all__ = ["StanceClassifier"]

class StanceClassifier(ClassifierMixin, BaseEstimator):
    preset: Literal["default", "general"]
    features: Sequence[str] | None
    alpha: float | None
    class_weight: Literal["balanced"] | None
    folds: int
    seed: int
    classes_: NDArray[Any]
    classifier_: Classifier
    def __init__(
        self,
        *,
        preset: Literal["default", "general"] = "default",
        features: Sequence[str] | None = None,
        alpha: float | None = None,
        class_weight: Literal["balanced"] | None = None,
        folds: int = 0,
        seed: int = 1,
    ) -> None: ...
    def fit(self, X: Texts, y: ArrayLike, groups: Iterable[object] | None = None) -> Self: ...
    def predict(self, X: Texts) -> NDArray[Any]: ...
    def predict_proba(self, X: Texts) -> NDArray[np.float64]: ...
    def __sklearn_tags__(self) -> Any: ...
