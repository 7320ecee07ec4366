"""Which figures or names of a sentence can be the one asked for, by what is said of each alone."""

import re
from collections.abc import Sequence

from index.model import Span
from index.quantities import quantities
from index.search_key import search_key
from qa.matching import Terms
from qa.wanted import Wanted

_COUNTED = re.compile(
    r"(?P<noun>[\u4e00-\u9fff]{2,8}?)(?:一共|总共|累计|现在|已经|共)*有(?:多少|几)[个家名位所座处场]?[？?。\s]*$"
)
"""What a question counts where it says so before: 人才驿站有几个."""
_BENEFIT = re.compile(
    r"的?(?P<name>(?!的|补贴|补助|津贴|奖励|资助|奖金|支持|补偿)[^、，,。；;和及与()]{2,}?(?:补贴|补助|津贴|奖励|资助|贷款|奖金|支持|补偿))"
)
_ACT = re.compile(r"(?<=[日天月年时])的?(?P<name>公示|公告|培训|实习|合同|(?:异议|试用|见习|服务|过渡)期)")
"""What a time is of that is named behind it: 7日的公示."""
_SIDES = frozenset(("at_least", "at_most"))
_CLASS = re.compile("[1-9a-e甲乙丙丁][级类档等](?![别型似])")
_LEVEL = re.compile("(?:国家|[省市区县镇乡校院厅部])级(?!以上|及以上|别)")
"""By whom something is recognized, where figures for each stand side by side."""
_MOST, _LEAST = re.compile("最[高长多大]|上限|封顶|至多"), re.compile("最[低少短小]|下限|至少")
_UPPER = re.compile("(?:不[得应能可]?(?:[高多大长]于|超过?)|最[高长多大]|上限|封顶|至多)[^，、。；;]*$")
_LOWER = re.compile("(?:不[得应能可]?[低少小短]于|最[低少短小]|下限|至少)[^，、。；;]*$")
"""How the greatest and the least are asked for, and how what stands before a figure says that it is one of them."""
_PARTY = re.compile("单位|(?<![一二两三四五六七八九十几每\\d])个人")
"""Of whom a fine or a premium is, where it is told apart."""
_RANGE = re.compile(r"(\d[\d.]+)-(\d[\d.]+)(?P<unit>[^\d-]+)")
"""A range: its two ends and their unit."""
_END_ASKED = re.compile("最[高低多少大小]|至[多少]|[上下]限|封顶|起")
_LONGEST_NAME = 14
HALF = 0.5
"""Least share of a benefit's name (购房补贴) that must stand in a passage, or behind an amount, to be meant there."""

STOPS = "；;。！？!?\n"
"""What ends a sentence or one of its parts."""


def eligible(text: str, spans: Sequence[Span], asked: Wanted) -> list[Span]:
    """The spans that can answer: not what the question states itself, unless it wants that confirmed.

    Nor figures of another benefit, act or class than the one it names, nor the least where the greatest is asked for.
    """
    return [
        span
        for span in spans
        if (asked.confirms or not _is_stated(search_key(text[span.start : span.end]), asked.text))
        and not _of_another(text, span, asked)
        and not _of_another_class(text, span, spans, asked)
        and not _of_other_end(text, span, spans, asked)
    ]


def _is_stated(figure: str, asked: str) -> bool:
    """Whether a question states a figure itself, or one end of a range whose other end it does not ask for."""
    ends = _RANGE.fullmatch(figure)
    if figure in asked or ends is None:
        return figure in asked
    return any(f"{end}{ends['unit']}" in asked for end in ends.group(1, 2)) and not _END_ASKED.search(asked)


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
    said = text[opening(text, span, others) : span.start]
    classes, own = _CLASS.findall(asked.text), _CLASS.findall(search_key(said))
    if classes and own and own[-1] not in classes:
        return True
    levels, level = set(_LEVEL.findall(asked.text)), set(_LEVEL.findall(said))
    if levels and level and levels.isdisjoint(level):
        return True
    parties, party = set(_PARTY.findall(asked.text)), set(_PARTY.findall(said))
    if parties and party and parties.isdisjoint(party):
        return True
    limits = {quantity.value: quantity.bound for quantity in quantities(asked.text) if quantity.bound in _SIDES}
    return any(
        quantity.bound in _SIDES and limits.get(quantity.value, quantity.bound) != quantity.bound
        for quantity in (quantities(said) if limits else ())
    )


def _of_other_end(text: str, span: Span, others: Sequence[Span], asked: Wanted) -> bool:
    """Whether a figure is the least one where the greatest is asked for, or the reverse, and another is that one."""
    most, least = _MOST.search(asked.text), _LEAST.search(asked.text)
    if (most is None) == (least is None):
        return False
    same, other = (_UPPER, _LOWER) if most else (_LOWER, _UPPER)
    led = {one: text[opening(text, one, others) : one.end] for one in {span, *others}}
    return bool(other.search(led[span])) and any(same.search(led[one]) for one in others)


def opening(text: str, span: Span, others: Sequence[Span]) -> int:
    """Where what is said of a figure alone begins: at its clause, or behind the figure before it."""
    before = max((other.end for other in others if other.end <= span.start), default=0)
    return max(before, *(text.rfind(stop, 0, span.start) + 1 for stop in STOPS))


def counts(question: str, clause_key: str, terms: Terms) -> bool:
    """Whether what a question counts, if it says so at its end (人才驿站有几个), stands in the clause of a figure."""
    asked = _COUNTED.search(question)
    noun = search_key(asked["noun"]) if asked else ""
    last = [term for term in terms.terms if noun.endswith(term.key)] if noun else []
    return not last or Terms(last).coverage(clause_key) > 0
