"""The candidates of every query with the score of each arm: any weights can be tried without searching again."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from eval.beir import BeirDataset
from eval.gold import Gold
from index.encoders import Encoder
from index.store import Index
from qa.coverage import Coverage
from qa.engine import query_of
from qa.question import understand
from qa.retrieval import FusedRetriever, Weights

ARMS = ("words", "bigrams", "dense", "sentence", "place")
CUT = 10
_ALL = 1_000_000

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pool:
    """The candidates of one query.

    Attributes:
        id: of the query.
        group: queries of one group are never divided between fitting and measuring.
        scores: (candidates, arms), each 0..1.
        items: for each candidate the place of what it counts as (its document, or itself).
        gains: relevance of each item.
        best: the discounted gain of a perfect ranking.
    """

    id: str
    group: str
    scores: Floats
    items: npt.NDArray[np.int64]
    gains: Floats
    best: float


@dataclass(frozen=True, slots=True)
class PoolSet:
    """The pools of a data set."""

    name: str
    pools: tuple[Pool, ...]


_DISCOUNTS = 1 / np.log2(np.arange(2, CUT + 2))


def beir_pools(dataset: BeirDataset, index: Index, encoder: Encoder, done: Callable[[], None]) -> PoolSet:
    """Pools of a data set in BEIR form; its groups are those of the queries' metadata, else the queries."""
    retriever, coverage = _whole(index, encoder), Coverage.of(index)
    pools = []
    for query in dataset.judged:
        group = str(query.metadata.get("group") or query.id)
        pools.append(_pool(query.id, group, query.text, (), retriever, coverage, None, dataset.qrels[query.id]))
        done()
    return PoolSet(dataset.name, tuple(pools))


def question_pools(name: str, gold: Gold, encoder: Encoder, done: Callable[[], None]) -> PoolSet:
    """Pools of the answerable questions of an eval set; their groups are parts of documents."""
    retriever, coverage = _whole(gold.index, encoder), Coverage.of(gold.index)
    pools = []
    for q in gold.answerable:
        group = q.groups[0] if q.groups else q.id
        pools.append(_pool(q.id, group, q.question, q.history, retriever, coverage, gold.passage_id, gold.qrels[q.id]))
        done()
    return PoolSet(name, tuple(pools))


def measured(pools: Iterable[Pool], weights: Sequence[float]) -> Floats:
    """nDCG@10 and Success@1 of each pool with these weights of the arms: (pools, 2); ties by place in the index."""
    given = np.asarray(weights, dtype=np.float64)
    found = np.zeros((len(pools := tuple(pools)), 2))
    for row, pool in enumerate(pools):
        if not pool.best or not len(pool.scores):
            continue
        fused = np.round(pool.scores @ given, 4)
        order = np.argsort(-fused, kind="stable")
        # An item counts where its best candidate stands.
        items, first = np.unique(pool.items[order], return_index=True)
        ranked = items[np.argsort(first)][:CUT]
        gains = pool.gains[ranked]
        found[row] = (gains @ _DISCOUNTS[: len(gains)]) / pool.best, float(gains[0] > 0)
    return found


def _whole(index: Index, encoder: Encoder) -> FusedRetriever:
    return FusedRetriever(index, encoder, Weights(**dict.fromkeys(ARMS, 1.0)))


def _pool(
    id_: str,
    group: str,
    text: str,
    history: Sequence[str],
    retriever: FusedRetriever,
    coverage: Coverage,
    name: Callable[[int], str] | None,
    qrels: Mapping[str, int],
) -> Pool:
    question = understand(text, history, coverage)
    hits = retriever.retrieve(query_of(question), _ALL, None, question.places, twins=True)
    hits.sort(key=lambda hit: hit.passage)
    names = [name(hit.passage) if name else hit.document for hit in hits]
    places = {item: n for n, item in enumerate(dict.fromkeys(names))}
    ideal = np.sort(np.array([grade for grade in qrels.values() if grade > 0], dtype=np.float64))[::-1][:CUT]
    return Pool(
        id_,
        group,
        np.array([[hit.scores.get(arm, 0.0) for arm in ARMS] for hit in hits]).reshape(-1, len(ARMS)),
        np.array([places[item] for item in names], dtype=np.int64),
        np.array([float(max(0, qrels.get(item, 0))) for item in places]),
        float(ideal @ _DISCOUNTS[: len(ideal)]),
    )
