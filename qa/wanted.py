"""What a figure or name is chosen by, read from the question."""

import re
from dataclasses import dataclass

from index.search_key import search_key
from qa.matching import Terms
from qa.synonyms import synonyms

_VERBS = "did|do|does|was|were|is|are|has|have|had|can|will|must|should|run|host|join|sign|get|take|make|come|attend"
_HOW_MANY = re.compile(
    rf"\bhow many (?P<noun>(?:(?!(?:{_VERBS}|of|in|for|at|to|from|there)\b)[a-z-]+\s*){{1,5}})", re.IGNORECASE
)
_PART = re.compile(r"(?:其中|当中|之中|里面?[，,]|中[，,])[，,]?(?P<part>[^，。？?]*(?:多少|几)[^，。？?]*)")
"""How a question asks for a part of what it has named: 引进的人才中，博士有多少."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a figure or name is chosen by.

    Attributes:
        text: the question's search key; a figure that it states itself is not its answer.
        rest: its words beyond the title and headings of the passage.
        terms: all its words.
        places: the places it asks about beside that of the document, as search keys.
        confirms: whether it wants a figure confirmed that it states.
        counted: Chinese words for what a question in English counts.
    """

    text: str
    rest: Terms
    terms: Terms
    places: tuple[str, ...] = ()
    confirms: bool = False
    counted: tuple[str, ...] = ()


def of_part(question: str, terms: Terms) -> Terms:
    """The words of the part that a question asks for, where it asks for a part of something; else all of them."""
    part = _PART.search(question)
    own = [term for term in terms.terms if term.key in search_key(part["part"])] if part else []
    return Terms(own) if own else terms


def counted_in_english(question: str) -> tuple[str, ...]:
    """Chinese words for what a question in English counts (项目 for: how many talent projects)."""
    asked = _HOW_MANY.search(question)
    nouns = asked["noun"].split() if asked else []
    known = [words for noun in (" ".join(nouns), *nouns[-1:]) for _, words in synonyms(noun)[-1:]]
    return tuple(dict.fromkeys(word for words in known for word in words))
