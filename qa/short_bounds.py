"""Where a figure begins and ends with what qualifies it: every year, a person, at most, in all, a time of the day."""

import re

from index.model import Span

_UNIT = (
    "平方米|平米|㎡|[mM][2²]|人次|工作日|季度|学期|学年|半年|小时|课时|公里|家庭"
    "|[人户家名位个证套间张项件篇辆床生次场期年月周天日吨亩]"
)
_PER = re.compile(rf"\s*[/／每·•・]\s*(?:{_UNIT})(?:\s*[/／每·•・、]\s*(?:{_UNIT}))*")
_LEADING = re.compile(
    rf"(?:每(?:{_UNIT})|按[年月日]|一次性|累计|合计|总计|年均|人均|最高|最低|最多|最长|不超过|不低于|不少于)"
    "[\u4e00-\u9fff]{0,2}(?:[给发奖补助贴费金款缴收交付](?![^\\d]{0,2}[额准限])[\u4e00-\u9fff]{0,3})?$"
    "|累计[\u4e00-\u9fff]{0,6}$"
)
_OF_DAY = re.compile("(?:每[天日周]|工作日|当[日天晚]|凌晨|清晨|早[上晨]?|上午|中午|下午|傍晚|晚[上间]?|夜间)+$")
_AFTER_TIME = re.compile(r"(?:[-–—~～至到]\d{1,2}[:：点时]\d{0,2})?(?:[以之]?[前后]|起|止)?")


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
