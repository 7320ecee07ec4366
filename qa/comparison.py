"""Comparison of places or years: for each the best sentence of its own documents, or none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from index.model import Span
from index.places import related
from qa.dialogue import SAME
from qa.question import AskedPlace, Question

_ALL_PLACES = re.compile(
    r"(?<!包括|涵盖|覆盖|涉及|走进|辐射|分布|前往|举办)(?<![在到了进往含赴由向去为是与和对])"
    r"(?!(?<=有)哪[些几]个?(?:地方|地区|城市|区县|[市区县])[？?。\s]*$)哪(?:些|几个|几)(?:地方|地区|地(?![\u4e00-\u9fff])|城市|市|区县|区|县)|各(?:地"
    r"|市|区|县|区县)(?:的|分别|都|是|有)|(?:几|两|三|四|五)(?:地|个地方|个地区|个区)|"
    r"which (?:places|cities|districts|regions)|each (?:place|city|district|region)",
    re.IGNORECASE,
)
EACH = (
    "分别|各自|各(?![地市区县省镇乡级类种部单行界方项个位]|有关)"
    "|(?:(?:有|存在)(?:什么|啥|哪些|多大|何)?|哪里|哪儿)的?(?:不同|区别|差别|差异|不一样)(?:之处|的?地方)?"
    "|(?:不同|区别|差别|差异)(?:在哪[里儿]?|是什么|有多大)|差(?:在哪[里儿]?|多少|几(?=[天年月个])|多[大远久])"
    "|哪(?:个|边|一?家|一?地|个?地方|座?城市|个区)(?=[^，。？]{0,12}(?:更|比较))"
    "|(?:谁|哪(?:个|边|一?家|一?地))(?:的)?[多少高低长短早晚大小严宽快慢强](?:些|一些|一点)?(?=[，,。？?]|$)"
    "|(?:更|比较)(?:[多少高低长短早晚大小严宽快慢强好](?:些|一些|一点)?|优惠|宽松|严格)"
)
"""What asks of each of several things, how they differ or which is more, as a pattern: of one alone it asks nothing."""
_EACH = re.compile(
    rf"{EACH}|(?:帮我?)?(?:比一比|比比看?|比较一下|对比一下|对一下)|相比|对比|比较|\brespectively\b|\beach\b|\bcompared?\b",
    re.IGNORECASE,
)
_YEAR = r"(?:19|20)\d{2}(?!\d)(?:\s*(?:年度?|版))?"
_YEARS = re.compile(rf"{_YEAR}(?:\s*(?:[和与跟同及、,]|以及|and)\s*{_YEAR})+")
_YEARS_OF = re.compile(
    rf"(?P<year>{_YEAR})(?P<thing>[^，,。；;？?和与跟同及、]{{1,14}})(?:[和与跟同及、]|以及)[^，,。；;？?\d]{{0,6}}"
    rf"(?P<other>{_YEAR})(?P<another>[^，,。；;？?]{{0,14}}?)(?=[，,]|分别|各|在|[是有哪])"
)
"""Two years, each with a thing of its own: 2004年的办法和2013年的办法."""
_CLAUSES = re.compile(r"[，,；;：:。？?！!]")
_EITHER = re.compile(r"(?:其中)?(?:一个|一方|一地|一边|一家|前者|后者)")
_COMPARES = re.compile(r"相比|比(?:呢|较|起来|一比)?$")
_TOGETHER = re.compile(
    r"^[\s和与跟同及以、而]*(?:[两三四五几](?:地|市|省|县|家|个?区|个?地方|个?城市))?(?:都|也|均|各自|分别|同样|both\b)?"
)
_AND = re.compile(r"[\s，,、]*(?:和|与|跟|同|及|以及|还有|、)[\s在]*$")
_TAIL = re.compile(r"[，,]|(?:分别|各自|各|都|哪个|哪边)")
_REMARK = re.compile(r"\s*[（(][^（）()]{1,20}[）)]")
_JOINS = re.compile(r"\s*(?:[和与跟同及、,，/]|以及|还有|and|vs\.?|versus)\s*|", re.IGNORECASE)
_HOLE = "\ue000"
"""Stands where a place stood."""
_LOOSE = re.compile(rf"[\s，,]*(?:[和与跟同及、]|\band\b)\s*(?={_HOLE})|(?<={_HOLE})\s*[和与跟同及、](?=\s)")
_ALSO_THERE = re.compile(
    rf"[，,；;。？?]?\s*(?:那么?)?[和与跟同比]?\s*{_HOLE}\s*(?:相?比|比较)?(?:呢|起来|一比|又?(?:如何|怎么?样))+[？?。\s]*$"
)
"""What only asks the same of another place: ，和乙比呢？"""
By = Literal["place", "year"]
"""What the rows of a comparison are of."""

ROWS = 12
"""Most rows of a comparison."""

FEW = 10
"""Places up to which those that are silent are listed too where a question asks which of all places; else counted."""

AS_GOOD = 0.8
"""The share of the best row's words that another must have to answer which of all places."""

BESIDE = 3
"""Most passages shown for one place beside those quoted."""

SENTENCES = 2
"""Most sentences quoted for one place."""
ALSO = 0.5
"""A second sentence is quoted when its probability to answer is this share of the first one's."""


@dataclass(frozen=True, slots=True)
class Row:
    """One place or year of a comparison.

    Attributes:
        name: of the place or year, as shown.
        known: whether the corpus has documents about it.
        document: the document quoted.
        quotes: passage and span of the sentences quoted, best first; none where its documents are silent.
        score: probability that they answer.
        beside: passage and span of the sentences nearest to the question in other passages, best first.
        covered: share of the question's words that the passage of the best sentence has, 0..1.
    """

    name: str
    known: bool
    document: str = ""
    quotes: tuple[tuple[int, Span], ...] = ()
    score: float = 0.0
    beside: tuple[tuple[int, Span], ...] = ()
    covered: float = 0.0


def asks_which_place(question: Question) -> bool:
    """Whether a question that names no place asks which of all have something: 哪些地方, 各地."""
    return not _named(question) and _ALL_PLACES.search(question.standalone) is not None


def places_to_compare(question: Question) -> list[tuple[str, str | None]]:
    """The two and more places that a question compares, as (name, full path); the path None for one not covered."""
    named = _named(question)
    known = [place for place in named if place.known]
    apart = {
        place.known[0]
        for place in known
        if not any(related(place.known[0], o.known[0]) for o in known if o.known[0] != place.known[0])
    }
    if len(apart) >= 2:
        wanted = [place for place in named if not place.known or place.known[0] in apart]
        return list(dict.fromkeys((place.name, place.known[0] if place.known else None) for place in wanted))[:ROWS]
    return []


def which_have(rows: Sequence[Row]) -> list[Row]:
    """Of the rows of all places those that answer.

    Where one place's document says all that is asked, another's that says half of it does not.
    """
    best = max((row.covered for row in rows if row.quotes), default=0.0)
    return [row for row in rows if row.quotes and row.covered >= AS_GOOD * best]


def years_to_compare(question: Question) -> list[tuple[str, str]]:
    """The years that a question compares (2015年和2016年各多少名), each with what is asked of it alone."""
    text = question.standalone
    if not _EACH.search(text):
        return []
    joined, apart = _YEARS.search(text), _YEARS_OF.search(text)
    named = joined or apart
    if named is None:
        return []
    own = [(apart["year"], apart["thing"]), (apart["other"], apart["another"])] if apart and not joined else []
    years = own or [(year, "") for year in re.findall(_YEAR, named[0])]
    asked = [(year, text[: named.start()] + year + thing + text[named.end() :]) for year, thing in years]
    return [(year.strip(), _EACH.sub("", whole)) for year, whole in asked[:ROWS]]


def asked_apart(text: str, names: Sequence[str]) -> dict[str, str]:
    """What is asked of each place, where a question asks them different things; empty where it asks all the same.

    甲和乙都有基金，甲的规模多大，乙的谁牵头 asks of each its own clause, and so does 一个规模多大，一个谁牵头. What
    stands before goes with each, without the places. 甲的创业补贴和乙的安家费各是多少 asks each of its own thing.
    """
    things = _own_things(text, names)
    if things:
        return things
    shared: list[str] = []
    own: dict[str, list[str]] = {name: [] for name in names}
    turn = 0
    for clause in filter(None, (part.strip() for part in _CLAUSES.split(text))):
        inside = [name for name in names if name in clause]
        if len(inside) == 1:
            left = clause.replace(inside[0], "").removeprefix("的")
            if SAME.fullmatch(left):
                return {}
            own[inside[0]].append(left)
        elif not inside and _EITHER.match(clause) and turn < len(names):
            own[names[turn]].append(_EITHER.sub("", clause))
            turn += 1
        else:
            shared.append(_without(clause, names))
    if not all(own.values()) or any(_COMPARES.search(clause) for clauses in own.values() for clause in clauses):
        return {}
    return {name: _before(name, "，".join([*shared, *clauses])) + "？" for name, clauses in own.items()}


def asked_of_one(question: Question, name: str) -> str:
    """What a question asks of several places, asked of one: 甲和乙的补贴分别多少 becomes 甲的补贴多少.

    Where the places stand apart from each other the one asked is put before the question without any.
    """
    text, places = question.standalone, question.asked_places
    joined = [_REMARK.sub("", text[one.span.end : other.span.start]) for one, other in pairwise(places)]
    if not places or not all(_JOINS.fullmatch(between) for between in joined):
        for place in reversed(places):
            text = text[: place.span.start] + _HOLE + text[place.span.end :]
        asked = _ALSO_THERE.sub("？", text, 1) if text.count(_HOLE) > 1 else text
        return _before(name, _EACH.sub("", _LOOSE.sub(" ", asked).replace(_HOLE, " ")).strip())
    own = next((place for place in places if place.name == name), places[-1])
    remark = _REMARK.match(text, own.span.end)
    last = _REMARK.match(text, places[-1].span.end)
    behind = _EACH.sub("", _TOGETHER.sub("", text[last.end() if last else places[-1].span.end :]))
    return _EACH.sub("", text[: places[0].span.start]) + _before(name + (remark[0] if remark else ""), behind)


def _own_things(text: str, names: Sequence[str]) -> dict[str, str]:
    """What is asked of each place's own thing, where they stand joined: 甲的创业补贴和乙的安家费各是多少."""
    places = [text.find(name) for name in names]
    if len(names) < 2 or -1 in places or places != sorted(places):
        return {}
    last = places[-1] + len(names[-1])
    tail = _TAIL.search(text, last)
    if tail is None:
        return {}
    own = []
    for name, at, behind in zip(names, places, [*places[1:], tail.start()], strict=True):
        thing = text[at + len(name) : behind]
        joined = _AND.search(thing)
        if behind != tail.start() and joined is None:
            return {}
        own.append(_REMARK.sub("", thing[: joined.start()] if joined else thing).strip(" 的"))
    if not all(len(thing) > 1 for thing in own):
        return {}
    asked = _EACH.sub("", text[: places[0]].removesuffix("在") + text[tail.start() :].lstrip("，, "))
    return {name: f"{name}{thing}，{asked}" for name, thing in zip(names, own, strict=True)}


def _before(name: str, asked: str) -> str:
    return name + (" " if name.isascii() else "") + asked


def _without(clause: str, names: Sequence[str]) -> str:
    for name in names:
        clause = clause.replace(name, "")
    return _TOGETHER.sub("", clause)


def _named(question: Question) -> list[AskedPlace]:
    return [place for place in question.asked_places if not _quoted(question.standalone, place.span)]


def _quoted(text: str, span: Span) -> bool:
    """Whether a place stands inside quotation marks or brackets: then it is part of a name."""
    before = text[: span.start]
    return any(before.count(start) > before.count(end) for start, end in ("“”", "「」", "《》", "（）", "()"))
