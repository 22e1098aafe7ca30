"""The classifier as an estimator of scikit-learn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted

from ._stance import Classifier
from .types import Texts

__all__ = ["StanceClassifier"]


class StanceClassifier(ClassifierMixin, BaseEstimator):
    """A multinomial logistic model over the TF-IDF features of stance.

    X is a list, an array or a Series of texts, each taken as one claim. Anything
    that may be a label of scikit-learn may be one here.

    Parameters
    ----------
    preset : {"default", "general"}
        Features and strengths to begin with: for claims in news articles, or for
        texts of any kind and language.
    features : list of str or None
        The preset's groups of features to keep; None keeps all.
    alpha : float or None
        Strength of the L2 penalty, 1/C of LogisticRegression; None takes the preset's.
    class_weight : {"balanced"} or None
        How much the rows of a label count.
    folds : int
        Calibrates the probabilities by a cross-validation of this many folds; 0 does
        not. The predicted labels are the same.
    seed : int
        Seed of the folds.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The labels, sorted.
    classifier_ : stance.Classifier
        The trained classifier. Labels that are no strings are known to it by
        their place in classes_.
    """

    def __init__(
        self,
        *,
        preset: Literal["default", "general"] = "default",
        features: Sequence[str] | None = None,
        alpha: float | None = None,
        class_weight: Literal["balanced"] | None = None,
        folds: int = 0,
        seed: int = 1,
    ) -> None:
        self.preset = preset
        self.features = features
        self.alpha = alpha
        self.class_weight = class_weight
        self.folds = folds
        self.seed = seed

    def fit(
        self, X: Texts, y: ArrayLike, groups: Iterable[object] | None = None
    ) -> StanceClassifier:
        """Trains on texts X with labels y; the rows of a group stay in one fold."""
        truth = np.asarray(y)
        if truth.ndim != 1:
            raise ValueError(f"y has {truth.ndim} dimensions; give one label a text")
        check_classification_targets(truth)
        self.classes_, places = np.unique(truth, return_inverse=True)
        self.classifier_ = Classifier.train(
            X,
            self._names()[places],
            groups=None if groups is None else [str(group) for group in groups],
            preset=self.preset,
            features=self.features,
            alpha=self.alpha,
            class_weight=self.class_weight,
            folds=self.folds,
            seed=self.seed,
        )
        return self

    def predict(self, X: Texts) -> NDArray[Any]:
        """The label of each text."""
        check_is_fitted(self)
        return self.classes_[self.predict_proba(X).argmax(axis=1)]

    def predict_proba(self, X: Texts) -> NDArray[np.float64]:
        """The probability of each label (texts × classes_)."""
        check_is_fitted(self)
        probabilities = self.classifier_.predict_proba(X)
        if np.isnan(probabilities).any():
            raise ValueError("a text is missing; leave it out or fill it in")
        return probabilities

    def _names(self) -> NDArray[Any]:
        """The classes as the trained model calls them, in the same order."""
        if self.classes_.dtype.kind == "U":
            return self.classes_
        if all(isinstance(label, str) for label in self.classes_):
            return self.classes_
        digits = len(str(len(self.classes_)))
        return np.array([f"{place:0{digits}}" for place in range(len(self.classes_))])

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        return tags
