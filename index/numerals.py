"""Chinese numerals: what a run of them is worth, and when a run is a number at all."""

import re
from decimal import Decimal

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"亿": 100_000_000, "万": 10_000}
FINANCIAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")

# A longer run is no number that anybody writes, and would be read by as many nested calls.
LONGEST = 24
NUMERAL_CHARACTERS = "〇零一二两三四五六七八九十百千万亿"

# What may follow a single numeral for it to count as a number: 一个 and 三家 do, 一体化 and 三农 do not.
MEASURES = (
    "元(?![化论素旦结])|人(?!工)|名(?![单称录额牌校城师企医家优])|位(?![置于])|家(?!庭)|个(?![别性])|年|月|日(?![常益本报程])|"
    "天(?![然下才津气])|周(?![边期密全末转])|条(?![件例龙])|项(?!目)|款|章(?!程)|节(?![约能假日点省])|次(?![性要方品序生])|"
    "期(?![间限望待刊])|套|件|种(?![植子类养])|大?类(?![别型似])|级(?!别)|届|岁|倍|亩|户(?![籍口外])|所(?![有以在得属需])|"
    "间(?!隔)|篇|份|台(?![州湾阶账])|辆|吨|米|公里|平方|小时|分钟|季度|工作日|%|‰"
)
_MEASURE = re.compile(f"(?:[至到~-][0-9一二两三四五六七八九十百千万亿]+)?[余多]?(?:{MEASURES})")
# A single numeral after one of these is the end of a word: 统一, 唯一, 万一, 再三, 周一, 第三方.
_WORD_BEFORE = frozenset("统唯惟专划归合同单均逐不进之某再周拜初高大首推其老小阿几数")
_TOUCHING = re.compile(rf"[0-9a-z]\n|[0-9{NUMERAL_CHARACTERS}][.,]\n|\n[0-9a-z]|\n[.,][0-9{NUMERAL_CHARACTERS}]")
_BARE = re.compile("(?:[百千]万|[十百千万]亿|[百千万]万亿?)$")


def chinese_value(run: str) -> int | None:
    """The number that a run of numerals writes by the rules, else None.

    一百〇二 is 102, 两千 2000, 三十万 300000, 一百五 150, 二〇二三 2023 (digit by digit, from three digits with 〇 or
    four without). 十四五, 三四十, 万一 and 二三 are not numbers written by the rules.
    """
    if len(run) > LONGEST:
        return None
    run = run.translate(FINANCIAL)
    if run and all(c in DIGITS for c in run):
        return _positional(run)
    return _by_units(run)


def _positional(run: str) -> int | None:
    if len(run) == 1:
        return DIGITS[run]
    if len(run) == 4 or (len(run) > 2 and set(run) & set("〇零")):
        return int("".join(str(DIGITS[c]) for c in run))
    return None


def _by_units(run: str) -> int | None:
    """Value of a run with 十, 百, 千, 万 or 亿; None where the units do not fall."""
    for myriad, worth in MYRIADS.items():
        head, found, tail = run.partition(myriad)
        if found:
            high, low = _by_units(head), _tail(tail, worth)
            return None if high is None or low is None else high * worth + low
    return _section(run)


def _tail(tail: str, above: int) -> int | None:
    """Value of what follows a unit: nothing, a lone digit (一百五: one place lower), 零五, or a smaller number."""
    if not tail:
        return 0
    if tail[0] in "零〇":
        value = _by_units(tail[1:])
    elif tail in DIGITS:
        value = DIGITS[tail] * (above // 10)
    else:
        value = _by_units(tail)
    return value if value and value < above else None


def _section(run: str) -> int | None:
    """Value from 1 to 9,999: 三千二百一十五, 一百零二, 十二, 两百五."""
    if run.startswith("十"):
        run = "一" + run
    if len(run) < 2:
        return DIGITS.get(run) or None
    digit, unit, tail = DIGITS.get(run[0]), UNITS.get(run[1]), run[2:]
    if not digit or not unit:
        return None
    if unit == 10:
        low: int | None = 0 if not tail else DIGITS.get(tail) or None
    else:
        low = _tail(tail, unit)
    return None if low is None else digit * unit + low


def counted_value(before: str, run: str, after: str) -> int | None:
    """The number that a maximal run of numerals stands for between its neighbours, else None.

    A run with 十, 百, 千, 万, 亿 (and more than one character) or of four digits written 二〇二三 is a number wherever
    it stands; a single one only before a measure word, % or a range of such, and not at the end of a word; 百万 and
    千万 only before a measure word; none after 几 or 数 or touching another number.
    """
    previous = before[-1:]
    if (
        before.endswith(("几", "数"))
        or after.startswith(("几", "来"))
        or _TOUCHING.search(before[-2:] + "\n" + after[:2])
    ):
        return None
    measured = _MEASURE.match(after) is not None
    if len(run) == 1:
        if not measured or previous in _WORD_BEFORE or before.endswith("星期") or run in "〇零百千万亿":
            return None
        return chinese_value(run)
    if _BARE.match(run):
        return _bare(run) if measured and previous != "上" else None
    value = chinese_value(run)
    if value is None or (all(c in DIGITS for c in run) and not (after.startswith("年") or "〇" in run)):
        return None
    return value


def _bare(run: str) -> int:
    value = 1
    for c in run:
        value *= UNITS.get(c) or MYRIADS[c]
    return value


def plain(value: Decimal | int) -> str:
    """A number in plain digits, without exponent and, where it was scaled, without trailing zeros after the point."""
    text = format(Decimal(value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
