"""The real chat over the shipped digests with the real encoder, run as a person runs it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.build import build
from index.encoders import shared_encoder

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = [sys.executable, str(ROOT / "app.py")]


def indexed(folder: Path) -> Path:
    """An index of `seeds/` below the folder."""
    build([ROOT / "seeds"], folder / "index", shared_encoder())
    return folder / "index"


@contextmanager
def chatting(index: Path, *options: str) -> Iterator[str]:
    """The address of a chat over an index, ended afterwards."""
    command = [*PROGRAM, "chat", "--port", "0", "--index", str(index), *options]
    environment = os.environ | {"PYTHONUTF8": "1"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()
