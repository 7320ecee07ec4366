"""Dates as documents write them, and the clauses that say from when and how long a document holds."""

import calendar
import re
from dataclasses import dataclass
from typing import Literal

from index.model import Span
from index.numerals import DIGITS, chinese_value
from index.search_key import fold

_N = "[〇零○一二两三四五六七八九十]"
_YEAR = rf"(?:(?<!\d)(?:19|20)\d\d|(?<!{_N})(?:一 ?九|二 ?[〇零○])(?: ?[〇零○一二三四五六七八九]){{2}})"
_DATE = re.compile(
    rf"(?P<y>{_YEAR})\s?年\s?(?:(?P<m>\d{{1,2}}|{_N}{{1,2}})\s?月(?:\s?(?P<d>\d{{1,2}}|{_N}{{1,3}})\s?[日号])?"
    r"|第?(?P<issue>\d{1,3})期)?"
    r"|(?<![\d.])(?P<y2>(?:19|20)\d\d)(?P<mark>[-/.])(?P<m2>\d{1,2})(?P=mark)(?P<d2>\d{1,2})(?![\d]|\.\d)"
    r"|(?:(?<=[/_t\-])|^)(?P<y3>(?:19|20)\d\d)(?P<m3>\d\d)(?P<d3>\d\d)(?=[._/\-]|$)"
)
_FIRST_OF_RANGE = re.compile(r"(?<![\d.])((?:19|20)\d\d)(?:[-~至到—–]{1,2})(?=(?:19|20)\d\d年)")


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text: `iso` is `2025`, `2025-06` or `2025-06-26`; `issue` the number of a journal's issue, if any."""

    span: Span
    iso: str
    issue: int | None = None

    @property
    def year(self) -> str:
        """The four digits of the year."""
        return self.iso[:4]


@dataclass(frozen=True, slots=True)
class Validity:
    """A clause on how long a document holds.

    Attributes:
        kind: `from` (in force from), `until`, `term` (有效期五年), `repeals` (what it ends), `repealed` (it has ended).
        span: the clause.
        date: ISO date of `from` or `until`, None where the clause names none (自公布之日起施行).
        term: for `term`, its length as written: 5年, 五年, 两年.
        subjects: for `repeals`, the titles in 《》 that end.
    """

    kind: Literal["from", "until", "term", "repeals", "repealed"]
    span: Span
    date: str | None = None
    term: str | None = None
    subjects: tuple[str, ...] = ()


def find_dates(text: str) -> list[DateMention]:
    """Every date with a year, in order: 2025年6月26日, 2025-06-26, 2025/6/26, 二〇二五年六月, 2024年第10期, 2023年.

    Run-together dates (20250626) count only in an address or a file name. Impossible dates (2月30日) are left out.
    """
    return [mention for match in _DATE.finditer(fold(text)) if (mention := _mention(match)) is not None]


def iso_date(text: str) -> str | None:
    """The first date of a text as ISO, None without one."""
    dates = find_dates(text)
    return dates[0].iso if dates else None


def years(text: str) -> tuple[str, ...]:
    """The years that a text names, each once, in order; 2023-2025年 and 2023至2025年 name the first and the last."""
    named = [(mention.span.start, mention.year) for mention in find_dates(text)]
    named += [(match.start(), match[1]) for match in _FIRST_OF_RANGE.finditer(fold(text))]
    return tuple(dict.fromkeys(year for _, year in sorted(named)))


def _mention(match: re.Match[str]) -> DateMention | None:
    year = _digits(match["y"] or match["y2"] or match["y3"])
    month = _number(match["m"] or match["m2"] or match["m3"])
    day = _number(match["d"] or match["d2"] or match["d3"])
    if year is None or month == 0 or day == 0:
        return None
    iso = year
    if month is not None:
        if month > 12 or (day is not None and day > calendar.monthrange(int(year), month)[1]):
            return None
        iso += f"-{month:02d}" + (f"-{day:02d}" if day is not None else "")
    return DateMention(Span(*match.span()), iso, int(match["issue"]) if match["issue"] else None)


def _digits(year: str) -> str | None:
    """二〇二三 or 2023 as four digits."""
    return (
        year
        if year.isdigit() and year.isascii()
        else "".join(str(DIGITS[c]) for c in year.replace(" ", "").replace("○", "〇"))
    )


def _number(written: str | None) -> int | None:
    """A month or day; 0 where it is written against the rules, None where there is none."""
    if written is None:
        return None
    if written.isascii():
        return int(written)
    return chinese_value(written.replace("○", "〇")) or 0


_TERM = "(?:有效期|执行期|试行期|实施期|政策期)限?"
_CHINESE = "[一二两三四五六七八九十]{1,2}"
_OWN = "(?:本(?:文件|办法|通知|意见|规定|政策|条例)|此文件|该文件)"
_CLAUSES: tuple[tuple[Literal["from", "until", "term", "repealed"], re.Pattern[str]], ...] = (
    (
        "from",
        re.compile(
            r"(?:自|从)(?P<what>[^。;,\n自从]{2,30}?)(?:之日)?(?:起|开始)(?:[^。;,\n]{0,8}?后)?,?(?:正式)?(?:施行|实施|实行|执行|生效|试行)"
            r"|(?P<what2>(?:19|20)\d\d年\d{1,2}月\d{1,2}日)起(?:施行|实施|实行|执行|生效|试行)"
        ),
    ),
    ("until", re.compile(rf"{_TERM}[^。;\n]{{0,12}}?(?:至|到|截至|截止到?)(?P<what>[^。;,\n]{{4,14}}?日)")),
    (
        "term",
        re.compile(
            rf"{_TERM}[为是]?(?P<term>(?:\d{{1,2}}|{_CHINESE})个?[年月])|试行(?P<term2>(?:\d{{1,2}}|{_CHINESE})年)"
        ),
    ),
    ("repealed", re.compile(rf"{_OWN}[^。;\n]{{0,6}}?(?:已经?被?(?:废止|失效)|自[^。;\n]{{4,16}}?废止)")),
)
_REPEALS = re.compile("(?:同时|相应|即行|予以|一律|即)(?:废止|失效|停止执行|作废)")
_PROMULGATION = re.compile(r"公布|发布|印发|颁布|通过|签署|下发|发文|^\d{1,2}月\d{1,2}日$")
"""What a document holds from without a date of its own: 印发之日, 5月1日 of a year told elsewhere."""
_TITLE = re.compile(r"《([^《》]+(?:《[^《》]+》[^《》]*)*)》")


def validity(text: str) -> list[Validity]:
    """The clauses of a text on how long it holds, in order of position."""
    folded = fold(text)
    found = [clause for kind, pattern in _CLAUSES for m in pattern.finditer(folded) if (clause := _clause(kind, m))]
    done = 0
    for match in _REPEALS.finditer(folded):
        start = max(done, folded.rfind("。", done, match.start()) + 1, folded.rfind("\n", done, match.start()) + 1)
        subjects = tuple(_TITLE.findall(text[start : match.start()]))
        found.append(Validity("repeals", Span(start, match.end()), subjects=subjects))
        done = match.end()
    return sorted(found, key=lambda clause: (clause.span.start, clause.span.end, clause.kind))


def _clause(kind: Literal["from", "until", "term", "repealed"], match: re.Match[str]) -> Validity | None:
    groups = match.groupdict()
    term = groups.get("term") or groups.get("term2")
    written = groups.get("what") or groups.get("what2") or ""
    date = iso_date(written)
    if kind == "from" and date is None and not _PROMULGATION.search(written):
        return None
    return Validity(kind, Span(*match.span()), date, term)
