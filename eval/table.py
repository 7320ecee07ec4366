"""Values by question, and measures made of them with intervals from resampled questions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

RESAMPLES = 2000
SEED = 20260701
LEVEL = 0.95
_CHUNK = 200


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of values, one a question, in the order of `ids`; not a number where a value does not apply."""

    ids: tuple[str, ...]
    columns: Mapping[str, Floats]

    def take(self, ids: Sequence[str]) -> "Table":
        """The rows of these questions, in their order."""
        place = {id_: n for n, id_ in enumerate(self.ids)}
        rows = [place[id_] for id_ in ids]
        return Table(tuple(ids), {name: values[rows] for name, values in self.columns.items()})

    def joined(self, other: "Table") -> "Table":
        """The columns of both; the questions of this one, with those that the other lacks not a number there."""
        place = {id_: n for n, id_ in enumerate(other.ids)}
        rows = [place.get(id_, -1) for id_ in self.ids]
        added = {name: np.append(values, np.nan)[rows] for name, values in other.columns.items()}
        return Table(self.ids, {**self.columns, **added})


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure.

    Attributes:
        name: as it is printed.
        columns: the columns it is made of; a mean of the one column of its own name if `function` is None.
        function: what makes one value of whole columns (AUROC, F1), not a number where it cannot.
        lower_is_better: for risks and errors.
    """

    name: str
    columns: tuple[str, ...] = ()
    function: Callable[..., float] | None = None
    lower_is_better: bool = False

    def of(self, table: Table) -> float:
        """The measure's value; not a number where no question has one."""
        if self.function is not None:
            return self.function(*(table.columns[name] for name in self.columns))
        values = table.columns[self.name]
        return float(np.nanmean(values)) if np.isfinite(values).any() else float("nan")

    def is_in(self, table: Table) -> bool:
        """Whether the table has what the measure is made of."""
        return all(name in table.columns for name in self.columns or (self.name,))


@dataclass(frozen=True, slots=True)
class Interval:
    """A measure's value with its 95 % percentile bootstrap interval, and how many questions it is made of."""

    value: float
    low: float
    high: float
    questions: int


def intervals(measures: Sequence[Measure], table: Table, resamples: int = RESAMPLES) -> dict[str, Interval]:
    """Each measure that the table has values for, with its interval.

    Questions are drawn with replacement, the same draws for all measures, always with the same seed; the interval runs
    from the 2.5th to the 97.5th percentile (Efron and Tibshirani 1993, chapter 13).
    """
    present = [measure for measure in measures if measure.is_in(table) and np.isfinite(measure.of(table))]
    drawn: dict[str, list[Floats]] = {measure.name: [] for measure in present}
    for counts in _draws(len(table.ids), resamples):
        for name, values in _means(present, table, counts).items():
            drawn[name].append(values)
        pooled = [measure for measure in present if measure.function is not None]
        for row in counts if pooled else ():
            sample = _repeated(table, row)
            for measure in pooled:
                drawn[measure.name].append(np.array([measure.of(sample)]))
    return {measure.name: _interval(measure, table, np.concatenate(drawn[measure.name])) for measure in present}


def bounds(values: Floats) -> tuple[float, float]:
    """The percentiles between which `LEVEL` of the finite values lie."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return float("nan"), float("nan")
    low, high = np.quantile(finite, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def _draws(questions: int, resamples: int) -> Iterator[npt.NDArray[np.int64]]:
    """How often each question is drawn: (resamples, questions), in pieces."""
    rng = np.random.default_rng(SEED)
    chances = np.full(questions, 1 / questions)
    for start in range(0, resamples, _CHUNK):
        yield rng.multinomial(questions, chances, size=min(_CHUNK, resamples - start))


def _means(measures: Sequence[Measure], table: Table, counts: npt.NDArray[np.int64]) -> dict[str, Floats]:
    names = [measure.name for measure in measures if measure.function is None]
    if not names:
        return {}
    values = np.stack([table.columns[name] for name in names], axis=1)
    given = np.isfinite(values)
    weights = counts.astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = (weights @ np.where(given, values, 0.0)) / (weights @ given.astype(np.float64))
    return {name: means[:, n] for n, name in enumerate(names)}


def _repeated(table: Table, counts: npt.NDArray[np.int64]) -> Table:
    rows = np.repeat(np.arange(len(table.ids)), counts)
    return Table((), {name: values[rows] for name, values in table.columns.items()})


def _interval(measure: Measure, table: Table, drawn: Floats) -> Interval:
    columns = [table.columns[name] for name in measure.columns or (measure.name,)]
    questions = int(np.isfinite(np.stack(columns)).all(axis=0).sum())
    low, high = bounds(drawn)
    return Interval(measure.of(table), low, high, questions)
