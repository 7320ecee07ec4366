"""Of several figures or names in a sentence the one asked for: the one that most of the question stands beside."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.model import Span
from index.quantities import quantities
from index.search_key import fold, search_key
from qa.evidence import clause
from qa.matching import Terms
from qa.synonyms import synonyms

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

_COUNTED = re.compile(
    r"(?P<noun>[\u4e00-\u9fff]{2,8}?)(?:一共|总共|现在|目前|已经|共)*(?:有|建了|设了|办了)(?:多少|几)[个家名位所座处场]?[？?。\s]*$"
)
"""What a question counts where it says so before: 人才驿站有几个."""
_NOUN = re.compile(r"(?:多少|几|若干)(?:[十百千万亿]*)(?P<noun>[\u4e00-\u9fff]{2,12})")
_VERBS = "did|do|does|was|were|is|are|has|have|had|can|will|must|should|run|host|join|sign|get|take|make|come|attend"
_HOW_MANY = re.compile(
    rf"\bhow many (?P<noun>(?:(?!(?:{_VERBS}|of|in|for|at|to|from|there)\b)[a-z-]+\s*){{1,5}})", re.IGNORECASE
)
_BENEFIT = re.compile(r"的?(?P<name>[^、，,。；;和及与()]{2,}?(?:补贴|补助|津贴|奖励|资助|贷款|奖金|支持|补偿))")
_ACT = re.compile(r"(?<=[日天月年时])的?(?P<name>公示|公告|异议期|试用期|见习期|培训|实习|服务期|宽限期|过渡期|合同)")
"""What a time is of that is named behind it: 7日的公示."""

_SIDES = frozenset(("at_least", "at_most"))
_CLASS = re.compile(r"(?<![\d第])[1-9一二三四五六七八九a-e甲乙丙丁][级类档等](?![别型似])")

_PART = re.compile(r"(?:其中|当中|之中|里面?[，,]|中[，,])[，,]?(?P<part>[^，。？?]*(?:多少|几)[^，。？?]*)")
"""How a question asks for a part of what it has named: 引进的人才中，博士有多少."""

_LONGEST_NAME = 14
HALF = 0.5
"""Least share of a benefit's name (购房补贴) that must stand in a passage, or behind an amount, to be meant there."""

_OPENS = re.compile(r"\s*[：:|]")
_STOPS = "；;。！？!?\n"
_CLAUSE_END = re.compile(f"[，,、{_STOPS}]")

NOUN, QUALIFIER, NEARNESS, PLACE, CONTEXT = 0.3, 1.0, 0.3, 0.5, 0.3
"""What counts beside 1 for all that the question asks beyond the passage's title in the clause of a figure: the counted
noun right beside it, a qualifier shared with the question, a word of the question right beside it, a place asked for,
and all of the question's words in the clause, those of the title too."""

LOST = "\ufffd"
"""What stands for lost characters. Beside some a figure is not left out: without one, they are what is asked for."""

MARGIN = 0.05
"""How much more of the question must stand beside the best figure than beside the next, in what `closeness` gives."""

_OF_CASE = re.compile(r"[^，,。；;：:、\n]{0,12}的[，,]")
CONDITION = 0.5
"""What is taken off where the clause goes on to say in which case it holds: 满6个月后续保的，从第7个月起享受."""

_BESIDE = 8
"""Characters behind or before a figure in which the noun that it counts stands."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a figure or name is chosen by.

    Attributes:
        text: the question's search key; a figure that it states itself is not its answer.
        rest: its words beyond the title and headings of the passage.
        terms: all its words.
        places: the places it asks about beside that of the document, as search keys.
        confirms: whether it wants a figure confirmed that it states.
        counted: Chinese words for what a question in English counts.
    """

    text: str
    rest: Terms
    terms: Terms
    places: tuple[str, ...] = ()
    confirms: bool = False
    counted: tuple[str, ...] = ()


def of_part(question: str, terms: Terms) -> Terms:
    """The words of the part that a question asks for, where it asks for a part of something; else all of them."""
    part = _PART.search(question)
    own = [term for term in terms.terms if term.key in search_key(part["part"])] if part else []
    return Terms(own) if own else terms


def counted_in_english(question: str) -> tuple[str, ...]:
    """Chinese words for what a question in English counts (项目 for: how many talent projects)."""
    asked = _HOW_MANY.search(question)
    nouns = asked["noun"].split() if asked else []
    known = [words for noun in (" ".join(nouns), *nouns[-1:]) for _, words in synonyms(noun)[-1:]]
    return tuple(dict.fromkeys(word for words in known for word in words))


def counts(question: str, clause_key: str, terms: Terms) -> bool:
    """Whether what a question counts, if it says so at its end (人才驿站有几个), stands in the clause of a figure."""
    asked = _COUNTED.search(question)
    noun = search_key(asked["noun"]) if asked else ""
    last = [term for term in terms.terms if noun.endswith(term.key)] if noun else []
    return not last or Terms(last).coverage(clause_key) > 0


def closest(text: str, spans: Sequence[Span], asked: Wanted) -> Span | None:
    """The span that most of the question stands beside; of equals the first; None where none is `eligible`."""
    found = eligible(text, spans, asked)
    return max(found, key=lambda span: (closeness(text, span, spans, asked), -span.start), default=None)


def eligible(text: str, spans: Sequence[Span], asked: Wanted) -> list[Span]:
    """The spans that can answer: not what the question states itself, unless it wants that confirmed.

    Nor figures of another benefit, act or class than the one it names.
    """
    return [
        span
        for span in spans
        if (asked.confirms or search_key(text[span.start : span.end]) not in asked.text)
        and not _of_another(text, span, asked)
        and not _of_another_class(text, span, spans, asked)
    ]


def clear(text: str, best: Span, others: Sequence[Span], spans: Sequence[Span], asked: Wanted) -> bool:
    """Whether so much more of the question stands beside the best span than beside any other one."""
    if LOST in text:
        return True
    figure = text[best.start : best.end]
    near = [closeness(text, span, spans, asked) for span in others if text[span.start : span.end] != figure]
    return not near or closeness(text, best, spans, asked) - max(near) >= MARGIN


def _of_another(text: str, span: Span, asked: Wanted) -> bool:
    """Whether what stands right behind a figure names another benefit or act than the question: 最高80万元租房补贴."""
    act = _ACT.match(text, span.end)
    if act is not None:
        return search_key(act["name"]) not in asked.text
    found = _BENEFIT.match(search_key(text[span.end : span.end + _LONGEST_NAME]))
    shares = asked.terms.named(found["name"]) if found else []
    return bool(shares) and max(shares) < HALF


def _of_another_class(text: str, span: Span, others: Sequence[Span], asked: Wanted) -> bool:
    """Whether what is said of a figure alone names another class than those of the question: 一级医院200元.

    Or the other side of a limit that the question names: 6万元以内的45%, for 超过6万元.
    """
    said = text[_opening(text, span, others) : span.start]
    classes, own = _CLASS.findall(asked.text), _CLASS.findall(search_key(said))
    if classes and own and own[-1] not in classes:
        return True
    limits = {quantity.value: quantity.bound for quantity in quantities(asked.text) if quantity.bound in _SIDES}
    return any(
        quantity.bound in _SIDES and limits.get(quantity.value, quantity.bound) != quantity.bound
        for quantity in (quantities(said) if limits else ())
    )


def closeness(text: str, span: Span, others: Sequence[Span], asked: Wanted) -> float:
    """How much of a question stands beside a span."""
    near = beside(text, span, _BESIDE, asked.counted != ())
    own = _own(text, span, others)
    around = search_key(_unbracketed(text, span))
    if asked.rest.coverage(around):
        around += search_key(whole_of_part(text, span, others))
    total = asked.rest.coverage(around) + CONTEXT * asked.terms.coverage(around)
    total += NOUN * max(_counted(asked, words) for words in near)
    qualifiers = [word for word in _QUALIFIERS if word in asked.text]
    # Of several the last is that of what is asked for: of new loans, how much in all.
    total += QUALIFIER * bool(qualifiers and max(qualifiers, key=asked.text.rfind) in own)
    total += PLACE * any(place in own for place in asked.places)
    total += NEARNESS / (1 + _gap(fold(text), span, asked.rest))
    if not asked.confirms and _OF_CASE.match(text, span.end):
        total -= CONDITION
    return round(total, 6)


def beside(text: str, span: Span, length: int, within: bool = True) -> list[str]:
    """The search keys of so many characters behind and before a span, `within` its clause or not."""
    behind, before = text[span.end : span.end + length], text[max(span.start - length, 0) : span.start]
    if within:
        behind, before = _CLAUSE_END.split(behind)[0], _CLAUSE_END.split(before)[-1]
    return [search_key(behind), search_key(before)]


def _own(text: str, span: Span, others: Sequence[Span]) -> str:
    """What is said of a figure alone; with no qualifier of its own, also the one that opens its enumeration."""
    own = fold(text[_opening(text, span, others) : span.end + 2])
    if any(word in own for word in _QUALIFIERS):
        return own
    start = max(text.rfind(stop, 0, span.start) for stop in "，," + _STOPS) + 1
    led = fold(text[start : span.start])
    return led + own if "、" in led else own


def _unbracketed(text: str, span: Span) -> str:
    """The clause of a span, out to the brackets that it stands in or beside; all behind a colon (7月5日：登记)."""
    if _OPENS.match(text, span.end):
        return re.split(f"[{_STOPS}]", text[span.end :])[0]
    start = max(text.rfind(mark, 0, span.start) for mark in "（）()") + 1
    ends = [at for mark in "（）()" if (at := text.find(mark, span.end)) >= 0]
    return clause(text[start : min(ends, default=len(text))], Span(span.start - start, span.end - start))


def whole_of_part(text: str, span: Span, others: Sequence[Span]) -> str:
    """The clause of the figure that a figure is a part of: 基地36家 of 其中国家级4家."""
    opening = max(text.rfind(stop, 0, span.start) for stop in _STOPS) + 1
    at = text.rfind("其中", opening, span.start)
    wholes = [other for other in others if opening <= other.start and other.end <= at]
    return clause(text, wholes[-1]) if at >= 0 and wholes else ""


def _opening(text: str, span: Span, others: Sequence[Span]) -> int:
    """Where what is said of a figure alone begins: at its clause, or behind the figure before it."""
    before = max((other.end for other in others if other.end <= span.start), default=0)
    return max(before, *(text.rfind(stop, 0, span.start) + 1 for stop in _STOPS))


def _counted(asked: Wanted, words: str) -> float:
    """How far what the question counts (多少家企业, 企业有多少) stands in the words right beside a figure, 0 to 1."""
    if asked.counted:
        return float(any(word in words for word in asked.counted))
    found = _NOUN.search(asked.text)
    if found is None:
        return asked.terms.focus(words) if asked.terms.terms else 0.0
    pairs = [found["noun"][at : at + 2] for at in range(len(found["noun"]) - 1)]
    return sum(pair in words for pair in pairs) / len(pairs)


def _gap(key: str, span: Span, terms: Terms) -> int:
    """Characters between the span and the nearest of the question's words."""
    gaps = (
        max(match.start() - span.end, span.start - match.end(), 0)
        for term in terms.terms
        for word in (term.key, *term.alternatives)
        for match in re.finditer(re.escape(word), key)
    )
    return min(gaps, default=len(key))
