"""Tables of retrieval: the eval set among 927 published files, and data sets against terms and vectors alone."""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.tables import gain, markdown, score
from eval.beir import BeirDataset, load_beir
from eval.compare import Difference, compare, p_words
from eval.fit_weights import Tried, cross_validated, left_out, pool_sets
from eval.on_beir import evaluate_beir
from eval.on_questions import evaluate_questions
from eval.opening import DIGESTS, Encoders, QuestionSet, beir_index, open_dataset
from eval.progress import build_bars
from eval.table import Measure, Table, intervals
from index.build import BuildSummary, build
from index.settings import settings
from index.store import Index
from qa.retrieval import Weights

FITTED = ("ncp_policy", "domainrag", "gov_faq")
SHOWN = ("nDCG@10", "Success@1", "Success@5", "R@20")
OF_QUESTIONS = (
    "hit@1", "hit@5", "full@5", "full@10", "answer.fact@1", "answer.full@5", "answer.passages.full@5", "answer.short",
    "answer.quotes", "answer.figures", "answer.citation_recall", "answer.citation_precision", "refusal.AUROC",
    "refusal.F1", "refusal.false", "refusal.missed",
)  # fmt: skip


def published(shared: Path) -> tuple[Path, BuildSummary]:
    """Where the five originals are indexed together with the published files, and what was read."""
    folder = settings().cache / "eval" / "benchmark"
    paths = [DIGESTS, shared / "seeds", shared / "data" / "documents"]
    with build_bars(quiet=False) as progress:
        return folder, build(paths, folder, Encoders.open(None).remembering, progress=progress)


def documents(shared: Path) -> str:
    """The eval set, asked of the five originals indexed together with the published files."""
    encoders = Encoders.open(None)
    folder, summary = published(shared)
    target = open_dataset(None, None, None)
    if not isinstance(target, QuestionSet):
        raise TypeError("the shipped eval set has questions")
    lines = [
        "## The eval set on the originals, among published files",
        f"{summary.documents} documents, {summary.passages} passages; {len(summary.failed)} files could not be read, "
        f"{len(summary.duplicates)} were duplicates.",
    ]
    with Index.open(folder) as index:
        found = evaluate_questions(
            target.name, target.questions, index, encoders.plain, "fused", digests=DIGESTS, quiet=False
        )
    settings_ = found.settings
    lines[1] += f" Corpus {settings_['corpus_sha256'][:16]}, questions {settings_['questions_sha256'][:16]}."
    parts = {"all": found.table, "test": found.table.take([q.id for q in target.questions if q.split == "test"])}
    scores = {name: intervals(found.measures, table) for name, table in parts.items()}
    rows = [
        (name, *(score(part.get(name)) for part in scores.values())) for name in OF_QUESTIONS if name in scores["all"]
    ]
    if found.cost:
        rows.append(
            ("p50 / p95 of an answer, ms", f"{found.cost.percentile(0.5):.0f} / {found.cost.percentile(0.95):.0f}", "")
        )
    heads = ("measure", *(f"{name} ({len(table.ids)})" for name, table in parts.items()))
    return "\n\n".join([*lines, markdown(heads, rows)])


def data_sets(shared: Path, *, stard: bool) -> str:
    """Each data set with the shipped weights, against terms alone and vectors alone; then with weights left out."""
    encoders = Encoders.open(None)
    rows: list[Sequence[str]] = []
    corpora: list[str] = []
    for name in (*FITTED, *(("stard",) if stard else ())):
        dataset = load_beir(shared / "data" / name)
        corpora.append(f"{name} {dataset.sha256[:16]}")
        rows += _systems(dataset, encoders)
    parts = [
        "## Data sets: the shipped weights against terms alone and vectors alone",
        f"The weights are {_weights()}, fitted by `eval.fit_weights` on {', '.join(FITTED)} and the dev part of the "
        f"eval set. Corpora: {', '.join(corpora)}.",
        markdown(("data set", "retriever", *SHOWN, "nDCG@10 of fused minus this", "p", "p50 ms"), rows),
        "## The same with weights that were not fitted on what is measured",
        markdown(
            ("data set", "weights fitted on", "nDCG@10", "Success@1", "minus terms", "minus vectors"), _held(shared)
        ),
    ]
    return "\n\n".join(parts)


def _systems(dataset: BeirDataset, encoders: Encoders) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = []
    with beir_index(dataset, encoders, quiet=False) as index:
        found = {name: evaluate_beir(dataset, index, encoders.plain, name) for name in ("fused", "terms", "vectors")}
    for name, evaluation in found.items():
        difference = None if name == "fused" else _difference(found["fused"].table, evaluation.table)
        p50 = evaluation.cost.percentile(0.5) if evaluation.cost else 0.0
        rows.append(
            (
                f"{dataset.name} ({len(dataset.judged)})" if name == "fused" else "",
                name,
                *(
                    score(evaluation.scores[measure])
                    if measure == "nDCG@10"
                    else f"{evaluation.scores[measure].value:.3f}"
                    for measure in SHOWN
                ),
                gain(difference),
                p_words(difference.p) if difference else "",
                f"{p50:.0f}",
            )
        )
    return rows


def _held(shared: Path) -> list[Sequence[str]]:
    """Cross-validated by group, and with each data set left out; terms and vectors with the shipped proportions."""
    place = Weights.shipped().place
    folder = settings().cache / "eval" / "benchmark"
    sets = pool_sets(
        [shared / "data" / name for name in FITTED], folder if (folder / "current.json").exists() else None
    )
    tried = Tried.of(sets, place)
    crossed, others = cross_validated(tried, place), left_out(tried, place)
    rows: list[Sequence[str]] = []
    for n, pools in enumerate(sets):
        ids = tuple(pool.id for pool in pools.pools)
        alone = [tried.alone(n, arms) for arms in (("words", "bigrams"), ("dense", "sentence"))]
        for words, values in (("other folds of all sets", crossed[n]), ("the other sets", others[n][1])):
            table = Table(ids, {"nDCG@10": values[:, 0], "Success@1": values[:, 1]})
            scores = intervals([Measure("nDCG@10"), Measure("Success@1")], table)
            gains = [gain(_difference(table, Table(ids, {"nDCG@10": np.asarray(single[:, 0])}))) for single in alone]
            both = (f"{each.value:.3f} [{each.low:.3f}, {each.high:.3f}]" for each in scores.values())
            rows.append((f"{pools.name} ({len(ids)})", words, *both, *gains))
    return rows


def _difference(ours: Table, theirs: Table) -> Difference:
    return compare([Measure("nDCG@10")], ours, theirs)[0]


def _weights() -> str:
    shipped = Weights.shipped()
    return ", ".join(f"{arm} {getattr(shipped, arm):g}" for arm in shipped.arms())


if __name__ == "__main__":
    sys.exit("run it as: python -m benchmarks")
