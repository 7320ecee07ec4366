"""The figure or date of a sentence that a question asks for."""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.model import Span
from index.quantities import quantities
from index.search_key import search_key
from qa.brackets import graduated
from qa.clauses import clause
from qa.closeness import belonging, clear, closest
from qa.eligibility import counts, eligible
from qa.expected import Expected
from qa.figures import fitting, loosely_fitting
from qa.formalities import EXPIRES, IN_FORCE
from qa.short_bounds import whole, whole_time
from qa.short_groups import enumeration, is_shared, of_class, of_sex, ranges, renewed
from qa.wanted import Wanted

QUANTIFIED = frozenset(
    {"amount", "count", "percent", "area", "duration", "frequency", "date", "time", "contact", "ordinal", "doc_number"}
)
"""Kinds of answer that are a figure, or written with one."""

NEAR_ALONE, NEAR_FIGURE = 0.1, 0.2
"""Least share of the question's words in the sentence of a figure, the only one of its kind there or one of several."""

_EACH = re.compile(r"各(?:[是为有自多几]|[\u4e00-\u9fff]{1,4}(?:多少|几))|分别|respectively")
_TWICE = re.compile(
    r"多少.*多少|(?:多少|几(?![级种类])).*?[，,、；？?].*(?:多少|几|多[大久])|how (?:many|much).*how (?:many|much)"
)
"""How a question asks for several figures, of which one alone would be half an answer."""

_MULTIPLE = re.compile(r"(?:(?<=[按照为达])[\u4e00-\u9fff]{2,10}的)?[一二三四五六七八九十\d.]+倍(?:以[上下内])?")
_UNTIL = re.compile("(?:前|止)$")
_UNIT = re.compile(r"(?:多少|几)(?P<unit>[张颗匹枚副块桌本根片堂节盏道箱瓶杯班桩宗股票])(?!钱)")
"""Units that are read in a text only where they are asked for."""

_NUMBER = r"\d[\d,.]*(?:\s?[-–—~～至]\s?\d[\d,.]*)?[余多万亿]*"
_LEVEL = re.compile("[一二三四五六七八九十\\d]级")
"""A level, which tells of whom a figure is: 三级40%."""
_DOC_NUMBER = re.compile(r"[〔\[［（(【]\s*(?:19|20)\d{2}\s*[〕\]］）)】]\s*第?\s*\d+\s*号")
_CHANGE = re.compile("百分点|提高|[增升涨降减浮]|下调|increase|rise|drop|fall", re.IGNORECASE)
_MEASURED = frozenset(("amount", "count", "percent", "area"))
_COUNTED_IN_GENERAL = re.compile(r"(?:多少|几)个(?:[?？!！,，。\s呢啊]|$)")


def figure(expected: Expected, text: str, asked: Wanted) -> Span | None:
    """Where the figure stands; None where none does, or where too little tells that it is the one asked for."""
    if expected.unit in (IN_FORCE, EXPIRES):
        held = fitting(expected, text) or []
        return held[0] if len(held) == 1 else None
    spans = of_sex(text, _found(expected, text, asked), asked.text)
    spans = spans if asked.confirms else graduated(text, spans, asked.text)
    best = closest(text, spans, asked)
    if best is None or not (_is_of(expected, text, best, spans, asked) and _near(text, spans, asked)):
        return None
    group = enumeration(text, best, spans)
    others = eligible(text, spans, asked)
    if is_shared(text, group):
        others = [span for span in others if span not in group]
    if not clear(text, best, others, spans, asked):
        return None
    if expected.kind == "time":
        return whole_time(text, best)
    if len(group) == 1 and (_EACH.search(asked.text) or (len(spans) > 1 and _TWICE.search(asked.text))):
        return None
    chosen = of_class(text, best, group, asked.text)
    return whole(text, chosen) if chosen and expected.kind in _MEASURED else chosen


def _found(expected: Expected, text: str, asked: Wanted) -> list[Span]:
    """All figures of the kind, or else of those that may answer as well, if any of them can be the one asked for."""
    wider = replace(expected, unit=None) if _COUNTED_IN_GENERAL.search(asked.text) else expected
    for found in (_exact(wider, text, asked), loosely_fitting(expected, text), _otherwise(expected, text)):
        spans = [span for span in ranges(text, found) if not _is_no_figure(expected, text, span)]
        spans = spans if _TWICE.search(asked.text) else renewed(text, spans, asked.text)
        if eligible(text, spans, asked):
            return spans
    return []


def _is_no_figure(expected: Expected, text: str, span: Span) -> bool:
    """Whether a figure is a level or a part of a document's number, which is asked for as such."""
    numbers = (match.span() for match in _DOC_NUMBER.finditer(text)) if expected.kind != "doc_number" else ()
    return bool(_LEVEL.fullmatch(text, span.start, span.end)) or any(span.overlaps(Span(*each)) for each in numbers)


def _exact(expected: Expected, text: str, asked: Wanted) -> list[Span]:
    """The figures of the kind and unit asked for."""
    counted = _UNIT.search(asked.text)
    if counted is not None:
        found = [Span(*match.span()) for match in re.finditer(_NUMBER + counted["unit"], text)]
        if found:
            return found
    spans = fitting(expected, text) or []
    if expected.kind == "count" and expected.unit is None:
        spans = sorted([*spans, *(quantity.span for quantity in quantities(text) if quantity.kind == "percent")])
    if expected.kind in ("count", "percent") and not _CHANGE.search(asked.text):
        whole = [span for span in spans if not text[span.start : span.end].endswith("百分点")]
        return whole if whole or _CHANGE.search(text.replace("百分点", "")) else spans
    return spans


def _otherwise(expected: Expected, text: str) -> list[Span]:
    """What says as much where no figure of the kind does: a multiple of an amount, the day until which time is."""
    if expected.kind == "amount":
        return [Span(*match.span()) for match in _MULTIPLE.finditer(text)]
    if expected.kind == "duration":
        return [
            span
            for span in fitting(replace(expected, kind="date"), text) or []
            if _UNTIL.search(text[span.start : span.end])
        ]
    return []


def _near(text: str, spans: Sequence[Span], asked: Wanted) -> bool:
    """Whether enough of the question's words stand in the sentence."""
    if len(spans) == 1:
        return asked.terms.coverage(search_key(text)) >= NEAR_ALONE
    return asked.rest.coverage(search_key(text)) >= NEAR_FIGURE


def _is_of(expected: Expected, text: str, best: Span, spans: Sequence[Span], asked: Wanted) -> bool:
    """Whether a figure counts what the question counts, if it counts something."""
    if expected.kind != "count":
        return True
    return counts(asked.text, search_key(clause(text, best) + belonging(text, best, spans)), asked.terms)
