"""The two ways of cutting a search key into terms: words as jieba finds them, and pairs of characters."""

import re
from collections.abc import Callable, Mapping
from itertools import pairwise

import rjieba

_HAN = "〇々㐀-䶿一-鿿豈-﫿\U00020000-\U0003347f"
_RUNS = re.compile(rf"([{_HAN}]+)|\d+(?:[.,]\d+)*%?|[^\W\d_{_HAN}]+\d*")
_WORDLIKE = re.compile(r"\w")


def words(key: str) -> list[str]:
    """The words of a search key, those inside longer words too; punctuation is left out."""
    return [word for word in rjieba.cut_for_search(key) if _WORDLIKE.search(word)]


def bigrams(key: str) -> list[str]:
    """Overlapping pairs of Chinese characters, a lone character as it is, Latin words and numbers whole."""
    tokens: list[str] = []
    for match in _RUNS.finditer(key):
        run = match[0]
        if match[1] and len(run) > 1:
            tokens.extend(map("".join, pairwise(run)))
        else:
            tokens.append(run)
    return tokens


TOKENIZERS: Mapping[str, Callable[[str], list[str]]] = {"words": words, "bigrams": bigrams}
"""The channels of the term index, by name."""
