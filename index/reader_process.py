"""Processes that read files for another: what a parser does to one of them is seen from outside and told."""

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.exchange import dump, dump_document, load_document
from index.model import Document
from index.reading import Failure, read_file

if TYPE_CHECKING:
    from index.corpus import SourceFile

MEMORY = 4 << 30
"""Bytes of address space that a reading process may take, where the system can limit it."""

_READY = b"ready\n"
_CODE = "import sys; sys.path.insert(0, sys.argv[1]); from index.reader_process import serve; serve()"
_ROOT = Path(__file__).resolve().parent.parent


def read_apart(
    files: Sequence["SourceFile"], processes: int, seconds: float
) -> Iterator[tuple[int, Document | Failure]]:
    """Reads files in so many processes; the place of each with what became of it, in the order in which they end."""
    waiting: queue.SimpleQueue[tuple[int, SourceFile]] = queue.SimpleQueue()
    for item in enumerate(files):
        waiting.put(item)
    results: queue.SimpleQueue[tuple[int, Document | Failure]] = queue.SimpleQueue()
    count = min(processes, len(files))
    threads = [threading.Thread(target=_work, args=(waiting, results, seconds), daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()
    for _ in files:
        yield results.get()
    for thread in threads:
        thread.join()


def serve() -> None:
    """Reads the files named on standard input, one a line, until it ends: what a reading process runs."""
    _limit_memory()
    # Whatever a library prints must not get between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    from index.corpus import SourceFile

    answers.write(_READY)
    answers.flush()
    for line in sys.stdin.buffer:
        path, id_, by_hand = json.loads(line)
        found = read_file(SourceFile(Path(path), id_, tuple((name, value) for name, value in by_hand)))
        if isinstance(found, Failure):
            value: Any = {"failure": [found.source, found.reason, found.reason_zh]}
        else:
            value = {"document": dump_document(found)}
        answers.write(dump(value))
        answers.flush()


class _Reader:
    """A reading process, started when it is first needed and again after it died."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, file: "SourceFile") -> Document | Failure:
        process = self._started()
        late = threading.Event()

        def give_up() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self._seconds, give_up)
        timer.start()
        try:
            answer = self._ask(process, file)
        finally:
            timer.cancel()
        if answer.endswith(b"\n"):
            value = json.loads(answer)
            return load_document(value["document"]) if "document" in value else Failure(*value["failure"])
        self.close()
        return self._died(file, late.is_set())

    def close(self) -> None:
        """Ends the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._process is None or self._process.poll() is not None:
            command = [sys.executable, "-c", _CODE, str(_ROOT)]
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            # The time given to a file does not run while the process is only starting.
            if self._process.stdout is None or self._process.stdout.readline() != _READY:
                self.close()
                raise OSError("a reading process does not start")
        return self._process

    def _ask(self, process: "subprocess.Popen[bytes]", file: "SourceFile") -> bytes:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("a reading process without pipes")
        with suppress(BrokenPipeError, OSError):
            process.stdin.write(dump([str(file.path), file.id, file.by_hand]))
            process.stdin.flush()
        return process.stdout.readline()

    def _died(self, file: "SourceFile", late: bool) -> Failure:
        if late:
            return Failure(
                str(file.path),
                f"reading took longer than {self._seconds:g} s",
                f"读取超过 {self._seconds:g} 秒，已放弃",
            )
        return Failure(str(file.path), "the reader crashed on it", "读取程序在此文件上崩溃")


def _work(
    waiting: "queue.SimpleQueue[tuple[int, SourceFile]]",
    results: "queue.SimpleQueue[tuple[int, Document | Failure]]",
    seconds: float,
) -> None:
    reader = _Reader(seconds)
    try:
        while True:
            try:
                place, file = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                found = reader.read(file)
            except OSError:
                # Where no process can be started, reading here is better than not reading.
                found = read_file(file)
            except (ValueError, KeyError, TypeError) as error:
                found = Failure(str(file.path), f"the reader failed: {error}", f"读取程序出错：{error}")
                reader.close()
            results.put((place, found))
    finally:
        reader.close()


def _limit_memory() -> None:
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
