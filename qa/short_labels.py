"""The label of an enumeration that holds what is asked about: 甲村 is of 第五小学 where 第五小学：甲村、乙村 stands."""

import re

from index.model import Span
from index.search_key import fold, search_key

_ASKED = re.compile(r"哪一?(?:所|个|类|档|片|批|级|家|组|区|校|种|层次|等|支|条|号)")
_LABELLED = re.compile(r"(?P<label>[^：:；;。，,\n|]{2,20})[：:](?P<items>[^：:；;。\n]{2,400})")
_SEPARATORS = re.compile(r"[、，,和及与]|以及")
_LEAST = 2
"""Least labels of a sentence that parts things among them."""


def label_of(question: str, text: str) -> Span | None:
    """Where the label stands whose items name what the question asks about; None where none does, or several."""
    if not _ASKED.search(fold(question)):
        return None
    labelled = list(_LABELLED.finditer(text))
    asked = search_key(question)
    found = [match for match in labelled if _names(match["items"], asked)]
    if len(labelled) < _LEAST or len(found) != 1 or search_key(found[0]["label"]) in asked:
        return None
    start = found[0].start("label")
    label = found[0]["label"]
    return Span(start + len(label) - len(label.lstrip()), start + len(label.rstrip()))


def _names(items: str, asked: str) -> bool:
    """Whether a question names one of several items as it is."""
    parts = [search_key(part) for part in _SEPARATORS.split(items)]
    return len(parts) > 1 and any(len(part) > 1 and part in asked for part in parts)
