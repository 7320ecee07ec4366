"""The figure or date of a sentence that a question asks for."""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.model import Span
from index.quantities import quantities
from index.search_key import search_key
from qa.closeness import clear, closest, whole_of_part
from qa.eligibility import counts, eligible
from qa.evidence import clause
from qa.expected import Expected
from qa.figures import fitting, loosely_fitting
from qa.short_bounds import whole, whole_time
from qa.short_groups import enumeration, is_shared, of_class, ranges, renewed
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

_MULTIPLE = re.compile(
    r"(?:(?<=[按照为达])[\u4e00-\u9fff]{2,10}的)?[一二三四五六七八九十\d.]+倍(?:以[上下内])?(?:至?[一二三四五六七八九十\d.]+倍(?:以[上下内])?)?"
)
_OF_PERIOD = re.compile("(?<=期)[一二两三四五六七八九十]{1,3}(?:年(?!级)|个月|学年|学期|个工作日|天)")
"""What is read as no number elsewhere, for 期 makes weekdays: 有效期三年."""

_UNTIL = re.compile("[日月底末初](?:之?前|以前|止|为止)$")
_HOW_OFTEN = re.compile(
    r"(?<!不)多久[^，。？?]{0,6}(?:一|1)[次回趟场届期]|[每隔]多[久长]|几[天周月年]一次|how often|how frequently", re.I
)
_OFTEN = re.compile(
    r"每(?:隔)?(?:半|[一二两三四五六七八九十\d]{1,3})?个?(?:学期|学年|季度|工作日|年|月|周|天|日|旬)"
    r"(?:(?:定期|集中)?(?:至少|不少于)?[\u4e00-\u9fff]{0,4}?(?:一|两|[1-9])[次期场届轮回])?"
)
_UNIT = re.compile(r"(?:多少|几)(?P<unit>[张颗匹枚副块桌本根片堂节盏道箱瓶杯班桩宗股票])(?!钱)")
"""Units that are read in a text only where they are asked for."""

_NUMBER = (
    r"(?:(?:不少于|不低于|不超过|至少|最多|超过|约|近|达到?|共|新增|累计)\s?)?"
    r"\d[\d,.]*(?:\s?[-–—~～至]\s?\d[\d,.]*)?[余多万亿]*"
)
_CLASSES = frozenset(("级", "类", "档"))
"""Units that tell what a figure is of (二级医院) where it is not asked for how many of them there are."""

_CHANGE = re.compile(
    r"百分点|提高|增[加长幅]|降低|[降涨]幅|下降|上[调升浮]|下[调浮]|减少|increase|rise|drop|fall", re.IGNORECASE
)
_MEASURED = frozenset(("amount", "count", "percent", "area"))
_COUNTED_IN_GENERAL = re.compile(r"(?:多少|几)个(?:[?？!！,，。\s呢啊]|$)")


def figure(expected: Expected, text: str, asked: Wanted) -> Span | None:
    """Where the figure stands; None where none does, or where too little tells that it is the one asked for."""
    often = list(_OFTEN.finditer(text)) if _HOW_OFTEN.search(asked.text) else []
    if len(often) == 1:
        return Span(*often[0].span())
    spans = _found(expected, text, asked)
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
    if expected.several and len(group) > 1:
        return Span(group[0].start, group[-1].end)
    chosen = of_class(text, best, group, asked.text)
    return whole(text, chosen) if chosen and expected.kind in _MEASURED else chosen


def _found(expected: Expected, text: str, asked: Wanted) -> list[Span]:
    """All figures of the kind, or else of those that may answer as well, if any of them can be the one asked for."""
    wider = replace(expected, unit=None) if _COUNTED_IN_GENERAL.search(asked.text) else expected
    for found in (_exact(wider, text, asked), loosely_fitting(expected, text), _otherwise(expected, text)):
        spans = ranges(text, found)
        spans = spans if _TWICE.search(asked.text) else renewed(text, spans, asked.text)
        if eligible(text, spans, asked):
            return spans
    return []


def _exact(expected: Expected, text: str, asked: Wanted) -> list[Span]:
    """The figures of the kind and unit asked for."""
    counted = _UNIT.search(asked.text)
    if counted is not None:
        found = [Span(*match.span()) for match in re.finditer(_NUMBER + counted["unit"], text)]
        if found:
            return found
    spans = fitting(expected, text) or []
    if expected.kind == "duration":
        return sorted({*spans, *(Span(*match.span()) for match in _OF_PERIOD.finditer(text))})
    if expected.kind == "count" and expected.unit is None:
        classes = {quantity.span for quantity in quantities(text) if quantity.unit in _CLASSES}
        shares = [quantity.span for quantity in quantities(text) if quantity.kind == "percent"]
        spans = sorted([*(span for span in spans if span not in classes), *shares])
    if expected.kind in ("count", "percent") and not _CHANGE.search(asked.text):
        return [span for span in spans if not text[span.start : span.end].endswith("百分点")]
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
    return counts(asked.text, search_key(clause(text, best) + whole_of_part(text, best, spans)), asked.terms)
