"""BM25 over the search key in two channels: words as jieba cuts them, and character bigrams."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import bm25s
import numpy as np
import numpy.typing as npt

from index.errors import IndexDamagedError, IndexFormatError
from index.postings import Postings, PostingsBuilder
from index.search_key import search_key
from index.tokens import TOKENIZERS

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Bm25:
    """The two constants of BM25 (Robertson and Zaragoza 2009, section 3): saturation and length normalisation."""

    k1: float
    b: float


CHANNELS: Mapping[str, Bm25] = {"words": Bm25(1.2, 0.75), "bigrams": Bm25(0.9, 0.4)}
"""The channels and their constants.

Of 16 pairs (k1 0.6 to 1.6, b 0.2 to 0.75) tried on five sets of questions, none is better than these by more than 0.013
nDCG@10 on any set; on policy questions the bigrams reach .84 and the words .76.
"""


class TermIndex:
    """BM25 (the Lucene variant) of every passage, computed at build time and added up at query time.

    Scores are the same on every machine and however the index came about: terms are kept in order of their characters,
    and the sums are made by numpy alone.
    """

    def __init__(self, channels: Mapping[str, "_Channel"], size: int) -> None:
        self._channels = dict(channels)
        self.size = size

    @classmethod
    def build(cls, texts: Sequence[str]) -> "TermIndex":
        """Indexes `texts` (a passage's context and text each); the number of a text is its place."""
        builders = {name: PostingsBuilder(name) for name in CHANNELS}
        for text in texts:
            key = search_key(text)
            for builder in builders.values():
                builder.add(key)
        numbers = np.arange(len(texts), dtype=np.int64)
        return cls.join({name: [builder.build()] for name, builder in builders.items()}, [numbers])

    @classmethod
    def join(cls, postings: Mapping[str, Sequence[Postings]], numbers: Sequence[Numbers]) -> "TermIndex":
        """One index over several segments.

        Args:
            postings: of every segment, by channel.
            numbers: for every segment the number of each of its passages, -1 for one that is left out; together they
                are 0 to size - 1, each once.
        """
        size = int(sum((mapped >= 0).sum() for mapped in numbers))
        return cls({name: _Channel.join(name, parts, numbers, size) for name, parts in postings.items()}, size)

    @classmethod
    def open(cls, folder: Path) -> "TermIndex":
        """Loads what `save` wrote.

        Raises:
            IndexFormatError: if the files do not fit together.
        """
        channels = {name: _Channel.open(name, folder) for name in CHANNELS}
        sizes = {channel.size for channel in channels.values()}
        if len(sizes) != 1:
            raise IndexDamagedError(f"{folder}: the term channels differ in size: {sorted(sizes)}")
        return cls(channels, sizes.pop())

    def save(self, folder: Path) -> list[Path]:
        """Writes four files a channel into `folder`, which must exist, and names them."""
        return [path for channel in self._channels.values() for path in channel.save(folder)]

    def scores(self, query: str) -> dict[str, Floats]:
        """BM25 of every text for `query`, by channel: arrays of (size,), 0 where no token is shared."""
        key = search_key(query)
        return {name: channel.scores(key) for name, channel in self._channels.items()}

    def idf(self, word: str) -> float:
        """Inverse document frequency of a word of the search key; an unknown word weighs as one seen nowhere.

        The Lucene form, ln(1 + (N - n + 0.5) / (n + 0.5)).
        """
        count = self._channels["words"].frequency(word)
        return math.log(1 + (self.size - count + 0.5) / (count + 0.5))


class _Channel:
    """One BM25 matrix with its vocabulary."""

    def __init__(self, name: str, model: bm25s.BM25, vocabulary: Mapping[str, int], size: int) -> None:
        self.name = name
        self.size = size
        self._model = model
        self._vocabulary = vocabulary

    @classmethod
    def join(cls, name: str, parts: Sequence[Postings], numbers: Sequence[Numbers], size: int) -> "_Channel":
        texts, terms, counts, vocabulary = _merged(parts, numbers)
        holding = np.bincount(terms, minlength=len(vocabulary))
        lengths = np.bincount(texts, weights=counts, minlength=size)
        average = lengths.mean() if size and lengths.any() else 1.0
        k1, b = CHANNELS[name].k1, CHANNELS[name].b
        # The Lucene form of BM25 as bm25s has it (Lù 2024): idf x tf / (tf + k1 (1 - b + b length / average)).
        idf = np.log(1 + (size - holding + 0.5) / (holding + 0.5))
        scores = idf[terms] * counts / (counts + k1 * (1 - b + b * lengths[texts] / average))
        order = np.lexsort((texts, terms))
        model = _model(CHANNELS[name])
        model.scores = {
            "data": scores[order].astype(np.float32),
            "indices": texts[order].astype(np.int32),
            "indptr": np.concatenate([[0], np.cumsum(holding)]).astype(np.int64),
            "num_docs": size,
        }
        return cls(name, model, {token: number for number, token in enumerate(vocabulary)}, size)

    @classmethod
    def open(cls, name: str, folder: Path) -> "_Channel":
        head = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        arrays = {part: np.load(folder / f"{name}.{part}.npy", allow_pickle=False) for part in _ARRAYS}
        if head["parameters"] != asdict(CHANNELS[name]):
            raise IndexFormatError(
                f"{folder}: the {name} were indexed with {head['parameters']}, this version uses {CHANNELS[name]}; "
                "build the index again: policyqa index --rebuild",
                zh=f"{folder}：词项索引的参数与当前版本不同，请重建索引：policyqa index --rebuild",
            )
        tokens: list[str] = head["tokens"]
        indices, indptr = arrays["indices"], arrays["indptr"]
        fits = (
            len(indptr) == len(tokens) + 1
            and len(arrays["data"]) == len(indices) == indptr[-1]
            and (not len(indices) or 0 <= indices.min() <= indices.max() < head["size"])
            and bool(np.all(np.diff(indptr) >= 0))
        )
        if not fits:
            raise IndexDamagedError(f"{folder}: the files of the {name} do not fit together")
        model = _model(CHANNELS[name])
        model.scores = {**arrays, "num_docs": head["size"]}
        return cls(name, model, {token: number for number, token in enumerate(tokens)}, head["size"])

    def save(self, folder: Path) -> list[Path]:
        paths = [folder / f"{self.name}.json"]
        head = {"parameters": asdict(CHANNELS[self.name]), "size": self.size, "tokens": list(self._vocabulary)}
        text = json.dumps(head, ensure_ascii=False, separators=(",", ":"))
        paths[0].write_bytes(text.encode("utf-8", "surrogatepass"))
        for part in _ARRAYS:
            path = folder / f"{self.name}.{part}.npy"
            np.save(path, self._model.scores[part], allow_pickle=False)
            paths.append(path)
        return paths

    def frequency(self, token: str) -> int:
        """The number of texts that hold a token."""
        number = self._vocabulary.get(token)
        if number is None:
            return 0
        indptr = self._model.scores["indptr"]
        return int(indptr[number + 1] - indptr[number])

    def scores(self, key: str) -> Floats:
        known = [self._vocabulary[t] for t in TOKENIZERS[self.name](key) if t in self._vocabulary]
        # bm25s raises on an empty query, and answers one of unknown words with arbitrary documents.
        if not known:
            return np.zeros(self.size, dtype=np.float32)
        return np.asarray(self._model.get_scores_from_ids(known), dtype=np.float32)


_ARRAYS = ("data", "indices", "indptr")


def _merged(
    parts: Sequence[Postings], numbers: Sequence[Numbers]
) -> tuple[Numbers, Numbers, npt.NDArray[np.int32], list[str]]:
    """All postings as text numbers, term numbers and counts side by side, and the terms, in order of their characters.

    Terms that only left-out passages hold are left out.
    """
    vocabulary = sorted(set().union(*(part.tokens for part in parts)))
    number_of = {token: number for number, token in enumerate(vocabulary)}
    texts: list[Numbers] = [np.empty(0, dtype=np.int64)]
    terms: list[Numbers] = [np.empty(0, dtype=np.int64)]
    counts: list[npt.NDArray[np.int32]] = [np.empty(0, dtype=np.int32)]
    for part, mapped in zip(parts, numbers, strict=True):
        text = np.repeat(mapped, np.diff(part.indptr))
        renumbered = np.asarray([number_of[token] for token in part.tokens], dtype=np.int64)
        kept = text >= 0
        texts.append(text[kept])
        terms.append(renumbered[part.ids[kept]])
        counts.append(part.counts[kept])
    every = np.concatenate(terms)
    used = np.bincount(every, minlength=len(vocabulary)) > 0
    places = np.cumsum(used) - 1
    remaining = [token for token, in_use in zip(vocabulary, used, strict=True) if in_use]
    return np.concatenate(texts), places[every].astype(np.int64), np.concatenate(counts), remaining


def _model(constants: Bm25) -> bm25s.BM25:
    # The numba backend spends 11 seconds compiling at its first query and saves a millisecond after it.
    model = bm25s.BM25(method="lucene", k1=constants.k1, b=constants.b, backend="numpy", auto_compile=False)
    model.nonoccurrence_array = None
    return model
