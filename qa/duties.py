"""Who leads: the departments that a duty table marks, by the mark that the document itself explains."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.model import Cell, Document, Span

_SIGNS = "★☆▲△●○◆◇■□※＊*√"
_EXPLAINED = re.compile(
    rf"[“\"'‘(（]?([{_SIGNS}])[”\"'’)）]?[^。\n]{{0,12}}?(?:标记|标注|标识"
    rf"|标示|标明|为|是|者|表示|指)?[^。\n]{{0,10}}?(?:牵头|主办|第一责任|主要负责|主责)"
)
_SPELLED = re.compile(r"[（(](?:牵头|主办)(?:单位|部门)?[）)]")
_DUTY_COLUMN = re.compile(r"责任|牵头|单位|部门|承办|主办|负责")
_LEADERSHIP = re.compile(r"牵头|主办|领头|挑头|主抓|带头|第一责任|\bleads?\b|\bleading\b|in charge", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Duty:
    """The departments of one table row.

    Attributes:
        cell: where they stand, over clean positions.
        leads: those that are marked as leading, each with its mark, over clean positions.
        marks: whether the document marks leads at all.
    """

    cell: Span
    leads: tuple[Span, ...]
    marks: bool


def asks_for_lead(question: str) -> bool:
    """Whether a question wants the leading department and not all that take part."""
    return _LEADERSHIP.search(question) is not None


def duty(document: Document, cells: Sequence[Cell]) -> Duty | None:
    """The departments of a row and which of them lead; None where no column holds departments."""
    column = next((cell for cell in cells if cell.column and _DUTY_COLUMN.search(cell.column)), None)
    if column is None:
        return None
    sign = _EXPLAINED.search(document.text)
    text = document.quote(column.span)
    pattern = re.compile(rf"[^、，,；;\s|]+?{re.escape(sign[1])}" if sign else rf"[^、，,；;\s|]+?{_SPELLED.pattern}")
    leads = tuple(
        Span(column.span.start + match.start(), column.span.start + match.end()) for match in pattern.finditer(text)
    )
    return Duty(column.span, leads, sign is not None or bool(leads))
