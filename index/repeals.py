"""Which documents a document ends: …同时废止《…》."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.dates import find_dates, validity
from index.model import Span
from index.search_key import fold

_TITLE = re.compile(
    r"《([^《》]+(?:《[^《》]+》[^《》]*)*)》(?:\s?[(（\[〔](?P<number>[^()（）]{4,30}号)[^()（）]{0,4}[)）\]〕])?"
)
_ORDERED = re.compile(r"(?:决定|现予以?|同时|即日起|现)\s?废止(?=《)")
_BASIS = re.compile(r"(?:按照|根据|依据|依照|遵照|贯彻)[^,;。]*$")
_PART = re.compile(
    r"^[^《》]{0,12}?(?:第[0-9一二三四五六七八九十百]+[条款项章]|中(?:有关|关于|的)|有关[^,;。]{0,20}(?:规定|内容|条款))"
)
_DRAFT = re.compile("征求意见稿|修订草案|草案|送审稿|讨论稿")
_STOP = re.compile(r"[。;\n]|$")


@dataclass(frozen=True, slots=True)
class Repeal:
    """A document that another one ends.

    Attributes:
        title: as named between 《 and 》.
        number: its number where one is given beside the title.
        years: the years in which it was made, as far as the clause names them.
        span: the clause, over the clean text of the one that ends it.
    """

    title: str
    number: str | None
    years: tuple[str, ...]
    span: Span


def repeals(text: str, title: str | None = None) -> tuple[Repeal, ...]:
    """The documents that a text ends as a whole (…同时废止); a draft ends none."""
    if _DRAFT.search(title or "") or _DRAFT.search(text[:400]):
        return ()
    return tuple(_repeals(text))


def _repeals(text: str) -> Iterator[Repeal]:
    folded = fold(text)
    for clause in validity(text):
        if clause.kind == "repeals":
            yield from _named(text, folded, clause.span.start, clause.span.end, clause.span)
    for match in _ORDERED.finditer(folded):
        end = _STOP.search(folded, match.end())
        stop = end.start() if end else len(folded)
        first = _TITLE.match(text, match.end())
        if first:
            yield from _named(text, folded, match.end(), min(first.end(), stop), Span(match.start(), first.end()))


def _named(text: str, folded: str, start: int, end: int, span: Span) -> Iterator[Repeal]:
    """The titles of one clause that it ends whole."""
    done = start
    for match in _TITLE.finditer(text, start, end):
        before = folded[done : match.start()]
        done = match.end()
        rest = folded[match.end() : end]
        if _BASIS.search(before) or _PART.match(rest) or len(match[1]) < 6:
            continue
        years = tuple(dict.fromkeys(mention.year for mention in find_dates(before.rpartition("。")[2])))
        if "施行" in before or "实施" in before:
            # The dates before belong to the one that ends it: 本办法自2015年1月1日起施行,2011年颁布的《…》同时废止.
            own = max(before.rfind("施行"), before.rfind("实施"))
            years = tuple(dict.fromkeys(mention.year for mention in find_dates(before[own:])))
        yield Repeal(match[1], match["number"], years, span)
