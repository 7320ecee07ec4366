"""Evaluations kept in the folder of an index, each a folder of its own: values, report, charts, what the page shows.

evaluations/20260701T093000Z/
  values.json               settings and the values by question: a baseline for `policyqa eval --baseline`
  report.html               the whole report
  risk.svg, latency.svg     its charts
  page.json                 what the page shows of it
  summary.json              what a list of evaluations shows of it
"""

import json
import logging
import re
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from eval.charts import alone
from eval.compare import Difference
from eval.evaluation import Evaluation
from eval.header import environment, read_header, write_header
from eval.report import latency_plot, report, risk_plot
from eval.table import Table
from eval.trec import write_atomically
from index.errors import EvalError

FOLDER = "evaluations"
VALUES, REPORT, PAGE, SUMMARY = "values.json", "report.html", "page.json", "summary.json"
CHARTS = ("risk", "latency")
SUMMED_UP = ("dataset", "questions", "documents", "passages", "corpus", "asked", "seconds")
_ID = re.compile(r"\d{8}T\d{6}Z(?:-\d{1,3})?")
_UNFINISHED = "saving-"

_log = logging.getLogger("policyqa.web")


@dataclass(frozen=True, slots=True)
class KeptRun:
    """One evaluation in a list.

    Attributes:
        id: made of the time (UTC).
        date: the same as an ISO date and time.
        corpus, asked: SHA-256 of the documents and of the questions.
        lost: how many questions lost something.
    """

    id: str
    date: str
    dataset: str
    questions: int
    documents: int
    passages: int
    corpus: str
    asked: str
    seconds: float
    lost: int


class KeptRuns:
    """The evaluations of one index; the latest of a data set is the baseline of the next."""

    def __init__(self, index: Path) -> None:
        self._root = index / FOLDER

    def latest(self, dataset: str) -> KeptRun | None:
        """The newest evaluation of a data set."""
        return next((run for run in self.all() if run.dataset == dataset), None)

    def all(self) -> list[KeptRun]:
        """Those that can be read, newest first; what cannot is named in the log."""
        found = []
        for path in sorted(self._root.iterdir(), reverse=True) if self._root.is_dir() else ():
            if not _ID.fullmatch(path.name):
                continue
            try:
                found.append(KeptRun(**self._json(path.name, SUMMARY)))
            except (EvalError, TypeError) as error:
                _log.warning("evaluation %s cannot be read: %s", path.name, error)
        return found

    def page(self, id: str) -> dict[str, Any]:
        """What the page shows of one evaluation.

        Raises:
            EvalError: there is none of that name, or it cannot be read.
        """
        return self._json(id, PAGE)

    def _json(self, id: str, name: str) -> dict[str, Any]:
        path = self.path(id, name)
        try:
            value = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise EvalError(f"{path.name} of {id} cannot be read: {error}", zh=f"评测 {id} 的记录无法读取") from error
        if not isinstance(value, dict):
            raise EvalError(f"{path.name} of {id} is no record of an evaluation", zh=f"评测 {id} 的记录已损坏")
        return value

    def path(self, id: str, name: str) -> Path:
        """Where a file of an evaluation stands.

        Raises:
            EvalError: the name is none that an evaluation can have.
        """
        if not _ID.fullmatch(id):
            raise EvalError(f"there is no evaluation {id!r}", zh=f"没有编号为 {id!r} 的评测")
        return self._root / id / name

    def table(self, id: str) -> Table:
        """The values by question of one evaluation.

        Raises:
            EvalError: they cannot be read.
        """
        return read_header(self.path(id, VALUES)).table

    def save(self, evaluation: Evaluation, differences: Sequence[Difference], page: dict[str, Any]) -> KeptRun:
        """Keeps an evaluation: all its files, or none.

        Raises:
            EvalError: they cannot be written.
        """
        now = datetime.now(UTC)
        text = report(evaluation, None, differences, texts=True, environment=environment())
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            for left in self._root.glob(f"{_UNFINISHED}*"):
                shutil.rmtree(left, ignore_errors=True)
            id = self._free(now.strftime("%Y%m%dT%H%M%SZ"))
            beside = self._root / f"{_UNFINISHED}{id}"
            beside.mkdir()
            write_header(evaluation, beside / VALUES)
            write_atomically(beside / REPORT, text)
            charts = _charts(evaluation)
            for name, chart in charts.items():
                write_atomically(beside / f"{name}.svg", chart)
            dated: dict[str, Any] = {"id": id, "date": now.isoformat(timespec="seconds")}
            summed = {name: page[name] for name in SUMMED_UP}
            run = KeptRun(**dated, **summed, lost=len(page["losses"]))
            for name, value in ((PAGE, dated | page | {"charts": list(charts)}), (SUMMARY, asdict(run))):
                write_atomically(beside / name, json.dumps(value, ensure_ascii=False))
            beside.replace(self._root / id)
        except OSError as error:
            reason = error.strerror or str(error)
            raise EvalError(f"{self._root}: cannot be written: {reason}", zh=f"{self._root}：无法写入") from error
        return run

    def remove(self, id: str) -> None:
        """Removes an evaluation; nothing happens where there is none.

        Raises:
            EvalError: the name is none that an evaluation can have.
        """
        shutil.rmtree(self.path(id, PAGE).parent, ignore_errors=True)

    def _free(self, name: str) -> str:
        names = (name, *(f"{name}-{n}" for n in range(2, 1000)))
        return next(each for each in names if not (self._root / each).exists())


def _charts(evaluation: Evaluation) -> dict[str, str]:
    cost = evaluation.cost
    drawn = {"risk": risk_plot(evaluation), "latency": latency_plot(cost) if cost and cost.seconds else None}
    return {name: alone(chart) for name, chart in drawn.items() if chart}
