"""A segment: documents with everything cut from them, and their vectors, written once and never changed.

    documents.sqlite   documents, sections, passages, sentences; journal off, opened read-only and immutable
    passages.faiss     passage vectors, in the order of the passages
    sentences.npy      sentence vectors, float16, in the order of the sentences
    words.npz, bigrams.npz   the terms of every passage, read only when a generation is put together

Passages are numbered through the segment; sentences too, those of one passage beside each other.
"""

import json
import sqlite3
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from index.dense import DenseSegment, Floats
from index.errors import IndexDamagedError
from index.model import Cell, Document, OffsetMap, Passage, Section, Sentence, Span
from index.packing import from_bytes, unpack_metadata
from index.postings import Postings

DATABASE, VECTORS, SENTENCES = "documents.sqlite", "passages.faiss", "sentences.npy"


def embedding_text(clean: str, passage: Passage) -> tuple[str, int]:
    """What is indexed and embedded for a passage of a clean text, and where in it the passage's own text begins."""
    text = clean[passage.span.start : passage.span.end]
    if not passage.context:
        return text, 0
    return f"{passage.context}\n{text}", len(passage.context) + 1


def sentence_order(document: Document) -> list[list[int]]:
    """For each passage the places of its sentences in `document.sentences`, by position: the order of their vectors."""
    rows: list[list[int]] = [[] for _ in document.passages]
    for place, sentence in enumerate(document.sentences):
        rows[sentence.passage].append(place)
    for row in rows:
        row.sort(key=lambda place: (document.sentences[place].span, place))
    return rows


class Segment:
    """An opened segment; safe to read from several threads."""

    def __init__(self, folder: Path) -> None:
        """Opens the files of a segment whose hashes have been checked.

        Raises:
            IndexDamagedError: if they do not fit together.
        """
        self.folder = folder
        self._lock = Lock()
        self._database = open_readonly(folder / DATABASE)
        self.dense = DenseSegment.open(folder / VECTORS)
        self._sentences = _open_vectors(folder / SENTENCES)
        self.passage_counts = [row[0] for row in self._rows("SELECT passages FROM documents ORDER BY ordinal")]
        self.first_passages = np.cumsum([0, *self.passage_counts])
        sentences = self._rows("SELECT COUNT(*) FROM sentences")[0][0]
        if self.dense.size != self.first_passages[-1] or len(self._sentences) != sentences:
            raise IndexDamagedError(
                f"{folder}: {self.first_passages[-1]} passages and {sentences} sentences, "
                f"but {self.dense.size} and {len(self._sentences)} vectors"
            )

    def close(self) -> None:
        """Closes the database; the vectors are let go of with the object."""
        self._database.close()

    @cached_property
    def document_count(self) -> int:
        """Documents in the segment, those that no longer answer included."""
        return len(self.passage_counts)

    def document(self, ordinal: int) -> Document:
        """The document at a place, as it was added; its path is empty, since that is the catalogue's."""
        row = self._rows("SELECT * FROM documents WHERE ordinal = ?", ordinal)[0]
        (_, id_, source, sha256, metadata, raw, text, clean, raw_starts, length, damaged, first, count, *_) = row
        offsets = OffsetMap(_numbers(clean), _numbers(raw_starts), length)
        return Document(
            id=from_bytes(id_),
            source=from_bytes(source),
            path="",
            sha256=sha256,
            raw=from_bytes(raw),
            text=from_bytes(text),
            map=offsets,
            metadata=unpack_metadata(metadata),
            sections=self._sections(ordinal),
            passages=tuple(self._passage(row) for row in self._passage_rows(first, first + count)),
            sentences=self._sentence_objects(first, first + count),
            damaged=tuple(Span(start, end) for start, end in json.loads(damaged)),
        )

    def text(self, ordinal: int) -> str:
        """The clean text of the document at a place."""
        return from_bytes(self._rows("SELECT text FROM documents WHERE ordinal = ?", ordinal)[0][0])

    def passage(self, number: int) -> Passage:
        """The passage of that number."""
        return self._passage(self._passage_rows(number, number + 1)[0])

    def passages(self, ordinal: int) -> tuple[Passage, ...]:
        """The passages of the document at a place."""
        first, last = self.first_passages[ordinal : ordinal + 2]
        return tuple(self._passage(row) for row in self._passage_rows(int(first), int(last)))

    def sentences(self, number: int) -> tuple[Span, ...]:
        """The spans of a passage's sentences over the document's clean text, in the order of their vectors."""
        first, last = self._sentence_starts[number : number + 2]
        rows = self._rows(
            'SELECT start, "end" FROM sentences WHERE number >= ? AND number < ? ORDER BY number', int(first), int(last)
        )
        return tuple(Span(start, end) for start, end in rows)

    def sentence_vectors(self, first: int, last: int) -> Floats:
        """The vectors of the sentences of passages `first` up to `last`, in order."""
        start, end = self._sentence_starts[first], self._sentence_starts[last]
        return np.asarray(self._sentences[start:end], dtype=np.float32)

    def postings(self, channel: str) -> Postings:
        """The terms of all passages of the segment in one channel."""
        return Postings.open(self.folder / f"{channel}.npz")

    def vectors(self, ordinal: int) -> Floats:
        """The passage vectors of the document at a place."""
        first, last = self.first_passages[ordinal : ordinal + 2]
        return self.dense.vectors()[first:last]

    @cached_property
    def _sentence_starts(self) -> npt.NDArray[np.int64]:
        rows = self._rows("SELECT first_sentence FROM passages ORDER BY number")
        return np.asarray([*(row[0] for row in rows), len(self._sentences)], dtype=np.int64)

    def _sections(self, ordinal: int) -> tuple[Section, ...]:
        rows = self._rows("SELECT * FROM sections WHERE document = ? ORDER BY ordinal", ordinal)
        return tuple(
            Section(row[2], from_bytes(row[3]), from_bytes(row[4]), Span(row[5], row[6]), Span(row[7], row[8]), row[9])
            for row in rows
        )

    def _sentence_objects(self, first: int, last: int) -> tuple[Sentence, ...]:
        rows = self._rows(
            'SELECT start, "end", passage FROM sentences WHERE number >= ? AND number < ? ORDER BY ordinal',
            int(self._sentence_starts[first]),
            int(self._sentence_starts[last]),
        )
        return tuple(Sentence(Span(start, end), passage - first) for start, end, passage in rows)

    def _passage_rows(self, first: int, last: int) -> list[tuple[Any, ...]]:
        return self._rows("SELECT * FROM passages WHERE number >= ? AND number < ? ORDER BY number", first, last)

    def _passage(self, row: tuple[Any, ...]) -> Passage:
        _, _, start, end, locator, headings, context, section, cells, page, *_ = row
        return Passage(
            span=Span(start, end),
            locator=from_bytes(locator),
            headings=tuple(json.loads(headings)),
            context=from_bytes(context),
            section=section,
            cells=tuple(Cell(column, Span(begin, stop)) for column, begin, stop in json.loads(cells or b"[]")),
            page=page,
        )

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._database.execute(query, values).fetchall()


def open_readonly(path: Path) -> sqlite3.Connection:
    """Opens a database that never changes: no locks, no journal, every thread."""
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, check_same_thread=False)


def _open_vectors(path: Path) -> npt.NDArray[np.float16]:
    try:
        # An empty array cannot be mapped.
        with path.open("rb") as file:
            version = np.lib.format.read_magic(file)
            shape, _, dtype = np.lib.format.read_array_header_1_0(file)
        if version != (1, 0) or dtype != np.dtype("<f2") or len(shape) != 2:
            raise ValueError(f"version {version}, {dtype}, shape {shape}")
        vectors: npt.NDArray[np.float16] = np.load(path, mmap_mode="r" if shape[0] else None, allow_pickle=False)
    except ValueError as error:
        raise IndexDamagedError(f"{path} holds no sentence vectors: {error}") from error
    return vectors


def _numbers(data: bytes) -> tuple[int, ...]:
    return tuple(np.frombuffer(data, dtype="<u4").tolist())
