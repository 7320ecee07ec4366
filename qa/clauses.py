"""Clauses of a sentence: the one that something stands in, and the one that only announces what follows."""

import re

from index.model import Span


def clause(text: str, span: Span) -> str:
    """The clause around a span: out to the nearest comma, semicolon or stop on either side."""
    stops = "，,；;。！？!?、\n"
    start = max(text.rfind(stop, 0, span.start) for stop in stops) + 1
    ends = [at for stop in stops if (at := text.find(stop, span.end)) >= 0]
    return text[start : min(ends, default=len(text))]


_REFERS = re.compile(
    "(?:下列|以下|如下)[^，。；：:]{0,6}(?:条件|情形|情况|行为|材料|要求|事项|内容|方式|途径|程序|标准)[^：:]{0,60}。\\s*$"
)
"""What a sentence says that does not end with what it announces: 符合下列条件之一的，可以申请。"""


def announces(text: str) -> bool:
    """Whether a sentence only announces what follows: 应当符合下列条件：, or 有下列情形之一的，可以申请 and a stop."""
    return text.rstrip().endswith(("：", ":")) or _REFERS.search(text) is not None


def looks_back(text: str) -> bool:
    """Whether a sentence speaks of what stands before it: 上述三个条件必须同时具备."""
    return _BACK.match(text) is not None


def goes_on(text: str) -> bool:
    """Whether a sentence is a further item of an enumeration: 五是…, （三）…."""
    return _FURTHER.match(text) is not None


_BACK = re.compile("(?:上述|以上)[^，。；]{0,6}(?:条件|要求|情形|情况|材料|事项|规定|人员|项目|标准)")
_FURTHER = re.compile(
    "[二三四五六七八九十]是|其[二三四五六七八九十][,，、是]|第[二三四五六七八九十][,，、]|[（(][二三四五六七八九十\\d]+[）)]"
)
