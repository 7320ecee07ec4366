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
from index.place_rules import ROAD, misspelt, preferred, stands_alone
from index.place_sounds import latin_names, names_by_sound
from index.search_key import fold

__all__ = [
    "PlaceMention",
    "covers",
    "find_places",
    "find_places_by_pinyin",
    "narrowed",
    "related",
    "resolve",
    "short_name",
    "word_boundaries",
]


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place named in a text.

    Attributes:
        span: the name as written, with the parents written right before it (江苏省南通市通州区 is one mention).
        paths: the places it can mean, each a path like `江苏省/南通市/通州区`; wider ones first.
        form: `full` where the name carries its kind (通州区), `former` for a name of the past, `short` for 通州,
            `latin` for Tongzhou, `sound` for a name spelt with other characters of the same sound, `alias` for a
            nickname or an old name of a city, `abroad` for a country or city abroad.
    """

    span: Span
    paths: tuple[str, ...]
    form: Literal["full", "short", "former", "latin", "sound", "alias", "abroad"]


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
    known = whole[0].paths if whole else preferred(gazetteer.names().get(fold(name).strip(), ()))
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
    if _LETTERS.search(text):
        mentions = sorted([*mentions, *_latin(text)], key=lambda m: m.span)
    supported = [m for m in mentions if len(m.span) > 2 or m.form != "full" or _has_relative(m, mentions)]
    return narrowed(supported)


def find_places_by_pinyin(text: str, among: Iterable[str]) -> list[PlaceMention]:
    """Mentions of known places that are misspelt with characters of the same sound (鼓娄区 for 鼓楼区), in order.

    Args:
        text: a short text, such as a question.
        among: the paths of the places that may be meant, such as those that the corpus is about.

    A stretch that names a place as written is none; counties of one character (丰县) and ordinary words are not looked
    for. Where a stretch counts says `misspelt`.
    """
    wanted: dict[str, list[str]] = {}
    kinds: dict[str, str] = {}
    for path in among:
        full, short = path.rpartition("/")[2], short_name(path)
        if len(full) < 3:
            continue
        kinds.setdefault(full, full.removeprefix(short))
        for name in (full, short):
            if name not in ordinary_names() and path not in wanted.setdefault(name, []):
                wanted[name].append(path)
    exact = [mention.span for mention in find_places(text)]
    folded = fold(text)
    boundaries = word_boundaries(folded)
    found: list[PlaceMention] = []
    for start, end, name in sorted(names_by_sound(folded, wanted), key=lambda hit: (hit[0], hit[0] - hit[1])):
        span = Span(start, end)
        if any(span.overlaps(other) for other in (*exact, *(m.span for m in found))):
            continue
        if misspelt(folded, start, end, name, kinds.get(name, ""), boundaries):
            found.append(PlaceMention(span, tuple(wanted[name]), "sound"))
    return found


_LETTERS = re.compile("[A-Za-z]{4}|[A-Za-z]['’]")


def _latin(text: str) -> list[PlaceMention]:
    return [PlaceMention(Span(start, end), preferred(known), "latin") for start, end, known in latin_names(text)]


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
    boundaries = word_boundaries(text) if starts else frozenset()
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


def word_boundaries(text: str) -> frozenset[int]:
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
    if not under and not stands_alone(text, start, end, known[0].form, boundaries):
        return None
    if under and known[0].form != "full" and ROAD.match(text, end):
        return None
    if ordinary and not under:
        return None
    chosen = under or known
    form = "full" if any(n.form == "full" for n in chosen) else chosen[0].form
    span = Span(before.span.start if under and before is not None else start, end)
    return PlaceMention(span, preferred(chosen), form)


def narrowed(mentions: list[PlaceMention]) -> list[PlaceMention]:
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
