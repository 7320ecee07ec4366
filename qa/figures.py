"""Where in a text a thing of the kind asked for stands: an amount, a count, a date, a body, a telephone number."""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.dates import find_dates
from index.model import Span
from index.quantities import Quantity, quantities
from qa.clauses import clause
from qa.expected import BOUND, DAY, FINE, VALIDITY, Expected
from qa.formalities import EXPIRES, FORMAL, IN_FORCE, told
from qa.times import past, relative

_BODY = re.compile(
    r"[\u4e00-\u9fff]{0,16}?(?:国务院|人民政府|政府办公?[厅室]|委员会|办公[厅室]|领导小组|[省市区县]委|组织部|宣传部"
    r"|[\u4e00-\u9fff]{2,8}(?:[局厅部委办处署院]|中心|公司|集团|[协学]会|银行|园区|开发区|高新区))"
)
_DAYS = r"(?<!\d)\d{1,2}月\d{1,2}[日号]?\s?(?:[-–—~～－]{1,2}|至|到|、|和)\s?(?:\d{1,2}月)?\d{1,2}[日号]"
"""Several days and from one to another: 5月21-22日, 6月25日至7月2日, 3月1日、2日."""
_SEASON = re.compile(
    rf"{_DAYS}|每(?:年|月|季度|周)\d{{1,2}}[日号](?:(?:[和、及与至到]|[-–—~～－]{{1,2}})\d{{1,2}}[日号])*"
    r"|每?(?:年|月|季度?)[初底末中](?!级|小|部)|每(?:半年|季度)|[上下]半年|(?:每年|(?<!\d))\d{1,2}月(?:\d{1,2}[日号]|份|底|初|前)?|[春夏秋冬]季|第[一二三四]季度"
    r"|\d{1,2}(?:[:：]\d{2}|[时点](?:\d{2}|半|整)?)|\d+个?工作日内|自[^，。；\s]{1,24}之日起"
)
_YEAR = re.compile(r"\d{4}年?")
_DAY = re.compile(rf"(?<!\d年)(?:{_DAYS}|(?<!\d)\d{{1,2}}月\d{{1,2}}[日号])")
_TIME = re.compile(
    r"(?<!\d)\d{1,2}[:：](?:\d{2})|[\d一二三四五六七八九十]{1,3}[点时](?!对|候|间|期|代|刻|常)(?:整|半|\d{1,2}分?)?|(?<!\w)\d{1,2}\s?[ap]\.?m"
)
_DOC_NUMBER = re.compile(
    r"(?:(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,8})?[〔\[［（(【]\s*(?:19|20)\d{2}\s*[〕\]］）)】]\s*第?\s*\d+\s*号|(?<![\d第])第?\d+号(?:令|文|公告)|[令文]第?\s*\d+\s*号"
)
_RESPONSIBLE = re.compile(
    r"牵头|主办|协办|承办|负责|会同|联合|主管|印发|发布|受理|制定|由|联动|组织|成立|批准|认定|统筹|公司|集团|★"
)
_CONTACT = re.compile(
    r"(?<!\d)(?:0\d{2,3}[-－—\s]?)?\d{7,8}(?:[-－转]\d{1,6})?(?!\d)"
    r"|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)(?:12\d{3}|9[56]\d{3,4}|100\d{2}|[48]00[-\s]?\d{2,4}[-\s]?\d{4,5})(?!\d)"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)[^\s，。；）)]+|地址[:：]?[^\s，。；]{4,}"
)
_WAYS = {"电话": re.compile(r"\d{4}(?![^@]*@)"), "网址": re.compile(r"https?:|www\."), "邮箱": re.compile("@")}
_CONDITION = re.compile(
    r"条件|资格|应当|应具|须|必须|需要?|符合|满足|具备|以上|以下|不低于|不少于|不超过|限于|适用于|对象|凡|属于|的可|方可|要求|入选|获得?"
)
_PLACED = re.compile(
    r"(?:位于|[坐座]落[于在]?|地处|设[于在]|[原地新旧]?址[是在为:：]+|地点[是在为:：]+)[^，。；\n]{2,40}"
)
_SHARE = re.compile(
    r"[\d一二三四五六七八九十]+分之[\d一二三四五六七八九十]+|(?<![\d/.])[1-9]/[2-9](?![\d/])|(?<![\d:：.])\d{1,2}[:：∶比]\d(?:\.\d+)?(?![\d:：.])"
    r"|全额|减半|一半|半数|对半|等额|[一二三四五六七八九]成|[五六七八九]五?折|\d+(?:\.\d+)?倍|[×*]\s*0\.\d+|lpr|(?:市场报价|基准|同期)利率",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    r"第[\d一二三四五六七八九十百]{1,4}[代任部张座本首卷集场轮站年季天家所位名届期批次]|首[届次批期位任]"
)
_UNPRICED = re.compile(
    r"免[收缴交租][^，。；]{0,8}(?:费用?|租金)|免租|不收取?(?:任何)?[费租]|零(?:费用|租金)|据实|实报实销|一事一议|上不封顶|面议|(?:成本|市场)价"
)
_CHARGED = re.compile("(?:应当?|须|需要?)(?:按[^，。；]{0,12}?)?(?:缴纳|交纳|收取|支付|缴|交)")
"""What tells that what is free in one case (首次申领) is not in another, which may be the one asked about."""
_PRICED = re.compile(r"[价费薪租补奖金资][^，。；\d]{0,10}$")
_HALF = re.compile(
    r"(?<![月\d])\d{1,3}个?(?:工作)?[日天]之?前|半个?(?:年|月|学年|学期|小时|天)(?!度)|长期|永久|终身|不限期"
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
    r"每隔?(?:半|[一二两三四五六七八九十\d]{1,3})?个?(?:学期|学年|年|季度?|月|周|天|日)"
    r"(?:[^，。；]{0,24}?[\d一二两三四五六七八九十]+(?:[-~～至]\d+)?[次期场届轮回])?|定期|不定期|常态化"
)


def fitting(expected: Expected, text: str) -> list[Span] | None:
    """The spans of `text` that are of the kind expected; None where the kind cannot be told from characters.

    A figure asked for by its unit (多少家) must have that unit where any figure of the text has it.
    """
    kind = expected.kind
    if expected.unit in FORMAL:
        return told(expected.unit, text)
    if kind == "date" and expected.unit in (IN_FORCE, EXPIRES):
        clauses = told(expected.unit, text)
        dates = [*(date.span for date in find_dates(text)), *(Span(*match.span()) for match in _DAY.finditer(text))]
        return [
            next((date for date in dates if clause.contains(date)), _up_to_its_start(text, clause))
            for clause in clauses
        ]
    if kind == "date":
        named = [date.span for date in find_dates(text)]
        seasons = [Span(*match.span()) for match in (_DAY if named else _SEASON).finditer(text)]
        if not named:
            seasons = _apart([*past(text), *seasons])
        found = _periods(text, sorted([*named, *(span for span in seasons if not any(map(span.overlaps, named)))]))
        return [span for span in found if expected.unit != DAY or not _YEAR.fullmatch(text, span.start, span.end)]
    if kind == "body":
        return [Span(*match.span()) for match in _BODY.finditer(text)] if _RESPONSIBLE.search(text) else []
    if kind == "contact":
        is_asked = _WAYS.get(expected.unit or "", _CONTACT)
        return [Span(*match.span()) for match in _CONTACT.finditer(text) if is_asked.search(match[0])]
    if kind == "time":
        return [Span(*match.span()) for match in _TIME.finditer(text)]
    if kind == "doc_number":
        return [Span(*match.span()) for match in _DOC_NUMBER.finditer(text)]
    if kind == "condition":
        return [Span(*match.span()) for match in _CONDITION.finditer(text)]
    if kind == "frequency":
        often = [Span(*match.span()) for match in _FREQUENCY.finditer(text)]
        return often or fitting(replace(expected, kind="duration"), text)
    if kind not in _KINDS:
        return None
    if expected.unit == FINE:
        return _fines(text)
    if expected.unit == VALIDITY:
        spans = fitting(replace(expected, unit=None), text) or []
        stated = [span for span in spans if text[span.start] != "满" and _VALID_FOR.search(text[: span.start])]
        return stated or [span for span in spans if _HOLDS.search(clause(text, span))]
    if expected.unit == BOUND:
        bounded = (q for q in quantities(text) if q.bound in ("at_least", "at_most"))
        return [q.span for q in bounded if q.kind not in ("date", "number")]
    spans = [quantity.span for quantity in figures(expected, text)]
    if spans or kind not in _OTHERWISE or expected.unit in _BRIEF:
        return spans
    ending = expected.unit or "" if kind == "ordinal" else ""
    found = [Span(*match.span()) for match in _OTHERWISE[kind].finditer(text) if match[0].endswith(ending)]
    return [span for span in found if expected.unit not in _NO_YEARS or "年" not in text[span.start : span.end]]


_MULTIPLE = re.compile(
    r"(?:百分之)?[一二三四五六七八九十\d.]+[倍%](?:以[上下内])?(?:[^，。；、]{0,2}[一二三四五六七八九十\d.]+[倍%](?:以[上下内])?)?"
)
_VALID_FOR = re.compile(r"有效(?:期限?|时间)?(?!满|届|内|外)[^，。；]{0,24}$")
_HOLDS = re.compile(r"有效(?!期限?[满届内])|期限|使用|[^日学周工]期(?:为|是)|每[一二两三\d]?年|签注|换[领发]|年[检审]")
_FINED = re.compile("罚|处(?!理|分)")


def _fines(text: str) -> list[Span]:
    """The fines of a text: amounts and multiples (违法所得三倍以下) in whose clause one is fined."""
    spans = [quantity.span for quantity in quantities(text) if quantity.kind == "amount"]
    spans += [Span(*match.span()) for match in _MULTIPLE.finditer(text)]
    return [span for span in _apart(spans) if _FINED.search(clause(text, span))]


def _up_to_its_start(text: str, clause: Span) -> Span:
    """自印发之日起 of 自印发之日起施行."""
    start = text.find("起", clause.start, clause.end)
    return Span(clause.start, start + 1) if start >= 0 else clause


_OTHERWISE = {"percent": _SHARE, "ordinal": _ORDINAL, "duration": _HALF}
"""What answers where the text has no figure of the kind: 全额, 1:1, 第五代, 半年."""
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


_BRIEF = frozenset({"工作日", "小时", "分钟"})
"""Units in which nobody is told a period in other ways (20日前)."""

_NO_YEARS = _BRIEF | {"天", "日"}
"""Units in which nobody asks for years."""

_LONG = frozenset({"年", "学年"})
_SHORT = frozenset({"日", "天", "工作日", "个工作日", "小时", "个小时", "分钟"})
"""Units that are no answer to how many years."""

_NO_PERIOD = re.compile("行动|计划|规划|攻坚|一[次度评]")
"""What behind years tells that they are a plan's name or how often something is done: 三年行动计划, 两年一次."""


_AT_ALL_HOURS = re.compile("(?:[每全]天|[×x*])24个?小?时?$")
"""What says that something goes on at all hours, and is no period."""


def figures(expected: Expected, text: str) -> list[Quantity]:
    """The quantities of `text` that fit the kind and the unit expected, in order."""
    if expected.unit == _AGE:
        return [quantity for quantity in quantities(text) if quantity.unit.endswith(_AGE)]
    wanted = _KINDS.get(expected.kind, frozenset())
    found = [quantity for quantity in quantities(text) if quantity.kind in wanted]
    if expected.kind == "duration":
        found = [q for q in found if not q.unit.endswith(_AGE) and not _NO_PERIOD.match(text, q.span.end)]
        found = [q for q in found if expected.unit not in _LONG or q.unit not in _SHORT]
        found = [q for q in found if not _AT_ALL_HOURS.search(text, 0, q.core.end)]
    if expected.kind == "ordinal":
        return [q for q in found if expected.unit is None or text[: q.span.end].endswith(expected.unit)]
    if expected.unit:
        exact = [quantity for quantity in found if _same_unit(quantity.unit, expected.unit)]
        if expected.unit in _NO_YEARS:
            found = [q for q in found if "年" not in q.unit and not (expected.unit in _BRIEF and "月" in q.unit)]
        general = expected.unit in _ANY_UNIT or expected.kind == "duration"
        return exact or [q for q in found if q.kind != "amount" and general]
    return found


def loosely_fitting(expected: Expected, text: str) -> list[Span]:
    """What may answer where nothing of the kind expected stands in the text that the question was answered from.

    Teams asked for by another unit may be counted in 个, people without a unit, and what is to be paid may be a share.
    """
    found = quantities(text)
    if expected.kind == "amount" or (expected.kind == "count" and expected.unit is None):
        paid = [
            quantity.span for quantity in found if quantity.kind in ("amount", "percent") or _priced(quantity, text)
        ]
        otherwise = (_SHARE,) if _CHARGED.search(text) else (_SHARE, _UNPRICED)
        paid = paid or [Span(*match.span()) for pattern in otherwise for match in pattern.finditer(text)]
        if paid or expected.kind == "amount":
            return sorted(paid)
    if expected.kind == "date":
        return relative(text)
    if expected.kind == "duration":
        brief = expected.unit in _NO_YEARS
        return [q.span for q in found if q.kind == "duration" and not (brief and "年" in q.unit)]
    if expected.kind == "contact":
        return [Span(*match.span()) for match in _PLACED.finditer(text)] if expected.unit == _ADDRESS else []
    if expected.kind != "count":
        return []
    general = [quantity.span for quantity in found if quantity.unit == "个"]
    return general or [q.span for q in found if q.kind == "number" and _COUNTS.match(text, q.span.end)]


def _priced(quantity: Quantity, text: str) -> bool:
    """Whether a bare number is a price: 每颗2500-5000不等 behind 价格, or 50万 alone."""
    if quantity.kind != "number" or quantity.value is None or quantity.value < 100:
        return False
    if _WORD.match(text, quantity.span.end):
        return False
    written = text[quantity.core.start : quantity.core.end]
    return written.endswith(("万", "亿")) or _PRICED.search(text[: quantity.span.start]) is not None


def _apart(spans: Sequence[Span]) -> list[Span]:
    """The spans in order, of overlapping ones the first."""
    found: list[Span] = []
    for span in sorted(spans):
        if not found or span.start >= found[-1].end:
            found.append(span)
    return found


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
    r"(?:(?:[-–—~～－]{1,2}|[至到、和])\d{1,2}[日号])?(?:\d{1,2}(?:[:：]\d{2}|[时点](?:\d{1,2}分)?))?(?:[年月]?[底末初](?!级|中))?(?:之?前|以前|止|为止)?"
)
_COUNTS = re.compile("[\u4e00-\u9fff]")
"""What a number must stand before to count something: 1万多学生, but not the 4 of 1+4."""

_WORD = re.compile(r"(?!不等|左右|起|每|以[上下内])[\u4e00-\u9fff]")

_AGE = "岁"
_ADDRESS = "地址"

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


def units_like(asked: str) -> list[str]:
    """A unit and those that count the same."""
    return [asked, *sorted({unit for group in _SAME_UNITS if asked in group for unit in group})]
