"""Fits the weights of the arms of retrieval: `python -m eval.fit_weights DATASET... [--index DIR] [--out FILE]`.

Every query counts the same: where data sets did, the 58 queries of a small one moved the weights by chance and cost
a large one .008 of nDCG@10 on left-out folds. All weights of words, bigrams, dense and sentence vectors in steps of
0.05 that add up to 1 are tried; taken is the mean of those within 0.002 of the best mean nDCG@10, since the top is
flat and a single best point would be chance. What it gives on data that it was not fitted on is shown twice: with a
fifth of the groups of all data sets left out at a time, and with each data set left out as a whole. The weight of the
place is not fitted here: it only counts for questions that name one.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import product
from pathlib import Path

import numpy as np
import numpy.typing as npt

from eval.compare import compare, p_words
from eval.gold import Gold
from eval.listing import columns
from eval.opening import DIGESTS, Encoders, QuestionSet, beir_index, open_dataset
from eval.pools import ARMS, PoolSet, beir_pools, measured, question_pools
from eval.progress import bar
from eval.table import Measure, Table
from eval.trec import write_atomically
from index.errors import PolicyQAError
from index.store import Index
from qa.retrieval import Weights

STEP = 0.05
NEAR = 0.002
FOLDS = 5

Floats = npt.NDArray[np.float64]
Selections = Sequence[npt.NDArray[np.bool_]]


@dataclass(frozen=True)
class Tried:
    """nDCG@10 and Success@1 of all weights tried: for each data set (weights, queries, 2)."""

    sets: tuple[PoolSet, ...]
    grid: Floats
    values: tuple[Floats, ...]

    @classmethod
    def of(cls, sets: Sequence[PoolSet], place: float) -> "Tried":
        """Tries every point of the grid on every query."""
        grid = grid_of(STEP)
        with bar(len(grid), quiet=False) as step:
            rows: list[list[Floats]] = []
            for point in grid:
                rows.append([measured(each.pools, (*point, place)) for each in sets])
                step()
        return cls(tuple(sets), grid, tuple(np.stack([row[n] for row in rows]) for n in range(len(sets))))

    def fit(self, chosen: Selections) -> Floats:
        """The weights fitted on the chosen queries of each data set."""
        values = np.concatenate([v[:, rows, 0] for v, rows in zip(self.values, chosen, strict=True)], axis=1)
        score = values.mean(axis=1)
        return np.asarray(self.grid[score >= score.max() - NEAR].mean(axis=0))

    def alone(self, place: int, arms: Sequence[str]) -> Floats:
        """The values of one data set's queries with some arms only, in the shipped proportion: (queries, 2)."""
        shipped = Weights.shipped()
        weights = [getattr(shipped, arm) if arm in arms else 0.0 for arm in ARMS]
        return measured(self.sets[place].pools, weights)


def grid_of(step: float) -> Floats:
    """All weights of four arms in steps that add up to 1."""
    n = round(1 / step)
    points = (point for point in product(range(n + 1), repeat=3) if sum(point) <= n)
    return np.array([(*point, n - sum(point)) for point in points], dtype=np.float64) / n


def folds_of(pools: PoolSet) -> npt.NDArray[np.int64]:
    """The fold of each query, by its group."""
    digests = (sha256(pool.group.encode("utf-8", "surrogatepass")).digest() for pool in pools.pools)
    return np.array([int.from_bytes(digest[:4], "big") % FOLDS for digest in digests])


def cross_validated(tried: Tried, place: float) -> tuple[Floats, ...]:
    """For each data set the values of each query with weights fitted without its fold of any data set."""
    folds = [folds_of(each) for each in tried.sets]
    found = [np.zeros((len(each.pools), 2)) for each in tried.sets]
    for fold in range(FOLDS):
        weights = (*tried.fit([each != fold for each in folds]), place)
        for values, pools, own in zip(found, tried.sets, folds, strict=True):
            values[own == fold] = measured([p for p, f in zip(pools.pools, own, strict=True) if f == fold], weights)
    return tuple(found)


def left_out(tried: Tried, place: float) -> list[tuple[Floats, Floats]]:
    """For each data set the weights fitted on the others, and the values of its queries with them."""
    found = []
    for n, pools in enumerate(tried.sets):
        weights = tried.fit([np.full(len(each.pools), m != n) for m, each in enumerate(tried.sets)])
        found.append((weights, measured(pools.pools, (*weights, place))))
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Fits, prints what the weights give on data they were not fitted on, and writes them if asked."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit_weights", description="Fits the weights of retrieval.")
    parser.add_argument("datasets", nargs="+", type=Path, metavar="DATASET", help="folders in BEIR form")
    parser.add_argument("--index", type=Path, help="also the dev part of the shipped eval set, asked of this index")
    parser.add_argument("--out", type=Path, help="where to write the weights, as qa/data/retrieval.json")
    options = parser.parse_args(arguments)
    place = Weights.shipped().place
    try:
        sets = pool_sets(options.datasets, options.index)
    except PolicyQAError as error:
        print(error, file=sys.stderr)
        return 1
    tried = Tried.of(sets, place)
    weights = tried.fit([np.ones(len(each.pools), dtype=bool) for each in sets])
    value = dict(zip(ARMS, [*(round(float(each), 3) for each in weights), place], strict=True))
    print("\n".join(shown(tried, value, place)))
    if options.out is not None:
        write_atomically(options.out, json.dumps(value) + "\n")
    return 0


def pool_sets(datasets: Sequence[Path], index: Path | None) -> list[PoolSet]:
    """The pools of data sets in BEIR form and, where an index is given, of the dev part of the shipped eval set."""
    encoders = Encoders.open(None)
    sets: list[PoolSet] = []
    for path in datasets:
        dataset = open_dataset(path, None, None)
        if isinstance(dataset, QuestionSet):
            raise PolicyQAError(f"{path}: a folder in BEIR form is expected")
        with beir_index(dataset, encoders, quiet=False) as opened, bar(len(dataset.judged), quiet=False) as step:
            sets.append(beir_pools(dataset, opened, encoders.plain, step))
    if index is not None:
        questions = open_dataset(None, "dev", None)
        if isinstance(questions, QuestionSet):
            gold = Gold(questions.questions, Index.open(index), DIGESTS)
            with bar(len(gold.answerable), quiet=False) as step:
                sets.append(question_pools(questions.name, gold, encoders.plain, step))
    return sets


def shown(tried: Tried, value: dict[str, float], place: float) -> list[str]:
    """A table: for each data set these weights, weights fitted without what is measured, terms and vectors alone."""
    crossed, others = cross_validated(tried, place), left_out(tried, place)
    lines = [f"weights: {json.dumps(value)}", ""]
    head = ("data set", "queries", "fitted with", "nDCG@10", "Success@1", "- terms", "- vectors")
    rows: list[tuple[str, ...]] = []
    for n, pools in enumerate(tried.sets):
        systems = [
            ("all of it", measured(pools.pools, list(value.values()))),
            ("other folds", crossed[n]),
            *([("other sets " + " ".join(f"{w:.2f}" for w in others[n][0]), others[n][1])] if len(others) > 1 else []),
        ]
        alone = (("terms", ("words", "bigrams")), ("vectors", ("dense", "sentence")))
        singles = [(name, tried.alone(n, arms)) for name, arms in alone]
        for name, values in systems:
            gains = [_difference(pools, values, single) for _, single in singles]
            rows.append((pools.name, str(len(pools.pools)), name, *_means(values), *gains))
        rows += [(pools.name, str(len(pools.pools)), name, *_means(values), "", "") for name, values in singles]
    return [*lines, *columns([head, *rows])]


def _means(values: Floats) -> tuple[str, str]:
    ndcg, first = values.mean(axis=0)
    return f"{ndcg:.4f}", f"{first:.4f}"


def _difference(pools: PoolSet, ours: Floats, theirs: Floats) -> str:
    """The difference in nDCG@10 with its paired interval, and p."""
    ids = tuple(pool.id for pool in pools.pools)
    mine, other = (Table(ids, {"nDCG@10": values[:, 0]}) for values in (ours, theirs))
    found = compare([Measure("nDCG@10")], mine, other)[0]
    return f"{found.difference:+.3f} [{found.low:+.3f}, {found.high:+.3f}] p {p_words(found.p)}"


if __name__ == "__main__":
    raise SystemExit(main())
