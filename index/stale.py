"""Which documents have changed or vanished on disk since they were indexed."""

from functools import lru_cache
from pathlib import Path

from index.manifest import file_sha256
from index.store import DocumentEntry, Index


def stale_documents(index: Index) -> frozenset[str]:
    """Ids of the documents whose file is gone or holds other bytes now.

    A file is read only where its size is the same and its time of change is not. Documents that came from no file are
    never stale.
    """
    return frozenset(entry.id for entry in index.documents if is_stale(entry))


def is_stale(entry: DocumentEntry) -> bool:
    """Whether a document's file is gone or holds other bytes than were indexed."""
    if not entry.path or not entry.mtime_ns:
        return False
    try:
        stat = Path(entry.path).stat()
        if stat.st_size != entry.size:
            return True
        if stat.st_mtime_ns == entry.mtime_ns:
            return False
        return _sha256_at(entry.path, stat.st_size, stat.st_mtime_ns) != entry.sha256
    except OSError:
        return True


@lru_cache(maxsize=4096)
def _sha256_at(path: str, size: int, mtime_ns: int) -> str:
    return file_sha256(Path(path))
