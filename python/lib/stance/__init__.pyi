from os import PathLike

from ._stance import ArrowArray, ArrowStream, Classifier, StanceError, set_threads

__all__ = [
    "ArrowArray",
    "ArrowStream",
    "Classifier",
    "StanceError",
    "set_threads",
    "shared",
]

def shared(path: str | PathLike[str] | None = None) -> Classifier: ...
