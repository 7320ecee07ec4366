"""What a question asks for, read closer than whether to answer needs: it only tells what stands first."""

import re
from dataclasses import replace

from qa.expected import Expected, Kind

_CLOSER: tuple[tuple[Kind, frozenset[str] | None, re.Pattern[str]], ...] = (
    (
        "time",
        frozenset(("other", "condition", "method", "list")),
        re.compile(r"(?<![哪了这那有])几点(?:钟|半)?[以之]?[前后]"),
    ),
    ("amount", None, re.compile(r"(?:多少|几)个(?:[亿万]|100000000|10000)(?![人名户家亩平套个吨件条项辆台])")),
    ("date", None, re.compile(r"几月几[日号]|几月份")),
    ("person", frozenset(("contact",)), re.compile(r"联系人(?:是谁|叫|姓名|是哪)")),
    ("contact", frozenset(("count", "other")), re.compile(r"(?:手机|座机|电话|号码)号?码?[^，。？?]{0,4}多少")),
)
_ENGLISH = re.compile(
    r"what(?:'s| is| are| was| were) the (?:[a-z-]+ ){0,5}?(?:"
    r"(?P<amount>rents?|fees?|prices?|costs?|salary|subsid(?:y|ies)|allowances?|rewards?|bonus|stipend|ceiling|deposit"
    r"|fines?|tuition)"
    r"|(?P<percent>rates?|ratio|percentage|proportion)|(?P<date>deadline|date)"
    r"|(?P<duration>duration|term|validity|time limit))\b",
    re.IGNORECASE,
)


def read_closely(expected: Expected, question: str) -> Expected:
    """What a question, given by its search key, asks for: 几点以后 a time, 多少个亿 an amount, the rent an amount."""
    for kind, instead_of, pattern in _CLOSER:
        if (instead_of is None or expected.kind in instead_of) and pattern.search(question):
            return replace(expected, kind=kind, unit=None)
    asked = _ENGLISH.search(question) if expected.kind in ("definition", "other") else None
    kinds: tuple[Kind, ...] = ("amount", "percent", "date", "duration")
    found = next((kind for kind in kinds if asked and asked[kind]), None)
    return expected if found is None else replace(expected, kind=found, unit=None)
