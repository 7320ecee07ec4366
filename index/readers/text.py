"""Bytes to text: the encoding is found from the bytes themselves, whatever the file declares."""

import codecs
import re
from functools import cache
from typing import NoReturn

from index.errors import ReadError
from index.model import Extract
from index.readers.limits import check_characters

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE_BYTES = 200_000
_SENSIBLE = 0.4
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x7f]")


def read_text(data: bytes) -> Extract:
    """The text of a plain or Markdown file: decoded, no BOM, line ends as they are.

    Raises:
        ReadError: the bytes are not text, or too many.
    """
    text, encoding = decode(data)
    return Extract(text, encoding=encoding)


def decode(data: bytes) -> tuple[str, str]:
    """The text of the bytes and the name of their encoding; bytes that fit no character become U+FFFD.

    A byte order mark decides; then strict UTF-8; then zero bytes (UTF-16); then whichever of GB18030, Big5, UTF-16
    and damaged UTF-8 gives the largest share of the characters in everyday use (the first levels of GB 2312 and Big5).

    Raises:
        ReadError: the bytes are not text, or too many.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _checked(data[len(bom) :].decode(name, errors="replace"), name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        wide = _wide_by_zeros(data)
        return _checked(data.decode(wide, errors="replace"), wide) if wide else _checked(text, "utf-8")
    name = _wide_by_zeros(data) or _likeliest(data[:_SAMPLE_BYTES])
    if not name:
        _refuse_binary()
    return _checked(data.decode(name, errors="replace"), name)


def _checked(text: str, name: str) -> tuple[str, str]:
    check_characters(len(text))
    if len(_CONTROLS.findall(text[:_SAMPLE_BYTES])) > max(4, len(text[:_SAMPLE_BYTES]) // 50):
        _refuse_binary()
    return text, name


def _refuse_binary() -> NoReturn:
    raise ReadError("not a text file: it holds binary data", zh="不是文本文件：内容是二进制数据")


def _wide_by_zeros(data: bytes) -> str | None:
    """UTF-16 with ASCII in it shows zeros at every second byte only."""
    sample = data[: _SAMPLE_BYTES & ~1]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    least = max(2, len(sample) // 100)
    if odd >= least and even * 10 < odd:
        return "utf-16-le"
    if even >= least and odd * 10 < even:
        return "utf-16-be"
    return None


def _likeliest(sample: bytes) -> str:
    """The encoding that reads best; empty where none makes sense of bytes that are mostly not ASCII."""
    scores = {name: _everyday_share(sample, name) for name in ("gb18030", "utf-8", "big5hkscs")}
    if len(sample) % 2 == 0:
        scores |= {name: _everyday_share(sample, name) - 0.05 for name in ("utf-16-le", "utf-16-be")}
    best = max(scores.values())
    if best < _SENSIBLE and sum(byte > 0x7F for byte in sample) * 4 > len(sample):
        return ""
    return next(name for name, score in scores.items() if score == best)


def _everyday_share(sample: bytes, name: str) -> float:
    """Share of the non-ASCII characters, read in this encoding, that are in everyday use; -1 without any."""
    text = sample.decode(name, errors="replace")
    wide = [c for c in text if c > "\x7f"]
    if not wide:
        return -1.0
    everyday = everyday_characters("big5") if name == "big5hkscs" else everyday_characters("gb2312")
    if name.startswith("utf"):
        everyday = everyday | everyday_characters("big5")
    odd = sum(1 for c in text if c < " " and c not in "\t\r\n")
    return (sum(c in everyday for c in wide) - odd) / (len(wide) + odd)


@cache
def everyday_characters(standard: str) -> frozenset[str]:
    """The ideographs of the first level, and the punctuation, of `gb2312` (3,755, GB/T 2312—1980) or `big5` (5,401)."""
    if standard == "gb2312":
        leads, trails, encoding = range(0xB0, 0xD8), (*range(0xA1, 0xFF),), "gb2312"
    else:
        leads, trails, encoding = range(0xA4, 0xC7), (*range(0x40, 0x7F), *range(0xA1, 0xFF)), "big5"
    letters = {bytes((lead, trail)).decode(encoding, errors="ignore") for lead in leads for trail in trails}
    return frozenset(c for c in letters if c) | frozenset(
        "，。、；：？！“”‘’（）《》〈〉【】〔〕—…·　０１２３４５６７８９％①②③④⑤⑥"
    )
