"""Writes a segment: documents go into the database, vectors and terms beside it."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.dense import DenseSegment, Floats
from index.model import Document
from index.packing import pack, pack_metadata, to_bytes
from index.postings import PostingsBuilder
from index.search_key import search_key
from index.segments import DATABASE, SENTENCES, VECTORS, embedding_text, sentence_order
from index.tokens import TOKENIZERS

_SCHEMA = """
CREATE TABLE documents (
    ordinal INTEGER PRIMARY KEY, id BLOB, source BLOB, sha256 TEXT, metadata BLOB, raw BLOB, text BLOB,
    map_clean BLOB, map_raw BLOB, map_length INTEGER, damaged BLOB,
    first_passage INTEGER, passages INTEGER, first_sentence INTEGER, sentences INTEGER);
CREATE TABLE sections (
    document INTEGER, ordinal INTEGER, level INTEGER, locator BLOB, heading BLOB,
    start INTEGER, "end" INTEGER, heading_start INTEGER, heading_end INTEGER, parent INTEGER,
    PRIMARY KEY (document, ordinal)) WITHOUT ROWID;
CREATE TABLE passages (
    number INTEGER PRIMARY KEY, document INTEGER, start INTEGER, "end" INTEGER, locator BLOB, headings BLOB,
    context BLOB, section INTEGER, cells BLOB, page INTEGER, first_sentence INTEGER, sentences INTEGER);
CREATE TABLE sentences (
    number INTEGER PRIMARY KEY, ordinal INTEGER, start INTEGER, "end" INTEGER, passage INTEGER);
"""


class SegmentWriter:
    """Writes a segment document by document into a folder."""

    def __init__(self, folder: Path, dimension: int, sentences: int) -> None:
        """Opens the files; `sentences` is how many sentence vectors there will be."""
        folder.mkdir(parents=True)
        self._folder = folder
        self._dimension = dimension
        self._expected = sentences
        self._vectors: list[Floats] = []
        self._terms = {name: PostingsBuilder(name) for name in TOKENIZERS}
        self._documents = self._passages = self._sentences = 0
        self._database = sqlite3.connect(folder / DATABASE, isolation_level=None)
        self._database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
        self._database.execute("BEGIN")
        self._file = (folder / SENTENCES).open("wb")
        np.lib.format.write_array_header_1_0(
            self._file, {"descr": "<f2", "fortran_order": False, "shape": (sentences, dimension)}
        )

    def add(self, document: Document, vectors: Floats, sentence_vectors: npt.NDArray[np.floating]) -> int:
        """Appends a document.

        Args:
            document: what was read.
            vectors: of its passages, (passages, dimension), unit length.
            sentence_vectors: in the order of `sentence_order`, (sentences, dimension), unit length.

        Returns:
            The document's place in the segment.
        """
        rows = sentence_order(document)
        expected = (len(document.passages), self._dimension), (sum(map(len, rows)), self._dimension)
        if (vectors.shape, sentence_vectors.shape) != expected:
            raise ValueError(f"{document.id}: vectors {vectors.shape} and {sentence_vectors.shape}, not {expected}")
        if not np.isfinite(sentence_vectors).all():
            raise ValueError(f"{document.id}: a sentence vector holds a value that is not finite")
        ordinal = self._documents
        self._write_document(ordinal, document)
        self._write_passages(ordinal, document, rows)
        self._vectors.append(np.asarray(vectors, dtype=np.float32))
        for passage in document.passages:
            key = search_key(embedding_text(document.text, passage)[0])
            for builder in self._terms.values():
                builder.add(key)
        self._file.write(np.ascontiguousarray(sentence_vectors, dtype="<f2").tobytes())
        self._documents += 1
        return ordinal

    def close(self) -> None:
        """Finishes the files."""
        if self._sentences != self._expected:
            raise ValueError(f"{self._sentences} sentences were written, {self._expected} were announced")
        self._file.close()
        self._database.execute("COMMIT")
        self._database.close()
        empty = np.empty((0, self._dimension), dtype=np.float32)
        DenseSegment.build(np.concatenate([empty, *self._vectors])).save(self._folder / VECTORS)
        for name, builder in self._terms.items():
            builder.build().save(self._folder / f"{name}.npz")

    def abandon(self) -> None:
        """Closes what is open, after an error."""
        self._file.close()
        self._database.close()

    def _write_document(self, ordinal: int, document: Document) -> None:
        offsets = document.map
        row = (
            ordinal,
            to_bytes(document.id),
            to_bytes(document.source),
            document.sha256,
            pack_metadata(document.metadata),
            to_bytes(document.raw),
            to_bytes(document.text),
            np.asarray(offsets.clean, dtype="<u4").tobytes(),
            np.asarray(offsets.raw, dtype="<u4").tobytes(),
            offsets.length,
            pack([[span.start, span.end] for span in document.damaged]),
            self._passages,
            len(document.passages),
            self._sentences,
            len(document.sentences),
        )
        self._insert("documents", [row])
        self._insert(
            "sections",
            [
                (
                    ordinal,
                    place,
                    section.level,
                    to_bytes(section.locator),
                    to_bytes(section.heading),
                    section.span.start,
                    section.span.end,
                    section.heading_span.start,
                    section.heading_span.end,
                    section.parent,
                )
                for place, section in enumerate(document.sections)
            ],
        )

    def _write_passages(self, ordinal: int, document: Document, rows: Sequence[Sequence[int]]) -> None:
        passages: list[tuple[Any, ...]] = []
        sentences: list[tuple[Any, ...]] = []
        for passage, row in zip(document.passages, rows, strict=True):
            number = self._passages + len(passages)
            first = self._sentences + len(sentences)
            cells = [[cell.column, cell.span.start, cell.span.end] for cell in passage.cells]
            passages.append(
                (
                    number,
                    ordinal,
                    passage.span.start,
                    passage.span.end,
                    to_bytes(passage.locator),
                    pack(passage.headings),
                    to_bytes(passage.context),
                    passage.section,
                    pack(cells) if cells else None,
                    passage.page,
                    first,
                    len(row),
                )
            )
            for at, place in enumerate(row):
                span = document.sentences[place].span
                sentences.append((first + at, place, span.start, span.end, number))
        self._insert("passages", passages)
        self._insert("sentences", sentences)
        self._passages += len(passages)
        self._sentences += len(sentences)

    def _insert(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        if rows:
            self._database.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(rows[0]))})", rows)
