"""Numbering of Chinese official documents: what a marker such as 第八条, （二）, 1. or 一是 is, and where one stands.

Their order follows GB/T 9704—2012 (一、 （一） 1. （1）) and the drafting rules for laws (编 章 节 条 款 项 目).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.numerals import chinese_value

RANKS = {
    "编": 0,
    "部分": 1,
    "章": 2,
    "节": 3,
    "条": 4,
    "一、": 5,
    "（一）": 6,
    "一）": 7,
    "1.": 8,
    "1.1": 9,
    "1.1.1": 10,
    "（1）": 11,
    "1）": 12,
    "①": 13,
    "A.": 14,
    "第一": 15,
    "一是": 16,
}
FIXED = frozenset(("编", "部分", "章", "节", "条"))

_CN = "一二三四五六七八九十"
_NUMERAL = rf"[{_CN}百千零〇○Ｏ两\d]"
# Followed by these, a marker is a reference to a clause or a list of numbers, not the beginning of one.
_NOT_REFERRED = r"(?!规定|所[列称指述]|中的|之规定|的(?:规定|情形|要求)|[、，,）)]|[至和或及与]\s?[第（(]"
_NO_ARTICLE = rf"{_NOT_REFERRED}|第|[款项](?![\u3400-\u9fff]{{2}}))"
_NO_ITEM = (
    rf"{_NOT_REFERRED}|\s?[（(]\s?[{_CN}]{{1,3}}\s?[）)]|款|项(?:规定|所|中|的|情形|条件|[、，,和或及至])"
    rf"|第[{_CN}]+[款项])"
)
_NOT_UNIT = r"(?!\s?[万亿元%％‰千百个名人家项年月日号版倍岁分平公米吨亩至以])"
_PATTERN = re.compile(
    rf"""
      第\s?(?P<fixed>{_NUMERAL}(?:\s?{_NUMERAL}){{0,9}})\s?(?P<unit>编|篇|部分|章|节|条)
        (?P<sub>之[{_CN}]{{1,3}})?(?![课点件例线约级》”]){_NO_ARTICLE}
    | (?P<cn>[{_CN}百]{{1,4}})\s?[、．.](?!\s?[{_CN}]{{1,3}}[、级类等年期线季产])
    | [（(〔]\s?(?P<cnparen>[{_CN}]{{1,3}})\s?[）)〕](?:\s?[、．.])?{_NO_ITEM}
    | (?P<encircled>[㈠-㈩])
    | (?P<cnhalf>[{_CN}]{{1,3}})[）)]
    | (?P<decimal>\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}})[.．、]?(?=[\s\u3400-\u9fff“《（(]){_NOT_UNIT}
    | (?P<arabic>\d{{1,3}})\s?[.．、](?!\d(?!\d{{3}}\s?年)|[.．、])
    | (?P<dotted>[⒈-⒛])
    | [（(]\s?(?P<paren>\d{{1,2}})\s?[）)]{_NO_ITEM}
    | (?P<bracketed>[⑴-⒇])
    | (?P<half>\d{{1,2}})[）)]
    | (?P<circled>[①-⑳])
    | (?P<latin>[A-HＡ-Ｈ])[.．、](?=[\s\u3400-\u9fff])
    | (?P<ordinal>[{_CN}]{{1,3}})(?P<word>是|要)(?![一否的非不因求素点么])
    | 其(?P<its>[{_CN}])[，,、是]
    | 第(?P<nth>[{_CN}]{{1,2}})[，,、](?!第)
    """,
    re.VERBOSE,
)
# Group of the pattern -> style and the shape of its label; {} is the numeral as written, digits half-width.
_SHAPES = {
    "cn": ("一、", "{}、"),
    "cnparen": ("（一）", "（{}）"),
    "encircled": ("（一）", "（{}）"),
    "cnhalf": ("一）", "{}）"),
    "decimal": ("1.1", "{}"),
    "arabic": ("1.", "{}"),
    "dotted": ("1.", "{}"),
    "paren": ("（1）", "（{}）"),
    "bracketed": ("（1）", "（{}）"),
    "half": ("1）", "{}）"),
    "circled": ("①", "{}"),
    "latin": ("A.", "{}"),
    "ordinal": ("一是", "{}"),
    "its": ("一是", "其{}"),
    "nth": ("第一", "第{}"),
}
_FIRST_SIGN = {"encircled": "㈠", "dotted": "⒈", "bracketed": "⑴", "circled": "①", "latin": "A"}
_PLAIN = str.maketrans("０１２３４５６７８９．ＡＢＣＤＥＦＧＨ", "0123456789.ABCDEFGH")
_ZERO = str.maketrans("○Ｏ", "〇〇")
_OPENING, _CLOSING = "《“「『", "》”」』"


@dataclass(frozen=True, slots=True)
class Marker:
    """A numbering marker in a text.

    Attributes:
        style: one of `RANKS`.
        number: what it counts, from 1; `sub` is 1 for 第十条之一 and 0 without.
        label: how it is cited: `二、`, `（二）`, `4`, `第八条`, `一是`.
        start, end: where it stands; the white space after it is not part of it.
    """

    style: str
    number: int
    sub: int
    label: str
    start: int
    end: int

    @property
    def rank(self) -> int:
        """Place of its style in the usual order, 0 for the outermost."""
        return RANKS[self.style]

    def follows(self, number: int, sub: int = 0, gap: int = 1) -> bool:
        """Whether it can come after the number given, leaving out at most `gap - 1` numbers."""
        if self.number == number:
            return self.sub > sub
        return number < self.number <= number + gap


def marker_at(text: str, start: int, end: int) -> Marker | None:
    """The marker that begins exactly at `start`, if one does."""
    found = _PATTERN.match(text, start, end)
    return _marker(found) if found else None


def markers_within(text: str, start: int, end: int) -> Iterator[Marker]:
    """Markers after `start` that stand where a clause may begin: after the end of a sentence or clause or white space.

    Those inside quotation marks or book-title marks are left out.
    """
    quoted = _quoted(text, start, end)
    position = start + 1
    while found := _PATTERN.search(text, position, end):
        position = found.start() + 1
        marker = _marker(found)
        if marker and _may_begin(text[found.start() - 1], marker.style) and not quoted[found.start() - start]:
            yield marker
            position = found.end()


def value(numeral: str) -> int | None:
    """The number that the numeral of a marker writes: 一百〇二, 一○二, １２, 十 二; None if it writes none."""
    numeral = re.sub(r"\s", "", numeral).translate(_PLAIN).translate(_ZERO)
    if numeral.isdecimal():
        return int(numeral)
    return chinese_value(numeral)


def _may_begin(before: str, style: str) -> bool:
    if before.isspace() or before in "。；;！？!?：:":
        return True
    return style in ("一是", "第一", "①") and before in "，,、）)”—"


def _quoted(text: str, start: int, end: int) -> bytearray:
    """For each character whether it stands inside quotation or book-title marks; all 0 where these do not pair."""
    inside = bytearray(end - start)
    depth = 0
    for i in range(start, end):
        if text[i] in _OPENING:
            depth += 1
        elif text[i] in _CLOSING and depth:
            depth -= 1
        inside[i - start] = depth > 0
    return bytearray(end - start) if depth else inside


def _marker(found: re.Match[str]) -> Marker | None:
    groups = {name: text for name, text in found.groupdict().items() if text}
    if "fixed" in groups:
        return _fixed(found)
    group = next(name for name in groups if name in _SHAPES)
    numeral = groups[group].translate(_PLAIN)
    style, shape = _SHAPES[group]
    if group in _FIRST_SIGN:
        number: int | None = ord(numeral) - ord(_FIRST_SIGN[group]) + 1
        if group == "encircled":
            numeral = _CN[ord(numeral) - ord("㈠")]
        elif group in ("dotted", "bracketed"):
            numeral = str(number)
    elif group == "decimal":
        style = "1.1" if numeral.count(".") == 1 else "1.1.1"
        number = int(numeral.rsplit(".", 1)[1])
    else:
        number = value(numeral)
    if not number or number > 300:
        return None
    return Marker(style, number, 0, shape.format(numeral) + groups.get("word", ""), *found.span())


def _fixed(found: re.Match[str]) -> Marker | None:
    number = value(found["fixed"])
    if not number:
        return None
    unit = "编" if found["unit"] == "篇" else found["unit"]
    sub = value(found["sub"][1:]) or 0 if found["sub"] else 0
    label = re.sub(r"\s", "", found[0]).translate(_PLAIN).translate(_ZERO)
    return Marker(unit, number, sub, label, *found.span())
