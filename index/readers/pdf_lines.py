"""Lines of a PDF page, put together from characters by where they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from index.readers.pdf_page import Glyph

_SAME_LINE = 0.5
_WORD_GAP = 0.25
_APART = 2.5
_COLUMN_LINES = 8
_RARE = 5


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and its box; `size` is the height of its characters in points."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float


def lines_of(glyphs: Sequence[Glyph]) -> list[Line]:
    """The lines in reading order.

    That is the order in which they are drawn, as long as it rarely goes up the page; else from the top, column after
    column where the page has two.
    """
    inked = _printed_once(glyphs)
    drawn = _as_drawn(inked)
    ups = sum(1 for one, next_ in pairwise(drawn) if next_[0].middle < one[0].middle - one[0].size)
    rows = drawn if ups * _RARE <= len(drawn) else _rows(inked)
    gutter = _gutter(rows)
    return [_line(row) for row in rows] if gutter is None else _columns(rows, gutter)


def lines_from_top(glyphs: Sequence[Glyph]) -> list[Line]:
    """The lines from the top, whatever the order in which they are drawn."""
    return [_line(row) for row in _rows(_printed_once(glyphs))]


def _printed_once(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Without characters drawn a second time on the same place, for a bold look or a shadow."""
    seen: set[tuple[str, int, int]] = set()
    kept = []
    for glyph in glyphs:
        x, y = round(glyph.x0), round(glyph.top)
        if not any((glyph.text, x + dx, y + dy) in seen for dx in (-1, 0, 1) for dy in (-1, 0, 1)):
            kept.append(glyph)
            seen.add((glyph.text, x, y))
    return kept


def _as_drawn(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Characters drawn one after the other on one height from left to right."""
    rows: list[list[Glyph]] = []
    for glyph in glyphs:
        last = rows[-1][-1] if rows else None
        if (
            last is not None
            and abs(glyph.middle - last.middle) < _SAME_LINE * max(min(last.size, glyph.size), 1.0)
            and glyph.x0 > last.x0 - last.size
        ):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return rows


def _columns(rows: list[list[Glyph]], gutter: float) -> list[Line]:
    """Lines of two columns, one after the other between lines over the whole width."""
    ordered: list[Line] = []
    columns: tuple[list[Line], list[Line]] = ([], [])
    for row in rows:
        left = [g for g in row if g.x1 <= gutter]
        right = [g for g in row if g.x0 >= gutter]
        if len(left) + len(right) < len(row):
            ordered += columns[0] + columns[1] + [_line(row)]
            columns = ([], [])
        else:
            columns[0].extend([_line(left)] if left else [])
            columns[1].extend([_line(right)] if right else [])
    return ordered + columns[0] + columns[1]


def _rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Characters on one height, left to right, rows from the top."""
    rows: list[list[Glyph]] = []
    middle = height = 0.0
    for glyph in sorted(glyphs, key=lambda g: (g.middle, g.x0)):
        if rows and abs(glyph.middle - middle) < _SAME_LINE * max(min(height, glyph.size), 1.0):
            rows[-1].append(glyph)
            middle += (glyph.middle - middle) / len(rows[-1])
            height = max(height, glyph.size)
        else:
            rows.append([glyph])
            middle, height = glyph.middle, glyph.size
    return [sorted(row, key=lambda g: g.x0) for row in rows]


def _gutter(rows: list[list[Glyph]]) -> float | None:
    """Where a second column begins: a strip near the middle that most lines leave free, with long lines beside it."""
    breaks = []
    for row in rows:
        for one, next_ in pairwise(row):
            if next_.x0 - one.x1 > _APART * one.size / 2 and next_.x0 - row[0].x0 > 8 * one.size:
                breaks.append((one.x1, next_.x0))
    if len(breaks) < _COLUMN_LINES or len(breaks) * 2 < len(rows):
        return None
    gutter = (median(b[0] for b in breaks) + median(b[1] for b in breaks)) / 2
    free = [row for row in rows if all(g.x1 <= gutter or g.x0 >= gutter for g in row)]
    both = [row for row in free if row[0].x0 < gutter < row[-1].x1]
    full = [r for r in both if sum(g.x1 <= gutter for g in r) >= 8 and sum(g.x0 >= gutter for g in r) >= 8]
    return gutter if len(full) >= _COLUMN_LINES and len(full) * 2 >= len(rows) else None


def _line(row: list[Glyph]) -> Line:
    pieces = [row[0].text]
    for one, glyph in pairwise(row):
        if glyph.spaced or glyph.x0 - one.x1 > _WORD_GAP * max(one.size, glyph.size):
            pieces.append(" ")
        pieces.append(glyph.text)
    return Line(
        "".join(pieces),
        min(g.x0 for g in row),
        min(g.top for g in row),
        max(g.x1 for g in row),
        max(g.bottom for g in row),
        median(g.size for g in row),
    )
