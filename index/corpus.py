"""The corpus: which files are its sources, and the whole way of one from its bytes to a document."""

import os
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from index.by_hand import by_hand_sha256, is_by_hand, read_by_hand
from index.cleaning import clean
from index.errors import CorpusError, ReadError
from index.metadata import front_matter, read_metadata
from index.model import CleanText, Document, Extract, Mark, Span
from index.outline import outline
from index.passages import cut
from index.readers import SUFFIXES, read_bytes


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the corpus and the id its path gives it: the path below the folder named, NFC, `/`, encoded.

    `by_hand` is what people filled in of it, as pairs of a field of front matter and its value, in order.
    """

    path: Path
    id: str
    by_hand: tuple[tuple[str, str], ...] = ()

    @property
    def by_hand_sha256(self) -> str | None:
        """SHA-256 of what was filled in; None where nothing was."""
        return by_hand_sha256(dict(self.by_hand))


def gather(paths: Sequence[Path]) -> list[SourceFile]:
    """The files that the paths name, folders searched through, ordered by id.

    Hidden files and folders are left out, and `policyqa-metadata.csv`, whose lines go with the files beside it. In
    folders every other file is a source, readable or not, so that what cannot be read is named with its reason. A file
    reached twice counts once; two files of one id are told apart by their folders.

    Raises:
        CorpusError: a path does not exist.
    """
    found: dict[str, tuple[Path, Path]] = {}
    for path in sorted(paths, key=lambda path: (len(path.absolute().parts), str(path))):
        if not path.exists():
            raise CorpusError(f"{path}: no such file or folder", zh=f"{path}：没有这个文件或文件夹")
        base = path if path.is_dir() else path.parent
        for file in _files(path, frozenset()) if path.is_dir() else (path,):
            found.setdefault(os.path.realpath(file), (file, base))
    folders: dict[Path, dict[str, dict[str, str]]] = {}
    named = [_filled_in(source, folders) for source in _named(list(found.values()))]
    return sorted(named, key=lambda source: source.id)


def _filled_in(source: SourceFile, folders: dict[Path, dict[str, dict[str, str]]]) -> SourceFile:
    folder = source.path.parent
    if folder not in folders:
        folders[folder] = read_by_hand(folder)
    values = folders[folder].get(source.path.name)
    return SourceFile(source.path, source.id, tuple(sorted(values.items()))) if values else source


def _files(folder: Path, above: frozenset[str]) -> Iterator[Path]:
    """Files below a folder; a link back is not followed, and a folder that cannot be read stands for itself."""
    real = os.path.realpath(folder)
    if real in above:
        return
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        yield folder
        return
    for entry in entries:
        if entry.name.startswith((".", "~$")) or is_by_hand(entry):
            continue
        if entry.is_dir():
            yield from _files(entry, above | {real})
        elif entry.is_file() or entry.is_symlink():
            yield entry


def _named(files: Sequence[tuple[Path, Path]]) -> list[SourceFile]:
    """Gives each file its id; where several would have the same, the folders above tell them apart."""
    ids = [encoded_id(file.relative_to(base).as_posix()) for file, base in files]
    depth = 0
    while clashes := {id for id, count in Counter(ids).items() if count > 1}:
        depth += 1
        for i, (file, base) in enumerate(files):
            if ids[i] in clashes:
                ids[i] = _prefixed(file, base, depth) or f"{ids[i]}%23{i}"
    return [SourceFile(file, id) for (file, _), id in zip(files, ids, strict=True)]


def _prefixed(file: Path, base: Path, depth: int) -> str | None:
    """The id with so many folders above the base before it; None where there are no more (names equal but for NFC)."""
    parents = base.resolve().parts
    if depth > len(parents):
        return None
    return encoded_id("/".join((*parents[-depth:], file.relative_to(base).as_posix())).lstrip("/"))


def encoded_id(path: str) -> str:
    """An id from a relative path: NFC, `/` between parts, white space, controls and `%` percent-encoded."""
    encoded = []
    for character in unicodedata.normalize("NFC", path):
        if character == "%" or character.isspace() or unicodedata.category(character)[0] == "C":
            data = character.encode(
                "utf-8", "surrogateescape" if "\udc80" <= character <= "\udcff" else "surrogatepass"
            )
            encoded.append("".join(f"%{byte:02X}" for byte in data))
        else:
            encoded.append(character)
    return "".join(encoded)


def load(source: SourceFile) -> Document:
    """Reads a file, cleans it, finds its outline and metadata, and cuts it.

    Raises:
        ReadError: the file cannot be read, or holds too little text.
    """
    try:
        data = source.path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise ReadError(f"cannot be opened: {reason}", zh=f"无法打开：{reason}") from error
    extract = read_bytes(data, source.path.suffix)
    front, body = front_matter(extract.raw)
    if body:
        extract = _without(extract, body)
    cleaned = clean(extract)
    marks = clean_marks(extract, cleaned)
    outlined = outline(cleaned.text, marks)
    filled = {**front, **dict(source.by_hand)}
    metadata = read_metadata(cleaned.text, outlined.sections, dict(extract.declared), filled)
    metadata = replace(metadata, by_hand=source.by_hand_sha256)
    pages = tuple(cleaned.map.to_clean(page) for page in extract.pages)
    passages, sentences = cut(cleaned.text, outlined, metadata, pages)
    return Document(
        id=encoded_id(front["id"]) if front.get("id") else source.id,
        source=shown_name(source.path),
        path=str(source.path),
        sha256=sha256(data).hexdigest(),
        raw=extract.raw,
        text=cleaned.text,
        map=cleaned.map,
        metadata=metadata,
        sections=outlined.sections,
        passages=passages,
        sentences=sentences,
        damaged=cleaned.damaged,
    )


def shown_name(path: Path) -> str:
    """A file's name without folders, controls and line ends shown as spaces."""
    name = unicodedata.normalize("NFC", path.name)
    return "".join(" " if c.isspace() or unicodedata.category(c)[0] == "C" else c for c in name)


def _without(extract: Extract, body: int) -> Extract:
    """The extract with its front matter marked to be left out."""
    marks = (Mark("skip", Span(0, body)), *extract.marks)
    return Extract(extract.raw, marks, extract.pages, extract.declared, extract.encoding)


def clean_marks(extract: Extract, cleaned: CleanText) -> tuple[Mark, ...]:
    """The marks of an extract over its clean text; those of which nothing is left are dropped."""
    marks = []
    for mark in extract.marks:
        span = cleaned.map.clean_span(mark.span)
        if mark.kind != "skip" and span:
            marks.append(Mark(mark.kind, span, mark.level))
    return tuple(marks)


__all__ = ["SUFFIXES", "SourceFile", "clean_marks", "encoded_id", "gather", "load", "shown_name"]
