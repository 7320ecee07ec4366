"""The tasks of a department: the rows of a table of duties in which it leads, takes part or stands at all."""

import re
from collections.abc import Sequence

from index.model import Document, Span
from index.search_key import search_key
from index.store import Index
from qa.duties import Duty, asks_for_lead, duty
from qa.evidence import Evidence
from qa.question import Question
from qa.synonyms import synonyms

ROWS = 30
"""Most rows that are cited."""

_DOCUMENTS = 3
"""Documents, best evidence first, whose tables are looked at."""

_LED = "(?:牵头|主办|主抓|带头|负责|承担|参与|参加|配合|协助|协办|涉及|分管)"
_WORK = "(?:任务|工作|事项|职责|责任|分工|措施|事)"
_WHICH = "(?:哪|什么|啥|几|多少)"
_TASKS = re.compile(
    rf"{_LED}(?:了|着|的)?(?:有)?{_WHICH}"
    rf"|(?:哪些|哪几[项个件条]|什么|啥){_WORK}?[^，。？]{{0,6}}(?:由|归|是|要|让|交给)"
    rf"|(?:{_LED}的?|的){_WORK}(?:都|一共|总共)?(?:有|是|包括)?{_WHICH}"
    rf"|(?:要|得|该)(?:做|干|完成|落实)(?:好)?(?:哪|什么|啥)"
    rf"|(?:列出|列一下|列举|梳理|汇总|整理|找出)[^，。？]{{0,20}}{_LED}的?{_WORK}"
    rf"|{_LED}的?{_WORK}[^，。？]{{0,3}}(?:列|梳理|汇总|整理|找出)"
    r"|\b(?:what|which|list)\b.*\b(?:tasks|duties|responsibilities|responsible for|in charge of)\b",
    re.IGNORECASE,
)
_TAKES_PART = re.compile(r"参与|参加|配合|协助|协办|take part|takes part|involved|assist|support", re.IGNORECASE)
_PARTED = re.compile(r"[、，,；;\s（）()]+")


def tasks(question: Question, evidence: Sequence[Evidence], index: Index) -> list[tuple[int, Span]]:
    """The rows that a question on a department's tasks asks for, as (passage, span), in their order.

    Those in which it is marked as leading where that is asked, those in which it takes part without leading where that
    is, else all in which it stands. Nothing comes back where a question asks something else, or of a body that stands
    in no table of duties.
    """
    asked = search_key(question.standalone)
    if not _TASKS.search(question.standalone):
        return []
    others = [other for _, group in synonyms(question.standalone) for other in group]
    documents = dict.fromkeys(item.hit.document for item in evidence)
    for id in list(documents)[:_DOCUMENTS]:
        found = _rows(index.document(id), asked, others)
        if found:
            first = index.entry(id).first_passage
            return [(first + place, span) for place, span in found[:ROWS]]
    return []


def _rows(document: Document, asked: str, others: Sequence[str]) -> list[tuple[int, Span]]:
    """The rows of the body that the question names as the table does, else of one by any of these other words."""
    rows = [
        (place, passage.span, departments)
        for place, passage in enumerate(document.passages)
        if passage.cells and (departments := duty(document, passage.cells)) is not None
    ]
    names = {name for _, _, departments in rows for name in _names(document, departments.cell)}
    name = max((name for name in names if name in asked), key=len, default=None)
    name = name or next((name for other in others for name in sorted(names) if name in (other, other + "局")), None)
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
