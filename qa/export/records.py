"""What the formats of reference managers have in common: one record for each document that is cited."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from qa.bibliography import Work, work_of
from qa.references import DIGEST, Source


@dataclass(frozen=True, slots=True)
class Record:
    """A cited document for a reference manager.

    Attributes:
        key: unique in its list, ASCII, without white space.
        work: what it is; a digest has no authors, number or address, so that nobody cites the original from it.
        note: what must not be lost: of a digest that it is one, and the file it was made from.
        accessed: the day an electronic resource was read; None for others.
        file: the name of the file it was read from.
    """

    key: str
    work: Work
    note: str | None
    accessed: date | None
    file: str


def records(sources: Iterable[Source], accessed: date | None) -> list[Record]:
    """One record for each document, in order of first citation."""
    found: dict[str, Record] = {}
    keys: set[str] = set()
    for source in sources:
        if source.document in found:
            continue
        key = _key(source.document, keys)
        keys.add(key)
        work = work_of(source.metadata, source.name)
        note = None
        if work.digest_of is not None:
            origin = work.digest_of or "未署名的原件"
            note = f"{DIGEST}；据{origin}编写"
            work = Work("webpage", (), f"{work.title}（{DIGEST}）", published=work.published, digest_of=work.digest_of)
        read = accessed if work.url else None
        found[source.document] = Record(key, work, note, read, source.name)
    return list(found.values())


def _key(document: str, taken: set[str]) -> str:
    plain = re.sub(r"[^A-Za-z0-9]+", "-", document).strip("-")
    if len(plain) < len(document) / 2 or not plain:
        plain = f"doc-{hashlib.sha256(document.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
    key, count = plain, 2
    while key.lower() in {other.lower() for other in taken}:
        key, count = f"{plain}-{count}", count + 1
    return key
