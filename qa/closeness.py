"""Of several figures or names in a sentence the one asked for: the one that most of the question stands beside."""

import re
from collections.abc import Sequence

from index.model import Span
from index.search_key import fold, search_key
from qa.evidence import clause
from qa.matching import Terms

_QUALIFIERS = (
    "累计",
    "新增",
    "每年",
    "每月",
    "每天",
    "年均",
    "人均",
    "平均",
    "最高",
    "最低",
    "最多",
    "最少",
    "至少",
    "合计",
    "总额",
    "一次性",
    "同比",
)
"""Words that tell a figure from another of the same thing."""

_COUNTED = re.compile(r"(?:多少|几|若干)(?:[十百千万亿]*)(?P<noun>[\u4e00-\u9fff]{2,12})")
_STOPS = "，,；;。！？!?\n"

NOUN, QUALIFIER, NEARNESS = 0.3, 0.5, 0.3
"""What the counted noun right behind a figure, a qualifier shared with the question, and a word of the question right
beside the figure count, against 1 for all of the question's words in its clause."""

_BEHIND = 8
"""Characters behind a figure in which the noun that it counts stands."""


def closest(
    text: str, spans: Sequence[Span], terms: Terms, question: str = "", *, confirms: bool = False
) -> Span | None:
    """The span that most of the question stands beside; of equals the first; None where there is none.

    Args:
        text: the sentence.
        spans: within it.
        terms: the question's words that are looked for.
        question: as asked; a figure that it states itself is not its answer.
        confirms: whether it asks if such a figure is right.
    """
    asked = search_key(question)
    new = [span for span in spans if confirms or search_key(text[span.start : span.end]) not in asked]
    return max(new or spans, key=lambda span: (closeness(text, span, spans, terms, asked), -span.start), default=None)


def closeness(text: str, span: Span, others: Sequence[Span], terms: Terms, asked: str) -> float:
    """How much of a question stands beside a span: words in its clause, what it counts, qualifiers, nearness."""
    behind = search_key(text[span.end : span.end + _BEHIND])
    own = fold(text[_opening(text, span, others) : span.end + 2])
    total = terms.coverage(search_key(clause(text, span)))
    total += NOUN * _share(_pairs(asked), behind)
    total += QUALIFIER * sum(word in asked and word in own for word in _QUALIFIERS)
    total += NEARNESS / (1 + _gap(fold(text), span, terms))
    return round(total, 6)


def _opening(text: str, span: Span, others: Sequence[Span]) -> int:
    """Where what is said of a figure alone begins: at its clause, or behind the figure before it."""
    before = max((other.end for other in others if other.end <= span.start), default=0)
    return max(before, *(text.rfind(stop, 0, span.start) + 1 for stop in _STOPS))


def _pairs(asked: str) -> list[str]:
    """The pairs of characters of what is counted in 多少家企业: the unit and the noun."""
    found = _COUNTED.search(asked)
    noun = found["noun"] if found else ""
    return [noun[at : at + 2] for at in range(len(noun) - 1)]


def _share(pairs: Sequence[str], behind: str) -> float:
    return sum(pair in behind for pair in pairs) / len(pairs) if pairs else 0.0


def _gap(key: str, span: Span, terms: Terms) -> int:
    """Characters between the span and the nearest of the question's words."""
    gaps = (
        max(match.start() - span.end, span.start - match.end(), 0)
        for term in terms.terms
        for word in (term.key, *term.alternatives)
        for match in re.finditer(re.escape(word), key)
    )
    return min(gaps, default=len(key))
