"""What a figure or name is chosen by, read from the question."""

import re
from dataclasses import dataclass

from qa.matching import Terms
from qa.synonyms import synonyms

_VERBS = "did|do|does|was|were|is|are|has|have|had|can|will|must|should|run|host|join|sign|get|take|make|come|attend"
_WORD = rf"(?!(?:{_VERBS}|of|in|for|at|to|from|there)\b)[a-z-]+"
HOW_MANY = re.compile(rf"\bhow many (?P<noun>{_WORD}(?:\s+{_WORD}){{0,4}})", re.IGNORECASE)
"""How a question in English says what it counts."""


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


def counted_in_english(question: str) -> tuple[str, ...]:
    """Chinese words for what a question in English counts (项目 for: how many talent projects)."""
    asked = HOW_MANY.search(question)
    nouns = asked["noun"].split() if asked else []
    known = [words for noun in (" ".join(nouns), *nouns[-1:]) for _, words in synonyms(noun)[-1:]]
    return tuple(dict.fromkeys(word for words in known for word in words))
