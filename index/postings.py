"""Which terms stand in which passages of a segment, and how often; kept so that adding a document cuts only that one.

One file of arrays a channel: `tokens`, the terms in order of first appearance as the bytes of a JSON list; and for
passage i the term numbers `ids[indptr[i]:indptr[i + 1]]`, each with its `counts`.
"""

import json
from array import array
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.errors import IndexDamagedError
from index.tokens import TOKENIZERS


@dataclass(frozen=True, slots=True)
class Postings:
    """One channel of one segment.

    Attributes:
        tokens: the terms; a term's number is its place.
        indptr: (passages + 1,), int64: where each passage begins in the other two.
        ids: term numbers, rising within a passage.
        counts: how often each stands in the passage.
    """

    tokens: tuple[str, ...]
    indptr: npt.NDArray[np.int64]
    ids: npt.NDArray[np.int32]
    counts: npt.NDArray[np.int32]

    @property
    def size(self) -> int:
        """How many passages there are."""
        return len(self.indptr) - 1

    @classmethod
    def open(cls, path: Path) -> "Postings":
        """Reads what `save` wrote, after its hash has been checked.

        Raises:
            IndexDamagedError: if the arrays do not fit together.
        """
        with np.load(path, allow_pickle=False) as arrays:
            tokens = json.loads(arrays["tokens"].tobytes())
            indptr, ids, counts = arrays["indptr"], arrays["ids"], arrays["counts"]
        if len(ids) != len(counts) or indptr[-1] != len(ids) or (len(ids) and ids.max() >= len(tokens)):
            raise IndexDamagedError(f"{path}: the postings do not fit together")
        return cls(tuple(tokens), indptr, ids, counts)

    def save(self, path: Path) -> None:
        """Writes one file."""
        text = json.dumps(self.tokens, ensure_ascii=False, separators=(",", ":"))
        tokens = np.frombuffer(text.encode("utf-8", "surrogatepass"), dtype=np.uint8)
        np.savez(path, tokens=tokens, indptr=self.indptr, ids=self.ids, counts=self.counts, allow_pickle=False)


class PostingsBuilder:
    """Collects the terms of passages, one after another."""

    def __init__(self, channel: str) -> None:
        self._tokenize = TOKENIZERS[channel]
        self._vocabulary: dict[str, int] = {}
        self._ids = array("i")
        self._lengths = array("i")

    def add(self, key: str) -> None:
        """Takes in the search key of the next passage."""
        vocabulary = self._vocabulary
        before = len(self._ids)
        self._ids.extend([vocabulary.setdefault(token, len(vocabulary)) for token in self._tokenize(key)])
        self._lengths.append(len(self._ids) - before)

    def build(self) -> Postings:
        """The postings of all passages taken in."""
        size, terms = len(self._lengths), max(len(self._vocabulary), 1)
        passages = np.repeat(np.arange(size, dtype=np.int64), np.asarray(self._lengths, dtype=np.int64))
        pairs = passages * terms + np.asarray(self._ids, dtype=np.int64)
        distinct, counts = np.unique(pairs, return_counts=True)
        indptr = np.concatenate([[0], np.cumsum(np.bincount(distinct // terms, minlength=size))]).astype(np.int64)
        ids = (distinct % terms).astype(np.int32)
        return Postings(tuple(self._vocabulary), indptr[: size + 1], ids, counts.astype(np.int32))
