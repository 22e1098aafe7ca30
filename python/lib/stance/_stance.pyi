from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from typing import Any, Literal, Protocol, TypedDict, final, overload

import numpy as np
from numpy.typing import NDArray

Path = str | PathLike[str]

class _OffersArray(Protocol):
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...

class _OffersStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

Arrow = _OffersArray | _OffersStream
Texts = Iterable[str | None] | Arrow
Articles = Iterable[str | Mapping[str, Any] | None] | Arrow
Kind = Literal["sentence", "heading", "byline", "caption", "junk"]

class Place(TypedDict):
    text: str
    start: int
    end: int

class SpeakerPlace(TypedDict):
    text: str | None
    start: int | None
    end: int | None
    name: str | None

class SentencePlace(TypedDict):
    start: int
    end: int
    kind: Kind

class _ClaimOfTitle(TypedDict, total=False):
    field: Literal["title"]

class Claim(_ClaimOfTitle):
    article: str
    sentence: SentencePlace
    start: int
    end: int
    text: str
    cue: Place | None
    speaker: SpeakerPlace | None
    target: Place | None
    quote: Literal["direct", "mixed", "indirect"] | None
    content: Place | None
    stance: str | None
    confidence: float | None
    abstained: bool
    probabilities: dict[str, float]

class Segment(TypedDict):
    start: int
    end: int
    kind: Kind
    text: str

class Reason(TypedDict):
    group: str
    words: str
    features: int
    contribution: float

class GroupContribution(TypedDict):
    group: str
    features: int
    contribution: float

class Others(TypedDict):
    reasons: int
    features: int
    contribution: float

class Explanation(TypedDict):
    label: str
    against: str
    predicted: str
    probabilities: dict[str, float]
    log_odds: float
    intercept: float
    groups: list[GroupContribution]
    reasons: list[Reason]
    others: Others

class StanceError(ValueError): ...

def set_threads(number: int) -> None: ...

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
    @overload
    @staticmethod
    def train(
        texts: Path,
        *,
        preset: Literal["default", "general"] = "default",
        features: Sequence[str] | None = None,
        alpha: float | None = None,
        class_weight: Literal["balanced"] | None = None,
        folds: int = 5,
        seed: int = 1,
    ) -> Classifier: ...
    @overload
    @staticmethod
    def train(
        texts: Texts,
        labels: Texts,
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
    def predict_arrow(self, texts: _OffersArray, *, min_confidence: float = 0.0) -> ArrowArray: ...
    @overload
    def predict_arrow(self, texts: _OffersStream, *, min_confidence: float = 0.0) -> ArrowStream: ...
    def claims(
        self,
        articles: Articles,
        *,
        min_confidence: float = 0.0,
        all: bool = False,
        lexicon: str | None = None,
    ) -> list[list[Claim] | None]: ...
    @overload
    def claims_arrow(
        self,
        articles: _OffersArray,
        *,
        min_confidence: float = 0.0,
        all: bool = False,
        lexicon: str | None = None,
    ) -> ArrowArray: ...
    @overload
    def claims_arrow(
        self,
        articles: _OffersStream,
        *,
        min_confidence: float = 0.0,
        all: bool = False,
        lexicon: str | None = None,
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
