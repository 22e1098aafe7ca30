"""What goes in and what comes out, for type checkers and for readers."""

from collections.abc import Iterable, Mapping
from os import PathLike
from typing import Any, Literal, Protocol, TypedDict

__all__ = [
    "Arrow",
    "Articles",
    "Claim",
    "Explanation",
    "GroupContribution",
    "Kind",
    "OffersArray",
    "OffersStream",
    "Others",
    "Path",
    "Place",
    "Reason",
    "Segment",
    "SentencePlace",
    "SpeakerPlace",
    "Texts",
]


class OffersArray(Protocol):
    """An array or a table in one piece, over Arrow's PyCapsule interface."""

    def __arrow_c_array__(
        self, requested_schema: object | None = None
    ) -> tuple[object, object]: ...


class OffersStream(Protocol):
    """A table or a stream in batches, over Arrow's PyCapsule interface."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


Arrow = OffersArray | OffersStream
Path = str | PathLike[str]
Texts = Iterable[str | None] | Arrow
Articles = Iterable[str | Mapping[str, Any] | None] | Arrow
Kind = Literal["sentence", "heading", "byline", "caption", "junk"]


class Place(TypedDict):
    """Words of an article and where they stand, in code points."""

    text: str
    start: int
    end: int


class SpeakerPlace(TypedDict):
    """Who speaks: the words, and the name that they stand for."""

    text: str | None
    start: int | None
    end: int | None
    name: str | None


class SentencePlace(TypedDict):
    """The sentence of a claim."""

    start: int
    end: int
    kind: Kind


class _ClaimOfTitle(TypedDict, total=False):
    field: Literal["title"]


class Claim(_ClaimOfTitle):
    """A line of `stance predict --format jsonl`."""

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
    """A piece of a text, as split gives it."""

    start: int
    end: int
    kind: Kind
    text: str


class Reason(TypedDict):
    """Words that speak for a label, or against it."""

    group: str
    words: str
    features: int
    contribution: float


class GroupContribution(TypedDict):
    """What a group of features adds to the log-odds."""

    group: str
    features: int
    contribution: float


class Others(TypedDict):
    """The reasons that are not listed, together."""

    reasons: int
    features: int
    contribution: float


class Explanation(TypedDict):
    """What `stance explain --format json` writes."""

    label: str
    against: str
    predicted: str
    probabilities: dict[str, float]
    log_odds: float
    intercept: float
    groups: list[GroupContribution]
    reasons: list[Reason]
    others: Others
