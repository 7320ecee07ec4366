"""A document as its file has it: the raw text in stretches, the cited span marked and what cleaning left out paler."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.model import Document, OffsetMap, Span
from qa.web.render import Part, cut
from qa.web.viewer import Entry, outline

CHARACTERS = 3000
"""Length of a stretch; it ends at the next line end, so that a browser lays out only those that are seen."""

_LONGEST = 20_000
"""Characters after which a stretch ends where there is no line end."""


@dataclass(frozen=True, slots=True)
class RawView:
    """A raw text to read.

    Attributes:
        id: of the document.
        characters: length of the raw text.
        start: where the cited span begins in the raw text, from 0.
        end: where it ends, exclusive; the same as `start` for none.
        outline: the headings; `line` is the place of the stretch that begins with the heading.
        stretches: the raw text in parts; joined they are all of it.
        target: the stretch in which the cited span begins; None where there is none.
    """

    id: str
    characters: int
    start: int
    end: int
    outline: tuple[Entry, ...]
    stretches: tuple[tuple[Part, ...], ...]
    target: int | None


def raw_view(document: Document, quote: Span) -> RawView:
    """Lays out the raw text; `quote` is the clean span whose raw span is marked, empty for none."""
    raw = document.raw
    cited = document.raw_span(quote) if document.text else Span(0, 0)
    headings = [document.raw_span(section.heading_span).start for section in document.sections if section.heading]
    starts = list(_starts(raw, headings))
    left_out = list(_left_out(raw, document.map))
    ends = [span.end for span in left_out]
    stretches = []
    for start, end in pairwise([*starts, len(raw)]):
        at = bisect_left(ends, start + 1)
        near = left_out[at : bisect_left(left_out, Span(end, 0))]
        marks = [(span, "left") for span in near]
        marks += [(cited, "quote")] if len(cited) else []
        stretches.append(_parts(raw, Span(start, end), marks))
    return RawView(
        document.id,
        len(raw),
        cited.start,
        cited.end,
        outline(document, lambda section: bisect_right(starts, document.raw_span(section.heading_span).start) - 1),
        tuple(stretches),
        bisect_right(starts, cited.start) - 1 if len(cited) else None,
    )


def _parts(raw: str, span: Span, marks: Sequence[tuple[Span, str]]) -> tuple[Part, ...]:
    """A stretch in parts; `cut` names every mark that holds a part, so only marks that reach into it are given."""
    return cut(raw, span, [(mark, name) for mark, name in marks if mark.overlaps(span)])


def _starts(raw: str, headings: Sequence[int]) -> Iterator[int]:
    """Where stretches begin: at headings, and at a line end when one has grown long."""
    wanted = sorted({0, *headings}) if raw else []
    for start, end in pairwise([*wanted, len(raw)]):
        at = start
        while at < end:
            yield at
            stop = raw.find("\n", at + CHARACTERS, min(at + _LONGEST, end))
            at = stop + 1 if stop >= 0 else min(at + _LONGEST, end)


def _left_out(raw: str, offsets: OffsetMap) -> Iterator[Span]:
    """The stretches of the raw text, white space aside, that the clean text does not have."""
    at = 0
    ends = [*offsets.clean[1:], offsets.length][: len(offsets.clean)]
    for clean, start, following in zip(offsets.clean, offsets.raw, ends, strict=True):
        if raw[at:start].strip():
            yield Span(at, start)
        at = start + following - clean
    if raw[at:].strip():
        yield Span(at, len(raw))
