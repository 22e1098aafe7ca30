from os import PathLike

from ._stance import (
    ArrowArray as ArrowArray,
    ArrowStream as ArrowStream,
    Classifier as Classifier,
    StanceError as StanceError,
    set_threads as set_threads,
)

def shared(path: str | PathLike[str] | None = None) -> Classifier: ...
