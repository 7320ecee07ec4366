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
