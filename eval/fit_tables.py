"""What fitted models of answering give, on questions that they were fitted on and on others, as tables."""

from collections.abc import Callable, Sequence

import numpy as np

from eval.cases import Decision, Ranking
from eval.fit_models import Fits, Item, confidence, origin, reweighed
from eval.listing import columns
from eval.refusals import auroc
from eval.reliability import calibration_error
from eval.table import Floats, Interval, Measure, Table, intervals
from qa.evidence import Logistic

FIRST, FIRST_TWO = "first sentence", "first two"
WHOLE, FOLDS, OTHERS, NEVER = "all of it", "other folds", "other sources", "none of it"

_GRID = tuple(round(0.05 + 0.01 * step, 2) for step in range(90))
_SHOWN = tuple(round(0.2 + 0.05 * step, 2) for step in range(12))

FALSE = 0.04
"""Share of the answerable dev questions that may be refused for want of confidence."""


def evidence_lines(rankings: Sequence[Ranking], fits: Fits) -> list[str]:
    """For each source how often the answer is in the first sentence, and in the first two."""
    rows: list[tuple[str, ...]] = [("evidence", "questions", "fitted on", FIRST, FIRST_TWO)]
    measures = (Measure(FIRST), Measure(FIRST_TWO))
    for source, items in _by_source(rankings).items():
        for name, chosen in ways(source, fits).items():
            scores = intervals(measures, first_table(items, chosen))
            rows.append((source, str(len(items)), name, *(_score(scores[measure.name]) for measure in measures)))
    return columns(rows)


def first_table(items: Sequence[Ranking], chosen: Callable[[Ranking], Logistic]) -> Table:
    """Whether the first sentence, and one of the first two, holds the answer."""
    found = np.zeros((len(items), 2))
    for row, item in enumerate(items):
        right = {(each.hit.passage, each.span): value for each, value in zip(item.evidence, item.right, strict=True)}
        values = [right[each.hit.passage, each.span] for each in reweighed(item.evidence, chosen(item))[:2]]
        found[row] = any(values[:1]), any(values)
    return Table(tuple(item.id for item in items), {FIRST: found[:, 0], FIRST_TWO: found[:, 1]})


def confidence_lines(decisions: Sequence[Decision], evidence: Fits, fits: Fits, threshold: float) -> list[str]:
    """For each source and part without an answer how well the confidence tells it from what has one."""
    head = (
        "confidence",
        "answered / not",
        "fitted on",
        "AUROC",
        "ECE",
        f"refused below {threshold:g}: answered",
        "not",
    )
    rows: list[tuple[str, ...]] = [head]
    for source, items in _by_source(decisions).items():
        for part in dict.fromkeys(item.part for item in items if item.part):
            chosen = [item for item in items if item.part in ("", part)]
            for name, values in _confidences(source, chosen, evidence, fits).items():
                rows.append((f"{source}, {part}", *_decided(chosen, name, values, threshold)))
    return columns(rows)


def threshold_lines(decisions: Sequence[Decision], evidence: Fits, fits: Fits) -> list[str]:
    """What share of each source is refused at several thresholds, of those with an answer and those without.

    Each question is decided by fits without its fold; place, year and kind, which decide before, are not looked at.
    """
    groups: dict[str, list[float]] = {}
    for item in decisions:
        name = f"{item.source}, {item.part or 'answered'}"
        groups.setdefault(name, []).append(confidence(item, evidence.by_fold(item), fits.by_fold(item)))
    rows: list[tuple[str, ...]] = [("refused below", *(f"{each:g}" for each in _SHOWN))]
    for name, values in groups.items():
        rows.append((name, *(f"{float(np.mean(np.array(values) < each)):.3f}" for each in _SHOWN)))
    return columns(rows)


def threshold_of(decisions: Sequence[Decision], evidence: Fits, fits: Fits) -> float:
    """The confidence to answer from: the highest at which few of the answerable dev questions are refused.

    Each question is decided by fits without its fold.
    """
    values = [
        confidence(item, evidence.by_fold(item), fits.by_fold(item))
        for item in decisions
        if origin(item.source) == "dev" and item.answerable
    ]
    refused = [float(np.mean(np.array(values) < each)) if values else 0.0 for each in _GRID]
    return max((each for each, share in zip(_GRID, refused, strict=True) if share <= FALSE), default=_GRID[0])


def ways(source: str, fits: Fits) -> dict[str, Callable[[Item], Logistic]]:
    """The models by which the questions of a source are measured, by what they were fitted on."""
    if origin(source) not in fits.others:
        return {NEVER: lambda _: fits.whole}
    found: dict[str, Callable[[Item], Logistic]] = {WHOLE: lambda _: fits.whole, FOLDS: fits.by_fold}
    if len(fits.others) > 1:
        found[OTHERS] = lambda _: fits.others[origin(source)]
    return found


def _confidences(source: str, items: Sequence[Decision], evidence: Fits, fits: Fits) -> dict[str, Floats]:
    of_evidence, of_confidence = ways(source, evidence), ways(source, fits)
    return {
        name: np.array([confidence(item, of_evidence[name](item), model(item)) for item in items])
        for name, model in of_confidence.items()
    }


def _decided(items: Sequence[Decision], name: str, values: Floats, threshold: float) -> tuple[str, ...]:
    truths = np.array([float(item.answerable) for item in items])
    table = Table(tuple(item.id for item in items), {"confidence": values, "answerable": truths})
    score = intervals([Measure("AUROC", ("confidence", "answerable"), auroc)], table)["AUROC"]
    refused = [f"{float(np.mean(values[truths == each] < threshold)):.3f}" for each in (1, 0)]
    counts = f"{int(truths.sum())} / {int((truths == 0).sum())}"
    return (counts, name, _score(score), f"{calibration_error(values, truths):.3f}", *refused)


def _by_source(items: Sequence[Item]) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(item.source, []).append(item)
    return found


def _score(score: Interval) -> str:
    return f"{score.value:.3f} [{score.low:.3f}, {score.high:.3f}]"
