"""A progress bar on standard error; none for programs and where nobody watches."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from index.console import told

Watch = Callable[[int, int], None]
"""Told how many questions are done, of how many; what it raises ends the evaluation."""

_STAGES = {"read": ("reading", "读取文件"), "embed": ("embedding", "编码段落"), "terms": ("indexing terms", "建立词项")}


@contextmanager
def bar(total: int, quiet: bool, watch: Watch | None = None) -> Iterator[Callable[[], None]]:
    """Counts questions up to `total`; call what it gives after each. `watch` is told of each too."""
    from tqdm import tqdm

    # None: no bar where standard error is no terminal, so that logs stay readable.
    with tqdm(total=total, desc=told("asking", "提问"), file=sys.stderr, disable=quiet or None) as shown:
        done = count(1)

        def step() -> None:
            shown.update(1)
            if watch is not None:
                watch(next(done), total)

        yield step


@contextmanager
def build_bars(quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """One bar for each stage of a build."""
    from tqdm import tqdm

    bars: dict[str, Any] = {}

    def show(stage: str, done: int, total: int) -> None:
        if quiet or not total:
            return
        if stage not in bars:
            for earlier in bars.values():
                earlier.close()
            bars[stage] = tqdm(total=total, desc=told(*_STAGES[stage]), file=sys.stderr, disable=None)
        bars[stage].update(done - bars[stage].n)

    try:
        yield show
    finally:
        for each in bars.values():
            each.close()
