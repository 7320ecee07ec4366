"""Of several figures or names in a sentence the one asked for: the one that most of the question stands beside."""

import re
from collections.abc import Sequence

from index.model import Span
from index.search_key import fold, search_key
from qa.clauses import clause
from qa.eligibility import HALF as HALF
from qa.eligibility import STOPS, eligible, opening
from qa.matching import Terms
from qa.wanted import Wanted

_QUALIFIERS = (
    "累计",
    "新增",
    "每年",
    "每月",
    "每天",
    "年均",
    "人均",
    "平均",
    "最高",
    "最低",
    "最多",
    "最少",
    "至少",
    "合计",
    "总额",
    "一次性",
    "同比",
)
"""Words that tell a figure from another of the same thing."""

_NOUN = re.compile(r"(?:多少|几|若干)(?:[十百千万亿]*)个?(?P<noun>[\u4e00-\u9fff]{2,12})")

NOUN, QUALIFIER, PLACE, CONTEXT = 0.3, 1.0, 0.5, 0.3
"""What counts beside 1 for all that the question asks beyond the passage's title in the clause of a figure: the counted
noun right beside it, a qualifier shared with the question, a place asked for, and all of the question's words in the
clause, those of the title too."""

MARGIN = 0.05
"""How much more of the question must stand beside the best figure than beside the next, in what `closeness` gives."""

CASE_MARGIN = 0.02
"""The same for the cases that two figures are led by, where as much stands beside both."""

_CLAUSE_END = re.compile(f"[，,、{STOPS}]")
_CASE = re.compile("(?:对于?|凡|属于?|向)[^，,]{2,40}[，,]")
"""What says for whom the next clause holds: 对新引进的博士，."""

_OF_ALL = re.compile("[和及等对按]|予以|给予")
"""What begins behind the last figure of an enumeration and is said of all."""
_CLASS = 4
"""Most characters of a class (省级, 副高级) that stands alone before its figure."""
_ROW = re.compile(r"\s*[、,，]\s*")
_BESIDE = 8
"""Characters behind or before a figure in which the noun that it counts stands."""


def closest(text: str, spans: Sequence[Span], asked: Wanted) -> Span | None:
    """The span that most of the question stands beside; None where none is `eligible`.

    Of such as are about as near it is the one whose case is asked for (对引进的博士，给予3万元), of equals the first.
    """
    found = eligible(text, spans, asked)
    values = {span: closeness(text, span, spans, asked) for span in found}
    most = max(values.values(), default=0.0)
    near = [span for span in found if most - values[span] < MARGIN]
    return max(near, key=lambda span: (_led(text, span, spans, asked), values[span], -span.start), default=None)


def clear(text: str, best: Span, others: Sequence[Span], spans: Sequence[Span], asked: Wanted) -> bool:
    """Whether so much more of the question stands beside the closest span than beside any other, or in its case."""
    figure = text[best.start : best.end]
    value, led = closeness(text, best, spans, asked), _led(text, best, spans, asked)
    return all(
        value - closeness(text, span, spans, asked) >= MARGIN or led - _led(text, span, spans, asked) >= CASE_MARGIN
        for span in others
        if text[span.start : span.end] != figure
    )


def _led(text: str, span: Span, others: Sequence[Span], asked: Wanted) -> float:
    """The share of the question's words in the case that a figure is led by; 0 where it is led by none."""
    case = _CASE.search(text, opening(text, span, others), span.start)
    return round(asked.terms.coverage(search_key(case[0])), 6) if case else 0.0


def closeness(text: str, span: Span, others: Sequence[Span], asked: Wanted) -> float:
    """How much of a question stands beside a span."""
    behind, before = text[span.end : span.end + _BESIDE], text[max(span.start - _BESIDE, 0) : span.start]
    if asked.counted:
        behind, before = _CLAUSE_END.split(behind)[0], _CLAUSE_END.split(before)[-1]
    own = _own(text, span, others)
    around = search_key(_of_one(_unbracketed(text, span), text, span, others) + _left_out(text, span, others))
    whole = search_key(_whole_of_part(text, span, others))
    if whole and _tells(asked.rest, around.replace(search_key(text[span.start : span.end]), "", 1), whole):
        around += whole
    total = asked.rest.coverage(around) + CONTEXT * asked.terms.coverage(around)
    total += NOUN * max(_counted(asked, search_key(words)) for words in (behind, before))
    qualifiers = [word for word in _QUALIFIERS if word in asked.text]
    # Of several the last is that of what is asked for: of new loans, how much in all.
    total += QUALIFIER * bool(qualifiers and max(qualifiers, key=asked.text.rfind) in own)
    total += PLACE * any(place in own for place in asked.places)
    return round(total, 6)


def _tells(terms: Terms, part: str, whole: str) -> bool:
    """Whether a part is named by a word of the question that its whole is not."""
    return any(own > of_whole for own, of_whole in zip(terms.found(part), terms.found(whole), strict=True))


def _own(text: str, span: Span, others: Sequence[Span]) -> str:
    """What is said of a figure alone; with no qualifier of its own, also the one that opens its enumeration."""
    own = fold(text[opening(text, span, others) : span.end + 2])
    if any(word in own for word in _QUALIFIERS):
        return own
    start = max(text.rfind(stop, 0, span.start) for stop in "，," + STOPS) + 1
    led = fold(text[start : span.start])
    return led + own if "、" in led else own


def _of_one(said: str, text: str, span: Span, others: Sequence[Span]) -> str:
    """The clause of a figure without what is said of its enumeration behind the last: 甲7万元、乙9万元予以补助."""
    start = text.rfind("、", 0, span.start)
    between = _CLAUSE_END.search(text, start + 1, span.start)
    if start < 0 or between or not any(other.end <= start <= other.end + _BESIDE for other in others):
        return said
    figure = text[span.start : span.end]
    tail = _OF_ALL.search(said, said.find(figure) + len(figure))
    return said[: tail.start()] if tail else said


def belonging(text: str, span: Span, others: Sequence[Span]) -> str:
    """What belongs to a figure and stands with another: the thing of its row, the whole that it is a part of."""
    return _left_out(text, span, others) + _whole_of_part(text, span, others)


def _left_out(text: str, span: Span, others: Sequence[Span]) -> str:
    """What a figure leaves out that stands with the first of its row: 研究所 of 市级3家, in 省级研究所2家、市级3家.

    The two are told to be of one row by their classes, which end alike.
    """
    own = _head(text, span)
    if not 2 <= len(own) <= _CLASS:
        return ""
    start = span.start - len(own)
    for other in sorted((other for other in others if other.end < start), reverse=True):
        if not _ROW.fullmatch(text, other.end, start):
            return ""
        head = _head(text, other)
        if len(head) > _CLASS or head[-1:] != own[-1]:
            return head.partition(own[-1])[2]
        start = other.start - len(head)
    return ""


def _head(text: str, span: Span) -> str:
    """What stands before a figure, from the last comma on."""
    return _CLAUSE_END.split(text[: span.start])[-1].strip()


def _unbracketed(text: str, span: Span) -> str:
    """The clause of a span, out to the brackets that it stands in or beside."""
    start = max(text.rfind(mark, 0, span.start) for mark in "（）()") + 1
    ends = [at for mark in "（）()" if (at := text.find(mark, span.end)) >= 0]
    return clause(text[start : min(ends, default=len(text))], Span(span.start - start, span.end - start))


def _whole_of_part(text: str, span: Span, others: Sequence[Span]) -> str:
    """The clause of the figure that a figure is a part of: 基地36家 of 其中国家级4家."""
    opening = max(text.rfind(stop, 0, span.start) for stop in STOPS) + 1
    at = text.rfind("其中", opening, span.start)
    wholes = [other for other in others if opening <= other.start and other.end <= at]
    return clause(text, wholes[-1]) if at >= 0 and wholes else ""


def _counted(asked: Wanted, words: str) -> float:
    """How far what the question counts (多少家企业, 企业有多少) stands in the words right beside a figure, 0 to 1."""
    if asked.counted:
        return float(any(word in words for word in asked.counted))
    found = _NOUN.search(asked.text)
    if found is None:
        return asked.terms.focus(words) if asked.terms.terms else 0.0
    pairs = [found["noun"][at : at + 2] for at in range(len(found["noun"]) - 1)]
    return sum(pair in words for pair in pairs) / len(pairs)
