"""A text on its way from raw to clean: characters are only left out, white space only unified."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from index.model import Mark, OffsetMap, Span


class Draft:
    """What is left of the raw text so far, and where each character stands in it.

    Attributes:
        text: the text so far.
    """

    def __init__(self, raw: str) -> None:
        self.text = raw
        self._positions: NDArray[np.int64] = np.arange(len(raw), dtype=np.int64)

    def leave_out(self, spans: Iterable[Span]) -> None:
        """Drops the characters of the spans (over the present text, in order, not overlapping)."""
        self.rewrite((span, "") for span in spans)

    def rewrite(self, changes: Iterable[tuple[Span, str]]) -> None:
        """Puts each span down to nothing or to one space or newline, which stands where the span began.

        Raises:
            ValueError: another replacement, or a space for what is not white space: cleaning never invents text.
        """
        keep = np.ones(len(self.text), dtype=bool)
        pieces: list[str] = []
        done = 0
        for span, replacement in changes:
            if replacement:
                if replacement not in " \n" or not self.text[span.start].isspace():
                    raise ValueError(f"{self.text[span.start]!r} cannot become {replacement!r}")
                keep[span.start + 1 : span.end] = False
            else:
                keep[span.start : span.end] = False
            pieces += (self.text[done : span.start], replacement)
            done = span.end
        if pieces:
            self.text = "".join(pieces) + self.text[done:]
            self._positions = self._positions[keep]

    def raw_span(self, span: Span) -> Span:
        """Where a stretch of the present text (not empty) stands in the raw text."""
        return Span(int(self._positions[span.start]), int(self._positions[span.end - 1]) + 1)

    def spans_of(self, marks: Iterable[Mark]) -> list[Span]:
        """What is left of marked stretches of the raw text, over the present text."""
        spans = []
        for mark in marks:
            start, end = np.searchsorted(self._positions, (mark.span.start, mark.span.end))
            if start < end:
                spans.append(Span(int(start), int(end)))
        return spans

    def offset_map(self) -> OffsetMap:
        """The way back from the present text to the raw one."""
        return OffsetMap.from_positions(self._positions.tolist())
