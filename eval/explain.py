"""Why a question is answered as it is: how it is understood, what each arm finds, and what decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eval.listing import columns
from eval.on_beir import filter_settings
from index.console import fitted, told
from qa.engine import PolicyQA
from qa.model import Answer, Filters, Hit
from qa.question import Question, understand
from qa.refusal import threshold
from qa.retrieval import lacking

HITS = 10
_LOCATOR, _TITLE = 24, 30


@dataclass(frozen=True)
class Explanation:
    """One question on its way: understood, searched for, decided."""

    engine: PolicyQA
    question: Question
    filters: Filters
    hits: tuple[Hit, ...]
    answer: Answer

    @classmethod
    def of(cls, engine: PolicyQA, text: str, history: Sequence[str], filters: Filters) -> "Explanation":
        """Asks a question after the person's earlier ones, and keeps what was seen on the way.

        Raises:
            QueryError: it cannot be asked.
        """
        answer = engine.ask(text, history, filters)
        question = understand(text, history, engine.coverage)
        return cls(engine, question, filters, tuple(engine.search(question.standalone, HITS, filters)), answer)

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
            "lacking": dict(lacking(self.engine.index, self.filters)),
            "weights": {arm: getattr(weights, arm) for arm in weights.arms()},
            "hits": [self._hit(hit) for hit in self.hits],
            "abstained": self.answer.abstained,
            "reason": self.answer.reason,
            "confidence": self.answer.confidence,
            "threshold": threshold(),
            "answer": self.answer.answer,
        }

    def lines(self) -> list[str]:
        """The same for a terminal."""
        return [*self._understood(), "", *self._found(), "", *self._decided()]

    def _understood(self) -> list[str]:
        asked, expected = self.question, self.question.expected
        lines = [f"{told('Question', '问题')}: {asked.standalone}"]
        kind = expected.kind + (told(", several", "，多项") if expected.several else "")
        lines.append(f"{told('Asks for', '所问类型')}: {kind}")
        for place in asked.asked_places:
            known = ", ".join(place.known) or told("no document is about it", "没有相关文件")
            lines.append(f"{told('Place', '地区')}: {place.name} → {known}")
        if asked.years:
            lines.append(f"{told('Year', '年份')}: {', '.join(asked.years)}")
        for name, values in filter_settings(self.filters).items():
            lines.append(f"{told('Filter', '筛选')}: {name} = {' | '.join(values)}")
        for name, count in lacking(self.engine.index, self.filters).items():
            lines.append(told(f"{count} documents have no {name}", f"{count} 份文件没有 {name} 信息"))
        return lines

    def _found(self) -> list[str]:
        weights = self.engine.retriever.weights
        arms = weights.arms()
        head = (
            "", told("score", "得分"), *(f"{arm} ×{getattr(weights, arm):g}" for arm in arms),
            told("place in the document", "位置"), told("title", "标题"),
        )  # fmt: skip
        rows = [
            (
                str(hit.rank),
                f"{hit.score:.3f}",
                *(f"{hit.scores[arm]:.2f}" if arm in hit.scores else "–" for arm in arms),
                fitted(shown["locator"], _LOCATOR).rstrip(),
                fitted(shown["title"], _TITLE).rstrip(),
            )
            for hit in self.hits
            if (shown := self._hit(hit))
        ]
        return columns([head, *rows]) if rows else [told("Nothing was found.", "没有检索到内容。")]

    def _decided(self) -> list[str]:
        answer = self.answer
        words = (
            told(f"Refused: {answer.reason}", f"拒答：{answer.reason}")
            if answer.abstained
            else told("Answered", "作答")
        )
        against = told("confidence", "置信度"), told("threshold", "阈值")
        lines = [f"{words}; {against[0]} {answer.confidence:.3f}, {against[1]} {threshold():.3f}"]
        lines += [f"{told('Note', '注意')}: {notice.text}" for notice in answer.warnings]
        return [*lines, answer.answer]

    def _hit(self, hit: Hit) -> dict[str, Any]:
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
