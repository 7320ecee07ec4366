"""Figures in tables: a bare number, read with the unit or the name of its column."""

import re
from collections.abc import Sequence

from index.model import Cell, Span
from index.search_key import fold
from qa.expected import Expected, expected
from qa.figures import fitting, units_like

_BARE = re.compile(r"[约近≤≥<>]?\s*\d[\d,，.]*(?:\s*[-~～—－至]\s*\d[\d,，.]*)?\s*[万亿]?(?:以[上下内]|左右|起)?")
_COLUMN_UNIT = re.compile(
    r"[（(\[【](?:单位)?[:：]?\s*(?P<unit>[^（）()\[\]【】\d]{1,10})[）)\]】]\s*$|[/／](?P<unit2>[^/／]{1,6})$"
)
_NUMBERED = re.compile("序号|编号|行号|年[份度]$")
"""Columns whose numbers count nothing."""


def fitting_cells(asked: Expected, text: str, cells: Sequence[Cell]) -> list[Span]:
    """The cells of a row that are of the kind asked for by what their column says: the 30 under 购房补贴（万元）.

    Args:
        asked: the kind of answer wanted.
        text: of the document, in clean positions as the cells' spans are.
        cells: of one row.
    """
    return [
        cell.span for cell in cells if cell.column and _fits(asked, text[cell.span.start : cell.span.end], cell.column)
    ]


def _fits(asked: Expected, value: str, column: str) -> bool:
    """Whether a bare figure under a column, read with the unit that the column names, is of the kind asked for."""
    if not _BARE.fullmatch(value.strip()) or _NUMBERED.search(column):
        return False
    named = _COLUMN_UNIT.search(column)
    if named:
        return bool(fitting(asked, f"{value.strip()}{named['unit'] or named['unit2']}"))
    wanted = expected(f"{fold(column)}是多少")
    if wanted.kind != asked.kind or (asked.kind == "contact" and len(value.strip()) < 5):
        return False
    return asked.unit is None or any(unit in column for unit in units_like(asked.unit))
