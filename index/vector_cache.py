"""An encoder that never embeds the same text twice: vectors kept on disk, as a cache and never a source of truth.

A key is the SHA-256 of a text and its spans, in a file of the encoder's fingerprint. Vectors are kept in half
precision, which moves a cosine by less than 0.001; fresh and remembered ones are rounded alike, so that a warm cache
changes no result.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.encoder import Encoder, Floats, Progress
from index.model import Span
from index.token_encoder import unit
from index.vector_file import VectorFile

_FORMAT = 1
_LIMIT_BYTES = 4 << 30
_SLICE_TEXTS = 2048


class CachedEncoder:
    """An Encoder that remembers passages; questions pass through.

    Args:
        encoder: the one that does the work.
        folder: where the file belongs; made if missing. Where it cannot be written, all goes on without it.
        limit: bytes that the file may hold; past it the oldest fifth of the entries goes.
    """

    def __init__(self, encoder: Encoder, folder: Path, *, limit: int = _LIMIT_BYTES) -> None:
        self.fingerprint = encoder.fingerprint
        self.dimension = encoder.dimension
        self._encoder = encoder
        self._file = VectorFile(folder / f"vectors-{_FORMAT}-{encoder.fingerprint[:16]}.sqlite", limit)

    def queries(self, texts: Sequence[str]) -> Floats:
        """Vectors of questions; see `Encoder.queries`."""
        return self._encoder.queries(texts)

    def passages(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], progress: Progress | None = None
    ) -> tuple[Floats, list[Floats]]:
        """Vectors of passages and of the spans in each, rounded to float16; see `Encoder.passages`."""
        if len(texts) != len(spans):
            raise ValueError(f"{len(texts)} texts, but spans for {len(spans)}")
        keys = [_key(text, over) for text, over in zip(texts, spans, strict=True)]
        first: dict[bytes, int] = {}
        for place, key in enumerate(keys):
            first.setdefault(key, place)
        known = self._known(first, spans)
        missing = [key for key in first if key not in known]
        if progress is not None and (done := sum(key in known for key in keys)):
            progress(done)
        for at in range(0, len(missing), _SLICE_TEXTS):
            part = missing[at : at + _SLICE_TEXTS]
            places = [first[key] for key in part]
            wholes, inner = self._encoder.passages([texts[i] for i in places], [spans[i] for i in places], progress)
            fresh = {key: np.vstack([w[None], i]).astype("<f2") for key, w, i in zip(part, wholes, inner, strict=True)}
            self._file.put({key: rows.tobytes() for key, rows in fresh.items()})
            known |= {key: unit(rows.astype(np.float32)) for key, rows in fresh.items()}
        if progress is not None and (repeated := len(texts) - len(missing) - done):
            progress(repeated)
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for place, key in enumerate(keys):
            vectors[place] = known[key][0]
        return vectors, [known[key][1:] for key in keys]

    def clear(self) -> None:
        """Deletes what is kept for this encoder."""
        self._file.delete()

    def _known(self, first: dict[bytes, int], spans: Sequence[Sequence[Span]]) -> dict[bytes, Floats]:
        known = {}
        for key, packed in self._file.get(list(first)).items():
            rows = np.frombuffer(packed, dtype="<f2")
            if rows.size == (1 + len(spans[first[key]])) * self.dimension:
                known[key] = unit(rows.astype(np.float32).reshape(-1, self.dimension))
        return known


def _key(text: str, spans: Sequence[Span]) -> bytes:
    data = text.encode("utf-8", "surrogatepass")
    positions = np.array([(span.start, span.end) for span in spans], dtype="<i8")
    return hashlib.sha256(b"%d:%s%s" % (len(data), data, positions.tobytes())).digest()
