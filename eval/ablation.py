"""What each part contributes: the same questions with arms alone, in groups, and left out, for each encoder."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval.compare import Difference, compare
from eval.evaluation import Evaluation
from qa.retrieval import Weights

WHOLE = "fused"
ALONE = ("words", "bigrams", "terms", "dense", "sentence", "vectors")
WITH_VECTORS = ("dense", "sentence", "vectors", WHOLE)
"""What another encoder changes."""


@dataclass(frozen=True, slots=True)
class System:
    """One system: its name, its evaluation, and how its main measure differs from the first system's."""

    name: str
    evaluation: Evaluation
    difference: Difference | None


@dataclass(frozen=True, slots=True)
class Ablation:
    """Systems on one data set, the whole one first, and the measures shown of them."""

    main: str
    measures: tuple[str, ...]
    systems: tuple[System, ...]


def retrievers() -> tuple[str, ...]:
    """The whole, each arm and group alone, and the whole without each arm that has a weight."""
    return (WHOLE, *ALONE, *(f"no-{arm}" for arm in Weights.shipped().arms()))


def ablate(evaluate: Callable[[str | None, str], Evaluation], encoders: Sequence[str | None]) -> Ablation:
    """Evaluates every system.

    Args:
        evaluate: makes the evaluation of an encoder (by name, None for the default) and a retriever.
        encoders: the first with all retrievers, the others with those that use vectors.
    """
    systems: list[System] = []
    whole: Evaluation | None = None
    for place, encoder in enumerate(encoders):
        for retriever in retrievers() if place == 0 else WITH_VECTORS:
            found = evaluate(encoder, retriever)
            difference = None
            if whole is None:
                whole = found
            else:
                main = [measure for measure in whole.measures if measure.name == whole.main]
                difference = compare(main, found.table, whole.table)[0]
            name = retriever if place == 0 else f"{retriever} ({encoder})"
            systems.append(System(name, found, difference))
    if whole is None:
        raise ValueError("no encoder to ablate")
    shown = ("nDCG@10", "RR@10", "Success@1", "Success@5", "R@20")
    measures = shown if whole.main in shown else (whole.main, *shown)
    return Ablation(whole.main, measures, tuple(systems))
