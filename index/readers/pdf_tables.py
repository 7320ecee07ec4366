"""Ruled tables of a PDF page: cells found from the lines, words put into them."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.readers.pdf_lines import lines_from_top
from index.readers.pdf_page import Glyph, Page, Rule

_MAX_RULES = 3_000
_SNAP = 3.0


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table on one page: its box, its rows of cells' texts."""

    x0: float
    top: float
    x1: float
    bottom: float
    rows: tuple[tuple[str, ...], ...]

    def holds(self, glyph: Glyph) -> bool:
        """Whether a character stands in the table."""
        return self.top <= glyph.middle <= self.bottom and self.x0 <= (glyph.x0 + glyph.x1) / 2 <= self.x1


def ruled_tables(page: Page) -> list[RuledTable]:
    """The tables of at least two rows and two columns, from the top; none on a page with too many lines to be one."""
    if len(page.rules) < 4 or len(page.rules) > _MAX_RULES:
        return []
    from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

    edges = merge_edges([_edge(rule) for rule in page.rules], _SNAP, _SNAP, _SNAP, _SNAP)
    cells = intersections_to_cells(edges_to_intersections(edges, _SNAP, _SNAP))
    tables = []
    for group in cells_to_tables(cells):
        table = _table([tuple(map(float, cell)) for cell in group], page.glyphs)
        if table is not None:
            tables.append(table)
    return sorted(tables, key=lambda table: (table.top, table.x0))


def _edge(rule: Rule) -> dict[str, object]:
    upright = rule.bottom - rule.top > rule.x1 - rule.x0
    return {
        "x0": rule.x0,
        "x1": rule.x0 if upright else rule.x1,
        "top": rule.top,
        "bottom": rule.bottom if upright else rule.top,
        "width": 0 if upright else rule.x1 - rule.x0,
        "height": rule.bottom - rule.top if upright else 0,
        "orientation": "v" if upright else "h",
        "object_type": "line",
    }


def _table(cells: Sequence[tuple[float, ...]], glyphs: Sequence[Glyph]) -> RuledTable | None:
    lefts = _distinct([cell[0] for cell in cells])
    tops = _distinct([cell[1] for cell in cells])
    if len(lefts) < 2 or len(tops) < 2:
        return None
    grid = [["" for _ in lefts] for _ in tops]
    for x0, top, x1, bottom in cells:
        text = cell_text([g for g in glyphs if x0 <= (g.x0 + g.x1) / 2 < x1 and top <= g.middle < bottom])
        column = _place(lefts, x0)
        for row, row_top in enumerate(tops):
            if top - _SNAP <= row_top < bottom - _SNAP:
                grid[row][column] = text
    if sum(1 for row in grid if sum(map(bool, row)) >= 2) < 2:
        return None
    box = (min(c[0] for c in cells), min(c[1] for c in cells), max(c[2] for c in cells), max(c[3] for c in cells))
    return RuledTable(*box, tuple(tuple(row) for row in grid))


def cell_text(glyphs: Sequence[Glyph]) -> str:
    """The words of one cell: its lines joined, with a space only between Latin words."""
    text = ""
    for line in lines_from_top(glyphs):
        if text and text[-1].isascii() and text[-1].isalpha() and line.text[0].isascii():
            text += " "
        text += line.text
    return text


def _distinct(values: list[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _SNAP:
            found.append(value)
    return found


def _place(values: list[float], wanted: float) -> int:
    return min(range(len(values)), key=lambda i: abs(values[i] - wanted))
