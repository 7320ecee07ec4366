"""Tables written as lines of cells with `|`: found, and told apart into title, header, rows, notes and body text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from index.model import Cell, Mark, Span

LONG_CELL = 250
_SEPARATOR = re.compile(r"[\s|:\-—–]*$")
_NUMBER_HEAD = re.compile(r"(?:序\s?号|编\s?号|项\s?次|排\s?名|No\.?|#)$", re.IGNORECASE)
_ROW_NUMBER = re.compile(r"[（(]?(\d{1,5})[)）.．、]?$")
_NOTE = re.compile(r"(?:注|备注|说明|附注|填表说明|※|\*)\s?\d?\s?[:：.、]?")
_LABEL = re.compile(r"[^：:，。；|]{1,24}[：:]$")
_HEAD_LENGTH = 30


@dataclass(frozen=True, slots=True)
class TableRow:
    """A data row, or what is left of one whose long cells are body text.

    Attributes:
        span: from its first cell that is not empty to the end of its last.
        number: its own number, if the table has a column of numbers.
        cells: its cells that are not empty, with their columns.
        place: its place among the data rows, from 1.
    """

    span: Span
    number: str | None
    cells: tuple[Cell, ...]
    place: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a text.

    Attributes:
        span: all its lines.
        header: its columns' names; empty where it has none.
        rows: its data rows, in order.
        section: place of its section among the outline's; None outside any.
        title: the row that names the table; None without.
        notes: rows that are remarks, to be read as text.
        bodies: cells over 250 characters, to be read as text, with the label before them or their column's name.
        body_rows: for each of `bodies` the place of its row among the data rows.
        is_form: whether labels stand beside their values instead of above them.
    """

    span: Span
    header: tuple[str, ...] = ()
    rows: tuple[TableRow, ...] = ()
    section: int | None = None
    title: Span | None = None
    notes: tuple[Span, ...] = ()
    bodies: tuple[Cell, ...] = ()
    body_rows: tuple[int, ...] = ()
    is_form: bool = False
    locator: str = ""


@dataclass(slots=True)
class _Draft:
    """A table while its lines are read."""

    span: Span
    title: Span | None = None
    header: list[str] = field(default_factory=list)
    rows: list[TableRow] = field(default_factory=list)
    notes: list[Span] = field(default_factory=list)
    bodies: list[Cell] = field(default_factory=list)
    body_rows: list[int] = field(default_factory=list)


def find_tables(text: str, marks: Sequence[Mark]) -> list[Table]:
    """The tables of a text, in order: those that a reader marked and runs of two or more lines of cells."""
    return [read_table(text, lines) for lines in _groups(text, marks)]


def _groups(text: str, marks: Sequence[Mark]) -> Iterator[list[Span]]:
    """Runs of lines that make one table."""
    marked = sorted((mark.span for mark in marks if mark.kind == "table" and mark.span), key=lambda span: span.start)
    group: list[Span] = []
    owner: Span | None = None
    for line in _lines(text):
        own = next((span for span in marked if span.overlaps(line)), None) if marked else None
        if own != owner or (own is None and not _has_cells(text, line, bool(group))):
            if _is_table(text, group, owner):
                yield group
            group = []
        owner = own
        if own is not None or _has_cells(text, line, bool(group)):
            group.append(line)
    if _is_table(text, group, owner):
        yield group


def _lines(text: str) -> Iterator[Span]:
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if text[start:end].strip():
            yield Span(start, end)
        start = end + 1


def _has_cells(text: str, line: Span, inside: bool) -> bool:
    words = text[line.start : line.end].strip()
    bars = words.count("|")
    return bars >= 2 or (bars == 1 and inside and (words.startswith("|") or words.endswith("|")))


def _is_table(text: str, group: Sequence[Span], owner: Span | None) -> bool:
    if not group:
        return False
    if owner is not None:
        return any("|" in text[line.start : line.end] for line in group)
    edged = sum(
        text[line.start : line.end].strip()[0] == "|" or text[line.start : line.end].strip()[-1] == "|"
        for line in group
    )
    ruled = any(_SEPARATOR.match(text, line.start, line.end) and "-" in text[line.start : line.end] for line in group)
    return len(group) >= 2 and (ruled or edged * 2 > len(group))


def cells_of(text: str, line: Span) -> list[Span]:
    """The cells of a line, white space around them left out; empty cells keep their place."""
    start, end = _trim(text, line)
    if text[start:end].startswith("|"):
        start += 1
    if end > start and text[end - 1] == "|":
        end -= 1
    cells: list[Span] = []
    for found in re.finditer(r"[^|]*(?:\||$)", text[start:end]):
        cell = Span(start + found.start(), start + found.end() - (1 if found[0].endswith("|") else 0))
        if found[0] or not cells or text[start + found.start() - 1] == "|":
            cells.append(Span(*_trim(text, cell)))
        if not found[0].endswith("|"):
            break
    return cells


def _trim(text: str, span: Span) -> tuple[int, int]:
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def read_table(text: str, lines: Sequence[Span]) -> Table:
    """Tells the parts of one table apart."""
    grid = [cells_of(text, line) for line in lines if not _SEPARATOR.match(text, line.start, line.end)]
    span = Span(lines[0].start, lines[-1].end)
    draft = _Draft(span)
    grid = [cells for cells in grid if any(cells)]
    if all(sum(map(bool, cells)) == 1 for cells in grid):
        return Table(span, notes=tuple(cell for cells in grid for cell in cells if cell))
    if (
        sum(map(bool, grid[0])) == 1
        and len(grid) > 1
        and not _is_note(text, grid[0])
        and len(max(grid[0], key=len)) <= 80
    ):
        draft.title = next(cell for cell in grid.pop(0) if cell)
    is_form = _is_form(text, grid)
    if not is_form and _is_header(text, grid):
        draft.header = [text[cell.start : cell.end] for cell in grid.pop(0)]
    numbered = _number_column(text, draft.header, grid)
    place = 0
    for cells in grid:
        filled = [cell for cell in cells if cell]
        if len(filled) == 1 and (_is_note(text, cells) or len(filled[0]) > LONG_CELL):
            draft.notes.append(filled[0])
            continue
        place += 1
        _read_row(text, cells, draft, place, numbered)
    return Table(
        span, tuple(draft.header), tuple(draft.rows), None, draft.title, tuple(draft.notes), tuple(draft.bodies),
        tuple(draft.body_rows), is_form,
    )  # fmt: skip


def _is_note(text: str, cells: Sequence[Span]) -> bool:
    first = next(cell for cell in cells if cell)
    return bool(_NOTE.match(text, first.start, first.end))


def _is_form(text: str, grid: Sequence[Sequence[Span]]) -> bool:
    """Whether most rows begin with a label that ends in a colon."""
    labelled = sum(_is_label(text, next(cell for cell in cells if cell)) for cells in grid)
    return labelled * 2 > len(grid)


def _is_label(text: str, cell: Span) -> bool:
    return _LABEL.match(text[cell.start : cell.end]) is not None


def _is_header(text: str, grid: Sequence[Sequence[Span]]) -> bool:
    if len(grid) < 2:
        return False
    words = [text[cell.start : cell.end] for cell in grid[0] if cell]
    if len(words) < 2 or any(len(word) > _HEAD_LENGTH or word[-1] in "。；！？" for word in words):
        return False
    return not any(re.fullmatch(r"[\d.,%％\-—年月日/]+", word) for word in words)


def _number_column(text: str, header: Sequence[str], grid: Sequence[Sequence[Span]]) -> bool:
    """Whether the first column holds the rows' own numbers, each once."""
    if header and not _NUMBER_HEAD.match(header[0].strip()) and header[0].strip():
        return False
    numbers = []
    for cells in grid:
        found = cells and _ROW_NUMBER.match(text, cells[0].start, cells[0].end)
        numbers.append(int(found[1]) if found else None)
    known = [number for number in numbers if number is not None]
    return len(known) * 2 > len(grid) and all(a < b for a, b in pairwise(known))


def _read_row(text: str, cells: Sequence[Span], draft: _Draft, place: int, numbered: bool) -> None:
    """Adds a row to the draft, its long cells apart; a label and its value are one cell named by the label."""
    found = _ROW_NUMBER.match(text, cells[0].start, cells[0].end) if numbered else None
    number = found[1] if found else None
    run: list[Cell] = []
    labels: list[Span] = []
    starts: list[int] = []

    def close() -> None:
        if run:
            draft.rows.append(TableRow(Span(starts[0], run[-1].span.end), number, tuple(run), place))
        run.clear()
        starts.clear()

    for column, cell in enumerate(cells):
        if not cell:
            continue
        name = (draft.header[column] or None) if column < len(draft.header) else None
        if labels:
            name = "".join(text[label.start : label.end].rstrip("：: ") for label in labels)
        if len(cell) > LONG_CELL:
            close()
            draft.bodies.append(Cell(name, cell))
            draft.body_rows.append(place)
            labels.clear()
            continue
        starts.append(cell.start)
        if not draft.header and _is_label(text, cell):
            labels.append(cell)
        else:
            run.append(Cell(name, cell))
            labels.clear()
    run.extend(Cell(None, label) for label in labels)
    close()
