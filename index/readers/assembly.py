"""The raw text of a file under construction: lines, and the marks that say what they are."""

import re
from collections.abc import Sequence

from index.model import Extract, Mark, Span
from index.readers.limits import check_characters

_BREAKS = re.compile(r"[\s\x1c-\x1f]+")
_BREAK_IN_CHINESE = re.compile(
    r"(?<=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef])[ \t]*[\r\n\v]+[ \t]*(?=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef])"
)


def one_line(text: str) -> str:
    """The text on one line: a run of white space that holds a line break becomes one space, the ends are trimmed."""
    return _BREAKS.sub(lambda run: " " if _is_break(run[0]) else run[0], text.strip())


def joined(text: str) -> str:
    """The text of a heading over several lines on one: breaks between Chinese characters vanish, others are a space."""
    return one_line(_BREAK_IN_CHINESE.sub("", text.strip()))


def _is_break(run: str) -> bool:
    return any(c in "\n\r\t\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029" for c in run)


class Assembly:
    """Collects lines with their marks; every line ends with a newline, paragraphs are not separated further."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._marks: list[Mark] = []
        self._pages: list[int] = []

    @property
    def length(self) -> int:
        """Characters collected so far."""
        return self._length

    def line(self, text: str) -> None:
        """Adds a line as it is."""
        self._parts.append(text + "\n")
        self._length += len(text) + 1
        check_characters(self._length)

    def heading(self, text: str, level: int) -> None:
        """Adds a heading of level 1 to 6."""
        self._mark("heading", joined(text), min(max(level, 1), 6))

    def note(self, text: str) -> None:
        """Adds a text box or footnote."""
        self._mark("note", text)

    def skip(self, text: str) -> None:
        """Adds page furniture that cleaning leaves out."""
        self._mark("skip", text)

    def table(self, rows: Sequence[Sequence[str]], joined: bool = False) -> None:
        """Adds a table, a line a row: `cell | cell |`; rows without text are left out, bars in cells become `｜`.

        With `joined` the rows go on with the last table, whatever was skipped in between (a table over two pages).
        """
        start = self._length
        for row in rows:
            cells = [one_line(cell).replace("|", "｜") for cell in row]
            if any(cells):
                self.line(" | ".join(cells) + " |")
        if self._length == start:
            return
        if joined:
            last = max((i for i, mark in enumerate(self._marks) if mark.kind == "table"), default=None)
            if last is not None:
                start = self._marks.pop(last).span.start
        self._marks.append(Mark("table", Span(start, self._length - 1)))

    def page(self) -> None:
        """Begins a page."""
        self._pages.append(self._length)

    def extract(self, declared: Sequence[tuple[str, str]] = (), encoding: str | None = None) -> Extract:
        """What was collected."""
        marks = tuple(sorted(self._marks, key=lambda mark: mark.span))
        return Extract("".join(self._parts), marks, tuple(self._pages), tuple(declared), encoding)

    def _mark(self, kind: str, text: str, level: int = 0) -> None:
        start = self._length
        self.line(text)
        self._marks.append(Mark(kind, Span(start, self._length - 1), level))  # type: ignore[arg-type]
