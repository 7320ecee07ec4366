"""Reads an evidence pack, from a folder or an archive that anybody may have made, and checks its form."""

import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from index.errors import ExportError
from index.readers.limits import MAX_FILE_BYTES, MAX_UNPACKED_BYTES
from qa.export.pack import FORMAT, JSON, PAGE, SOURCES, VERSION

_DOCUMENT = {"id": str, "source": str, "sha256": str, "raw_sha256": str, "clean_sha256": str}
_CITATION = {
    "document": str,
    "quote": str,
    "raw_quote": str,
    "start": int,
    "end": int,
    "raw_start": int,
    "raw_end": int,
}


def read_pack(path: Path) -> dict[str, Any]:
    """The JSON of a pack: a folder, a .zip file, or pack.json itself.

    Raises:
        ExportError: if it is no pack.
    """
    value, _ = open_pack(path)
    return value


def open_pack(path: Path, unpacked: Path | None = None) -> tuple[dict[str, Any], dict[str, Path]]:
    """The JSON of a pack and its other files by name; those of an archive are written to the folder `unpacked`.

    Raises:
        ExportError: if it is no pack.
    """
    try:
        if path.is_dir():
            data, files = (path / JSON).read_bytes(), {p.relative_to(path).as_posix(): p for p in _files(path)}
        elif path.suffix.lower() == ".zip":
            data, files = _unzipped(path, unpacked)
        else:
            data, files = path.read_bytes(), {p.relative_to(path.parent).as_posix(): p for p in _files(path.parent)}
        value = json.loads(data)
    except (OSError, ValueError, RecursionError, zipfile.BadZipFile, zlib.error, NotImplementedError) as error:
        raise _no_pack(path, str(error)) from error
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise _no_pack(path, "it does not say that it is one")
    if value.get("version") != VERSION:
        raise ExportError(
            f"{path}: pack of version {value.get('version')}, this program reads {VERSION}",
            zh=f"{path}：证据包版本为 {value.get('version')}，当前程序只读取版本 {VERSION}",
        )
    _check_fields(path, value)
    return value, files


def _files(folder: Path) -> Iterator[Path]:
    yield from (
        p for name in (PAGE, SOURCES) for p in sorted([folder / name, *(folder / name).glob("*")]) if p.is_file()
    )


def _unzipped(path: Path, folder: Path | None) -> tuple[bytes, dict[str, Path]]:
    """The JSON of a packed pack; the other files are written to a folder under names of our own."""
    files: dict[str, Path] = {}
    with zipfile.ZipFile(path) as archive:
        if sum(info.file_size for info in archive.infolist()) > 4 * MAX_UNPACKED_BYTES:
            raise ValueError("it unpacks to too much")
        for place, info in enumerate(archive.infolist()):
            if folder is not None and info.filename != JSON and not info.is_dir() and info.file_size <= MAX_FILE_BYTES:
                # A name in an archive may lead anywhere; only its ending is kept, which tells how to read the file.
                target = folder / f"{place}{Path(info.filename).suffix}"
                target.write_bytes(archive.read(info))
                files[info.filename] = target
        try:
            return archive.read(JSON), files
        except KeyError as error:
            raise ValueError(f"it has no {JSON}") from error


def _check_fields(path: Path, value: Mapping[str, Any]) -> None:
    documents, answers = value.get("documents"), value.get("answers")
    sound = isinstance(documents, list) and isinstance(answers, list)
    sound = sound and all(_has(document, _DOCUMENT) for document in documents or ())
    for answer in answers or ():
        sound = sound and isinstance(answer, dict) and isinstance(answer.get("citations"), list)
        sound = sound and all(_has(citation, _CITATION) for citation in answer["citations"])
    if not sound:
        raise _no_pack(path, "fields are missing or of the wrong kind")


def _has(value: Any, fields: Mapping[str, type]) -> bool:
    return isinstance(value, dict) and all(
        isinstance(value.get(name), kind) and not isinstance(value.get(name), bool) for name, kind in fields.items()
    )


def _no_pack(path: Path, why: str) -> ExportError:
    reason = " ".join(why.split())[:200]
    return ExportError(f"{path} is no evidence pack: {reason}", zh=f"{path} 不是有效的证据包：{reason}")
