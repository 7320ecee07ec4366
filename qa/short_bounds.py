"""Where a figure begins and ends with what qualifies it: every year, a person, at most, in all, a time of the day."""

import re

from index.model import Span

_UNIT = (
    "半年|季度|学期|学年|工作日|平方米|平米|平方公里|家庭|人次|课时|立方米|公里|千米|吨|人|户|家|名|位|年|月|周|天|日|次|亩|床"
    "|生|证|套|张|项|个|期|篇|件|辆|㎡|m2|小时|场|车|间|栋|座|台|票"
)
_PER = re.compile(rf"(?:\s*[/／每]\s*(?:{_UNIT})(?:[·.•・](?:{_UNIT}))*|(?<=费)用|[·•・](?:{_UNIT}))+")
_GIVEN = (
    "给予|发放|发给|补贴|补助|资助|奖励|支付|缴纳|收取|加收|提供|享受|领取|计发|计算|安排|投入|拨付|拨给|资金|引进|培训|培养|举办"
    "|组织|开展|建设|新增|落户|评选|选派|推荐|申报|认定|招收|录取|支持|提高|增加|给|发|奖|补|缴|收|交"
)
_BENEFIT = "补贴|补助|津贴|奖励|资助|资金|费用|租金|经费"
_LEADING = re.compile(
    rf"(?:(?:每(?:{_UNIT})|按[年月日季](?!前|之?[前内])|一次性|累计|合计|总计|年均|人均|最高|最低|最多|最长|不超过|不低于|不少于)的?)+"
    rf"(?:可(?:以)?|再|均|各|共|将|应|需|须|要|都|能|已|另)?(?:{_GIVEN}){{0,2}}(?:[\u4e00-\u9fff]{{0,4}}?(?:{_BENEFIT}))?"
    rf"(?:标准|金额|额)?(?:[为达]|达到|可达)?$"
    r"|累计[\u4e00-\u9fff]{0,6}$"
)
_OF_DAY = re.compile(
    r"(?:每[天日周]|工作日|周[一二三四五六日]|星期[一二三四五六日]|凌晨|清晨|早[上晨]?|上午|中午|下午|傍晚|晚[上间]?|夜间|当[日天晚])+$"
)
_AFTER_TIME = re.compile(r"(?:[-–—~～至到](?:\d{1,2}[:：点时]\d{0,2}))?(?:[以之]?[前后]|起|止|为止)?")


def whole(text: str, span: Span) -> Span:
    """A figure with its unit to the end (元/人) and what leads to it and qualifies it: 每人每月发放600元."""
    start = max(text.rfind(stop, 0, span.start) for stop in "，,。；;：:、！？!?（(|\n") + 1
    before = _LEADING.search(text, start, span.start)
    after = _PER.match(text, span.end)
    return Span(before.start() if before else span.start, after.end() if after else span.end)


def whole_time(text: str, span: Span) -> Span:
    """A time with the part of the day that it is of, its end and 前 or 后: 晚9时后."""
    before = _OF_DAY.search(text, max(span.start - 8, 0), span.start)
    after = _AFTER_TIME.match(text, span.end)
    return Span(before.start() if before else span.start, after.end() if after else span.end)
