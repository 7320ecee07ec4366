"""Places named in a text: every mention with all the places it can mean, narrowed by the text around it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import rjieba

from index import gazetteer
from index.gazetteer import Name, ordinary_names, short_name
from index.model import Span
from index.search_key import fold

__all__ = ["PlaceMention", "covers", "find_places", "related", "resolve", "short_name"]


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place named in a text.

    Attributes:
        span: the name as written, with the parents written right before it (江苏省南通市通州区 is one mention).
        paths: the places it can mean, each a path like `江苏省/南通市/通州区`; wider ones first.
        form: `full` where the name carries its kind (通州区), `former` for a name of the past, `short` for 通州,
            `latin` for Tongzhou, `sound` for a name spelt with other characters of the same sound.
    """

    span: Span
    paths: tuple[str, ...]
    form: Literal["full", "short", "former", "latin", "sound"]


def covers(wider: str, narrower: str) -> bool:
    """Whether the first path is the second or one of its parents."""
    return narrower == wider or narrower.startswith(wider + "/")


def related(one: str, other: str) -> bool:
    """Whether one of the two paths covers the other."""
    return covers(one, other) or covers(other, one)


def resolve(name: str, near: str | None = None) -> tuple[str, ...]:
    """The paths of the place that a name (通州, 通州区, 南通市通州区, Tongzhou) means as a whole, else nothing.

    With `near`, a path, only those in the same city, or else in the same province, where there are any.
    """
    whole = [m for m in find_places(name) if len(m.span) == len(name.strip())]
    known = whole[0].paths if whole else _preferred(gazetteer.names().get(fold(name).strip(), ()))
    if near is None:
        return known
    for depth in (2, 1):
        parent = "/".join(near.split("/")[:depth])
        inside = tuple(path for path in known if covers(parent, path))
        if inside:
            return inside
    return known


def find_places(text: str) -> list[PlaceMention]:
    """Every mention of a Chinese province, city or county in a text, in order, none overlapping.

    Longest names win. A short form counts where it stands between word boundaries, is not the beginning of a street, a
    university, a bank or a newspaper; an ordinary word (和平, 资源) only right after its parent; a county of two
    characters (丰县) only where a related place is named as well. A name that several places bear keeps all of them,
    unless parents joined to it or mentioned elsewhere in the text decide.
    """
    mentions = _scan(fold(text))
    supported = [m for m in mentions if len(m.span) > 2 or m.form != "full" or _has_relative(m, mentions)]
    return _narrowed(supported)


def _has_relative(mention: PlaceMention, mentions: Sequence[PlaceMention]) -> bool:
    return any(
        related(path, other)
        for path in mention.paths
        for m in mentions
        if len(m.span) > 2 or m.form != "full"
        for other in m.paths
    )


@cache
def _heads() -> dict[str, tuple[int, ...]]:
    """For the first two characters of names, the lengths of the names that begin with them, longest first."""
    lengths: dict[str, set[int]] = {}
    for name in gazetteer.names():
        lengths.setdefault(name[:2], set()).add(len(name))
    return {head: tuple(sorted(known, reverse=True)) for head, known in lengths.items()}


def _scan(text: str) -> list[PlaceMention]:
    heads, names = _heads(), gazetteer.names()
    starts = [i for i in range(len(text) - 1) if text[i : i + 2] in heads]
    boundaries = _boundaries(text) if starts else frozenset()
    found: list[PlaceMention] = []
    free = 0
    for start in starts:
        if start < free:
            continue
        for length in heads[text[start : start + 2]]:
            known = names.get(text[start : start + length])
            if known is None or len(text) < start + length:
                continue
            mention = _mention(text, start, start + length, known, boundaries, found[-1] if found else None)
            if mention is not None:
                if found and mention.span.start < start:
                    found.pop()
                found.append(mention)
                free = mention.span.end
                break
    return found


def _boundaries(text: str) -> frozenset[int]:
    """Where words begin and end, by the dictionary alone."""
    edges = [0]
    for word in rjieba.cut(text, False):
        edges.append(edges[-1] + len(word))
    return frozenset(edges)


def _mention(
    text: str, start: int, end: int, known: Sequence[Name], boundaries: frozenset[int], before: PlaceMention | None
) -> PlaceMention | None:
    """The mention that a name at a position makes, joined to the parent right before it; None where it is none."""
    name = text[start:end]
    parents = before.paths if before is not None and before.span.end == start else ()
    under = [n for n in known if any(n.path != parent and covers(parent, n.path) for parent in parents)]
    ordinary = name in ordinary_names()
    if ordinary:
        under = [n for n in under if n.path.rpartition("/")[0] in parents and end in boundaries]
    if not under and not _stands_alone(text, start, end, known[0].form, boundaries):
        return None
    if under and known[0].form != "full" and _ROAD.match(text, end):
        return None
    if ordinary and not under:
        return None
    chosen = under or known
    form = "full" if any(n.form == "full" for n in chosen) else chosen[0].form
    span = Span(before.span.start if under and before is not None else start, end)
    return PlaceMention(span, _preferred(chosen), form)


_ROAD = re.compile("[东西南北中]{0,2}[一二三四五六七八九十]?(?:路(?![演径线])|街(?![道区舞])|大道|大街|巷|胡同|高速)")
_BODY = re.compile(
    "[东西南北中]?(?:站|火车站|机场|大桥|航空|银行|证券|日报|晚报|晨报|卫视|电视台|商报|话)|交易所|.{2}交易所|"
    '[^的和与及等市区县省有在到来赴为向对内外,。;:、()"\\s]{0,6}?(?:大学(?![生城本])|学院|研究生院)'
)
_ZONE = re.compile("经济特区|特区|自由贸易|自贸|高新|经开|开发区")
_NOT_CITY = re.compile("场(?!所)|民(?![政族宗办生营警兵间])|面|值|容|价")


def _stands_alone(text: str, start: int, end: int, form: str, boundaries: frozenset[int]) -> bool:
    if start not in boundaries:
        return False
    if form == "full":
        return not (text[end - 1] == "市" and end - start > 2 and _NOT_CITY.match(text, end))
    return (
        (end in boundaries or _ZONE.match(text, end) is not None)
        and not _ROAD.match(text, end)
        and not _BODY.match(text, end)
    )


def _preferred(known: Iterable[Name]) -> tuple[str, ...]:
    """The likely places of a name: official names before others, provinces and cities before what shares their name."""
    names = list(known)
    if any(n.form == "full" for n in names):
        names = [n for n in names if n.form == "full"]
    if any(n.form == "short" for n in names):
        names = [n for n in names if n.form == "short"]
        highest = min(n.level for n in names)
        municipal = tuple(f"{city}/" for city in ("北京市", "天津市", "上海市", "重庆市"))
        if highest == 1 or any(n.level == 2 and not n.path.startswith(municipal) for n in names):
            names = [n for n in names if n.level == highest or (n.path.startswith(municipal) and highest > 1)]
    return tuple(n.path for n in names)


def _narrowed(mentions: list[PlaceMention]) -> list[PlaceMention]:
    """Ambiguous mentions narrowed by the nearest sure mention that is a parent, a child or a twin of one meaning."""
    sure = [m for m in mentions if len(m.paths) == 1]
    result = []
    for mention in mentions:
        if len(mention.paths) > 1:
            for other in sorted(sure, key=lambda m: abs(m.span.start - mention.span.start)):
                agreeing = tuple(p for p in mention.paths if related(p, other.paths[0]))
                if agreeing:
                    mention = replace(mention, paths=agreeing)
                    break
        result.append(mention)
    return result
