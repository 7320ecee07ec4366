"""Stretches of documents to look in: cited places, and the passages that share most words with a quotation."""

from collections.abc import Callable, Iterator

import numpy as np

from index.model import Document, Span
from index.store import Index
from qa.locations import locator_of
from qa.verification_match import Hay

_KEPT = 512
_BEST = 12
_LONGEST_QUERY = 400


class Haystacks:
    """Stretches of documents, each prepared once."""

    def __init__(self, index: Index, document: Callable[[str], Document]) -> None:
        self._index = index
        self._document = document
        self._hays: dict[tuple[str, Span], Hay] = {}

    def get(self, document: str, span: Span) -> Hay:
        """A stretch of a document's clean text."""
        if (document, span) not in self._hays:
            if len(self._hays) >= _KEPT:
                self._hays.clear()
            self._hays[document, span] = Hay(self._document(document).text, span)
        return self._hays[document, span]

    def text(self, document: str) -> str:
        """The clean text of a document."""
        return self._document(document).text

    def locator(self, document: str, span: Span) -> str | None:
        """How a span is cited; None outside any passage."""
        return locator_of(self._document(document), span) or None

    def declared(self, document: str) -> str:
        """What a document says of itself outside its text: title, number, issuer, date."""
        metadata = self._index.entry(document).metadata
        day = (metadata.published or "").split("-")
        written = "".join(f"{part}{unit}" for part, unit in zip(day, ("年", "月", "日"), strict=False) if part)
        return "\n".join(part for part in (metadata.title, metadata.number, metadata.issuer, written) if part)


def best_passages(index: Index, text: str) -> Iterator[tuple[str, Span]]:
    """The passages that share most words and pairs of characters with a text, best first, each with its neighbours."""
    scores = index.terms.scores(text[:_LONGEST_QUERY])
    total = np.zeros(index.passage_count)
    for channel in scores.values():
        best = float(channel.max(initial=0.0))
        if best > 0:
            total += channel / best
    best_first = np.argsort(-total, kind="stable")[:_BEST]
    for number in best_first:
        if total[number] > 0:
            yield _with_neighbours(index, int(number))


def _with_neighbours(index: Index, number: int) -> tuple[str, Span]:
    found = index.passage(number)
    first, last = found.passage.span, found.passage.span
    if found.ordinal > 0:
        first = index.passage(number - 1).passage.span
    if found.ordinal + 1 < found.document.passage_count:
        last = index.passage(number + 1).passage.span
    span = found.passage.span
    return found.document.id, Span(min(first.start, span.start), max(last.end, span.end))
