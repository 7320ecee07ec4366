"""The parts of a question that asks several things at once, each as a whole question."""

import re
from itertools import pairwise

import rjieba

from qa.comparison import EACH
from qa.dialogue import complete

MOST = 6
"""Most parts that a question is divided into."""

_ASKS = re.compile("多少|几(?!乎|何)|哪|什么|怎|谁|多[大高长久远]|何时|如何|啥|吗|呢")
_END = re.compile(
    "(?:又?是?[和与]?(?:最[低高多少长短大小]|至[多少]|[上下]限)(?:是|能?有|为)?(?:多少|几)[\u4e00-\u9fff]{0,2}[？?]?$)"
)
_WHICH_IS_MORE = re.compile("哪[个边家里一]{1,2}(?:更|比较|要)?[\u4e00-\u9fff]{1,2}[？?]?$")
"""What asks how the others compare: 哪个更高."""
_STOPS = "，,；;。？?！!、"
_CLAUSE = re.compile(f"[^{_STOPS}]*[{_STOPS}]*")
_EACH = re.compile(EACH)
_AND = re.compile("[、/]|以及|还有|[和与跟及]|(?<=[”」])(?=[“「])")
_HEADS = re.compile("[的把对给在里中向从由按为]")
"""Words behind which the first of several things begins."""
_TAILS = re.compile("[的在按由从要是把给能可应须得]|最.?|每.?|一年")
"""Words before which the last of several things ends."""
_REMARK = re.compile("[（(][^（）()]*[）)]")
_LONGEST = 20
"""Most characters of one of several things asked about."""


def parts(question: str) -> list[str]:
    """What a question asks, one by one, each made complete: of 奖励多少，谁来发 the second is 奖励谁来发.

    Clauses that each ask (多少人才，多少项目), and things that are joined and asked about each (甲和乙各多少). Fewer
    than two come back as none, more than `MOST` too.
    """
    clauses = _asking(question)
    if not 1 <= len(clauses) <= MOST:
        return []
    whole = [clauses[0], *(_other_end(clause, clauses[0]) or complete(clause, clauses[:1]) for clause in clauses[1:])]
    found = [part for clause in whole for part in _each(clause) or [clause]]
    return found if 2 <= len(found) <= MOST else []


def _other_end(clause: str, first: str) -> str:
    """The first clause with the other of its two ends asked for: 最高多少 behind 补贴最低多少; empty where none is."""
    return _END.sub(clause, first) if _END.fullmatch(clause) and _END.search(first) else ""


def _asking(question: str) -> list[str]:
    """The clauses that ask, each with those before it that only say what is spoken of."""
    clauses: list[str] = []
    spoken_of = ""
    for clause in _CLAUSE.findall(question):
        spoken_of += clause
        if _ASKS.search(clause) and not _WHICH_IS_MORE.fullmatch(clause):
            clauses.append(spoken_of.strip(_STOPS + " ") + "？")
            spoken_of = ""
    return clauses


def _each(clause: str) -> list[str]:
    """The clause for each of the things that are joined before 各 or 分别; none where there are not several."""
    each = _EACH.search(clause)
    if each is None:
        return []
    end = len(clause[: each.start()].rstrip(_STOPS + " "))
    start = max(clause.rfind(stop, 0, end) for stop in "，,；;：:。") + 1
    joints = [edge for joint in _AND.finditer(clause, start, end) for edge in joint.span()]
    joined = [clause[one:other].strip() for one, other in pairwise([start, *joints, end])][::2]
    if len(joined) < 2 or not all(joined):
        return []
    last = _first_of(joined[-1], joined[0])
    if end < each.start() and last != joined[-1]:
        return []
    first = _last_of(joined[0], last, start > 0)
    head = clause[:start] + joined[0].removesuffix(first)
    tail = joined[-1].removeprefix(last) + _EACH.sub("", clause[end:])
    things = [first, *joined[1:-1], last]
    return [head + thing + tail for thing in things] if all(len(thing) <= _LONGEST for thing in things) else []


def _last_of(text: str, other: str, apart: bool) -> str:
    """Of what stands before the first joint the thing itself.

    It begins as the last thing does, or behind a word like 的 or 对; else it is all of what is no longer than the last
    one or stands apart from what is spoken of, or the last word.
    """
    alike = text.rfind(rjieba.cut(other)[0])
    if alike > 0:
        return text[alike:]
    words = rjieba.cut(text)
    heads = [place for place, word in enumerate(words[:-1]) if _HEADS.fullmatch(word)]
    if heads:
        return "".join(words[heads[-1] + 1 :])
    return text if apart or len(text) <= len(other) else str(words[-1])


def _first_of(text: str, other: str) -> str:
    """Of what stands behind the last joint the thing itself, without what is asked of it.

    It ends before a word like 的 or 每, or as the first thing does, a remark in brackets behind it included.
    """
    words = rjieba.cut(text)
    ends = [place for place, word in enumerate(words) if place and _TAILS.fullmatch(word)]
    whole = "".join(words[: ends[0]]) if ends else text
    ending = rjieba.cut(other)[-1]
    if len(ending) < 2 or ending not in words:
        return whole
    alike = text.index(ending) + len(ending)
    remark = _REMARK.match(text, alike)
    return min(whole, text[: remark.end() if remark else alike], key=len)
