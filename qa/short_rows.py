"""The short answer of a table's row: the departments of a duty, the cell of a role or of a column."""

import re
from collections.abc import Sequence

from index.model import Cell, Document, Passage, Span
from index.search_key import search_key
from qa.duties import asked_of, asks_for_lead, duty
from qa.matching import Terms
from qa.question import Question
from qa.short_figures import QUANTIFIED

_BODY_CELL = re.compile(r"[\u4e00-\u9fff（）()]{1,26}(?:部门|政府|委员会|办公室|[局委厅部署院]|中心|公司|管委会|法院)")

_NAMES = frozenset(("name", "body", "person", "place"))
_ROLE = re.compile("主办|协办|承办|牵头|配合|参与|指导|监督|审批|主管|受理|实施")


def in_row(question: Question, document: Document, passage: Passage, terms: Terms) -> Span | None:
    """Of a duty row the leading departments, or all; of another the cell of the role or column asked for."""
    if not passage.cells:
        return None
    kind = question.expected.kind
    if kind in ("body", "person"):
        titled = _of_role(question, passage.cells)
        if titled is not None:
            return titled
        departments = duty(document, passage.cells)
        if departments is not None:
            return asked_of(question.standalone, document.text, departments)
    return _cell(question, document, passage.cells, terms)


def unmarked(question: Question, document: Document, passage: Passage) -> bool:
    """Whether the lead is asked for and the row, unlike others of its document, marks none."""
    if question.expected.kind not in ("body", "person") or not asks_for_lead(question.standalone):
        return False
    departments = duty(document, passage.cells)
    return departments is not None and departments.marks and not departments.leads


def _of_role(question: Question, cells: Sequence[Cell]) -> Span | None:
    """The cell whose label, unlike the others', names the role asked for: 协办, not 主办."""
    roles = set(_ROLE.findall(question.standalone))
    fits = [cell for cell in cells if roles & set(_ROLE.findall(cell.column or ""))]
    others = [cell for cell in cells if cell not in fits and _ROLE.search(cell.column or "")]
    return fits[0].span if len(roles) == len(fits) == 1 and others else None


def _cell(question: Question, document: Document, cells: Sequence[Cell], terms: Terms) -> Span | None:
    """Of a table's row the cell whose column is asked for, of several such the one behind a cell that is named."""
    kind, asked = question.expected.kind, search_key(question.standalone)
    if kind not in QUANTIFIED and kind not in _NAMES:
        return None
    bodies = [cell.span for cell in cells if kind == "body" and _BODY_CELL.fullmatch(document.quote(cell.span).strip())]
    if len(bodies) == 1:
        return bodies[0]
    fits = [terms.coverage(search_key(cell.column)) if cell.column else 0.0 for cell in cells]
    found = [
        place
        for place, cell in enumerate(cells)
        if fits[place] and fits[place] == max(fits) and _shaped(kind, document.quote(cell.span))
    ]
    if len(found) > 1:
        found = [
            place for place in found if place and _stands(search_key(document.quote(cells[place - 1].span)), asked)
        ]
    return cells[found[0]].span if len(found) == 1 else None


def _stands(value: str, asked: str) -> bool:
    """Whether a cell's words stand in the question, a figure as a whole."""
    return bool(value) and re.search(rf"(?<!\d){re.escape(value)}(?!\d)", asked) is not None


def _shaped(kind: str, value: str) -> bool:
    """Whether a cell can be a value of the kind: figures hold digits, names hold none, both are short."""
    if len(value) > 40:
        return False
    digits = any(character.isdigit() for character in value)
    return digits if kind in QUANTIFIED else not digits if kind in _NAMES else True
