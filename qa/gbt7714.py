"""References by GB/T 7714, editions 2015 and 2025: entries of the numeric and author–date systems and of notes.

Sources: GB/T 7714—2015, 4.1 to 4.6, 8 and 10; GB/T 7714—2025, 7, 8 and 9. The 2025 edition sets full-width `：，（）`,
keeps `.` and `[ ]` half-width, and gives the day of reading for pages on the web alone.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from qa.bibliography import Work

Edition = Literal["2025", "2015"]
System = Literal["numeric", "author-date", "note"]
PolicyCode = Literal["A", "EB", "Z"]

NAMED = 3
"""Authors that are named; of more only these, and 等."""


@dataclass(frozen=True, slots=True)
class Style:
    """Which edition and system; `policy_code` replaces the type code that the edition gives regulations and notices."""

    edition: Edition = "2025"
    system: System = "numeric"
    policy_code: PolicyCode | None = None


@dataclass(frozen=True, slots=True)
class _Points:
    comma: str
    colon: str
    open: str
    close: str


_POINTS = {"2015": _Points(", ", ": ", "(", ")"), "2025": _Points("，", "：", "（", "）")}
_CODES: dict[str, dict[str, tuple[str, str]]] = {
    # by edition and kind: the code with an address and without
    "2015": {
        "policy": ("A", "A"),
        "webpage": ("EB", "Z"),
        "report": ("R", "R"),
        "newspaper": ("N", "N"),
        "journal": ("J", "J"),
    },
    "2025": {
        "policy": ("EB", "Z"),
        "webpage": ("EB", "Z"),
        "report": ("R", "R"),
        "newspaper": ("N", "N"),
        "journal": ("J", "J"),
    },
}


def entry(work: Work, style: Style, place: str = "", accessed: date | None = None, letter: str = "") -> str:
    """One entry of a reference list, or a note, with its full stop.

    Args:
        work: what is referred to; not a digest.
        style: edition and system; a note has the form of a numeric entry.
        place: the place cited in it, where a page number would stand; may be empty.
        accessed: the day it was read, for electronic resources.
        letter: tells works of one author and year apart in the author–date system.
    """
    points = _POINTS[style.edition]
    authors = names(work.authors, style)
    if style.system == "author-date":
        year = author_date_year(work, accessed) + letter
        authors = points.comma.join(part for part in (authors or _anonymous(work), year) if part)
    title = points.colon.join(part for part in (work.title, work.number) if part)
    parts = [authors, f"{title}[{type_code(work, style)}]", _source(work, style, place, accessed)]
    # A name or title that ends in a full stop (et al., Inc.) brings the one that parts the elements with it.
    text = " ".join(part if part.endswith(".") else f"{part}." for part in parts if part)
    return f"{text} {work.url}." if work.url else text


def names(authors: tuple[str, ...], style: Style) -> str:
    """The authors as an entry names them (2015: 8.1.2; 2025: 7.1.2)."""
    comma = _POINTS[style.edition].comma
    listed = comma.join(authors[:NAMED])
    return listed if len(authors) <= NAMED else f"{listed}{comma}{'等' if _is_chinese(authors[0]) else 'et al.'}"


def in_text(work: Work, accessed: date | None = None, letter: str = "") -> str:
    """The author–date mark in the text: （青屿市人民政府，2024a）; of several authors the first, and 等."""
    name = work.authors[0] if work.authors else _anonymous(work)
    if len(work.authors) > 1:
        name += "等" if _is_chinese(name) else " et al."
    year = author_date_year(work, accessed) + letter
    return f"（{'，'.join(part for part in (name, year) if part)}）"


def author_date_year(work: Work, accessed: date | None) -> str:
    """The year after the author: of publication, else that of reading in brackets, as an estimate (2015: 8.4.3.3)."""
    if work.published:
        return work.published[:4]
    return f"[{accessed.year}]" if accessed and work.url else ""


def type_code(work: Work, style: Style) -> str:
    """The type and carrier codes: EB/OL, A/OL, R, N/OL ..."""
    code = _CODES[style.edition][work.kind][0 if work.url else 1]
    if work.kind == "policy" and style.policy_code and (work.url or style.policy_code != "EB"):
        code = style.policy_code
    return f"{code}/OL" if work.url else code


def _source(work: Work, style: Style, place: str, accessed: date | None) -> str:
    """What stands between the title and the address: publication, date, place cited, day of reading."""
    if work.kind in ("newspaper", "journal"):
        source = _newspaper(work, style) if work.kind == "newspaper" else _journal(work, style)
        source = _with_place(source, place, style, after=bool(work.pages))
    elif style.edition == "2025":
        source = _dated_2025(work, style, place)
    else:
        source = _dated_2015(work, style, place)
    read = accessed is not None and work.url
    bare = style.edition == "2025" and work.kind in ("newspaper", "journal", "report")
    return f"{source}[{accessed.isoformat()}]" if accessed and read and not bare else source


def _newspaper(work: Work, style: Style) -> str:
    points = _POINTS[style.edition]
    source = points.comma.join(part for part in (work.publication, work.published) if part)
    return f"{source}{points.open}{work.pages}{points.close}" if work.pages else source


def _journal(work: Work, style: Style) -> str:
    points = _POINTS[style.edition]
    day = (work.published or "")[:4] if style.system != "author-date" else ""
    if style.edition == "2025" and not (work.volume or work.issue) and len(work.published or "") > 4:
        # Without volume and issue it is an article published online first, dated to the day (2025: 8.5.1.1).
        day = work.published or ""
    source = points.comma.join(part for part in (work.publication, day, work.volume) if part)
    source += f"{points.open}{work.issue}{points.close}" if work.issue else ""
    return points.colon.join(part for part in (source, work.pages) if part)


def _with_place(source: str, place: str, style: Style, after: bool) -> str:
    if not place:
        return source
    points = _POINTS[style.edition]
    return (points.comma if after else points.colon).join(part for part in (source, place) if part)


def _dated_2025(work: Work, style: Style, place: str) -> str:
    day = work.published or ""
    if style.system == "author-date" and len(day) == 4:
        day = ""  # it stands after the author
    if day and work.url and work.kind != "report":
        day = f"（{day}）"
    return "：".join(part for part in (day, place) if part)


def _dated_2015(work: Work, style: Style, place: str) -> str:
    """2015, 4.6.2: 出版年: 引文页码(更新或修改日期); a printed work has the year alone."""
    day = work.published or ""
    year = "" if style.system == "author-date" else day[:4]
    if not work.url:
        return ": ".join(part for part in (year, place) if part)
    if not place:
        return f"({day})" if day else ""
    source = ": ".join(part for part in (year, place) if part)
    return f"{source}({day})" if len(day) > 4 or (day and not year) else source


def _anonymous(work: Work) -> str:
    return "佚名" if _is_chinese(work.title) else "Anon"


def _is_chinese(text: str) -> bool:
    return re.search("[\u3400-\u9fff]", text) is not None
