"""The folder of an index: immutable generations, a pointer to the current one, one writer at a time.

    .index/
      current.json           {"generation": "gen-00000007", "manifest_sha256": ...}: the pointer
      gen-00000007/          manifest.json, catalog.sqlite, terms/, segments/NAME/...
      stamps.json            which files were found right, so that opening need not read them all again
      evaluations/           what was measured on the page, each in a folder of its own
      uploads/               files put in through the chat; always part of the corpus
      lock                   held by the one writer

A generation is written to a folder of its own, synced and checked, and only then the pointer is replaced: the one
moment at which a build takes effect. What a killed build leaves behind is removed by the next one.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import IndexBusyError, IndexDamagedError, IndexFormatError, IndexMissingError, PolicyQAError
from index.manifest import NAME, Manifest, damaged_files

POINTER = "current.json"
STAMPS = "stamps.json"
UPLOADS = "uploads"
LOCK = "lock"
KEPT = 2
"""Generations kept: the current one, and the one before it for readers that are just opening it."""

_GENERATION = re.compile(r"gen-(\d{8,})")
_UNFINISHED = "building-"
_DISCARDED = "discarded-"


def generation_name(number: int) -> str:
    """The folder's name of generation `number`."""
    return f"gen-{number:08d}"


def current_manifest(root: Path) -> tuple[Path, Manifest]:
    """Folder and manifest of the current generation.

    Raises:
        IndexMissingError: if there is no index at `root`.
        IndexDamagedError: if the pointer or the manifest is damaged.
        IndexFormatError: if it is of another format.
    """
    name, wanted = _pointer(root)
    path = root / name / NAME
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _damaged(root, f"{name}/{NAME} cannot be read: {error.strerror or error}") from error
    if hashlib.sha256(data).hexdigest() != wanted:
        raise _damaged(root, f"{name}/{NAME} differs from what was written")
    return path.parent, Manifest.loads(data, path)


def pointer_bytes(root: Path) -> bytes:
    """The pointer to the current generation as it stands on disk; another content is another generation.

    Raises:
        IndexMissingError: if there is no index at `root`.
        IndexDamagedError: if the pointer cannot be read.
    """
    try:
        return (root / POINTER).read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexMissingError(
            f"no index at {root}; build one: policyqa index PATH --index {root}",
            zh=f"{root} 没有索引，请先建立：policyqa index PATH --index {root}",
        ) from error
    except OSError as error:
        raise _damaged(root, f"{POINTER} cannot be read: {error.strerror or error}") from error


def require_sound(root: Path, folder: Path, manifest: Manifest) -> None:
    """Checks size and SHA-256 of every file of a generation, once: stamps of inode, size and time save repeating it.

    Raises:
        IndexDamagedError: naming the first damaged file.
    """
    stamps = _stamps(folder, manifest)
    if stamps is not None and _read_stamps(root).get(folder.name) == stamps:
        return
    damaged = damaged_files(folder, manifest.files)
    if damaged:
        name, reason = damaged[0]
        raise _damaged(root, f"{folder.name}/{name}: {reason}")
    _remember(root, folder, manifest)


@contextmanager
def writing(root: Path) -> Iterator[None]:
    """Holds the index for writing.

    Raises:
        IndexBusyError: if another process holds it.
        PolicyQAError: if the folder cannot be made or written to.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(root / LOCK, timeout=0)
        lock.acquire()
    except Timeout as error:
        raise IndexBusyError(
            f"{root} is being built by another process; try again when it is done",
            zh=f"{root} 正由另一个进程建立索引，请等它完成后再试",
        ) from error
    except OSError as error:
        raise PolicyQAError(
            f"no index can be kept at {root}: {error.strerror or error}; name another folder with --index",
            zh=f"无法在 {root} 保存索引：{error.strerror or error}；请用 --index 指定其他文件夹",
        ) from error
    try:
        yield
    finally:
        lock.release()


def new_folder(root: Path) -> tuple[Path, int]:
    """An empty folder to write the next generation into, and its number; call it while holding the index."""
    number = max([0, *_numbers(root)]) + 1
    folder = root / f"{_UNFINISHED}{generation_name(number)}"
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir()
    return folder, number


def publish(root: Path, folder: Path, manifest: Manifest) -> Path:
    """Makes the generation written in `folder` the current one.

    Syncs and checks everything before the pointer moves, then removes generations beyond the last two.

    Returns:
        The generation's folder under its final name.
    """
    data = manifest.dumps()
    (folder / NAME).write_bytes(data)
    _sync_tree(folder)
    damaged = damaged_files(folder, manifest.files)
    if damaged:
        raise _damaged(root, f"written, but read back otherwise: {damaged[0][0]}: {damaged[0][1]}")
    final = root / generation_name(manifest.generation)
    folder.rename(final)
    sync_folder(root)
    pointer = {"generation": final.name, "manifest_sha256": hashlib.sha256(data).hexdigest()}
    replace_file(root / POINTER, json.dumps(pointer).encode())
    _remember(root, final, manifest)
    clean(root)
    return final


def clean(root: Path) -> None:
    """Removes what killed builds left behind and generations beyond the last two; call it while holding the index.

    What cannot be removed now (on Windows a file that a reader has open) is left to the next build.
    """
    current = _current_number(root)
    numbers = sorted(_numbers(root))
    kept = [number for number in numbers if current is not None and number <= current][-KEPT:]
    for path in sorted(root.iterdir()):
        match = _GENERATION.fullmatch(path.name)
        if match and current is not None and int(match[1]) not in kept:
            aside = root / f"{_DISCARDED}{path.name}"
            with suppress(OSError):
                path.rename(aside)
                shutil.rmtree(aside, ignore_errors=True)
        elif path.name.startswith((_UNFINISHED, _DISCARDED)):
            shutil.rmtree(path, ignore_errors=True)


def link_or_copy(source: Path, target: Path) -> None:
    """Gives a file of an older generation a second name; copies it where the file system has no hard links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def replace_file(path: Path, data: bytes) -> None:
    """Writes a file beside `path` and moves it into place, so that `path` is the old one or the new, never half."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Makes names written in a folder last through a power cut; Windows does so by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_tree(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            sync_folder(path)
        else:
            with path.open("rb+" if os.name == "nt" else "rb") as file:
                os.fsync(file.fileno())
    sync_folder(folder)


def _pointer(root: Path) -> tuple[str, str]:
    data = pointer_bytes(root)
    try:
        value = json.loads(data)
        name, wanted = value["generation"], value["manifest_sha256"]
        if not _GENERATION.fullmatch(name) or not isinstance(wanted, str):
            raise ValueError(f"generation {name!r}")
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(root, f"{POINTER} is no pointer to a generation") from error
    return name, wanted


def _damaged(root: Path, what: str) -> IndexDamagedError:
    return IndexDamagedError(
        f"the index at {root} is damaged: {what}; build it again: policyqa index PATH --rebuild --index {root}",
        zh=f"{root} 的索引已损坏：{what}；请重建：policyqa index PATH --rebuild --index {root}",
    )


def _numbers(root: Path) -> list[int]:
    return [int(match[1]) for path in root.iterdir() if (match := _GENERATION.fullmatch(path.name))]


def _current_number(root: Path) -> int | None:
    with suppress(IndexMissingError, IndexFormatError):
        return int(_pointer(root)[0].removeprefix("gen-"))
    return None


def _stamps(folder: Path, manifest: Manifest) -> list[list[int]] | None:
    try:
        stats = [(folder / file.path).stat() for file in manifest.files]
    except OSError:
        return None
    if any(stat.st_size != file.size for stat, file in zip(stats, manifest.files, strict=True)):
        return None
    return [[stat.st_ino, stat.st_size, stat.st_mtime_ns] for stat in stats]


def _remember(root: Path, folder: Path, manifest: Manifest) -> None:
    # An index on a read-only medium is checked at every opening.
    with suppress(OSError):
        kept = {name: value for name, value in _read_stamps(root).items() if (root / name).is_dir()}
        replace_file(root / STAMPS, json.dumps({**kept, folder.name: _stamps(folder, manifest)}).encode())


def _read_stamps(root: Path) -> dict[str, list[list[int]]]:
    try:
        value = json.loads((root / STAMPS).read_bytes())
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}
