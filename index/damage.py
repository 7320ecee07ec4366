"""Characters that were lost or replaced before we got the file: found and marked, never guessed."""

import re
from collections.abc import Iterator

from index.model import Span

_REPLACED = re.compile(r"[^\s\ufffd]?\ufffd+[^\s\ufffd]?")


def damaged_spans(text: str) -> Iterator[Span]:
    """Stretches of the text that are not what the author wrote, in order."""
    for found in _REPLACED.finditer(text):
        yield Span(*found.span())
