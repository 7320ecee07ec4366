"""The nouns of asking: question, hit, citation, answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

WarningCode = Literal["damaged", "digest", "conflict", "superseded", "stale", "inferred_region"]
Reason = Literal["no_evidence", "not_covered", "damaged"]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is limited to: OR within one field, AND between fields; empty means no limit.

    `regions` also take in what lies below them; `years` compare with the year published.
    """

    regions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    years: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.regions or self.kinds or self.issuers or self.years)


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found.

    Attributes:
        rank: from 1.
        passage: its number in the index.
        document: its document's id.
        score: fused score; higher is better, ties are broken by document id and position.
        scores: the score of each arm, normalised to 0..1.
        also: numbers of near-identical passages (reprints) folded behind this one.
    """

    rank: int
    passage: int
    document: str
    score: float
    scores: Mapping[str, float] = field(default_factory=dict)
    also: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """A warning that goes with an answer."""

    code: WarningCode
    text: str


@dataclass(frozen=True, slots=True)
class Citation:
    """One cited span of a document; names, order and meaning as in the JSON contract.

    `start`, `end` and the passage's are clean positions, `raw_start` and `raw_end` raw ones, all end exclusive.
    """

    n: int
    used: bool
    document: str
    source: str
    title: str | None
    issuer: str | None
    published: str | None
    region: str | None
    url: str | None
    page: int | None
    locator: str
    quote: str
    start: int
    end: int
    raw_start: int
    raw_end: int
    passage: str
    passage_start: int
    passage_end: int
    score: float
    reference: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer or a refusal; names, order and meaning as in the JSON contract.

    Attributes:
        id: of the batch line; None otherwise.
        standalone: the question made complete from the history.
        answer: Markdown with [n] markers.
        short: the figure, date, name or yes/no as it stands in citation 1, or None.
        confidence: calibrated probability, 0..1, that the documents answer.
    """

    id: str | int | None
    question: str
    standalone: str
    abstained: bool
    reason: Reason | None
    answer: str
    short: str | None
    confidence: float
    warnings: tuple[Notice, ...] = ()
    citations: tuple[Citation, ...] = ()
