"""Figures that stand together: halves of a range, an enumeration, one for each class, an old one and a new one."""

import re
from collections.abc import Sequence
from itertools import pairwise

from index.model import Span
from index.search_key import search_key
from qa.eligibility import STOPS

_UP_TO = re.compile("以[下内]")
_BETWEEN = re.compile(r"\s*(?:[、,，和或]|以及)\s*")
_CHOICE = re.compile(r"\s*[、或和]\s*")
_ITEM = r"[^、，,。；;：:（）()\s]{1,14}?"
_RESPECTIVELY = re.compile(
    rf"(?P<items>{_ITEM}(?:[、,，]{_ITEM})*(?:[、和与及]|以及){_ITEM})(?:的|等)?[^、，,。；;：:（）()]{{0,8}}?(?:分别|各|依次)"
)
_IN_BRACKETS = re.compile(rf"[（(](?P<items>{_ITEM}(?:[、,，和与及]{_ITEM})+)[）)]")
_PARTED = re.compile(r"[、,，和与及]|以及")
_LED = re.compile("^(?:对|给|向|按|新?引进)+的?")
_SEX = re.compile("(?<![子儿妇侄])[男女](?![儿孩子婿友朋])")
_OLD = re.compile(r"[由从][^，。；、\d]{0,10}$")
_RAISED = re.compile(r"[^，。；\d]{0,14}[高低增加减少升降涨调整浮大长短宽更改][至到为]")
_OF_OLD = re.compile("原[来先本]|此前|以前|之前|过去|[整高]前")


def ranges(text: str, spans: Sequence[Span]) -> list[Span]:
    """The figures with those that are one range together: 2000元以上5000元以下."""
    found: list[Span] = []
    for span in spans:
        last = found[-1] if found else None
        if (
            last is not None
            and last.end == span.start
            and text[: last.end].endswith("以上")
            and _UP_TO.match(text, span.end - 2)
        ):
            found[-1] = Span(last.start, span.end)
        else:
            found.append(span)
    return found


def enumeration(text: str, best: Span, spans: Sequence[Span]) -> list[Span]:
    """The figures that stand beside one another with `best`, nothing but 、 or 和 between them: 1年、3年、5年."""
    place = spans.index(best)
    first = last = place
    while last + 1 < len(spans) and _BETWEEN.fullmatch(text, spans[last].end, spans[last + 1].start):
        last += 1
    while first > 0 and _BETWEEN.fullmatch(text, spans[first - 1].end, spans[first].start):
        first -= 1
    return list(spans[first : last + 1])


def of_class(text: str, best: Span, group: Sequence[Span], asked: str) -> Span | None:
    """Of an enumeration the figure of the class asked for, where each class has one: 甲、乙分别5万元、3万元.

    The whole enumeration comes back where no classes are told that it is shared among, and nothing where the question
    names none of them, or several.

    Args:
        text: the quotation.
        best: the figure that was chosen.
        group: the enumeration that it stands in.
        asked: the question's search key.
    """
    if not is_shared(text, group):
        return best
    classes = _classes(text, group)
    if not classes:
        return Span(group[0].start, group[-1].end)
    named = _named(classes, asked)
    return group[named] if named is not None else None


def of_sex(text: str, spans: Sequence[Span], asked: str) -> list[Span]:
    """The figures without those for the other sex; none where there are some for each and the question names neither.

    Args:
        text: the quotation: 男年满60周岁，女年满55周岁.
        spans: the figures.
        asked: the question's search key.
    """
    of = {span: label[-1] for span in spans if (label := _SEX.findall(text[max(span.start - 8, 0) : span.start]))}
    if len(set(of.values())) < 2:
        return list(spans)
    named = set(_SEX.findall(asked))
    return [span for span in spans if of.get(span) in named] if len(named) == 1 else []


def is_shared(text: str, group: Sequence[Span]) -> bool:
    """Whether figures that stand together are a choice (1年、3年或5年) or one for each of several classes."""
    return len(group) > 1 and all(_CHOICE.fullmatch(text, one.end, other.start) for one, other in pairwise(group))


def renewed(text: str, spans: Sequence[Span], asked: str) -> list[Span]:
    """The figures without those that others replaced (由50%提高到60%), or those alone if they are asked for."""
    old = [span for span in spans if _is_old(text, span, spans)]
    if not old:
        return list(spans)
    return old if _OF_OLD.search(asked) else [span for span in spans if span not in old]


def _is_old(text: str, span: Span, spans: Sequence[Span]) -> bool:
    group = enumeration(text, span, spans)
    end = group[-1].end
    bracket = re.compile(r"[（(][^（）()]*[）)]").match(text, end)
    after = _RAISED.match(text, bracket.end() if bracket else end)
    return after is not None and _OLD.search(text[: group[0].start]) is not None


def _classes(text: str, group: Sequence[Span]) -> list[str]:
    """The search keys of the classes that figures are shared among, in their order; none where they are not told."""
    start = max(text.rfind(stop, 0, group[0].start) for stop in STOPS) + 1
    ends = [at for stop in STOPS if (at := text.find(stop, group[-1].end)) >= 0]
    end = min(ends, default=len(text))
    found = [match["items"] for match in _RESPECTIVELY.finditer(text, start, group[0].start)]
    found += [match["items"] for match in _IN_BRACKETS.finditer(text, start, end)]
    for items in reversed(found):
        parts = [search_key(_LED.sub("", part)) for part in _PARTED.split(items)]
        if len(parts) == len(group) and all(parts):
            return _completed(parts)
    return []


def _completed(parts: Sequence[str]) -> list[str]:
    """The classes with the ending that only the last one has: 一、二、三类."""
    last = parts[-1]
    return [
        part + last[len(part) :] if len(part) < len(last) and not last.endswith(part[-1]) else part for part in parts
    ]


def _named(classes: Sequence[str], asked: str) -> int | None:
    """Which class a question names; None for none and for several."""
    named = [place for place, name in enumerate(classes) if name in asked]
    return named[0] if len(named) == 1 else None
