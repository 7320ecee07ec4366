"""Renews what is kept of the eval set on the digests that ship: `python -m eval.keep` (or `make baseline`).

Written are `eval/baseline.json`, which tests compare with, and `docs/evaluation-report.html`. Shown is how the new
baseline differs from the one before. To be run only when answers have changed on purpose.
"""

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from eval.ablation import ablate
from eval.compare import compare
from eval.evaluation import Evaluation
from eval.header import environment, read_header, write_header
from eval.listing import comparison_lines, evaluation_lines
from eval.on_questions import evaluate_questions
from eval.opening import DIGESTS, ROOT, Encoders, QuestionSet, open_dataset
from eval.progress import build_bars
from eval.report import report
from eval.trec import write_atomically
from index.build import build
from index.errors import PolicyQAError
from index.settings import settings
from index.store import Index

BASELINE = ROOT / "eval" / "baseline.json"
REPORT = ROOT / "docs" / "evaluation-report.html"


def main(arguments: Sequence[str] | None = None) -> int:
    """Evaluates, shows the difference to what was kept, and writes both files."""
    parser = argparse.ArgumentParser(prog="python -m eval.keep", description="Renews the kept baseline and report.")
    parser.add_argument("--baseline", type=Path, default=BASELINE, help="where the baseline is written")
    parser.add_argument("--report", type=Path, default=REPORT, help="where the report is written")
    options = parser.parse_args(arguments)
    try:
        encoders = Encoders.open(None)
        with digests_index(settings().cache / "eval" / "kept", encoders) as index:
            evaluation = evaluated(index, encoders, "fused", answers=True)
            ablation = ablate(lambda _, retriever: evaluated(index, encoders, retriever, answers=False), [None])
        print("\n".join(evaluation_lines(evaluation)))
        if options.baseline.exists():
            differences = compare(evaluation.measures, evaluation.table, read_header(options.baseline).table)
            print("\n".join(["", *comparison_lines(differences, evaluation.main)]))
        write_header(evaluation, options.baseline)
        page = report(evaluation, ablation, (), texts=True, environment=environment())
        write_atomically(options.report, page)
    except PolicyQAError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def digests_index(folder: Path, encoders: Encoders) -> Index:
    """The index of the digests that ship, at `folder`, renewed if they or the code that reads them changed."""
    with build_bars(quiet=False) as progress:
        build([DIGESTS], folder, encoders.remembering, progress=progress)
    return Index.open(folder)


def evaluated(index: Index, encoders: Encoders, retriever: str, *, answers: bool) -> Evaluation:
    """The shipped eval set, asked of an index."""
    target = open_dataset(None, None, None)
    if not isinstance(target, QuestionSet):
        raise TypeError("the shipped eval set has questions")
    ask = partial(evaluate_questions, target.name, target.questions, index, encoders.plain, retriever)
    return ask(digests=DIGESTS, answers=answers, sample=encoders.plain if answers else None)


if __name__ == "__main__":
    raise SystemExit(main())
