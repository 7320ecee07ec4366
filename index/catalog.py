"""The catalogue of a generation: which documents answer, where each stands, and which sources were set aside."""

import os
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from index.model import Metadata
from index.packing import from_bytes, pack_metadata, to_bytes, unpack_metadata
from index.segments import open_readonly

NAME = "catalog.sqlite"

Fate = Literal["duplicate", "replaced"]

_SCHEMA = """
CREATE TABLE sources (
    place INTEGER PRIMARY KEY, source_id BLOB, path BLOB, size INTEGER, mtime_ns INTEGER, sha256 TEXT,
    own_id BLOB, text_sha256 TEXT, origin_sha256 TEXT, fate TEXT, fate_of BLOB);
CREATE TABLE documents (
    number INTEGER PRIMARY KEY, id BLOB UNIQUE, place INTEGER, segment INTEGER, ordinal INTEGER, source BLOB,
    metadata BLOB, passages INTEGER, sentences INTEGER, characters INTEGER);
"""


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """What is known of a source file without reading it again.

    Attributes:
        source_id: its id by path.
        path: absolute path, empty for a document that came from no file.
        size, mtime_ns: bytes and time of change when it was indexed.
        own_id: the id of its document: the front matter's, else by path.
        text_sha256: of the search key of the document's text; equal texts are duplicates.
        origin_sha256: for a digest, the SHA-256 of its origin.
        fate: why it does not answer, if it does not.
        fate_of: the source that answers in its place.
        by_hand: SHA-256 of what people filled in of it, kept in its document's metadata; None where nothing is.
    """

    source_id: str
    path: str
    size: int
    mtime_ns: int
    sha256: str
    own_id: str
    text_sha256: str
    origin_sha256: str | None = None
    fate: Fate | None = None
    fate_of: str | None = None
    by_hand: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A document that answers: its id, its source and where it stands."""

    id: str
    source_record: SourceRecord
    segment: int
    ordinal: int
    source: str
    metadata: Metadata
    passages: int
    sentences: int
    characters: int


@dataclass(frozen=True, slots=True)
class Catalog:
    """The documents that answer, in order of id, and the sources that were set aside, in order of the corpus."""

    documents: tuple[DocumentRecord, ...]
    set_aside: tuple[SourceRecord, ...]

    def save(self, path: Path) -> None:
        """Writes the catalogue, which must not exist."""
        database = sqlite3.connect(path, isolation_level=None)
        try:
            database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
            database.execute("BEGIN")
            sources = [*(document.source_record for document in self.documents), *self.set_aside]
            database.executemany(f"INSERT INTO sources VALUES ({','.join('?' * 11)})", _source_rows(sources))
            database.executemany(
                f"INSERT INTO documents VALUES ({','.join('?' * 10)})",
                [
                    (
                        number,
                        to_bytes(document.id),
                        number,
                        document.segment,
                        document.ordinal,
                        to_bytes(document.source),
                        pack_metadata(document.metadata),
                        document.passages,
                        document.sentences,
                        document.characters,
                    )
                    for number, document in enumerate(self.documents)
                ],
            )
            database.execute("COMMIT")
        finally:
            database.close()

    @classmethod
    def open(cls, path: Path) -> "Catalog":
        """Reads a catalogue whose hash has been checked."""
        database = open_readonly(path)
        try:
            sources = [_source(row) for row in database.execute("SELECT * FROM sources ORDER BY place")]
            rows = database.execute(
                "SELECT id, place, segment, ordinal, source, metadata, passages, sentences, characters "
                "FROM documents ORDER BY number"
            )
            documents = tuple(_document(sources, row) for row in rows)
        finally:
            database.close()
        return cls(documents, tuple(sources[len(documents) :]))


def _document(sources: Sequence[SourceRecord], row: tuple[Any, ...]) -> DocumentRecord:
    id_, place, segment, ordinal, source, packed, passages, sentences, characters = row
    metadata = unpack_metadata(packed)
    return DocumentRecord(
        from_bytes(id_),
        replace(sources[place], by_hand=metadata.by_hand),
        segment,
        ordinal,
        from_bytes(source),
        metadata,
        passages,
        sentences,
        characters,
    )


def _source_rows(sources: Iterable[SourceRecord]) -> list[tuple[object, ...]]:
    return [
        (
            place,
            to_bytes(source.source_id),
            os.fsencode(source.path),
            source.size,
            source.mtime_ns,
            source.sha256,
            to_bytes(source.own_id),
            source.text_sha256,
            source.origin_sha256,
            source.fate,
            None if source.fate_of is None else to_bytes(source.fate_of),
        )
        for place, source in enumerate(sources)
    ]


def _source(row: tuple[Any, ...]) -> SourceRecord:
    _, source_id, path, size, mtime_ns, sha256, own_id, text_sha256, origin, fate, fate_of = row
    return SourceRecord(
        source_id=from_bytes(source_id),
        path=os.fsdecode(path),
        size=size,
        mtime_ns=mtime_ns,
        sha256=sha256,
        own_id=from_bytes(own_id),
        text_sha256=text_sha256,
        origin_sha256=origin,
        fate=fate,
        fate_of=None if fate_of is None else from_bytes(fate_of),
    )
