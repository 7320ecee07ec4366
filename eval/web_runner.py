"""Evaluates in the background while the chat goes on: one evaluation at a time, watched and stopped from the page."""

import atexit
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Event, Lock, Thread
from typing import Literal

import numpy as np

from eval.compare import Difference, compare
from eval.evaluation import Evaluation
from eval.gold import NotHeldError
from eval.header import DECIMALS
from eval.on_questions import evaluate_questions
from eval.opening import DIGESTS, SHIPPED_NAME, QuestionSet
from eval.table import Table
from eval.web_page import comparison, shown
from eval.web_runs import KeptRun, KeptRuns
from index.errors import PolicyQAError
from qa.engine import PolicyQA

PERMUTATIONS = 2000
"""Of the tests of difference; fewer than on the command line, since somebody waits."""
END_SECONDS = 20
"""How long the end of the program waits for an evaluation to stop: a question, or the measuring."""
_ELSEWHERE = (
    "自带评测集的问题针对随程序提供的文件，而库中没有那些文件；请改选一个针对本库文件的问题文件。",
    "The questions that ship are about the documents that ship, which the library does not hold; "
    "choose a file of questions about its own documents.",
)
_FAILED = ("评测时出了意外，详情见运行记录。", "Something went wrong while evaluating; the log has the details.")

_log = logging.getLogger("policyqa.web")


class _Stopped(Exception):  # noqa: N818
    """The evaluation was called off."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the evaluation is.

    Attributes:
        phase: `asking` the questions, `measuring` (intervals and report), or nothing under way.
        dataset: the name of the eval set.
        done, total: searches and questions.
        zh, en: why the last one could not be done.
        run: the last one that was kept since the start of the program.
    """

    phase: Literal["idle", "asking", "measuring"] = "idle"
    dataset: str | None = None
    done: int = 0
    total: int = 0
    zh: str | None = None
    en: str | None = None
    run: str | None = None


class Runner:
    """Evaluates eval sets on the engine of the day and keeps the results."""

    def __init__(self, engine: Callable[[], PolicyQA], kept: KeptRuns) -> None:
        self._engine = engine
        self._kept = kept
        self._lock = Lock()
        self._stop = Event()
        self._progress = Progress()

    @property
    def progress(self) -> Progress:
        """How far it is now."""
        return self._progress

    def start(self, questions: QuestionSet) -> bool:
        """Begins; False if another is under way."""
        with self._lock:
            if self._progress.phase != "idle":
                return False
            self._stop.clear()
            self._progress = Progress("asking", questions.name, run=self._progress.run)
        thread = Thread(target=self._run, args=(questions,), daemon=True)
        thread.start()
        # A thread that still asks while the interpreter ends makes the libraries below it abort the process.
        atexit.register(self._end, thread)
        return True

    def stop(self) -> None:
        """Calls the evaluation off; nothing of it is kept."""
        self._stop.set()

    def _end(self, thread: Thread) -> None:
        self.stop()
        thread.join(END_SECONDS)

    def _run(self, questions: QuestionSet) -> None:
        run, zh, en = self._progress.run, None, None
        try:
            run = self._evaluated(questions).id
        except _Stopped:
            pass
        except NotHeldError as error:
            zh, en = _ELSEWHERE if questions.name == SHIPPED_NAME else (error.zh, str(error))
        except PolicyQAError as error:
            zh, en = error.zh, str(error)
        except Exception:  # noqa: BLE001 - logged; a person gets one sentence
            _log.exception("evaluating failed")
            zh, en = _FAILED
        self._progress = Progress(zh=zh, en=en, run=run)
        atexit.unregister(self._end)

    def _evaluated(self, questions: QuestionSet) -> KeptRun:
        started = time.monotonic()
        engine = self._engine()
        evaluation = evaluate_questions(
            questions.name,
            questions.questions,
            engine.index,
            engine.encoder,
            "fused",
            digests=DIGESTS,
            quiet=True,
            watch=self._watch,
        )
        self._progress = replace(self._progress, phase="measuring")
        before = self._kept.latest(questions.name)
        differences = self._compared(evaluation, before)
        page = {
            **shown(evaluation, questions.questions),
            "seconds": round(time.monotonic() - started, 1),
            "comparison": comparison(evaluation, differences, before),
        }
        if self._stop.is_set():
            raise _Stopped
        return self._kept.save(evaluation, differences, page)

    def _watch(self, done: int, total: int) -> None:
        self._progress = replace(self._progress, done=done, total=total)
        if self._stop.is_set():
            raise _Stopped

    def _compared(self, evaluation: Evaluation, before: KeptRun | None) -> tuple[Difference, ...]:
        if before is None:
            return ()
        try:
            return compare(evaluation.measures, _rounded(evaluation.table), self._kept.table(before.id), PERMUTATIONS)
        except PolicyQAError as error:  # the one before shares no question with this, or its values were lost
            _log.warning("not compared with %s: %s", before.id, error)
            return ()


def _rounded(table: Table) -> Table:
    """The values as they are kept; else what is only rounded would count as a difference."""
    return Table(table.ids, {name: np.round(values, DECIMALS) for name, values in table.columns.items()})
