"""References to documents by GB/T 7714—2025, the numeric style, without the leading number."""

import re
from datetime import date

from index.model import Metadata

_CARRIERS = {
    "policy": "EB/OL",
    "notice": "EB/OL",
    "reply": "EB/OL",
    "news": "EB/OL",
    "report": "R/OL",
    "article": "J/OL",
}
_OFFLINE = {"policy": "Z", "notice": "Z", "reply": "Z", "news": "Z", "report": "R", "article": "J"}


def reference(metadata: Metadata, source: str, locator: str, accessed: date | None = None) -> str:
    """One reference: 责任者. 题名：文号[类型]. （日期）[引用日期]: 位置. 地址.

    What the document does not tell is left out. A digest is named as one, with the origin, and is never given the form
    of a reference to the original.

    Args:
        metadata: the document's.
        source: its file name, which stands for the title where there is none.
        locator: the place in the document, as cited; may be empty.
        accessed: the day the source was read; only electronic sources with an address carry it.
    """
    title = re.sub(r"\s+", "", metadata.title or source)
    if metadata.is_digest:
        origin = f"，据{metadata.origin}" if metadata.origin else ""
        return _joined(metadata.issuer, f"{title}（摘编，非原文{origin}）", None, locator)
    kind = metadata.kind or "policy"
    carrier = (_CARRIERS if metadata.url else _OFFLINE)[kind]
    number = f"：{metadata.number}" if metadata.number else ""
    day = f"（{metadata.published}）" if metadata.published else ""
    read = f"[{accessed.isoformat()}]" if accessed and metadata.url else ""
    return _joined(metadata.issuer, f"{title}{number}[{carrier}]", day + read, locator, metadata.url)


def _joined(issuer: str | None, title: str, day: str | None, locator: str, url: str | None = None) -> str:
    head = ". ".join(part for part in (issuer, title) if part)
    middle = f". {day}" if day else ""
    place = f"：{locator}" if locator and day else (f". {locator}" if locator else "")
    return f"{head}{middle}{place}." + (f" {url}." if url else "")
