"""Byte strings by key in one SQLite file that processes share; whatever is damaged is as if it were not there."""

import sqlite3
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from struct import Struct

from index.console import say

_ASKED_AT_ONCE = 500
_WAIT_SECONDS = 60.0
_CHECK = Struct("<I")
_TABLE = "CREATE TABLE IF NOT EXISTS entries (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, value BLOB NOT NULL)"
_OLDEST_FIFTH = (
    "DELETE FROM entries WHERE id IN (SELECT id FROM entries ORDER BY id LIMIT (SELECT COUNT(*) / 5 + 1 FROM entries))"
)


class VectorFile:
    """Values by key, each kept with a CRC-32.

    A file that SQLite cannot read is deleted and begun anew. Where no file can be written, nothing is remembered, and
    the user is told once.

    Args:
        path: of the file; its folder is made if missing.
        limit: bytes; past it the oldest fifth of the entries goes.
    """

    def __init__(self, path: Path, limit: int) -> None:
        self._path = path
        self._limit = limit
        self._usable = True

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """The values that are known and whole, by key."""
        found: dict[bytes, bytes] = {}

        def read(connection: sqlite3.Connection) -> None:
            for at in range(0, len(keys), _ASKED_AT_ONCE):
                asked = keys[at : at + _ASKED_AT_ONCE]
                marks = ",".join("?" * len(asked))
                for key, kept in connection.execute(f"SELECT key, value FROM entries WHERE key IN ({marks})", asked):
                    check, value = kept[: _CHECK.size], kept[_CHECK.size :]
                    if check == _CHECK.pack(zlib.crc32(value)):
                        found[key] = value

        self._use(read)
        return found

    def put(self, values: Mapping[bytes, bytes]) -> None:
        """Remembers values; makes room first where the file is full."""

        def write(connection: sqlite3.Connection) -> None:
            with connection:
                if _bytes_used(connection) > self._limit:
                    connection.execute(_OLDEST_FIFTH)
                connection.executemany(
                    "INSERT OR REPLACE INTO entries (key, value) VALUES (?, ?)",
                    ((key, _CHECK.pack(zlib.crc32(value)) + value) for key, value in values.items()),
                )

        self._use(write)

    def delete(self) -> None:
        """Deletes the file and what SQLite keeps beside it."""
        for ending in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)

    def _use(self, work: Callable[[sqlite3.Connection], None]) -> None:
        if not self._usable:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=_WAIT_SECONDS)) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = NORMAL")
                connection.execute(_TABLE)
                work(connection)
        except sqlite3.OperationalError as error:
            self._give_up(error)
        except sqlite3.DatabaseError:
            try:
                self.delete()
            except OSError as error:
                self._give_up(error)
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        self._usable = False
        say(
            f"vectors are not kept between runs: {self._path}: {error}",
            f"向量不会在多次运行之间保留：{self._path}：{error}",
        )


def _bytes_used(connection: sqlite3.Connection) -> int:
    pages, free, size = (
        int(connection.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size
