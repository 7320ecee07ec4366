"""Quantities in a text: amounts, counts, shares, areas, durations and dates, with their qualifiers and bounds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from index.model import Span
from index.search_key import Keyed, keyed

QuantityKind = Literal["amount", "percent", "count", "area", "duration", "date", "ordinal", "measure", "number"]
Bound = Literal["exact", "range", "at_least", "at_most", "about"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure as a text gives it.

    Attributes:
        span: the figure with the qualifiers right beside it: 近4亿元, 不少于100平方米, 3000多名, 5000万元以上.
        core: the figure and its unit alone: 4亿元.
        kind: `number` where nothing beside the figure tells.
        value: the number in units (4亿元 is 400000000), the upper one of a range, the year of a date with a year;
            None where the text gives no number (几十家, 数百万元).
        low, high: the bounds that the text sets: both for an exact figure or a range, one for 以上 or 不超过, none
            for 约.
        unit: 元, %, 家, 平方米, 年 ...; for a date or ordinal the words of its key; empty for a bare number.
        qualifiers: as written, in order: 累计, 近, 余, 以上.
        bound: what the qualifiers say of the value.
    """

    span: Span
    core: Span
    kind: QuantityKind
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unit: str
    qualifiers: tuple[str, ...]
    bound: Bound


_UNITS: dict[QuantityKind, str] = {
    "amount": (
        "美元|欧元|港元|港币|英镑|日[元圆币]|韩[元圆]|澳元|法郎|卢布|元(?![化旦素宵首])|圆(?![满形周角桌心润梦])|块钱?"
    ),
    "percent": "%|‰|‱|个百分点|个?基点|成(?![立员果为功长本就效绩交熟人都套品型份分文因年])",
    "area": "平方米|平方公里|平方千米|公顷|亩",
    "measure": "公里|千米|厘米|毫米|米|公斤|千克|吨|千瓦时|千瓦|兆瓦|立方米|升(?![级值学])",
    "duration": (
        "个?工作日|个月|周年|学年|个?学期|周岁|周(?![边期密全末转])|个?星期|个?小时|分钟|秒(?!杀)|天(?![然下才津气])|个?季度|"
        "岁|年(?![级龄])|日(?![常益本报程])"
    ),
    "count": (
        "人次|家次|场次|人(?![工均民])|名(?![单称录额牌校城])|位(?![置于])|家(?!庭)|户(?![籍口外])|个(?![别性])|项(?!目)|"
        "件(?!数)|套|期(?![间限望待刊])|次(?![性要方品序生])|场(?![所地景合])|条(?![件例])|门(?![类户槛])|所(?![有以在得属需])|"
        "处(?![理置分于])|座|批(?![准复])|支(?![持出付撑])|大?类(?![别型似])|种(?![植子类养])|篇|部(?![门分署])|台(?![州湾阶账])|"
        "辆|间(?!隔)|份(?!额)|款|组(?![织成])|对(?![于接象])|轮(?!换)|届(?![^，。；]{0,2}全会)|级(?!别)|站(?!点)|只|棵|株|幅|笔|倍|头|艘|架|幢|栋|"
        "层(?![次面])|页|分(?![钟别公支之类期配子摊档开析工管局离布解发成部校厂行享级立歧])|晚(?![上期间会报])|折(?![合算旧扣抵射磨])|学分|课时|集(?![中团体成聚合])|卷"
    ),
}
_UNIT = "|".join(f"(?P<{kind}>{units})" for kind, units in _UNITS.items())
_YEAR = r"(?<!\d)(?:19|20)\d\d"
_DATE = (
    rf"(?P<date>(?P<year>{_YEAR})(?:-(?:19|20)\d\d)?年(?:\d{{1,2}}月(?:\d{{1,2}}[日号])?)?"
    r"|(?<![\d.])(?:1[0-2]|[1-9])月(?:\d{1,2}[日号]|份)?|(?<![\d.])(?:[12]\d|3[01]|[1-9])日(?=[前起至止]))"
)
_QUANTITY = re.compile(
    rf"{_DATE}|(?P<ordinal>第\d+[条项款章节次届批期名位号部编类个季步代任])"
    rf"|(?<![\da-z.])(?P<first>\d+(?:\.\d+)?)(?:-(?P<last>\d+(?:\.\d+)?))?(?P<more>[余多])?(?:{_UNIT})?"
)
_VAGUE = re.compile(rf"(?P<vague>[几数上][十百千万亿]+[余多]?|十?几)(?:{_UNIT})")

_AT_LEAST = (
    "不低于 不少于 不小于 不得低于 不得少于 至少 超过 超 逾 突破 高于 多于 大于 最低 最短 起码 以上 及以上 余 多 起"
)
_AT_MOST = (
    "不超过 不得超过 不高于 不多于 不大于 最高不超过 最多不超过 最长不超过 最高 最多 最长 低于 少于 小于 "
    "以下 及以下 以内 之内 内 封顶"
)
_ABOUT = "约 大约 约为 近 接近 左右 上下"
_OTHER = (
    "累计 累计已 累计达 累计已达 共 共计 总计 合计 总共 达 达到 已达 高达 多达 已 每年 每月 每季度 每半年 "
    "每周 每天 每人 每户 每家 "
    "每个 每次 每 年满 已满 未满 不满 满 全年 年均 月均 人均 户均 平均 单个 仅 一次性 按 首次"
)
_GROUPS: tuple[tuple[Bound, str], ...] = (("at_least", _AT_LEAST), ("at_most", _AT_MOST), ("about", _ABOUT))
_BOUNDS: dict[str, Bound] = {word: bound for bound, words in _GROUPS for word in words.split()}
_AFTER_ONLY = frozenset(
    ["余", "多", "起", "以上", "及以上", "以下", "及以下", "以内", "之内", "内", "封顶", "左右", "上下"]
)
_GIVING = "可?(?:给予|奖励|补贴|补助|资助|支持|可达|为|可)?"


def _longest_first(words: Sequence[str]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


_BEFORE_WORDS = [word for word in (*_BOUNDS, *_OTHER.split()) if word not in _AFTER_ONLY]
_BEFORE = re.compile(rf"(?:(?:最高|最多|最低|最长|最短){_GIVING}|{_longest_first(_BEFORE_WORDS)})+$")
_BEFORE_WORD = re.compile(rf"(?:最高|最多|最低|最长|最短)(?!不超过){_GIVING}|{_longest_first(_BEFORE_WORDS)}")
_REMARK = r"(?:\(含[^()]{0,6}\))?"
_AFTER = re.compile(rf"{_REMARK}(?:{_longest_first(sorted(_AFTER_ONLY - {'余'}))}){_REMARK}")
_MONEY = re.compile("[金资款费价额奖贷产税]|补[贴助]|投入|收入|预算")
_LONGEST_BEFORE = 16


def quantities(text: str) -> list[Quantity]:
    """Every figure of a text in order, none overlapping; 三十万, 30万 and 300,000 are read alike."""
    key = keyed(text)
    found = [_quantity(key, match) for match in _QUANTITY.finditer(key.text)]
    taken = [quantity.span for quantity in found]
    for match in _VAGUE.finditer(key.text):
        quantity = _quantity(key, match)
        if not any(quantity.core.overlaps(span) for span in taken):
            found.append(quantity)
    return sorted(found, key=lambda quantity: quantity.span)


def same_figure(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities state the same figure of the same kind, whatever qualifies it."""
    if one.value is None or other.value is None or one.kind != other.kind:
        return False
    if (one.bound == "range") != (other.bound == "range") or _class(one.unit) != _class(other.unit):
        return False
    return one.value == other.value and (one.bound != "range" or one.low == other.low)


def unsupported(claim: str, sources: Sequence[str]) -> list[Quantity]:
    """The quantities of a claim that no source states with the same figure, unit and bound.

    A claim that drops 不低于, 最高 or 约, or adds one, changes the figure and is not supported; a coarser date is.
    """
    stated = [quantity for source in sources for quantity in quantities(source)]
    return [quantity for quantity in quantities(claim) if not any(_supports(other, quantity) for other in stated)]


def _supports(stated: Quantity, claimed: Quantity) -> bool:
    if stated.kind == claimed.kind == "date":
        return stated.unit.startswith(claimed.unit)
    return same_figure(stated, claimed) and stated.bound == claimed.bound


_PERSONS = frozenset({"人", "名", "位"})


def _class(unit: str) -> str:
    return "人" if unit in _PERSONS else unit.removeprefix("个") if len(unit) > 1 and unit != "个百分点" else unit


def _quantity(key: Keyed, match: re.Match[str]) -> Quantity:
    text, groups = key.text, match.groupdict()
    kind, unit = _kind(groups)
    if kind == "number" and _scaled(key, match) and _MONEY.search(text, max(0, match.start() - 12), match.start()):
        kind = "amount"
    before = _BEFORE.search(text, max(0, match.start() - _LONGEST_BEFORE), match.start())
    after = _AFTER.match(text, match.end()) if kind not in ("date", "ordinal") else None
    words = tuple(found[0] for found in _BEFORE_WORD.finditer(before[0])) if before else ()
    words += tuple(word for word in (groups.get("more"), after[0] if after else None) if word)
    value, low, high, bound = _values(groups, match[0], words)
    start, end = before.start() if before else match.start(), after.end() if after else match.end()
    core = key.source(Span(*match.span()))
    return Quantity(key.source(Span(start, end)), core, kind, value, low, high, unit, words, bound)


def _scaled(key: Keyed, match: re.Match[str]) -> bool:
    """Whether the source writes a figure with 万 or 亿: fewer characters than digits."""
    span = key.source(Span(*match.span()))
    return len(match[0]) >= 5 and len(span) < len(match[0]) and match[0].endswith("000")


def _kind(groups: dict[str, str | None]) -> tuple[QuantityKind, str]:
    if groups.get("date"):
        return "date", groups["date"] or ""
    if groups.get("ordinal"):
        return "ordinal", groups["ordinal"] or ""
    return next(((kind, unit) for kind in _UNITS if (unit := groups.get(kind))), ("number", ""))


def _values(
    groups: dict[str, str | None], written: str, words: Sequence[str]
) -> tuple[Decimal | None, Decimal | None, Decimal | None, Bound]:
    """Value, low, high and bound of a figure with its qualifiers."""
    if groups.get("vague"):
        return None, None, None, "about"
    figure = groups.get("first") or groups.get("year") or "".join(re.findall(r"\d+", written)[:1])
    value = Decimal(figure)
    if last := groups.get("last"):
        return Decimal(last), value, Decimal(last), "range"
    bound: Bound = next((found for word in words if (found := _bound(word))), "exact")
    low = value if bound in ("exact", "at_least") else None
    high = value if bound in ("exact", "at_most") else None
    return value, low, high, bound


def _bound(word: str) -> Bound | None:
    """What one qualifier says: that of the longest known word that it begins with, brackets and verbs set aside."""
    plain = re.sub(r"\([^()]*\)", "", word)
    known = [name for name in _BOUNDS if plain.startswith(name)]
    return _BOUNDS[max(known, key=len)] if known else None
