"""One evaluation: values by question, measures with intervals, what it cost, and what was lost and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from eval.losses import Loss
from eval.table import Interval, Measure, Table, intervals
from eval.trec import Run

SMALLEST_SLICE = 5
"""Questions that a slice needs to be shown."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What an evaluation cost beside its quality.

    Attributes:
        seconds: for each question asked.
        kind: what was timed: `search` (to the depth measured) or `ask` (a whole answer).
        passages_per_second: embedded, measured on a sample; None where it was not.
        memory: the most that the process held, bytes; None where the system does not say.
    """

    seconds: tuple[float, ...]
    kind: str
    passages_per_second: float | None = None
    memory: int | None = None

    def percentile(self, share: float) -> float:
        """The time in milliseconds within which a share, 0..1, of the questions was done (nearest rank)."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[max(0, min(len(ordered) - 1, round(share * len(ordered) + 0.5) - 1))] if ordered else 0.0

    def payload(self) -> dict[str, Any]:
        """As it stands in a run's header."""
        return {
            "timed": self.kind,
            "p50_ms": round(self.percentile(0.5), 1),
            "p95_ms": round(self.percentile(0.95), 1),
            "passages_per_second": self.passages_per_second,
            "memory_bytes": self.memory,
        }


@dataclass(frozen=True)
class Evaluation:
    """The result of one evaluation.

    Attributes:
        dataset: its name.
        retriever: the retriever's, or the file's whose run was scored.
        measures: in the order in which they are shown.
        main: the measure that questions are called won or lost by.
        table: values of every question measured.
        run: what was found.
        settings: what decided the result, as it stands in a run's header.
        labels: by the name of a slice, the label of each question.
        cost: None where nothing was asked.
        losses: the questions that were lost, in their order.
        left_out: queries that nothing is judged relevant to.
        texts: the questions' words, by id.
    """

    dataset: str
    retriever: str
    measures: tuple[Measure, ...]
    main: str
    table: Table
    run: Run
    settings: Mapping[str, Any]
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    cost: Cost | None = None
    losses: tuple[Loss, ...] = ()
    left_out: int = 0
    texts: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def scores(self) -> dict[str, Interval]:
        """Each measure that could be computed, with its interval."""
        return intervals(self.measures, self.table)

    def slices(self, names: Sequence[str]) -> dict[str, dict[str, dict[str, Interval]]]:
        """By slice and label the measures named, for labels of at least `SMALLEST_SLICE` questions."""
        chosen = [measure for measure in self.measures if measure.name in names]
        found: dict[str, dict[str, dict[str, Interval]]] = {}
        for slice_, labels in self.labels.items():
            ids: dict[str, list[str]] = {}
            for id_ in self.table.ids:
                if id_ in labels:
                    ids.setdefault(labels[id_], []).append(id_)
            parts = {
                label: intervals(chosen, self.table.take(part))
                for label, part in sorted(ids.items())
                if len(part) >= SMALLEST_SLICE
            }
            if len(parts) > 1:
                found[slice_] = parts
        return found

    def payload(self) -> dict[str, Any]:
        """The value that `eval --json` prints."""
        return {
            "dataset": self.dataset,
            "retriever": self.retriever,
            "questions": len(self.table.ids),
            "measures": {
                name: {"value": round(each.value, 6), "low": round(each.low, 6), "high": round(each.high, 6)}
                for name, each in self.scores.items()
            },
        }
