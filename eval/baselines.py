"""The baseline of a comparison: a run in TREC form, with or without its header, or the header alone."""

from pathlib import Path

from eval.beir import BeirDataset
from eval.evaluation import Evaluation
from eval.header import Header, header_path, read_header
from eval.on_beir import score_beir
from eval.on_questions import score_questions
from eval.opening import DIGESTS, QuestionSet
from eval.table import Table
from eval.trec import read_run
from index.console import say
from index.store import Index

_SAME = ("questions_sha256", "corpus_sha256")


def check_baseline(path: Path) -> None:
    """Reads a baseline for its errors alone, before anything is measured.

    Raises:
        EvalError: it cannot be read.
    """
    if path.suffix == ".json":
        read_header(path)
    else:
        read_run(path)


def baseline_table(path: Path, target: BeirDataset | QuestionSet, evaluation: Evaluation, index: Index | None) -> Table:
    """The baseline's values by question.

    A header (.json) holds them as they were measured. A run on a data set in BEIR form is measured anew by the
    judgements in use; a run on an eval set has them in its header, or is measured anew where it has none.

    Raises:
        EvalError: it cannot be read, or is of another data set.
    """
    if path.suffix == ".json":
        return _known(read_header(path), evaluation)
    if isinstance(target, BeirDataset):
        return score_beir(target, read_run(path), path).table
    if header_path(path).is_file():
        return _known(read_header(header_path(path)), evaluation)
    if index is None:
        raise ValueError("a run on an eval set is measured on an index")
    return score_questions(target.name, target.questions, index, read_run(path), path, DIGESTS).table


def _known(header: Header, evaluation: Evaluation) -> Table:
    """The values of a header; says so where it was measured on something else."""
    changed = [name for name in _SAME if header.settings.get(name) != evaluation.settings.get(name)]
    if changed:
        say(
            f"The baseline ({header.dataset}, {header.retriever}) was measured with other questions or documents "
            f"({', '.join(changed)} differ); questions of the same id are compared.",
            f"基线（{header.dataset}，{header.retriever}）使用的问题或文件与本次不同（{', '.join(changed)}），"
            "按相同标识的问题比较。",
        )
    return header.table
