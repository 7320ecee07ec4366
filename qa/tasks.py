"""The tasks of a department: the rows of a table of duties in which it leads, takes part or stands at all."""

import re
from collections.abc import Sequence

from index.model import Document, Span
from index.search_key import search_key
from index.store import Index
from qa.duties import Duty, asks_for_lead, duty
from qa.evidence import Evidence
from qa.question import Question

ROWS = 30
"""Most rows that are cited."""

_DOCUMENTS = 3
"""Documents, best evidence first, whose tables are looked at."""

_TASKS = re.compile(
    r"(?:牵头|主办|主抓|带头|负责|承担|参与|参加|配合|协助|协办|涉及)(?:了|着|的)?(?:有)?(?:哪|什么|啥|几|多少)"
    r"|(?:哪些|哪几[项个件条]|什么)[^，。？]{0,4}(?:任务|工作|事项|职责|事)[^，。？]{0,4}(?:由|归|是|要)"
)
_TAKES_PART = re.compile(r"参与|参加|配合|协助|协办")
_PARTED = re.compile(r"[、，,；;\s（）()]+")


def tasks(question: Question, evidence: Sequence[Evidence], index: Index) -> list[tuple[int, Span]]:
    """The rows that a question on a department's tasks asks for, as (passage, span), in their order.

    Those in which it is marked as leading where that is asked, those in which it takes part without leading where that
    is, else all in which it stands. Nothing comes back where a question asks something else, or of a body that stands
    in no table of duties.
    """
    asked = search_key(question.standalone)
    if not _TASKS.search(asked):
        return []
    documents = dict.fromkeys(item.hit.document for item in evidence)
    for id in list(documents)[:_DOCUMENTS]:
        found = _rows(index.document(id), asked)
        if found:
            first = index.entry(id).first_passage
            return [(first + place, span) for place, span in found[:ROWS]]
    return []


def _rows(document: Document, asked: str) -> list[tuple[int, Span]]:
    rows = [
        (place, passage.span, departments)
        for place, passage in enumerate(document.passages)
        if passage.cells and (departments := duty(document, passage.cells)) is not None
    ]
    names = {name for _, _, departments in rows for name in _names(document, departments.cell)}
    name = max((name for name in names if name in asked), key=len, default=None)
    if name is None:
        return []
    return [(place, span) for place, span, departments in rows if _counts(document, departments, name, asked)]


def _counts(document: Document, departments: Duty, name: str, asked: str) -> bool:
    """Whether a department stands in a row in the way that is asked."""
    stands = name in _names(document, departments.cell)
    leads = any(name in _names(document, lead) for lead in departments.leads)
    if asks_for_lead(asked):
        return leads
    return stands and not leads if _TAKES_PART.search(asked) else stands


def _names(document: Document, span: Span) -> set[str]:
    """The departments that stand in a stretch, without marks."""
    parts = (re.sub(r"[^\w]", "", search_key(part)) for part in _PARTED.split(document.quote(span)))
    return {part for part in parts if len(part) > 1}
