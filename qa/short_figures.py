"""The figure or date of a sentence that a question asks for."""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.model import Span
from index.search_key import search_key
from qa.closeness import Wanted, closest, counts
from qa.evidence import clause
from qa.expected import Expected
from qa.figures import fitting, loosely_fitting

QUANTIFIED = frozenset(
    {"amount", "count", "percent", "area", "duration", "frequency", "date", "time", "contact", "ordinal", "doc_number"}
)
"""Kinds of answer that are a figure, or written with one."""

NEAR_ALONE, NEAR_FIGURE = 0.05, 0.2
"""Least share of the question's words in the sentence of a figure, the only one of its kind there or one of several."""

_UP_TO = re.compile("以[下内]")
_COUNTED_IN_GENERAL = re.compile(r"(?:多少|几)个(?:[?？!！,，。\s呢啊]|$)")
_BETWEEN = re.compile(r"\s*(?:[、,，和或]|以及)\s*")


def figure(expected: Expected, text: str, asked: Wanted) -> Span | None:
    """Where the figure stands; None where none does, or none of which enough is said that the question asks."""
    wider = replace(expected, unit=None) if _COUNTED_IN_GENERAL.search(asked.text) else expected
    spans = _ranges(text, fitting(wider, text) or [])
    best = closest(text, spans, asked)
    if best is None:
        spans = loosely_fitting(expected, text)
        best = closest(text, spans, asked)
    if (
        best is not None
        and expected.kind == "count"
        and not counts(asked.text, search_key(clause(text, best)), asked.terms)
    ):
        return None
    least = NEAR_FIGURE if len(spans) > 1 else NEAR_ALONE
    if best is None or asked.rest.coverage(search_key(text)) < least:
        return None
    return _enumerated(text, best, spans) if expected.several else best


def _ranges(text: str, spans: Sequence[Span]) -> list[Span]:
    """The figures with those that are one range together: 2000元以上5000元以下."""
    found: list[Span] = []
    for span in spans:
        last = found[-1] if found else None
        if (
            last is not None
            and last.end == span.start
            and text[: last.end].endswith("以上")
            and _UP_TO.match(text, span.end - 2)
        ):
            found[-1] = Span(last.start, span.end)
        else:
            found.append(span)
    return found


def _enumerated(text: str, best: Span, spans: Sequence[Span]) -> Span:
    """The whole enumeration that a figure stands in: 1年、3年、5年."""
    place = spans.index(best)
    first = last = place
    while last + 1 < len(spans) and _BETWEEN.fullmatch(text, spans[last].end, spans[last + 1].start):
        last += 1
    while first > 0 and _BETWEEN.fullmatch(text, spans[first - 1].end, spans[first].start):
        first -= 1
    return Span(spans[first].start, spans[last].end)
