"""The short answer of a table's row or a form: the departments of a duty, the value of a label, a cell of a column."""

import re
from collections.abc import Sequence

from index.model import Cell, Document, Passage, Span
from index.search_key import search_key
from qa.duties import asked_of, asks_for_lead, duty
from qa.matching import Terms
from qa.question import Question
from qa.short_figures import QUANTIFIED
from qa.short_names import NAMES

_BODY_CELL = re.compile(r"[\u4e00-\u9fff（）()]{1,26}(?:部门|政府|委员会|办公室|[局委厅部署院]|中心|公司|管委会|法院)")

_ROLE = re.compile("主办|协办|承办|牵头|配合|参与|指导|监督|审批|主管|受理|实施")
FORM_CELLS = 4
"""Most cells of a row that can be labels and values; longer rows are of a table."""


def in_row(question: Question, document: Document, passage: Passage, rest: Terms, terms: Terms) -> Span | None:
    """Of a duty row the leading departments, or all; of a row of label and value the value."""
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
    form = len(passage.cells) <= FORM_CELLS or len(_behind_labels(document, passage.cells)) > 1
    found = _value(question, document, passage.cells, rest) if form else None
    # The names of the columns are context, and so none of the rest.
    return found or _cell(question, document, passage.cells, terms)


def unmarked(question: Question, document: Document, passage: Passage) -> bool:
    """Whether the lead is asked for and the row, unlike others of its document, marks none."""
    if question.expected.kind not in ("body", "person") or not asks_for_lead(question.standalone):
        return False
    departments = duty(document, passage.cells)
    return departments is not None and departments.marks and not departments.leads


def _value(question: Question, document: Document, cells: Sequence[Cell], rest: Terms) -> Span | None:
    """Of a row of labels and values the value whose label carries most of the question's words, if it may answer."""
    if question.expected.kind in ("list", "method", "condition", "other", "yes_no"):
        return None
    labelled = [(cell.column, cell.span) for cell in cells if cell.column and _labels(document, cell.column, cell.span)]
    if not labelled:
        labelled = _behind_labels(document, cells)
    if not labelled and len(cells) == 2:
        labelled = [(document.quote(cells[0].span), cells[1].span)]
    shaped = [pair for pair in labelled if _shaped(question.expected.kind, document.quote(pair[1]))]
    best = max(shaped, key=lambda pair: rest.coverage(search_key(pair[0])), default=None)
    return best[1] if best and (len(shaped) == 1 or rest.coverage(search_key(best[0])) > 0) else None


def _of_role(question: Question, cells: Sequence[Cell]) -> Span | None:
    """The cell whose label, unlike the others', names the role asked for: 协办, not 主办."""
    roles = set(_ROLE.findall(question.standalone))
    fits = [cell for cell in cells if roles & set(_ROLE.findall(cell.column or ""))]
    others = [cell for cell in cells if cell not in fits and _ROLE.search(cell.column or "")]
    return fits[0].span if len(roles) == len(fits) == 1 and others else None


def _behind_labels(document: Document, cells: Sequence[Cell]) -> list[tuple[str, Span]]:
    """The cells that stand behind cells which end in a colon, with those: 主办： | 甲局 | 协办： | 乙局."""
    texts = [document.quote(cell.span).strip() for cell in cells]
    return [
        (label.rstrip("：:"), cell.span)
        for label, value, cell in zip(texts, texts[1:], cells[1:], strict=False)
        if label.endswith(("：", ":")) and value and not value.endswith(("：", ":"))
    ]


def _cell(question: Question, document: Document, cells: Sequence[Cell], rest: Terms) -> Span | None:
    """Of a table's row the cell whose column is asked for, of several such the one behind a cell that is named."""
    kind, asked = question.expected.kind, search_key(question.standalone)
    if kind not in QUANTIFIED and kind not in NAMES:
        return None
    bodies = [cell.span for cell in cells if kind == "body" and _is_body(document.quote(cell.span), asked)]
    if len(bodies) == 1:
        return bodies[0]
    fits = [rest.coverage(search_key(cell.column)) if cell.column else 0.0 for cell in cells]
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


def _is_body(value: str, asked: str) -> bool:
    """Whether a cell holds the name of a body that the question does not name itself."""
    return _BODY_CELL.fullmatch(value.strip()) is not None and search_key(value) not in asked


def _stands(value: str, asked: str) -> bool:
    """Whether a cell's words stand in the question, a figure as a whole."""
    return bool(value) and re.search(rf"(?<!\d){re.escape(value)}(?!\d)", asked) is not None


def _labels(document: Document, label: str, value: Span) -> bool:
    """Whether a cell's label stands right before it, as in a form, and not in the header of a table."""
    return label in document.text[max(value.start - len(label) - 6, 0) : value.start]


def _shaped(kind: str, value: str) -> bool:
    """Whether a cell can be a value of the kind: figures hold digits, names hold none, both are short."""
    if len(value) > 40:
        return False
    digits = any(character.isdigit() for character in value)
    return digits if kind in QUANTIFIED else not digits if kind in NAMES else True
