"""Passage vectors in FAISS: exact search by inner product, which for unit vectors is the cosine."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from index.errors import IndexDamagedError

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

EXACT_UP_TO = 1_000_000
"""Vectors up to which exact search serves a chat; beyond it the `index` command says so.

Measured with one thread at 384 dimensions: 20,000 vectors take 3 ms a question, 100,000 19 ms, 300,000 51 ms, and a
filter makes it less. An approximate index below that size would save what nobody notices and miss passages; above it,
one process with all vectors in memory (1.5 GB a million) is no longer the right shape.
"""

_MAX_BYTES = 8 << 30


class DenseSegment:
    """The vectors of one segment, in one FAISS file."""

    def __init__(self, flat: faiss.IndexFlatIP) -> None:
        self._flat = flat
        self.size: int = flat.ntotal
        self.dimension: int = flat.d

    @classmethod
    def build(cls, vectors: Floats) -> "DenseSegment":
        """A segment of `vectors`, (n, d) of unit length.

        Raises:
            ValueError: if a value is not finite: FAISS stores it and never finds it.
        """
        flat = faiss.IndexFlatIP(vectors.shape[1])
        flat.add(_checked(vectors, vectors.shape[1]))
        return cls(flat)

    @classmethod
    def open(cls, path: Path) -> "DenseSegment":
        """Reads a FAISS file whose hash has been checked; FAISS itself believes whatever a file says.

        Raises:
            IndexDamagedError: if it is no exact inner-product index.
        """
        faiss.set_deserialization_vector_byte_limit(_MAX_BYTES)
        try:
            with path.open("rb") as file:
                flat = faiss.read_index(faiss.PyCallbackIOReader(file.read))
        except RuntimeError as error:
            raise IndexDamagedError(f"{path}: FAISS cannot read it: {str(error).splitlines()[0]}") from error
        if not isinstance(flat, faiss.IndexFlat) or flat.metric_type != faiss.METRIC_INNER_PRODUCT:
            raise IndexDamagedError(f"{path}: holds {type(flat).__name__}, not IndexFlatIP")
        return cls(flat)

    def save(self, path: Path) -> None:
        """Writes the FAISS file; through Python, since FAISS cannot open non-ASCII paths on Windows."""
        with path.open("wb") as file:
            faiss.write_index(self._flat, faiss.PyCallbackIOWriter(file.write))

    def vectors(self) -> Floats:
        """All vectors, (size, dimension): a view of the index's own memory, not to be written to."""
        if not self.size:
            return np.empty((0, self.dimension), dtype=np.float32)
        flat: Floats = faiss.rev_swig_ptr(self._flat.get_xb(), self.size * self.dimension)
        return flat.reshape(self.size, self.dimension)

    def search(self, query: Floats, k: int, allowed: Flags | None) -> tuple[Numbers, Floats]:
        """The `k` nearest of the allowed vectors, best first."""
        k = min(k, self.size if allowed is None else int(allowed.sum()))
        if k < 1:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        parameters = None
        if allowed is not None:
            bits = np.packbits(allowed, bitorder="little")
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))
        cosines, numbers = self._flat.search(query, k, params=parameters)
        return numbers[0], cosines[0]


class DenseIndex:
    """The vectors of all passages of an index, over one segment or several.

    `numbers[s][i]` is the passage number of vector i of segment s, or -1 if it no longer answers.
    """

    def __init__(self, segments: Sequence[DenseSegment], numbers: Sequence[Numbers]) -> None:
        for segment, mapped in zip(segments, numbers, strict=True):
            if segment.size != len(mapped):
                raise ValueError(f"a segment of {segment.size} vectors with {len(mapped)} numbers")
        self._segments = tuple(segments)
        self._numbers = tuple(numbers)
        self._alive = tuple(mapped >= 0 for mapped in self._numbers)
        self.dimension = segments[0].dimension if segments else 0
        self.size = int(sum(alive.sum() for alive in self._alive))
        self._segment_of = np.full(self.size, -1, dtype=np.int32)
        self._place_of = np.zeros(self.size, dtype=np.int64)
        for position, (mapped, alive) in enumerate(zip(self._numbers, self._alive, strict=True)):
            self._segment_of[mapped[alive]] = position
            self._place_of[mapped[alive]] = np.flatnonzero(alive)
        if np.any(self._segment_of < 0):
            raise ValueError("the segments' numbers are not 0 to size - 1, each once")

    @classmethod
    def build(cls, vectors: Floats) -> "DenseIndex":
        """An index of one segment: the number of a vector is its place."""
        return cls([DenseSegment.build(vectors)], [np.arange(len(vectors), dtype=np.int64)])

    @cached_property
    def centre(self) -> Floats:
        """The mean of all vectors, (d,): what the passages have in common; zeros where there is none."""
        total = np.zeros(self.dimension, dtype=np.float64)
        for segment, alive in zip(self._segments, self._alive, strict=True):
            total += segment.vectors()[alive].sum(axis=0, dtype=np.float64)
        return (total / max(self.size, 1)).astype(np.float32)

    def search(self, vector: Floats, k: int, allowed: Flags | None = None) -> tuple[Numbers, Floats]:
        """The passages nearest to a query.

        Args:
            vector: (d,), unit length.
            k: how many.
            allowed: flags over all passages; the others are passed over before the best are chosen.

        Returns:
            Passage numbers (int64) and cosines (float32), best first, ties by number; fewer than `k` where there are
            no more.
        """
        query = _checked(vector.reshape(1, -1), self.dimension)
        found = [self._search(position, query, k, allowed) for position in range(len(self._segments))]
        if not found:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        numbers = np.concatenate([numbers for numbers, _ in found])
        cosines = np.concatenate([cosines for _, cosines in found])
        order = np.lexsort((numbers, -cosines))[:k]
        return numbers[order], cosines[order]

    def similarities(self, vector: Floats, numbers: npt.NDArray[np.integer] | Sequence[int]) -> Floats:
        """The cosine of each of the passages `numbers` to `vector`, in their order."""
        wanted = np.asarray(numbers, dtype=np.int64)
        query = _checked(vector.reshape(1, -1), self.dimension)[0]
        cosines = np.empty(len(wanted), dtype=np.float32)
        for position, segment in enumerate(self._segments):
            here = np.flatnonzero(self._segment_of[wanted] == position)
            if len(here):
                cosines[here] = segment.vectors()[self._place_of[wanted[here]]] @ query
        return cosines

    def vector(self, number: int) -> Floats:
        """The vector of one passage, (d,)."""
        segment = self._segments[self._segment_of[number]]
        vector: Floats = segment.vectors()[self._place_of[number]].copy()
        return vector

    def _search(self, position: int, query: Floats, k: int, allowed: Flags | None) -> tuple[Numbers, Floats]:
        mapped, alive = self._numbers[position], self._alive[position]
        flags = alive if allowed is None else alive & allowed[np.maximum(mapped, 0)]
        places, cosines = self._segments[position].search(query, k, None if flags.all() else flags)
        return mapped[places], cosines


def one_thread() -> None:
    """Makes FAISS search with one thread: a single query is faster so, and several askers do not compete."""
    faiss.omp_set_num_threads(1)


def _checked(vectors: Floats, dimension: int) -> Floats:
    if vectors.ndim != 2 or vectors.shape[1] != dimension:
        raise ValueError(f"vectors of shape {vectors.shape}, expected (n, {dimension})")
    if not np.isfinite(vectors).all():
        raise ValueError("a vector holds a value that is not finite")
    return np.ascontiguousarray(vectors, dtype=np.float32)
