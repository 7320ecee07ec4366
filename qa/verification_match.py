"""Where a quotation stands in a text: exactly, or the stretch of it that is nearest."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from index.model import Span
from index.quantities import Quantity, quantities
from index.search_key import Keyed
from qa.verification_text import comparable, literal, occurrences

_NEGATION = re.compile(
    "(?:[不未勿莫没无非](?:得|予|能|可|应|宜|再|会|准|许|曾|有|必|需|须|享受)?|禁止|严禁|并非|停止|取消|暂停)$"
)
_NOT_NEGATION = re.compile("(?:[从若]无|与其不|莫不|无不|无非|是非|除非|若非|不[但仅只])$")
_AROUND = 24
"""Characters on either side of a quotation that are read to see whether it cuts a figure from its words."""

NEAR = 0.6
"""Share of a quotation's characters that must stand in the text for it to count as a changed quotation of it."""

_LONGEST = 1500
"""Characters of a quotation that are aligned; what is longer is compared in pieces of this size."""


class Hay:
    """A stretch of a document's clean text, ready to be searched."""

    def __init__(self, text: str, span: Span | None = None) -> None:
        self.text = text
        self.span = span or Span(0, len(text))
        self._whole: Keyed | None = None
        self._literal: Keyed | None = None
        self._grams: dict[str, list[int]] | None = None

    @property
    def key(self) -> Keyed:
        """The comparable form of the stretch; its positions are relative to the stretch."""
        if self._whole is None:
            self._whole = comparable(self._own())
        return self._whole

    @property
    def literal(self) -> Keyed:
        """The stretch in one width and script, its numbers as written."""
        if self._literal is None:
            self._literal = literal(self._own())
        return self._literal

    @property
    def grams(self) -> dict[str, list[int]]:
        """Where each pair of characters of `key` stands."""
        if self._grams is None:
            self._grams = {}
            text = self.key.text
            for i in range(len(text) - 1):
                self._grams.setdefault(text[i : i + 2], []).append(i)
        return self._grams

    def placed(self, span: Span) -> Span:
        """A span of the stretch as one of the document."""
        return Span(self.span.start + span.start, self.span.start + span.end)

    def _own(self) -> str:
        return self.text[self.span.start : self.span.end]


@dataclass(frozen=True, slots=True)
class Match:
    """Where a quotation stands, over the document's clean text.

    Attributes:
        exact: whether every word and figure is the same.
        likeness: share of the quotation's comparable characters that stand there, 1.0 where exact.
        cut: words of the source right beside an exact match that the quotation leaves away and that change what it
            says: 不, 最高, 以上.
    """

    span: Span
    exact: bool
    likeness: float
    cut: Span | None = None


def find(quote: str, hay: Hay) -> Match | None:
    """The first exact occurrence that leaves nothing decisive away, else the first that does; None without any."""
    spans = occurrences(comparable(quote).text, hay.key) or occurrences(literal(quote).text, hay.literal)
    best: Match | None = None
    for span in spans:
        placed = hay.placed(span)
        cut = _cut_away(hay.text, placed)
        if cut is None:
            return Match(placed, True, 1.0)
        best = best or Match(placed, False, 1.0, cut)
    return best


def shared(quote: str, hay: Hay) -> float:
    """Share of a quotation's pairs of characters that stand somewhere in a stretch, 0 to 1."""
    needle = comparable(quote).text
    pairs = [needle[i : i + 2] for i in range(len(needle) - 1)]
    return sum(pair in hay.grams for pair in pairs) / len(pairs) if pairs else 0.0


def nearest(quote: str, hay: Hay) -> Match | None:
    """The stretch that a quotation is nearest to; None where less than `NEAR` of it stands anywhere."""
    needle = comparable(quote).text[:_LONGEST]
    best: tuple[float, Span] | None = None
    for window in _windows(needle, hay):
        stretch, errors = _aligned(needle, hay.key.text[window.start : window.end])
        likeness = 1 - errors / len(needle)
        if len(stretch) and (best is None or likeness > best[0]):
            best = (likeness, Span(window.start + stretch.start, window.start + stretch.end))
    if best is None or best[0] < NEAR:
        return None
    return Match(_whole_figures(hay.text, hay.placed(hay.key.source(best[1]))), False, round(best[0], 4))


def _windows(needle: str, hay: Hay) -> Iterator[Span]:
    """The few stretches of the key that share the most pairs of characters with the needle along one diagonal."""
    size = len(hay.key.text)
    if not needle or not size:
        return
    slack = max(8, len(needle) // 4)
    if size <= 2 * (len(needle) + slack):
        yield Span(0, size)
        return
    votes: Counter[int] = Counter()
    for i in range(len(needle) - 1):
        for place in hay.grams.get(needle[i : i + 2], ())[:500]:
            votes[(place - i) // slack] += 1
    seen: set[int] = set()
    for diagonal, _ in sorted(votes.items(), key=lambda item: (-item[1] - votes[item[0] + 1], item[0]))[:4]:
        if diagonal in seen:
            continue
        seen.update((diagonal - 1, diagonal, diagonal + 1))
        start = diagonal * slack
        yield Span(max(0, start - slack), min(size, start + len(needle) + 3 * slack))


def _aligned(needle: str, text: str) -> tuple[Span, int]:
    """The stretch of a text with the fewest edits to the needle, and how many (Sellers 1980)."""
    end, errors = _best_end(needle, text)
    backwards, _ = _best_end(needle[::-1], text[:end][::-1])
    return Span(end - backwards, end), errors


def _best_end(needle: str, text: str) -> tuple[int, int]:
    """Where the best match ends, the shortest of several, and its edits; it may begin anywhere."""
    characters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    places = np.arange(len(text) + 1, dtype=np.int32)
    row = np.zeros(len(text) + 1, dtype=np.int32)
    for done, character in enumerate(needle, start=1):
        below: npt.NDArray[np.int32] = np.empty_like(row)
        below[0] = done
        below[1:] = np.minimum(row[:-1] + (characters != ord(character)), row[1:] + 1)
        # A gap in the needle costs one for each character: the running least of value minus place gives it at once.
        row = np.minimum.accumulate(below - places) + places
    end = int(np.argmin(row))
    return end, int(row[end])


def _cut_away(text: str, span: Span) -> Span | None:
    """What stands right beside a span and turns what it says into something else."""
    before = text[max(0, span.start - 4) : span.start]
    negation = _NEGATION.search(before)
    if negation and not _NOT_NEGATION.search(before):
        return Span(span.start - len(negation[0]), span.start)
    begin = max(0, span.start - _AROUND)
    window = text[begin : span.end + _AROUND]
    inside = {quantity.core: quantity for quantity in _placed(quantities(text[span.start : span.end]), span.start)}
    for quantity in _placed(quantities(window), begin):
        if not quantity.core.overlaps(span) or span.contains(quantity.span):
            continue
        if not span.contains(quantity.core):
            if _is_whole_part(quantity, span, inside):
                continue
            return _beside(quantity.core, span)
        own = inside.get(quantity.core)
        if own is not None and own.bound != quantity.bound:
            return _beside(quantity.span, span)
    return None


def _whole_figures(text: str, span: Span) -> Span:
    """A span widened so that it cuts no figure in two."""
    begin = max(0, span.start - _AROUND)
    for quantity in _placed(quantities(text[begin : span.end + _AROUND]), begin):
        if quantity.core.overlaps(span):
            span = Span(min(span.start, quantity.core.start), max(span.end, quantity.core.end))
    return span


def _placed(found: list[Quantity], offset: int) -> list[Quantity]:
    return [
        replace(
            quantity,
            span=Span(quantity.span.start + offset, quantity.span.end + offset),
            core=Span(quantity.core.start + offset, quantity.core.end + offset),
        )
        for quantity in found
    ]


def _is_whole_part(quantity: Quantity, span: Span, inside: dict[Span, Quantity]) -> bool:
    """Whether a quotation begins or ends between the parts of a date: 6月26日 of 2025年6月26日."""
    if quantity.kind != "date":
        return False
    shared = Span(max(quantity.core.start, span.start), min(quantity.core.end, span.end))
    return any(core == shared and part.kind == "date" for core, part in inside.items())


def _beside(whole: Span, span: Span) -> Span:
    if whole.start < span.start:
        return Span(whole.start, span.start)
    return Span(span.end, whole.end)
