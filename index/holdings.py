"""What an index holds of each file, read from its catalogue alone: for lists, which need no vectors."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.catalog import NAME as CATALOG
from index.catalog import Catalog, DocumentRecord, SourceRecord
from index.generations import current_manifest
from index.manifest import Manifest
from index.segments import DATABASE, open_readonly
from index.store import SEGMENTS, DocumentEntry, entries_of


@dataclass(frozen=True, slots=True)
class Holdings:
    """The files of one generation.

    Attributes:
        generation: its name.
        documents: what answers, in order of id.
        damaged: for each document how many places of it are illegible.
        set_aside: sources that do not answer because another does.
        failed: sources that could not be read, each with the reason in English and in Chinese.
        paths: what states the corpus; None where the index does not know.
    """

    generation: str
    documents: tuple[DocumentEntry, ...]
    records: tuple[DocumentRecord, ...]
    damaged: tuple[int, ...]
    set_aside: tuple[SourceRecord, ...]
    failed: tuple[tuple[str, str, str], ...]
    paths: tuple[str, ...] | None

    @classmethod
    def open(cls, root: Path) -> "Holdings":
        """Those of the current generation of the index at `root`.

        Raises:
            IndexMissingError: there is no index.
            IndexFormatError: its manifest is damaged or of another format.
        """
        folder, manifest = current_manifest(root)
        catalog = Catalog.open(folder / CATALOG)
        return cls(
            generation=folder.name,
            documents=entries_of(catalog.documents),
            records=catalog.documents,
            damaged=_damaged(folder, manifest, catalog.documents),
            set_aside=catalog.set_aside,
            failed=manifest.failed,
            paths=manifest.paths,
        )


def _damaged(folder: Path, manifest: Manifest, records: Sequence[DocumentRecord]) -> tuple[int, ...]:
    found: list[dict[int, int]] = []
    for segment in manifest.segments:
        database = open_readonly(folder / SEGMENTS / segment.name / DATABASE)
        try:
            rows = database.execute("SELECT ordinal, damaged FROM documents WHERE length(damaged) > 2").fetchall()
        finally:
            database.close()
        found.append({ordinal: len(json.loads(damaged)) for ordinal, damaged in rows})
    return tuple(found[record.segment].get(record.ordinal, 0) for record in records)
