"""Brackets that a rule is graduated by (满5年不足10年的, 2万元至5万元的部分), and which of them a question is in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from index.model import Span
from index.quantities import Quantity, quantities

_KINDS = frozenset(("amount", "number", "duration", "count", "area", "percent", "measure"))
_BELOW = re.compile(
    "(?P<with>不超过|不高于|不多于|不大于|不足或等于|小于或?等于)$|(?:不足|未满|不满|不到|低于|少于|小于|未达到?)$"
)
_ABOVE = re.compile("(?:超过?|高于|多于|大于)$|(?P<with>满|达到?|不低于|不少于|至少)$")
_UP_TO = re.compile(r"\s*(?:[（(][^（）()]{0,4}[）)])?\s*(?:及?以[上内下])")
_TO = re.compile(r"(?:[（(][^（）()]{0,4}[）)])?(?:以上)?\s*(?:[-–—~～]{1,2}|至|到)\s*")
_INCLUDED = re.compile(r"\s*[（(]含")
_REPEATED = re.compile("[（(]不?含$")
_BETWEEN = re.compile("[^。；;，,]{0,6}[，,、]?[^。；;，,]{0,8}")
_GIVEN = re.compile(
    "(?:给予?|奖励?|补[贴助]?|资助|支持|支付|缴纳|最[高多长低少短]|发放|领取|罚款?|[积计加减扣得]|为)[^，,、。；;：:]{0,8}$"
)
"""What stands before a figure that is granted, not one that it is granted from."""
_CONDITION = re.compile(r"[^，,。；;：:]{0,20}?(?:[的者]|部分|费用|人员|家庭|企业|项目|单位)(?:[，,：:|]|$)|\s*\|")


@dataclass(frozen=True, slots=True)
class Bracket:
    """Figures between two bounds.

    Attributes:
        span: from the first figure that bounds it to the end of the last.
        kind, unit: as of a quantity, `number` and none where the text has no unit.
        low, high: the bounds; None for none.
        with_low, with_high: whether the bounds themselves are within.
    """

    span: Span
    kind: str
    unit: str
    low: Decimal | None = None
    high: Decimal | None = None
    with_low: bool = True
    with_high: bool = True

    def holds(self, other: "Bracket") -> bool:
        """Whether all figures of another one are within."""
        return self._from(other) and self._until(other)

    def _from(self, other: "Bracket") -> bool:
        if self.low is None or other.low is None:
            return self.low is None
        return self.low < other.low or (self.low == other.low and (self.with_low or not other.with_low))

    def _until(self, other: "Bracket") -> bool:
        if self.high is None or other.high is None:
            return self.high is None
        return self.high > other.high or (self.high == other.high and (self.with_high or not other.with_high))

    def is_like(self, other: "Bracket") -> bool:
        """Whether both are of the same unit; of a bare number (五万以内) any amount or count may be meant."""
        if "number" in (self.kind, other.kind):
            return {self.kind, other.kind} <= {"number", "amount", "count"}
        units = {_unit(self), _unit(other)}
        return self.kind == other.kind and (len(units) == 1 or "" in units)


def graduated(text: str, spans: Sequence[Span], asked: str) -> list[Span]:
    """Of the figures of a rule with several brackets those of the one that the question is in; else all but bounds.

    Args:
        text: 满1年不足5年的，12个月；满5年不足10年的，18个月.
        spans: its figures of the kind asked for.
        asked: the question.
    """
    found = list(spans)
    for figure in _stated(asked):
        there = [bracket for bracket in brackets(text) if bracket.is_like(figure)]
        found = [span for span in found if not any(span.overlaps(bracket.span) for bracket in there)]
        found = [span for span in found if not (there and _REPEATED.search(text, 0, span.start))]
        holding = [bracket for bracket in there if bracket.holds(figure)]
        if len(there) < 2 or len(holding) != 1:
            continue
        begin = holding[0].span.end
        ends = [bracket.span.start for bracket in there if bracket.span.start >= begin]
        granted = [span for span in found if span.start >= begin and span.end <= min(ends, default=len(text))]
        if granted:
            return granted
    return found


def is_outside(text: str, asked: str) -> bool:
    """Whether a figure of the question is in none of the brackets of its unit that a text has, and it has some."""
    return any(bool(held) and not any(held) for held in _held(text, asked))


def is_within(text: str, asked: str) -> bool:
    """Whether a figure of the question is in a bracket of the text."""
    return any(any(held) for held in _held(text, asked))


def is_between(text: str, asked: str) -> bool:
    """Whether a figure of the question is in a bracket of the text that has both bounds."""
    there = [bracket for bracket in brackets(text) if bracket.low is not None and bracket.high is not None]
    return any(bracket.is_like(figure) and bracket.holds(figure) for bracket in there for figure in _stated(asked))


def _held(text: str, asked: str) -> list[list[bool]]:
    there = brackets(text)
    return [[bracket.holds(figure) for bracket in there if bracket.is_like(figure)] for figure in _stated(asked)]


def brackets(text: str) -> list[Bracket]:
    """The brackets of a text in their order, without mere figures and what is granted in them (最高50万元)."""
    return [bracket for bracket in _read(text) if not _is_given(text, bracket)]


def _stated(asked: str) -> list[Bracket]:
    """The figures and ranges of a question, the last one first; somebody who has paid 满三年 has paid three years.

    Of a range or of 八万以上 the bounds themselves are not meant.
    """
    pairs = [bracket for bracket in _read(asked) if bracket.low is not None and bracket.high is not None]
    single = [
        Bracket(quantity.span, quantity.kind, quantity.unit, quantity.low, quantity.high)
        for quantity in quantities(asked)
        if quantity.kind in _KINDS
        and (quantity.low is not None or quantity.high is not None)
        and not any(quantity.span.overlaps(pair.span) for pair in pairs)
        and not _is_idle(quantity)
    ]
    found = [
        bracket if bracket.low == bracket.high else replace(bracket, with_low=False, with_high=False)
        for bracket in (*pairs, *single)
    ]
    return sorted(found, key=lambda bracket: bracket.span, reverse=True)


def _is_idle(quantity: Quantity) -> bool:
    """Whether a figure of a question tells no case: 一次, 一人, a year that stands as a bare number."""
    bare = quantity.kind == "number" and not quantity.qualifiers
    return quantity.value == 1 or (bare and quantity.value is not None and 1900 <= quantity.value <= 2100)


def _is_given(text: str, bracket: Bracket) -> bool:
    return not _CONDITION.match(text, bracket.span.end) and bool(_GIVEN.search(text[: bracket.span.start]))


def _read(text: str) -> list[Bracket]:
    """Every figure or pair of figures that sets bounds."""
    found: list[Bracket] = []
    waiting = [quantity for quantity in quantities(text) if quantity.kind in _KINDS and quantity.value is not None]
    while waiting:
        one, *waiting = waiting
        low = _bounded(text, one)
        joined = _TO.fullmatch(text, one.core.end, waiting[0].core.start) if waiting else None
        high = _bounded(text, waiting[0]) if waiting else None
        if high is not None and joined and low.is_like(high) and low.high in (None, low.low):
            found.append(_paired(low, replace(high, high=waiting.pop(0).value)))
        elif (
            high is not None and low.high is None and high.low is None and low.is_like(high) and _close(text, low, high)
        ):
            found.append(_paired(low, high))
            waiting = waiting[1:]
        elif low.low is None or low.high is None or (one.bound == "range" and _CONDITION.match(text, low.span.end)):
            found.append(low)
    return found


def _bounded(text: str, quantity: Quantity) -> Bracket:
    """A figure as what it bounds: up to it, from it on, or itself."""
    value, core = quantity.value, quantity.core
    own = Bracket(quantity.span, quantity.kind, quantity.unit, value, value)
    if quantity.bound == "range":
        return replace(own, low=quantity.low, high=quantity.high)
    before, after = text[max(core.start - 8, 0) : core.start], _UP_TO.match(text, core.end)
    included = _INCLUDED.match(text, core.end) is not None
    below, above = _BELOW.search(before), _ABOVE.search(before)
    if below or (after and not after[0].endswith("上")):
        return replace(own, low=None, with_high=included or below is None or bool(below["with"]))
    if above or after:
        return replace(own, high=None, with_low=included or after is not None or bool(above and above["with"]))
    return own


def _paired(low: Bracket, high: Bracket) -> Bracket:
    known = high if low.kind == "number" else low
    span = Span(low.span.start, high.span.end)
    return replace(known, span=span, low=low.low, high=high.high, with_low=low.with_low, with_high=high.with_high)


def _close(text: str, low: Bracket, high: Bracket) -> bool:
    return bool(_BETWEEN.fullmatch(text, low.span.end, max(high.span.start, low.span.end)))


def _unit(bracket: Bracket) -> str:
    return bracket.unit.removeprefix("个").removeprefix("周").replace("岁", "年")
