"""The figure that confirms the one a question states, or sets it right: of the same kind and unit."""

from dataclasses import replace

from index.model import Span
from index.quantities import Quantity, quantities
from qa.closeness import clear, closest
from qa.eligibility import eligible
from qa.short_bounds import whole
from qa.wanted import Wanted

_KINDS = frozenset(("duration", "amount", "percent", "area", "count", "number"))


def stated(question: str, text: str, asked: Wanted) -> Span | None:
    """Where the figure stands; None where there is none, or where it is not told which of several."""
    asked = replace(asked, confirms=True)
    there = quantities(text)
    for claimed in quantities(question):
        spans = [quantity.span for quantity in there if _alike(quantity, claimed)]
        best = closest(text, spans, asked)
        if best is not None and clear(text, best, eligible(text, spans, asked), spans, asked):
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
