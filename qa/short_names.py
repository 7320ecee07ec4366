"""The name or place of a sentence that a question asks for."""

import re
from collections.abc import Callable
from itertools import accumulate

import rjieba

from index.model import Span
from index.places import find_places
from index.search_key import search_key
from qa.clauses import clause
from qa.closeness import clear, closest
from qa.funding import FUNDED, payers
from qa.names import best_name, quoted_names_of
from qa.question import Question
from qa.short_roles import holders
from qa.wanted import Wanted

_CALLED = re.compile(r"(?:简称|又称|称为|叫作)[“「《]?(?P<name>[^，。；、（）()“”「」《》]{2,24})")
_SHORTENED = re.compile("简称|short name")
_SITE = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,12}?(?:广场|园区?|新区|开发区|中心|大厦|基地|街道|大学))")
_FIRM = re.compile("[A-Za-z0-9（）()·\u4e00-\u9fff]{4,40}?(?:有限责任公司|有限公司|集团(?!有限|股份|公司))")
_FIRM_ASKED = re.compile("哪一?[家个](?:[\u4e00-\u9fff]{0,4})?(?:企业|公司)")
_SHORTEST_FIRM = 8
"""Characters of a company's name at least."""
_SEVERAL = re.compile("[、和与及]")
_HOW_MANY = re.compile("哪[两二三四五几]个?[家个]")
"""How several bodies are asked for that are named together: 哪两家部门."""
_CITY = re.compile(r"哪一?[个座]?(?:城市|省份?|地级市|县)|which (?:city|province|county)", re.IGNORECASE)

NEAR = 0.3
"""Least share of the question's words in a place's clause for it to stand first."""


def name(question: Question, text: str, asked: Wanted, weigh: Callable[[str], float]) -> Span | None:
    """Where the name stands; None where none is likely enough."""
    expected, rest = question.expected, asked.rest
    if expected.several and question.has_chinese:
        together = [span for span in holders(question.standalone, text) if _SEVERAL.search(text, span.start, span.end)]
        return together[0] if len(together) == 1 and _HOW_MANY.search(question.standalone) else None
    if _FIRM_ASKED.search(question.standalone) and (firms := _firms(text)):
        return firms[0] if len({text[firm.start : firm.end] for firm in firms}) == 1 else None
    if _SHORTENED.search(question.standalone):
        called = [Span(*match.span("name")) for match in _CALLED.finditer(text)]
        if called:
            return closest(text, called, asked)
    if _CITY.search(question.standalone):
        place = closest(text, [mention.span for mention in find_places(text)], asked)
        if place is not None:
            return place
    named = in_role(question, text, asked)
    if named is not None:
        return named
    quoted = quoted_names_of(expected, question.standalone, text)
    if quoted:
        return closest(text, quoted, asked)
    named = best_name(expected, question.standalone, text, asked.terms.terms, weigh)
    if named is not None and text[named.start : named.end].isdigit():
        return None
    if named is not None or expected.kind != "place":
        return named
    best = closest(text, _sites(text), asked)
    return best if best and rest.coverage(search_key(clause(text, best))) >= NEAR else None


def _firms(text: str) -> list[Span]:
    """The companies that a text names in full, each without what stands before its name (51亿元的)."""
    found = []
    for match in _FIRM.finditer(text):
        words = rjieba.tag(match[0])
        ends = list(accumulate(len(word) for word, _ in words))
        before = [
            end for end, (word, tag) in zip(ends, words, strict=True) if tag[0] in "cpuvdr" and word not in "和与"
        ]
        start = max([0, *(end for end in before if end < len(match[0]) - _SHORTEST_FIRM)])
        found.append(Span(match.start() + start, match.end()))
    return found


def in_role(question: Question, text: str, asked: Wanted, acting: bool = True) -> Span | None:
    """The body or person of the role asked for, if it is told which of several."""
    if question.expected.several and question.has_chinese:
        return None
    paid = question.expected.unit == FUNDED
    spans = payers(text) if paid else holders(question.standalone, text, acting)
    best = closest(text, spans, asked)
    return best if best is not None and clear(text, best, spans, spans, asked) else None


def _sites(text: str) -> list[Span]:
    """What may be a place: sites, neighbours of which are one (某街道服务中心), then places known by name."""
    sites: list[Span] = []
    for match in _SITE.finditer(text):
        site = _site(text, Span(*match.span("name")))
        joins = bool(sites) and sites[-1].end == site.start
        sites = [*sites[:-1], Span(sites[-1].start, site.end)] if joins else [*sites, site]
    return sites + [mention.span for mention in find_places(text)]


def _site(text: str, span: Span) -> Span:
    """The name of a place without the words before it that say what is done there (支持, 在)."""
    start = span.start
    at = span.start
    for word, tag in rjieba.tag(text[span.start : span.end]):
        at += len(word)
        if at < span.end and tag[0] in "pcudv":
            start = at
    return Span(start, span.end)
