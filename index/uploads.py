"""The uploads folder of an index: files put in through the page, under names that can do no harm, always of the corpus.

A file is written beside first, under a hidden name that no build looks at, and moved into place whole.
"""

import os
import re
import secrets
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

from index.by_hand import NAME as BY_HAND
from index.by_hand import by_hand_csv, read_by_hand
from index.errors import CorpusError, PolicyQAError
from index.generations import UPLOADS, replace_file, sync_folder

SUFFIXES = (".txt", ".md", ".html", ".htm", ".pdf", ".docx", ".xlsx", ".csv")
"""The formats that are read; `index.readers` reads them."""
FILES = 1000
"""Most files that are kept."""

_STAGED = ".staged-"
_STAGED_SECONDS = 3600
_NAME_BYTES = 180
"""File systems take 255; the way there and back through others adds some."""
_FORBIDDEN = re.compile(r'[<>:"|?*\\/]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.I)


class NameTakenError(CorpusError):
    """A file of that name has been uploaded before."""


class Uploads:
    """The uploads of one index; safe to use from several threads of one process."""

    def __init__(self, root: Path) -> None:
        self.folder = root / UPLOADS
        self._lock = Lock()

    def names(self) -> list[str]:
        """The names of the files, in order."""
        try:
            entries = sorted(self.folder.iterdir())
        except OSError:
            return []
        return [entry.name for entry in entries if not entry.name.startswith(".") and entry.name != BY_HAND]

    def taken(self, name: str) -> str | None:
        """The file that has this name already, but for case and the form of its characters."""
        wanted = _folded(name)
        return next((known for known in self.names() if _folded(known) == wanted), None)

    def holds(self, path: str | Path) -> bool:
        """Whether a path is that of an uploaded file."""
        parent = Path(path).parent
        return parent.name == UPLOADS and parent.resolve() == self.folder.resolve()

    @contextmanager
    def staged(self, name: str) -> Iterator[Path]:
        """A place for the bytes of a file while they arrive and are read; what is left there is removed.

        Raises:
            CorpusError: the folder cannot be written to.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unwritable(self.folder, error) from error
        self._sweep()
        path = self.folder / f"{_STAGED}{secrets.token_hex(8)}{Path(name).suffix.lower()}"
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    def put(self, staged: Path, name: str, replace: bool = False) -> Path:
        """Moves a staged file into place under a name that `safe_name` made, and returns its path.

        Raises:
            NameTakenError: there is a file of that name, and it is not to be replaced.
            CorpusError: there is no room for more, or the folder cannot be written to.
        """
        with self._lock:
            taken = self.taken(name)
            if taken is not None and not replace:
                raise NameTakenError(f"{taken} has been uploaded before", zh=f"已上传过同名文件：{taken}")
            if taken is None and len(self.names()) >= FILES:
                raise CorpusError(
                    f"{FILES} files have been uploaded, which is the most; remove some first",
                    zh=f"已上传 {FILES} 个文件，达到上限，请先移除一些",
                )
            target = self.folder / (taken or name)
            try:
                with staged.open("rb+") as file:
                    os.fsync(file.fileno())
                staged.replace(target)
                sync_folder(self.folder)
            except OSError as error:
                raise _unwritable(self.folder, error) from error
            return target

    def remove(self, name: str) -> None:
        """Removes a file, and what was filled in of it.

        Raises:
            CorpusError: there is no such file, or it cannot be removed.
        """
        with self._lock:
            if name not in self.names():
                raise CorpusError(f"{name} is not among the uploaded files", zh=f"上传的文件中没有 {name}")
            try:
                (self.folder / name).unlink()
                filled = read_by_hand(self.folder)
                if filled.pop(name, None) is not None:
                    replace_file(self.folder / BY_HAND, by_hand_csv(filled))
            except OSError as error:
                raise _unwritable(self.folder, error) from error

    def _sweep(self) -> None:
        """Removes what interrupted uploads left behind."""
        for path in self.folder.glob(f"{_STAGED}*"):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > _STAGED_SECONDS:
                    path.unlink()


def safe_name(name: str) -> str:
    """A name for a file that leads nowhere else and is a name on every system; its end is that of a format read here.

    Raises:
        CorpusError: no format that is read here has such a name.
    """
    bare = unicodedata.normalize("NFC", re.split(r"[\\/]", name)[-1])
    bare = "".join(" " if char.isspace() else char for char in bare if _is_shown(char))
    bare = _FORBIDDEN.sub("_", bare).strip(" .~$")
    stem, dot, ending = bare.rpartition(".")
    suffix = dot + ending
    if suffix.lower() not in SUFFIXES:
        known = " ".join(SUFFIXES)
        raise CorpusError(
            f"{bare or 'this file'}: only files that end in {known} are read",
            zh=f"{bare or '该文件'}：只能读取后缀为 {known} 的文件",
        )
    stem = stem.rstrip(" .")
    if _DEVICE.fullmatch(stem.partition(".")[0]) or _folded(stem + suffix) == _folded(BY_HAND):
        stem += "_"
    while len((stem + suffix).encode()) > _NAME_BYTES:
        stem = stem[:-1].rstrip(" .")
    return stem + suffix


def _is_shown(char: str) -> bool:
    """Whether a character may stand in a name: controls, marks of direction and halves of characters may not."""
    return char.isspace() or unicodedata.category(char)[0] != "C"


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _unwritable(folder: Path, error: OSError) -> PolicyQAError:
    reason = error.strerror or str(error)
    return CorpusError(f"{folder.name}: cannot be written to: {reason}", zh=f"{folder.name}：无法写入：{reason}")
