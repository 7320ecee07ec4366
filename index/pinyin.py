"""Pinyin in brackets after each character, as some pages carry it: 人(rén)才(cái)."""

import re
from collections.abc import Iterator

from index.model import Span

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_SYLLABLE = r"(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?[aeiouüvê{toned}]+(?:ng|n|r)?|[ḿńňǹ]g?"
_BRACKETED = re.compile(
    rf"(?<=[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\ue000-\uf8ff])"
    rf"[(（]\s?((?:{_SYLLABLE.format(toned=_TONED)})[1-5]?)\s?[)）]",
    re.I,
)
_TONE = re.compile(rf"[{_TONED}]", re.I)
_LEAST = 3


def pinyin_brackets(text: str) -> Iterator[Span]:
    """The brackets with the reading of the character before them, in order.

    A reading without a tone mark (er, lv3) counts only in a text that has several with one, so that Latin words in
    brackets stay.
    """
    found = list(_BRACKETED.finditer(text))
    if sum(1 for match in found if _TONE.search(match[1])) < _LEAST:
        return
    for match in found:
        if match[1].islower() or _TONE.search(match[1]):
            yield Span(*match.span())
