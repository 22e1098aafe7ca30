from collections.abc import Sequence
from typing import Any, Literal, final, overload

import numpy as np
from numpy.typing import NDArray

from .types import (
    Articles,
    Claim,
    Explanation,
    OffersArray,
    OffersStream,
    Path,
    Segment,
    Texts,
)

__all__ = [
    "ArrowArray",
    "ArrowStream",
    "Classifier",
    "StanceError",
    "_panic",
    "set_threads",
]

class StanceError(ValueError): ...

def set_threads(number: int) -> None: ...
def _panic(message: str) -> None: ...

@final
class ArrowArray:
    def __len__(self) -> int: ...
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...

@final
class ArrowStream:
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

@final
class Classifier:
    @staticmethod
    def default() -> Classifier: ...
    @staticmethod
    def load(path: Path) -> Classifier: ...
    @staticmethod
    def from_bytes(data: bytes) -> Classifier: ...
    @staticmethod
    def train(
        texts: Path | Texts,
        labels: Texts | None = None,
        *,
        groups: Texts | None = None,
        preset: Literal["default", "general"] = "default",
        features: Sequence[str] | None = None,
        alpha: float | None = None,
        class_weight: Literal["balanced"] | None = None,
        folds: int = 5,
        seed: int = 1,
    ) -> Classifier: ...
    @property
    def labels(self) -> list[str]: ...
    @property
    def card(self) -> dict[str, Any]: ...
    def predict(self, texts: Texts, *, min_confidence: float = 0.0) -> NDArray[np.object_]: ...
    def predict_proba(self, texts: Texts) -> NDArray[np.float64]: ...
    @overload
    def predict_arrow(self, texts: OffersArray, *, min_confidence: float = 0.0) -> ArrowArray: ...
    @overload
    def predict_arrow(self, texts: OffersStream, *, min_confidence: float = 0.0) -> ArrowStream: ...
    def claims(
        self, articles: Articles, *,
        min_confidence: float = 0.0, all: bool = False, lexicon: str | None = None,
    ) -> list[list[Claim] | None]: ...
    @overload
    def claims_arrow(
        self, articles: OffersArray, *,
        min_confidence: float = 0.0, all: bool = False, lexicon: str | None = None,
    ) -> ArrowArray: ...
    @overload
    def claims_arrow(
        self, articles: OffersStream, *,
        min_confidence: float = 0.0, all: bool = False, lexicon: str | None = None,
    ) -> ArrowStream: ...
    @staticmethod
    def split(text: str) -> list[Segment]: ...
    def explain(
        self,
        text: str,
        *,
        label: str | None = None,
        against: str | None = None,
        top: int = 20,
    ) -> Explanation: ...
    def save(self, path: Path) -> None: ...
    def to_bytes(self) -> bytes: ...
