"""Every byte of an index checked, and everything in it held against everything else."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.catalog import NAME as CATALOG
from index.errors import IndexDamagedError, PolicyQAError
from index.generations import current_manifest
from index.manifest import NAME, Manifest, damaged_files
from index.model import Document
from index.reading import fault
from index.segments import DATABASE, open_readonly
from index.store import SEGMENTS, Index

_UNIT = 0.01
"""How far from 1 the length of a vector may be; half precision costs less than 0.001."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a file of the index, by its path below the index folder."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check found: files and bytes read, documents gone through, and problems, none if all is well."""

    generation: str
    files: int
    bytes: int
    documents: int
    problems: tuple[Problem, ...]


def verify(root: Path) -> Verification:
    """Reads every file of the current generation and compares it with the manifest, then the contents with each other.

    Raises:
        IndexMissingError: if there is no index at `root`.
        IndexFormatError: if it is an index of another format, which this version cannot judge.
    """
    try:
        folder, manifest = current_manifest(root)
    except IndexDamagedError as error:
        return Verification("", 0, 0, 0, (Problem(NAME, str(error)),))
    problems = [Problem(f"{folder.name}/{name}", reason) for name, reason in damaged_files(folder, manifest.files)]
    if not problems:
        # What differs from the manifest is not parsed: damaged files crash the libraries that read them.
        problems.extend(_contents(root, folder, manifest))
    return Verification(
        folder.name,
        len(manifest.files),
        sum(file.size for file in manifest.files),
        manifest.documents,
        tuple(problems),
    )


def _contents(root: Path, folder: Path, manifest: Manifest) -> Iterator[Problem]:
    for path in (CATALOG, *(f"{SEGMENTS}/{segment.name}/{DATABASE}" for segment in manifest.segments)):
        with closing(open_readonly(folder / path)) as database:
            for (found,) in database.execute("PRAGMA integrity_check"):
                if found != "ok":
                    yield Problem(f"{folder.name}/{path}", found)
    try:
        with Index.open(root) as index:
            for entry in index.documents:
                for reason in _document_problems(index, index.document(entry.id)):
                    yield Problem(f"{folder.name}: {entry.id}", reason)
    except PolicyQAError as error:
        yield Problem(folder.name, str(error))


def _document_problems(index: Index, document: Document) -> Iterator[str]:
    wrong = fault(document)
    if wrong:
        yield wrong[0]
        return
    offsets = document.map
    if offsets.length != len(document.text):
        yield f"the map covers {offsets.length} of {len(document.text)} characters"
    else:
        changed = sum(
            clean != raw and not clean.isspace()
            for clean, raw in zip(document.text, _raw_characters(document), strict=True)
        )
        if changed:
            yield f"{changed} characters differ from the raw text"
    entry = index.entry(document.id)
    numbers = range(entry.first_passage, entry.first_passage + entry.passage_count)
    for number in numbers:
        vectors = np.vstack([index.dense.vector(number), index.sentence_vectors(number)])
        if not np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=_UNIT):
            yield f"a vector of passage {number} is not of unit length"


def _raw_characters(document: Document) -> str:
    """The raw character at which each clean one stands; a NUL where the map leads outside."""
    offsets, raw = document.map, document.raw
    ends = (*offsets.clean[1:], offsets.length)
    parts = []
    for clean, start, end in zip(offsets.clean, offsets.raw, ends, strict=True):
        parts.append(raw[start : start + end - clean].ljust(end - clean, "\0"))
    return "".join(parts)
