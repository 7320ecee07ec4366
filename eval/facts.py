"""When a fact is met by a text, and when a hit is relevant: gold is documents and facts, never passages."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Protocol

from index.search_key import search_key

Requirement = tuple[str, ...]
"""Alternatives of one fact: any of them will do."""


class Gold(Protocol):
    """What a question asks of the hits: documents, and requirements that all have to be met."""

    @property
    def documents(self) -> tuple[str, ...]:
        """Ids of the gold documents."""
        ...

    @property
    def facts(self) -> tuple[Requirement, ...]:
        """The requirements, all of which have to be met."""
        ...


@lru_cache(maxsize=1 << 16)
def _key(text: str) -> str:
    return search_key(text)


def fact_met(fact: str, text: str) -> bool:
    """Whether a fact stands in a text once width, script and number forms are unified.

    A fact that begins or ends with a digit never counts next to a further digit: 10家 is not in 110家, nor 7亿元 in
    6.7亿元.
    """
    needle, whole = _key(fact), _key(text)
    at = whole.find(needle) if needle else -1
    while at >= 0 and _cut_off(whole, at, at + len(needle)):
        at = whole.find(needle, at + 1)
    return at >= 0


def requirement_met(requirement: Sequence[str], text: str) -> bool:
    """Whether one of the alternatives stands in the text."""
    return any(fact_met(fact, text) for fact in requirement)


def requirements_met(facts: Sequence[Sequence[str]], text: str) -> tuple[bool, ...]:
    """For each requirement whether it is met by the text, in the order given."""
    return tuple(requirement_met(requirement, text) for requirement in facts)


def is_relevant(gold: Gold, document: str, text: str) -> bool:
    """Whether a hit is from a gold document and meets at least one requirement."""
    return document in gold.documents and any(requirement_met(each, text) for each in gold.facts)


def met_together(gold: Gold, hits: Iterable[tuple[str, str]]) -> tuple[bool, ...]:
    """For each requirement whether one of the hits, (document, text), is from a gold document and meets it."""
    met = [False] * len(gold.facts)
    for document, text in hits:
        if document in gold.documents:
            met = [done or requirement_met(each, text) for done, each in zip(met, gold.facts, strict=True)]
    return tuple(met)


def is_full(gold: Gold, hits: Iterable[tuple[str, str]]) -> bool:
    """Whether the hits together meet every requirement; False for a question without any."""
    met = met_together(gold, hits)
    return bool(met) and all(met)


def _cut_off(text: str, start: int, end: int) -> bool:
    """Whether the stretch begins or ends inside a figure, its decimal point or thousands comma included."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if text[start].isdigit() and (before[-1:].isdigit() or (before[-1:] in (".", ",") and before[:1].isdigit())):
        return True
    return text[end - 1].isdigit() and (after[:1].isdigit() or (after[:1] in (".", ",") and after[1:].isdigit()))
