"""What a question names: rows, articles and items by their number (第12行, 第八条), and plans and papers in quotes."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from index.model import Span
from index.search_key import search_key
from index.store import Index
from qa.defined import defines_asked, describes_asked, shortens_asked
from qa.evidence import PASSAGES, Evidence
from qa.matching import quoted_names
from qa.model import Hit

_NUMBERED = re.compile(r"(?<![\d.月])(\d{3,5})号(?![线楼院路门房])")
"""The number of a proposal, a reply or a decree; a form has it without 号."""
_NAMED = re.compile(r"第(?P<number>\d+)(?P<unit>行|条|项(?!目))|\b(?P<english>article|row|item) (?P<counted>\d+)")
_UNITS = {"article": "条", "row": "行|项", "item": "项|行", "项": "行|项"}
_WHOLE = re.compile(
    r"第\d+[行条项](?:的|里面?|中)?(?:主要|具体)?(?:内容|条文|原文|全文)?(?:主要|具体|都|到底)?(?:是|有)?"
    r"(?:(?:规定|讲|说|写|提)(?:的|了|到)?(?:是|些)?)?(?:什么|啥|哪些|怎么(?:规定|说|讲|写)的?)(?:内容|意思|事)?了?[?。]?$"
    r"|第\d+[行条项](?:的)?(?:内容|条文|原文|全文)[?。]?$"
    r"|what does (?:article|row|item) \d+ .{0,60}?(?:say|provide|state|stipulate|cover)"
    r"|text of (?:article|row|item) \d+"
)
"""How a question asks for all that stands under a number."""
KEYS = 64
"""Documents whose search keys are kept for the next question."""

DOCUMENTS = 5
"""Best hits whose documents are looked through for the number."""

ANNOUNCED = 3
"""Most passages beside the best that announce the list asked for."""

COUNTED = 3
"""Rows or articles from which on a document is one that counts them."""


def is_numbered(question: str) -> bool:
    """Whether a question names a row, an article or an item by its number."""
    return _NAMED.search(search_key(question)) is not None


def named_places(question: str, hits: Sequence[Hit], index: Index) -> list[Hit] | None:
    """The passages of the best hits' documents that stand under the number a question names; None without a number.

    A row of a table may be called 第12行 or 第12项. The document of the better hit comes first. Where none stands under
    it, those that speak of it; nothing where the best document counts its rows or articles so, but not to that number.
    What follows for those who break an article (违反第八条的) stands where its breach is spoken of.
    """
    wanted = _NAMED.search(search_key(question))
    if wanted is None or not hits:
        return None
    unit = wanted["unit"] or wanted["english"]
    units = _UNITS.get(unit, unit)
    number = rf"第{wanted['number'] or wanted['counted']}(?:{units})"
    broken = "违反" in search_key(question)[: wanted.start()]
    pattern = re.compile(rf"违反[^。；]*{number}" if broken else number)
    found: list[Hit] = []
    for id in dict.fromkeys(hit.document for hit in hits[:DOCUMENTS]):
        document = index.document(id)
        best = max(hit.score for hit in hits if hit.document == id)
        for ordinal, passage in enumerate(document.passages, start=index.entry(id).first_passage):
            if pattern.search(search_key(document.quote(passage.span) if broken else passage.locator)):
                found.append(Hit(len(found) + 1, ordinal, id, best))
        if found:
            return found
    counted = re.compile(rf"第\d+(?:{units})")
    locators = [search_key(passage.locator) for passage in index.document(hits[0].document).passages]
    beyond = sum(bool(counted.search(locator)) for locator in locators) >= COUNTED
    return (
        [] if beyond or broken else [hit for hit in hits if pattern.search(search_key(index.passage(hit.passage).text))]
    )


def defining_places(question: str, hits: Sequence[Hit], index: Index) -> list[Hit] | None:
    """The hits that give the meaning of a word of the question, or else say what it is; None where none does."""
    once = {hit.passage: hit for hit in reversed(hits)}
    for tells in (defines_asked, shortens_asked, describes_asked):
        found = [hit for hit in once.values() if tells(index.passage(hit.passage).text, question)]
        if found:
            return sorted(found, key=lambda hit: -hit.score)
    return None


def with_announced(
    announces: Callable[[str], bool], hits: Sequence[Hit], others: Sequence[Hit], index: Index
) -> list[Hit]:
    """The best hits, and those of others, from the documents of the best, that announce the list asked for."""
    best, rest = hits[: PASSAGES - ANNOUNCED], hits[PASSAGES - ANNOUNCED :]
    documents, known = {hit.document for hit in hits[:DOCUMENTS]}, {hit.passage for hit in best}
    found = [
        hit
        for hit in others
        if hit.document in documents and hit.passage not in known and _has(announces, hit.passage, index)
    ][:ANNOUNCED]
    added = {hit.passage for hit in found}
    return [*best, *found, *(hit for hit in rest if hit.passage not in added)]


def _has(announces: Callable[[str], bool], passage: int, index: Index) -> bool:
    document = index.document(index.passage(passage).document.id)
    return any(announces(document.quote(span)) for span in index.sentences(passage))


def whole(question: str, hits: Sequence[Hit], index: Index) -> list[tuple[int, Span]]:
    """All that stands under the number a question names, as (passage, span), where it asks for just that."""
    if not _WHOLE.search(search_key(question)):
        return []
    named = named_places(question, hits, index) or []
    spans = [(hit.passage, index.sentences(hit.passage)) for hit in named]
    return [(passage, Span(cut[0].start, cut[-1].end)) for passage, cut in spans if cut]


class QuotedNames:
    """Tells in which documents the names stand that a question quotes: what another one says is not about them."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._key = lru_cache(maxsize=KEYS)(self._search_key)

    def about(self, question: str, found: Sequence[Evidence], figure: bool = False) -> list[Evidence]:
        """The evidence of documents that hold all names and numbers given, or else one; all of it where none does.

        A figure of the thing named stands where it is named: where one is asked for, what stands in passages that name
        it comes alone, if anything does.
        """
        names = quoted_names(question)
        numbers = [re.compile(rf"(?<!\d){number}(?!\d)") for number in _NUMBERED.findall(search_key(question))]
        kept = {
            document: sum(name in self._key(document) for name in names)
            + sum(number.search(self._key(document)) is not None for number in numbers)
            for document in dict.fromkeys(item.hit.document for item in (found if names or numbers else ()))
        }
        most = max(kept.values(), default=0)
        there = [item for item in found if not most or kept[item.hit.document] == most]
        beside = [item for item in there if self._stands_by(names, item)] if figure and most else []
        return beside or there

    def _stands_by(self, names: Sequence[str], item: Evidence) -> bool:
        """Whether one of the names stands in the passage of the evidence, or in its title and headings."""
        found = self._index.passage(item.hit.passage)
        key = search_key(f"{found.passage.context}\n{found.text}")
        return any(name in key for name in names)

    def _search_key(self, document: str) -> str:
        title = self._index.entry(document).metadata.title or ""
        return search_key(f"{title}\n{self._index.text(document)}")
