"""Finds the claims in news articles, first of all in Arabic, and tags each with the
stance of its speaker.

>>> import stance
>>> classifier = stance.Classifier.default()
>>> classifier.predict(["اتهم المحافظ الشركة بتأخير أعمال الجسر"])
array(['accusation'], dtype=object)
"""

import os
from functools import lru_cache

from ._stance import ArrowArray, ArrowStream, Classifier, StanceError, set_threads
from .types import Path

__all__ = [
    "ArrowArray",
    "ArrowStream",
    "Classifier",
    "StanceError",
    "set_threads",
    "shared",
]


def shared(path: Path | None = None) -> Classifier:
    """The classifier of a model file, or the default one, loaded once a process.

    For functions that an engine (Spark, Ray, Dask) calls again and again in its
    worker processes. A file that has changed is loaded anew.
    """
    if path is None:
        return _load(None, None, None)
    about = os.stat(path)
    return _load(os.path.abspath(path), about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=4)
def _load(path: str | None, _mtime_ns: int | None, _size: int | None) -> Classifier:
    return Classifier.default() if path is None else Classifier.load(path)
