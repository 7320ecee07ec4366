"""BM25 over the search key in two channels: words as jieba cuts them, and character bigrams."""

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import bm25s
import numpy as np
import numpy.typing as npt
import rjieba

from index.errors import IndexDamagedError, IndexFormatError
from index.search_key import search_key

Floats = npt.NDArray[np.float32]

_HAN = "〇々㐀-䶿一-鿿豈-﫿\U00020000-\U0003347f"
_RUNS = re.compile(rf"[{_HAN}]+|\d+(?:[.,]\d+)*%?|[^\W\d_{_HAN}]+\d*")
_WORDLIKE = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Bm25:
    """The two constants of BM25 (Robertson and Zaragoza 2009, section 3): saturation and length normalisation."""

    k1: float
    b: float


CHANNELS: Mapping[str, Bm25] = {"words": Bm25(1.2, 0.75), "bigrams": Bm25(0.9, 0.4)}
"""The channels and their constants; those of the bigrams were fitted on policy questions (nDCG@10 .83 to .84)."""


def words(key: str) -> list[str]:
    """The words of a search key, those inside longer words too; punctuation is left out."""
    return [word for word in rjieba.cut_for_search(key) if _WORDLIKE.search(word)]


def bigrams(key: str) -> list[str]:
    """Overlapping pairs of Chinese characters, a lone character as it is, Latin words and numbers whole."""
    tokens: list[str] = []
    for match in _RUNS.finditer(key):
        run = match[0]
        if len(run) > 1 and _is_han(run[0]):
            tokens.extend(run[i : i + 2] for i in range(len(run) - 1))
        else:
            tokens.append(run)
    return tokens


_TOKENIZERS = {"words": words, "bigrams": bigrams}


class TermIndex:
    """BM25 (the Lucene variant) of every passage, computed at build time and added up at query time.

    Scores are the same on every machine and in every process: token numbers are given in order of first appearance,
    and the sums are made by numpy alone.
    """

    def __init__(self, channels: Mapping[str, "_Channel"], size: int) -> None:
        self._channels = dict(channels)
        self.size = size

    @classmethod
    def build(cls, texts: Sequence[str]) -> "TermIndex":
        """Indexes `texts` (a passage's context and text each); the number of a text is its place."""
        keys = [search_key(text) for text in texts]
        return cls({name: _Channel.build(name, keys) for name in CHANNELS}, len(keys))

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
    def build(cls, name: str, keys: Iterable[str]) -> "_Channel":
        vocabulary: dict[str, int] = {}
        tokenize = _TOKENIZERS[name]
        ids = [[vocabulary.setdefault(token, len(vocabulary)) for token in tokenize(key)] for key in keys]
        model = _model(CHANNELS[name])
        if vocabulary:
            model.index((ids, vocabulary), create_empty_token=False, show_progress=False)
        else:
            model.scores = {
                "data": np.empty(0, dtype=np.float32),
                "indices": np.empty(0, dtype=np.int32),
                "indptr": np.zeros(1, dtype=np.int64),
                "num_docs": len(ids),
            }
        return cls(name, model, vocabulary, len(ids))

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
        known = [self._vocabulary[t] for t in _TOKENIZERS[self.name](key) if t in self._vocabulary]
        # bm25s raises on an empty query, and answers one of unknown words with arbitrary documents.
        if not known:
            return np.zeros(self.size, dtype=np.float32)
        return np.asarray(self._model.get_scores_from_ids(known), dtype=np.float32)


_ARRAYS = ("data", "indices", "indptr")


def _model(constants: Bm25) -> bm25s.BM25:
    # The numba backend spends 11 seconds compiling at its first query and saves a millisecond after it.
    model = bm25s.BM25(method="lucene", k1=constants.k1, b=constants.b, backend="numpy", auto_compile=False)
    model.nonoccurrence_array = None
    return model


def _is_han(character: str) -> bool:
    return re.match(f"[{_HAN}]", character) is not None
