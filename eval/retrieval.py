"""Runs of the product's own retrieval, by the name of a retriever, to the depth that measures need."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, fields

from index.encoders import Encoder
from index.errors import EvalError
from index.store import Index
from qa.coverage import Coverage
from qa.engine import query_of
from qa.model import Filters, Hit
from qa.question import understand
from qa.retrieval import FusedRetriever, Weights

DEPTH = 100
"""Documents or passages found for each query."""

_ALL = 1_000_000
_ARMS = tuple(field.name for field in fields(Weights))


def weights_of(name: str) -> Weights:
    """The weights that a retriever's name stands for.

    `fused` is the shipped mixture, `words`, `bigrams`, `dense` and `sentence` one arm alone, `terms` and `vectors`
    the two arms of a kind in the shipped proportion, `no-ARM` the shipped mixture without one arm.

    Raises:
        EvalError: no such name.
    """
    shipped = Weights.shipped()
    groups = {"fused": _ARMS, "terms": ("words", "bigrams"), "vectors": ("dense", "sentence")}
    groups |= {f"no-{arm}": tuple(other for other in _ARMS if other != arm) for arm in _ARMS}
    if name in groups:
        return Weights(**{arm: getattr(shipped, arm) for arm in groups[name]})
    if name in RETRIEVERS:
        return Weights(**{name: 1.0})
    known = ", ".join((*RETRIEVERS, *(f"no-{arm}" for arm in _ARMS)))
    raise EvalError(f"no retriever {name!r}; there are {known}", zh=f"没有检索方式 {name!r}；可用：{known}")


RETRIEVERS = ("fused", "words", "bigrams", "terms", "dense", "sentence", "vectors")


@dataclass(frozen=True, slots=True)
class Timed:
    """What was found for one query, and how long it took in seconds."""

    hits: tuple[Hit, ...]
    seconds: float


class Searcher:
    """Finds passages the way the product does, twins included, with any weights."""

    def __init__(
        self, index: Index, encoder: Encoder | None, weights: Weights | None = None, filters: Filters | None = None
    ) -> None:
        self.index = index
        self.retriever = FusedRetriever(index, encoder, weights)
        self._coverage = Coverage.of(index)
        self._filters = filters

    def search(self, text: str, history: Sequence[str] = (), k: int = DEPTH) -> Timed:
        """The `k` best passages for a question after the person's earlier ones."""
        started = time.perf_counter()
        question = understand(text, history, self._coverage)
        hits = self.retriever.retrieve(query_of(question), k, self._filters, question.places, twins=True)
        return Timed(tuple(hits), time.perf_counter() - started)

    def documents(self, text: str) -> tuple[list[Hit], float]:
        """The best hit of each of the best documents, best first, and the seconds it took."""
        whole = self.index.passage_count == len(self.index.documents)
        found = self.search(text, k=DEPTH if whole else _ALL)
        best: dict[str, Hit] = {}
        for hit in found.hits:
            best.setdefault(hit.document, hit)
            if len(best) == DEPTH:
                break
        return list(best.values()), found.seconds
