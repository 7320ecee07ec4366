"""The manifest of a generation: what it is made of, and the size and SHA-256 of every file."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.errors import IndexDamagedError, IndexFormatError

FORMAT = 1
"""The format of the files on disk; an index of another format is refused, never guessed at."""

NAME = "manifest.json"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file of a generation: path below it with `/`, size in bytes, SHA-256 in hex."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SegmentRecord:
    """One segment: its folder's name, how many documents and passages it holds, and how many of them still answer."""

    name: str
    documents: int
    passages: int
    alive_documents: int
    alive_passages: int


@dataclass(frozen=True, slots=True)
class EncoderRecord:
    """The encoder that made the vectors: fingerprint, dimension, and the name given to `--encoder` (None: default)."""

    fingerprint: str
    dimension: int
    name: str | None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation says of itself.

    Attributes:
        pipeline: fingerprint of the code that reads, cleans and cuts.
        parameters: what else decides the contents, by name.
        documents, passages, sentences: how many answer.
        segments: in order; which document stands where is in the catalogue.
        files: all files but the manifest, ordered by path.
        failed: sources that could not be read, each with the reason in English and in Chinese.
        paths: the files and folders, absolute, that state the corpus; None where it was not made of files.
    """

    generation: int
    encoder: EncoderRecord
    pipeline: str
    parameters: Mapping[str, Any]
    documents: int
    passages: int
    sentences: int
    segments: tuple[SegmentRecord, ...]
    files: tuple[FileRecord, ...]
    failed: tuple[tuple[str, str, str], ...] = ()
    paths: tuple[str, ...] | None = None
    format: int = FORMAT

    def dumps(self) -> bytes:
        """The manifest as it stands on disk."""
        return json.dumps(asdict(self), ensure_ascii=True, indent=1).encode("ascii")

    @classmethod
    def loads(cls, data: bytes, where: Path) -> "Manifest":
        """Reads a manifest.

        Raises:
            IndexDamagedError: if it is not one.
            IndexFormatError: if it is of another format.
        """
        try:
            value = json.loads(data)
            found = value["format"]
            if found == FORMAT:
                return cls(
                    **{
                        **value,
                        "encoder": EncoderRecord(**value["encoder"]),
                        "segments": tuple(SegmentRecord(**segment) for segment in value["segments"]),
                        "files": tuple(FileRecord(**file) for file in value["files"]),
                        "failed": tuple(
                            (source, reason, *(zh or (reason,))) for source, reason, *zh in value["failed"]
                        ),
                        "paths": None if value.get("paths") is None else tuple(value["paths"]),
                    }
                )
        except (ValueError, KeyError, TypeError) as error:
            raise IndexDamagedError(
                f"{where} is not a manifest ({error}); build the index again: policyqa index --rebuild",
                zh=f"{where} 不是有效的索引清单，请重建索引：policyqa index --rebuild",
            ) from error
        raise IndexFormatError(
            f"{where}: index format {found}, this version reads {FORMAT}; build it again: policyqa index --rebuild",
            zh=f"{where}：索引格式为 {found}，当前版本只读取格式 {FORMAT}，请重建索引：policyqa index --rebuild",
        )


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex.

    Raises:
        OSError: if it cannot be read.
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def record_files(folder: Path, known: Mapping[str, FileRecord]) -> tuple[FileRecord, ...]:
    """Records of all files below `folder`, by path; those in `known` (linked from an earlier generation) as known."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return tuple(
        known.get(name) or FileRecord(name, (folder / name).stat().st_size, file_sha256(folder / name))
        for name in names
    )


def damaged_files(folder: Path, files: Iterable[FileRecord]) -> list[tuple[str, str]]:
    """Files that are not what the manifest says, each with the reason, after reading every byte."""
    found: list[tuple[str, str]] = []
    for record in files:
        reason = _difference(folder / record.path, record)
        if reason:
            found.append((record.path, reason))
    return found


def _difference(path: Path, record: FileRecord) -> str | None:
    try:
        size = path.stat().st_size
        if size != record.size:
            return f"{size} bytes, expected {record.size}"
        digest = file_sha256(path)
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"
    return None if digest == record.sha256 else f"SHA-256 {digest[:12]}…, expected {record.sha256[:12]}…"
