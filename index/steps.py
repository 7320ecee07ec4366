"""Progress of a piece of work that has a few named steps, on standard error."""

import sys
from types import TracebackType

from tqdm import tqdm

from index.console import told


class Steps:
    """A bar that names the step in hand, in the interface's language.

    Example: `with Steps(2) as steps: steps.begin("reading", "读取") ...`
    """

    def __init__(self, total: int) -> None:
        self._bar = tqdm(total=total, file=sys.stderr, bar_format="{desc} [{n_fmt}/{total_fmt}, {elapsed}]")
        self._begun = False

    def __enter__(self) -> "Steps":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._begun and kind is None:
            self._bar.update()
        self._bar.close()

    def begin(self, english: str, chinese: str) -> None:
        """Ends the step before, if any, and names the next."""
        if self._begun:
            self._bar.update()
        self._begun = True
        self._bar.set_description(told(english, chinese))
