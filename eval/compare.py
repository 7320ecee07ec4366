"""Whether two systems differ: paired randomisation tests on the questions that both were asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from eval.table import SEED, Floats, Measure, Table, intervals
from index.errors import EvalError

PERMUTATIONS = 20_000
ALPHA = 0.05
_CHUNK = 500
_EPSILON = 1e-12

_SAME = 2e-6
"""Values of one question that differ by less are the same: headers keep six decimals, and a sum of floats may end in
another last digit on another machine."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure of two systems.

    Attributes:
        value, baseline: of the two, over the questions that both have a value for.
        difference: value - baseline; `low` to `high` is its 95 % bootstrap interval, questions drawn in pairs.
        p: two-sided, of the randomisation test.
        holm: p after Holm's correction for all measures compared (Holm 1979).
        won, lost: the questions on which it is better and worse than the baseline; none for pooled measures.
        worse: whether it is significantly worse: `p` below 0.05 and the difference in the bad direction.
    """

    measure: str
    value: float
    baseline: float
    difference: float
    low: float
    high: float
    p: float
    holm: float
    questions: int
    won: tuple[str, ...]
    lost: tuple[str, ...]
    worse: bool

    @property
    def better(self) -> bool:
        """Whether it is significantly better."""
        return self.p < ALPHA and not self.worse and self.difference != 0


def p_words(p: float) -> str:
    """A p as it is printed: four decimals, or below 0.0001."""
    return f"{p:.4f}" if p >= 0.0001 else "<0.0001"


def compare(
    measures: Sequence[Measure], table: Table, baseline: Table, permutations: int = PERMUTATIONS
) -> tuple[Difference, ...]:
    """Each measure that both tables have, in the order given, on the questions that both have.

    The randomisation test (Smucker, Allan and Carterette 2007) swaps the two systems on a random half of the
    questions, `permutations` times with a fixed seed; p is the share of differences at least as large as the real
    one, which itself is counted in.

    Raises:
        EvalError: they have no question or no measure in common.
    """
    known = set(baseline.ids)
    ids = [id_ for id_ in table.ids if id_ in known]
    ours, theirs = table.take(ids), baseline.take(ids)
    shared = [m for m in measures if m.is_in(ours) and m.is_in(theirs)]
    if not ids or not shared:
        raise EvalError(
            "the baseline has no question or no measure in common with this evaluation: compare runs on one data set",
            zh="基线与本次评测没有共同的问题或指标：请比较同一数据集上的结果",
        )
    paired = Table(tuple(ids), _paired(shared, ours, theirs))
    spans = intervals([_difference_of(measure) for measure in shared], paired)
    tested = [measure for measure in shared if measure.name in spans]
    values = {measure.name: spans[measure.name].value for measure in tested}
    p = _means_p(tested, values, paired, permutations) | _pooled_p(tested, values, paired, permutations)
    holm = _holm(p)
    found = []
    for measure in tested:
        span, sign = spans[measure.name], -1 if measure.lower_is_better else 1
        won, lost = _won_and_lost(measure, paired, sign)
        found.append(
            Difference(
                measure=measure.name,
                value=_side(measure, paired, "a"),
                baseline=_side(measure, paired, "b"),
                difference=span.value,
                low=span.low,
                high=span.high,
                p=p[measure.name],
                holm=holm[measure.name],
                questions=span.questions,
                won=won,
                lost=lost,
                worse=p[measure.name] < ALPHA and span.value * sign < 0,
            )
        )
    return tuple(found)


def _paired(measures: Sequence[Measure], ours: Table, theirs: Table) -> dict[str, Floats]:
    """Columns `a NAME` and `b NAME` of the two, and `NAME`, their difference where both have a value."""
    columns: dict[str, Floats] = {}
    for name in dict.fromkeys(name for measure in measures for name in measure.columns or (measure.name,)):
        a, b = ours.columns[name], theirs.columns[name]
        both = np.isfinite(a) & np.isfinite(b)
        b = np.where(both & (np.abs(a - b) < _SAME), a, b)
        columns[f"a {name}"], columns[f"b {name}"] = np.where(both, a, np.nan), np.where(both, b, np.nan)
        columns[name] = columns[f"a {name}"] - columns[f"b {name}"]
    return columns


def _sides(measure: Measure) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(f"a {name}" for name in measure.columns), tuple(f"b {name}" for name in measure.columns)


def _difference_of(measure: Measure) -> Measure:
    """The difference of a measure between the two as a measure of the paired table."""
    if measure.function is None:
        return measure
    function, half = measure.function, len(measure.columns)

    def difference(*columns: Floats) -> float:
        return function(*columns[:half]) - function(*columns[half:])

    ours, theirs = _sides(measure)
    return Measure(measure.name, ours + theirs, difference, measure.lower_is_better)


def _side(measure: Measure, paired: Table, side: str) -> float:
    columns = [paired.columns[f"{side} {name}"] for name in measure.columns or (measure.name,)]
    return float(np.nanmean(columns[0])) if measure.function is None else measure.function(*columns)


def _flips(questions: int, permutations: int) -> "list[npt.NDArray[np.int8]]":
    rng = np.random.default_rng(SEED)
    sizes = [min(_CHUNK, permutations - start) for start in range(0, permutations, _CHUNK)]
    return [rng.integers(0, 2, size=(size, questions), dtype=np.int8) for size in sizes]


def _means_p(
    measures: Sequence[Measure], values: dict[str, float], paired: Table, permutations: int
) -> dict[str, float]:
    names = [measure.name for measure in measures if measure.function is None]
    if not names:
        return {}
    differences = np.stack([paired.columns[name] for name in names], axis=1)
    counts = np.isfinite(differences).sum(axis=0)
    differences = np.nan_to_num(differences)
    reached = np.zeros(len(names))
    for flips in _flips(len(paired.ids), permutations):
        means = (1.0 - 2.0 * flips) @ differences / counts
        reached += (np.abs(means) >= np.abs([values[name] for name in names]) - _EPSILON).sum(axis=0)
    return {name: float(reached[n] + 1) / (permutations + 1) for n, name in enumerate(names)}


def _pooled_p(
    measures: Sequence[Measure], values: dict[str, float], paired: Table, permutations: int
) -> dict[str, float]:
    pooled = [(measure, measure.function) for measure in measures if measure.function is not None]
    return {
        measure.name: _swapped_p(measure, function, abs(values[measure.name]), paired, permutations)
        for measure, function in pooled
    }


def _swapped_p(
    measure: Measure, function: Callable[..., float], least: float, paired: Table, permutations: int
) -> float:
    ours, theirs = (np.stack([paired.columns[name] for name in names]) for names in _sides(measure))
    reached = 0
    # Where the two agree, swapping them changes nothing; nor does swapping all.
    if np.array_equal(ours, theirs, equal_nan=True):
        return 1.0
    for flips in _flips(len(paired.ids), permutations):
        for row in flips.astype(bool):
            difference = function(*np.where(row, theirs, ours)) - function(*np.where(row, ours, theirs))
            reached += abs(difference) >= least - _EPSILON
    return (reached + 1) / (permutations + 1)


def _won_and_lost(measure: Measure, paired: Table, sign: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if measure.function is not None:
        return (), ()
    differences = np.nan_to_num(paired.columns[measure.name]) * sign
    won = tuple(id_ for id_, value in zip(paired.ids, differences, strict=True) if value > _EPSILON)
    return won, tuple(id_ for id_, value in zip(paired.ids, differences, strict=True) if value < -_EPSILON)


def _holm(p: dict[str, float]) -> dict[str, float]:
    adjusted: dict[str, float] = {}
    highest = 0.0
    for place, name in enumerate(sorted(p, key=lambda name: (p[name], name))):
        highest = max(highest, min(1.0, p[name] * (len(p) - place)))
        adjusted[name] = highest
    return adjusted
