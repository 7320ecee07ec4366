"""What a question names: rows, articles and items by their number (第12行, 第八条), and plans and papers in quotes."""

import re
from collections.abc import Sequence
from functools import lru_cache

from index.search_key import search_key
from index.store import Index
from qa.evidence import Evidence
from qa.matching import quoted_names
from qa.model import Hit

_NUMBERED = re.compile(r"(?<![\d.月])(\d{3,5})号(?![线楼院路门房])")
"""The number of a proposal, a reply or a decree; a form has it without 号."""
_NAMED = re.compile(r"第(\d+)(行|条|项)")
KEYS = 64
"""Documents whose search keys are kept for the next question."""

DOCUMENTS = 5
"""Best hits whose documents are looked through for the number."""

COUNTED = 3
"""Rows or articles from which on a document is one that counts them."""


def named_places(question: str, hits: Sequence[Hit], index: Index) -> list[Hit] | None:
    """The passages of the best hits' documents that stand under the number a question names; None without a number.

    A row of a table may be called 第12行 or 第12项. The document of the better hit comes first. Nothing is left where
    the best document counts its rows or articles so, but does not come to that number.
    """
    wanted = _NAMED.search(search_key(question))
    if wanted is None or not hits:
        return None
    units = {"行": "行", "条": "条", "项": "行|项"}[wanted[2]]
    pattern = re.compile(rf"第{wanted[1]}(?:{units})")
    found: list[Hit] = []
    for document in dict.fromkeys(hit.document for hit in hits[:DOCUMENTS]):
        entry = index.entry(document)
        best = max(hit.score for hit in hits if hit.document == document)
        for ordinal, passage in enumerate(index.document(document).passages):
            if pattern.search(search_key(passage.locator)):
                found.append(Hit(len(found) + 1, entry.first_passage + ordinal, document, best))
        if found:
            return found
    counted = re.compile(rf"第\d+(?:{units})")
    locators = [search_key(passage.locator) for passage in index.document(hits[0].document).passages]
    return [] if sum(bool(counted.search(locator)) for locator in locators) >= COUNTED else None


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
