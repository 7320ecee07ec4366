"""The evaluation of a data set in BEIR form: an index of its corpus, a run, measures."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.beir import BeirDataset, Query, unknown
from eval.cost import embedding_rate, peak_memory
from eval.evaluation import Cost, Evaluation
from eval.losses import SHOWN, Found, Loss, why_not_first
from eval.measures import RETRIEVAL, retrieval_table
from eval.progress import bar
from eval.retrieval import DEPTH, Searcher, weights_of
from eval.trec import Ranked, Run, spread
from index.encoders import Encoder
from index.store import Index
from qa.model import Filters, Hit
from qa.payload import filter_settings
from qa.retrieval import Weights

MAIN = "nDCG@10"
_LABELS = range(2, 13)
"""How many values a field of the queries' metadata has when it makes slices."""


def evaluate_beir(
    dataset: BeirDataset,
    index: Index,
    encoder: Encoder,
    retriever: str,
    filters: Filters | None = None,
    *,
    sample: Encoder | None = None,
    quiet: bool = False,
) -> Evaluation:
    """Searches every judged query and measures what was found.

    Args:
        dataset: with its judgements.
        index: of its corpus.
        encoder: that made the index.
        retriever: a name that `weights_of` knows.
        filters: what the search is limited to.
        sample: an encoder that remembers nothing, to time embedding with; None not to.
        quiet: no progress on standard error.
    """
    weights = weights_of(retriever)
    searcher = Searcher(index, encoder, weights, filters)
    run: dict[str, list[Ranked]] = {}
    seconds: list[float] = []
    losses: list[Loss] = []
    with bar(len(dataset.judged), quiet) as step:
        for query in dataset.judged:
            hits, taken = searcher.documents(query.text)
            seconds.append(taken)
            scores = spread([hit.score for hit in hits])
            run[query.id] = [Ranked(hit.document, score) for hit, score in zip(hits, scores, strict=True)]
            loss = _loss(dataset.qrels[query.id], query, hits, weights, index)
            losses += [loss] if loss else []
            step()
    rate = embedding_rate(index, sample) if sample is not None else None
    return Evaluation(
        dataset=dataset.name,
        retriever=retriever,
        measures=RETRIEVAL,
        main=MAIN,
        table=retrieval_table([query.id for query in dataset.judged], dataset.qrels, run),
        run=run,
        settings=_settings(dataset)
        | {"retriever": retriever, "weights": {arm: getattr(weights, arm) for arm in weights.arms()}, "depth": DEPTH}
        | {"filters": filter_settings(filters), "encoder": encoder.fingerprint, "passages": index.passage_count},
        labels=_labels(dataset),
        cost=Cost(tuple(seconds), "search", rate, peak_memory()),
        losses=tuple(losses),
        left_out=len(dataset.queries) - len(dataset.judged),
        texts={query.id: query.text for query in dataset.judged},
    )


def score_beir(dataset: BeirDataset, run: Run, path: Path) -> Evaluation:
    """Measures a run of another system; queries that it lacks count zero.

    Raises:
        EvalError: it names a query or document that the data set does not have.
    """
    check_run(dataset, run, path)
    return Evaluation(
        dataset=dataset.name,
        retriever=path.name,
        measures=RETRIEVAL,
        main=MAIN,
        table=retrieval_table([query.id for query in dataset.judged], dataset.qrels, run),
        run=run,
        settings=_settings(dataset) | {"retriever": path.name},
        labels=_labels(dataset),
        left_out=len(dataset.queries) - len(dataset.judged),
        texts={query.id: query.text for query in dataset.judged},
    )


def check_run(dataset: BeirDataset, run: Run, path: Path) -> None:
    """Refuses a run of another data set.

    Raises:
        EvalError: it names a query or document that the data set does not have.
    """
    queries, corpus = {query.id for query in dataset.queries}, {item.id for item in dataset.corpus}
    for query, row in run.items():
        if query not in queries:
            raise unknown(path, "query", query, query)
        for item in row:
            if item.document not in corpus:
                raise unknown(path, "document", query, item.document)


def _settings(dataset: BeirDataset) -> dict[str, Any]:
    return {"corpus_sha256": dataset.sha256, "documents": len(dataset.corpus), "queries": len(dataset.queries)}


def _loss(qrels: Mapping[str, int], query: Query, hits: Sequence[Hit], weights: Weights, index: Index) -> Loss | None:
    relevant = tuple(document for document, grade in qrels.items() if grade > 0)

    def is_relevant(hit: Hit) -> bool:
        return hit.document in relevant

    why = why_not_first(hits, is_relevant, True, weights, index)
    if not why:
        return None
    found = tuple(
        Found(rank, hit.document, is_relevant(hit), hit.score, index.passage(hit.passage).text)
        for rank, hit in enumerate(hits[:SHOWN], start=1)
    )
    return Loss(query.id, query.text, relevant, (), found, tuple(why))


def _labels(dataset: BeirDataset) -> dict[str, dict[str, str]]:
    """Slices by the fields of the queries' metadata that have a few values each."""
    fields: dict[str, dict[str, str]] = {}
    for query in dataset.judged:
        for name, value in query.metadata.items():
            if isinstance(value, str) and value:
                fields.setdefault(name, {})[query.id] = value
    return {name: labels for name, labels in fields.items() if len(Counter(labels.values())) in _LABELS}
