"""CSL-JSON (citation style language data, schema 1.0), which Zotero and pandoc read."""

import json
from collections.abc import Sequence
from typing import Any

from qa.bibliography import WorkKind
from qa.export.records import Record

_TYPES: dict[WorkKind, str] = {
    "policy": "legislation",
    "webpage": "webpage",
    "report": "report",
    "newspaper": "article-newspaper",
    "journal": "article-journal",
}


def csl_items(records: Sequence[Record]) -> list[dict[str, Any]]:
    """The records as CSL-JSON items; what is unknown is left out."""
    return [_item(record) for record in records]


def csl_json(records: Sequence[Record]) -> str:
    """The records as a CSL-JSON file."""
    return json.dumps(csl_items(records), ensure_ascii=False, indent=2) + "\n"


def _item(record: Record) -> dict[str, Any]:
    work = record.work
    kind = _TYPES[work.kind] if work.url or work.kind != "webpage" else "document"
    values: dict[str, Any] = {
        "id": record.key,
        "type": kind,
        "title": work.title,
        # Names of bodies and Chinese names are literal: they have no given name to be turned about.
        "author": [{"literal": name} for name in work.authors],
        "number": work.number,
        "container-title": work.publication,
        "volume": work.volume,
        "issue": work.issue,
        "page": work.pages,
        "issued": _date(work.published),
        "accessed": _date(record.accessed.isoformat()) if record.accessed else None,
        "URL": work.url,
        "note": record.note,
        "language": "zh-CN",
    }
    return {name: value for name, value in values.items() if value}


def _date(iso: str | None) -> dict[str, list[list[int]]] | None:
    return {"date-parts": [[int(part) for part in iso.split("-")]]} if iso else None
