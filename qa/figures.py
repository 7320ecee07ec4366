"""Where in a text a thing of the kind asked for stands: an amount, a count, a date, a body, a telephone number."""

import re
from collections.abc import Sequence

from index.dates import find_dates
from index.model import Span
from index.quantities import Quantity, quantities
from qa.expected import Expected

_BODY = re.compile(
    r"[\u4e00-\u9fff]{0,16}?(?:人民政府|政府办公?[厅室]|委员会|办公[厅室]|监管局|管理局|服务中心|领导小组|[省市区县]委|组织部|宣传部"
    r"|[\u4e00-\u9fff]{2,8}(?:局|厅|部|委|办|处|署|院|中心|公司|集团|协会|学会|银行|园区|开发区|高新区))"
)
_SEASON = re.compile(
    r"(?:每?年|月|季度?)[初底末中](?!级|小|部)|[上下]半年|(?<!\d)\d{1,2}月(?:\d{1,2}[日号]|份|底|初|前)?|[春夏秋冬]季|第[一二三四]季度"
    r"|\d{1,2}[:：时点](?:\d{2}|半|整)?|\d+个?工作日内|自[^，。；\s]{1,12}之日起"
)
_DAY = re.compile(r"(?<![\d年])\d{1,2}月\d{1,2}[日号]")
_TIME = re.compile(
    r"(?<!\d)\d{1,2}[:：](?:\d{2})|[\d一二三四五六七八九十]{1,3}[点时](?!对|候|间|期|代|刻|常)(?:整|半|\d{1,2}分?)?|(?<!\w)\d{1,2}\s?[ap]\.?m"
)
_DOC_NUMBER = re.compile(
    r"[〔\[［（(【]\s*(?:19|20)\d{2}\s*[〕\]］）)】]\s*第?\s*\d+\s*号|(?<![\d第])第?\d+号(?:令|文|公告)|[令文]第?\s*\d+\s*号"
)
_RESPONSIBLE = re.compile(
    r"牵头|主办|协办|承办|负责|会同|联合|主管|印发|发布|受理|制定|由|联动|组织|成立|批准|认定|统筹|公司|集团|★"
)
_CONTACT = re.compile(
    r"(?<!\d)(?:0\d{2,3}[-－—\s]?)?\d{7,8}(?:[-－转]\d{1,6})?(?!\d)"
    r"|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)(?:12\d{3}|95\d{3}|[48]00[-\s]?\d{3}[-\s]?\d{4})(?!\d)"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)[^\s，。；）)]+|地址[:：]?[^\s，。；]{4,}"
)
_CONDITION = re.compile(
    r"条件|资格|应当|应具|须|必须|需要?|符合|满足|具备|以上|以下|不低于|不少于|不超过|限于|适用于|对象|凡|属于|的可|方可|要求|入选|获得?"
)
_KINDS: dict[str, frozenset[str]] = {
    "amount": frozenset({"amount"}),
    "count": frozenset({"count", "area", "measure", "amount"}),
    "percent": frozenset({"percent"}),
    "area": frozenset({"area"}),
    "duration": frozenset({"duration"}),
    "ordinal": frozenset({"ordinal"}),
}
_FREQUENCY = re.compile(
    r"每(?:半|[一二两三四五六七八九十\d]{1,3}个?)?(?:年|季度?|月|周|天|日)[^，。；]{0,24}?[\d一二两三四五六七八九十]+(?:[-~～至]\d+)?(?:次"
    r"|期|场|届|轮)?|定期|不定期|常态化"
)


def fitting(expected: Expected, text: str) -> list[Span] | None:
    """The spans of `text` that are of the kind expected; None where the kind cannot be told from characters.

    A figure asked for by its unit (多少家) must have that unit where any figure of the text has it.
    """
    kind = expected.kind
    if kind == "date":
        named = [date.span for date in find_dates(text)]
        seasons = [Span(*match.span()) for match in (_DAY if named else _SEASON).finditer(text)]
        return _periods(text, sorted([*named, *(span for span in seasons if not any(map(span.overlaps, named)))]))
    if kind == "body":
        return [Span(*match.span()) for match in _BODY.finditer(text)] if _RESPONSIBLE.search(text) else []
    if kind == "contact":
        return [Span(*match.span()) for match in _CONTACT.finditer(text)]
    if kind == "time":
        return [Span(*match.span()) for match in _TIME.finditer(text)]
    if kind == "doc_number":
        return [Span(*match.span()) for match in _DOC_NUMBER.finditer(text)]
    if kind == "condition":
        return [Span(*match.span()) for match in _CONDITION.finditer(text)]
    if kind == "frequency":
        return [Span(*match.span()) for match in _FREQUENCY.finditer(text)]
    if kind not in _KINDS:
        return None
    return [quantity.span for quantity in figures(expected, text)]


_PLAIN_BODY = re.compile(
    r"[\u4e00-\u9fff]{2,10}?(?:局|委|办|部|厅|高新区|开发区|领导小组)(?=牵头|主办|协办|承办|负责|主管|一家|来?管|带|吧|[，、？?]|$)"
)


def bodies(text: str) -> list[Span]:
    """The bodies that a question names as the ones responsible: what stands before 牵头, 主办, 负责 ..."""
    found = []
    for match in _PLAIN_BODY.finditer(text):
        name = re.split(r"是|由|归|的|让|给|和|与|、|：", match[0])[-1]
        found.append(Span(match.end() - len(name), match.end()))
    return found


def figures(expected: Expected, text: str) -> list[Quantity]:
    """The quantities of `text` that fit the kind and the unit expected, in order."""
    if expected.unit == _AGE:
        return [quantity for quantity in quantities(text) if quantity.unit.endswith(_AGE)]
    wanted = _KINDS.get(expected.kind, frozenset())
    found = [quantity for quantity in quantities(text) if quantity.kind in wanted]
    if expected.kind == "duration":
        found = [quantity for quantity in found if not quantity.unit.endswith(_AGE)]
    if expected.kind == "ordinal":
        return [q for q in found if expected.unit is None or text[: q.span.end].endswith(expected.unit)]
    if expected.unit:
        exact = [quantity for quantity in found if _same_unit(quantity.unit, expected.unit)]
        general = expected.unit in _ANY_UNIT or expected.kind == "duration"
        return exact or [q for q in found if q.kind != "amount" and general]
    return found


def loosely_fitting(expected: Expected, text: str) -> list[Span]:
    """What may answer where nothing of the kind expected stands in the text that the question was answered from.

    Teams asked for by another unit may be counted in 个, people without a unit, and what is to be paid may be a share.
    """
    found = quantities(text)
    if expected.kind == "amount" or (expected.kind == "count" and expected.unit is None):
        paid = [quantity.span for quantity in found if quantity.kind in ("amount", "percent")]
        if paid or expected.kind == "amount":
            return paid
    if expected.kind != "count":
        return []
    general = [quantity.span for quantity in found if quantity.unit == "个"]
    return general or [q.span for q in found if q.kind == "number" and _COUNTS.match(text, q.span.end)]


def _periods(text: str, dates: Sequence[Span]) -> list[Span]:
    """Dates with what belongs to them: the end of a period, the hour, 底 and 前."""
    found: list[Span] = []
    for span in dates:
        if found and _UNTIL.fullmatch(text, found[-1].end, span.start):
            found[-1] = Span(found[-1].start, span.end)
        elif not found or span.start >= found[-1].end:
            found.append(span)
    return [Span(span.start, _REST_OF_DATE.match(text, span.end).end()) for span in found]  # type: ignore[union-attr]


_UNTIL = re.compile(r"\s*(?:至|到|[-–—~～－]{1,2})\s*")
_REST_OF_DATE = re.compile(
    r"(?:[-–—~～－至到]\d{1,2}[日号])?(?:\d{1,2}(?:[:：]\d{2}|[时点](?:\d{1,2}分)?))?(?:[年月]?[底末初](?!级|中))?(?:之?前|以前|止|为止)?"
)
_COUNTS = re.compile("[\u4e00-\u9fff]")
"""What a number must stand before to count something: 1万多学生, but not the 4 of 1+4."""

_AGE = "岁"

_ANY_UNIT = frozenset({"个", "项", "种", "类", "件"})
"""Units that people ask with whatever the document counts in."""

_SAME_UNITS: Sequence[frozenset[str]] = (
    frozenset({"人", "名", "位", "人次"}),
    frozenset({"家", "个", "所", "处"}),
    frozenset({"场", "场次", "次", "期", "届", "轮"}),
    frozenset({"项", "个", "条", "件", "种", "类"}),
    frozenset({"天", "日", "工作日"}),
    frozenset({"平方米", "平米"}),
)


def _same_unit(unit: str, asked: str) -> bool:
    unit = unit.removeprefix("个") or unit
    return (bool(unit) and unit.endswith(asked)) or any(unit in group and asked in group for group in _SAME_UNITS)
