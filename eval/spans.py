"""Whether a sentence holds an answer that a data set gives in words of its passage."""

from collections.abc import Iterable

from index.search_key import search_key

SHORT = 30
"""Characters of an answer up to which a sentence holds it only as a whole; a longer one may run over sentences."""

SHARE = 0.6
"""Least share of a sentence's character trigrams that lie within a longer answer, where it is a part of that answer."""

_PART = 6


def is_within(answer: str, text: str) -> bool:
    """Whether an answer stands in a text as a whole, once width, script and number forms are unified."""
    key = search_key(answer).strip("。")
    return bool(key) and key in search_key(text)


def holds(sentence: str, answers: Iterable[str]) -> bool:
    """Whether a sentence holds one of the answers, or is a part of one that runs over sentences."""
    key = search_key(sentence)
    grams = _trigrams(key)
    for answer in (search_key(each).strip("。") for each in answers):
        if not answer:
            continue
        if answer in key:
            return True
        if len(answer) > SHORT and len(key) > _PART and len(grams & _trigrams(answer)) >= SHARE * len(grams):
            return True
    return False


def _trigrams(key: str) -> set[str]:
    return {key[i : i + 3] for i in range(len(key) - 2)} or {key}
