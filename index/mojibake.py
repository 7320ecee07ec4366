"""Text whose bytes were read in the wrong encoding, or lost one of two bytes: found by reading them another way."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from index.model import Span
from index.readers.text import everyday_characters

_HALF, _FULL = ",.:;!?()", "，。：；！？（）"
_WIDE = re.compile(
    r"[\u2010-\u2026\u2160-\u2fff\u3000-\u303f\u3105-\u3129\u3220-\u33ff\u3400-\u9fff\ue000-\uf8ff\uff01-\uff5e,:;!?()]{3,}[@-~]?"
)
_LATIN = re.compile(
    "[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u2030"
    "\u2039\u203a\u20ac\u2122]{4,}"
)
_LATIN_LETTER = re.compile("[\u00a1-\u00b6\u00b8-\u00d6\u00d8-\u00ff]")
_KNOWN = re.compile(r"(?:锟斤拷|锟斤|斤拷|烫烫烫|屯屯屯|[\uff61-\uff9f]{4,}|ï¿½)+")
_UTF8_AS_GBK = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}|\xef[\xbc-\xbe][\x80-\xbf]){3,}")
_EVERYDAY, _RARE = 1.0, -3.0
_LEAST_GAIN = 9.0
_LEAST_GAIN_BESIDE = 4.0
_LEAST_LENGTH = 4
_NEAR = 40
_RUN_BEFORE = re.compile(r"[^\s0-9A-Za-z|]*$")
_RUN_AFTER = re.compile(r"[^\s0-9A-Za-z|]*")
_FEW_RARE = 2


def mojibake(text: str, traditional: bool = False) -> Iterator[Span]:
    """Stretches that are not what was written, in no order, possibly overlapping.

    Args:
        text: the text to look at.
        traditional: whether it is written in traditional characters.
    """
    for found in _KNOWN.finditer(text):
        yield Span(*found.span())
    for found in _LATIN.finditer(text):
        if len(_LATIN_LETTER.findall(found[0])) * 2 >= len(found[0]):
            yield Span(*found.span())
    everyday = _everyday_pairs(traditional)
    letters = everyday_characters("gb2312") | everyday_characters("big5")
    for found in _WIDE.finditer(text):
        if sum(c not in letters for c in found[0]) < _FEW_RARE:
            continue
        yield from _utf8_as_gbk(found[0], found.start())
        yield from _off_by_a_byte(found[0], found.start(), everyday)


def _utf8_as_gbk(run: str, start: int) -> Iterator[Span]:
    """UTF-8 read as GBK (鏀跨瓥 for 政策): its GBK bytes are valid UTF-8, which ordinary Chinese is not for long."""
    pairs = [_pair(c) for c in run]
    data = b"".join(pairs)
    for found in _UTF8_AS_GBK.finditer(data):
        # the characters that hold the first and the last byte; four-byte ones do not arise here
        if found.start() % 2 == 0 or found.end() - found.start() >= 12:
            yield Span(start + found.start() // 2, start + (found.end() + 1) // 2)


def _off_by_a_byte(run: str, start: int, everyday: frozenset[bytes]) -> Iterator[Span]:
    """GBK in which a byte was lost, so that the rest was paired wrongly (瞬 out of 人才).

    Each character gets what a reading shifted by one byte gains over the reading at hand; a stretch that gains much is
    shifted. In running text the shifted reading loses two or three points a character.
    """
    best = total = 0.0
    first = begin = end = 0
    for index, gain in enumerate(_gains(run, everyday)):
        if total <= 0:
            total, first = 0.0, index
        total += gain
        if total > best:
            best, begin, end = total, first, index + 2
        if (total <= 0 or best - total > _LEAST_GAIN) and best >= _LEAST_GAIN:
            if end - begin >= _LEAST_LENGTH:
                yield Span(start + begin, start + end)
            best = total = 0.0
    if best >= _LEAST_GAIN and end - begin >= _LEAST_LENGTH:
        yield Span(start + begin, start + end)


def shifted_around(text: str, lost: Span, traditional: bool = False) -> Span:
    """A stretch with lost characters, and what stands shifted by a byte right before and after it.

    Beside a loss that is certain a smaller gain convinces than in `mojibake`.
    """
    everyday = _everyday_pairs(traditional)
    before = _RUN_BEFORE.search(text[max(0, lost.start - _NEAR) : lost.start])
    after = _RUN_AFTER.match(text[lost.end : lost.end + _NEAR])
    start = lost.start - _reach(_gains(before[0], everyday)[::-1] if before else [])
    return Span(start, lost.end + _reach(_gains(after[0], everyday) if after else []))


def _reach(gains: list[float]) -> int:
    """How many characters from the first on gain most in all, if that is enough."""
    best = total = 0.0
    reach = 0
    for index, gain in enumerate(gains):
        total += gain
        if total > best:
            best, reach = total, index + 2
        if total <= -_LEAST_GAIN_BESIDE:
            break
    return reach if best >= _LEAST_GAIN_BESIDE else 0


def _gains(run: str, everyday: frozenset[bytes]) -> list[float]:
    """For each character but the last, the points of its second byte with the next one's first over its own."""
    pairs = [_pair(c) for c in run]
    return [
        (_EVERYDAY if one[1:] + two[:1] in everyday else _RARE) - (_EVERYDAY if one in everyday else _RARE)
        for one, two in pairwise(pairs)
    ]


def _pair(character: str) -> bytes:
    """The two GBK bytes of a character, half-width punctuation as full-width; two zero bytes if it has none.

    A Latin letter at the end of a run is one byte: it can be the second half of a character.
    """
    at = _HALF.find(character)
    data = (_FULL[at] if at >= 0 else character).encode("gb18030", "replace")
    return data if len(data) <= 2 else b"\x00\x00"


@cache
def _everyday_pairs(traditional: bool) -> frozenset[bytes]:
    letters = everyday_characters("gb2312") | (everyday_characters("big5") if traditional else frozenset())
    return frozenset(data for c in letters if len(data := c.encode("gb18030")) == 2)
