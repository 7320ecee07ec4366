"""The index renewed in the background, one build at a time: how far it is, and what became of it."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Literal

from index.build import BuildSummary, Progress
from index.errors import IndexBusyError, PolicyQAError
from index.renewal import renew

State = Literal["waiting", "busy", "running", "done", "failed"]

BUSY_SECONDS = 1800.0
"""How long a build waits for one that another program is doing."""
_RETRY_SECONDS = 1.0
_KEPT = 50

_log = logging.getLogger("policyqa.web")


@dataclass(slots=True)
class Renewal:
    """One build.

    Attributes:
        id: `b1`, `b2` ...
        state: `busy` while another program is building the index.
        stage, done, total: how far it is, as `index.build.Progress` tells.
        summary: what it did, once it is done.
        failure: why it could not be done, in English and Chinese.
    """

    id: str
    state: State = "waiting"
    stage: str = ""
    done: int = 0
    total: int = 0
    summary: BuildSummary | None = None
    failure: tuple[str, str] | None = None
    begun: float = field(default_factory=time.monotonic)

    def payload(self) -> dict[str, Any]:
        """What the page is told of it; files by their names alone."""
        summary = self.summary
        return {
            "id": self.id,
            "state": self.state,
            "stage": self.stage,
            "done": self.done,
            "total": self.total,
            "summary": None
            if summary is None
            else {
                "added": summary.added,
                "removed": summary.removed,
                "documents": summary.documents,
                "duplicates": [_names(pair) for pair in summary.duplicates],
                "replaced": [_names(pair) for pair in summary.replaced],
                "failed": [
                    {"source": Path(failure.source).name, "en": failure.reason, "zh": failure.reason_zh}
                    for failure in summary.failed
                ],
            },
            "error": None if self.failure is None else {"code": "failed", "en": self.failure[0], "zh": self.failure[1]},
        }


class Renewals:
    """Builds the index at `root` whenever that is asked for; what is asked while one runs is done by one after it."""

    def __init__(
        self,
        root: Path,
        renewed: Callable[[], object],
        build: Callable[[Path, Progress], BuildSummary] = renew,
    ) -> None:
        """Takes the index folder, and what to call when it has a new generation, before a build counts as done."""
        self._root = root
        self._renewed = renewed
        self._build = build
        self._lock = Lock()
        self._all: dict[str, Renewal] = {}
        self._next: Renewal | None = None
        self._running: Renewal | None = None
        self._count = 0

    def start(self) -> Renewal:
        """The build that will take up all that has been changed until now."""
        with self._lock:
            if self._next is None:
                self._count += 1
                self._next = Renewal(f"b{self._count}")
                self._all[self._next.id] = self._next
                while len(self._all) > _KEPT:
                    del self._all[next(iter(self._all))]
                if self._running is None:
                    Thread(target=self._work, daemon=True, name="renewal").start()
                    self._running = self._next
            return self._next

    def find(self, id: str) -> Renewal | None:
        """The build of that name, if it is not long past."""
        return self._all.get(id)

    @property
    def current(self) -> Renewal | None:
        """The build that is running or waits; None for none."""
        return self._running or self._next

    def _work(self) -> None:
        while True:
            with self._lock:
                self._running, self._next = self._next, None
                if self._running is None:
                    return
                renewal = self._running
            self._do(renewal)

    def _do(self, renewal: Renewal) -> None:
        def progress(stage: str, done: int, total: int) -> None:
            renewal.state, renewal.stage, renewal.done, renewal.total = "running", stage, done, total

        while True:
            try:
                renewal.summary = self._build(self._root, progress)
                self._renewed()
                renewal.state = "done"
                return
            except IndexBusyError as error:
                if time.monotonic() - renewal.begun > BUSY_SECONDS:
                    renewal.failure, renewal.state = (str(error), error.zh), "failed"
                    return
                renewal.state = "busy"
                time.sleep(_RETRY_SECONDS)
            except PolicyQAError as error:
                _log.warning("the index was not renewed: %s", error)
                renewal.failure, renewal.state = (str(error), error.zh), "failed"
                return
            except Exception:  # noqa: BLE001 - logged; no traceback may reach a person
                _log.exception("renewing the index failed")
                renewal.failure = (
                    "The build failed unexpectedly; what was there still answers.",
                    "建立索引时出了意外，原有索引不受影响。",
                )
                renewal.state = "failed"
                return


def _names(pair: tuple[str, str]) -> list[str]:
    return [Path(path).name for path in pair]
