"""The rows of a comparison: each place or year asked as a question of its own."""

from dataclasses import replace
from typing import Protocol

from index.store import Index
from qa.comparison import (
    ALSO,
    BESIDE,
    FEW,
    ROWS,
    SENTENCES,
    By,
    Row,
    asked_apart,
    asked_of_one,
    asks_which_place,
    places_to_compare,
    which_have,
    years_to_compare,
)
from qa.confidence import threshold
from qa.coverage import Coverage
from qa.model import Filters, Hit
from qa.question import Question, understand
from qa.refusal import Found

SILENT = 0.67
"""The share of the confidence to answer below which a place's documents are said to be silent in a comparison.

The question takes for granted that they are not, and to say so wrongly is no smaller mistake than to quote what lies
near."""

EVERYWHERE = 60
"""Passages about all places whose documents' places may have what is asked of all."""


class Asker(Protocol):
    """What a comparison asks each of its questions with: `qa.engine.PolicyQA`."""

    index: Index
    coverage: Coverage

    def retrieve(self, question: Question, k: int, filters: Filters | None = None) -> list[Hit]:
        """The `k` best passages."""
        ...

    def found(self, question: Question, filters: Filters | None = None) -> Found:
        """The passages, the sentences that may answer, and whether to answer from them."""
        ...


class Comparer:
    """Makes the rows of comparisons."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker

    def rows(self, question: Question, filters: Filters | None) -> tuple[By, list[Row]]:
        """What is compared, and a row for each place or year; no rows where nothing is, or all say the same."""
        if asks_which_place(question):
            return "place", self._having(question, filters)
        compared = places_to_compare(question)
        if compared:
            apart = asked_apart(question.standalone, [name for name, _ in compared])
            rows = []
            for name, path in compared:
                own = apart.get(name)
                alone = understand(own, (), self._asker.coverage) if own else self._about(question, name)
                within = replace(filters or Filters(), regions=(path,) if path else ())
                rows.append(self._row(name, alone, within) if path else Row(name, known=False))
            return "place", rows
        yearly = [(name, understand(own, (), self._asker.coverage)) for name, own in years_to_compare(question)]
        rows = [self._row(name, alone, filters) for name, alone in yearly]
        return "year", rows if len({row.quotes for row in rows}) > 1 else []

    def _having(self, question: Question, filters: Filters | None) -> list[Row]:
        """A row for each place that has what is asked; where there are few places, silent ones for the others."""
        regions = [region for region, _ in self._asker.coverage.regions]
        within = {entry.id: entry.metadata.region for entry in self._asker.index.documents}
        hits = self._asker.retrieve(question, EVERYWHERE, filters)
        near = list(dict.fromkeys(region for hit in hits if (region := within[hit.document]) is not None))[:ROWS]
        having: dict[str, Row] = {}
        for region in near:
            name = region.rpartition("/")[2]
            row = self._row(name, self._about(question, name), replace(filters or Filters(), regions=(region,)), 1.0)
            having[region] = row
        kept = which_have(list(having.values()))
        if not kept or len(regions) > FEW:
            return kept
        silent = [Row(region.rpartition("/")[2], True) for region in regions if having.get(region) not in kept]
        return [*kept, *silent]

    def _row(self, name: str, alone: Question, filters: Filters | None, least: float = SILENT) -> Row:
        """The best sentence that answers what is asked of one place or year alone, if it does.

        It does from this share of the confidence to answer on.
        """
        _, _, evidence, verdict = self._asker.found(alone, filters)
        if not evidence:
            return Row(name, known=True)
        best = evidence[0]
        answers = verdict.reason is None or verdict.confidence >= least * threshold()
        quotes = tuple(
            (item.hit.passage, item.span)
            for item in evidence[:SENTENCES]
            if answers and item.hit.document == best.hit.document and item.score >= ALSO * best.score
        )
        nearest = {item.hit.passage: item.span for item in reversed(evidence)}
        others = dict.fromkeys(item.hit.passage for item in evidence)
        beside = [(passage, nearest[passage]) for passage in others if passage not in dict(quotes)][:BESIDE]
        if not quotes:
            return Row(name, known=True, beside=tuple(beside))
        return Row(
            name, True, best.hit.document, quotes, verdict.confidence, tuple(beside), covered=best.feature("context")
        )

    def _about(self, question: Question, name: str) -> Question:
        """The same question, asked of one place alone."""
        asked = understand(asked_of_one(question, name), (), self._asker.coverage)
        return replace(asked, expected=replace(question.expected, several=False))
