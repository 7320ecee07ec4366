"""What may be filled in of a document: each value checked, and brought into the form in which it is kept."""

import re
import unicodedata
from datetime import date

from index.dates import iso_date
from index.errors import CorpusError
from index.listing import KINDS
from index.places import resolve

LONGEST = 300
"""Characters of one value."""

_KINDS = {chinese: kind for kind, chinese in KINDS.items()}
_ISO = re.compile(r"(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?")
_NAMES = {
    "title": "题名", "issuer": "发文机关", "number": "文号", "date": "日期", "region": "地区", "kind": "文种",
    "url": "网址", "author": "作者", "publication": "刊名", "volume": "卷", "issue": "期", "pages": "页码",
}  # fmt: skip


def checked_value(name: str, value: str) -> str:
    """A value of one column as it is kept; an empty one stays empty.

    Raises:
        CorpusError: it is none that the column can have.
    """
    value = " ".join("".join(char for char in value if char.isspace() or not _is_control(char)).split())
    if not value:
        return value
    if len(value) > LONGEST:
        raise CorpusError(
            f"{name} has {len(value)} characters, at most {LONGEST} are kept",
            zh=f"{_NAMES[name]}有 {len(value)} 字，最多 {LONGEST} 字",
        )
    if name == "date":
        return _day(value)
    if name == "kind":
        return _kind(value)
    if name == "region":
        return _region(value)
    if name == "url" and not re.fullmatch(r"https?://[^\s<>\"]+", value):
        raise CorpusError(f"{value} is no address", zh=f"{value} 不是网址")
    return value


def _kind(value: str) -> str:
    kind = _KINDS.get(value, value)
    if kind not in KINDS:
        raise CorpusError(f"kind {value} is not one of {', '.join(KINDS)}", zh=f"文种 {value} 无法识别")
    return kind


def _region(value: str) -> str:
    """A place as written; one of a name that several places bear must say which it is."""
    known = resolve(value.replace("/", ""))
    if len(known) > 1:
        raise CorpusError(
            f"{value} is the name of several places: {', '.join(known[:4])}; write one of them in full",
            zh=f"叫{value}的地方不止一处：{'、'.join(known[:4])}，请写全其中一处",
        )
    return value


def _day(value: str) -> str:
    """A date as exact as it is given: 2024, 2024-03, 2024-03-15, 2024/3/15, 2024年3月15日."""
    parts = re.fullmatch(r"((?:19|20)\d\d)[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月?)", value)
    iso = "-".join(f"{int(part):02d}" for part in parts.groups() if part) if parts else value
    iso = iso if _ISO.fullmatch(iso) else iso_date(value) or ""
    try:
        date.fromisoformat((iso + "-01-01")[:10] if len(iso) < 10 else iso)
    except ValueError as error:
        raise CorpusError(f"{value} is no date such as 2024-03-15", zh=f"{value} 不是日期，应如 2024-03-15") from error
    return iso


def _is_control(char: str) -> bool:
    return unicodedata.category(char)[0] == "C"
