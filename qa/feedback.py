"""What people say of answers, kept beside the index as JSON Lines: appended, listed, marked as seen, deleted.

One object a line: `time` (ISO 8601, UTC), `verdict` (good, wrong, missing), `reason`, `question`, `history`,
`standalone`, `abstained`, `short`, `answer`, `citations` (`document`, `locator`, `quote`, `start`, `end`) and
`generation`, the index that answered. Which of them were seen is noted in a file of its own.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from index.errors import PolicyQAError

NAME, SEEN, LOCK = "feedback.jsonl", "feedback-seen.json", "feedback.lock"
LARGEST = 50_000_000
"""Bytes that the file may grow to."""

_SECONDS = 5
"""How long another writer is waited for."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One line of the file: its name, whether it was seen, and its values."""

    id: str
    seen: bool
    values: Mapping[str, Any]


class FeedbackFile:
    """The feedback of one index; every method may be called from several threads and processes."""

    def __init__(self, folder: Path) -> None:
        self._path, self._seen = folder / NAME, folder / SEEN
        self._lock = FileLock(folder / LOCK)

    def append(self, values: Mapping[str, Any]) -> None:
        """Adds one line, with the time of now before the values.

        Raises:
            PolicyQAError: the file is full or cannot be written.
        """
        line = json.dumps({"time": datetime.now(UTC).isoformat(timespec="seconds"), **values}, ensure_ascii=False)
        data = line.encode("utf-8", "replace") + b"\n"
        with _Writing(self._lock):
            if self._path.exists() and self._path.stat().st_size + len(data) > LARGEST:
                raise PolicyQAError(
                    f"{NAME} is full; review it and delete what is done with",
                    zh=f"反馈文件 {NAME} 已满，请管理员查看并清理",
                )
            with self._path.open("ab") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())

    def entries(self) -> list[Kept]:
        """All that was said, newest first; lines that are no JSON object are left out."""
        seen = self._read_seen()
        found = [Kept(id, id in seen, values) for id, _, values in self._lines() if values is not None]
        return found[::-1]

    def mark_seen(self, ids: Sequence[str]) -> None:
        """Notes lines as seen.

        Raises:
            PolicyQAError: it cannot be written.
        """
        with _Writing(self._lock):
            known = {id for id, _, _ in self._lines()}
            self._write(self._seen, json.dumps(sorted((self._read_seen() | set(ids)) & known)).encode())

    def delete(self, id: str) -> bool:
        """Takes one line out of the file; whether it was there.

        Raises:
            PolicyQAError: it cannot be written.
        """
        with _Writing(self._lock):
            lines = list(self._lines())
            left = [line for other, line, _ in lines if other != id]
            if len(left) == len(lines):
                return False
            if left:
                self._write(self._path, b"\n".join(left) + b"\n")
            else:
                self._path.unlink()
            return True

    def _lines(self) -> Iterator[tuple[str, bytes, dict[str, Any] | None]]:
        """The lines in order with their names, which come from what they say, and their values."""
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return
        count = Counter[str]()
        for line in data.split(b"\n"):
            if not line.strip():
                continue
            name = sha256(line).hexdigest()[:16]
            count[name] += 1
            try:
                values = json.loads(line)
            except (ValueError, RecursionError):
                values = None
            yield f"{name}-{count[name]}", line, values if isinstance(values, dict) else None

    def _read_seen(self) -> set[str]:
        try:
            seen = json.loads(self._seen.read_bytes())
        except (OSError, ValueError, RecursionError):
            return set()
        return {id for id in seen if isinstance(id, str)} if isinstance(seen, list) else set()

    def _write(self, path: Path, data: bytes) -> None:
        beside = path.with_name(f".{path.name}.new")
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)


class _Writing:
    """Holds the lock; says in one sentence where the files cannot be written."""

    def __init__(self, lock: FileLock) -> None:
        self._lock = lock

    def __enter__(self) -> None:
        try:
            self._lock.acquire(timeout=_SECONDS)
        except Timeout as error:
            raise PolicyQAError("the feedback is being written; try again", zh="反馈正在写入，请再试一次") from error
        except OSError as error:
            raise _unwritable(error) from error

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        self._lock.release()
        if isinstance(error, OSError):
            raise _unwritable(error) from error


def _unwritable(error: OSError) -> PolicyQAError:
    reason = error.strerror or str(error)
    return PolicyQAError(f"the feedback cannot be kept: {reason}", zh=f"反馈无法保存：{reason}")
