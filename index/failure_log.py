"""Where the traceback of an unexpected error goes: a file of its own in the cache folder, named to the person."""

import os
import sys
from contextlib import suppress
from datetime import datetime

from index.console import told
from index.settings import settings


def log_failure(text: str) -> str:
    """Writes a traceback to a file of its own and returns its path; prints it if no file can be written."""
    name = f"error-{datetime.now():%Y%m%d-%H%M%S-%f}-{os.getpid()}.log"
    with suppress(OSError):
        folder = settings().cache / "logs"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", errors="backslashreplace")
        return str(folder / name)
    print(text, file=sys.stderr)
    return told("the lines above", "以上各行")
