"""What is compared when a quotation is checked: words and figures, not width, script, spaces or punctuation."""

import unicodedata
from functools import cache, lru_cache

from index.model import Span
from index.search_key import Keyed, fold, keyed

_VARIANTS = str.maketrans("著", "着")
"""Characters that the conversion to simplified ones leaves, since they are words of their own there."""

_KEPT = frozenset("%‰‱&@+=±×÷≥≤<>℃°")
_TITLE_MARKS = frozenset("《》〈〉")
_BETWEEN_DIGITS = frozenset(".-~:/")
_RANGE_AFTER = frozenset("%‰年月日号元万亿℃")


@lru_cache(maxsize=256)
def comparable(text: str) -> Keyed:
    """The search key of a text without punctuation and white space, with the way back to the source.

    Numbers keep what parts their digits (3.5, 10-30, 1:2); where other marks stood between two digits, a comma stays,
    so that no two numbers run together.
    """
    return _stripped(keyed(text), text)


@lru_cache(maxsize=64)
def literal(text: str) -> Keyed:
    """The same without unifying number forms: what stands here is the text itself in one width and script."""
    folded = fold(text)
    return _stripped(Keyed(folded, tuple(range(len(folded))), tuple(range(1, len(folded) + 1))), text)


def _stripped(key: Keyed, source: str) -> Keyed:
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    gap: int | None = None
    for i, character in enumerate(key.text):
        if not _is_kept(key, i, source):
            gap = i if gap is None else gap
            continue
        if gap is not None and character.isdigit() and characters and characters[-1].isdigit():
            characters.append(",")
            starts.append(key.starts[gap])
            ends.append(key.ends[gap])
        gap = None
        characters.append(character)
        starts.append(key.starts[i])
        ends.append(key.ends[i])
    return Keyed("".join(characters).translate(_VARIANTS), tuple(starts), tuple(ends))


def _is_kept(key: Keyed, i: int, source: str) -> bool:
    character = key.text[i]
    if not _is_mark(character):
        return True
    if character in _KEPT:
        return source[key.starts[i]] not in _TITLE_MARKS
    if character not in _BETWEEN_DIGITS or not 0 < i < len(key.text) - 1 or not key.text[i + 1].isdigit():
        return False
    before = key.text[i - 1]
    return before.isdigit() or (character in "-~" and before in _RANGE_AFTER)


@cache
def _is_mark(character: str) -> bool:
    """Whether a character is punctuation, white space, or a sign that only sets text out."""
    if character.isalnum():
        return False
    category = unicodedata.category(character)
    return category[0] in "PZC" or character in "|<>^`~+=" or character in _KEPT


def occurrences(needle: str, hay: Keyed) -> list[Span]:
    """Source spans at which a comparable text stands in another, in order; none of them cuts a number in two."""
    found: list[Span] = []
    at = hay.text.find(needle) if needle else -1
    while at >= 0:
        end = at + len(needle)
        if not (_cuts(hay.text, at) or _cuts(hay.text, end)):
            found.append(hay.source(Span(at, end)))
        at = hay.text.find(needle, at + 1)
    return found


def _cuts(text: str, at: int) -> bool:
    """Whether a position lies inside a number."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if before.isdigit() and (after.isdigit() or after in "%‰‱万亿余多"):
        return True
    inside = text[at : at + 2] if after in ".-~:" else text[at - 2 : at] if before in ".-~:" else ""
    joined = len(inside) == 2 and (before.isdigit() or after.isdigit())
    return joined and inside.strip(".-~:").isdigit()
