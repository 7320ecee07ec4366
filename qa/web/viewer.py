"""A whole document as the page opens it: outline, text in lines and rows, the cited sentence marked."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from index.model import Document, Section, Span
from qa.web.render import Held, Part, cut

_LONGEST_CELL = 250
"""Characters; a longer cell is running text that was laid out as a table."""
_HASHES = re.compile(r"#{1,6}(?:[ \t]+|\Z)")
_RULE = re.compile(r"[\s|:-]+")
_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading of the outline; `line` is the place among the document's lines where its section begins."""

    heading: str
    locator: str
    level: int
    line: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line; a row has one tuple of parts for each cell, any other line a single one."""

    kind: Literal["heading", "text", "row"]
    level: int
    cells: tuple[tuple[Part, ...], ...]


@dataclass(frozen=True, slots=True)
class View:
    """A document to read.

    Attributes:
        region_inferred: whether the region was inferred from the text.
        held: for how long it holds.
        url: only if it is a web address.
        target: the line to bring into view; None for the beginning.
    """

    id: str
    source: str
    title: str | None
    issuer: str | None
    number: str | None
    published: str | None
    region: str | None
    region_inferred: bool
    kind: str | None
    held: Held
    url: str | None
    origin: str | None
    digest: bool
    damaged: int
    outline: tuple[Entry, ...]
    lines: tuple[Line, ...]
    target: int | None


def view(document: Document, quote: Span, held: Held | None = None) -> View:
    """Lays out `document`; `quote` is the clean span to mark, empty for none, `held` for how long it holds."""
    placed = list(_lines(document, quote))
    starts = [span.start for span, _ in placed]
    metadata = document.metadata
    target = bisect_left([span.end for span, _ in placed], quote.start + 1) if len(quote) else len(placed)
    return View(
        id=document.id,
        source=document.source,
        title=metadata.title,
        issuer=metadata.issuer,
        number=metadata.number,
        published=metadata.published,
        region=metadata.region,
        region_inferred=metadata.region_inferred,
        kind=metadata.kind,
        held=held or Held(),
        url=metadata.url if metadata.url and re.fullmatch(r"https?://\S+", metadata.url) else None,
        origin=metadata.origin,
        digest=metadata.is_digest,
        damaged=len(document.damaged),
        outline=outline(
            document,
            lambda section: bisect_right(starts, section.heading_span.start) - 1,
            starts[0] if starts else len(document.text),
        ),
        lines=tuple(line for _, line in placed),
        target=target if target < len(placed) else None,
    )


def outline(document: Document, line: Callable[[Section], int], first: int = 0) -> tuple[Entry, ...]:
    """The headings of a document from the clean position `first` on, each with the line that `line` gives it."""
    return tuple(
        Entry(section.heading, section.locator, section.level, line(section))
        for section in document.sections
        if section.heading and section.heading_span.start >= first
    )


def _lines(document: Document, quote: Span) -> Iterator[tuple[Span, Line]]:
    """The lines with their clean spans; running text begins anew where a heading stands inside a line."""
    text = document.text
    sections = sorted(document.sections, key=lambda section: section.heading_span)
    headings = _Ordered(tuple(section.heading_span for section in sections))
    damaged = _Ordered(tuple(sorted(document.damaged)))
    for match in _LINE.finditer(text):
        if _is_filling(match[0]):
            continue
        whole = Span(match.start(), match.end())
        inside = [sections[i] for i in headings.touching(whole)]
        marks = [(quote, "quote"), *((damaged.spans[i], "damaged") for i in damaged.touching(whole))]
        cells = _cells(text, whole)
        if len(cells) > 1 and max(len(cell) for cell in cells) <= _LONGEST_CELL:
            yield whole, Line("row", 0, tuple(cut(text, cell, marks) for cell in cells))
            continue
        starts = [section.heading_span.start for section in inside if section.heading_span.start > whole.start]
        for start, end in pairwise([whole.start, *starts, whole.end]):
            piece = _trimmed(text, Span(_after_hashes(text, start, end), end))
            if len(piece):
                yield Span(start, end), _running(text, piece, marks, inside)


def _after_hashes(text: str, start: int, end: int) -> int:
    """Where a line begins behind the signs of a Markdown heading."""
    signs = _HASHES.match(text, start, end)
    return signs.end() if signs else start


def _running(text: str, span: Span, marks: list[tuple[Span, str]], inside: list[Section]) -> Line:
    """A line that is a heading, or text that may begin with one."""
    here = [section for section in inside if section.heading_span.overlaps(span)]
    heading = next((section for section in here if section.heading_span.contains(span)), None)
    if heading is not None:
        return Line("heading", heading.level, (cut(text, span, marks),))
    return Line("text", 0, (cut(text, span, [*marks, *((section.heading_span, "heading") for section in here)]),))


def _is_filling(line: str) -> bool:
    """Whether a line carries nothing to read: white space, or the rule under a Markdown table's header."""
    return not line.strip() or (_RULE.fullmatch(line) is not None and "|" in line)


def _cells(text: str, span: Span) -> list[Span]:
    """Where the cells of a `|` row stand, without the white space around them."""
    bars = [span.start - 1, *(i for i in range(span.start, span.end) if text[i] == "|"), span.end]
    cells = [Span(left + 1, right) for left, right in pairwise(bars)]
    if len(cells) > 1 and not text[cells[0].start : cells[0].end].strip():
        cells = cells[1:]
    if len(cells) > 1 and not text[cells[-1].start : cells[-1].end].strip():
        cells = cells[:-1]
    return [_trimmed(text, cell) for cell in cells]


def _trimmed(text: str, span: Span) -> Span:
    piece = text[span.start : span.end]
    lead = len(piece) - len(piece.lstrip())
    return Span(span.start + lead, max(span.start + lead, span.start + len(piece.rstrip())))


class _Ordered:
    """Spans in order that do not overlap, and which of them share a character with a line."""

    def __init__(self, spans: tuple[Span, ...]) -> None:
        self.spans = spans
        self._ends = [span.end for span in spans]

    def touching(self, line: Span) -> Iterator[int]:
        at = bisect_left(self._ends, line.start + 1)
        while at < len(self.spans) and self.spans[at].start < line.end:
            yield at
            at += 1
