"""Running heads, feet and page numbers of a PDF: what stands at the same height on page after page."""

import re
from collections import Counter
from collections.abc import Sequence

from index.readers.pdf_lines import Line

_BAND = 0.12
_LINES = 3
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"^[\s\-—–_·•〔\[（(第]*\d{1,4}[\s\-—–_·•〕\]）)页]*$|^第?\s*\d{1,4}\s*页?\s*[/／,，共]\s*共?\s*\d{1,4}\s*页?$|"
    r"^(?:page|p\.)\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?$",
    re.I,
)


def running_lines(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> frozenset[tuple[int, Line]]:
    """The lines to skip, each with the number of its page from 0.

    A line runs when the same words, digits apart, stand in the top or bottom band of three pages, of a third of them,
    or of both of two; and a page number there always does.
    """
    edges = [
        [(line, line.top < height / 2) for line in _edge_lines(lines, height)]
        for lines, height in zip(pages, heights, strict=True)
    ]
    seen = Counter(key for page in edges for key in {(_key(line), top) for line, top in page})
    enough = 2 if len(pages) <= 5 else 3
    found = set()
    for number, page in enumerate(edges):
        for line, top in page:
            often = seen[_key(line), top]
            if (often >= enough and often * 4 >= len(pages)) or _PAGE_NUMBER.match(line.text.strip()):
                found.add((number, line))
    return frozenset(found)


def _edge_lines(lines: Sequence[Line], height: float) -> list[Line]:
    ordered = sorted(lines, key=lambda line: line.top)
    top = [line for line in ordered[:_LINES] if line.bottom < _BAND * height]
    bottom = [line for line in ordered[-_LINES:] if line.top > (1 - _BAND) * height and line not in top]
    return top + bottom


def _key(line: Line) -> str:
    return _DIGITS.sub("#", "".join(line.text.split()))
