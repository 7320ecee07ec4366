"""What a document says a word of its own means: 本办法所称流动人口，是指…."""

import re
from functools import lru_cache

from index.search_key import search_key
from qa.synonyms import expansion

SHORTENED = 3
"""Characters that at least remain of a word that is shortened."""
LONG = 6
"""Characters from which on a word may be asked for without its first two."""
_MEANS = re.compile(r"(?:\([^()]*\))?\"?(?:\([^()]*\))?,?(?:主要|一般|特)?(?:是指|系指|指的是)")
_SUBJECT = re.compile(r"[^。;,、:!?\s]{2,40}$")
_IS = re.compile(
    r"(?:^|[。\n])(?:第\d+条|(?:\(\d+\)|\d+[.、]))?(?P<word>[\u4e00-\u9fff]{3,14}?)是(?!否|指|由|不|本|我)[^。;\n]{8,}"
)
_OF_DOCUMENT = re.compile(
    r"^.{4,}?(?:》|办法|规定|条例|细则|意见|通知|方案)(?:里面?|中|规定的?|所称的?|[，,：:])(?=.{2})"
)
_SHORT_FOR = re.compile(r'\(以下?(?:分别)?(?:简称|统称|称)(?:为|作)?[:："《]*(?P<word>[^()"《》,。]{2,20})')
_BEFORE = re.compile(r"^.*(?:所称|所指)的?|^第\d+条|^(?:\([^()]*\)|\d+[.、])|\"")


def defined(text: str) -> tuple[str, ...]:
    """The words whose meaning a sentence gives, as search keys."""
    key = search_key(text)
    subjects = (_SUBJECT.search(key[: match.start()]) for match in _MEANS.finditer(key))
    return tuple(_BEFORE.sub("", subject[0]) for subject in subjects if subject)


def defines_asked(text: str, question: str) -> bool:
    """Whether a sentence gives the meaning of a word of the question, which may have it shortened (限价房)."""
    asked = _looked_for(question)
    return any(_named(word, asked) for word in defined(text))


def shortens_asked(text: str, question: str) -> bool:
    """Whether a sentence says for what a word of the question stands: 《…暂行条例》（以下简称《条例》）."""
    asked = _looked_for(question)
    return any(match["word"] in asked for match in _SHORT_FOR.finditer(search_key(text)))


def describes_asked(text: str, question: str) -> bool:
    """Whether a sentence begins with a word of the question and says what it is: 暂住证是…的证明."""
    asked = _looked_for(question)
    return any(match["word"] in asked for match in _IS.finditer(search_key(text)))


@lru_cache(maxsize=16)
def _looked_for(question: str) -> str:
    """A question as a search key, an English one with its words in Chinese, without the document it names first."""
    asked = _OF_DOCUMENT.sub("", question) or question
    return search_key(f"{asked} {expansion(asked)}")


def _named(word: str, asked: str) -> bool:
    """Whether a word stands in a text, or its first, its last and some of its other characters in their order.

    A long one may lack what it begins with: 有稳定就业 for 在京有稳定就业.
    """
    if len(word) >= LONG and word[2:] in asked:
        return True
    first, *middle, last = map(re.escape, word) if len(word) > 1 else ("", "", "")
    found = re.search(first + "".join(f"(?:{character})?" for character in middle) + last, asked) if first else None
    return found is not None and (len(found[0]) >= SHORTENED or found[0] == word)
