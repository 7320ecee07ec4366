"""The figure that confirms the one a question states, or sets it right: of the same kind and unit."""

from dataclasses import replace

from index.model import Span
from index.quantities import Quantity, quantities
from index.search_key import search_key
from qa.closeness import clear, closest
from qa.eligibility import eligible
from qa.evidence import clause
from qa.short_bounds import whole
from qa.wanted import Wanted

_KINDS = frozenset(("duration", "amount", "percent", "area", "count", "number"))

NEAR = 0.1
"""Least share of the question's words in the clause of the figure."""


def stated(question: str, text: str, asked: Wanted) -> Span | None:
    """Where the figure stands; None where there is none, or where it is not told which of several."""
    asked = replace(asked, confirms=True)
    there = quantities(text)
    for claimed in quantities(question):
        spans = [quantity.span for quantity in there if _alike(quantity, claimed)]
        best = closest(text, spans, asked)
        if best is None or not clear(text, best, eligible(text, spans, asked), spans, asked):
            continue
        if asked.terms.coverage(search_key(clause(text, best))) >= NEAR:
            return whole(text, best)
    return None


def _alike(stated: Quantity, claimed: Quantity) -> bool:
    """Whether a figure is of the kind and unit of one that is claimed; people may be counted without a unit."""
    if claimed.kind not in _KINDS or claimed.value is None or stated.value is None:
        return False
    if claimed.kind == "number":
        return claimed.value >= 1000 and stated.unit in ("人", "名", "")
    units = [quantity.unit.removeprefix("个").removeprefix("周") for quantity in (stated, claimed)]
    return stated.kind == claimed.kind and units[0] == units[1]
