"""An opened index: one generation, immutable, with everything that asking needs."""

import sqlite3
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

import numpy as np
import numpy.typing as npt

from index.catalog import NAME as CATALOG
from index.catalog import Catalog, DocumentRecord
from index.dense import DenseIndex, Floats, one_thread
from index.errors import IndexDamagedError, IndexFormatError
from index.generations import current_manifest, pointer_bytes, require_sound
from index.manifest import Manifest, damaged_files
from index.model import Document, Metadata, Passage, Span
from index.segments import Segment
from index.terms import TermIndex

SEGMENTS, TERMS = "segments", "terms"
_TEXTS_KEPT = 256
_PASSAGES_KEPT = 8192
_CHARACTERS_KEPT = 2_000_000
"""Of whole documents: one answer looks dozens of times into the same few."""


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A document as it is listed.

    Attributes:
        source: the file's name without folders, controls shown as spaces.
        path: the file, absolute; empty for a document that came from no file.
        first_passage: number of its first passage; the others follow.
        characters: length of its clean text.
        size, mtime_ns: of the file when it was indexed.
    """

    id: str
    source: str
    path: str
    sha256: str
    metadata: Metadata
    first_passage: int
    passage_count: int
    characters: int
    size: int = 0
    mtime_ns: int = 0


@dataclass(frozen=True, slots=True)
class PassageRef:
    """A passage by its number in the index, with its document, its place there, and its text."""

    number: int
    document: DocumentEntry
    ordinal: int
    passage: Passage
    text: str


class Index:
    """One generation of an index. Passages are numbered by document id, then by position.

    Everything is opened at once, so the generation keeps answering when later builds remove it from the disk (on
    Windows the files then stay until it is let go of). All methods may be called from several threads.

    Attributes:
        documents: in order of id.
        passage_count: of all documents.
        passage_documents: for each passage number the place of its document in `documents`.
        terms, dense: the two kinds of search.
        manifest: what the generation says of itself.
        folder: where it stands.
    """

    def __init__(
        self, folder: Path, manifest: Manifest, catalog: Catalog, segments: Sequence[Segment], terms: TermIndex
    ) -> None:
        self.folder = folder
        self.manifest = manifest
        self.catalog = catalog
        self.terms = terms
        self._segments = tuple(segments)
        self.documents = entries_of(catalog.documents)
        self._firsts = [entry.first_passage for entry in self.documents]
        self._by_id = {entry.id: place for place, entry in enumerate(self.documents)}
        counts = [entry.passage_count for entry in self.documents]
        self.passage_count = sum(counts)
        self.passage_documents = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
        self.dense = DenseIndex([segment.dense for segment in segments], passage_numbers(catalog.documents, segments))
        self._texts: OrderedDict[int, str] = OrderedDict()
        self._passages: OrderedDict[int, PassageRef] = OrderedDict()
        self._documents: OrderedDict[int, Document] = OrderedDict()
        self._lock = Lock()
        _agree(self)

    @classmethod
    def open(cls, root: Path, fingerprint: str | None = None) -> "Index":
        """Opens the current generation of the index at `root`, after checking size and SHA-256 of its files.

        Args:
            root: the index folder.
            fingerprint: of the encoder that will ask; None if vectors will not be compared with its own.

        Raises:
            IndexMissingError: if there is none.
            IndexDamagedError: if it is damaged.
            IndexFormatError: if it is of another format or made by another encoder.
        """
        one_thread()
        attempts = 3
        while True:
            attempts -= 1
            pointer = pointer_bytes(root)
            try:
                return cls._open_generation(root, fingerprint)
            except (IndexFormatError, OSError, sqlite3.Error):
                # Two builds may have ended in the meantime, and the second removed the generation being opened.
                if not attempts or pointer_bytes(root) == pointer:
                    raise

    @classmethod
    def _open_generation(cls, root: Path, fingerprint: str | None) -> "Index":
        folder, manifest = current_manifest(root)
        if fingerprint is not None:
            require_encoder(manifest, fingerprint)
        require_sound(root, folder, manifest)
        segments: list[Segment] = []
        try:
            catalog = Catalog.open(folder / CATALOG)
            segments.extend(Segment(folder / SEGMENTS / record.name) for record in manifest.segments)
            return cls(folder, manifest, catalog, segments, TermIndex.open(folder / TERMS))
        except BaseException:
            for segment in segments:
                segment.close()
            raise

    def close(self) -> None:
        """Closes the databases; the index cannot be used afterwards."""
        for segment in self._segments:
            segment.close()

    def __enter__(self) -> "Index":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def entry(self, document_id: str) -> DocumentEntry:
        """The entry of a document.

        Raises:
            KeyError: if there is no document of that id.
        """
        return self.documents[self._by_id[document_id]]

    def document(self, document_id: str) -> Document:
        """A whole document.

        Raises:
            KeyError: if there is no document of that id.
        """
        place = self._by_id[document_id]
        with self._lock:
            if place in self._documents:
                self._documents.move_to_end(place)
                return self._documents[place]
        record = self.catalog.documents[place]
        document = self._segments[record.segment].document(record.ordinal)
        document = replace(document, id=record.id, path=record.source_record.path)
        with self._lock:
            self._documents[place] = document
            held = sum(len(each.raw) + len(each.text) for each in self._documents.values())
            while held > _CHARACTERS_KEPT and len(self._documents) > 1:
                _, oldest = self._documents.popitem(last=False)
                held -= len(oldest.raw) + len(oldest.text)
        return document

    def text(self, document_id: str) -> str:
        """The clean text of a document.

        Raises:
            KeyError: if there is no document of that id.
        """
        return self._text(self._by_id[document_id])

    def passage(self, number: int) -> PassageRef:
        """The passage of that number.

        Raises:
            IndexError: if there is none.
        """
        with self._lock:
            if number in self._passages:
                self._passages.move_to_end(number)
                return self._passages[number]
        place, segment, local = self._locate(number)
        entry = self.documents[place]
        passage = segment.passage(local)
        text = self._text(place)[passage.span.start : passage.span.end]
        found = PassageRef(number, entry, number - entry.first_passage, passage, text)
        with self._lock:
            self._passages[number] = found
            if len(self._passages) > _PASSAGES_KEPT:
                self._passages.popitem(last=False)
        return found

    def sentences(self, number: int) -> tuple[Span, ...]:
        """The spans of a passage's sentences over its document's clean text, by position."""
        _, segment, local = self._locate(number)
        return segment.sentences(local)

    def sentence_vectors(self, number: int) -> Floats:
        """The vectors of a passage's sentences, (sentences, dimension), in the order of `sentences`."""
        _, segment, local = self._locate(number)
        return segment.sentence_vectors(local, local + 1)

    def check(self) -> list[tuple[str, str]]:
        """Files of this generation that are not what the manifest says, each with the reason, after reading them all.

        `index.verify.verify` also holds the contents against each other.
        """
        return damaged_files(self.folder, self.manifest.files)

    def segment_of(self, record: DocumentRecord) -> Segment:
        """The segment in which a document stands."""
        return self._segments[record.segment]

    def _locate(self, number: int) -> tuple[int, Segment, int]:
        if not 0 <= number < self.passage_count:
            raise IndexError(f"passage {number} is outside 0..{self.passage_count - 1}")
        place = bisect_right(self._firsts, number) - 1
        record = self.catalog.documents[place]
        segment = self._segments[record.segment]
        return place, segment, int(segment.first_passages[record.ordinal]) + number - self._firsts[place]

    def _text(self, place: int) -> str:
        with self._lock:
            if place in self._texts:
                self._texts.move_to_end(place)
                return self._texts[place]
        record = self.catalog.documents[place]
        text = self._segments[record.segment].text(record.ordinal)
        with self._lock:
            self._texts[place] = text
            if len(self._texts) > _TEXTS_KEPT:
                self._texts.popitem(last=False)
        return text


def require_encoder(manifest: Manifest, fingerprint: str) -> None:
    """Refuses an encoder that did not make the index: its vectors would be compared with those of another.

    Raises:
        IndexFormatError: naming both.
    """
    made_by = manifest.encoder
    if made_by.fingerprint == fingerprint:
        return
    name = made_by.name or "the default encoder"
    raise IndexFormatError(
        f"the index was made by {name} ({made_by.fingerprint[:12]}), the encoder in use is {fingerprint[:12]}: "
        "use the first, or build again with the second: policyqa index PATH --rebuild [--encoder NAME]",
        zh=f"索引由{made_by.name or '默认编码器'}（{made_by.fingerprint[:12]}）建立，当前编码器为 {fingerprint[:12]}："
        "请换用前者，或用后者重建索引：policyqa index PATH --rebuild [--encoder NAME]",
    )


def entries_of(records: Sequence[DocumentRecord]) -> tuple[DocumentEntry, ...]:
    """The documents of a catalogue as they are listed, in its order."""
    entries: list[DocumentEntry] = []
    first = 0
    for record in records:
        source = record.source_record
        entries.append(
            DocumentEntry(
                id=record.id,
                source=record.source,
                path=source.path,
                sha256=source.sha256,
                metadata=record.metadata,
                first_passage=first,
                passage_count=record.passages,
                characters=record.characters,
                size=source.size,
                mtime_ns=source.mtime_ns,
            )
        )
        first += record.passages
    return tuple(entries)


def passage_numbers(records: Sequence[DocumentRecord], segments: Sequence[Segment]) -> list[npt.NDArray[np.int64]]:
    """For every segment the number of each of its passages in the index, -1 for one that does not answer."""
    numbers = [np.full(segment.dense.size, -1, dtype=np.int64) for segment in segments]
    first = 0
    for record in records:
        start = segments[record.segment].first_passages[record.ordinal]
        numbers[record.segment][start : start + record.passages] = np.arange(first, first + record.passages)
        first += record.passages
    return numbers


def _agree(index: Index) -> None:
    counts = {
        "manifest": index.manifest.passages,
        "catalogue": index.passage_count,
        "vectors": index.dense.size,
        "terms": index.terms.size,
    }
    if len(set(counts.values())) != 1 or index.manifest.documents != len(index.documents):
        raise IndexDamagedError(f"{index.folder}: the parts count passages differently: {counts}")
