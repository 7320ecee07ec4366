"""What the page is told of the corpus: each document with what is known and what to mind, and what was not taken in."""

from pathlib import Path
from typing import Any

from index.holdings import Holdings
from index.stale import is_stale
from index.store import DocumentEntry
from index.uploads import FILES, SUFFIXES, Uploads
from qa.web.access import Visitor
from qa.web.guard import FILE_BYTES


def listing(holdings: Holdings | None, uploads: Uploads, known: Visitor) -> dict[str, Any]:
    """The value of `/page/library`; files by their names, folders never."""
    names = set(uploads.names())
    if holdings is None:
        documents, failed, aside = [], [], []
    else:
        documents = [
            _document(entry, damaged, _upload(entry.path, uploads))
            for entry, damaged in zip(holdings.documents, holdings.damaged, strict=True)
        ]
        failed = [
            {"source": _name(path), "upload": _upload(path, uploads), "en": reason, "zh": reason_zh}
            for path, reason, reason_zh in holdings.failed
        ]
        aside = [
            {
                "source": _name(source.path or source.source_id),
                "upload": _upload(source.path, uploads),
                "fate": source.fate,
                "of": _name(source.fate_of or ""),
            }
            for source in holdings.set_aside
        ]
    seen = {entry["upload"] for entry in (*documents, *failed, *aside)}
    unstated = holdings is None or holdings.paths is None
    return {
        "generation": holdings.generation if holdings else "",
        "documents": documents,
        "failed": failed,
        "set_aside": aside,
        "pending": sorted(names - seen),
        "uploads": sorted(names),
        "may_change": known.may_change and not unstated,
        "why_not": known.why_not or ("unstated" if unstated else ""),
        "limits": {"mb": FILE_BYTES // 1_000_000, "files": FILES, "formats": list(SUFFIXES)},
    }


def _document(entry: DocumentEntry, damaged: int, upload: str | None) -> dict[str, Any]:
    known = entry.metadata
    return {
        "id": entry.id,
        "source": entry.source,
        "title": known.title,
        "issuer": known.issuer,
        "number": known.number,
        "published": known.published,
        "region": known.region,
        "region_inferred": known.region_inferred,
        "kind": known.kind,
        "url": known.url,
        "author": known.author,
        "publication": known.publication,
        "volume": known.volume,
        "issue": known.issue,
        "pages": known.pages,
        "digest": known.is_digest,
        "by_hand": known.by_hand is not None,
        "passages": entry.passage_count,
        "characters": entry.characters,
        "damaged": damaged,
        "stale": is_stale(entry),
        "file": bool(entry.path),
        "upload": upload,
    }


def _upload(path: str, uploads: Uploads) -> str | None:
    return Path(path).name if path and uploads.holds(path) else None


def _name(path: str) -> str:
    return Path(path).name
