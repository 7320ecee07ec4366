"""Grids of cells: the lines of a text that make a table, and the cells in each."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.model import Mark, Span

_RULE = re.compile(r"[\s|:\-—–]*$")


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one table; lines that only rule it off are left out.

    Attributes:
        span: all its lines.
        rows: for each line its cells without white space around them; empty ones keep their column.
        ruled: whether a rule of dashes stands under its first line.
    """

    span: Span
    rows: tuple[tuple[Span, ...], ...]
    ruled: bool = False


def find_grids(text: str, marks: Sequence[Mark]) -> list[Grid]:
    """The grids of a text, in order: tables that a reader marked, and runs of two or more lines of cells."""
    return [_grid(text, lines, marked) for lines, marked in _groups(text, marks)]


def trimmed(text: str, span: Span) -> Span:
    """The span without white space at its ends; empty at its end if it is all white."""
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _groups(text: str, marks: Sequence[Mark]) -> Iterator[tuple[list[Span], bool]]:
    """Runs of lines that make one table, each with whether a reader marked it."""
    marked = sorted((mark.span for mark in marks if mark.kind == "table" and mark.span), key=lambda span: span.start)
    group: list[Span] = []
    owner = own = -1
    place = 0
    for line in _lines(text):
        while place < len(marked) and marked[place].end <= line.start:
            place += 1
        own = place if place < len(marked) and marked[place].overlaps(line) else -1
        belongs = own >= 0 or _has_cells(text, line, inside=bool(group))
        if group and (own != owner or not belongs):
            if _is_table(text, group, owner >= 0):
                yield group, owner >= 0
            group = []
            belongs = own >= 0 or _has_cells(text, line, inside=False)
        owner = own
        if belongs:
            group.append(line)
    if group and _is_table(text, group, owner >= 0):
        yield group, owner >= 0


def _lines(text: str) -> Iterator[Span]:
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        line = trimmed(text, Span(start, len(text) if end < 0 else end))
        if line:
            yield line
        start = len(text) if end < 0 else end + 1


def _has_cells(text: str, line: Span, *, inside: bool) -> bool:
    bars = text.count("|", line.start, line.end)
    return bars >= 2 or (bars == 1 and inside and (text[line.start] == "|" or text[line.end - 1] == "|"))


def _is_table(text: str, group: Sequence[Span], marked: bool) -> bool:
    if marked:
        return any(text.count("|", line.start, line.end) for line in group)
    edged = sum(text[line.start] == "|" or text[line.end - 1] == "|" for line in group)
    return len(group) >= 2 and (edged * 2 > len(group) or any(_is_rule(text, line) for line in group))


def _is_rule(text: str, line: Span) -> bool:
    return _RULE.match(text, line.start, line.end) is not None and text.count("-", line.start, line.end) > 1


def _grid(text: str, lines: Sequence[Span], marked: bool) -> Grid:
    bordered = not marked and all(text[line.start] == "|" for line in lines)
    rows = [
        tuple(_cells(text, line, bordered)) for line in lines if not _RULE.match(text, line.start, line.end)
    ]  # fmt: skip
    ruled = len(lines) > 1 and _is_rule(text, lines[1])
    return Grid(Span(lines[0].start, lines[-1].end), tuple(row for row in rows if any(row)), ruled)


def _cells(text: str, line: Span, bordered: bool) -> Iterator[Span]:
    """The cells of a line; a bar at its end, and at its start where the table has a border, divides nothing."""
    start = line.start + (1 if bordered else 0)
    end = line.end - (1 if text[line.end - 1] == "|" and line.end > start else 0)
    while True:
        bar = text.find("|", start, end)
        yield trimmed(text, Span(start, end if bar < 0 else bar))
        if bar < 0:
            return
        start = bar + 1
