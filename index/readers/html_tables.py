"""HTML tables: which of them hold data and which only lay out the page, and their rows."""

from typing import TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element

_LONG_CELL = 150
_LAYOUT_CELL = 400
_MAX_SPAN = 100
_MAX_COLUMNS = 300
_BLOCKS_IN_CELL = {"h1", "h2", "h3", "h4", "h5", "h6", "table", "form", "article", "section"}


def is_data_table(table: Element) -> bool:
    """Whether rows and columns mean something: no table inside, at least two rows and two columns with text.

    A table whose text lies mostly in one cell, or with headings in its cells, lays out the page.
    """
    if any(True for _ in table.iterdescendants(*_BLOCKS_IN_CELL)):
        return False
    rows = [cells for row in _rows(table) if (cells := _cells(row))]
    texts = [[_text(cell) for cell in row] for row in rows]
    filled = [sum(1 for text in row if text) for row in texts]
    if sum(1 for count in filled if count >= 2) < 2:
        return False
    lengths = [len(text) for row in texts for text in row]
    longest, total = max(lengths), sum(lengths)
    return longest < _LONG_CELL or (longest * 3 < total * 2 and (longest < _LAYOUT_CELL or longest * 2 < total))


def table_rows(table: Element) -> list[list[str]]:
    """The rows as lists of cells: one that spans rows stands in each, one that spans columns is followed by blanks."""
    grid: list[list[str]] = []
    held: dict[int, tuple[int, str]] = {}
    for row in _rows(table):
        line: list[str] = []
        cells = iter(_cells(row))
        cell = next(cells, None)
        reach = max(held, default=-1)
        while len(line) < _MAX_COLUMNS and (cell is not None or len(line) <= reach):
            column = len(line)
            if column in held:
                left, text = held.pop(column)
                line.append(text)
                if left > 1:
                    held[column] = (left - 1, text)
            elif cell is not None:
                text = _text(cell)
                down = _span(cell, "rowspan")
                for extra in range(_span(cell, "colspan")):
                    shown = text if extra == 0 else ""
                    line.append(shown)
                    if down > 1:
                        held[column + extra] = (down - 1, shown)
                cell = next(cells, None)
            else:
                line.append("")
        grid.append(line)
    return grid


def _rows(table: Element) -> list[Element]:
    return [row for row in table.iterdescendants("tr") if next(row.iterancestors("table"), None) is table]


def _cells(row: Element) -> list[Element]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _span(cell: Element, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(max(int(value), 1), _MAX_SPAN) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _text(cell: Element) -> str:
    pieces: list[str] = []
    for event, node in etree.iterwalk(cell, events=("start", "end")):
        if not isinstance(node.tag, str):
            continue
        if event == "start":
            if node.tag in ("p", "div", "br", "li"):
                pieces.append(" ")
            if node.tag not in ("script", "style"):
                pieces.append(node.text or "")
        elif node is not cell:
            pieces.append(node.tail or "")
    return " ".join("".join(pieces).split())
