"""Folders in the cache that are made once: built beside, moved into place, checked by size and SHA-256 ever after.

What is cached can always be made again: a folder that fails its check is removed and built anew.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from filelock import FileLock, Timeout

from index.console import say
from index.errors import EncoderError

_MANIFEST = "manifest.json"
_STAMP = "checked.json"
_PATIENCE_SECONDS = 2.0


def ensure_folder(folder: Path, key: str, build: Callable[[Path], None]) -> Path:
    """The folder, built first if it is missing, damaged or made for another key.

    Two processes never build at once: the second waits and finds the work done.

    Args:
        folder: where it belongs.
        key: what it was made from; kept in its manifest.
        build: writes the files into the empty folder that it is given.

    Raises:
        EncoderError: the cache folder cannot be written.
    """
    if is_intact(folder, key):
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _turn(folder.with_name(folder.name + ".lock")):
            if not is_intact(folder, key):
                _build(folder, key, build)
    except OSError as error:
        raise EncoderError(
            f"cannot write the encoder to {folder.parent}: {error}; set POLICYQA_CACHE to a folder with 1 GB free",
            zh=f"无法把向量模型写入 {folder.parent}：{error}；请把 POLICYQA_CACHE 设为有 1 GB 空间的文件夹",
        ) from error
    return folder


def is_intact(folder: Path, key: str) -> bool:
    """Whether the folder was made for this key and every file in it is as it was written.

    Hashing is spared while inode, size and time of every file are those of the last full check.
    """
    manifest = read_json(folder / _MANIFEST)
    files = manifest.get("files")
    if manifest.get("key") != key or not isinstance(files, dict):
        return False
    stamp = _stamp(folder, files)
    if stamp is None:
        return False
    if read_json(folder / _STAMP).get("files") == stamp:
        return True
    try:
        if any(file_sha256(folder / name) != entry["sha256"] for name, entry in files.items()):
            return False
    except OSError:
        return False
    _write_stamp(folder, files)
    return True


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_json(path: Path) -> dict[str, object]:
    """The object in a JSON file; empty where it is missing or damaged."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def replace_json(path: Path, value: object) -> None:
    """Writes JSON beside and moves it into place."""
    replace_bytes(path, json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8"))


def replace_bytes(path: Path, content: bytes) -> None:
    """Writes a file beside and moves it into place."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).replace(path)


def _turn(path: Path) -> AbstractContextManager[object]:
    lock = FileLock(path)
    try:
        return lock.acquire(timeout=_PATIENCE_SECONDS)
    except Timeout:
        say("waiting for another process that prepares the encoder", "正在等待另一进程准备向量模型")
        return lock.acquire()


def _build(folder: Path, key: str, build: Callable[[Path], None]) -> None:
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.", ignore_cleanup_errors=True) as name:
        fresh = Path(name) / folder.name
        fresh.mkdir()
        build(fresh)
        paths = sorted(path for path in fresh.rglob("*") if path.is_file())
        files = {
            path.relative_to(fresh).as_posix(): {"size": path.stat().st_size, "sha256": file_sha256(path)}
            for path in paths
        }
        (fresh / _MANIFEST).write_text(json.dumps({"key": key, "files": files}, indent=1), encoding="utf-8")
        for path in paths:
            _flush(path)
        if folder.exists():
            shutil.rmtree(folder)
        fresh.replace(folder)
        _write_stamp(folder, files)


def _stamp(folder: Path, files: dict[str, dict[str, object]]) -> dict[str, list[int]] | None:
    found = {}
    for name, entry in files.items():
        try:
            status = (folder / name).stat()
        except OSError:
            return None
        if status.st_size != entry["size"]:
            return None
        found[name] = [status.st_ino, status.st_size, status.st_mtime_ns]
    return found


def _write_stamp(folder: Path, files: dict[str, dict[str, object]]) -> None:
    try:
        replace_json(folder / _STAMP, {"files": _stamp(folder, files)})
    except OSError:
        return  # A read-only cache is checked in full each time.


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
