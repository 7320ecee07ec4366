"""Tables of answers: the sentence that holds the answer, against BM25 and vectors alone, and what is cited of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.tables import gain, markdown, score
from eval.beir import BeirDataset, Query, load_beir
from eval.cases import Ranking
from eval.compare import compare, p_words
from eval.fit_evidence import SIZES, gathered
from eval.fit_models import Fits, fit_evidence, reweighed
from eval.opening import Encoders, beir_index
from eval.progress import bar
from eval.retrieval import weights_of
from eval.spans import holds, is_within
from eval.table import Measure, Table, intervals
from index.encoders import Encoder
from index.store import Index
from index.terms import TermIndex
from qa.engine import PolicyQA, query_of
from qa.evidence import FEATURES, Evidence, Logistic, aligned, weigh
from qa.model import Hit
from qa.question import understand
from qa.retrieval import POOL, FusedRetriever

SETS = ("ncp_policy", "dureader_checklist", "cmrc_train")
CITED = "ncp_policy"
OURS, SHIPPED, BM25, VECTORS = "ours, other folds", "ours, as shipped", "BM25", "vectors"
GIVEN, FOUND = "its passage given", "after retrieval"

_FIRST = (Measure("first"), Measure("first two"))
_CITATIONS = tuple(map(Measure, ("citation 1", "citations 1 to 3", "no_evidence", "not_covered", "damaged")))

Chosen = Callable[[Query, frozenset[str]], Sequence[tuple[str, str]]]
"""The best two sentences for a query, each with its entry, where its relevant entries are given."""


def section(shared: Path) -> str:
    """The sentence with the answer among the first and the first two, and what the first citations quote."""
    sizes = {name: replace(SIZES[name], decisions=0, unanswered=0) for name in SETS}
    cases = gathered(shared / "data", shared / "seeds", sizes)
    fits = fit_evidence(cases.rankings)
    encoders = Encoders.open(None)
    rows: list[Sequence[str]] = []
    cited: list[Sequence[str]] = []
    for name in SETS:
        dataset = load_beir(shared / "data" / name)
        rankings = [item for item in cases.rankings if item.source == name]
        with beir_index(dataset, encoders, quiet=False) as index:
            rows += _sentences(dataset, rankings, fits, index, encoders.plain)
            if name == CITED:
                cited = _cited(dataset, PolicyQA(index, encoders.plain))
    head = ("data set", "sentences of", "chosen by", *(measure.name for measure in _FIRST), "ours minus this", "p")
    return "\n\n".join(
        [
            "## The sentence that holds the answer",
            "The answer among the first sentence chosen and the first two. A sentence holds an answer that stands in "
            "it, or of which it is a part (`eval/spans.py`). BM25 (bigrams, k1 0.9, b 0.4) and vectors take the best "
            "sentences of the relevant passage, or of the first passage that they find themselves. Ours is fitted "
            "without the question's fold; as shipped it has seen the questions (`python -m eval.fit_evidence`).",
            markdown(head, rows),
            "## What is cited",
            f"On {CITED} the whole answer, verbatim once width, script and number forms are unified, within the "
            "quotation of the first citation and of one of the first three; a refusal counts zero. Then the share "
            "refused, by reason; the entries say of no place that they are about it.",
            markdown(("data set", *(measure.name for measure in _CITATIONS)), cited),
        ]
    )


def _sentences(
    dataset: BeirDataset, rankings: Sequence[Ranking], fits: Fits, index: Index, encoder: Encoder
) -> list[Sequence[str]]:
    queries = {query.id: query for query in dataset.judged}
    engine, alone = PolicyQA(index, encoder), Alone.of(index, encoder)
    shipped = Logistic.shipped("evidence", FEATURES)
    ids = tuple(item.id for item in rankings)
    values = {(setting, name): np.zeros((len(ids), 2)) for setting in (GIVEN, FOUND) for name in _systems()}
    with bar(len(ids), quiet=False) as step:
        for row, ranking in enumerate(rankings):
            query = queries[ranking.id]
            gold = frozenset(entry for entry, grade in dataset.qrels[query.id].items() if grade > 0)
            given = _given(engine, query, gold)
            for setting, evidence in ((GIVEN, given), (FOUND, ranking.evidence)):
                for name, model in ((OURS, fits.by_fold(ranking)), (SHIPPED, shipped)):
                    best = [(item.hit.document, item.text) for item in reweighed(evidence, model)[:2]]
                    values[setting, name][row] = _held(best, gold, query)
                entries = gold if setting == GIVEN else None
                for name in (BM25, VECTORS):
                    values[setting, name][row] = _held(alone.best(name, query.text, entries), gold, query)
            step()
    return [line for setting in (GIVEN, FOUND) for line in _rows(dataset.name, setting, ids, values)]


def _systems() -> tuple[str, ...]:
    return (OURS, SHIPPED, BM25, VECTORS)


def _held(best: Sequence[tuple[str, str]], gold: frozenset[str], query: Query) -> tuple[float, float]:
    right = [entry in gold and holds(text, query.answers) for entry, text in best]
    return float(any(right[:1])), float(any(right[:2]))


def _rows(
    name: str, setting: str, ids: tuple[str, ...], values: Mapping[tuple[str, str], npt.NDArray[np.float64]]
) -> list[Sequence[str]]:
    tables = {
        system: Table(ids, {measure.name: values[setting, system][:, n] for n, measure in enumerate(_FIRST)})
        for system in _systems()
    }
    rows = []
    for system, table in tables.items():
        scores = intervals(_FIRST, table)
        other = system in (BM25, VECTORS)
        difference = compare(_FIRST[:1], tables[OURS], table)[0] if other else None
        first = system == OURS
        rows.append(
            (
                f"{name} ({len(ids)})" if first else "",
                setting if first else "",
                system,
                *(score(scores.get(measure.name)) for measure in _FIRST),
                gain(difference),
                p_words(difference.p) if difference else "",
            )
        )
    return rows


def _given(engine: PolicyQA, query: Query, gold: frozenset[str]) -> list[Evidence]:
    """The sentences of the relevant entries, weighed as if nothing else had been found."""
    question = understand(query.text, (), engine.coverage)
    hits = engine.retriever.retrieve(query_of(question), POOL, None, question.places, twins=True)
    known = [hit for hit in hits if hit.document in gold]
    held = {hit.passage for hit in known}
    numbers = [n for entry in sorted(gold) for n in _passages(engine.index, entry) if n not in held]
    found = [*known, *(Hit(0, n, engine.index.passage(n).document.id, 0.0) for n in numbers)]
    ranked = [replace(hit, rank=rank) for rank, hit in enumerate(found, start=1)]
    vector, terms = engine.retriever.vector(query_of(question)), engine.terms(question)
    return aligned(question, weigh(question, ranked, engine.index, vector, terms), engine.align)


def _passages(index: Index, document: str) -> range:
    entry = index.entry(document)
    return range(entry.first_passage, entry.first_passage + entry.passage_count)


@dataclass(frozen=True)
class Alone:
    """One kind of score for passages and for sentences, and nothing else.

    Attributes:
        terms: BM25 of every sentence of the index.
        firsts: number of the first sentence of each passage.
    """

    index: Index
    terms: TermIndex
    firsts: npt.NDArray[np.int64]
    retrievers: Mapping[str, FusedRetriever]

    @classmethod
    def of(cls, index: Index, encoder: Encoder) -> "Alone":
        """Indexes every sentence by itself."""
        texts = [_texts(index, number) for number in range(index.passage_count)]
        retrievers = {
            BM25: FusedRetriever(index, None, weights_of("bigrams")),
            VECTORS: FusedRetriever(index, encoder, weights_of("dense")),
        }
        firsts = np.cumsum([0, *map(len, texts)])
        return cls(index, TermIndex.build([text for row in texts for text in row]), firsts, retrievers)

    def best(self, name: str, query: str, entries: frozenset[str] | None) -> list[tuple[str, str]]:
        """The best two sentences, each with its entry: of these entries, or of the first passage found."""
        if entries is None:
            hits = self.retrievers[name].retrieve(query, 1)
            numbers = [hit.passage for hit in hits]
        else:
            numbers = [n for entry in sorted(entries) for n in _passages(self.index, entry)]
        scored: list[tuple[float, str, str]] = []
        whole = self.terms.scores(query)["bigrams"] if name == BM25 else None
        for number in numbers:
            if whole is not None:
                scores = whole[self.firsts[number] : self.firsts[number + 1]]
            else:
                scores = self.index.sentence_vectors(number) @ self.retrievers[VECTORS].vector(query)
            document = self.index.passage(number).document.id
            scored += [
                (float(value), document, text) for value, text in zip(scores, _texts(self.index, number), strict=True)
            ]
        return [(document, text) for _, document, text in sorted(scored, key=lambda item: -item[0])[:2]]


def _texts(index: Index, number: int) -> list[str]:
    found = index.passage(number)
    start = found.passage.span.start
    return [found.text[span.start - start : span.end - start] for span in index.sentences(number)]


def _cited(dataset: BeirDataset, engine: PolicyQA) -> list[Sequence[str]]:
    queries = [query for query in dataset.judged if query.answers]
    values = np.zeros((len(queries), len(_CITATIONS)))
    with bar(len(queries), quiet=False) as step:
        for row, query in enumerate(queries):
            answer = engine.quoted(query.text)
            quotes = [] if answer.abstained else [citation.quote for citation in answer.citations[:3]]
            held = [any(is_within(each, quote) for each in query.answers) for quote in quotes]
            values[row] = any(held[:1]), any(held), *(answer.reason == m.name for m in _CITATIONS[2:])
            step()
    ids = tuple(query.id for query in queries)
    table = Table(ids, {measure.name: values[:, n] for n, measure in enumerate(_CITATIONS)})
    scores = intervals(_CITATIONS, table)
    return [(f"{dataset.name} ({len(ids)})", *(score(scores.get(measure.name)) for measure in _CITATIONS))]
