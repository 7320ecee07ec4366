"""Passages found for a question: words, character bigrams, passage and sentence vectors, fused."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.encoders import Encoder
from index.model import Metadata
from index.places import covers, related
from index.search_key import search_key
from index.store import DocumentEntry, Index
from qa.model import Filters, Hit

Floats = npt.NDArray[np.float32]

POOL = 200
"""Passages that each arm brings to the fusion."""

TWIN = 0.9
"""Share of common character trigrams from which two passages count as the same text reprinted."""


class Retriever(Protocol):
    """Anything that finds passages."""

    def retrieve(self, query: str, k: int, filters: Filters | None = None) -> list[Hit]:
        """The `k` best passages, best first; ties by document id and place in the document."""
        ...


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each arm counts in the fused score; an arm of weight 0 is not computed."""

    words: float = 0.0
    bigrams: float = 0.0
    dense: float = 0.0
    sentence: float = 0.0
    place: float = 0.0

    @classmethod
    def shipped(cls) -> "Weights":
        """The weights fitted by `eval/fit_weights.py` and shipped with the program."""
        return cls(**json.loads((files("qa") / "data" / "retrieval.json").read_text("utf-8")))

    def arms(self) -> tuple[str, ...]:
        """The names of the arms in use."""
        return tuple(arm for arm in ("words", "bigrams", "dense", "sentence", "place") if getattr(self, arm) > 0)


class FusedRetriever:
    """Scores of all arms, each normalised to 0..1 over the pool of candidates, weighted and added.

    BM25 scores are divided by the best of the pool; cosines are stretched between the lowest of the vector arm's own
    pool and the best, since E5 squeezes all cosines into a narrow band. A place asked for adds its weight to passages
    of documents about that place, a wider or a narrower one, and half of it where a document's place is not known.
    """

    def __init__(self, index: Index, encoder: Encoder | None, weights: Weights | None = None) -> None:
        self.index = index
        self.weights = weights or Weights.shipped()
        self._encoder = encoder
        # A cache of its own, so that it goes with the retriever and does not keep it and its encoder alive.
        self._vector = lru_cache(maxsize=256)(self._embedded)

    def retrieve(
        self, query: str, k: int, filters: Filters | None = None, places: Sequence[str] = (), twins: bool = False
    ) -> list[Hit]:
        """The `k` best passages for `query`, best first.

        Args:
            query: the words to look for, as the person wrote them.
            k: how many, at least 1.
            filters: what the search is limited to, before the arms choose their candidates.
            places: full paths of the places that the question is about.
            twins: whether near-identical passages keep places of their own instead of standing behind the first.
        """
        allowed = allowed_passages(self.index, filters)
        arms = self._arms(query, allowed, places)
        if not arms:
            return []
        pool, scores = arms
        fused = np.zeros(len(pool))
        for arm, values in scores.items():
            fused += getattr(self.weights, arm) * values
        fused = np.round(fused, 4)
        order = np.lexsort((pool, -fused))
        hits: list[Hit] = []
        kept: list[frozenset[str]] = []
        for place in order:
            number = int(pool[place])
            if not twins:
                grams = trigrams(self.index.passage(number).text)
                original = next((n for n, other in enumerate(kept) if alike(grams, other)), None)
                if original is not None:
                    hits[original] = _folded(hits[original], number)
                    continue
                if len(hits) == k:
                    break
                kept.append(grams)
            elif len(hits) == k:
                break
            hits.append(
                Hit(
                    len(hits) + 1,
                    number,
                    self.index.passage(number).document.id,
                    float(fused[place]),
                    {arm: round(float(values[place]), 4) for arm, values in scores.items()},
                )
            )
        return hits

    def vector(self, query: str) -> Floats:
        """The query's own vector, unit length; kept for the evidence that follows the search."""
        return self._vector(query)

    def _embedded(self, query: str) -> Floats:
        if self._encoder is None:
            raise ValueError("these weights ask for vectors, and no encoder is given")
        vector: Floats = self._encoder.queries([query])[0]
        return vector

    def _arms(
        self, query: str, allowed: npt.NDArray[np.bool_] | None, places: Sequence[str]
    ) -> tuple[npt.NDArray[np.int64], dict[str, npt.NDArray[np.float64]]] | None:
        weights = self.weights
        lexical = self.index.terms.scores(query) if weights.words or weights.bigrams else {}
        lexical = {arm: scores for arm, scores in lexical.items() if getattr(weights, arm, 0) > 0}
        pools = [_best(scores, allowed) for scores in lexical.values()]
        floor = 0.0
        if weights.dense or weights.sentence:
            numbers, cosines = self.index.dense.search(self.vector(query), POOL, allowed)
            pools.append(np.asarray(numbers, dtype=np.int64))
            floor = float(cosines[-1]) if len(cosines) else 0.0
        pool = np.unique(np.concatenate(pools)) if pools else np.empty(0, dtype=np.int64)
        if not len(pool):
            return None
        scores = {arm: _by_best(values[pool]) for arm, values in lexical.items()}
        if weights.dense:
            scores["dense"] = _stretched(self.index.dense.similarities(self.vector(query), pool), floor)
        if weights.sentence:
            scores["sentence"] = _stretched(self._sentence_scores(query, pool), floor)
        if weights.place and places:
            scores["place"] = self._place_scores(pool, places)
        return pool, scores

    def _sentence_scores(self, query: str, pool: npt.NDArray[np.int64]) -> Floats:
        vector = self.vector(query)
        best = [float(np.max(rows @ vector)) if len(rows := self.index.sentence_vectors(int(n))) else 0.0 for n in pool]
        return np.asarray(best, dtype=np.float32)

    def _place_scores(self, pool: npt.NDArray[np.int64], places: Sequence[str]) -> npt.NDArray[np.float64]:
        fit = [about(entry.metadata.region, places) for entry in self.index.documents]
        return np.asarray([fit[owner] for owner in self.index.passage_documents[pool]], dtype=np.float64)


def allowed_passages(index: Index, filters: Filters | None) -> npt.NDArray[np.bool_] | None:
    """Which passages the filters let through, one flag a passage; None when there is no limit."""
    if not filters:
        return None
    flags = np.zeros(index.passage_count, dtype=bool)
    for entry in index.documents:
        if passes(entry, filters):
            flags[entry.first_passage : entry.first_passage + entry.passage_count] = True
    return flags


def passes(entry: DocumentEntry, filters: Filters) -> bool:
    """Whether a document is within the filters: OR within one field, AND between fields."""
    metadata = entry.metadata
    region, year = metadata.region or "", (metadata.published or "")[:4]
    return (
        (not filters.regions or any(_region_matches(wanted, region) for wanted in filters.regions))
        and (not filters.kinds or metadata.kind in filters.kinds)
        and (not filters.issuers or any(_within(wanted, metadata.issuer) for wanted in filters.issuers))
        and (not filters.years or year in filters.years)
    )


def lacking(index: Index, filters: Filters) -> Mapping[str, int]:
    """How many documents lack each field that is filtered by, by the field's name on the command line."""
    fields: dict[str, tuple[tuple[str, ...], Callable[[Metadata], object]]] = {
        "region": (filters.regions, lambda m: m.region),
        "kind": (filters.kinds, lambda m: m.kind),
        "issuer": (filters.issuers, lambda m: m.issuer),
        "year": (filters.years, lambda m: m.published),
    }
    return {
        name: sum(not value(entry.metadata) for entry in index.documents)
        for name, (wanted, value) in fields.items()
        if wanted
    }


def _region_matches(wanted: str, region: str) -> bool:
    if not region:
        return False
    parts = region.split("/")
    if "/" in wanted:
        return covers(wanted, region)
    return any(part == wanted or part.rstrip("省市区县州盟旗") == wanted for part in parts)


def _within(wanted: str, value: str | None) -> bool:
    return value is not None and search_key(wanted) in search_key(value)


def about(region: str | None, places: Sequence[str]) -> float:
    """How well a document's region fits the places asked about: 1 it does, 0 it is elsewhere, 0.5 it is not known."""
    if region is None:
        return 0.5
    return float(any(related(place, region) for place in places))


def _best(scores: Floats, allowed: npt.NDArray[np.bool_] | None) -> npt.NDArray[np.int64]:
    if allowed is not None:
        scores = np.where(allowed, scores, 0)
    size = min(POOL, len(scores))
    if not size:
        return np.empty(0, dtype=np.int64)
    # A full stable sort of the few best keeps ties in passage order whatever the partition did.
    threshold = np.partition(scores, len(scores) - size)[len(scores) - size]
    candidates = np.flatnonzero((scores >= threshold) & (scores > 0))
    return candidates[np.argsort(-scores[candidates], kind="stable")][:size].astype(np.int64)


def _by_best(values: Floats) -> npt.NDArray[np.float64]:
    best = float(values.max(initial=0.0))
    return np.asarray(values / best if best > 0 else values, dtype=np.float64)


def _stretched(cosines: Floats, floor: float) -> npt.NDArray[np.float64]:
    best = float(cosines.max(initial=-1.0))
    stretched: npt.NDArray[np.float64] = (cosines.astype(np.float64) - floor) / max(best - floor, 1e-6)
    return stretched.clip(0.0, 1.0)


def trigrams(text: str) -> frozenset[str]:
    """The character trigrams of a text's search key, by which reprints are told."""
    key = search_key(text)
    return frozenset(key[i : i + 3] for i in range(max(len(key) - 2, 1)))


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two texts, as their trigrams, are so near to each other that a search shows only one of them."""
    if min(len(one), len(other)) < TWIN * max(len(one), len(other)):
        return False
    return len(one & other) >= TWIN * len(one | other)


def _folded(hit: Hit, number: int) -> Hit:
    return Hit(hit.rank, hit.passage, hit.document, hit.score, hit.scores, (*hit.also, number))
