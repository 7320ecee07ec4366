"""RIS, the tagged format of reference managers; tags as Zotero's translator reads them."""

from collections.abc import Sequence

from qa.bibliography import Work, WorkKind
from qa.export.records import Record

_TYPES: dict[WorkKind, str] = {
    "policy": "STAT",
    "webpage": "ELEC",
    "report": "RPRT",
    "newspaper": "NEWS",
    "journal": "JOUR",
}
_NUMBER_TAGS: dict[WorkKind, str] = {"policy": "M1", "report": "SN"}


def ris(records: Sequence[Record]) -> str:
    """The records as a RIS file; what is unknown is left out."""
    return "\n".join("\n".join(f"{tag}  - {value}" for tag, value in _lines(record)) for record in records) + (
        "\n" if records else ""
    )


def _lines(record: Record) -> list[tuple[str, str]]:
    work = record.work
    lines = [("TY", _type(work)), ("TI", work.title)]
    lines += [("AU", name) for name in work.authors]
    optional = [
        ("T2", work.publication),
        ("PY", (work.published or "")[:4]),
        ("DA", _date(work.published)),
        ("VL", work.volume),
        ("IS", work.issue),
        ("SP", work.pages),
        (_NUMBER_TAGS.get(work.kind, "M1"), work.number),
        ("UR", work.url),
        ("Y2", _date(record.accessed.isoformat() if record.accessed else None)),
        ("N1", record.note),
        ("LA", "zh-CN"),
        ("ID", record.key),
    ]
    return [*lines, *((tag, value) for tag, value in optional if value), ("ER", "")]


def _type(work: Work) -> str:
    # An unpublished manuscript is the nearest that RIS has to a digest or a file without an address.
    return _TYPES[work.kind] if work.url or work.kind != "webpage" else "UNPD"


def _date(iso: str | None) -> str:
    """YYYY/MM/DD/ with empty parts where the day or month is not known."""
    return "/".join([*iso.split("-"), "", "", ""][:3]) + "/" if iso else ""
