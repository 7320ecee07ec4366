"""The eval set on an index: which passages are relevant, and what the first k hits hold."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from eval.facts import is_relevant, met_together
from eval.measures import CUTS, retrieval_table
from eval.question_model import EvalQuestion
from eval.table import Measure, Table
from eval.trec import Ranked, spread
from index.corpus import gather
from index.corpus import load as load_document
from index.errors import EvalError
from index.store import Index
from qa.model import Hit

FULL_CUTS = (1, 3, 5, 10)

EVIDENCE = tuple(Measure(f"{kind}@{k}") for kind in ("hit", "full", "facts") for k in FULL_CUTS)
"""hit@k: one of the first k is from a gold document and meets a requirement. full@k: together they meet all. facts@k:
the share of the requirements that they meet."""


class NotHeldError(EvalError):
    """The questions are about documents that the index does not hold."""


class Gold:
    """Questions with their evidence, held against one index.

    A document of the index counts as a gold document by its id, or because it is the very file (by SHA-256) that the
    gold document, a digest, was made from.

    Attributes:
        questions: all of them, in their order.
        index: the index asked.

    Raises:
        NotHeldError: the index does not hold a gold document.
    """

    def __init__(self, questions: Sequence[EvalQuestion], index: Index, digests: Path | None = None) -> None:
        self.questions = tuple(questions)
        self.index = index
        self._names = _gold_names(self.questions, index, digests)

    @property
    def answerable(self) -> tuple[EvalQuestion, ...]:
        """The questions that the documents answer."""
        return tuple(question for question in self.questions if question.answerable)

    def document(self, document: str) -> str:
        """The id by which the questions know a document of the index."""
        return self._names.get(document, document)

    def passage_id(self, number: int) -> str:
        """The id of a passage in runs and judgements: document:start-end, over clean positions."""
        found = self.index.passage(number)
        return f"{self.document(found.document.id)}:{found.passage.span.start}-{found.passage.span.end}"

    @cached_property
    def all_documents(self) -> frozenset[str]:
        """The ids in the index of every document that answers one of the questions."""
        names = {document for question in self.questions for document in question.documents}
        return frozenset(entry.id for entry in self.index.documents if self.document(entry.id) in names)

    @cached_property
    def qrels(self) -> dict[str, dict[str, int]]:
        """For each answerable question the passages that are relevant, however the documents were cut."""
        numbers: dict[str, list[int]] = {}
        for entry in self.index.documents:
            numbers[self.document(entry.id)] = list(
                range(entry.first_passage, entry.first_passage + entry.passage_count)
            )
        return {
            question.id: {
                self.passage_id(number): 1
                for document in question.documents
                for number in numbers[document]
                if is_relevant(question, document, self.index.passage(number).text)
            }
            for question in self.answerable
        }

    def run(self, found: Mapping[str, Sequence[Hit]]) -> dict[str, list[Ranked]]:
        """The hits of each question as a run."""
        return {
            id_: [
                Ranked(self.passage_id(hit.passage), score)
                for hit, score in zip(hits, spread([hit.score for hit in hits]), strict=True)
            ]
            for id_, hits in found.items()
        }

    def texts(self, run: Sequence[Ranked], limit: int) -> list[tuple[str, str]]:
        """Gold document and text of the first passages of a run.

        Raises:
            EvalError: an id is not document:start-end of a document of the index.
        """
        return [self._text(item.document) for item in run[:limit]]

    def table(self, run: Mapping[str, Sequence[Ranked]]) -> Table:
        """All measures of retrieval for all questions; not a number for those that have no answer."""
        ids = [question.id for question in self.answerable]
        columns = retrieval_table(ids, self.qrels, run).columns
        evidence = {measure.name: np.zeros(len(ids)) for measure in EVIDENCE}
        for row, question in enumerate(self.answerable):
            texts = self.texts(run.get(question.id, ()), max(FULL_CUTS))
            for k in FULL_CUTS:
                met = met_together(question, texts[:k])
                evidence[f"hit@{k}"][row] = any(met)
                evidence[f"full@{k}"][row] = all(met)
                evidence[f"facts@{k}"][row] = sum(met) / len(met)
        everyone = Table(tuple(question.id for question in self.questions), {})
        return everyone.joined(Table(tuple(ids), {**evidence, **columns}))

    def _text(self, passage: str) -> tuple[str, str]:
        document, _, span = passage.rpartition(":")
        start, _, end = span.partition("-")
        text = self._documents.get(document)
        if text is None or not (start.isdigit() and end.isdigit() and int(start) < int(end) <= len(text)):
            raise EvalError(
                f"run: {passage!r} is no passage of the index; expected document:start-end over its clean text",
                zh=f"结果文件：{passage!r} 不是索引中的段落；应为 文件:起-止（清洗后文本的位置）",
            )
        return document, text[int(start) : int(end)]

    @cached_property
    def _documents(self) -> dict[str, str]:
        return {self.document(entry.id): self.index.text(entry.id) for entry in self.index.documents}


def _gold_names(questions: Iterable[EvalQuestion], index: Index, digests: Path | None) -> dict[str, str]:
    """For documents of the index that the questions know by another id: that id."""
    wanted = list(dict.fromkeys(document for question in questions for document in question.documents))
    held = {entry.id for entry in index.documents}
    missing = [document for document in wanted if document not in held]
    if not missing:
        return {}
    origins: dict[str, str] = {}
    if digests is not None and digests.is_dir():
        for document in map(load_document, gather([digests])):
            if document.id in missing and document.metadata.origin_sha256:
                origins[document.metadata.origin_sha256] = document.id
    names = {entry.id: origins[entry.sha256] for entry in index.documents if entry.sha256 in origins}
    missing = [document for document in missing if document not in names.values()]
    if missing:
        asked = next(q.id for q in questions if missing[0] in q.documents)
        raise NotHeldError(
            f"question {asked} is about document {missing[0]!r}, which the index does not hold "
            f"({len(missing)} such documents); index it first: policyqa index PATH...",
            zh=f"问题 {asked} 依据的文件 {missing[0]!r} 不在索引中（共 {len(missing)} 份）；"
            "请先建立索引：policyqa index PATH...",
        )
    return names


__all__ = ["CUTS", "EVIDENCE", "FULL_CUTS", "Gold", "NotHeldError"]
