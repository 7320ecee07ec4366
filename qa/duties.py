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
_BETWEEN = "、，,；; "
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


_OTHERS = re.compile(
    rf"除(?:了|去|开)?[^，。？]{{0,8}}(?:牵头|主办|领头|[{_SIGNS}])|不带|不标|没(?:有)?[带标]|不是牵头|非牵头|其他|其余|还有(?:谁|哪|什么)|另外"
    r"|besides|other than|apart from",
    re.IGNORECASE,
)
_ALL = re.compile(r"参与|参加|配合|协办|协助|协同|涉及|involved|take part|participat", re.IGNORECASE)


def asked_of(question: str, text: str, departments: Duty) -> Span:
    """Of a row's departments those that a question wants: the leading ones, all that take part, or the others.

    `text` is that of the document. The others are all, where they do not stand together.
    """
    cell, leads = departments.cell, departments.leads
    if not leads:
        return cell
    leading = Span(leads[0].start, leads[-1].end)
    if _OTHERS.search(question):
        before, after = text[cell.start : leading.start], text[leading.end : cell.end]
        if not before.strip() and after.strip(_BETWEEN):
            return Span(cell.end - len(after.lstrip(_BETWEEN)), cell.end)
        if not after.strip() and before.strip(_BETWEEN):
            return Span(cell.start, cell.start + len(before.rstrip(_BETWEEN)))
        return cell
    return cell if _ALL.search(question) and not asks_for_lead(question) else leading


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
