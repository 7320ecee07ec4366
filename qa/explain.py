"""Why a question is answered as it is: how it is understood, what each arm finds, which sentences were weighed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qa.confidence import threshold
from qa.engine import PolicyQA
from qa.evidence import Evidence
from qa.model import Answer, Filters, Hit
from qa.payload import filter_settings
from qa.question import Question
from qa.refusal import Verdict
from qa.retrieval import lacking

HITS = 10
"""Passages whose scores are shown."""

SENTENCES = 5
"""Sentences weighed that are shown."""


@dataclass(frozen=True)
class Explanation:
    """One question on its way: understood, searched for, weighed, decided."""

    engine: PolicyQA
    question: Question
    filters: Filters
    hits: tuple[Hit, ...]
    evidence: tuple[Evidence, ...]
    verdict: Verdict
    answer: Answer

    @classmethod
    def of(
        cls, engine: PolicyQA, text: str, history: Sequence[str] = (), filters: Filters | None = None
    ) -> "Explanation":
        """Asks a question, without a model, after the earlier ones, oldest first, and keeps what was seen on the way.

        Raises:
            QueryError: it cannot be asked.
        """
        answer = engine.quoted(text, history, filters)
        question = engine.understood(text, [earlier for earlier in history if earlier.strip()], filters)
        hits, _, evidence, verdict = engine.found(question, filters)
        return cls(engine, question, filters or Filters(), tuple(hits[:HITS]), tuple(evidence), verdict, answer)

    def payload(self) -> dict[str, Any]:
        """The value that `explain --json` prints."""
        weights = self.engine.retriever.weights
        return {
            "question": self.question.text,
            "standalone": self.question.standalone,
            "expected": self.question.expected.kind,
            "several": self.question.expected.several,
            "places": [
                {"name": place.name, "paths": list(place.paths), "known": list(place.known)}
                for place in self.question.asked_places
            ],
            "years": list(self.question.years),
            "filters": filter_settings(self.filters),
            "lacking": dict(self.lacking()),
            "weights": {arm: getattr(weights, arm) for arm in weights.arms()},
            "hits": [self.hit(hit) for hit in self.hits],
            "evidence": [self._sentence(item) for item in self.evidence[:SENTENCES]],
            "not_covered": {
                "places": [place.name for place in self.verdict.places],
                "years": list(self.verdict.years),
            },
            "abstained": self.answer.abstained,
            "reason": self.answer.reason,
            "confidence": self.answer.confidence,
            "threshold": threshold(),
            "answer": self.answer.answer,
        }

    def lacking(self) -> Mapping[str, int]:
        """How many documents lack each field that is filtered by."""
        return lacking(self.engine.index, self.filters)

    def hit(self, hit: Hit) -> dict[str, Any]:
        """A passage found, with the score of each arm."""
        found = self.engine.index.passage(hit.passage)
        return {
            "rank": hit.rank,
            "document": hit.document,
            "title": found.document.metadata.title or found.document.source,
            "region": found.document.metadata.region,
            "locator": found.passage.locator,
            "start": found.passage.span.start,
            "end": found.passage.span.end,
            "score": hit.score,
            "scores": dict(hit.scores),
            "also": len(hit.also),
        }

    def _sentence(self, item: Evidence) -> dict[str, Any]:
        """A sentence weighed: its probability to answer, and whether a thing of the kind asked for stands in it."""
        found = self.engine.index.passage(item.hit.passage)
        return {
            "document": item.hit.document,
            "title": found.document.metadata.title or found.document.source,
            "locator": found.passage.locator,
            "start": item.span.start,
            "end": item.span.end,
            "text": item.text,
            "score": round(item.score, 4),
            "kind": item.feature("kind") > 0,
            "used": any(
                citation.used
                and citation.document == item.hit.document
                and citation.start < item.span.end
                and item.span.start < citation.end
                for citation in self.answer.citations
            ),
        }
