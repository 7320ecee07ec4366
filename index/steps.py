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
        self._total = total
        self._bar: tqdm[None] | None = None

    def __enter__(self) -> "Steps":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            if kind is None:
                self._bar.update()
            self._bar.close()

    def begin(self, english: str, chinese: str) -> None:
        """Ends the step before, if any, and names the next."""
        name = told(english, chinese)
        if self._bar is None:
            shape = "{desc} [{n_fmt}/{total_fmt}, {elapsed}]"
            self._bar = tqdm(total=self._total, desc=name, file=sys.stderr, bar_format=shape)
        else:
            self._bar.update()
            self._bar.set_description(name)
