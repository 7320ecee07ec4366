"""Files that are written: names checked first, contents written beside and moved into place, inputs never changed."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from index.errors import ExportError


def checked_out(path: Path, suffixes: Sequence[str], inputs: Sequence[Path] = ()) -> Path:
    """The path, if a file of one of the kinds can be written there without changing an input.

    Raises:
        ExportError: with what is wrong and what to do.
    """
    if suffixes and path.suffix.lower() not in suffixes:
        wanted = ", ".join(suffixes)
        raise ExportError(
            f"{path}: the name must end in {wanted}; name another file",
            zh=f"{path}：文件名应以 {wanted} 结尾，请换一个文件名",
        )
    if path.is_dir():
        raise ExportError(f"{path} is a folder; name a file", zh=f"{path} 是文件夹，请指定文件")
    if any(path.exists() and other.exists() and path.samefile(other) for other in inputs):
        raise ExportError(
            f"{path} is the file that is read, which is never changed; name another",
            zh=f"{path} 就是要读取的文件，原文件不会被改动，请换一个文件名",
        )
    if not path.absolute().parent.is_dir():
        raise ExportError(
            f"{path}: there is no folder {path.absolute().parent}; make it first",
            zh=f"{path}：文件夹 {path.absolute().parent} 不存在，请先建立",
        )
    return path


def write_file(path: Path, data: bytes) -> None:
    """Writes a file beside its place and moves it there; what was there stays if that fails.

    Raises:
        ExportError: if it cannot be written.
    """
    temporary = None
    try:
        handle, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}.")
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise ExportError(f"{path}: cannot be written ({reason})", zh=f"{path}：无法写入（{reason}）") from error
