"""What a question takes for granted, checked against the evidence: a figure or a leading body."""

from dataclasses import dataclass

from index.model import Span
from index.quantities import Quantity, quantities, same_figure
from index.search_key import search_key
from qa.figures import bodies
from qa.question import Question

_CHECKED = frozenset({"amount", "percent", "count", "area"})


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A premise that the evidence contradicts: what the question says, and where the quotation says otherwise."""

    said: str
    found: Span


def contradiction(question: Question, quote: str, short: Span | None) -> Contradiction | None:
    """The first premise of the question that the quotation contradicts; None where nothing does.

    A figure is contradicted where the quotation has none like it and the one that answers (`short`, over the quotation)
    is of the same kind; a body where the bodies that answer do not include it.
    """
    if short is None:
        return None
    there = quantities(quote)
    for claimed in quantities(question.bare):
        if (
            claimed.value is None
            or claimed.kind not in _CHECKED
            or any(same_figure(stated, claimed) or _ends_at(stated, claimed) for stated in there)
        ):
            continue
        answering = [stated for stated in there if stated.span.overlaps(short) and _comparable(stated, claimed)]
        if answering:
            return Contradiction(question.bare[claimed.span.start : claimed.span.end], answering[0].span)
    if question.expected.kind == "body":
        named = [question.bare[span.start : span.end] for span in bodies(question.bare)]
        answers = quote[short.start : short.end]
        answer = search_key(answers)
        wrong = [name for name in named if search_key(name) not in answer]
        if wrong and question.expected.yes_no and bodies(answers):
            return Contradiction(wrong[0], short)
    return None


def _comparable(stated: Quantity, claimed: Quantity) -> bool:
    return stated.kind == claimed.kind and (stated.kind != "count" or stated.unit == claimed.unit)


def _ends_at(stated: Quantity, claimed: Quantity) -> bool:
    """Whether a range that is stated begins or ends at what is claimed: 最高500万元 of 30-500万元."""
    return stated.bound == "range" and stated.kind == claimed.kind and claimed.value in (stated.low, stated.high)
