"""The search key: one form for what is written in many, so that texts can be compared; never shown, never quoted.

`fold` keeps the length (width, case, traditional characters); `search_key` also unifies white space, punctuation and
number forms; `keyed` is the same with the way back to the source.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from itertools import chain

import opencc

from index.model import Span
from index.numerals import DIGITS, LONGEST, MEASURES, NUMERAL_CHARACTERS, chinese_value, counted_value, plain

_SCALES = {"百": 100, "千": 1000, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 10**8, "百亿": 10**10,
           "千亿": 10**11, "万亿": 10**12}  # fmt: skip

_SHORT = 250
"""Characters up to which a text's key is remembered: the same sentences are weighed for one question after another."""


@cache
def _fold_table() -> dict[int, int]:
    """Width and case of every character whose NFKC or lower form is one character; circled and raised digits stay."""
    table = {0: ord(" ")} | dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)
    for code in chain(
        range(1, 0xD800),
        range(0xE000, 0x10000),
        range(0x10400, 0x10430),
        range(0x1D400, 0x1D800),
        range(0x1F100, 0x1F200),
        range(0x2F800, 0x2FA20),
    ):
        old = chr(code)
        new = old
        if unicodedata.category(old) != "No":
            wide = unicodedata.normalize("NFKC", old)
            new = wide if len(wide) == 1 else old
        new = new.lower() if len(new.lower()) == 1 else new
        if new != old:
            table[code] = ord(new)
    table[ord("薴")] = ord("苎")  # t2s gives 苧, which it changes again
    table[ord("苧")] = ord("苎")
    return table


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def fold(text: str) -> str:
    """The text in half width, lower case and simplified characters, one character for each of the source.

    Characters whose form would be longer or shorter stay; a NUL becomes a space and a lone surrogate U+FFFD.
    """
    folded: str = _converter().convert(text.translate(_fold_table()))
    if len(folded) != len(text):
        raise RuntimeError(f"folding changed the length from {len(text)} to {len(folded)} characters")
    return folded


@dataclass(frozen=True, slots=True)
class Keyed:
    """A search key with the way back: `text[i]` stands for the source from `starts[i]` to `ends[i]`."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def source(self, span: Span) -> Span:
        """The source span of a span of the key, widened to whole numbers; an empty one stays empty."""
        if span.end <= span.start:
            at = self.starts[span.start] if span.start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return Span(at, at)
        return Span(self.starts[span.start], self.ends[span.end - 1])

    def find(self, wanted: str) -> list[Span]:
        """Source spans at which `wanted`, brought to its own key, occurs; overlapping ones included."""
        needle = search_key(wanted)
        found: list[Span] = []
        at = self.text.find(needle) if needle else -1
        while at >= 0:
            found.append(self.source(Span(at, at + len(needle))))
            at = self.text.find(needle, at + 1)
        return found


def search_key(text: str) -> str:
    """The text as it is compared: folded, without white space next to Chinese, one form for each mark and number.

    三十万元, 30万元 and 300,000元 become 300000元; 百分之三十 becomes 30%; 1至10, 1～10 and 1—10 become 1-10, and
    1-10万元 10000-100000元; 2025-06-26 and 二〇二五年六月二十六日 become 2025年6月26日; 第十二条 becomes 第12条.
    Chinese numerals change only where `index.numerals.counted_value` takes them for numbers. A key's key is itself.
    """
    return _short_key(text) if len(text) <= _SHORT else _key(text)


def _key(text: str) -> str:
    key, before = fold(text).translate(_MARKS), ""
    while key != before:
        before = key
        for pattern, rewrite in _STAGES:
            key = pattern.sub(rewrite, key)
    return key


_short_key = lru_cache(maxsize=8192)(_key)


def keyed(text: str) -> Keyed:
    """The search key of a text with the source position of each of its characters."""
    return _short_keyed(text) if len(text) <= _SHORT else _keyed(text)


def _keyed(text: str) -> Keyed:
    key = fold(text).translate(_MARKS)
    starts: list[int] = list(range(len(key)))
    ends: list[int] = list(range(1, len(key) + 1))
    before = ""
    while key != before:
        before = key
        for pattern, rewrite in _STAGES:
            key, starts, ends = _rewritten(key, starts, ends, pattern, rewrite)
    return Keyed(key, tuple(starts), tuple(ends))


_short_keyed = lru_cache(maxsize=2048)(_keyed)


def _rewritten(
    key: str, starts: list[int], ends: list[int], pattern: re.Pattern[str], rewrite: Callable[[re.Match[str]], str]
) -> tuple[str, list[int], list[int]]:
    """One stage with its positions: each new character stands for the whole stretch it replaces."""
    pieces: list[str] = []
    new_starts: list[Iterable[int]] = []
    new_ends: list[Iterable[int]] = []
    done = 0
    for match in pattern.finditer(key):
        new = rewrite(match)
        if new == match[0]:
            continue
        begin, end = match.span()
        pieces += (key[done:begin], new)
        new_starts += (starts[done:begin], [starts[begin]] * len(new))
        new_ends += (ends[done:begin], [ends[end - 1]] * len(new))
        done = end
    pieces.append(key[done:])
    new_starts.append(starts[done:])
    new_ends.append(ends[done:])
    return "".join(pieces), list(chain.from_iterable(new_starts)), list(chain.from_iterable(new_ends))


_MARKS = str.maketrans(
    dict.fromkeys("“”„‟「」『』〝〞〟«»", '"')
    | dict.fromkeys("‘’‚‛`´′", "'")
    | dict.fromkeys("〔【〖〘", "[")
    | dict.fromkeys("〕】〗〙", "]")
    | dict.fromkeys("《〈‹", "<")
    | dict.fromkeys("》〉›", ">")
    | dict.fromkeys("‐‑‒–—―−─━﹣", "-")
    | dict.fromkeys("〜∼∽", "~")
    | dict.fromkeys("•‧・∙⋅", "·")
)

_UNSEEN = "".join(chr(c) for c in (0xAD, *range(0x200B, 0x2010), *range(0x2060, 0x2065), 0xFEFF))
_LATIN = re.compile("[a-z0-9\u00e0-\u024f]")


def _space(match: re.Match[str]) -> str:
    if not match[0].strip(_UNSEEN):
        return ""
    begin, end, text = match.start(), match.end(), match.string
    between = begin > 0 and end < len(text) and _LATIN.match(text[begin - 1]) and _LATIN.match(text[end])
    return " " if between else ""


_CHINESE = f"[{NUMERAL_CHARACTERS}]+"
_DIGITS = f"[{NUMERAL_CHARACTERS[:12]}]+"
_ARABIC = r"(?<![\d.,])(?:\d{1,3}(?:,\d{3})+(?![\d,])|\d+(?:\.\d+)?)"
_NUMBER = re.compile(
    r"(?P<date>(?<!\d)(?P<year>(?:19|20)\d\d)(?P<mark>[-./])(?P<month>0?[1-9]|1[0-2])(?P=mark)"
    r"(?P<day>0?[1-9]|[12]\d|3[01])(?!\d))"
    rf"|(?P<of>[百千万])分之(?P<parts>\d+(?:\.\d+)?|{_CHINESE}(?:点{_DIGITS}+(?![十百千]))?)"
    rf"|(?P<arabic>{_ARABIC})(?:(?P<more>[余多]?)(?P<scale>[百千万亿]{{1,2}})(?![百千万亿.]))?"
    r"|(?P<capital>[零万亿壹贰叁肆伍陆柒捌玖拾佰仟]*[壹贰叁肆伍陆柒捌玖拾佰仟][零万亿壹贰叁肆伍陆柒捌玖拾佰仟]+)(?=元|圆|整)"
    rf"|(?P<chinese>{_CHINESE})(?:点(?P<fraction>{_DIGITS}+)(?:(?P<by>[万亿])(?![百千万亿])|(?=元|倍|%|个百分点))"
    r"|(?P<over>[余多])(?P<myriad>[万亿])(?![百千万亿]))?"
)
_SPREAD = re.compile(
    rf"(?<![\d.,{NUMERAL_CHARACTERS}])(?P<low>\d+(?:\.\d+)?|[一二两三四五六七八九十]+)(?P<to>[-~至到])"
    r"(?P<high>\d+(?:\.\d+)?|[一二两三四五六七八九十]+)(?P<scale>[百千万亿]{1,2})(?![百千万亿])"
)
_FROM_TO = re.compile(rf"(?<![\d.\-])(\d+(?:\.\d+)?)({MEASURES})[-~至到](\d+(?:\.\d+)?)(?=\2)")
_TO = re.compile(r"(?<=[\d年月日号元%‰])[~至到](?=\d)")
_SQUARE = re.compile(r"(?<=\d)(?:㎡|m²|m2(?![a-z0-9])|平米|平方(?![米公千里厘毫分]))")
_PADDED = re.compile(r"(?<=[年月])0(?=[1-9][月日])")
_UNIT = re.compile(f"[余多]?(?:{MEASURES})")
_NOT_SCALED = re.compile("[科向瓦克伏卡字达]|米(?!以)")
_PER = {"百": "%", "千": "‰", "万": "‱"}


def _number(match: re.Match[str]) -> str:
    text, end = match.string, match.end()
    before, after = text[max(0, match.start() - 2) : match.start()], text[end : end + 6]
    if match["date"]:
        return f"{match['year']}年{int(match['month'])}月{int(match['day'])}日"
    if match["of"]:
        value = _decimal(match["parts"])
        return match[0] if value is None else f"{plain(value)}{_PER[match['of']]}"
    if match["arabic"]:
        return _arabic(match, after)
    if match["capital"]:
        whole = chinese_value(match["capital"])
        return match[0] if whole is None else str(whole)
    if match["fraction"]:
        value = _decimal(f"{match['chinese']}点{match['fraction']}")
        return match[0] if value is None else plain(value * _SCALES.get(match["by"], 1))
    if match["over"]:
        whole = chinese_value(match["chinese"])
        scale = _SCALES[match["myriad"]]
        return match[0] if whole is None or before.endswith(("几", "数")) else f"{whole * scale}{match['over']}"
    whole = counted_value(before, match["chinese"], after)
    return match[0] if whole is None else str(whole)


def _arabic(match: re.Match[str], after: str) -> str:
    digits = match["arabic"].replace(",", "")
    scale = _SCALES.get(match["scale"] or "")
    if scale is None or len(digits) > LONGEST:
        return digits + (match["more"] or "") + (match["scale"] or "")
    if _NOT_SCALED.match(after) or (scale < 10_000 and not _UNIT.match(after)):
        return digits + match["more"] + match["scale"]
    return plain(Decimal(digits) * scale) + match["more"]


def _decimal(number: str) -> Decimal | None:
    """三, 八十, 三点五, 百 or 3.5 as a number."""
    if number[0].isascii():
        return Decimal(number) if len(number) <= LONGEST else None
    whole, _, fraction = number.partition("点")
    value = 100 if whole == "百" else chinese_value(whole)
    if value is None:
        return None
    return Decimal(f"{value}.{''.join(str(DIGITS[c]) for c in fraction) or 0}")


def _spread(match: re.Match[str]) -> str:
    """1-10万 is 1万-10万; 500-1万 is not 500万."""
    low, high = _decimal(match["low"]), _decimal(match["high"])
    if low is None or high is None or low >= high or match["scale"] not in _SCALES:
        return match[0]
    return f"{match['low']}{match['scale']}{match['to']}{match['high']}{match['scale']}"


_STAGES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(rf"[\s{_UNSEEN}]+"), _space),
    (re.compile("--+"), lambda match: "-"),
    (re.compile("(?<=[一二三四五六七八九十〇○])○"), lambda match: "〇"),
    (_SPREAD, _spread),
    (_NUMBER, _number),
    (_PADDED, lambda match: ""),
    (_FROM_TO, lambda match: f"{match[1]}-{match[3]}"),
    (_TO, lambda match: "-"),
    (_SQUARE, lambda match: "平方米"),
)
