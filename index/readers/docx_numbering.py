"""The numbers that Word generates before list paragraphs and headings (ECMA-376 Part 1, 17.9)."""

import re
from dataclasses import dataclass, field

from index.readers.archive import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_PLACEHOLDER = re.compile(r"%([1-9])")
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    restart: int | None = None
    legal: bool = False


@dataclass(slots=True)
class _List:
    """One counted list: abstract lists are shared by the lists made from them."""

    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts list paragraphs in document order and writes the number of each."""

    def __init__(self, root: Element | None) -> None:
        abstract: dict[str, _List] = {}
        self._lists: dict[str, tuple[_List, dict[int, int]]] = {}
        self._overrides_done: set[tuple[str, int]] = set()
        self._style_levels: dict[str, tuple[str, int]] = {}
        if root is None:
            return
        style_of: dict[str, str] = {}
        for item in root.iterfind(f"{W}abstractNum"):
            name = item.get(f"{W}abstractNumId", "")
            abstract[name] = _List({_int(lvl.get(f"{W}ilvl")): _level(lvl) for lvl in item.iterfind(f"{W}lvl")})
            for lvl in item.iterfind(f"{W}lvl"):
                if style := _value(lvl, "pStyle"):
                    style_of[style] = name
                    self._style_levels[style] = (name, _int(lvl.get(f"{W}ilvl")))
        for item in root.iterfind(f"{W}num"):
            number = item.get(f"{W}numId", "")
            base = abstract.get(_value(item, "abstractNumId") or "")
            if base is None:
                continue
            starts: dict[int, int] = {}
            levels = dict(base.levels)
            for change in item.iterfind(f"{W}lvlOverride"):
                at = _int(change.get(f"{W}ilvl"))
                if (start := _value(change, "startOverride")) is not None:
                    starts[at] = _int(start)
                for lvl in change.iterfind(f"{W}lvl"):
                    levels[at] = _level(lvl)
            own = _List(levels, base.counts)
            self._lists[number] = (own, starts)

    def level_of_style(self, style: str) -> int | None:
        """The list level tied to a paragraph style, if one is."""
        found = self._style_levels.get(style)
        return found[1] if found else None

    def label(self, number: str, level: int) -> str:
        """Counts one paragraph of list `number` at `level` (0 to 8) and returns what Word prints before it."""
        known = self._lists.get(number)
        if known is None or level not in known[0].levels:
            return ""
        list_, starts = known
        counts = list_.counts
        for at, start in starts.items():
            if at <= level and (number, at) not in self._overrides_done:
                self._overrides_done.add((number, at))
                counts[at] = start - 1
        counts[level] = counts.get(level, list_.levels[level].start - 1) + 1
        for deeper in range(level + 1, _LEVELS):
            rule = list_.levels.get(deeper)
            restarts = rule is None or rule.restart is None or (rule.restart != 0 and level < rule.restart)
            if deeper in counts and restarts:
                del counts[deeper]
        return _printed(list_, level)


def _printed(list_: _List, level: int) -> str:
    rule = list_.levels[level]
    if rule.format in ("bullet", "none"):
        return ""

    def number(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        of = list_.levels.get(at, _Level())
        value = list_.counts.get(at, of.start)
        return numeral(value, "decimal" if rule.legal and at != level else of.format)

    text = _PLACEHOLDER.sub(number, rule.text)
    return text + ("" if rule.suffix == "nothing" or not text else " ")


def numeral(value: int, style: str) -> str:
    """A count in one of Word's number formats (ST_NumberFormat, ECMA-376 Part 1, 17.18.59); decimal if unknown."""
    if value < 1:
        return str(value)
    if style in ("upperRoman", "lowerRoman"):
        return _roman(value) if style == "upperRoman" else _roman(value).lower()
    if style in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter if style == "upperLetter" else letter.lower()
    if style.startswith("decimalEnclosedCircle") and value <= 20:
        return chr(ord("①") + value - 1)
    if style == "decimalEnclosedParen" and value <= 20:
        return chr(ord("⑴") + value - 1)
    if style == "decimalEnclosedFullstop" and value <= 20:
        return chr(ord("⒈") + value - 1)
    if style == "decimalZero":
        return f"{value:02d}"
    if style.startswith("decimalFullWidth"):
        return "".join(chr(ord("０") + int(digit)) for digit in str(value))
    if style in ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCountingThousand"):
        return _counting(value, _DIGITS, "十百千万")
    if style in ("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"):
        return _counting(value, _LEGAL, "拾佰仟万", leading_one=True)
    if style in ("ideographDigital", "taiwaneseDigital", "taiwaneseCounting", "japaneseDigitalTenThousand"):
        return "".join(_DIGITS[int(digit)] for digit in str(value))
    if style == "ideographTraditional" and value <= 10:
        return _STEMS[value - 1]
    if style == "ideographZodiac" and value <= 12:
        return _BRANCHES[value - 1]
    return str(value)


def _counting(value: int, digits: str, units: str, leading_one: bool = False) -> str:
    if value >= 10_000:
        return str(value)
    text, pending = "", False
    zero = "零"
    for power in (3, 2, 1, 0):
        digit = value // 10**power % 10
        if digit:
            if pending and text:
                text += zero
            one_ten = digit == 1 and power == 1 and not text and not leading_one
            text += ("" if one_ten else digits[digit]) + (units[power - 1] if power else "")
            pending = False
        else:
            pending = True
    return text


def _roman(value: int) -> str:
    text = ""
    for size, letters in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        text += letters * min(value // size, 50)
        value %= size
    return text


def _level(lvl: Element) -> _Level:
    restart = _value(lvl, "lvlRestart")
    legal = lvl.find(f"{W}isLgl")
    return _Level(
        start=_int(_value(lvl, "start"), 1),
        format=_value(lvl, "numFmt") or "decimal",
        text=_value(lvl, "lvlText") or "",
        suffix=_value(lvl, "suff") or "tab",
        restart=None if restart is None else _int(restart),
        legal=legal is not None and legal.get(f"{W}val", "1") not in ("0", "false"),
    )


def _value(node: Element, name: str) -> str | None:
    child = node.find(f"{W}{name}")
    value = None if child is None else child.get(f"{W}val")
    return None if value is None else str(value)


def _int(value: str | None, default: int = 0) -> int:
    try:
        return min(int(value), 1_000_000) if value is not None else default
    except ValueError:
        return default
